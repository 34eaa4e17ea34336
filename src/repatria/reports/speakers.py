"""Who says what: the subject of a verb of speech, "according to", a label before an answer, the foot of a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from repatria.reports.language import Language
from repatria.reports.parties import canonical
from repatria.reports.tokens import Sentence, Token

LONGEST = 16
"""Tokens of a speaker at most."""
OBJECTS = ("him", "her", "them", "it", "me", "us")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who answers for the tokens ``first`` to ``last``; tokens ``said_from`` to ``said_to`` are the words that say so.

    ``sure`` is false where a pronoun or a role had to be led back to somebody named before.
    """

    party: str | None
    outlet: str | None
    medium: str | None
    first: int
    last: int
    said_from: int
    said_to: int
    sure: bool = True
    judges: bool = False


@dataclass
class Memory:
    """Who was named so far, and who spoke last: by family name, by title, by paragraph."""

    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    person: str | None = None
    last: Voice | None = None
    paragraph: int = -1

    def heard(self, voice: Voice, paragraph: int) -> None:
        """Remember a voice as the last of its paragraph."""
        self.last, self.paragraph = voice, paragraph


def remember(row: Sequence[Token], language: Language, memory: Memory) -> None:
    """Take in every titled name of a sentence: ``President Donald Trump`` is "Trump" and "the president" from here on."""
    titles = language.words("speech", "titles")
    i = 0
    while i < len(row):
        if not (row[i].capital and row[i].low in titles):
            i += 1
            continue
        at = i
        while at < len(row) and (row[at].low in titles or row[at].text == "."):
            at += 1
        end = at
        while end < len(row) and end < at + 4 and row[end].capital and row[end].kind == "word" and row[end].low not in titles:
            end += 1
        if end > at and row[at - 1].capital:
            words = [token for token in row[i:end] if token.text != "."]
            while words and words[0].low in ("the", "a", "an", "u.s", "us", "then"):
                words = words[1:]
            whole = " ".join(bare(token.text) for token in words)
            family = bare(row[end - 1].text).lower()
            if len(memory.names.get(family, "")) < len(whole):
                memory.names[family] = whole
            memory.names.setdefault(bare(row[at].text).lower(), memory.names[family])
            title = " ".join(t.low for t in words if t.low in titles)
            memory.titles[title] = memory.names[family]
        i = max(end, i + 1)
    kin = language.words("speech", "roles", "kin")
    for k in range(len(row) - 2):
        pair = row[k : k + 2]
        if not all(token.capital and token.kind == "word" for token in pair):
            continue
        before = [token.low for token in row[max(0, k - 2) : k] if token.text != ","]
        if (before and before[-1] in kin) or (pair[1].text != bare(pair[1].text) and row[k + 2].low in kin):
            memory.person = f"{pair[0].text} {bare(pair[1].text)}"  # "his sister, Ann Orr"; "Ann Orr's brother"


