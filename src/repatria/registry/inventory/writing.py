"""The rows of specimens follow when custody splits or merges them. Called inside custody's recorded actions only.

Parts of a bone are bones of their own: found where it was found, described as it was but for zones and completeness, in its
grouping, with its relations. A locked grouping does not change, so its bones are neither split nor merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repatria.registry.custody.models import Item
from repatria.registry.inventory.against import grounds_against
from repatria.registry.inventory.hands import now, user_of
from repatria.registry.inventory.models import Effect, IndividualVersion, Member, Relation, Specimen, SpecimenDescription
from repatria.registry.inventory.zones import PRESENT, read_zones, write_zones
from repatria.registry.refusals import Impossible, NotAllowed

COPIED = ("element", "family", "side", "human", "age_class", "age_notes", "condition", "colour", "treatment", "treatment_note")
ALIKE = {"element": "bone", "human": "human or animal", "age_class": "age", "treatment": "treatment"}
"""What the descriptions of merged bones must not contradict each other in."""


def may_split(item: Item) -> None:
    """Refuse an effect, and a bone of a locked grouping."""
    _no_effect([item])
    _not_locked([item])


def may_merge(items: Sequence[Item]) -> None:
    """Refuse bones that cannot be one, that belong to two groupings or to a locked one, and those nobody described."""
    _no_effect(items)
    rows = list(Specimen.objects.filter(pk__in=[i.pk for i in items]).select_related("item__thing").order_by("pk"))
    if not rows:
        return
    if len(rows) < len(items):
        bare = next(i for i in items if i.pk not in {r.pk for r in rows})
        raise Impossible(f"{bare.code}: not in the inventory, and the others are. Enter it there before they are merged.")
    _not_locked(items)
    groups = {m.version.individual.code for m in _memberships(items)}
    if len(groups) > 1:
        raise Impossible(f"{rows[0].code} and others: belong to {' and '.join(sorted(groups))}. Take them out of one first.")
    told = list(_descriptions(items).values())
    for name, words in ALIKE.items():
        if len({getattr(d, name) for d in told} - {""}) > 1:
            raise Impossible(f"{rows[0].code} and others: described differently ({words}). Describe them alike first.")
    against = grounds_against(rows)
    if against:
        raise Impossible(f"{rows[0].code} and others: cannot be one bone: {'; '.join(against)}.")


def carry_split(by: Any, whole: Item, parts: Sequence[Item]) -> None:
    """Each part becomes a specimen like the whole, whose own entry ends."""
    row = Specimen.objects.filter(pk=whole.pk).select_related("item__thing").first()
    if row is None:
        return
    said = row.descriptions.get(current=True)
    columns = {name: getattr(said, name) for name in COPIED}
    made = [_new(by, part, row.found_in_id, {**columns, "notes": f"part of {row.code}"}) for part in parts]
    _follow(by, [row], made, f"split into {', '.join(p.code for p in parts)}")


def carry_merge(by: Any, items: Sequence[Item], merged: Item) -> None:
    """The merged item becomes a specimen with all zones of the others, whose entries end."""
    rows = list(Specimen.objects.filter(pk__in=[i.pk for i in items]).select_related("item__thing").order_by("pk"))
    if not rows:
        return
    told = _descriptions(items)
    columns = {name: next((v for d in told.values() if (v := getattr(d, name))), "") for name in COPIED}
    zones: dict[int, str] = {}
    for one in told.values():
        for zone, state in read_zones(one.zones).items():
            zones[zone] = state if zones.get(zone) != PRESENT else PRESENT
    columns["zones"] = write_zones(zones)
    columns["notes"] = f"merged from {', '.join(r.code for r in rows)}"[:400]
    places = {r.found_in_id for r in rows}
    made = _new(by, merged, places.pop() if len(places) == 1 else None, columns)
    _follow(by, rows, [made], f"merged into {merged.code}")


def _new(by: Any, item: Item, found_in: int | None, columns: Mapping[str, Any]) -> Specimen:
    row = Specimen.objects.create(item=item, found_in_id=found_in, made_by=user_of(by), made_at=now())
    SpecimenDescription.objects.create(specimen=row, number=1, by=user_of(by), at=now(), **columns)
    return row


def _follow(by: Any, old: Sequence[Specimen], new: Sequence[Specimen], why: str) -> None:
    """End the old entries; let grouping and relations go on with the new ones."""
    why, moment = why[:300], now()
    member = _memberships([o.item for o in old]).first()
    Member.objects.filter(specimen__in=old, current=True).update(
        current=False, removed=moment, removed_by=user_of(by), removed_why=why
    )
    if member is not None:
        Member.objects.bulk_create(Member(version=member.version, specimen=n, by=user_of(by), at=moment) for n in new)
    Relation.objects.bulk_create(_relations(old, new))
    Specimen.objects.filter(pk__in=[o.pk for o in old]).update(withdrawn=moment, withdrawn_by=user_of(by), withdrawn_why=why)


def _relations(old: Sequence[Specimen], new: Sequence[Specimen]) -> list[Relation]:
    """The relations of ``old`` to others, as relations of ``new``; those of a whole to its own pieces stay with it."""
    gone = {o.pk for o in old}
    found: dict[tuple[int, int, str], Relation] = {}
    for row in _live(old):
        other = row.right_id if row.left_id in gone else row.left_id
        if other in gone:
            continue
        for one in new:
            left, right = sorted((one.pk, other))
            found[left, right, row.kind] = Relation(
                left_id=left, right_id=right, kind=row.kind, verdict=row.verdict, grounds=row.grounds, note=row.note,
                blind=row.blind, by=row.by, at=row.at,
            )  # fmt: skip
    return list(found.values())


def _live(rows: Sequence[Specimen]) -> list[Relation]:
    live = Relation.objects.filter(withdrawn__isnull=True)
    return [*live.filter(left__in=rows), *live.filter(right__in=rows)]


def _memberships(items: Sequence[Item]) -> Any:
    rows = Member.objects.filter(specimen__in=[i.pk for i in items], current=True)
    return rows.select_related("specimen__item__thing", "version__individual__thing")


def _descriptions(items: Sequence[Item]) -> dict[int, SpecimenDescription]:
    rows = SpecimenDescription.objects.filter(specimen__in=[i.pk for i in items], current=True).order_by("specimen")
    return {d.specimen_id: d for d in rows}


def _not_locked(items: Sequence[Item]) -> None:
    member = _memberships(items).filter(version__state=IndividualVersion.State.LOCKED).first()
    if member is not None:
        raise NotAllowed(
            f"{member.specimen.code}: belongs to {member.version.individual.code}, which is locked. "
            "Unlock that with a reason first."
        )


def _no_effect(items: Sequence[Item]) -> None:
    effect = Effect.objects.filter(pk__in=[i.pk for i in items]).select_related("item__thing").first()
    if effect is not None:
        raise Impossible(
            f"{effect.code}: described as one effect; what was read from it would belong to no part. Note its pieces there."
        )
