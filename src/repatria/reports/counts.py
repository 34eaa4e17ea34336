"""What a number counts: the noun it belongs to, what kind of thing that is, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from repatria.reports.language import Language
from repatria.reports.numbers import Number, Value, number_at
from repatria.reports.tokens import Token, spoken
from repatria.reports.topics import clause_of, label, topic

REACH = 9
"""Tokens after a number within which its noun must stand."""
SHORT = 6
"""Tokens of a sentence that says no more than a number."""
SMALL = 10
"""Below this a number in words counts something only if its noun is known."""
KNOWN, UNDERSTOOD, UNKNOWN, VAGUE = 0.95, 0.7, 0.5, 0.15
"""Confidence: noun known, noun led back to an earlier one, noun not known; and what a vague number takes away. Our own scale."""
Noun = tuple[int, str, str]
"""(end of the noun phrase, kind, unit)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its noun: tokens ``first`` to ``last``; ``counts`` and ``unit``; what is said of it; how sure that is; its words."""

    number: Number
    last: int
    counts: str
    unit: str
    subject: str
    believed: bool
    confidence: float
    tokens: tuple[Token, ...] = ()


def counted(row: Sequence[Token], number: Number, language: Language, previous: Counted | None) -> Counted | None:
    """What ``number`` counts, or ``None`` if it claims nothing. ``previous`` is the count before it, for "of those, 7,700"."""
    if _a_ratio(row, number, language) or _an_age(row, number, language):
        return None
    found, confidence = _shared(row, number, language) or _noun(row, number.last, language), KNOWN
    found = found or _behind(row, number, language, previous)
    if found is not None and found[0] == number.last and found[2] in language.words("grammar", "heads"):
        confidence = UNDERSTOOD
    if found is None:
        found, confidence = _understood(row, number, previous, language), UNDERSTOOD
    if found is None or found[1] == "measures" or _idle(found, number, language):
        return None
    last, kind, unit = found
    if kind == "unknown":
        kind, confidence = "other", UNKNOWN
    if _claims_nothing(row, number, kind, confidence, language):
        return None
    counts = "other" if kind == "percent" or _a_matter(row, kind, unit, language) else kind
    start, end = clause_of(row, number.first, last, language)
    verbs = language.words("grammar", "none", "verbs")
    if start and row[start - 1].text == "," and end == last < len(row) - 1 and row[end].text == ",":
        beyond = next(
            (k for k in range(end, min(end + 7, len(row) - 1)) if row[k].text == "," and row[k + 1].low in verbs), None
        )
        if beyond is not None:  # "two thirds, 790 persons, have been found"; "3,650, or 45 percent, were named"
            end = clause_of(row, beyond + 1, beyond + 1, language)[1]
    if number.begin and row[number.begin - 1].text == ":":
        start = max(0, number.begin - 12)  # "accounted for since 1982: 612"
    about = topic(row, number.first, last, start, end, counts, language)
    if not about and end < len(row) - 1 and row[end].low == "and":
        about = topic(
            row, number.first, last, start, _joined(row, end, language), counts, language
        )  # "67 sailors and 4 officers died"
    if not about and previous is not None and _a_part(row, number, previous, language):
        about = label(previous.subject)
    said = _subject(row, number, end, unit, language)
    believed = language.believed.find(row, start, end) is not None
    sure = confidence - (VAGUE if number.vague else 0.0)
    told = tuple(row[number.first : number.last])
    return Counted(number, last, counts, unit, f"{about}: {said}" if about else said, believed, sure, told)


def _idle(noun: Noun, number: Number, language: Language) -> bool:
    """Whether a noun claims nothing: two hands, but not 17 hands of a crew."""
    crew = noun[1] == "persons" and number.value is not None and number.value >= SMALL
    return noun[2] in language.words("things", "never") and not crew


def _a_ratio(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number is one side of "one in four", "1 in 6": a share, no count."""
    joins, free = language.words("grammar", "understood", "ratio"), [False] * len(row)
    if number.last + 1 < len(row) and row[number.last].low in joins:
        other = number_at(row, free, number.last + 1, language)
        return other is not None and _share(number.value, other.value)
    if number.first < 2 or row[number.first - 1].low not in joins:
        return False
    other = number_at(row, free, number.first - 2, language)
    return other is not None and other.last == number.first - 1 and _share(other.value, number.value)


