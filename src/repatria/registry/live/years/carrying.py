"""The way home: out of the anthropologist's hands, counted out by one, counted in by another, and a grave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Holding, Item
from repatria.registry.homecoming import gates as standing
from repatria.registry.homecoming.actions import burying, going, portions
from repatria.registry.homecoming.actions.going import For
from repatria.registry.homecoming.counting import Count
from repatria.registry.homecoming.leaving import ALLOWED, waiting_events, why_a_person_stays, wish_in_force
from repatria.registry.homecoming.models import Release
from repatria.registry.live import parameters
from repatria.registry.live.heron_boxes import hand_over
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import seat_of

LONGEST_WAIT = 5
"""How often a release that must wait is looked at again, every 60 days."""


def release(life: Life, *, missing: int, again: int = 0) -> None:
    """Whoever is free to go, goes: the bones of the locked individual that are still here."""
    code = Thing.objects.values_list("code", flat=True).get(pk=missing)
    told = standing.told_of(missing)
    if told is None or why_a_person_stays(missing, code):
        life.noted["release put off"] += 1
        if again < LONGEST_WAIT:
            life.later(60, partial(release, missing=missing, again=again + 1))
        return
    version = told.identification.version
    bones = Item.objects.filter(
        specimen__memberships__version=version, specimen__memberships__removed__isnull=True, state=Item.State.HELD
    )
    life.kept.setdefault("released", set()).add(missing)
    free = bones.exclude(portions__standing=True).select_related("thing").order_by("pk")
    carry(life, For(missing=told.missing), list(free), "the family")


def carry(life: Life, whom: For, items: Sequence[Item], receiver: str) -> None:
    """Hand over to custody, prepare, count out; the rest follows on its days."""
    if not items:
        return
    keeper = life.seat(Role.CUSTODY)
    for item in items:
        _to(life, keeper, item)
    made = life.honestly(
        "release prepared", going.prepare, keeper, whom, items=items, receiver=receiver, escort="escort of honour",
        honours="carried by six",
    )  # fmt: skip
    if made is None:
        return
    if whom.missing is not None:
        life.rest(whom.missing.pk, "release", made.code)
    day = life.free_day("custody", life.today + timedelta(days=2))
    life.on(day, partial(_out, release=made.pk))


def _to(life: Life, keeper: Any, item: Item) -> None:
    holder = Holding.objects.select_related("holder").get(item=item, until__isnull=True).holder
    if holder is not None and holder.pk != keeper.user.pk:
        hand_over(seat_of(holder, life.table.incident.slug), keeper, item, "to go home")


def _row(pk: int) -> Release:
    rows = Release.objects.select_related("thing", "missing", "determination__thing", "unresolved__thing")
    return rows.get(pk=pk)


def _counts(row: Release) -> dict[int, Count]:
    return {one.item_id: Count(one.out_g or Decimal("100.000"), 1) for one in row.portions.all()}


def _out(life: Life, *, release: int) -> None:
    row = _row(release)
    if life.honestly("counted out", going.count_out, life.seat(Role.CUSTODY), row, counts=_counts(row), sure=True):
        life.later(3, partial(_in, release=release))


def _in(life: Life, *, release: int) -> None:
    row = _row(release)
    done = life.honestly(
        "counted in", going.count_in, life.seat(Role.CASUALTY), row, counts=_counts(row), signed_by="who received them",
        document=f"receipt {row.code}",
    )  # fmt: skip
    if done is not None:
        life.later(parameters.of("burial"), partial(_bury, release=release))


def _bury(life: Life, *, release: int) -> None:
    row = _row(release)
    about = row.missing_id or row.determination_id or row.unresolved_id
    made = life.honestly(
        "laid to rest", burying.bury, life.seat(Role.CASUALTY), row, place="Cemetery of the exercise",
        grave=f"row {about}", on=life.today, honours="carried by the family" if row.missing_id else "carried by six",
    )  # fmt: skip
    if made is None or row.missing_id is None:
        return
    life.rest(row.missing_id, "grave", f"grave {made.pk}")
    wish = wish_in_force(row.missing_id)
    laid = set(row.portions.values_list("item_id", flat=True))
    for event in waiting_events(row.missing_id).filter(specimen__in=laid):
        if wish is not None:
            end = partial(portions.answer, life.seat(Role.CASUALTY), event, outcome=ALLOWED[wish.portions])
            life.honestly("later bone answered", end, words="It was laid to rest, as they wished.")
