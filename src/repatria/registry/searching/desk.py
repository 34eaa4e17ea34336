"""What searches put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat
from repatria.registry.searching import queries


def alarms(seat: Seat) -> Iterable[Alarm]:
    """A search that failed; lists that changed with the last one."""
    if not seat.may("searching.read"):
        return
    broken = queries.failed(seat)
    if broken is not None:
        words = _("%(code)s failed: %(fault)s") % {"code": broken.code, "fault": broken.job.fault}
        yield Alarm(words, at(seat, "searching:search", code=broken.code), weight=2)
    current = queries.current_search(seat)
    if current is not None and current.before_id is not None:
        changed = queries.how_many_lists(seat, current, changed=True)
        if changed:
            words = ngettext("%(n)d list changed with %(code)s", "%(n)d lists changed with %(code)s", changed)
            here = at(seat, "searching:search", code=current.code)
            yield Alarm(words % {"n": changed, "code": current.code}, f"{here}?changed=1")


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many lists the current search has, and how many searches are under way."""
    if not seat.may("searching.read"):
        return
    current = queries.current_search(seat)
    here = at(seat, "searching:searches")
    yield (
        _("Candidate lists"),
        f"{queries.how_many_lists(seat, current):,}" if current else None,
        (at(seat, "searching:search", code=current.code) if current else here),
    )
    under_way = queries.under_way(seat).count()
    if under_way:
        yield _("Searches under way"), f"{under_way}", here


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Searches by code; the current list of a unit."""
    if not seat.may("searching.read"):
        return
    for row in queries.searches(seat).filter(thing__code=text.strip().upper())[:1]:
        yield Found(row.code, _("search"), at(seat, "searching:search", code=row.code))
    for listing in queries.labelled(seat, text)[:5]:
        here = at(seat, "searching:list", code=listing.search.code, label=listing.label)
        yield Found(listing.label, _("candidate list in %(code)s") % {"code": listing.search.code}, here)


DESK = Desk(
    links=(
        Link(gettext_lazy("Searches"), "searching:searches", "searching.read"),
        Link(gettext_lazy("Rules for lists"), "searching:rules", "searching.read"),
        Link(gettext_lazy("Which bone to sample next"), "searching:sampling", "searching.sampling"),
        Link(gettext_lazy("Whom to ask for a sample next"), "searching:calls", "searching.calls"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Candidate-list memo"),
            ("searching.read",),
            gettext_lazy("When a search is finished"),
            "searching:searches",
            gettext_lazy("missing people and families by code, likelihood ratios and probabilities"),
            recorded=True,
        ),
    ),
)
