"""What is counted for readiness before an arrival: references by marker, samples on their way, and whose family nobody was asked of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.keptout import counted
from repatria.registry.families.models import MissingPerson, PedigreeNode
from repatria.registry.journal import clock
from repatria.registry.laboratory.models import Profile, RequestLine
from repatria.registry.people.seats import Seat
from repatria.registry.programme.queries import READY

DAYS = 90
SHORT = {
    Profile.Type.STR: gettext_lazy("autosomal STR"),
    Profile.Type.MT: gettext_lazy("mitochondrial"),
    Profile.Type.Y: gettext_lazy("Y-STR"),
    Profile.Type.SNP: gettext_lazy("SNP"),
}


def lines(seat: Seat) -> Sequence[tuple[Any, Any, Any]]:
    """(what, how many or None for "not yet known", how it is counted)."""
    return [*references(seat), *capacity(seat)]


def references(seat: Seat) -> Iterable[tuple[Any, Any, Any]]:
    """The missing by what their relatives' profiles on file are, and those in whose family no relative was typed: they are asked first."""
    if not seat.may("families.read"):
        return
    listed = MissingPerson.objects.filter(
        seat.sees("thing"), incident=seat.incident, withdrawn__isnull=True, merged_into__isnull=True
    )
    if not listed.exists():
        yield _("Missing people with a reference"), None, _("The list of the missing is empty.")
        return
    whole = listed.count()
    usable = Profile.objects.filter(
        subject__incident=seat.incident, status=Profile.Status.REPORTABLE, checked__isnull=False, superseded_by__isnull=True
    )
    for kind, label in SHORT.items():
        found = _with_kin(listed, usable.filter(type=kind))
        yield (
            _("Missing people with a reference: %(marker)s") % {"marker": label},
            _("%(n)d of %(whole)d") % {"n": found.count(), "whole": whole},
            _("At least one relative in the family has such a profile on file. What it can tell follows from the pedigree."),
        )
    yield (
        _("Missing people to ask for first"),
        whole - _with_kin(listed, usable).count(),
        _("No relative in their family has a profile of any kind on file."),
    )


def _with_kin(listed: QuerySet[MissingPerson], usable: QuerySet[Profile]) -> QuerySet[MissingPerson]:
    typed = PedigreeNode.objects.filter(kin__thing__in=usable.values("subject"), until__isnull=True)
    return listed.filter(Q(nodes__family__in=typed.values("family"), nodes__until__isnull=True)).distinct()


def capacity(seat: Seat) -> Iterable[tuple[Any, Any, Any]]:
    """Samples that have not come back, and how many profiles came in the last ninety days."""
    if not seat.may("laboratory.read"):
        return
    asked = RequestLine.objects.filter(
        counted("item"), seat.sees("item__thing"), request__sent__isnull=False, outcome=RequestLine.Outcome.ASKED
    )
    yield _("Samples sent that nothing has come back of"), asked.count(), _("Lines of requests that were sent.")
    since = clock.now() - timedelta(days=DAYS)
    came = Profile.objects.filter(counted("of"), seat.sees("thing"), made__gte=since).exclude(status=Profile.Status.FAILED)
    yield (
        _("Profiles of the last %(days)d days") % {"days": DAYS},
        came.count(),
        _("Profiles that came back, failed ones left out."),
    )


def register() -> None:
    """Let the programme ask; called once, when Django is ready."""
    if lines not in READY:
        READY.append(lines)
