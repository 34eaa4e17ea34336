"""A new database is made the quick way; it is the same to the letter."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.state import ProjectState

from repatria.registry.migrating import only_the_changed_model

THE_LONG_WAY = (
    "import sys; from contextlib import nullcontext; import repatria.registry.migrating as o;"
    "o.only_the_changed_model = nullcontext;"
    "from repatria.cli.main import main; main(['registry', 'init', sys.argv[1]])"
)


@pytest.mark.sqlite
def test_the_tables_are_those_of_the_long_way(tmp_path: Path) -> None:
    made = []
    for name, program in (
        ("long", THE_LONG_WAY),
        ("quick", THE_LONG_WAY.replace("o.only_the_changed_model = nullcontext;", "")),
    ):
        subprocess.run([sys.executable, "-c", program, str(tmp_path / name)], check=True, capture_output=True, timeout=300)
        with sqlite3.connect(tmp_path / name / "registry.sqlite3") as tables:
            made.append(sorted(tables.execute("SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master")))
    assert made[0] == made[1] and len(made[0]) > 1000


def test_django_is_left_as_it_was() -> None:
    before = ProjectState._find_reload_model  # type: ignore[attr-defined]
    with only_the_changed_model():
        assert ProjectState._find_reload_model is not before  # type: ignore[attr-defined]
    assert ProjectState._find_reload_model is before  # type: ignore[attr-defined]
