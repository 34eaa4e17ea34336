"""What identifications put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.identification import joint, queries
from repatria.registry.identification.models import Identification
from repatria.registry.identification.states import OPEN
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

FIRST = 20
State = Identification.State


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Drafts that wait for their author, and what lost its ground."""
    if not seat.may(queries.READ):
        return
    for line in queries.told(list(queries.identifications(seat).filter(state__in=OPEN)[:200])):
        row, url = line.row, at(seat, "identification:identification", code=line.row.code)
        mine = row.author_id == seat.user.pk and seat.may("identification.draft")
        if line.changed and row.state != State.DRAFT:
            words = _("%(code)s no longer stands: changed since it was written: %(what)s")
            yield Alarm(words % {"code": row.code, "what": ", ".join(line.changed)}, url, weight=2)
        elif line.changed and mine:
            words = _("%(code)s: your statement no longer fits: %(what)s")
            yield Alarm(words % {"code": row.code, "what": ", ".join(line.changed)}, url, weight=3)
        elif row.state == State.DRAFT and mine:
            yield Alarm(_("%(code)s is a draft of yours that waits to be submitted") % {"code": row.code}, url, weight=3)
    if seat.may("identification.draft"):
        for row in queries.identifications(seat, state=State.VOID).filter(author=seat.user)[:FIRST]:
            again = queries.open_of(seat, row.individual_id, row.missing_id)
            if not again:
                words = _("%(code)s is void (%(why)s). Draft it anew if it still holds.") % {
                    "code": row.code,
                    "why": row.state_why,
                }
                yield Alarm(words, at(seat, "identification:identification", code=row.code), weight=1)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """Identifications by where they are; never a rate."""
    if not seat.may(queries.READ):
        return
    tally = queries.tally(seat)
    here = at(seat, "identification:identifications")
    yield _("Identifications signed"), tally.get(State.SIGNED) or None, f"{here}?state=signed"
    on_the_way = sum(tally.get(s, 0) for s in (State.DRAFT, State.REVIEW, State.AGREED))
    if on_the_way:
        yield _("Identifications on their way"), on_the_way, here


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Identifications by their own code, that of the individual or of the missing person."""
    if not seat.may(queries.READ):
        return
    for row in queries.identifications(seat, text=text)[:FIRST]:
        words = _("identification of %(one)s as %(other)s, %(state)s")
        told = {"one": row.individual.code, "other": row.missing.code, "state": row.get_state_display()}
        yield Found(row.code, words % told, at(seat, "identification:identification", code=row.code))
    for code, label in joint.best_of(seat, text):
        words = _("joint answer for %(label)s") % {"label": label}
        yield Found(code, words, f"{at(seat, 'identification:joint')}?q={code}")


DESK = Desk(
    links=(
        Link(gettext_lazy("Joint answer"), "identification:joint", "identification.read"),
        Link(gettext_lazy("Identifications"), "identification:identifications", "identification.read"),
        Link(gettext_lazy("Exclusions"), "identification:exclusions", "identification.read"),
        Link(gettext_lazy("Leads"), "identification:leads", "identification.read"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("DNA report"),
            ("identification.read",),
            gettext_lazy("When the evidence file of a pair is opened"),
            "identification:joint",
            gettext_lazy("a family by code and likelihood ratios by marker; no genotype, no probability of identity"),
            recorded=True,
        ),
    ),
)
