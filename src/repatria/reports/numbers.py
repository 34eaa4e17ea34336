"""Numbers in a sentence: digits and words, ranges, and the hedge that says how firmly each is meant.

A number said with "about" reaches one unit of its last digit that is not nought either way, at most a tenth of it and at least
one: about 36,000 is 35,000 to 37,000. This is a convention of this program, not a rule of the language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repatria.reports.language import Language
from repatria.reports.tokens import Token

Value = int | float
MOST = 10**12
"""Numbers above this are no counts."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number at tokens ``first`` to ``last`` (exclusive); ``begin`` is where its hedge begins. Open ends are ``None``."""

    first: int
    last: int
    begin: int
    value: Value | None
    low: Value | None
    high: Value | None
    qualifier: str = "exact"
    vague: bool = False
    in_words: bool = False


def numbers(row: Sequence[Token], taken: Sequence[bool], language: Language) -> list[Number]:
    """All numbers of a sentence, in order; tokens that are ``taken`` (dates, noise) are passed over."""
    out: list[Number] = []
    i = 0
    while i < len(row):
        found = None if taken[i] else _at(row, taken, i, language)
        if found is None:
            i += 1
            continue
        out.append(_hedged(row, found, language, out[-1].last if out else 0))
        i = out[-1].last
    return out


def number_at(row: Sequence[Token], taken: Sequence[bool], i: int, language: Language) -> Number | None:
    """The number that begins at token ``i``, with its hedge; ``None`` if none does."""
    found = None if taken[i] else _at(row, taken, i, language)
    return None if found is None else _hedged(row, found, language, 0)


def _at(row: Sequence[Token], taken: Sequence[bool], i: int, language: Language) -> Number | None:
    """The number or range that begins at token ``i``."""
    vague = language.vague.at(row, i)
    if vague is not None:
        return Number(i, i + vague[0], i, None, vague[1], None, "about", vague=True, in_words=True)
    single = _single(row, i, language)
    if single is None:
        return None
    length, value = single
    last, words = i + length, row[i].kind == "word"
    joined = _joined(row, taken, i, last, value, language)
    if joined is not None:
        return Number(i, joined[0], i, None, value, joined[1], in_words=words)
    return Number(i, last, i, value, value, value, in_words=words)


def _joined(
    row: Sequence[Token], taken: Sequence[bool], first: int, last: int, value: Value, language: Language
) -> tuple[int, Value] | None:
    """(end, upper value) if a range goes on after the number at ``first:last``."""
    if last >= len(row) - 1 or taken[last] or taken[last + 1]:
        return None
    joins = language.sheets["numbers"]["range"]
    word, opened = row[last].low, first > 0 and row[first - 1].low in joins["between"]
    allowed = word in joins["joins"] or word in joins["or_joins"] or (word in joins["and_joins"] and opened)
    after = _single(row, last + 1, language) if allowed else None
    if after is None or not value < after[1] <= 100 * max(value, 1):
        return None
    if word in joins["or_joins"] and after[1] > 2 * value + 1:
        return None
    return last + 1 + after[0], after[1]


def _single(row: Sequence[Token], i: int, language: Language) -> tuple[int, Value] | None:
    """(number of tokens, value) of the one number at ``i``: digits with a scale, or words."""
    token = row[i]
    scales = language.sheets["numbers"]["scales"]
    if token.kind != "number":
        return _in_words(row, i, language)
    plain = token.text.replace(",", "").replace("\u00a0", "").replace("\u2009", "").replace("\u202f", "").replace(" ", "")
    value: Value = float(plain) if "." in plain else int(plain)
    length = 1
    if i + 1 < len(row) and row[i + 1].low in scales and row[i + 1].start > token.end:
        value, length = value * scales[row[i + 1].low], 2
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (length, value) if value < MOST and not _part_of_a_name(row, i, length) else None


