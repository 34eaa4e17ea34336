"""Letters to families on paper: one page each, large calm type, and any number of them in one file for the print queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from repatria.registry.drawing.paper import Fonts, PaperRefused, printed_pdf


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: whom it goes to, about whom, paragraphs as (heading, words), the office's own number, and its day in words."""

    to: str
    address: Sequence[str]
    about: str
    reference: str
    day: str
    greeting: str
    paragraphs: Sequence[tuple[str, str]]
    closing: str


def letters(rows: Sequence[Letter], *, sender: str, exercise: bool, printed: date, fonts: Fonts) -> bytes:
    """PDF/A of all letters, one page each; the same rows give the same bytes. PaperRefused for none, for a letter longer than a page,
    and for a sign that no font holds."""
    if not rows:
        raise PaperRefused("letters: there is none to print. Write some first.")
    fields = {"letters": [asdict(row) for row in rows], "sender": sender, "exercise": exercise, "title": "Status letter"}
    return printed_pdf("letter", fields, printed, fonts)
