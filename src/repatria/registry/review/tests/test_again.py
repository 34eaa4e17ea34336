"""What a process weighed for itself lies in a folder of its own, and goes with it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from repatria.registry.gateway import reauditing


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(reauditing, "_KEPT", [])
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    left, strange = tmp_path / f"{reauditing.AGAIN}{gone.pid}-x", tmp_path / f"{reauditing.AGAIN}x"
    of_init = tmp_path / f"{reauditing.AGAIN}1-x"
    for folder in (left, strange, of_init):
        folder.mkdir()
    own = reauditing._own.__wrapped__()
    assert own.is_dir() and own.parent == tmp_path
    reauditing._KEPT.pop().cleanup()
    assert not left.exists() and strange.exists() and of_init.exists(), "only what nobody uses any more"