def _joined(row: Sequence[Token], end: int, language: Language) -> int:
    """Where the clause of a second number after "and" ends; ``end`` itself if none stands there."""
    other = number_at(row, [False] * len(row), end + 1, language)
    hedged = next(
        (n for k in range(end + 2, min(end + 4, len(row))) if (n := number_at(row, [False] * len(row), k, language))), None
    )
    there = other or hedged
    return end if there is None else clause_of(row, there.first, there.last, language)[1]


def _an_age(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number is how old one person is: "a woman of 74", "a student of nineteen"."""
    if number.begin < 2 or row[number.begin - 1].low != "of" or number.value is None or number.value > 110:
        return False
    who = language.things.before(row, number.begin - 1)
    return who is not None and who[1] == "persons" and row[number.begin - 2].low in language.words("things", "aged")


def _share(part: Value | None, whole: Value | None) -> bool:
    return part is not None and whole is not None and part <= SMALL and part < whole <= 100


def _shared(row: Sequence[Token], number: Number, language: Language) -> Noun | None:
    """The noun that two numbers share: "27 complete and 93 incomplete bodies", "12 or 14 coffins"."""
    for k in (number.last, number.last + 1):
        if k + 2 >= len(row) or row[k].low not in ("and", "or"):
            continue
        if k > number.last and (row[number.last].kind != "word" or language.things.at(row, number.last) is not None):
            return None
        other = number_at(row, [False] * len(row), k + 1, language)
        found = _noun(row, other.last, language) if other is not None and other.first == k + 1 else None
        if found is None or found[1] not in ("persons", "sets", "containers", "names", "other"):
            return None
        if other is not None and row[other.last].low in language.words("grammar", "noun_stops"):
            return None
        return (k, found[1], found[2])
    return None


def _a_matter(row: Sequence[Token], kind: str, unit: str, language: Language) -> bool:
    """Whether "cases" are matters that somebody works on: nothing in the sentence is carried."""
    if kind != "containers" or unit not in language.words("things", "carried", "nouns"):
        return False
    return not any(token.low in language.words("things", "carried") for token in row)


def _claims_nothing(row: Sequence[Token], number: Number, kind: str, confidence: float, language: Language) -> bool:
    """Whether the number is a name (Hill 303), a pronoun (one of), or too small for a noun that nobody listed."""
    before = row[number.first - 1].low if number.first else ""
    after = row[number.last].low if number.last < len(row) else "."
    designated = not number.in_words and before in language.words("things", "designators")
    if designated and (confidence < KNOWN or after in ("of", ",", ".")):
        return True
    if number.value == 1:
        words = language.words("grammar", "one", "after"), language.words("grammar", "one", "before")
        paired = any(
            token.low == row[number.first].low
            for token in (*row[number.last : number.last + 5], *row[max(0, number.first - 5) : number.first])
        )
        return not number.in_words or after in words[0] or before in words[1] or confidence < KNOWN or paired
    small = number.value is not None and number.value < SMALL and number.in_words
    if small and row[number.first].text.isupper() and len(row[number.first].text) > 1:
        return True  # "ONE TAG" of a headline
    return small and (confidence == UNKNOWN or (kind == "other" and before in ("the", "both")))


def _noun(row: Sequence[Token], at: int, language: Language) -> Noun | None:
    """The noun phrase after a number: the last known noun before a stop, or the first unknown one."""
    at, partitive = _past_of(row, at, language)
    stops, best, i = language.words("grammar", "noun_stops"), None, at
    while i < min(at + REACH, len(row)):
        thing = language.things.at(row, i)
        if thing is not None and not (row[i].low == "remains" and not partitive and _verb_follows(row, i)):
            unit = " ".join(token.low for token in row[i : i + thing[0]])
            if thing[1] in ("measures", "percent"):
                return best or ((i + thing[0], thing[1], "percent" if thing[1] == "percent" else unit) if i <= at + 1 else None)
            best, i = (i + thing[0], thing[1], unit), i + thing[0]
            if language.things.at(row, i) is None:
                return _compound(row, best, language)
            continue
        if (row[i].kind == "mark" and row[i].text not in "-’'“”\"/") or row[i].low in stops or row[i].kind == "number":
            break
        if i > at and row[i].low.endswith("ed") and row[i - 1].low.endswith("s") and row[i - 1].kind == "word":
            break  # "two armies exchanged remains"
        i += 1
    if best is None and partitive and row[at - 1].low in language.words("grammar", "understood", "pronouns"):
        return None  # "179 of them unknown"
    return best if best is not None or i == at else _unknown(row, i, language)


def _compound(row: Sequence[Token], noun: Noun, language: Language) -> Noun:
    """``noun``, or the plural that a singular one stands before: "785 exhumation projects"."""
    end, kind, unit = noun
    if kind not in ("other", "names") or unit.endswith("s") or end >= len(row) or unit in language.words("things", "plurals"):
        return noun
    after = row[end]
    plural = after.kind == "word" and after.low.endswith("s") and not after.capital and len(after.low) > 4
    found = _unknown(row, end + 1, language) if plural and after.low not in language.words("grammar", "noun_stops") else None
    return noun if found is None else (end + 1, kind if found[1] == "unknown" else found[1], after.low)


def _unknown(row: Sequence[Token], end: int, language: Language) -> Noun | None:
    """The word before a stop as a noun that no list knows."""
    noun = row[end - 1]
    if noun.low in language.words("grammar", "understood", "same"):
        return None
    if noun.capital and noun.kind == "word" and noun.low.endswith("s") and len(noun.low) > 3 and not noun.text.isupper():
        return end, "persons", noun.low  # a people, a regiment's men: a capital plural
    if noun.kind != "word" or noun.low.endswith(("ly", "ed")) or not noun.low.endswith(("s", "n", "e")) or noun.capital:
        return None
    people = noun.low.endswith(tuple(language.words("things", "people", "endings"))) and noun.low not in language.words(
        "things", "people", "never"
    )
    return end, "persons" if people else "unknown", noun.low


def _past_of(row: Sequence[Token], at: int, language: Language) -> tuple[int, bool]:
    """Past "more", "of the", "of those", "of the 501": where the noun of a part begins."""
    if at < len(row) and row[at].low in ("more", "other", "further", "additional"):
        at += 1
    if at >= len(row) or row[at].low != "of":
        return at, False
    i = at + 1
    while i < len(row) and (row[i].low in language.words("grammar", "articles") or row[i].kind == "number"):
        i += 1
    return (i, True) if i > at + 1 or language.things.at(row, i) is not None else (at, False)


def _verb_follows(row: Sequence[Token], i: int) -> bool:
    """Whether "remains" at ``i`` is the verb, as in "one remains unaccounted for"."""
    return i + 1 < len(row) and row[i + 1].low in ("missing", "unaccounted", "unidentified", "to", "unresolved", "on")


def _behind(row: Sequence[Token], number: Number, language: Language, previous: Counted | None) -> Noun | None:
    """The noun before the number: "the number of missing stands at 7,699", "accounted for since 1982: 612"."""
    heads = language.words("grammar", "heads")
    if number.begin > 2 and row[number.begin - 1].low == "at":
        placed = language.things.before(row, number.begin - 1)
        puts = any(
            t.low in language.words("grammar", "understood", "puts") for t in row[max(0, number.begin - 7) : number.begin]
        )
        if placed is not None and puts and placed[1] in ("persons", "sets", "containers", "names", "other"):
            first = number.begin - 1 - placed[0]
            return number.last, placed[1], spoken(row[first : number.begin - 1]).lower()  # "put the dead at 3,000"
    after = row[number.last].text if number.last < len(row) else "."
    if number.begin and row[number.begin - 1].text == ":" and (number.last >= len(row) - 1 or after in ",;."):
        thing = language.things.find(row, max(0, number.begin - 9), number.begin)
        kind, unit = (thing[2], spoken(row[thing[0] : thing[0] + thing[1]]).lower()) if thing else ("persons", "persons")
        return (
            (number.last, kind, unit) if kind not in ("measures", "percent") and _known_topic(row, number, language) else None
        )
    for i in range(number.begin - 1, max(number.begin - 12, -1), -1):
        year = len(row[i].text) == 4 and row[i].text.isdigit() and row[i - 1].low in ("in", "since")
        if row[i].text in ";:" or (row[i].kind == "number" and not year):
            return None
        if row[i].low == "number" and i and row[i - 1].low not in language.words("grammar", "articles"):
            who = [found for k in range(max(0, i - 8), i) if (found := language.things.at(row, k)) and found[1] == "persons"]
            if who:
                return number.last, "persons", "persons"  # "its missing, who it believes number some 200,000"
        if row[i].low in heads:
            plain = language.words("grammar", "heads", "between")
            if previous is not None and row[i + 1].low != "of" and all(t.low in plain for t in row[i + 1 : number.begin]):
                return number.last, previous.counts, previous.unit  # "the true figure is closer to 80,000"
            thing = language.things.find(row, i + 1, number.begin) or language.things.find(row, max(0, i - 4), i)
            if thing is None and row[number.begin - 1].low in language.words("grammar", "heads", "bare"):
                if row[i].low in language.words("grammar", "heads", "deaths"):
                    return number.last, "persons", "deaths"
                if any(token.low in language.words("topics", "people") for token in row[i + 1 : number.begin]):
                    return number.last, "persons", "persons"  # "bringing the number of those identified to 740"
                return number.last, "other", row[i].low  # "gave the number on board as 477"
            if thing is None or thing[2] in ("measures", "percent"):
                return None
            return number.last, thing[2], spoken(row[thing[0] : thing[0] + thing[1]]).lower()
    return None


def _known_topic(row: Sequence[Token], number: Number, language: Language) -> bool:
    return bool(topic(row, number.first, number.last, max(0, number.first - 12), number.first, "persons", language))


def _understood(row: Sequence[Token], number: Number, previous: Counted | None, language: Language) -> Noun | None:
    """A number whose noun was said before: "of those, 7,700 are still listed as missing".

    The noun of an earlier sentence is taken only where words lead back to it ("of those", "another"); a number that something is said
    of that is said of people alone ("41 had been identified") counts persons, and no noun is lent to it.
    """
    if number.value is not None and number.value < 2:
        return None
    whom = _of_whom(row, number, language)
    if whom is not None:
        return whom
    if [token.low for token in row[max(0, number.begin - 2) : number.begin]] == ["one", "of"]:
        named = language.things.find(row, max(0, number.begin - 8), number.begin)
        return (number.last, named[2], row[named[0]].low) if named is not None else None  # "his name is one of 58"
    if row[min(number.last, len(row) - 1)].low in language.words("grammar", "understood", "same"):
        same = previous is not None and previous.counts == "persons"
        return (
            (number.last + 1, previous.counts, previous.unit) if same and previous else (number.last + 1, "persons", "persons")
        )
    if _of_us(row, number) or _of_group(row, number, language):
        return number.last, "persons", "persons"
    if previous is not None and (
        _beside(row, number, previous, language)
        or _in_series(row, number)
        or _governed(row, number, language)
        or _of_those(row, number, language)
        or _answered(row, number, previous)
    ):
        return number.last, previous.counts, previous.unit
    after = row[number.last].low if number.last < len(row) else "."
    lead = row[number.begin - 1].low if number.begin else ""
    changed = number.begin > 1 and lead in ("up", "down") and row[number.begin - 2].kind == "mark"  # ", up 26 on the year"
    if changed:
        return None
    if previous is not None and _apart(row, number, previous, language):
        return number.last, previous.counts, previous.unit
    fell = number.begin > 1 and row[number.begin - 2].low in language.words("grammar", "understood", "fell")
    if previous is not None and lead == "to" and fell:
        return number.last, previous.counts, previous.unit  # "the crew of 19 had been reduced to 17"
    if lead in ("by", "to") or after not in language.words("grammar", "understood"):
        return None
    lead = row[number.first - 1].low if number.first else ""
    if after in language.words("grammar", "understood", "only_after") and lead not in language.words(
        "grammar", "understood", "leads"
    ):
        return None
    _start, end = clause_of(row, number.first, number.last, language)
    told = topic(row, number.first, number.last, number.first, end, "persons", language)
    people = told in language.words("topics", "people")
    if previous is not None and _leads_back(row, number, previous, language) and not (people and previous.counts == "other"):
        return number.last, previous.counts, previous.unit  # graves are not identified: who lay in them is
    governed = _governed(row, number, language) and row[number.begin - 1].low in language.words("topics", "governed")
    if people or governed:
        return number.last, "persons", "persons"
    return (number.last, previous.counts, previous.unit) if previous and _acted(row, number, language) else None


def _of_whom(row: Sequence[Token], number: Number, language: Language) -> Noun | None:
    """Who or what ", 212 of whom" and ", 40 of them" go back to: the noun before the comma; "114,000 who" are persons."""
    after = [token.low for token in row[number.last : number.last + 2]]
    if after[:1] == ["who"] and (not number.begin or row[number.begin - 1].low not in ("of", ",")):
        return number.last, "persons", "persons"
    before = (
        language.things.before(row, number.begin - 1)
        if number.begin and row[number.begin - 1].text in (",", "—", "–")
        else None
    )
    if (
        before is not None
        and after[:1] == ["of"]
        and after[1:]
        and after[1] in language.words("grammar", "understood", "pronouns")
    ):
        first = number.begin - 1 - before[0]
        return number.last, before[1], spoken(row[first : number.begin - 1]).lower()
    if after != ["of", "whom"]:
        return None
    near = [
        language.things.at(row, i) and (i, language.things.at(row, i)) for i in range(max(0, number.begin - 6), number.begin)
    ]
    known = [(i, thing) for i, thing in (one for one in near if one) if thing is not None and thing[1] == "persons"]
    if not known:
        return None
    i, thing = known[-1]
    return number.last, thing[1], spoken(row[i : i + thing[0]]).lower()


def _of_those(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the sentence begins with "of those" and the number ends a part of it: "of these, papers exist for 243."."""
    after = row[number.last].low if number.last < len(row) else "."
    begins = len(row) > 2 and row[0].low == "of" and row[1].low in language.words("grammar", "understood", "whole")
    return begins and number.begin > 2 and after in language.words("grammar", "understood", "ends")


def _acted(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number is the subject of a clause: "the other side says that 6,060 were offered"."""
    lead, after = row[number.begin - 1].low if number.begin else ".", row[number.last].low if number.last < len(row) else "."
    heads = language.words("grammar", "understood", "clause")
    large = number.value is not None and (number.value >= SMALL or not number.begin)
    return large and (lead in heads or not number.begin) and after in language.words("grammar", "understood", "acts")


def _of_us(row: Sequence[Token], number: Number) -> bool:
    """Whether the number counts those who speak: "there were 16 of us"."""
    return [token.low for token in row[number.last : number.last + 2]] in (["of", "us"], ["of", "you"])


def _of_group(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether the number counts who is aboard, or in a group: "sank with 44 on board", "a second group of 25"."""
    if language.phrases("grammar", "understood", "aboard").at(row, number.last) is not None:
        return True
    grouped = number.begin > 1 and row[number.begin - 1].low == "of"
    return grouped and row[number.begin - 2].low in language.words("grammar", "understood", "groups")


def _answered(row: Sequence[Token], number: Number, previous: Counted) -> bool:
    """Whether the number answers the question "how many?" right before it, or is all that its short sentence says."""
    return (number.begin <= 1 and not previous.tokens) or (
        len(row) <= SHORT and row[-1].text == "." and number.last == len(row) - 1
    )


def asked(row: Sequence[Token], language: Language) -> Counted | None:
    """What a question asks the number of: "How many were on board?" asks for persons."""
    if [token.low for token in row[:2]] != ["how", "many"]:
        return None
    thing = language.things.find(row, 2, min(len(row), 2 + SHORT))
    kind, unit = (
        (thing[2], spoken(row[thing[0] : thing[0] + thing[1]]).lower()) if thing is not None else ("persons", "persons")
    )
    if kind in ("measures", "percent"):
        return None
    return Counted(Number(1, 2, 1, None, None, None), 2, kind, unit, unit, False, UNDERSTOOD)


def _beside(row: Sequence[Token], number: Number, previous: Counted, language: Language) -> bool:
    """Whether the number is set against the count right before it: "1,200 bodies for 27"."""
    lead = row[number.begin - 1].low if number.begin else ""
    same = row[previous.number.first : previous.number.last] == previous.tokens and previous.last == number.begin - 1
    return same and lead in language.words("grammar", "understood", "beside")


def _in_series(row: Sequence[Token], number: Number) -> bool:
    """Whether the number stands in a list by years: "94 in 2014, 61 in 2015 and just 9 in 2021"."""
    years = [
        i for i in range(1, len(row) - 1) if row[i].low == "in" and len(row[i + 1].text) == 4 and row[i + 1].text.isdigit()
    ]
    listed = [i for i in years if row[i - 1].kind == "number"]
    return len(listed) > 1 and number.last in listed


def _governed(row: Sequence[Token], number: Number, language: Language) -> bool:
    """Whether a verb that a topic knows ends on the number: "in return we gave 27."."""
    before = row[number.begin - 1].low if number.begin else ""
    after = row[number.last].low if number.last < len(row) else "."
    ends = after in language.words("grammar", "understood", "ends")
    return ends and before in language.words("grammar", "understood", "governs")


def _a_part(row: Sequence[Token], number: Number, previous: Counted, language: Language) -> bool:
    """Whether the number is a part of the count before it in the same sentence, of which nothing new is said: "1,333 of them there"."""
    said = row[previous.number.first : previous.number.last] == previous.tokens and previous.number.first < number.first
    parts = language.phrases("grammar", "understood", "part")
    return said and (parts.at(row, number.last) is not None or _apart(row, number, previous, language))


def _apart(row: Sequence[Token], number: Number, previous: Counted, language: Language) -> bool:
    """Whether the number stands in a list of parts of the count before it: "268, 251 by these means, 12 by others"."""
    lead, after = row[number.begin - 1].low if number.begin else "", row[number.last].low if number.last < len(row) else "."
    whole = previous.number.value
    return (
        lead in language.words("grammar", "understood", "apart_leads")
        and after in language.words("grammar", "understood", "apart")
        and isinstance(number.value, int)
        and isinstance(whole, int)
        and 1 < number.value <= whole
        and row[previous.number.first : previous.number.last] == previous.tokens
        and previous.number.first < number.first
        and not number.in_words
    )


def whole(row: Sequence[Token], number: Number, told: Mapping[object, Counted], language: Language) -> Counted | None:
    """The count that "of the 273" goes back to: one told before with the same number, as if it stood here."""
    leads = language.words("grammar", "understood", "whole")
    if number.first < 2 or row[number.first - 2].low != "of" or row[number.first - 1].low not in leads:
        return None
    earlier = told.get(number.value)
    return None if earlier is None else replace(earlier, number=number, tokens=tuple(row[number.first : number.last]))


def nothing(row: Sequence[Token], language: Language) -> Counted | None:
    """A sentence that begins with "no": "no tag was found" counts none, if what is counted and what is said of it are known."""
    first = next((i for i in range(min(2, len(row))) if row[i].low in language.words("grammar", "none")), None)
    if first is None or (first == 1 and row[0].kind != "mark"):
        return None
    found = counted(row, Number(first, first + 1, first, 0, 0, 0, in_words=True), language, None)
    verbs = language.words("grammar", "none", "verbs")
    if found is None or found.confidence < KNOWN or not label(found.subject) or found.last >= len(row):
        return None
    return replace(found, confidence=UNDERSTOOD) if row[found.last].low in verbs else None


def _leads_back(row: Sequence[Token], number: Number, previous: Counted, language: Language) -> bool:
    """Whether the noun of ``previous`` is that of ``number``: said in the same sentence, or led back to by words before or after it."""
    if previous.number.first < number.first and row[previous.number.first : previous.number.last] == previous.tokens:
        return True
    leads = language.phrases("grammar", "understood", "back")
    start, stocks = max(0, number.begin - 6), language.words("topics", "people", "stocks")
    if label(previous.subject) in stocks:
        first, last = clause_of(row, number.first, number.last, language)
        if topic(row, number.first, number.last, first, last, "persons", language) in stocks:
            return True
    return leads.find(row, start, number.first) is not None or leads.find(row, number.last, number.last + 3) is not None


def _subject(row: Sequence[Token], number: Number, end: int, unit: str, language: Language) -> str:
    """What is counted, in the words of the text, without the number: at most a dozen words, to the end of the clause."""
    words = list(row[number.last : min(end, number.last + 13)])
    idle = language.words("grammar", "noun_stops") | language.words("grammar", "articles")
    while words and (words[-1].low in idle or words[-1].kind == "mark"):
        words.pop()
    if words and words[0].low == "of" and not any(token.low in unit.split() for token in words):
        words = words[2:] if len(words) > 1 and words[1].low in ("them", "those", "these") else words
    said = spoken(words)
    known = any(token.low in unit.split() for token in words)
    return said if known else f"{unit}, {said}" if said else unit
