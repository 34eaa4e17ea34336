"""The text of a report with its claims underlined, hedged ones dotted; every stretch leads to its proposal. Server-drawn, escaped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from repatria.registry.claims.reportmodels import Proposal


def stretches(length: int, spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    """The text cut at every end of a span (start, stop, number): (from, to, the numbers of the spans that cover it), in order."""
    cuts = sorted({0, length, *(max(0, min(cut, length)) for start, stop, _ in spans for cut in (start, stop))})
    waiting = sorted(spans, key=lambda span: span[0], reverse=True)
    open_ones: list[tuple[int, int, int]] = []
    found = []
    for a, b in pairwise(cuts):
        while waiting and waiting[-1][0] <= a:
            open_ones.append(waiting.pop())
        open_ones = [span for span in open_ones if span[1] > a]
        found.append((a, b, tuple(sorted(number for start, stop, number in open_ones if start <= a and b <= stop))))
    return found


def marked(text: str, proposals: Sequence[Proposal]) -> SafeString:
    """``text`` as paragraphs with the claims marked."""
    rows = {row.number: row for row in proposals if "erased" not in row.told}
    spans = [(row.start, row.stop, row.number) for row in rows.values()]
    parts: list[SafeString] = []
    begun: set[int] = set()
    for start, stop, numbers in stretches(len(text), spans):
        words = _lines(text[start:stop])
        if not numbers:
            parts.append(words)
            continue
        first = rows[numbers[-1]]
        look = " ".join(["claim", *(["hedged"] if first.told.get("qualifier") != "exact" else []), *_state(first)])
        name = "" if first.number in begun else format_html(' id="m{}"', first.number)
        begun.add(first.number)
        parts.append(format_html('<a class="{}" href="#p{}"{}>{}</a>', look, first.number, name, words))
    return format_html_join("", "{}", ((part,) for part in parts))


def _state(row: Proposal) -> list[str]:
    judged = row.judged
    return [judged.verdict] if judged is not None else []


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
