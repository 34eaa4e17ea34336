"""What custody puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.models import Kind
from repatria.registry.custody import queries
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 6
"""Discrepancies on the desk; all of them stand on their own page."""
HELD = {
    Kind.CONTAINER: gettext_lazy("Containers held at this moment"),
    Kind.SPECIMEN: gettext_lazy("Specimens held at this moment"),
    Kind.EFFECT: gettext_lazy("Effects held at this moment"),
    Kind.SAMPLE: gettext_lazy("Samples held at this moment"),
}


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Offers that wait, discrepancies without explanation, lines with a gap."""
    if not seat.may("custody.read"):
        return
    for offer in queries.waiting_for(seat)[:20]:
        words = _("%(code)s waits for you: %(reason)s") % {"code": offer.item.code, "reason": offer.reason}
        yield Alarm(words, at(seat, "custody:item", code=offer.item.code), weight=3)
    if seat.may("custody.move") or seat.may("journal.read"):
        yield from _amiss(seat)


def _amiss(seat: Seat) -> Iterable[Alarm]:
    """For whoever holds items, and whoever looks after the record; the others find it on the page of discrepancies."""
    opened = list(queries.discrepancies(seat, only_open=True).order_by("-opened")[: SHOWN + 1])
    for row in opened[:SHOWN]:
        yield Alarm(f"{row.thing.code}: {row.sentence}", at(seat, "custody:discrepancies") + f"#d{row.pk}", weight=2)
    if len(opened) > SHOWN:
        yield Alarm(_("More discrepancies are open than are listed here."), at(seat, "custody:discrepancies"), weight=2)
    for item in queries.broken_lines(seat):
        words = _("%(code)s: nobody answers for a stretch of its line") % {"code": item.code}
        yield Alarm(words, at(seat, "custody:item", code=item.code), weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many containers, specimens, effects and samples are held."""
    if not seat.may("custody.read"):
        return
    tally = queries.tally(seat)
    for kind, label in HELD.items():
        if kind in tally:
            yield label, f"{tally[kind]:,}", at(seat, "custody:items") + f"?kind={kind.value}"


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Items by code, identifier or description."""
    if seat.may("custody.read"):
        for item in queries.items(seat, text=text)[:20]:
            yield Found(item.code, f"{item.thing.get_kind_display()}: {item.what}", at(seat, "custody:item", code=item.code))


DESK = Desk(
    links=(
        Link(gettext_lazy("Items"), "custody:items", "custody.read"),
        Link(gettext_lazy("Discrepancies"), "custody:discrepancies", "custody.read"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Label of an item"),
            ("custody.read",),
            gettext_lazy("As soon as an item has its code"),
            "custody:items",
        ),
        Paper(
            gettext_lazy("Receipt of a hand-over"),
            ("custody.read",),
            gettext_lazy("When the receiver has taken the item over"),
            "custody:items",
            gettext_lazy("giver and receiver by name"),
        ),
        Paper(
            gettext_lazy("Custody record of one item"),
            ("custody.read",),
            gettext_lazy("At any time: its holders, places, seals and hand-overs so far"),
            "custody:items",
            gettext_lazy("those who held it, by name"),
            recorded=True,
        ),
        Paper(
            gettext_lazy("Seal sheet of a container"),
            ("custody.read",),
            gettext_lazy("Before a container changes hands; filled in by both sides"),
            "custody:items",
            recorded=True,
        ),
    ),
)
