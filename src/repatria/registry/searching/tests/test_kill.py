"""Workers killed at random moments: the result is the one that an undisturbed worker brings, once, and nothing else is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repatria.registry.assurance.outcome import Outcome, keep, size

SEED = 6
MAKE = """
import sys
from pathlib import Path
from repatria.registry import operations
home = Path(sys.argv[1])
operations.init(home, origin="kill.test/registry", database_url="", witness="")
from repatria.registry.testing.scene import Scene
from repatria.registry.searching.tests.hands import made
made(Scene())
"""
ASK = """
import sys
from pathlib import Path
from repatria.registry import operations
operations.wake(Path(sys.argv[1]))
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.searching.actions import ask_search
print(ask_search(TheRegistry(Incident.objects.get(slug="heron")), "killed").code)
"""
FREE = """
import sys
from pathlib import Path
from repatria.registry import operations
operations.wake(Path(sys.argv[1]))
from repatria.registry.searching.models import Job
Job.objects.filter(state="running").update(lease_until="2020-01-01T00:00:00Z", attempts=0)
"""
LOOK = """
import json, sys
from pathlib import Path
from repatria.registry import operations
operations.wake(Path(sys.argv[1]))
from repatria.registry.journal.models import Entry
from repatria.registry.searching.models import CandidateList, Search
rows = Search.objects.order_by("number")
print(json.dumps({
    "states": [s.job.state for s in rows], "faults": [s.job.fault for s in rows], "fences": [s.job.fence for s in rows],
    "digests": [s.result_digest for s in rows], "lists": [s.lists.count() for s in rows],
    "finished": Entry.objects.filter(tag="searching.finished").count(), "all": CandidateList.written.count(),
}))
"""


def python(code: str, home: Path) -> str:
    """Run ``code`` in a process of its own on the registry in ``home``."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("REPATRIA_", "DJANGO_"))}
    done = subprocess.run([sys.executable, "-c", code, str(home)], capture_output=True, text=True, env=env, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def worker(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """A worker on the registry in ``home``; what it says stands in ``worker.log`` beside that."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("REPATRIA_", "DJANGO_"))}
    command = [sys.executable, "-m", "repatria", "worker", str(home), *words]
    with (home.parent / "worker.log").open("ab") as log:
        return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=log)


@pytest.mark.assurance
@pytest.mark.sqlite
def test_a_worker_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """T-06: kill -9 at random moments of a search; the next worker brings the digest of an undisturbed one."""
    home = tmp_path / "registry"
    python(MAKE, home)
    python(ASK, home)
    quiet = worker(home, "--once")
    began = time.monotonic()
    assert quiet.wait(timeout=900) == 0, (tmp_path / "worker.log").read_text()[-2000:]
    whole = time.monotonic() - began
    rng = random.Random(SEED)
    python(ASK, home)
    killed, runs = 0, size(4, 60)
    for _ in range(runs):
        one = worker(home, "--once")
        try:
            one.wait(timeout=rng.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            one.send_signal(signal.SIGKILL)
            one.wait()
            killed += 1
        python(FREE, home)
    assert worker(home, "--once").wait(timeout=900) == 0
    told = json.loads(python(LOOK, home))
    assert told["states"] == ["done", "done"], told["faults"]
    assert told["digests"][0] == told["digests"][1] != ""
    assert told["finished"] == 2
    assert told["lists"][0] == told["lists"][1] == told["all"] / 2
    assert killed
    keep(
        Outcome(
            proof="T-06",
            promise="a search whose workers are killed ends with the digest of an undisturbed one, once",
            trials=killed,
            faults=0,
            control="a worker whose lease was taken over writes nothing: searching/tests, on every run",
            seed=SEED,
            seconds=time.monotonic() - began,
            note=f"{killed} of {runs} workers were killed before they ended, one at a time, not four beside each other.",
        )
    )


@pytest.mark.assurance
@pytest.mark.sqlite
def test_a_worker_ends_with_its_parent_and_on_request(tmp_path: Path) -> None:
    """The server was killed: its worker notices. A worker that is asked to end does."""
    home = tmp_path / "registry"
    python(MAKE, home)
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    orphan = worker(home, "--parent", str(gone.pid))
    assert orphan.wait(timeout=300) == 0, (tmp_path / "worker.log").read_text()[-2000:]
    asked = worker(home)
    while not listens(asked.pid):
        time.sleep(0.2)
    asked.terminate()
    assert asked.wait(timeout=300) == 0, (tmp_path / "worker.log").read_text()[-2000:]


def listens(pid: int) -> bool:
    """Whether a process has said what it does when it is asked to end."""
    caught = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
