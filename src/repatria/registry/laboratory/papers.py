"""The manifest of a request as PDF, for print and for signature, with the head of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from repatria.registry.drawing import paper
from repatria.registry.journal import clock
from repatria.registry.journal.heads import note
from repatria.registry.journal.recording import head_now
from repatria.registry.journal.words import spoken
from repatria.registry.laboratory.models import Request
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.seats import Seat


def manifest(seat: Seat, request: Request, lines: Sequence[Any]) -> bytes:
    """The manifest as PDF. Where the samples came from is told by code only."""
    size, root = head_now()
    head = paper.Head(root.hex(), spoken(note(settings.HOME.origin, size, root)), size) if size else None
    rows = []
    for line in lines:
        sample = getattr(line.item, "sample", None)
        source = sample.root.code if sample else _("reference sample")
        mass = "" if line.item.mass_g is None else str(line.item.mass_g)
        rows.append(paper.SampleRow(line.item.code, source, mass, request.wanted))
    told = paper.Manifest(
        incident=seat.incident.title,
        exercise=seat.incident.is_exercise,
        number=request.thing.code,
        sender=seat.incident.laboratory.name,
        laboratory=request.sent_to,
        requested_by=request.made_by.called if request.made_by else "",
        printed=clock.today(),
        samples=rows,
        instructions=request.wanted,
        head=head,
    )
    return paper.manifest(told, fonts=font_paths())
