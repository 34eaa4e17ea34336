"""What releases, graves and later bones put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.actions.going import about
from repatria.registry.homecoming.models import Release
from repatria.registry.homecoming.queries import going as queries
from repatria.registry.journal import clock
from repatria.registry.people.desks import Alarm, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
LINKS = (
    Link(gettext_lazy("Releases"), "homecoming:releases", "homecoming.releases"),
    Link(gettext_lazy("Graves"), "homecoming:graves", "homecoming.releases"),
    Link(gettext_lazy("Later bones"), "homecoming:portion-events", "homecoming.read"),
)
PAPERS = (
    Paper(
        gettext_lazy("Count-out and escort manifest"),
        ("homecoming.arrive",),
        gettext_lazy("When a release is prepared, under way or counted in; it says its state"),
        "homecoming:releases",
        gettext_lazy("codes; who receives, escorts, counts out and counts in"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """What is long under way, arrived without a grave, came to light later, or was laid and not told of."""
    if seat.may("homecoming.arrive"):
        for row, why in queries.stopped(seat)[:SHOWN]:
            yield Alarm(why, at(seat, "homecoming:release", code=row.code), weight=3)
        for row in queries.long_under_way(seat)[:SHOWN]:
            words = _("%(code)s was counted out on %(day)s and is not counted in") % {
                "code": row.code,
                "day": f"{row.out:%Y-%m-%d}",
            }
            yield Alarm(words, at(seat, "homecoming:release", code=row.code), weight=2)
    if seat.may("homecoming.release"):
        for one in queries.ready(seat, SHOWN)[:SHOWN]:
            words = _("%(code)s may go home: prepare the release (bones held: %(n)d)") % {"code": one.code, "n": one.bones}
            yield Alarm(words, at(seat, "homecoming:prepare", code=one.code), weight=1)
    if seat.may("homecoming.bury"):
        for row in queries.arrived_without_grave(seat)[:SHOWN]:
            words = _("%(code)s for %(about)s arrived; no grave is written down") % {"code": row.code, "about": about(row).code}
            yield Alarm(words, at(seat, "homecoming:release", code=row.code), weight=1)
    if seat.may("homecoming.portion"):
        yield from _of_later_bones(seat)


def _of_later_bones(seat: Seat) -> Iterable[Alarm]:
    today = clock.today()
    for event in queries.later_bones(seat, waiting=True)[:SHOWN]:
        told = {"bone": event.specimen.code, "code": event.missing.code, "day": event.due}
        late = event.due < today
        words = _("%(bone)s of %(code)s came to light later; it should have been answered by %(day)s") if late else _(
            "%(bone)s of %(code)s came to light later; answer it by %(day)s, as the family wishes"
        )  # fmt: skip
        yield Alarm(words % told, at(seat, "homecoming:answer-portion", pk=event.pk), weight=3 if late else 2)
    for event in queries.laid_and_untold(seat)[:SHOWN]:
        words = _("%(bone)s of %(code)s was laid with the rest; tell the family afterwards, as they wished") % {
            "bone": event.specimen.code, "code": event.missing.code,
        }  # fmt: skip
        yield Alarm(words, at(seat, "homecoming:person", code=event.missing.code), weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many releases are under way; nothing where none is."""
    if not seat.may("homecoming.releases"):
        return
    n = queries.releases(seat, state=Release.State.UNDER_WAY).count()
    if n:
        yield _("Releases under way"), f"{n:,}", at(seat, "homecoming:releases") + f"?state={Release.State.UNDER_WAY}"


def search(seat: Seat, text: str) -> Iterable[Found]:
    """A release by its code."""
    if not seat.may("homecoming.releases") or not read_code(text):
        return
    for row in queries.releases(seat, text=text)[:5]:
        words = _("release for %(about)s: %(state)s") % {"about": about(row).code, "state": row.get_state_display()}
        yield Found(row.code, words, at(seat, "homecoming:release", code=row.code))
