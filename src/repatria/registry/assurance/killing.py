"""T-01: kill -9 at random moments while people work; what was acknowledged must be there, and nothing by halves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from repatria.registry.assurance.checking import Ack, copy_of, faults_in
from repatria.registry.assurance.nursery import Nursery, acks_in
from repatria.registry.home import DATABASE

LONGEST = 0.05
"""Seconds after the first acknowledgement within which the process is killed."""
BEFORE_FIRST = 0.2
"""Share of kills at any moment from the start on: while the log of the last kill is read back, before any acknowledgement."""


@dataclass(slots=True)
class Kills:
    """What a series of kills came to."""

    kills: int = 0
    acks: list[Ack] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def kill_again_and_again(folder: Path, scratch: Path, *, kills: int, seed: int) -> Kills:
    """Kill ``kills`` working processes on one registry, each going on where the last was cut; check what a restart finds."""
    rng = np.random.default_rng(seed)
    done = Kills()
    with Nursery(folder) as nursery:
        for number in range(kills):
            nursery.start(f"acts {int(rng.integers(2**31))} 100000")
            lines = [] if rng.random() < BEFORE_FIRST else [nursery.hear()]
            time.sleep(float(rng.uniform(0, LONGEST)))
            lines += nursery.kill()
            done.kills += 1
            done.acks += acks_in(lines)
            done.faults += [f"kill {number}: {line}" for line in lines if line.startswith(("fault ", "refused "))]
            done.faults += [f"kill {number}: {fault}" for fault in _look(folder, scratch, done.acks)]
    done.faults += [f"at the end: {f}" for f in faults_in(folder / DATABASE, done.acks, folder / "witness" / "heads.txt")]
    return done


def losses_when_acknowledged_early(folder: Path, scratch: Path, *, kills: int, seed: int) -> int:
    """The control: a registry that acknowledges before the commit. How many of ``kills`` kills lost an acknowledged act."""
    rng = np.random.default_rng(seed)
    lost = 0
    with Nursery(folder) as nursery:
        for _ in range(kills):
            nursery.start(f"acts {int(rng.integers(2**31))} 100000 early")
            acks = acks_in([nursery.hear(), *nursery.kill()])
            lost += any("lost" in fault for fault in _look(folder, scratch, acks))
    return lost


def _look(folder: Path, scratch: Path, acks: list[Ack]) -> list[str]:
    copy = copy_of(folder / DATABASE, scratch / "copy.sqlite3")
    return faults_in(copy, acks, folder / "witness" / "heads.txt")
