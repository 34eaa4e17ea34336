"""The rows of samples follow when custody splits or merges them. Called inside custody's recorded actions only.

Parts of a sample belong to its tree. A bone that was sampled is neither split nor merged: nobody could say which part a result
is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Item
from repatria.registry.custody.within import now
from repatria.registry.laboratory.models import Sample
from repatria.registry.laboratory.subjects import subjects_of
from repatria.registry.refusals import Impossible

NAMED = 3


def may_split(item: Item) -> None:
    """Refuse a bone that was sampled."""
    _not_sampled([item])


def may_merge(items: Sequence[Item]) -> None:
    """Refuse bones that were sampled, and samples of two subjects or for two purposes."""
    _not_sampled(items)
    samples = [i for i in items if i.thing.kind == Kind.SAMPLE]
    if not samples:
        return
    subjects = subjects_of([i.pk for i in samples])
    if len(set(subjects.values())) > 1 and any(subject != one for one, subject in subjects.items()):
        raise Impossible(f"{samples[0].code} and others: samples of different people or bones. Keep them apart.")
    if len(set(Sample.objects.filter(pk__in=[i.pk for i in samples]).values_list("purpose", flat=True))) > 1:
        raise Impossible(f"{samples[0].code} and others: cut for different purposes. Keep them apart.")


def carry_split(by: Any, whole: Item, parts: Sequence[Item]) -> None:
    """Each part of a sample is a sample of the same tree, under the whole."""
    if whole.thing.kind == Kind.SAMPLE:
        for part in parts:
            _new(by, part, whole)


def carry_merge(by: Any, items: Sequence[Item], merged: Item) -> None:
    """The merged sample stands in the tree under the first of those it was made of."""
    if merged.thing.kind == Kind.SAMPLE:
        _new(by, merged, items[0])


def _new(by: Any, item: Item, above: Item) -> None:
    """A sample row under ``above``; without a weighing there is no balance, the parts of a split add up in custody."""
    known = Sample.objects.filter(pk=above.pk).first()
    Sample.objects.create(
        item=item,
        parent=above,
        root_id=known.root_id if known else above.pk,
        purpose=known.purpose if known else Sample.Purpose.DNA,
        treatment=known.treatment if known else "",
        taken_mg=int(item.mass_g * 1000) if item.mass_g else None,
        cut_by=getattr(by, "user", None),
        cut=now(),
    )


def _not_sampled(items: Sequence[Item]) -> None:
    bones = [i for i in items if i.thing.kind != Kind.SAMPLE]
    rows = Sample.objects.filter(root__in=[i.pk for i in bones]).select_related("item__thing", "root").order_by("pk")
    first = rows.first()
    if first is not None:
        codes = [s.code for s in rows.filter(root=first.root)[: NAMED + 1]]
        named = ", ".join(codes[:NAMED]) + (" and others" if len(codes) > NAMED else "")
        raise Impossible(
            f"{first.root.code}: was sampled ({named}); nobody could say which part a result is of. "
            "Note the break, or the refit, in its description instead."
        )
