"""The noun of a number that has none of its own after it: said before, asked for, or understood from what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from repatria.reports.counted import SHORT, SMALL, UNDERSTOOD, Counted, Noun
from repatria.reports.language import Language
from repatria.reports.numbers import Number
from repatria.reports.tokens import Token, spoken
from repatria.reports.topics import clause_of, label, topic


def behind(row: Sequence[Token], number: Number, language: Language, previous: Counted | None) -> Noun | None:
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


def understood(row: Sequence[Token], number: Number, previous: Counted | None, language: Language) -> Noun | None:
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


def a_part(row: Sequence[Token], number: Number, previous: Counted, language: Language) -> bool:
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