def bare(word: str) -> str:
    """A word without its genitive."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def voices(sentence: Sentence, language: Language, memory: Memory) -> list[Voice]:
    """The voices of a sentence, each with the stretch it answers for; at most one for each part between semicolons."""
    row = sentence.tokens
    out: list[Voice] = []
    cuts = [0, *(i + 1 for i, token in enumerate(row) if token.text == ";" and not sentence.in_quotes(token.start)), len(row)]
    for first, last in pairwise(cuts):
        voice = _according(row, first, last, language, memory) or _spoken(sentence, first, last, language, memory)
        if voice is not None:
            out.append(voice)
    return out


def _according(row: Sequence[Token], first: int, last: int, language: Language, memory: Memory) -> Voice | None:
    leads = language.phrases("speech", "according", "leads")
    found = leads.find(row, first, last)
    if found is None or (found[2] == "per" and not row[min(found[0] + 1, len(row) - 1)].capital):
        return None
    begin = found[0] + found[1]
    end = begin
    while (
        end < last
        and end < begin + LONGEST
        and row[end].text not in ',;:.“”"—()'
        and row[end].low not in ("that", "who", "which", "and", "but")
    ):
        end += 1
    given = next((k for k in range(begin + 1, end) if row[k].low in language.words("speech", "according", "given")), None)
    if given is not None:  # "figures the ministry gave parliament in March"
        end, begin = given, next((k + 1 for k in range(given - 1, begin, -1) if row[k].low == "the"), begin)
    party = _party(row, begin, end, language, memory)
    if party is None:
        return None
    outlet = party[0] if is_outlet(party[0], language) else None
    if outlet is None and _a_person(party[0], language):
        memory.person = party[0]
    return Voice(party[0], outlet, _medium(row, first, last, language), first, last, found[0], end, party[1])


def _spoken(sentence: Sentence, first: int, last: int, language: Language, memory: Memory) -> Voice | None:
    row = sentence.tokens
    judged = language.words("speech", "verbs", "judge")
    verbs = language.words("speech", "verbs", "say") | judged
    for i in range(first, last):
        of = row[i].low in language.words("speech", "verbs", "of") and i + 1 < last and row[i + 1].low == "of"
        if not (of or row[i].low in verbs) or sentence.in_quotes(row[i].start) or row[i].capital:
            continue
        if i and row[i - 1].kind == "number":
            continue  # "5,000 requests"
        if row[i].low in language.words("speech", "verbs", "told_of") and row[min(i + 1, last - 1)].low in OBJECTS:
            continue  # "the Army declared him dead"
        subject = _before(row, i, first, language) or _after(sentence, i, last, language)
        if subject is None:
            continue
        party = _party(row, *subject, language, memory)
        if party is None:
            continue
        name, sure = party
        outlet = name if is_outlet(name, language) else None
        begin, end = min(subject[0], i), max(subject[1], i + 1)
        if not (name and outlet) and row[i].low not in judged and _a_person(name, language):
            memory.person = name
        return Voice(name, outlet, _medium(row, first, last, language), first, last, begin, end, sure, row[i].low in judged)
    return None


def _before(row: Sequence[Token], verb: int, floor: int, language: Language) -> tuple[int, int] | None:
    """Tokens of the subject that ends before the verb."""
    skip, passive = language.words("speech", "between"), language.words("speech", "between", "passive")
    stops = language.words("grammar", "clause", "subject_stops")
    end = verb
    while end > floor and (row[end - 1].low in skip or (row[end - 1].low.endswith("ly") and row[end - 1].low != "family")):
        end -= 1
    if end <= floor or row[end - 1].low in passive or row[end - 1].low in ("who", "which", "that"):
        return None
    if row[end - 1].text == ",":
        comma = next((k for k in range(end - 2, max(floor, end - 18) - 1, -1) if row[k].text == ","), None)
        if comma is None or comma <= floor:
            return None
        apposed = row[comma + 1 : end - 1]
        if len(apposed) >= 2 and all(t.capital and t.kind == "word" for t in apposed) and not row[comma - 1].capital:
            return comma + 1, end - 1  # the head of the team, Firstname Lastname, said
        end = comma
    begin = end
    while begin > floor and end - begin < LONGEST:
        token = row[begin - 1]
        if token.text in ',;:—–“”"()!?' or (token.low in stops and not _between_names(row, begin - 1)):
            break
        begin -= 1
    clause = end - begin > 1 and row[begin].low in language.words("speech", "roles", "pronouns")
    return (begin, end) if begin < end and not clause else None  # "I ask relatives not to ... posted"


def _between_names(row: Sequence[Token], i: int) -> bool:
    """Whether "and" at ``i`` joins two names."""
    return row[i].low == "and" and 0 < i < len(row) - 1 and row[i - 1].capital and row[i + 1].capital


def _after(sentence: Sentence, verb: int, last: int, language: Language) -> tuple[int, int] | None:
    """Tokens of a subject that follows the verb after a quotation: “…,” said the director."""
    row = sentence.tokens
    passive = row[verb + 1].low == "by" if verb + 1 < last else False
    if not passive and (verb == 0 or row[verb - 1].text not in "”\",»'"):
        return None
    begin = verb + 2 if passive else verb + 1
    end = begin
    while (
        end < last
        and end - begin < LONGEST
        and (row[end].text not in ',;:.—–“”"()' or _titled(row, end, language))
        and row[end].low not in ("who", "that", "to", "in", "on", "as")
    ):
        end += 1
    named = end + 1
    while named < last and row[named].capital and row[named].kind == "word":
        named += 1
    if end < last and row[end].text == "," and named - end > 2 and not any(t.capital for t in row[begin:end]):
        return end + 1, named  # said the site manager, Firstname Lastname
    return (begin, end) if end > begin else None


def _titled(row: Sequence[Token], i: int, language: Language) -> bool:
    """Whether the stop at ``i`` belongs to a title: "said Brig. Gen. Name"."""
    return row[i].text == "." and i > 0 and row[i - 1].capital and row[i - 1].low in language.words("speech", "titles")


def _party(row: Sequence[Token], begin: int, end: int, language: Language, memory: Memory) -> tuple[str, bool] | None:
    """(name, whether it is sure) of the party at ``row[begin:end]``, or ``None`` if nobody stands there."""
    while begin < end and _idle(row, begin, end, language):
        begin += 1
    roles = language.words("speech", "roles")
    while begin < end and not row[begin].capital and row[begin].low not in roles and any(t.capital for t in row[begin:end]):
        begin += 1  # "on several occasions North Korea"
    if begin >= end:
        return None
    years = next((k for k in range(begin + 1, end) if row[k].kind == "number"), end)
    if years < end:  # "a woman of 74"
        end = years - 1 if row[years - 1].low in ("of", "aged", "age", ",") else years
    words = list(row[begin:end])
    if not words:
        return None
    if len(words) == 1 and words[0].low in language.words("speech", "roles", "pronouns"):
        return _pronoun(words[0].low, language, memory)
    if not any(t.capital or t.low in roles for t in words) or any(t.kind == "number" for t in words):
        return None
    if not any(t.low in roles for t in words) and not all(
        t.capital or t.low in ("of", "the", "for", "and", "s") for t in words if t.kind == "word"
    ):
        return None
    if words[0].low in language.sheets["time"]["months"] | language.sheets["time"]["weekdays"]:
        return None
    plain = (
        " ".join(bare(t.text) if k == len(words) - 1 else t.text for k, t in enumerate(words))
        .replace(" ,", ",")
        .replace(" .", ".")
    )
    low = plain.lower()
    if low in memory.names:
        return memory.names[low], True
    if low in memory.titles:
        return memory.titles[low], True
    family = bare(words[-1].text).lower()
    if family in memory.names and words[-1].capital and len(words) <= 4:
        return memory.names[family], True
    people = language.words("speech", "roles", "people")
    if not any(t.capital for t in words) and words[-1].low in people and memory.person and words[-1].low.startswith("then-"):
        return memory.person, False
    if len(words) <= 3 and all(t.capital for t in words) and len(words) >= 2 and not is_outlet(plain, language):
        memory.names.setdefault(family, plain)
    return _without_paper(plain, language), True


def _idle(row: Sequence[Token], begin: int, end: int, language: Language) -> bool:
    """Whether the first word belongs to no name: an article, a preposition, a day, a paper that something stands in."""
    low = row[begin].low
    if row[begin].kind == "number" and len(low) == 4 and begin + 1 < end:
        return True  # "a 1975 inquiry"
    times = language.sheets["time"]
    if low in ("the", "a", "an", "one", "two", "another", "some", "many") and begin + 1 < end:
        return True
    if low in language.words("grammar", "clause", "prepositions") and begin + 1 < end:
        return True
    days = {
        *times["weekdays"],
        *times["months"],
        *times["days"],
        "statement",
        "week",
        "month",
        "this",
        "last",
        "day",
        "speech",
        "interview",
        "briefing",
    }
    return (
        low in days and begin + 1 < end and row[begin - 1].low not in ("of",) and begin + 1 < end and row[begin + 1].low != "of"
    )


def _without_paper(plain: str, language: Language) -> str:
    """``White House statement`` is the White House."""
    words = plain.split()
    if len(words) > 1 and words[-1].lower() in language.words("speech", "verbs", "nominal"):
        return bare(" ".join(words[:-1]))
    return plain


def _pronoun(low: str, language: Language, memory: Memory) -> tuple[str, bool] | None:
    if low in language.words("speech", "roles", "person_pronouns") and low != "i":
        last = memory.last.party if memory.last is not None else None
        return (memory.person or last or low, False)
    if low in ("i", "we"):
        return None
    if memory.last is not None and memory.last.party:
        return memory.last.party, False
    return low, False


def _a_person(name: str, language: Language) -> bool:
    """Whether a party is one person: a name of two or three capital words, or a role of one person."""
    words = name.split()
    people = language.words("speech", "roles", "people") | {"general", "director", "spokesman"}
    if len(words) == 1 and words[0].lower() in language.words("speech", "roles") - people:
        return False  # "Police"
    if len(words) == 1 and words[0][:1].isupper() and not words[0].isupper():
        return canonical(name, language.code) == name and name not in language.sheets["places"]["zones"]
    return any(word.lower() in people for word in words) or (2 <= len(words) <= 3 and all(word[:1].isupper() for word in words))


def is_outlet(name: str, language: Language) -> bool:
    """Whether a party is a newspaper, an agency or a broadcaster."""
    sheet = language.sheets["speech"]["outlets"]
    return name in sheet["names"] or (len(name.split()) > 1 and name.split()[-1] in sheet["endings"])


def _medium(row: Sequence[Token], first: int, last: int, language: Language) -> str | None:
    """How the words came: at a news conference, in a statement."""
    for medium in language.sheets["speech"]["media"]:
        if language.phrases("speech", "media", medium).find(row, first, last) is not None:
            return str(medium)
    return None
