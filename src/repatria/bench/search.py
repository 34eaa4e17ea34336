"""A whole search of the Exercise Heron without the registry: profiles put together, everybody weighed, answers at three λ.

Cold, after one new profile and after one changed family, with the folder in which weights are kept.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from repatria.bench.protocol import Figure, Peak, Ratio, checked
from repatria.joint.answer import Identification
from repatria.joint.identify import identify
from repatria.joint.listed import weigh_listed
from repatria.joint.solve import solve
from repatria.model import CaseFile
from repatria.simulate import heron

HELP = "a search of the whole exercise, and again after one new profile or one changed family"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Spent:
    """Wall and processor seconds of one piece of work."""

    wall: float
    processor: float


def figures(quick: bool = False) -> list[Figure]:
    """Wall seconds from a case to its answers at every λ; processor seconds, the registry's measure under load, in the note."""
    whole, _ = heron(1, 0.02 if quick else 1.0)
    number = next(i for i, f in enumerate(whole.families) if len(f.references) > 1)
    changed = replace(whole.families[number], references=dict(list(whole.families[number].references.items())[:1]))
    steps = [
        ("cold", replace(whole, profiles=whole.profiles[:-1]), 30.0),
        ("one new profile", whole, 5.0),
        ("one changed family", replace(whole, families=_with(whole, number, changed)), 5.0),
    ]
    out = []
    with tempfile.TemporaryDirectory() as place:
        for name, case, reach in steps:
            with Peak() as peak:
                answer, spent = _spent(lambda case=case: identify(case, folder=Path(place)))  # type: ignore[misc]
            slow, error = _beside(case, answer)
            size = f"{len(case.profiles)} profiles x {case.open_missing} listed, {len(answer.sensitivity)} λ"
            out.append(Figure(f"search: {name}", spent.wall, "s", size, reach, False, spent.wall, peak.mb, checked(error, "search"),
                              Ratio("weighed without the folder and solved once by Markov chains", slow.wall, slow.wall / spent.wall),
                              f"{spent.processor:.1f} s of processor time; {answer.in_words}"))  # fmt: skip
    return out


def _with(case: CaseFile, number: int, family: object) -> tuple:  # type: ignore[type-arg]
    return (*case.families[:number], family, *case.families[number + 1 :])


def _spent(work: Callable[[], Result]) -> tuple[Result, _Spent]:
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, _Spent(time.perf_counter() - wall, time.process_time() - processor)


def _beside(case: CaseFile, answer: Identification) -> tuple[_Spent, list[float]]:
    """The same weighed from nothing and sampled; errors are differences of weights (by the best) and of rows from one."""
    by_code = {p.id: p for p in case.profiles}
    shown = [tuple(by_code[c] for c in codes) for codes in answer.people.values()]

    def slow() -> tuple[Identification, Identification]:
        listed = weigh_listed(case, list(answer.people), shown)
        problem = listed.problem(case.prior.listed)
        again = solve(problem, prior={}) if answer.method.get("name") == "messages" else answer
        return again, solve(problem, prior={}, force="chain")

    (again, _), spent = _spent(slow)
    errors = [float(abs(row.sum() - 1.0)) for one in (answer, *answer.sensitivity.values()) for row in one.table]
    return spent, [*errors, float(np.abs(again.table - answer.table).max(initial=0.0))]
