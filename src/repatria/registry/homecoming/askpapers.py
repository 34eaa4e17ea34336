"""Papers for families: status letters, the consent form and the form of the interview about somebody as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from repatria.registry.drawing import form as drawn
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import blanks
from repatria.registry.homecoming.letterpaper import SHEETS, letters_pdf
from repatria.registry.homecoming.models import Letter
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import frame, note_print
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

__all__ = ["FORMS", "SHEETS", "form", "many_letters", "may_print", "one_letter"]
FORMS = {"consent-form": blanks.consent, "interview-form": blanks.interview}
"""Forms by the word of their address."""


def may_print(seat: Seat) -> bool:
    """Whether this seat prints letters and forms."""
    return seat.may("homecoming.letter")


def one_letter(seat: Seat, row: Letter) -> bytes:
    """One letter as it went out. A print is recorded."""
    pdf = letters_pdf(seat.incident, [row])
    note_print(seat, row.missing.code, paper=f"status letter {row.number}")
    return pdf


def many_letters(seat: Seat, rows: Sequence[Letter], on: date, number: int) -> bytes:
    """One file of the print queue. A print is recorded."""
    pdf = letters_pdf(seat.incident, rows)
    note_print(seat, "", paper=f"status letters of {on.isoformat()}, file {number}, {len(rows)} letters")
    return pdf


def form(seat: Seat, person: MissingPerson, which: str) -> bytes:
    """A form with the person's name and number on it, to be filled in by hand. A print is recorded."""
    seat.need("homecoming.letter")
    if which not in FORMS:
        raise NotFound
    title, exercise = frame(seat)
    blank = FORMS[which](seat.incident.laboratory.name, person.listed_as)
    pdf = drawn.pdf(
        blank, incident=title, exercise=exercise, number=person.code, day=person.thing.created.date(), fonts=font_paths()
    )
    note_print(seat, person.code, paper=blank.title)
    return pdf
