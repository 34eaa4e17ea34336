"""The same seed gives the same content, in another process and with another order of sets."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from repatria.registry.home import VARIABLE, make_home
from repatria.registry.journal.heads import generate

PROGRAM = """
import sys, django
django.setup()
from repatria.registry.live.digest import content_digest
from repatria.registry.live.filling import fill
fill(int(sys.argv[1]), 0.02)
print(content_digest())
"""


@pytest.fixture(scope="module")
def bare(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with its tables and nothing in them: a copy of what the tests began with."""
    folder = tmp_path_factory.mktemp("bare") / "registry"
    home = make_home(folder)
    generate(home.keys / "signing.pem")
    home.witness_folder.mkdir()
    with sqlite3.connect(settings.HOME.folder / "test.sqlite3") as live, sqlite3.connect(home.database) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    return folder


def digest(bare: Path, beside: Path, seed: int, order: str) -> str:
    shutil.copytree(bare, beside)
    environment = {
        **os.environ,
        VARIABLE: str(beside),
        "DJANGO_SETTINGS_MODULE": "repatria.registry.settings",
        "PYTHONHASHSEED": order,
    }
    environment.pop("REPATRIA_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()[-1]


@pytest.mark.sqlite
def test_the_same_seed_gives_the_same_content(bare: Path, tmp_path: Path) -> None:
    assert digest(bare, tmp_path / "one", 11, "1") == digest(bare, tmp_path / "two", 11, "2")
