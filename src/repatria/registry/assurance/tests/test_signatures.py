"""T-11 and T-45: of two signatures at once one wins; a signature fits no other record; those of leavers stay valid."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.racing import Race, race
from repatria.registry.identification import actions as identification
from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry, State
from repatria.registry.people import actions as people
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.review import reviewing, signing
from repatria.registry.review.binding import verify_signature
from repatria.registry.review.models import Review, Signature
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.testing.scene import Scene

PROCESSES = 4
Tell = Callable[[Outcome], Outcome]


def engine() -> str:
    return "sqlite" if connection.vendor == "sqlite" else "postgres"


def several(bench: Bench, role: str) -> list[Seat]:
    """One person a process."""
    made = [bench.scene.person(f"race.{role}.{n}", role) for n in range(PROCESSES)]
    return [seat_of(user, "heron") for user in made]


def sign_one_in_four_windows(bench: Bench, items: int) -> tuple[Race, int]:
    """Four medical examiners sign one identification."""
    rows, seats = hands.agreed(bench, items), several(bench, Role.EXAMINER)
    told = race(PROCESSES, items, lambda p, i: hands.sign(bench, rows[i], seats[p]))
    standing = Signature.objects.filter(voided__isnull=True).values("identification").annotate(n=Count("pk")).filter(n__gt=1)
    twice = Entry.objects.filter(tag="review.signed").values("subject").annotate(n=Count("seq")).filter(n__gt=1)
    return told, standing.count() + twice.count()


def sign_or_withdraw(bench: Bench, items: int) -> tuple[Race, int]:
    """Two sign what its author withdraws in two windows."""
    rows, seats = hands.agreed(bench, items), several(bench, Role.EXAMINER)
    author = bench.seat(Role.GENETICIST)

    def act(process: int, item: int) -> object:
        if process < 2:
            return hands.sign(bench, rows[item], seats[process])
        return identification.withdraw(author, rows[item], reason="a second thought")

    told = race(PROCESSES, items, act)
    signed = set(Signature.objects.filter(voided__isnull=True).values_list("identification_id", flat=True))
    withdrawn = set(Identification.objects.filter(state="withdrawn").values_list("pk", flat=True))
    return told, len(signed & withdrawn)


def take_the_last_place(bench: Bench, items: int) -> tuple[Race, int]:
    """Four reviewers begin where one place is left."""
    rows, seats = hands.in_review(bench, items), several(bench, Role.REVIEWER)
    for one in rows:
        reviewing.begin(bench.seat("ada"), one)
    told = race(PROCESSES, items, lambda p, i: reviewing.begin(seats[p], rows[i]))
    return told, Review.objects.values("statement").annotate(n=Count("pk")).filter(n__gt=2).count()


def rescind_in_four_windows(bench: Bench, items: int) -> tuple[Race, int]:
    """One signed identification is rescinded by four."""
    rows, seats = hands.signed(bench, items), several(bench, Role.EXAMINER)
    told = race(PROCESSES, items, lambda p, i: signing.rescind(seats[p], rows[i], reason="found elsewhere"))
    twice = Entry.objects.filter(tag="review.rescinded").values("subject").annotate(n=Count("seq")).filter(n__gt=1)
    return told, twice.count()


RACES = [sign_one_in_four_windows, sign_or_withdraw, take_the_last_place, rescind_in_four_windows]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", RACES, ids=lambda run: run.__name__)
def test_one_wins_and_the_others_are_told(
    transactional_db: None, run: Callable[[Bench, int], tuple[Race, int]], seed: int, tell: Tell
) -> None:
    began, items = time.monotonic(), size(4, 500)
    told, doubles = run(Bench(Scene()), items)
    faults = [*told.faults, *(["a double"] * (told.doubles + doubles)), *(["nobody won"] * told.unwon)]
    tell(
        Outcome(
            f"T-11 {run.__name__}".replace("_", " "),
            "two decisions at once: one wins, the others are told",
            items,
            len(faults),
            f"see T-11 control of signatures, {PROCESSES} processes an item",
            seed,
            time.monotonic() - began,
            engine=engine(),
        )
    )
    assert faults == []
    assert State.objects.get(pk=1).size == Entry.objects.count(), "the journal counts its entries as one line"


@pytest.mark.django_db(transaction=True)
def test_the_control_signs_twice_without_lock_and_constraint(transactional_db: None, seed: int, tell: Tell) -> None:
    """A signature that is only looked for before it is written: what the check in the code alone is worth."""
    bench, items, began = Bench(Scene()), size(4, 500), time.monotonic()
    rows = hands.agreed(bench, min(items, 25))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_signature (round integer, identification integer, process integer)")

    def act(process: int, item: int) -> None:
        one = rows[item % len(rows)]
        with connection.cursor() as cursor:
            where = "WHERE round = %s AND identification = %s"
            cursor.execute(f"SELECT count(*) FROM naive_signature {where}", [item, one.pk])
            if not cursor.fetchone()[0] and Identification.objects.get(pk=one.pk).state == "agreed":
                time.sleep(0.005)  # a person reads the page
                cursor.execute("INSERT INTO naive_signature VALUES (%s, %s, %s)", [item, one.pk, process])

    try:
        told = race(PROCESSES, items, act)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM (SELECT round FROM naive_signature GROUP BY round HAVING count(*) > 1) AS twice"
            )
            doubles = cursor.fetchone()[0]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_signature")
    tell(
        Outcome(
            "T-11 control of signatures",
            "the control: a check in the code alone must show doubles",
            items,
            0 if doubles else 1,
            f"{doubles} of {items} were signed twice",
            seed,
            time.monotonic() - began,
            engine=engine(),
        )
    )
    assert told.faults == []
    assert doubles, "the control shows no double: the race does not meet"


MOVED = ("identification_id", "statement_id", "rule_id", "signer_id", "statement_digest", "evidence_digest", "individual_digest",
         "list_digest", "posterior", "at", "confirmed", "software", "binding")  # fmt: skip


def columns() -> list[str]:
    return [f.column for f in Signature._meta.concrete_fields if f.column != "id"]


def run_sql(sql: str, told: list[Any]) -> bool:
    """Whether the database took it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, told)
    except DatabaseError:
        return False
    return True


