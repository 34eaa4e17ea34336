"""What looks like a number or a date and claims nothing: addresses, footnotes, aircraft, laws, ages, money."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from repatria.reports.language import Language
from repatria.reports.tokens import Token


class Silence:
    """Stretches that claim nothing, sorted and without overlap; asked in logarithmic time."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]

    def covered(self, row: Iterable[Token]) -> list[bool]:
        """For each token whether one of the stretches touches it."""
        told = []
        for token in row:
            i = bisect.bisect_right(self._starts, token.end - 1) - 1
            told.append(i >= 0 and self.spans[i][1] > token.start)
        return told


def noise(text: str, language: Language, links: Iterable[tuple[int, int]] = ()) -> Silence:
    """Every stretch that claims nothing; ``links`` (start and end of each) are added as they are.

    A pattern that ``needs`` another (a footnote its mark in the text) silences only texts in which that stands.
    """
    told = [pattern for pattern, needs in language.noise if needs is None or needs.search(text)]
    spans = sorted([*links, *(m.span() for pattern in told for m in pattern.finditer(text))])
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return Silence(out)
