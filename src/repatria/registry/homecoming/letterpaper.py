"""Status letters on paper: the words that were kept, set again to the byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.drawing import letter as drawn
from repatria.registry.homecoming.actions.letters import digest_of
from repatria.registry.homecoming.models import Letter
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.models import Incident
from repatria.registry.refusals import Impossible

SHEETS = 200
"""Letters in one file of the print queue."""


def letters_pdf(incident: Incident, rows: Sequence[Letter]) -> bytes:
    """One page a letter, in the order given. Refused where a letter's words were erased or are not those that went out."""
    made = [_drawn(row) for row in rows]
    day = max(row.on for row in rows)
    return drawn.letters(made, sender=incident.laboratory.name, exercise=incident.is_exercise, printed=day, fonts=font_paths())


def _drawn(row: Letter) -> drawn.Letter:
    body: dict[str, Any] = row.body
    if body.get("erased"):
        raise Impossible(f"{row.missing.code}, letter {row.number}: its words were erased. It is not printed again.")
    if digest_of(row.missing.code, row.number, body) != row.digest:
        raise Impossible(f"{row.missing.code}, letter {row.number}: not the words that went out. Tell the administrator.")
    return drawn.Letter(
        to=body["to"],
        address=body["address"],
        about=body["about"],
        reference=_("Our number for this letter: %(code)s, %(number)d") % {"code": row.missing.code, "number": row.number},
        day=body["day"],
        greeting=_("We write to tell you how things stand."),
        paragraphs=[(one["head"], one["text"]) for one in body["paragraphs"]],
        closing=_("With respect, those who speak with families at %(name)s") % {"name": row.missing.incident.laboratory.name},
    )
