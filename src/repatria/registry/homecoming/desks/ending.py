"""What endings without a name put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.models import Determination
from repatria.registry.homecoming.queries import ending as queries
from repatria.registry.people.desks import Alarm, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
SOON = 30
"""Days before a comparison is due from which the desk says so."""
LINKS = (Link(gettext_lazy("Without a name"), "homecoming:endings", "homecoming.ends"),)
PAPERS = (
    Paper(
        gettext_lazy("Group-transfer manifest"),
        ("homecoming.ends",),
        gettext_lazy("As soon as a determination is written; it says that it is a draft, and VOID when it was reversed"),
        "homecoming:endings",
        gettext_lazy("bones by code, the group and the evidence; no person"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Drafts that wait for a nation's signature, comparisons that are due, and bones that were named since they ended without a name."""
    if not seat.may("homecoming.ends"):
        return
    if seat.may("homecoming.countersign"):
        rows = queries.determinations(seat).filter(state=Determination.State.DRAFT, reversed__isnull=True)
        for row in rows.exclude(author=seat.user).exclude(signatures__signer=seat.user)[:SHOWN]:
            words = _("%(code)s waits for the signature of a nation (%(n)d have signed)") % {
                "code": row.code,
                "n": row.signatures.count(),
            }
            yield Alarm(words, at(seat, "homecoming:determination", code=row.code), weight=3)
    if seat.may("homecoming.rest"):
        for rest in queries.due(seat, 0)[:SHOWN]:
            words = _("%(code)s: compare these remains again; it was due on %(day)s") % {
                "code": rest.code,
                "day": rest.compare_next,
            }
            yield Alarm(words, at(seat, "homecoming:unresolved", code=rest.code), weight=2)
        for rest in queries.due(seat, SOON).exclude(pk__in=queries.due(seat, 0).values("pk"))[:SHOWN]:
            words = _("%(code)s: these remains are compared again by %(day)s") % {"code": rest.code, "day": rest.compare_next}
            yield Alarm(words, at(seat, "homecoming:unresolved", code=rest.code), weight=1)
    yield from _named_since(seat)


def _named_since(seat: Seat) -> Iterable[Alarm]:
    """A bone that has a name now must not stand in a group or among what is unresolved."""
    if not seat.may("homecoming.countersign"):
        return
    for row, bones in queries.named_in_determinations(seat)[:SHOWN]:
        words = _("%(code)s: %(bones)s has a name since. Reverse the determination.") % {
            "code": row.code,
            "bones": ", ".join(bones),
        }
        yield Alarm(words, at(seat, "homecoming:determination", code=row.code), weight=2)
    for rest, bones in queries.named_in_unresolved(seat)[:SHOWN]:
        words = _("%(code)s: %(bones)s has a name since. End it, and write up the rest.") % {
            "code": rest.code, "bones": ", ".join(bones),
        }  # fmt: skip
        yield Alarm(words, at(seat, "homecoming:unresolved", code=rest.code), weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many bones went to a group, and how many are unresolved; nothing where none is."""
    if not seat.may("homecoming.ends"):
        return
    signed = queries.determinations(seat).filter(state=Determination.State.SIGNED)
    told: list[tuple[Any, Any]] = [
        (signed, _("Bones of a group, without a name")),
        (queries.unresolved(seat).filter(ended__isnull=True), _("Bones that are unresolved")),
    ]
    for rows, label in told:
        total = sum(row.bones for row in rows)
        if total:
            yield label, f"{total:,}", at(seat, "homecoming:endings")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """A determination or unresolved remains by code."""
    code = read_code(text)
    if not code or not seat.may("homecoming.ends"):
        return
    for row in queries.determinations(seat).filter(thing__code=code):
        yield Found(
            row.code,
            _("determination of a group, %(state)s") % {"state": row.get_state_display()},
            at(seat, "homecoming:determination", code=row.code),
        )
    for rest in queries.unresolved(seat).filter(thing__code=code):
        yield Found(rest.code, _("unresolved remains"), at(seat, "homecoming:unresolved", code=rest.code))
