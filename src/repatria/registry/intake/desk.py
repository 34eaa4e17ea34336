"""What intake puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.models import Kind
from repatria.registry.codes.queries import things_called
from repatria.registry.intake import queries
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

SHOWN = 10


def alarms(seat: Seat) -> Iterable[Alarm]:
    """The next step of each hand-over that is not finished, for whoever takes part in it."""
    if not (seat.may("intake.write") or seat.may("intake.review") or seat.may("intake.count")) or not _open(seat):
        return
    for handover, step in queries.waiting(seat):
        words = _("%(title)s: next is “%(step)s” (%(words)s)") % {"title": handover, "step": step.label, "words": step.words}
        yield Alarm(words, at(seat, "intake:handover", code=handover.code) + f"#{step.key}")


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """Hand-overs and accessions."""
    if _open(seat):
        yield _("Hand-overs"), queries.handovers(seat).count() or None, at(seat, "intake:handovers")
        yield _("Accessions"), queries.accessions(seat).count() or None, at(seat, "intake:accessions")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Hand-overs by words or code, accessions by number."""
    if not _open(seat):
        return
    for row in queries.handovers(seat).filter(title__icontains=text)[:SHOWN]:
        yield Found(row.code, row.title, at(seat, "intake:handover", code=row.code), _("hand-over"))
    for thing in things_called(seat, text, Kind.HANDOVER)[:SHOWN]:
        yield Found(thing.code, _("hand-over"), at(seat, "intake:handover", code=thing.code))
    for thing in things_called(seat, text, Kind.ACCESSION)[:SHOWN]:
        yield Found(thing.code, _("accession"), at(seat, "intake:accession", code=thing.code))


def _open(seat: Seat) -> bool:
    if not seat.may("intake.read"):
        return False
    try:
        queries.need(seat)
    except NotFound:
        return False
    return True


DESK = Desk(
    links=(Link(gettext_lazy("Hand-overs"), "intake:handovers", "intake.read"),),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Labels of all containers of a hand-over"),
            ("intake.read",),
            gettext_lazy("When its containers are registered"),
            "intake:handovers",
        ),
        Paper(
            gettext_lazy("Seal sheet of all containers of a hand-over"),
            ("intake.read",),
            gettext_lazy("When its containers are registered; filled in by both sides"),
            "intake:handovers",
            recorded=True,
        ),
    ),
)
