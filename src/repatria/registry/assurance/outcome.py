"""What one proof came to: how many trials, how many faults, which seed, and what a zero means."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

VARIABLE = "REPATRIA_ASSURANCE"
"""A folder: with it the proofs run at their named sizes and leave what they came to there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One proof run once. ``trials`` independent trials, ``faults`` of them broke the promise; ``control`` says what went red."""

    proof: str
    promise: str
    trials: int
    faults: int
    control: str
    seed: int
    seconds: float
    engine: str = "sqlite"
    note: str = ""

    @property
    def bound(self) -> str:
        """The 95 % bound on the rate of faults that a zero in this many independent trials leaves: about 3/n."""
        return f"{3 / self.trials:.2g}" if self.trials and not self.faults else "none"

    @property
    def sentence(self) -> str:
        """The outcome in one line, as a test prints it."""
        return (
            f"{self.proof} on {self.engine}: {self.faults} faults in {self.trials} trials (bound {self.bound}), seed {self.seed}, "
            f"{self.seconds:.1f} s; control: {self.control}. {self.note}"
        )


def named() -> bool:
    """Whether the named sizes are asked for."""
    return bool(os.environ.get(VARIABLE))


def size(small: int, full: int) -> int:
    """The number of trials: ``small`` in an ordinary run, ``full`` where the named sizes are asked for."""
    return full if named() else small


def keep(outcome: Outcome) -> Outcome:
    """Leave an outcome where the runner finds it."""
    folder = os.environ.get(VARIABLE)
    if folder:
        told = {**asdict(outcome), "bound": outcome.bound, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        path = Path(folder) / f"{outcome.proof}.{outcome.engine}.json"
        path.write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    return outcome
