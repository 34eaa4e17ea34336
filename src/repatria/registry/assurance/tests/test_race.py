"""T-11: four processes act on the same thing at once. One wins, the others are told, and no double stands in the database."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Count

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.racing import Race, race
from repatria.registry.codes.actions import give_identifier
from repatria.registry.codes.models import Identifier
from repatria.registry.custody import actions, sealing
from repatria.registry.custody.models import Holding, Item, Seal, Transfer
from repatria.registry.inventory.actions import entering, grouping
from repatria.registry.inventory.models import Member
from repatria.registry.inventory.told import Told
from repatria.registry.journal.models import Entry, State
from repatria.registry.people.actions import give_role
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

PROCESSES = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy(transactional_db: None) -> Scene:
    return Scene()


def boxes(scene: Scene, count: int, what: str = "box") -> list[Item]:
    return [actions.take(scene.seat(Role.CUSTODY), what=what, giver="the other side") for _ in range(count)]


def answer_one_offer(scene: Scene, items: int) -> tuple[Race, int]:
    """Two receivers' clicks, a refusal and a withdrawal meet on one offer."""
    giver, receiver = scene.seat(Role.CUSTODY), scene.seat("second custody")
    offers = [actions.offer(giver, box, to=receiver.user, reason="onward") for box in boxes(scene, items)]

    def act(process: int, item: int) -> object:
        if process < 2:
            return actions.accept(receiver, offers[item])
        if process == 2:
            return actions.decline(receiver, offers[item], reason="not mine")
        return actions.withdraw(giver, offers[item], reason="another box")

    told = race(PROCESSES, items, act)
    answered = ("custody.accepted", "custody.declined", "custody.withdrawn")
    twice = Entry.objects.filter(tag__in=answered).values("subject").annotate(n=Count("seq")).filter(n__gt=1).count()
    hands = Holding.objects.filter(until__isnull=True).values("item").annotate(n=Count("pk")).filter(n__gt=1).count()
    return told, twice + hands + Transfer.objects.filter(state="offered").count()


def offer_one_item(scene: Scene, items: int) -> tuple[Race, int]:
    """The holder offers one item in four windows."""
    giver, rows = scene.seat(Role.CUSTODY), boxes(scene, items)
    told = race(
        PROCESSES, items, lambda _p, i: actions.offer(giver, rows[i], to=scene.users["second custody"], reason="onward")
    )
    open_offers = Transfer.objects.filter(state="offered").values("item").annotate(n=Count("pk"))
    return told, open_offers.filter(n__gt=1).count()


def give_one_number_to_four_things(scene: Scene, items: int) -> tuple[Race, int]:
    """Four people write one number of another laboratory onto four boxes."""
    seat, rows = scene.seat(Role.CUSTODY), boxes(scene, PROCESSES)
    told = race(PROCESSES, items, lambda p, i: give_identifier(seat, rows[p].thing, issuer="CIL", value=f"2017-{i}"))
    twice = Identifier.objects.values("issuer", "normal").annotate(n=Count("pk")).filter(n__gt=1)
    return told, twice.count()


def set_one_seal_on_four_boxes(scene: Scene, items: int) -> tuple[Race, int]:
    """One seal number is set on four boxes."""
    seat, rows = scene.seat(Role.CUSTODY), boxes(scene, PROCESSES)
    told = race(PROCESSES, items, lambda p, i: sealing.set_seal(seat, rows[p], number=f"S-{i}"))
    return told, Seal.objects.values("number").annotate(n=Count("pk")).filter(n__gt=1).count()


def put_one_specimen_in_four_individuals(scene: Scene, items: int) -> tuple[Race, int]:
    """Four groupings are begun with the same bone."""
    giver, bones = scene.seat(Role.CUSTODY), scene.seat(Role.ANTHROPOLOGIST)
    box = boxes(scene, 1)[0]
    actions.accept(bones, actions.offer(giver, box, to=bones.user, reason="inventory"))
    rows = [entering.enter_specimen(bones, box, Told(element="fragment")) for _ in range(items)]
    told = race(PROCESSES, items, lambda _p, i: grouping.open_individual(bones, [rows[i]]))
    return told, Member.objects.filter(current=True).values("specimen").annotate(n=Count("pk")).filter(n__gt=1).count()


def give_one_role_four_times(scene: Scene, items: int) -> tuple[Race, int]:
    """One role is given to one person by four administrators."""
    users = [scene.person(f"new.{number}") for number in range(items)]

    def act(_process: int, item: int) -> object:
        return give_role(TheRegistry(scene.heron), users[item], incident=scene.heron, role=Role.TECHNICIAN)

    told = race(PROCESSES, items, act)
    rows = Membership.objects.filter(until__isnull=True).values("user", "incident", "role")
    return told, rows.annotate(n=Count("pk")).filter(n__gt=1).count()


RACES: list[Callable[[Scene, int], tuple[Race, int]]] = [
    answer_one_offer,
    offer_one_item,
    give_one_number_to_four_things,
    set_one_seal_on_four_boxes,
    put_one_specimen_in_four_individuals,
    give_one_role_four_times,
]


@pytest.mark.parametrize("run", RACES, ids=lambda run: run.__name__)
def test_one_wins_and_the_others_are_told(
    busy: Scene, run: Callable[[Scene, int], tuple[Race, int]], seed: int, tell: Callable[[Outcome], Outcome]
) -> None:
    began, items = time.monotonic(), size(6, 500)
    told, doubles = run(busy, items)
    faults = [*told.faults, *(["a double"] * (told.doubles + doubles)), *(["nobody won"] * told.unwon)]
    tell(
        Outcome(
            f"T-11 {run.__name__}".replace("_", " "),
            "two act at once: one wins, the others are told",
            items,
            len(faults),
            f"see T-11 control, {PROCESSES} processes an item",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
        )
    )
    assert faults == []
    last, count = State.objects.get(pk=1).size, Entry.objects.count()
    assert last == count, "the journal counts its entries as one line"


def test_the_control_without_a_constraint_shows_doubles(busy: Scene, seed: int, tell: Callable[[Outcome], Outcome]) -> None:
    """Read, then insert, in a table that forbids nothing: what a check in the code alone is worth."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_decision (item integer, process integer)")
    items, began = size(6, 500), time.monotonic()

    def act(process: int, item: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_decision WHERE item = %s", [item])
            if not cursor.fetchone()[0]:
                time.sleep(0.005)  # a person reads the page
                cursor.execute("INSERT INTO naive_decision VALUES (%s, %s)", [item, process])

    try:
        told = race(PROCESSES, items, act)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM (SELECT item FROM naive_decision GROUP BY item HAVING count(*) > 1) AS twice")
            doubles = cursor.fetchone()[0]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_decision")
    tell(
        Outcome(
            "T-11 control",
            "the control: a check in the code alone must show doubles",
            items,
            0 if doubles else 1,
            f"{doubles} of {items} items were decided twice",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
        )
    )
    assert told.faults == []
    assert doubles, "the control shows no double: the race does not meet"