def _part_of_a_name(row: Sequence[Token], i: int, length: int) -> bool:
    """Whether letters stand against the number: 65th, 17A, F-16, 20-minute."""
    before, after = row[i - 1] if i else None, row[i + length] if i + length < len(row) else None
    here, there = row[i].start, row[i + length - 1].end
    if before is not None and before.end == here and (before.kind == "word" or before.text in "/.#_"):
        return True
    joined = before is not None and before.end == here and before.text in "-–" and i > 1
    if before is not None and joined and row[i - 2].end == before.start and row[i - 2].kind == "word":
        return True
    if after is None or after.start != there:
        return False
    if after.kind == "word":
        return True
    if after.text in "-‑" and i + length + 1 < len(row):
        beyond = row[i + length + 1]
        return beyond.start == after.end and beyond.kind == "word" and beyond.low not in ("plus", "odd")
    return False


def _in_words(row: Sequence[Token], i: int, language: Language) -> tuple[int, Value] | None:
    sheet = language.sheets["numbers"]
    words, scales, lots = sheet["words"], sheet["scales"], sheet["lots"]
    total, current, at = 0, None, i
    if row[i].low in sheet["range"]["half"] and i + 2 < len(row) and row[i + 2].low in lots:
        return 3, lots[row[i + 2].low] // 2
    if row[i].low in sheet["range"]["articles"] and i + 1 < len(row) and row[i + 1].low in sheet["range"]["as_one"]:
        return 2, 1
    if row[i].low in sheet["range"]["articles"]:
        if i + 1 >= len(row) or not (row[i + 1].low in scales or row[i + 1].low in lots):
            return None
        current, at = 1, i + 1
    while at < len(row):
        low = row[at].low
        parts = [words.get(part) for part in low.split("-")]
        if low in lots and low != "score":
            current = (current or 1) * lots[low]
        elif low in scales and current is not None:
            current, total = (current * 100, total) if scales[low] == 100 else (0, total + current * scales[low])
        elif None not in parts and _may_follow(current, sum(parts)):
            current = (current or 0) + sum(parts)
        elif (
            low == "and"
            and current is not None
            and (current >= 100 or total)
            and at + 1 < len(row)
            and row[at + 1].low.split("-")[0] in words
        ):
            pass
        else:
            break
        at += 1
    return (at - i, total + current) if current is not None and at > i else None


def _may_follow(current: int | None, value: int) -> bool:
    """Whether a number word may follow what was read: two hundred | five, twenty | five; not one | two."""
    if not current:
        return True
    return (current % 100 == 0 and value < 100) or (current % 10 == 0 and 20 <= current % 100 <= 90 and value < 10)


def _hedged(row: Sequence[Token], number: Number, language: Language, floor: int) -> Number:
    """The number with the hedge before or after it, and the bounds that follow from it."""
    qualifier, begin, at = number.qualifier, number.first, number.first
    if at > floor and row[at - 1].low in language.sheets["numbers"]["range"]["between"] and number.value is None:
        at, begin = at - 1, at - 1
    guards = language.sheets["hedges"]["guards"]
    for _ in range(3):
        before = language.hedges_before.before(row, at)
        if before is None or at - before[0] < floor:
            break
        word = row[at - before[0]].low
        if before[0] == 1 and at >= 2 and row[at - 2].low in guards.get(word, ()):
            break
        at -= before[0]
        if before[1] != "exact":
            begin = at
            qualifier = before[1] if qualifier in ("exact", "about") else qualifier
    after = language.hedges_after.at(row, number.last)
    last = number.last
    if after is not None and qualifier == "exact":
        qualifier, last = after[1], number.last + after[0]
    return _bounded(replace(number, begin=begin, last=last, qualifier=qualifier))


def _bounded(number: Number) -> Number:
    """Low and high as the qualifier says."""
    if number.value is None:
        return number
    value = number.value
    if number.qualifier == "about":
        reach = spread(value)
        return replace(number, low=max(value - reach, 0), high=value + reach)
    if number.qualifier in ("more_than", "at_least"):
        return replace(number, low=value, high=None)
    if number.qualifier == "at_most":
        return replace(number, low=None, high=value)
    return number


def spread(value: Value) -> Value:
    """How far "about ``value``" reaches either way, in the unit of ``value``: see the top of this file."""
    if value != int(value):
        return round(abs(value) * 0.1, 6)
    unit, rest = 1, int(abs(value))
    while rest and rest % 10 == 0:
        unit, rest = unit * 10, rest // 10
    return max(1, min(unit, int(abs(value) // 10)))
