"""Spelling tables for name keys.

Provenance: the Hangul tables follow the published rules of the Revised Romanisation (2000) and of McCune-Reischauer (1939), marks
left out; the Cyrillic tables follow the usual English and passport transliterations of Russian and Ukrainian. **All of this file,
the alternates of Korean surnames above all, is recalled from general knowledge and not checked against a source here.** It only
widens a search: a wrong or missing alternate makes a name come up needlessly or not at all under that spelling, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

LATIN: Mapping[str, str] = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "ng",
}  # fmt: skip

TITLES = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Left out of a search when other words remain; files write them now and then."""

RR_INITIAL = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
RR_MEDIAL = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
RR_FINAL = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k",
    "t", "p", "t",
)  # fmt: skip
MR_INITIAL = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h")
MR_MEDIAL = (
    "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u", "ui", "i",
)  # fmt: skip
MR_FINAL = RR_FINAL
MR_VOICED: Mapping[str, str] = {"k": "g", "t": "d", "p": "b", "ch": "j"}

FOLDS: tuple[tuple[str, str], ...] = (
    (r"tch|jj|ch|j", "c"),
    (r"sh(?=[aeiouwy])", "s"),
    (r"x", "ks"),
    (r"q|g(?!h)|kh", "k"),
    (r"ph|b|v", "p"),
    (r"d|th", "t"),
    (r"r", "l"),
    (r"yeo|you|yu(?=n)|yo", "yo"),
    (r"oo|woo|wu", "u"),
    (r"eu|ui(?!$)", "u"),
    (r"ui$|ee|ie|ey", "i"),
    (r"eo|ou|au|u(?=n[gk]?$)", "o"),
    (r"ae|ai|ay", "e"),
    (r"oe|wae|we", "e"),
    (r"(?<=[aeiou])h(?![aeiou])", ""),
    (r"y", "i"),
)
"""Steps, in order, that make many romanisations of one Korean word alike."""

SURNAMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kim": ("김", ("kim", "gim", "ghim", "keem")),
    "yi": ("이리", ("lee", "yi", "i", "rhee", "li", "ri", "rhie", "leigh", "yee", "ree")),
    "pak": ("박", ("park", "pak", "bak", "bahk", "pahk", "bark", "back")),
    "choe": ("최", ("choe", "choi", "che", "choy", "chey")),
    "chong": ("정", ("jung", "jeong", "chung", "chong", "joung", "chang", "cheong", "jong")),
    "kang": ("강", ("kang", "gang", "kahng")),
    "cho": ("조", ("cho", "jo", "joe", "chough")),
    "yun": ("윤", ("yun", "yoon", "youn")),
    "chang": ("장", ("chang", "jang", "jahng")),
    "im": ("임림", ("im", "lim", "rim", "yim", "leem", "eem")),
    "han": ("한", ("han", "hahn")),
    "o": ("오", ("o", "oh")),
    "so": ("서", ("so", "seo", "suh", "sur", "su")),
    "sin": ("신", ("sin", "shin", "shinn")),
    "kwon": ("권", ("kwon", "gwon", "kweon", "kwun")),
    "hwang": ("황", ("hwang", "whang")),
    "an": ("안", ("an", "ahn")),
    "song": ("송", ("song", "soung")),
    "chon": ("전천", ("jeon", "chon", "jun", "chun", "cheon", "joun")),
    "hong": ("홍", ("hong",)),
    "yu": ("유류", ("yu", "yoo", "you", "ryu", "ryoo", "liu", "yoou")),
    "ko": ("고", ("ko", "go", "koh", "goh")),
    "mun": ("문", ("mun", "moon")),
    "yang": ("양량", ("yang", "ryang", "liang")),
    "son": ("손", ("son", "sohn")),
    "pae": ("배", ("pae", "bae", "bai", "pai")),
    "paek": ("백", ("paek", "baek", "baik", "paik", "back")),
    "ho": ("허", ("ho", "heo", "hur", "huh")),
    "nam": ("남", ("nam", "nahm")),
    "sim": ("심", ("sim", "shim")),
    "no": ("노로", ("no", "noh", "roh", "ro", "rho")),
    "ha": ("하", ("ha", "hah")),
    "kwak": ("곽", ("kwak", "gwak", "kwack")),
    "song2": ("성", ("seong", "sung")),
    "cha": ("차", ("cha",)),
    "chu": ("주", ("chu", "ju", "joo", "choo")),
    "u": ("우", ("u", "woo", "wu")),
    "ku": ("구", ("ku", "gu", "koo", "goo")),
    "min": ("민", ("min", "minn")),
    "na": ("나라", ("na", "ra", "nah", "la")),
    "chin": ("진", ("chin", "jin")),
    "chi": ("지", ("chi", "ji", "jee")),
    "om": ("엄", ("om", "eom", "um", "uhm")),
    "won": ("원", ("won", "weon")),
    "yo": ("여려", ("yo", "yeo", "ryo")),
    "chu2": ("추", ("chu", "choo")),
    "to": ("도", ("to", "do", "doh")),
    "so2": ("소", ("so",)),
    "sok": ("석", ("sok", "seok", "suk")),
    "hyon": ("현", ("hyon", "hyun", "hyeon")),
    "ham": ("함", ("ham", "hahm")),
    "pyon": ("변", ("pyon", "byun", "byeon")),
    "yom": ("염", ("yom", "yeom", "yum", "ryom")),
    "chae": ("채", ("chae", "chai", "che")),
    "pang": ("방", ("pang", "bang")),
    "namgung": ("남궁", ("namgung", "namkung", "namgoong")),
    "hwangbo": ("황보", ("hwangbo",)),
    "sonu": ("선우", ("sonu", "seonu", "sunwoo")),
    "chegal": ("제갈", ("chegal", "jegal")),
}
"""Group -> (Hangul syllables of one, or one two-syllable surname, Latin spellings in use). Recalled, not sourced."""

COMPOUND = frozenset({"남궁", "황보", "선우", "제갈"})
SURNAME_HANGUL: Mapping[str, str] = {
    form: group for group, (hangul, _) in SURNAMES.items() for form in ((hangul,) if hangul in COMPOUND else hangul)
}
SURNAME_LATIN: Mapping[str, tuple[str, ...]] = {
    spelling: tuple(g for g, (_, spellings) in SURNAMES.items() if spelling in spellings)
    for _, (_, all_spellings) in SURNAMES.items()
    for spelling in all_spellings
}

_SHARED = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
}  # fmt: skip
CYRILLIC: tuple[Mapping[str, str], ...] = (
    _SHARED,
    _SHARED | {"ю": "iu", "я": "ia", "й": "i", "ё": "e", "є": "ie", "ї": "i"},
    _SHARED | {"г": "h", "и": "y", "й": "i", "ю": "iu", "я": "ia", "є": "ie", "ї": "i"},
    _SHARED | {"г": "h", "и": "y", "й": "y"},
    _SHARED | {"ё": "e", "ю": "ju", "я": "ja", "й": "j", "х": "h", "ц": "c"},
)
"""English, passport, Ukrainian passport, Ukrainian geographic, and scholarly without marks."""
