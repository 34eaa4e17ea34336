"""What the laboratory puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.registry.laboratory import queries
from repatria.registry.laboratory.models import DeliveryLine
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Held profiles, profiles in quarantine, contradictions, second readings."""
    if seat.may("laboratory.quality"):
        here = at(seat, "laboratory:quality")
        opened = list(queries.alarms(seat).filter(holds=True)[:11])
        for row in opened[:10]:
            yield Alarm(row.sentence, here, weight=2)
        if len(opened) > 10:
            yield Alarm(_("More profiles have alarms than are listed here."), here, weight=2)
    if seat.may("laboratory.import"):
        unknown = DeliveryLine.Outcome.UNKNOWN, DeliveryLine.Outcome.UNASKED
        for row in queries.quarantined(seat, unknown):
            words = ngettext(
                "%(code)s: %(n)d profile is in quarantine until somebody says whose it is",
                "%(code)s: %(n)d profiles are in quarantine until somebody says whose they are",
                row.waiting,
            )
            yield Alarm(words % {"code": row.thing.code, "n": row.waiting}, at(seat, "laboratory:file", code=row.thing.code), 2)
    if seat.may("laboratory.genotypes"):
        for held in queries.held_consensuses(seat)[:10]:
            words = _("%(code)s: its samples contradict each other") % {"code": held.subject.code}
            yield Alarm(words, at(seat, "laboratory:consensus", code=held.subject.code), weight=2)
    if seat.may("laboratory.confirm"):
        for asked in queries.proposed_consensuses(seat)[:10]:
            words = _("%(code)s: how its contradiction was settled waits for a second person") % {"code": asked.subject.code}
            yield Alarm(words, at(seat, "laboratory:consensus", code=asked.subject.code), weight=2)
    if seat.may("laboratory.record"):
        for profile in queries.waiting_profiles(seat)[:10]:
            words = _("%(code)s waits for its second reader") % {"code": profile.code}
            yield Alarm(words, at(seat, "laboratory:profile", code=profile.code))


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """Samples by what became of them."""
    if not seat.may("laboratory.read"):
        return
    tally, here = queries.tally(seat), at(seat, "laboratory:samples")
    if tally["all"]:
        yield _("Samples cut"), f"{tally['all']:,}", here
        yield _("Samples with a result"), f"{tally['result']:,}", f"{here}?state=result"
        yield _("Samples that failed"), f"{tally['failed']:,}", f"{here}?state=failed"


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Samples and requests by code or identifier; profiles for those who may read them."""
    if not seat.may("laboratory.read"):
        return
    for row in queries.samples(seat, text=text)[:20]:
        yield Found(row.code, _("sample of %(root)s") % {"root": row.root.code}, at(seat, "laboratory:sample", code=row.code))
    for kind, code in queries.things_named(seat, text):
        yield Found(code, str(kind), at(seat, f"laboratory:{queries.PAGES[kind]}", code=code))


DESK = Desk(
    links=(
        Link(gettext_lazy("Samples"), "laboratory:samples", "laboratory.read"),
        Link(gettext_lazy("Requests"), "laboratory:requests", "laboratory.read"),
        Link(gettext_lazy("Files from laboratories"), "laboratory:files", "laboratory.import"),
        Link(gettext_lazy("Quality"), "laboratory:quality", "laboratory.quality"),
        Link(gettext_lazy("Databases of types"), "laboratory:haplotypes", "laboratory.databases"),
        Link(gettext_lazy("Case for computation"), "laboratory:case", "laboratory.export"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Request to a laboratory"),
            ("laboratory.read",),
            gettext_lazy("When samples are asked for"),
            "laboratory:requests",
        ),
    ),
)
