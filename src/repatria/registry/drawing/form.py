"""Forms on paper, to be filled in by hand: lines to write on, boxes to tick, places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from repatria.registry.drawing.paper import Fonts, PaperRefused, printed_pdf


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between parts."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Lines:
    """Fields to write in: (name, number of lines)."""

    fields: Sequence[tuple[str, int]]
    kind: str = "lines"


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick, each by itself."""

    texts: Sequence[str]
    kind: str = "choices"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, side by side, with the day."""

    roles: Sequence[str]
    kind: str = "signature"


@dataclass(frozen=True, slots=True)
class Blank:
    """A form: its title, about whom, its parts in their order."""

    title: str
    about: str
    parts: Sequence[Heading | Words | Lines | Choices | Signature]


def pdf(blank: Blank, *, incident: str, exercise: bool, number: str, day: date, fonts: Fonts) -> bytes:
    """The form as PDF/A; the same words give the same bytes. PaperRefused for no part, or a sign that no font holds."""
    if not blank.parts:
        raise PaperRefused(f"{blank.title}: the form has no part. Give at least one.")
    fields = {
        "title": blank.title, "about": blank.about, "parts": [asdict(part) for part in blank.parts], "incident": incident,
        "exercise": exercise, "number": number, "dated": "as of",
    }  # fmt: skip
    return printed_pdf("form", fields, day, fonts)
