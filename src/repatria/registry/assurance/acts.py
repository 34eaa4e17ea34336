"""Ordinary work, at random: people take, hand over, weigh and put away; accounts and roles come and go. One act, one entry."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction

from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions, dividing
from repatria.registry.custody.models import Holding, Item, Place, Transfer
from repatria.registry.journal.recording import LISTENERS, Written
from repatria.registry.people import actions as people
from repatria.registry.people.models import Incident, Laboratory, Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of

DRILL = "drill"
"""The incident in which the work is done: an exercise."""
KEEPERS = ("amina", "bruno")
BUSY_DISK = 0.02
"""Seconds between the false acknowledgement and the commit in the control arm that acknowledges too early."""

Acknowledge = Callable[[Written], None]


def set_up() -> None:
    """One exercise, one laboratory, two custody officers."""
    laboratory: Laboratory = people.add_laboratory(TheRegistry(), "north", name="North Laboratory")
    incident = people.open_incident(TheRegistry(), DRILL, mark="DRILL", kind="exercise", title="A drill", laboratory=laboratory)
    for name in KEEPERS:
        user = people.add_user(TheRegistry(), name, name=name.title())
        people.give_role(TheRegistry(incident), user, incident=incident, role=Role.CUSTODY, laboratory=laboratory)


def work(seed: int, count: int, acknowledge: Acknowledge, *, early: bool = False) -> None:
    """Do ``count`` acts and acknowledge each as soon as it has returned; ``early``: before its commit, which is a fault."""
    rng = np.random.default_rng(seed)
    heard: list[Written] = []
    LISTENERS.append(heard.append)
    seats = [seat_of(User.objects.get(username=name), DRILL) for name in KEEPERS]
    for _ in range(count):
        heard.clear()
        if early:
            with transaction.atomic():
                one_act(rng, seats)
                acknowledge(_last_written())
                time.sleep(BUSY_DISK)
        else:
            one_act(rng, seats)
            for written in heard[:1]:  # one act, one entry
                acknowledge(written)


def one_act(rng: np.random.Generator, seats: list[Seat]) -> None:
    """One act chosen at random among those that the present state allows."""
    me = seats[int(rng.integers(len(seats)))]
    waiting = Transfer.objects.filter(state="offered").select_related("receiver").order_by("pk").first()
    mine = Holding.objects.filter(holder=me.user, until__isnull=True, item__inside__isnull=True, item__contents__isnull=True)
    held = mine.exclude(item__transfers__state="offered").order_by("-pk").first()
    choice = int(rng.integers(8))
    if waiting is not None and choice < 3:
        receiver = next(seat for seat in seats if seat.user == waiting.receiver)
        actions.accept(receiver, waiting)
    elif held is not None and choice in (1, 2, 3):
        other = next(seat for seat in seats if seat.user != me.user)
        actions.offer(me, held.item, to=other.user, reason="to the next bench")
    elif held is not None and choice == 4:
        dividing.weigh(me, held.item, mass_g=Decimal(int(rng.integers(1, 10**6))) / 1000)
    elif held is not None and choice == 5:
        place = Place.objects.filter(name=f"shelf {int(rng.integers(3))}").first()
        if place is None:
            actions.name_place(me, name=f"shelf {int(rng.integers(3))}")
        else:
            actions.move(me, held.item, place=place, reason="tidied")
    elif choice == 6:
        _staff(rng)
    else:
        _take(rng, me)


def _take(rng: np.random.Generator, me: Seat) -> Item:
    box = Holding.objects.filter(holder=me.user, until__isnull=True, item__thing__kind=Kind.CONTAINER).first()
    inside = box.item if box is not None and rng.random() < 0.3 and box.item.inside_id is None else None
    if inside is not None and Transfer.objects.filter(item=inside, state="offered").exists():
        inside = None
    kind = Kind.SPECIMEN if rng.random() < 0.6 else Kind.CONTAINER
    mass = Decimal(int(rng.integers(1, 10**6))) / 1000
    taken: Item = actions.take(me, what="something carried", giver="the other side", kind=kind, inside=inside, mass_g=mass)
    return taken


def _staff(rng: np.random.Generator) -> None:
    incident = Incident.objects.get(slug=DRILL)
    row = Membership.objects.filter(incident=incident, until__isnull=True).exclude(user__username__in=KEEPERS).first()
    if row is not None and rng.random() < 0.5:
        people.end_role(TheRegistry(incident), row, reason="moved on")
        return
    free = User.objects.exclude(username__in=KEEPERS).exclude(memberships__until__isnull=True).first()
    if free is not None and not Membership.objects.filter(user=free).exists():
        people.give_role(TheRegistry(incident), free, incident=incident, role=Role.TECHNICIAN)
        return
    people.add_user(TheRegistry(), f"u{User.objects.count():05d}", name="Somebody Invented")


def _last_written() -> Written:
    from repatria.registry.journal.models import Entry

    row: Any = Entry.objects.order_by("-seq").first()
    return Written(row.seq, row.tag, row.incident, row.subject, {})
