"""What keeps a known answer from being told from the others: who handled it, beside what, when, and what its DNA looks like.

A bone is refused that stands out already: alone in its box, entered or cut by a quality manager, or one without which the smallest number
of people would be another. The profile it shall show wears the markers and the damage of a bone beside it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from repatria.formats.notes import Notes
from repatria.formats.writer import write_profiles
from repatria.model import Profile as Noun
from repatria.registry.codes.models import Thing
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.queries.specimens import bones
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.models import Profile, Sample
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review.models import KnownAnswer


def must_be_alike(by: Any, bone: Thing) -> str:
    """The code of the sample of ``bone`` whose DNA is awaited; Impossible where colleagues could tell this bone from the others."""
    row = Specimen.objects.select_related("item__thing", "made_by").filter(pk=bone.pk, withdrawn__isnull=True).first()
    if row is None:
        raise NotFound
    if KnownAnswer.objects.filter(specimen=bone).exists():
        raise Overtaken(f"{row.code}: is a known answer already. Choose another bone.")
    sample = Sample.objects.filter(root=bone, purpose=Sample.Purpose.DNA).select_related("item__thing", "cut_by").first()
    if sample is None:
        raise Impossible(f"{row.code}: no sample for DNA was cut from it. Let your colleagues cut one first, as of the others.")
    if Profile.objects.filter(subject=bone).exists():
        raise Impossible(f"{row.code}: its DNA has come. Choose a bone whose DNA is awaited.")
    beside = Specimen.objects.filter(found_in=row.found_in_id, withdrawn__isnull=True, item__thing__known_answer__isnull=True)
    if row.found_in_id is None or not beside.exclude(pk=row.pk).exists():
        raise Impossible(f"{row.code}: lies in its box alone, and would be told by that. Choose a bone beside others.")
    quality = Membership.objects.filter(incident=by.incident, role=Role.QUALITY, until__isnull=True)
    for hand in (row.made_by, sample.cut_by):
        if hand is not None and quality.filter(user=hand).exists():
            raise Impossible(
                f"{row.code}: {hand.called} entered or cut it, who is a quality manager. Choose a bone that only colleagues handled."
            )
    _must_not_count(by, row)
    return sample.code


def like_others(bone: Thing, seed: int) -> Noun | None:
    """The profile of a bone beside it (or else of any of the incident) that was typed, drawn by ``seed``; None where none was."""
    rows = Profile.objects.filter(
        subject__incident=bone.incident_id,
        subject__known_answer__isnull=True,
        type=Profile.Type.STR,
        status=Profile.Status.REPORTABLE,
        loci__gt=0,
    )
    box = Specimen.objects.filter(pk=bone.pk).values_list("found_in_id", flat=True)[0]
    here = Specimen.objects.filter(item__thing__incident=bone.incident_id)
    for some in (here.filter(found_in=box), here):
        found = list(rows.filter(subject__in=some.values("pk")).order_by("pk").values_list("pk", flat=True))
        if found:
            row = Profile.objects.get(pk=found[seed % len(found)])
            return profile_of("like", row.calls, row.sex, row.kit)
    return None


def plate_of(profile: Noun) -> str:
    """The profile as the file that a laboratory returns: CSV, under the code of its sample."""
    with tempfile.TemporaryDirectory(prefix="repatria-plate-") as folder:
        path = Path(folder) / "plate.csv"
        write_profiles([profile], path, "csv", Notes())
        return path.read_text(encoding="utf-8")


def _must_not_count(by: Any, row: Specimen) -> None:
    """The smallest number of people is the same with and without this bone, in its box and in all."""
    rows = SpecimenDescription.objects.filter(
        specimen__item__thing__incident=by.incident, current=True, specimen__withdrawn__isnull=True
    )
    for scope in (rows.filter(specimen__found_in=row.found_in_id), rows):
        if mni.floor_of(bones(scope)).people != mni.floor_of(bones(scope.exclude(specimen=row))).people:
            raise Impossible(
                f"{row.code}: without it there would be fewer people at least, and the figure would fall when you open it. Choose a bone "
                "of which there are fewer."
            )
