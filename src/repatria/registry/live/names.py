"""Invented names in three scripts. Surnames come from the invented list only; the other scripts spell them by sound."""

from __future__ import annotations

from dataclasses import dataclass

from repatria.registry.families.invented import invented_person

_CYRILLIC_PAIRS = {"sh": "ш", "ch": "ч", "kh": "х", "th": "т", "ph": "ф", "qu": "кв", "ck": "к", "ts": "ц", "zh": "ж"}
_CYRILLIC = dict(zip("abcdefghijklmnopqrstuvwyz", "абкдефгхийклмнопкрстуввиз", strict=True)) | {"x": "кс"}
_ONSETS = {
    "g": 0, "n": 2, "d": 3, "r": 5, "l": 5, "m": 6, "b": 7, "v": 7, "s": 9, "j": 12, "z": 12, "ch": 14, "c": 15, "k": 15, "q": 15,
    "x": 15, "t": 16, "th": 16, "p": 17, "f": 17, "ph": 17, "h": 18, "sh": 9,
}  # fmt: skip
_VOWELS = {"a": 0, "e": 5, "o": 8, "u": 13, "w": 13, "i": 20, "y": 20}
_FINALS = {"g": 1, "k": 1, "c": 1, "q": 1, "n": 4, "l": 8, "r": 8, "m": 16, "b": 17, "p": 17, "t": 19, "d": 19}
_NO_ONSET, _FILL, _NONE = 11, 18, 0


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person: given names with a middle letter, surname."""

    given: str
    surname: str

    @property
    def whole(self) -> str:
        """The name as a list writes it."""
        return f"{self.given} {self.surname}"


def invented(number: int, sex: str = "M", surname: str = "") -> Invented:
    """Invented person ``number``; ``surname`` replaces the number's own, for relatives of one name."""
    given, own = invented_person(number, "F" if sex == "F" else "M")
    return Invented(given, surname or own)


def cyrillic(latin: str) -> str:
    """``latin`` spelled in Cyrillic letters by sound; only for invented names.

    >>> cyrillic("Marcask")
    'Маркаск'
    """
    return " ".join(_cyrillic_word(word) for word in latin.replace(".", "").split() if len(word) > 1)


def _cyrillic_word(word: str) -> str:
    out, at, low = "", 0, word.lower()
    while at < len(low):
        pair = _CYRILLIC_PAIRS.get(low[at : at + 2])
        out += pair or _CYRILLIC.get(low[at], "")
        at += 2 if pair else 1
    return out.capitalize()


def hangul(latin: str) -> str:
    """``latin`` spelled in Hangul syllables by sound, surname and given name as they stand; only for invented names.

    >>> hangul("Marta")
    '말타'
    """
    return " ".join(_hangul_word(word.lower()) for word in latin.replace(".", "").split() if len(word) > 1)


def _hangul_word(word: str) -> str:
    syllables: list[list[int]] = []
    at = 0
    while at < len(word):
        sound = word[at : at + 2] if word[at : at + 2] in _ONSETS else word[at]
        at += len(sound)
        if sound in _VOWELS:
            syllables.append([_NO_ONSET, _VOWELS[sound], _NONE])
        elif sound in _ONSETS and at < len(word) and word[at] in _VOWELS:
            syllables.append([_ONSETS[sound], _VOWELS[word[at]], _NONE])
            at += 1
        elif sound in _FINALS and syllables and syllables[-1][2] == _NONE:
            syllables[-1][2] = _FINALS[sound]
        elif sound in _ONSETS:
            syllables.append([_ONSETS[sound], _FILL, _NONE])
    return "".join(chr(0xAC00 + (lead * 21 + vowel) * 28 + final) for lead, vowel, final in syllables)


def native(name: str, script: str) -> str:
    """``name`` in ``script``: "Cyrl", "Kore", or as it is for "Latn"."""
    return {"Cyrl": cyrillic, "Kore": hangul}.get(script, str)(name)
