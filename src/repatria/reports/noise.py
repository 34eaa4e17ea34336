"""What looks like a number or a date and claims nothing: addresses, footnotes, aircraft, laws, ages, money."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from repatria.reports.language import Language
from repatria.reports.tokens import Token


def noise(text: str, language: Language, links: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Start and end of every stretch that claims nothing, sorted and without overlap; ``links`` are added as they are."""
    spans = sorted([*links, *(m.span() for _why, pattern in language.noise for m in pattern.finditer(text))])
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return out


def covered(row: Iterable[Token], spans: list[tuple[int, int]]) -> list[bool]:
    """For each token whether one of the sorted ``spans`` touches it."""
    starts = [start for start, _ in spans]
    told = []
    for token in row:
        i = bisect.bisect_right(starts, token.end - 1) - 1
        told.append(i >= 0 and spans[i][1] > token.start)
    return told
