"""The same seed gives the same content, in another process and with another order of sets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repatria.registry.home import VARIABLE

PROGRAM = """
import sys, django
django.setup()
from repatria.registry.live.digest import content_digest
from repatria.registry.live.filling import fill
fill(int(sys.argv[1]), 0.02)
print(content_digest())
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with its tables and nothing in them, made by the same command as a real one."""
    folder = tmp_path_factory.mktemp("bare") / "registry"
    environment = {k: v for k, v in os.environ.items() if k not in (VARIABLE, "REPATRIA_DATABASE_URL")}
    words = [sys.executable, "-m", "repatria", "registry", "init", str(folder)]
    subprocess.run(words, env=environment, capture_output=True, check=True)
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
