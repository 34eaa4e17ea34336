"""Profile against profile on several processes; the comparison itself is :mod:`repatria.evidence.kinship.pairs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from repatria.evidence.kinship.pairs import RELATIONS, Found, Pairs, Relation
from repatria.evidence.kinship.pairs import compare_profiles as compare
from repatria.model.locus import Panel
from repatria.model.profile import Profile
from repatria.screening.executors import processes, serial

__all__ = ["RELATIONS", "Pairs", "Relation", "compare_profiles"]


def compare_profiles(
    people: Sequence[Profile | tuple[Profile, ...]],
    panel: Panel,
    *,
    relation: Relation = "same",
    threshold: float = float(np.log(1e4)),
    workers: int = 1,
    tick: Callable[[int, int], None] | None = None,
) -> Pairs:
    """Every pair of ``people`` with ``log_lr`` (natural) of at least ``threshold``; the same with any number of ``workers``."""

    def run(work: Callable[[int], Found], starts: Sequence[int]) -> Iterator[Found]:
        blocks = serial(starts, work) if workers == 1 else processes(starts, work, workers)
        for n, found in enumerate(blocks, 1):
            yield found
            if tick is not None:
                tick(n, len(starts))

    return compare(people, panel, relation=relation, threshold=threshold, run=run)
