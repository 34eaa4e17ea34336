"""Everything of a grouping that does not fit: what forbids it and waits for a reviewer, and what stands until somebody settles it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from repatria.registry.gateway import bones
from repatria.registry.inventory.against import kinds_against
from repatria.registry.inventory.measuredbones import profiled
from repatria.registry.inventory.models import (
    Allowance,
    IndividualVersion,
    Measurement,
    Member,
    Observation,
    Relation,
    Settlement,
    Specimen,
    SpecimenDescription,
)

TOGETHER = (Relation.Kind.PAIR, Relation.Kind.ARTICULATION, Relation.Kind.REFIT, Relation.Kind.SAME_DNA)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not fit. ``forbids``: the grouping cannot be locked before a reviewer allows it.

    ``reason``, ``by``, ``at``: how it was settled or allowed; empty while it stands open. ``state``: digest of what it was read from.
    """

    kind: str
    sentence: str
    forbids: bool
    state: str
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has answered it."""
        return self.at is None

    @property
    def key(self) -> str:
        """What a form says to mean this conflict in this state of the grouping, and no other."""
        return hashlib.sha256(f"{self.state}\n{self.sentence}".encode()).hexdigest()[:24]

    @property
    def kind_words(self) -> str:
        """The kind in words."""
        return str(Settlement.Kind(self.kind).label)


def conflicts_of(version: IndividualVersion) -> list[Conflict]:
    """All conflicts of a version, the open ones first."""
    specimens = list(
        Specimen.objects.filter(memberships__version=version, memberships__removed__isnull=True)
        .select_related("item__thing")
        .order_by("pk")
    )
    state = state_of(specimens)
    found = [_forbidding(version, kind, sentence, state) for kind, sentence in kinds_against(specimens)]
    found += [_settled(version, kind, sentence, state) for kind, sentence in _unfitting(specimens)]
    return sorted(found, key=lambda one: (not one.open, not one.forbids, one.kind, one.sentence))


def state_of(specimens: Sequence[Specimen]) -> str:
    """SHA-256 over the members and everything standing that conflicts are read from: any change of it opens them again."""
    keys = [one.pk for one in specimens]
    said = SpecimenDescription.objects.filter(specimen__in=keys, current=True).values_list("specimen_id", "number")
    standing = {"specimen__in": keys, "withdrawn__isnull": True}
    related = Relation.objects.filter(Q(left__in=keys) | Q(right__in=keys), withdrawn__isnull=True)
    homes = Member.objects.filter(
        current=True, specimen__in={pk for pair in related.values_list("left", "right") for pk in pair}
    )
    lines = [f"{pk} v{number}" for pk, number in sorted(said)]
    lines += [f"m{pk}" for pk in sorted(Measurement.objects.filter(**standing).values_list("pk", flat=True))]
    lines += [f"o{pk}" for pk in sorted(Observation.objects.filter(**standing).values_list("pk", flat=True))]
    lines += [f"r{pk}" for pk in sorted(related.values_list("pk", flat=True))]
    lines += [f"h{pk} {home}" for pk, home in sorted(homes.values_list("specimen_id", "version__individual_id"))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _forbidding(version: IndividualVersion, kind: str, sentence: str, state: str) -> Conflict:
    allowed = Allowance.objects.filter(individual=version.individual_id, state=Allowance.State.ALLOWED).select_related(
        "answered_by"
    )
    for row in allowed:
        if sentence in row.sentences:
            return Conflict(kind, sentence, True, state, row.answer, row.answered_by.called, row.answered_at)  # type: ignore[union-attr]
    return Conflict(kind, sentence, True, state)


def _settled(version: IndividualVersion, kind: str, sentence: str, state: str) -> Conflict:
    rows = Settlement.objects.filter(individual=version.individual_id, sentence=sentence, state=state).select_related("by")
    row = rows.first()
    return Conflict(kind, sentence, False, state, *((row.reason, row.by.called, row.at) if row else ()))


def _unfitting(specimens: Sequence[Specimen]) -> list[tuple[str, str]]:
    """(kind, sentence) of what does not fit and forbids nothing: sizes, scores, sides, relations to other groupings."""
    told = SpecimenDescription.objects.filter(specimen__in=specimens, current=True).select_related("specimen__item__thing")
    rows = list(told.order_by("specimen_id"))
    return [*bones.disagreements(profiled(rows)), *_related({row.specimen_id: row for row in rows})]


def _related(rows: dict[int, SpecimenDescription]) -> list[tuple[str, str]]:
    related = Relation.objects.filter(
        Q(left__in=rows) | Q(right__in=rows), kind__in=TOGETHER, withdrawn__isnull=True
    ).select_related("left__item__thing", "right__item__thing").order_by("pk")  # fmt: skip
    found: list[tuple[str, str]] = []
    homes = _homes(related)
    for row in related:
        inside = [pk for pk in (row.left_id, row.right_id) if pk in rows]
        if len(inside) == 2 and row.kind == Relation.Kind.PAIR:
            found.extend(_one_side(rows[row.left_id], rows[row.right_id]))
        if len(inside) == 1:
            mine, other = (row.left, row.right) if row.left_id in rows else (row.right, row.left)
            if other.pk in homes:
                words = f"{mine.code}: {row.get_kind_display()} with {other.code}, which is grouped as {homes[other.pk]}"
                found.append(("elsewhere", words))
    return found


def _homes(related: Any) -> dict[int, str]:
    keys = {pk for row in related for pk in (row.left_id, row.right_id)}
    held = Member.objects.filter(current=True, specimen__in=keys)
    return dict(held.values_list("specimen_id", "version__individual__thing__code"))


def _one_side(one: SpecimenDescription, other: SpecimenDescription) -> list[tuple[str, str]]:
    if one.side != other.side or one.side not in ("L", "R"):
        return []
    codes = sorted((one.specimen.code, other.specimen.code))
    return [
        ("side", f"{codes[0]} and {codes[1]}: noted as left and right of one person, and both are {one.get_side_display()}")
    ]
