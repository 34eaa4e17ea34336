"""A report's text in, proposed claims out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from repatria.errors import InvalidInput
from repatria.reports.claim import Claim
from repatria.reports.counts import Counted, counted
from repatria.reports.language import Language, load
from repatria.reports.noise import covered, noise
from repatria.reports.numbers import numbers
from repatria.reports.tokens import Sentence, sentences


def read(
    text: str,
    *,
    published: date | str | None = None,
    place: str | None = None,
    links: Iterable[tuple[int, int]] = (),
    language: str = "en",
) -> tuple[Claim, ...]:
    """The claims that ``text`` makes, in the order of the text; ``text[c.start:c.end] == c.quote`` for each.

    ``published`` (a day, ISO 8601) and ``place`` are those of the report; ``links`` are stretches of the text that are the words of
    links. Proposals only: a person confirms, corrects or rejects them.
    """
    day(published)
    rules = load(language)
    silent = noise(text, rules, links)
    claims: list[Claim] = []
    previous: Counted | None = None
    for sentence in sentences(text, rules.short, rules.numbered):
        taken = covered(sentence.tokens, silent)
        for one in _counts(sentence, taken, rules, previous):
            previous = one
            claims.append(_count(text, sentence, one))
    return tuple(claims)


def day(published: date | str | None) -> date | None:
    """The day of publication; :class:`InvalidInput` if it is none."""
    if published is None or isinstance(published, date):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError as error:
        raise InvalidInput(f"--published {published!r}: is no day. Write it as year-month-day, such as 2018-07-27.") from error


def _counts(sentence: Sentence, taken: Sequence[bool], rules: Language, previous: Counted | None) -> Iterable[Counted]:
    for number in numbers(sentence.tokens, taken, rules):
        one = counted(sentence.tokens, number, rules, previous)
        if one is not None:
            previous = one
            yield one


def _count(text: str, sentence: Sentence, one: Counted) -> Claim:
    row, number = sentence.tokens, one.number
    start, end = row[number.begin].start, row[one.last - 1].end
    qualifier = "believed" if one.believed and number.qualifier in ("exact", "about") else number.qualifier
    return Claim(
        kind="count", subject=one.subject, quote=text[start:end], start=start, end=end, counts=one.counts, value=number.value,
        low=number.low, high=number.high, unit=one.unit, qualifier=qualifier, confidence=round(one.confidence, 2),
        needs_human=one.confidence < 0.75,
    )  # fmt: skip
