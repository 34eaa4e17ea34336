"""How many people at least: by the bones (the largest repeat of element, side and zone) and by DNA, as known at any moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repatria.registry.codes.keptout import counted
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import SpecimenDescription
from repatria.registry.laboratory.calls import read
from repatria.registry.laboratory.distinct import LEAST, at_least
from repatria.registry.laboratory.models import Consensus
from repatria.registry.people.models import Incident

MOST_POINTS = 24
"""Days that a curve of people by DNA is computed for: every one is a comparison of all profiles."""


@dataclass(frozen=True, slots=True)
class Floors:
    """Every change of the smallest number of people that the bones come from."""

    steps: Sequence[mni.Step]

    def at(self, moment: datetime) -> mni.Floor:
        """The floor as it was known just before ``moment``."""
        place = bisect_left([step.at for step in self.steps], moment)
        return self.steps[place - 1].floor if place else mni.Floor(None)


def floors(incident: Incident) -> Floors:
    """The floor over every bone of the incident, whichever box it lay in; known answers are no bones of anybody."""
    rows = SpecimenDescription.objects.filter(counted("specimen_id"), specimen__item__thing__incident=incident)
    columns = (
        "specimen_id", "specimen__item__thing__code", "element", "zones", "completeness", "human", "at", "specimen__withdrawn",
    )  # fmt: skip
    told: dict[int, mni.Bone] = {}
    gone: dict[int, datetime] = {}
    changes = []
    for pk, code, element, zones, completeness, human, at, withdrawn in rows.order_by("at", "number").values_list(*columns):
        after = mni.Bone(code, element, zones, completeness, human)
        changes.append(mni.Change(at, told.get(pk), after, ""))
        told[pk] = after
        if withdrawn is not None:
            gone[pk] = withdrawn
    changes.extend(mni.Change(at, told[pk], None, "") for pk, at in gone.items())
    return Floors(mni.history(changes))


@dataclass(frozen=True, slots=True)
class Typed:
    """One version of what all usable profiles of a bone say."""

    subject: int
    version: int
    made: datetime
    usable: bool
    calls: Any
    sex: str


@dataclass(slots=True)
class Profiles:
    """The genotypes of bones by the day they were made; people are counted when they are asked for, once for each moment."""

    rows: Sequence[Typed]

    def at(self, moment: datetime) -> list[Typed]:
        """The version in force of each bone just before ``moment``, where it can be compared."""
        last: dict[int, Typed] = {}
        for row in self.rows:
            if row.made < moment and (row.subject not in last or last[row.subject].version < row.version):
                last[row.subject] = row
        return [row for row in last.values() if row.usable]

    def people(self, moment: datetime) -> int | None:
        """At least how many people they are of; None before anything was compared."""
        rows = self.at(moment)
        if not rows:
            return None
        return at_least([read(row.calls) for row in rows], [row.sex for row in rows])

    def days(self) -> list[Any]:
        """Days on which a profile came to be, thinned to what a curve needs."""
        days = sorted({row.made.date() for row in self.rows})
        step = max(1, -(-len(days) // MOST_POINTS))
        return [day for place, day in enumerate(days) if place % step == 0 or place == len(days) - 1]


def profiles(incident: Incident) -> Profiles:
    """The genotypes of the bones of the incident. What contradicts itself counts for nobody."""
    rows = Consensus.objects.filter(
        counted("subject_id"), subject__incident=incident, subject__kind="B", loci__gte=LEAST
    ).order_by("made")
    state = Consensus.State
    return Profiles(
        [
            Typed(
                row.subject_id,
                row.version,
                row.made,
                row.state == state.CURRENT or (row.state == state.REPLACED and not row.contradictions),
                row.calls,
                row.sex,
            )
            for row in rows
        ]
    )