def transplant(chance: random.Random, signed: list[Signature], bare: list[Identification]) -> tuple[str, bool]:
    """One try to move a signature to another record, through raw SQL: what was tried, and whether it was taken."""
    one, other = chance.sample(signed, 2)
    if chance.random() < 0.5:
        column = chance.choice([c for c in MOVED if getattr(one, c) != getattr(other, c)])
        return f"set {column}", run_sql(
            f"UPDATE review_signature SET {column} = %s WHERE id = %s", [getattr(other, column), one.pk]
        )
    target = chance.choice(bare)
    values = {name: getattr(one, name) for name in columns()}
    values["identification_id"] = target.pk
    if chance.random() < 0.5:
        values["statement_id"] = target.statements.get(current=True).pk
    if chance.random() < 0.5:
        values["binding"] = uuid.UUID(int=chance.getrandbits(128)).hex * 2
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    return "copy", run_sql(f"INSERT INTO review_signature ({names}) VALUES ({marks})", list(values.values()))


@contextmanager
def without_guards() -> Iterator[None]:
    """The table of signatures as a database owner could leave it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'review_signature'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    yield


@pytest.mark.django_db
def test_no_signature_moves_to_another_record(bench: Bench, seed: int, tell: Tell) -> None:
    began, chance, tries = time.monotonic(), random.Random(seed), size(60, 1_000)
    hands.signed(bench, size(4, 20))
    signed = list(Signature.objects.order_by("pk"))
    bare = hands.agreed(bench, size(2, 10))
    taken = [what for what, done in (transplant(chance, signed, bare) for _ in range(tries)) if done]
    left = [row for row in Signature.objects.order_by("pk") if not verify_signature(row).holds]
    with transaction.atomic(), without_guards():
        count, found = 0, 0
        for row in signed:
            other = chance.choice([s for s in signed if s.pk != row.pk])
            for column in ("signer_id", "posterior", "software", "statement_id", "evidence_digest", "at"):
                value = getattr(other, column)
                value = {
                    "signer_id": bench.people["cai"].pk,
                    "posterior": 0.99999999,
                    "at": row.at + timedelta(seconds=1),
                    "software": "another",
                }.get(column, value)
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE review_signature SET {column} = %s WHERE id = %s", [value, row.pk])
                    count += 1
                    found += not verify_signature(Signature.objects.get(pk=row.pk)).holds
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
    tell(
        Outcome(
            "T-45 transplanted",
            "a signature that is moved to another record is refused",
            tries,
            len(taken) + len(left) + count - found,
            f"with the guards taken away {count} of {count} changes go through, and the binding finds {found}",
            seed,
            time.monotonic() - began,
            engine=engine(),
        )
    )
    assert (taken, left) == ([], [])
    assert found == count > 0


@pytest.mark.django_db
def test_a_forged_row_that_the_rule_would_carry_is_found(bench: Bench) -> None:
    """Whoever writes to the database can write what looks like a signature; it has no entry and no binding of its own."""
    one = hands.agreed(bench)[0]
    with transaction.atomic():
        row = hands.sign(bench, one)
        transaction.set_rollback(True)
    row.pk = None
    row.save(force_insert=True)
    assert verify_signature(row).wrong == ("the journal has no entry of this signature",)


@pytest.mark.django_db
def test_the_signatures_of_leavers_stay_valid(bench: Bench, seed: int, tell: Tell) -> None:
    began, count = time.monotonic(), size(3, 20)
    rows, by = hands.signed(bench, count), TheRegistry(bench.scene.heron)
    gone = [bench.scene.users[Role.EXAMINER], bench.scene.users[Role.GENETICIST], *bench.people.values()]
    for user in gone:
        for membership in Membership.objects.filter(user=user, until__isnull=True):
            people.end_role(by, membership, reason="left the service")
        people.close_user(by, user, reason="left the service")
    wrong = [s.pk for s in Signature.objects.all() if not verify_signature(s).holds or s.voided]
    wrong += [r.pk for r in rows if Identification.objects.get(pk=r.pk).state != "signed"]
    fresh = bench.scene.person("fresh.examiner", Role.EXAMINER)
    tell(
        Outcome(
            "T-45 leavers",
            "a signature stays valid when everybody who had a part in it has left",
            count,
            len(wrong),
            "T-45 transplanted",
            seed,
            time.monotonic() - began,
            engine=engine(),
        )
    )
    assert wrong == [] and fresh.is_active
