"""What one sentence holds: its times, places, counts and acts, each found once and in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from repatria.reports.acts import Act, acts
from repatria.reports.calendar import Anchor
from repatria.reports.claim import AboutTime
from repatria.reports.counted import Counted
from repatria.reports.counts import counted, nothing
from repatria.reports.finder import Finder, When
from repatria.reports.language import Language
from repatria.reports.numbers import numbers
from repatria.reports.places import Place, places
from repatria.reports.times import times
from repatria.reports.tokens import Sentence
from repatria.reports.understood import asked, whole


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found in a sentence; ``previous`` and ``named`` go on to the next one."""

    times: tuple[When, ...]
    places: tuple[Place, ...]
    counts: tuple[Counted, ...]
    acts: tuple[Act, ...]
    taken: tuple[bool, ...]
    previous: Counted | None
    named: date | None


def find(
    sentence: Sentence,
    taken: Sequence[bool],
    anchor: Anchor,
    language: Language,
    previous: Counted | None,
    named: date | None,
    happened: AboutTime | None,
    told: dict[object, Counted],
) -> Found:
    """Look at one sentence; tokens that are ``taken`` claim nothing. ``told``: the counts so far by their number, which it adds to."""
    row = sentence.tokens
    finder = Finder(row, taken, anchor, language, named, happened)
    whens = times(finder)
    used = list(taken)
    for when in whens:
        used[when.first : when.last] = [True] * (when.last - when.first)
    found: list[Counted] = []
    asks = _asks(sentence, language)
    previous = (asked(row, language) or previous) if asks else previous
    if not asks:
        none = nothing(row, language)
        found += [none] if none is not None else []
        for number in numbers(row, used, language):
            back = whole(row, number, told, language) if number.value in told else None
            if back is not None:
                previous = back
                continue
            one = counted(row, number, language, previous)
            if one is not None:
                found.append(one)
                previous = previous if one.unit == "percent" else one
                told[number.value] = one
    there = places(row, used, language)
    bound = [] if asks else acts(sentence, taken, language)
    return Found(tuple(whens), tuple(there), tuple(found), tuple(bound), tuple(taken), previous, finder.named)


def _asks(sentence: Sentence, language: Language) -> bool:
    """Whether a sentence is a question: by its mark and by the word it begins with."""
    if not sentence.words.rstrip("\"”'’ ").endswith("?"):
        return False
    first = next((token for token in sentence.tokens if token.kind == "word"), None)
    return first is None or first.low in language.words("grammar", "asked")
