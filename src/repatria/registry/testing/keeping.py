"""What many tests begin with is made once a process by the stages' own acts, and put back row by row for every later test.

A test cannot tell the difference: rows, keys and journal are those that the acts wrote, what the test is given is a copy, and
what waits for the commit waits again. Every statement that writes is watched from the beginning of a test: where the database
was brought to where it stands by anything but makings, where time is invented or code was patched, the acts are simply done.
"""

from __future__ import annotations

import atexit
import copy
import re
import shutil
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from django.conf import settings
from django.db import connection, models

from repatria.registry.journal import clock
from repatria.registry.testing import shelf

P = ParamSpec("P")
T = TypeVar("T")
WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
READS = re.compile(r"\s*\(?(?:SELECT|SAVEPOINT|RELEASE|EXPLAIN|PRAGMA|SET|BEGIN)\b", re.IGNORECASE)
BESIDE = {"identification_identification": ("review_signature",)}
"""Tables that a trigger of another one writes into."""
FOLDERS = ("cases", "searches")
"""Folders of the registry's home in which a making may leave files."""
STANDING = "SELECT (SELECT MAX(seq) FROM journal_entry), (SELECT COUNT(*) FROM people_user), (SELECT COUNT(*) FROM codes_thing)"
PLACES = count(1)
_OPEN = ExitStack()
atexit.register(_OPEN.close)


@dataclass
class Kept:
    """What one making came to: rows by table, what waits for the commit, the files, what was given and what came of it."""

    rows: list[shelf.Rows]
    after: int
    waiting: list[tuple[Callable[[], Any], bool]]
    files: Path | None
    given: tuple[Any, ...]
    left: tuple[dict[str, Any] | None, ...]
    thing: Any


@dataclass(eq=False)
class Making:
    """A making under way: each table as it was before the first statement that wrote to it."""

    before: dict[str, shelf.Table] = field(default_factory=dict)
    whole: bool = True

    def touch(self, table: str) -> None:
        """This table is about to be written to."""
        if not shelf.known(table):
            self.whole = False
        elif table not in self.before:
            self.before[table] = shelf.table(table)
            for other in BESIDE.get(table, ()):
                self.touch(other)


class Watch:
    """Where the database stands: 0 at the beginning of a test, a number of its own after each making, else nowhere known."""

    def __init__(self) -> None:
        self.place: int | None = None
        self.makings: list[Making] = []
        self.aside = False
        self.patch: pytest.MonkeyPatch | None = None

    def begin(self, patch: pytest.MonkeyPatch | None = None) -> None:
        """A test begins, with an empty database; ``patch`` is what it may change the code with."""
        self.place, self.makings, self.aside, self.patch = 0, [], False, patch
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)

    def end(self) -> None:
        """The test is over; what is written between tests is not watched."""
        self.place = self.patch = None
        if self in connection.execute_wrappers:
            connection.execute_wrappers.remove(self)

    def knows(self) -> bool:
        """Whether what acts would come to here is known to be what they came to before: same place, own time, own code."""
        patched = self.patch is not None and bool(self.patch._setattr or self.patch._setitem)
        return self.place is not None and not patched and clock.invented_for() is None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """One statement of the test."""
        if not self.aside and not READS.match(sql):
            self.place = None
            found = WRITES.match(sql)
            with self.looking_away():
                for making in self.makings:
                    if found:
                        making.touch(found[1])
                    elif not sql.startswith("ROLLBACK TO"):
                        making.whole = False
        return execute(sql, params, many, context)

    @contextmanager
    def making(self) -> Iterator[Making]:
        """Watch a making, also where it is part of another."""
        one = Making()
        self.makings.append(one)
        try:
            yield one
        finally:
            self.makings.remove(one)

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """What is read and put back meanwhile is not the test's own."""
        before, self.aside = self.aside, True
        try:
            yield
        finally:
            self.aside = before


watch = Watch()


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Let ``make`` work once for each place where the database can stand; what came of it is put back every other time."""
    shelved: dict[Hashable, Kept] = {}

    @wraps(make)
    def fresh(*args: P.args, **kwargs: P.kwargs) -> T:
        if not (watch.knows() and shelf.can()):
            return make(*args, **kwargs)
        given = (*args, *kwargs.values())
        known = watch.place and connection.in_atomic_block
        key = (watch.place, known or standing(), tuple(kwargs), *map(_name, given))
        if key in shelved:
            thing: T = _put_back(shelved[key], given)
            return thing
        queued = len(connection.run_on_commit)
        with watch.making() as making:
            thing = make(*args, **kwargs)
        if making.whole:
            shelved[key] = _keep(making, given, thing, connection.run_on_commit[queued:])
            watch.place = shelved[key].after
        return thing

    return fresh


def standing() -> Hashable:
    """Where the database stands after others wrote to it, who are not watched."""
    with watch.looking_away(), connection.cursor() as cursor:
        cursor.execute(STANDING)
        found: Hashable = cursor.fetchone()
    return found


def _name(given: Any, inner: bool = False) -> Hashable:
    """What tells one argument from another: a row by its key, a scene or a bench by what it holds, anything else by itself."""
    if isinstance(given, models.Model):
        return type(given), given.pk
    if isinstance(given, (list, tuple)):
        return tuple(_name(one, inner) for one in given)
    if isinstance(given, dict):
        return tuple((name, _name(one, inner)) for name, one in given.items())
    if not (hasattr(given, "users") or hasattr(given, "scene")):
        return given if isinstance(given, Hashable) else type(given).__name__
    if inner:
        return type(given).__name__
    return tuple((name, _name(one, inner=True)) for name, one in vars(given).items())


def _keep(making: Making, given: tuple[Any, ...], thing: Any, waiting: list[Any]) -> Kept:
    with watch.looking_away():
        rows = [shelf.differing(name, before) for name, before in making.before.items()]
    left = tuple(vars(one) if hasattr(one, "__dict__") else None for one in given)
    left, thing = copy.deepcopy((left, thing), {id(one): one for one in given})
    return Kept(rows, next(PLACES), [(call, robust) for _, call, robust in waiting], _files(), given, left, thing)


def _files() -> Path | None:
    found = [folder for folder in FOLDERS if (settings.HOME.folder / folder).is_dir()]
    if not found:
        return None
    kept = Path(_OPEN.enter_context(tempfile.TemporaryDirectory(prefix="repatria-kept-")))
    for folder in found:
        shutil.copytree(settings.HOME.folder / folder, kept / folder)
    return kept


def _put_back(there: Kept, given: tuple[Any, ...]) -> Any:
    with watch.looking_away():
        for making in watch.makings:
            for rows in there.rows:
                making.touch(rows.table)
        shelf.put_back(there.rows)
    watch.place = there.after
    queue: list[Any] = connection.run_on_commit
    queue += [(set(connection.savepoint_ids), call, robust) for call, robust in there.waiting]
    if there.files is not None:
        shutil.copytree(there.files, settings.HOME.folder, dirs_exist_ok=True)
    left, thing = copy.deepcopy((there.left, there.thing), {id(old): new for old, new in zip(there.given, given, strict=True)})
    for new, inside in zip(given, left, strict=True):
        if inside is not None:
            vars(new).update(inside)
    return thing
