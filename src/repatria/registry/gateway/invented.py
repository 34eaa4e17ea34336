"""Invented people through the door: an exercise, and bulk for measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from repatria.model import CaseFile, Conventions, Family, Pedigree, Person, Profile

if TYPE_CHECKING:
    from repatria.simulate import Truth


def invented_profiles(n: int, seed: int) -> tuple[Profile, ...]:
    """``n`` invented, unrelated men with every marker called: for measuring the quality checks."""
    from repatria.simulate.bulk import profiles

    return profiles(n, seed=seed)


def invented_families(n: int, seed: int) -> tuple[Family, ...]:
    """``n`` invented families with one missing man and two or three typed relatives each, mutation included: parent and child,
    parent and children, siblings, or nephews."""
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


class Best(NamedTuple):
    """The most probable missing person of an unknown one: the posterior by the joint answer, the same with reference error, and
    whether two relatives confirm each other."""

    missing: str
    plain: float
    posterior: float
    confirmed: bool


def named_at_best(case: CaseFile, people: Mapping[str, tuple[str, ...]], least: float) -> dict[str, Best]:
    """Person -> who it is at best, with the true grouping of all profiles: the ceiling of an exercise.

    ``people`` gives the profiles of each person as the truth has them; profiles of nobody there are left out. Reference error is
    weighed for those with a posterior of at least ``least`` without it; the others keep theirs, which is then too high.
    """
    from repatria.joint.identify import identify
    from repatria.joint.kind_lines import kinds_of_pair
    from repatria.joint.reference_error import weigh_reference_error

    kept = {code for codes in people.values() for code in codes}
    shown = {p.id: p for p in case.profiles if p.id in kept}
    answer = identify(replace(case, profiles=tuple(shown.values())), units=people, sensitivity=False)
    families = {m: f for f in case.families for m in f.missing}
    out = {}
    for victim, row in zip(answer.victims, answer.table, strict=True):
        who, top = victim.rpartition("/")[2], int(row[: len(answer.missing)].argmax())
        man, plain = answer.missing[top], float(row[top])
        out[who] = Best(man, plain, plain, False)
        if plain >= least:
            unit = tuple(shown[c] for c in people[who])
            beside = kinds_of_pair(case, unit, who, ())
            kinds = None if beside is None else beside[0]
            weighed = weigh_reference_error(case, unit, families[man], man, kinds=kinds)
            rest = float(row.sum() - row[top])
            out[who] = Best(man, plain, weighed.posterior(plain, rest=min(1.0, max(0.0, rest))), weighed.confirmed.holds)
    return out


def told_against_true(case: CaseFile, tables: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[tuple[str, str], float]:
    """(family, what was recorded wrongly) -> natural log LR of the record against the truth, from all typed relatives of the family.

    0 where nobody else is typed, or all who are typed are of one line: then no reference can tell.
    """
    from repatria.evidence.kinship.likelihood import marker_likelihoods
    from repatria.evidence.kinship.questions import Question

    slips = tables["slips"]
    wrong: dict[tuple[str, str], list[str]] = {}
    for code, reference, what in zip(slips["family"], slips["reference"], slips["what"], strict=True):
        wrong.setdefault((code, what), []).append(reference.removeprefix(f"{code}-"))
    families = {f.id: f for f in case.families}
    questions: list[Question] = []
    parts: list[int] = []
    for (code, what), donors in wrong.items():
        family = families[code]
        known = {who: (p,) for who, p in family.references.items()}
        if what == "wrong relation":
            mine = [Question(_with_stranger(family), known)]
        else:
            mine = [Question(family.pedigree, {w: p for w, p in known.items() if w not in donors})]
            mine += [Question(Pedigree((Person("P"),), "stranger"), {"P": known[w]}) for w in donors]
        parts.append(len(mine))
        questions += [Question(family.pedigree, known), *mine]
    if not questions:
        return {}
    logs = np.log(marker_likelihoods(questions, case.panel, Conventions())).sum(axis=1)
    out, at = {}, 0
    for key, n in zip(wrong, parts, strict=True):
        out[key] = float(logs[at] - logs[at + 1 : at + 1 + n].sum())
        at += 1 + n
    return out


def _with_stranger(family: Family) -> Pedigree:
    """The pedigree as it truly is where a relation was told wrongly: a stranger is the father of the person whom the simulator links
    the typed through."""
    from repatria.simulate.shapes import PAIRS, SHAPES

    named = {p.id for p in family.pedigree.people} - set(family.missing)
    shapes = [shape for each in (*SHAPES.values(), PAIRS) for shape, _share in each]
    fitting = (s for s in shapes if set(s.codes) - set(s.missing) <= named)  # relatives who give lineages may have been added
    link = max(fitting, key=lambda s: len(s.codes) - len(s.missing)).link
    moved = (replace(p, father="stranger") if p.id == link else p for p in family.pedigree.people)
    return replace(family.pedigree, people=(Person("stranger", "M"), *moved))
