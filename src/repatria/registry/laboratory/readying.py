"""What is counted for readiness before an arrival: references by marker, samples on their way, and of whom none of it tells anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.keptout import counted
from repatria.registry.families.lines import Lines
from repatria.registry.families.models import MissingPerson, Parentage, PedigreeNode
from repatria.registry.families.models.missing import Sex
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
    """The missing by which relatives' profiles on file can tell something of them, and those of whom none can: they are asked first."""
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
    told = _told_of(listed, usable)
    for kind, label in SHORT.items():
        yield (
            _("Missing people with a reference: %(marker)s") % {"marker": label},
            _("%(n)d of %(whole)d") % {"n": len(told[kind]), "whole": whole},
            _("A relative who by the pedigree can tell something of the person has such a profile on file."),
        )
    yield (
        _("Missing people to ask for first"),
        whole - len(set().union(*told.values())),
        _("No profile on file, of whatever kind, is of a relative who by the pedigree can tell something of them."),
    )


def _told_of(listed: QuerySet[MissingPerson], usable: QuerySet[Profile]) -> dict[str, set[int]]:
    """The missing of whom a relative's profile of each kind can tell something: of a wife none can, of a father no mitochondrial one."""
    kinds = {str(kind): set(usable.filter(type=kind).values_list("subject_id", flat=True)) for kind in SHORT}
    open_nodes = PedigreeNode.objects.filter(until__isnull=True)
    families = open_nodes.filter(kin__thing__in=usable.values("subject")).values("family")
    rows = open_nodes.filter(family__in=families).values_list("pk", "family_id", "sex", "missing_id", "kin__thing_id")
    born = Parentage.objects.filter(child__family__in=families, until__isnull=True, kind=Parentage.Kind.GENETIC)
    parents: dict[str, dict[int, int]] = {"father": {}, "mother": {}}
    for child, parent, role in born.values_list("child_id", "parent_id", "role"):
        parents[role][child] = parent
    lines = Lines(parents["father"], parents["mother"], frozenset(pk for pk, _family, sex, _m, _k in rows if sex == Sex.MAN))
    missing, kin = defaultdict(list), defaultdict(list)
    wanted = set(listed.values_list("pk", flat=True))
    for pk, family, _sex, person, relative in rows:
        if person in wanted:
            missing[family].append((pk, person))
        elif relative is not None:
            kin[family].append((pk, relative))
    return {
        kind: {
            person
            for family, gone in missing.items()
            for node, person in gone
            if any(relative in typed and lines.tells(kind, node, other) for other, relative in kin[family])
        }
        for kind, typed in kinds.items()
    }


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
