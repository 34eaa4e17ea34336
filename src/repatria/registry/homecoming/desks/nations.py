"""What the nations of an incident put on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.homecoming.actions.ending import NATIONS
from repatria.registry.homecoming.queries import nations as queries
from repatria.registry.people.desks import Alarm, Link, at
from repatria.registry.people.seats import Seat

LINKS = (Link(gettext_lazy("Nations"), "homecoming:nations", "homecoming.accredit"),)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """A determination waits, and nobody signs for two nations yet."""
    if not seat.may("homecoming.accredit") or not queries.drafts_that_wait(seat):
        return
    count = queries.who_can_sign(seat)
    if count < NATIONS:
        words = _(
            "A determination of a group waits to be signed for two nations; somebody signs for %(n)d so far. Name who signs."
        )
        yield Alarm(words % {"n": count}, at(seat, "homecoming:nations"), weight=2)
