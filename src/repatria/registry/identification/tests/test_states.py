"""The table of states against random steps: what it names happens, what it does not name never does, by acts and by raw SQL."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.assurance.outcome import Outcome, keep
from repatria.registry.identification import actions
from repatria.registry.identification.models import Identification
from repatria.registry.identification.states import ENDED, MOVES, OPEN
from repatria.registry.identification.tests.hands import drafted, pair
from repatria.registry.identification.within import locked, move
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Overtaken, Refusal
from repatria.registry.testing.scene import Scene

S = Identification.State
WORDS = (*S.values, "open", "", "SIGNED", "signed ")
TABLE = "identification_identification"
LEGAL = {(before, after) for before, after, _act in MOVES}
FROZEN = ("individual_id", "version_id", "missing_id", "author_id", "made", "incident_id", "thing_id")


def drop(*names: str) -> None:
    """Take triggers away: to see what goes red without them, or to look at one guard alone."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {TABLE}"))


def triggers(part: str) -> list[str]:
    """The triggers on the table whose name holds ``part``."""
    sql = (
        f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"
        if connection.vendor == "sqlite"
        else f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall() if part in name]


def attempt(sql: str, *values: Any) -> bool:
    """Whether the database took a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount == 1
    except DatabaseError:
        return False


def set_state(row: Identification, after: str) -> bool:
    """Whether the database let the state become ``after``; an ended one says why."""
    sql = f"UPDATE {TABLE} SET state = %s, state_why = %s WHERE thing_id = %s"
    return attempt(sql, after, "for a test" if after in ENDED else "", row.pk)


@pytest.fixture
def alone(db: None) -> None:
    """The table of states alone: what a signature needs besides is proved with the signatures."""
    drop(*(name for name in triggers("") if "agreed" in name or "review" in name or "carried" in name))


class Walk:
    """A random walk over several identifications by raw SQL, with a model of what may happen beside it."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene, self.rng = scene, random.Random(seed)
        self.illegal = self.slipped = self.refused_wrongly = self.legal = 0
        self.rows = [drafted(scene, pair(scene)) for _ in range(3)]
        self.now = {row.pk: S.DRAFT.value for row in self.rows}

    def step(self) -> None:
        """One attempt of one kind."""
        row = self.rng.choice(self.rows)
        if self.now[row.pk] in ENDED and self.rng.random() < 0.02:
            self._anew(row)
        else:
            kinds: tuple[Callable[[Identification], None], ...] = (
                self._state,
                self._state,
                self._state,
                self._frozen,
                self._born,
                self._gone,
            )
            self.rng.choice(kinds)(row)

    def _note(self, *, legal: bool, done: bool) -> None:
        self.illegal += not legal
        self.legal += legal
        self.slipped += done and not legal
        self.refused_wrongly += legal and not done

    def _state(self, row: Identification) -> None:
        after = self.rng.choice(WORDS)
        before = self.now[row.pk]
        if before == after:
            return
        done = set_state(row, after)
        self._note(legal=(before, after) in LEGAL, done=done)
        if done:
            self.now[row.pk] = after

    def _frozen(self, row: Identification) -> None:
        column, other = self.rng.choice(FROZEN), self.rng.choice(self.rows)
        value = "2020-01-01 00:00:00+00:00" if column == "made" else getattr(other, column)
        value = row.author_id + 1 if column == "author_id" else self.scene.other.pk if column == "incident_id" else value
        if value != getattr(row, column):
            self._note(legal=False, done=attempt(f"UPDATE {TABLE} SET {column} = %s WHERE thing_id = %s", value, row.pk))

    def _born(self, row: Identification) -> None:
        """A second identification of somebody who has an open one, or one that is born signed."""
        before = self.now[row.pk]
        state = self.rng.choice(S.values)
        if before not in OPEN and state == S.DRAFT:
            return
        columns = "individual_id, version_id, missing_id, incident_id, author_id, made, changed, state_why"
        sql = f"INSERT INTO {TABLE} (thing_id, state, {columns}) SELECT %s, %s, {columns} FROM {TABLE} WHERE thing_id = %s"
        self._note(legal=False, done=attempt(sql, row.missing_id, state, row.pk))

    def _gone(self, row: Identification) -> None:
        self._note(legal=False, done=attempt(f"DELETE FROM {TABLE} WHERE thing_id = %s", row.pk))

    def _anew(self, row: Identification) -> None:
        fresh = drafted(self.scene, pair(self.scene))
        self.rows[self.rows.index(row)] = fresh
        self.now[fresh.pk] = S.DRAFT.value


