"""Invented people through the door: an exercise, and bulk for measuring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.model import CaseFile, Family, Profile

if TYPE_CHECKING:
    from repatria.simulate import Truth


def invented_profiles(n: int, seed: int) -> tuple[Profile, ...]:
    """``n`` invented, unrelated men with every marker called: for measuring the quality checks."""
    from repatria.simulate.bulk import profiles

    return profiles(n, seed=seed)


def invented_families(n: int, seed: int) -> tuple[Family, ...]:
    """``n`` invented families with one missing man and two or three typed relatives each, mutation included: parent and child,
    parent and children, siblings, or nephews."""
    import numpy as np

    from repatria.simulate.bulk import bench_panel
    from repatria.simulate.roster import Writer, draw_families, pedigree_of
    from repatria.simulate.shapes import shape
    from repatria.simulate.world import matched_world

    born = "FA.M MO.F M1.M=FA+MO S1.U=FA+MO "
    shapes = (
        shape("child", born, "MO S1", "S1"),
        shape("child", "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1", "W1 C1 C2", "C1"),
        shape("several", born + "S2.U=FA+MO", "S1 S2", "S1"),
        shape("nephew", born.replace("S1.U", "S1.F") + "X1.M N1.U=X1+S1 N2.U=X1+S1", "N1 N2", "S1"),
    )
    rng = np.random.default_rng(seed)
    world = matched_world(bench_panel())
    chosen = [shapes[i] for i in rng.integers(0, len(shapes), n)]
    writer = Writer(world.alleles)
    out = []
    for i, drawn in enumerate(draw_families(rng, world, chosen, ["panel"] * n, [False] * n), 1):
        code, man = f"F{i:05d}", f"M{i:05d}"
        at = {who: drawn.shape.codes.index(who) for who in drawn.shape.typed}
        typed = {w: writer.profile(f"{code}-{w}", drawn.genotypes[k], drawn.sexes[k], "reference") for w, k in at.items()}
        out.append(Family(code, pedigree_of(drawn.shape, drawn.sexes, code, [man]), (man,), typed))
    return tuple(out)


def exercise(seed: int, scale: float = 1.0) -> tuple[CaseFile, Truth]:
    """Exercise Heron as (case, hidden truth): the same seed and scale give the same. The truth never goes into a database.

    At any size at which somebody of the list lies in the boxes there is a family that can be carried to a signature.
    """
    from repatria.simulate import Settings, heron

    return heron(seed, scale, Settings(one_to_sign=True))


def keep_truth(truth: Truth, folder: Path) -> None:
    """Write a hidden truth into a folder of its own, which lies apart from the registry."""
    from repatria.simulate import write_truth

    write_truth(truth, folder)


def truth_of(folder: Path) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The tables of a hidden truth as the simulator wrote them."""
    from repatria.simulate.truth import read_truth

    return read_truth(folder).tables


def named_at_best(case: CaseFile, people: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, float]]:
    """Person -> (most probable missing person, posterior), with the true grouping of all profiles: the ceiling of an exercise.

    ``people`` gives the profiles of each person as the truth has them; profiles of nobody there are left out.
    """
    from dataclasses import replace

    from repatria.joint.identify import identify

    kept = {code for codes in people.values() for code in codes}
    answer = identify(replace(case, profiles=tuple(p for p in case.profiles if p.id in kept)), units=people, sensitivity=False)
    out = {}
    for victim, row in zip(answer.victims, answer.table, strict=True):
        names = row[: len(answer.missing)]
        top = int(names.argmax())
        out[victim.rpartition("/")[2]] = (answer.missing[top], float(names[top]))
    return out
