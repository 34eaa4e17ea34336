"""What wishes put on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.homecoming.queries import disposing as queries
from repatria.registry.people.desks import Alarm, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
PAPERS = (
    Paper(
        gettext_lazy("Disposition election form"),
        ("homecoming.elect",),
        gettext_lazy("Once the family was told; whoever directs disposition fills it in and signs"),
        "homecoming:notifications",
        gettext_lazy("the person identified, by name; nobody else"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Families to be asked again, for the office; disagreements to be settled, for the medical examiner."""
    if seat.may("homecoming.elect"):
        for row in queries.to_ask_again(seat)[:SHOWN]:
            words = _("%(code)s: the family is to be asked again what they wish (%(day)s)") % {
                "code": row.missing.code, "day": row.ask_again,
            }  # fmt: skip
            yield Alarm(words, at(seat, "homecoming:wishes", code=row.missing.code), weight=3)
    if seat.may("homecoming.settle"):
        for quarrel in queries.quarrels(seat)[:SHOWN]:
            words = _("%(code)s: two of the family disagree; nothing leaves until you settle it") % {
                "code": quarrel.missing.code
            }
            yield Alarm(words, at(seat, "homecoming:wishes", code=quarrel.missing.code), weight=3)