def walk(scene: Scene, steps: int, seed: int) -> Walk:
    """A walk of at least ``steps`` illegal attempts."""
    made = Walk(scene, seed)
    while made.illegal < steps:
        made.step()
    return made


@pytest.mark.usefixtures("alone")
class TestTheTable:
    def test_a_thousand_illegal_steps_by_raw_sql_and_none_succeeds(self, scene: Scene) -> None:
        made = walk(scene, 1_000, 4)
        assert (made.slipped, made.refused_wrongly) == (0, 0)
        assert made.legal > 30
        assert dict(Identification.objects.filter(pk__in=made.now).values_list("pk", "state")) == made.now

    @pytest.mark.assurance
    def test_a_hundred_thousand_illegal_steps_and_none_succeeds(self, scene: Scene) -> None:
        began, seed = time.monotonic(), 5
        made = walk(scene, 100_000, seed)
        assert (made.slipped, made.refused_wrongly) == (0, 0)
        names = triggers("identification_moves")
        drop(*names)
        control = walk(scene, 300, seed + 1).slipped
        assert control > 30
        keep(
            Outcome(
                proof="T-12 states",
                promise="no illegal step of an identification, by raw SQL",
                trials=made.illegal,
                faults=made.slipped,
                control=f"without the trigger {control} of 300 slipped through",
                seed=seed,
                seconds=time.monotonic() - began,
                engine=connection.vendor.replace("postgresql", "postgres"),
                note=f"{made.legal} legal steps were taken on the way.",
            )
        )

    def test_every_step_of_the_table_and_no_other_is_possible_from_every_state(self, scene: Scene) -> None:
        for before in S.values:
            for after in S.values:
                row = _brought_to(scene, before)
                assert before == after or set_state(row, after) is ((before, after) in LEGAL), (before, after)
                Identification.objects.get(pk=row.pk)

    def test_without_the_guard_the_walk_goes_red(self, scene: Scene) -> None:
        """Negative control: the same walk sees what slips through when the trigger is gone."""
        names = triggers("identification_moves")
        assert len(names) == 2
        drop(*names)
        assert walk(scene, 300, 6).slipped > 30


def _brought_to(scene: Scene, state: str) -> Identification:
    """A fresh identification led to ``state`` along the table."""
    way = {
        "draft": (), "review": ("review",), "agreed": ("review", "agreed"), "signed": ("review", "agreed", "signed"),
        "void": ("review", "void"), "withdrawn": ("withdrawn",), "rescinded": ("review", "agreed", "signed", "rescinded"),
    }  # fmt: skip
    row = drafted(scene, pair(scene))
    for after in way[state]:
        assert set_state(row, after), (state, after)
    return row


@pytest.mark.usefixtures("alone")
class TestTheSteps:
    def test_the_shared_step_refuses_in_words_what_the_table_does_not_name(self, scene: Scene) -> None:
        by = TheRegistry(scene.heron)
        acts = sorted({act for _b, _a, act in MOVES})
        for before in S.values:
            row = _brought_to(scene, before)
            for after in S.values:
                for act in acts:
                    if (before, after, act) not in MOVES:
                        with pytest.raises(Overtaken, match=row.code):
                            move(by, locked(row), after, act, why="for a test")
            assert locked(row).state == before

    def test_acts_from_a_wrong_state_are_refused_and_leave_nothing(self, scene: Scene) -> None:
        author = scene.seat(Role.GENETICIST)
        for state in ("review", "agreed", "signed", "void", "withdrawn", "rescinded"):
            row = _brought_to(scene, state)
            with pytest.raises(Refusal, match=row.code):
                actions.submit(author, row)
            if state in ("signed", *ENDED):
                with pytest.raises(Refusal, match=row.code):
                    actions.withdraw(author, row, reason="no more")
            assert locked(row).state == state
