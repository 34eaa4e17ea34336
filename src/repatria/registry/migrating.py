"""Tables made and brought up to date, with word of how far it is; those of an empty database in a fifth of the time.

Before every step of a migration Django makes each model anew that hangs on the changed one, by however many links. All of ours hang on
each other, so most of the time of a first migration went there. A model that is not asked for needs no remaking while no row exists:
only the changed one is remade. The tables and triggers that come of it are the same to the letter (tests/test_migrating.py).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

Tick = Callable[[str, int, int], None]
"""Told how far a long step is: its words, how many parts are done, of how many."""


@contextmanager
def only_the_changed_model() -> Iterator[None]:
    """While an empty database is migrated, remake after each step the changed model alone. Never for a database with rows."""
    from django.db.migrations.state import ProjectState

    kept = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        return {(app_label, model_name)}

    ProjectState._find_reload_model = itself  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = kept  # type: ignore[attr-defined]


def is_empty() -> bool:
    """Whether the database has no tables yet, those of other programs included."""
    from django.db import connection

    return not connection.introspection.table_names()


class _Steps(io.TextIOBase):
    """What Django prints while it migrates, counted: each change ends with OK."""

    def __init__(self, words: str, total: int, tick: Tick) -> None:
        self.words, self.total, self.tick, self.done = words, total, tick, 0

    def write(self, text: str) -> int:
        if text.strip().endswith("OK"):
            self.done += 1
            self.tick(self.words, self.done, self.total)
        return len(text)


def migrate(words: str, tick: Tick) -> None:
    """Bring the tables of this process's database up to date; ``tick`` is told how far it is, as ``words``."""
    from django.core.management import call_command

    total = len(waiting_migrations())
    tick(words, 0, total)
    with only_the_changed_model() if is_empty() else nullcontext():
        call_command("migrate", verbosity=1, no_color=True, stdout=_Steps(words, total, tick))


def waiting_migrations() -> list[str]:
    """Changes of the tables that this version brings and the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
