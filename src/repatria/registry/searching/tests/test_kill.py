"""Workers killed at random moments: the result is the one that an undisturbed worker brings, once, and nothing else is left."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.assurance.outcome import Outcome, keep, size

SEED = 6
WORKERS = 4
OPEN = "SELECT 1 FROM searching_job WHERE state IN ('queued', 'running')"
HELD = "SELECT 1 FROM searching_job WHERE state = 'running' AND lease_until > '2021'"
SHORTEST = "SELECT min(julianday(finished) - julianday(begun)) * 86400 FROM searching_job WHERE state = 'done'"
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


@dataclass
class Crowd:
    """Four workers beside each other on one registry; one after the other is killed and another takes its place."""

    home: Path
    at_work: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        self.at_work = [worker(self.home) for _ in range(WORKERS)]
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.at_work:
            one.kill()
            one.wait()

    def ask_if_idle(self) -> None:
        """There is always a search to be killed in."""
        if not self.told(OPEN):
            python(ASK, self.home)

    def kill_the_holder(self, after: float) -> bool:
        """Kill whoever holds the job ``after`` seconds from now; whether somebody held it.

        Every lease ends in the same moment, so that another worker takes the job over at once.
        """
        time.sleep(after)
        held = [
            int(name.rsplit(":", 1)[1]) for (name,) in self.told("SELECT worker FROM searching_job WHERE state = 'running'")
        ]
        holders = [one for one in self.at_work if one.pid in held]
        for victim in holders:
            victim.kill()
            victim.wait()
            self.at_work.remove(victim)
            self.at_work.append(worker(self.home))
        self.told("UPDATE searching_job SET lease_until = '2020-01-01 00:00:00', attempts = 0 WHERE state = 'running'")
        return bool(holders)

    def wait_for(self, sql: str, there: bool) -> None:
        """Wait until the database answers with a row, or with none."""
        until = time.monotonic() + 300
        while bool(self.told(sql)) != there:
            assert time.monotonic() < until, (self.home.parent / "worker.log").read_text()[-2000:]
            time.sleep(0.05)

    def told(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, from outside."""
        with closing(sqlite3.connect(self.home / "registry.sqlite3", timeout=60)) as base, base:
            return base.execute(sql).fetchall()


@pytest.mark.assurance
@pytest.mark.sqlite
def test_workers_killed_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    """T-06: kill -9 at random moments of searches; whoever takes over brings the digest of an undisturbed one."""
    home, kills = tmp_path / "registry", size(4, 60)
    python(MAKE, home)
    python(ASK, home)
    assert worker(home, "--once").wait(timeout=900) == 0, (tmp_path / "worker.log").read_text()[-2000:]
    began, rng, killed, turns = time.monotonic(), random.Random(SEED), 0, 0
    with Crowd(home) as crowd:
        while killed < kills:
            turns += 1
            assert turns < 20 * kills
            crowd.ask_if_idle()
            crowd.wait_for(HELD, there=True)
            killed += crowd.kill_the_holder(rng.uniform(0.0, 1.2) * float(crowd.told(SHORTEST)[0][0]))
        crowd.wait_for(OPEN, there=False)
    told = json.loads(python(LOOK, home))
    searches = len(told["states"])
    assert set(told["states"]) == {"done"}, told["faults"]
    assert len(set(told["digests"])) == 1 and told["digests"][0]
    assert told["finished"] == searches
    assert len(set(told["lists"])) == 1 and told["all"] == searches * told["lists"][0]
    keep(
        Outcome(
            proof="T-06",
            promise="a search whose workers are killed ends with the digest of an undisturbed one, once",
            trials=killed,
            faults=0,
            control="a worker whose lease was taken over writes nothing: searching/tests, on every run",
            seed=SEED,
            seconds=time.monotonic() - began,
            note=f"{WORKERS} workers beside each other; {killed} were killed, each with a search in hand; "
            f"{sum(told['fences'])} claims of {searches} searches.",
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
