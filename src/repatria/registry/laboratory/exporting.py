"""The case that leaves for computation: consensus profiles in force, families by code, controls by token. Never a name.

What stays out is counted: donors whose consent is not in force (``withheld`` in the case), and on the page also what is held by
an alarm or a contradiction, what is in quarantine and what shows too few markers.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from repatria.formats.casefile import write_case
from repatria.model import CaseFile, Profile
from repatria.registry import gateway
from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Kind
from repatria.registry.journal.recording import Done, opened
from repatria.registry.laboratory import entries, kinlink
from repatria.registry.laboratory.besides import beside_of, lines_of
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.enough import MARKERS_LEAST
from repatria.registry.laboratory.models import Alarm, Consensus, Control
from repatria.registry.laboratory.models import Profile as Row
from repatria.registry.laboratory.remembering import Known, Last


@dataclass(frozen=True, slots=True)
class Left:
    """What left: the digest of the case, and what is in it and what stayed out."""

    digest: str
    profiles: int
    families: int
    references: int
    controls: int
    withheld: int
    too_few: int


def assemble(incident: Any) -> CaseFile:
    """The case of an incident as it stands at this moment, the same for a search and for whoever takes it out: a known answer that is
    open is in both under its code, because its absence from one of them would give it away."""
    stands = at_work("subject_id")
    rows = Consensus.objects.filter(stands, subject__incident=incident, state=Consensus.State.CURRENT, loci__gte=MARKERS_LEAST)
    told = rows.annotate(text=Cast("calls", TextField())).order_by("subject__code")
    fields = ("subject_id", "subject__code", "subject__kind", "text", "sex", "version", "members")
    found = [_Row(*row) for row in told.values_list(*fields)]
    remains = [c for c in found if c.kind == Kind.SPECIMEN]
    donors = {c.subject: c for c in found if c.kind == Kind.KIN}
    usable = kinlink.usable_donors(donors)
    with _PROFILES.turn() as known:
        references = {pk: _noun(c, "reference", known) for pk, c in donors.items() if pk in usable}
        profiles = [_noun(c, "remains", known) for c in remains]
    controls = Control.objects.filter(incident=incident, until__isnull=True).exclude(kind=Control.Kind.REAGENT)
    folders, lines = kinlink.folders(incident), lines_of(incident)
    return gateway.case_file(
        title=incident.title,
        kind=incident.kind,
        note=incident.note,
        profiles=profiles,
        families=kinlink.families_of(folders, references),
        controls=[profile_of(c.token, c.calls, c.sex, source="staff") for c in controls],
        open_missing=kinlink.open_missing(incident),
        withheld=len((donors.keys() - references.keys()) | lines.withheld),
        extra={"consensus": _told(remains)},
        beside=beside_of(incident, lines, profiles, folders),
    )


_PROFILES = Last()


class _Row(NamedTuple):
    """One consensus in force, without the cost of a model's object: a case holds thousands. ``text`` is its calls as they are kept."""

    subject: int
    code: str
    kind: str
    text: str
    sex: str
    version: int
    members: list[str]


def _noun(row: _Row, source: str, known: Known) -> Profile:
    key = (row.code, row.text, row.sex, source)
    return known(key, lambda: profile_of(row.code, json.loads(row.text), row.sex, source=source))


def _told(rows: Iterable[_Row]) -> dict[str, list[str]]:
    """Which version of which consensus each profile is, and the profiles it rests on."""
    told = [(c.code, str(c.version), " ".join(c.members)) for c in rows]
    return {name: [row[k] for row in told] for k, name in enumerate(("profile", "version", "members"))}


@opened(entries.CaseExported, verb="laboratory.export")
def export_case(by: Any, folder: Path) -> Done[Left]:
    """Write the incident's case into ``folder`` (a CaseFile, read by ``repatria screen``); refuses a folder that holds anything."""
    case = assemble(by.incident)
    digest = write_case(case, folder)
    left = Left(
        digest,
        len(case.profiles),
        len(case.families),
        sum(len(f.references) for f in case.families),
        len(case.controls),
        case.withheld,
        staying_out(by.incident)["too_few"],
    )
    facts = {
        "profiles": left.profiles,
        "families": left.families,
        "withheld": left.withheld,
        "too_few": left.too_few,
        "digest": digest,
    }
    return Done(left, subject=by.slug, facts=facts)


def zipped(by: Any) -> tuple[bytes, Left]:
    """The same as one ZIP archive, with the mark of an exercise beside the case."""
    with tempfile.TemporaryDirectory(prefix="repatria-case-") as place:
        folder = Path(place) / "case"
        left = export_case(by, folder)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            if by.incident.banner:
                archive.writestr("EXERCISE.txt", by.incident.banner + "\n")
            for path in sorted(folder.iterdir()):
                archive.write(path, f"{by.slug}-case/{path.name}")
        return packed.getvalue(), left


def staying_out(incident: Any) -> dict[str, int]:
    """What an export leaves behind, by reason: counts for the page."""
    subjects = Consensus.objects.filter(at_work("subject_id"), subject__incident=incident)
    few = subjects.filter(state=Consensus.State.CURRENT, loci__gt=0, loci__lt=MARKERS_LEAST)
    rows = Row.objects.filter(Q(subject__isnull=True) | at_work("subject_id"), thing__incident=incident)
    return {
        "held": rows.filter(status=Row.Status.HELD).count(),
        "quarantined": rows.filter(status=Row.Status.QUARANTINED).count(),
        "waiting": rows.filter(status=Row.Status.WAITING).count(),
        "unchecked": rows.filter(status=Row.Status.REPORTABLE, checked__isnull=True).count(),
        "contradicting": subjects.filter(state=Consensus.State.HELD).count(),
        "unconfirmed": subjects.filter(state=Consensus.State.PROPOSED).count(),
        "too_few": few.count(),
        "alarms": Alarm.objects.filter(profile__thing__incident=incident, answer=Alarm.Answer.OPEN).count(),
    }


def preview(seat: Any) -> dict[str, Any]:
    """What the page says before anybody takes a case out."""
    seat.need("laboratory.export")
    stands = at_work("subject_id")
    rows = Consensus.objects.filter(
        stands, subject__incident=seat.incident, state=Consensus.State.CURRENT, loci__gte=MARKERS_LEAST
    )
    donors = set(rows.filter(subject__kind=Kind.KIN).values_list("subject_id", flat=True))
    usable = kinlink.usable_donors(donors)
    return {
        "profiles": rows.filter(subject__kind=Kind.SPECIMEN).count(),
        "references": len(usable),
        "withheld": len(donors) - len(usable),
        "controls": Control.objects.filter(incident=seat.incident, until__isnull=True).count(),
        "least": MARKERS_LEAST,
        "out": staying_out(seat.incident),
    }
