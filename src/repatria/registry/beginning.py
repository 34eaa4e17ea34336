"""The tables of a new, empty database, made in a fifth of the time.

Before every step of a migration Django makes each model anew that hangs on the changed one, by however many links. All of ours hang on
each other, so most of the time of a first migration went there. A model that is not asked for needs no remaking while no row exists:
only the changed one is remade. The tables and triggers that come of it are the same to the letter (tests/test_beginning.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


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
