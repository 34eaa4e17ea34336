"""Yield on the hidden truth: what was named, wrongly named and withheld, and where each wrong name came from."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from repatria.bench import twin
from repatria.bench.protocol import Figure, Peak, Ratio, checked
from repatria.evidence.kinship import pair_log_lrs
from repatria.joint.answer import Identification
from repatria.model import CaseFile
from repatria.simulate import Settings, Truth, heron
from repatria.tables.loci import locus_arrays
from repatria.tables.observations import weights

Array = NDArray[np.float64]

HELP = "names on the hidden truth of ten exercises, in a world as told and in one that is not"
ROUGH_MODEL = 29.0
"""Per cent of listed men with a reference who reach 0.9995 by autosomal markers alone, in a rough model made independently."""
MOST_PEOPLE = 7
"""Families with more people are left out of the comparison with the slow twin, which tries every inheritance."""
NAME_AT = 0.9995
"""Least posterior at which a name is counted as given."""

KINDS = ("child", "sibling", "several", "nephew", "cousin")
Cause = Literal["chance", "reference error", "sample error", "grouping"]


@dataclass(frozen=True, slots=True)
class Named:
    """One individual as the engine grouped and named it: profiles, the best name (empty for none), its posterior, and the
    missing people of the set it lies in, if the data cannot order them."""

    profiles: tuple[str, ...]
    missing: str
    posterior: float
    in_set: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong name: the profiles it was given to, the posterior, and where it came from."""

    profiles: tuple[str, ...]
    missing: str
    posterior: float
    cause: Cause


@dataclass(frozen=True, slots=True)
class Yield:
    """What one exercise gave. ``by_kin`` counts the listed men in the boxes with a reported profile, by kind of reference."""

    seed: int
    world: str
    named: int
    wrong: tuple[Wrong, ...]
    expected_wrong: float
    individuals: int
    withheld: int
    by_kin: Mapping[str, Mapping[str, int]]


def judge(truth: Truth, individuals: Sequence[Named], name_at: float = NAME_AT) -> Yield:
    """Hold the individuals of one exercise against its truth."""
    bone_of, listed = _owners(truth)
    given = [i for i in individuals if i.missing and i.posterior >= name_at]
    wrong = [i for i in given if {listed.get(bone_of[p], "") for p in i.profiles} != {i.missing}]
    return Yield(
        seed=int(truth.world["seed"]),
        world=str(truth.world["settings"]["world"]),
        named=len(given),
        wrong=tuple(Wrong(i.profiles, i.missing, i.posterior, cause(truth, i)) for i in wrong),
        expected_wrong=math.fsum(1.0 - i.posterior for i in given),
        individuals=len(individuals),
        withheld=len(individuals) - len(given),
        by_kin=_by_kin(truth, individuals, name_at),
    )


def cause(truth: Truth, individual: Named) -> Cause:
    """Where a wrong name came from, the first that applies: bones of several people in one individual, a sample that shows
    somebody else's DNA, an error among the references of the family named, or chance."""
    bone_of, _ = _owners(truth)
    if len({truth.person_of[p] for p in individual.profiles}) > 1:
        return "grouping"
    if any(bone_of[p] != truth.person_of[p] for p in individual.profiles):
        return "sample error"
    men = truth.tables["men"]
    family = dict(zip(men["missing"], men["family"], strict=True))[individual.missing]
    return "reference error" if family in truth.tables["slips"]["family"] else "chance"


def _owners(truth: Truth) -> tuple[dict[str, str], dict[str, str]]:
    """Profile -> whose bone it is from, and person -> listed man (empty text for the others)."""
    samples, people = truth.tables["samples"], truth.tables["people"]
    bone_of = dict(zip(samples["profile"], samples["bone_of"], strict=True))
    return bone_of, dict(zip(people["person"], people["missing"], strict=True))


def _by_kin(truth: Truth, individuals: Sequence[Named], name_at: float) -> dict[str, dict[str, int]]:
    bone_of, listed = _owners(truth)
    present = {listed[who] for who in set(bone_of.values()) if listed.get(who)}
    rightly: set[str] = set()
    wrongly: set[str] = set()
    in_set: set[str] = set()
    for one in individuals:
        owners = {listed.get(bone_of[p], "") for p in one.profiles} - {""}
        if one.missing and one.posterior >= name_at:
            (rightly if owners == {one.missing} else wrongly).update(owners)
        elif owners and owners <= set(one.in_set):
            in_set |= owners
    out = {kin: {"present": 0, "named": 0, "in_set": 0, "withheld": 0, "wrong": 0} for kin in (*KINDS, "none")}
    for man in sorted(present):
        row = out[truth.kin_of[man]]
        row["present"] += 1
        state = "wrong" if man in wrongly else "named" if man in rightly else "in_set" if man in in_set else "withheld"
        row[state] += 1
    return out


def summary(yields: Sequence[Yield]) -> dict[str, Any]:
    """The exercises of one world together. ``upper`` is the 95 % upper limit of the share of wrong names, 3/n if none was."""
    named, wrong = sum(y.named for y in yields), [w for y in yields for w in y.wrong]
    by_kin = {
        kin: {state: sum(y.by_kin[kin][state] for y in yields) for state in yields[0].by_kin[kin]} for kin in yields[0].by_kin
    }
    return {
        "world": yields[0].world,
        "exercises": len(yields),
        "named": named,
        "wrong": len(wrong),
        "expected_wrong": math.fsum(y.expected_wrong for y in yields),
        "withheld": sum(y.withheld for y in yields),
        "three_over_n": 3.0 / named if named else None,
        "by_kin": by_kin,
        "causes": {c: sum(w.cause == c for w in wrong) for c in ("chance", "reference error", "sample error", "grouping")},
        "wrong_names": [asdict(w) for w in wrong],
    }


def identified(case: CaseFile) -> list[Named]:
    """Name everybody of ``case`` together by :func:`repatria.joint.identify.identify`."""
    from repatria.joint.identify import identify

    return named_of(identify(case))


def named_of(answer: Identification) -> list[Named]:
    """Each person of a joint answer with the most probable name; who has no autosomal profile is not judged here."""
    groups = {g["person"]: tuple(g["profiles"]) for g in answer.grouping if "person" in g}
    sets = {victim: s.missing for s in answer.sets for victim in s.victims}
    out = []
    for victim, row in zip(answer.victims, answer.table, strict=True):
        if answer.people and not answer.people.get(victim):
            continue
        names = row[: len(answer.missing)]
        top = int(names.argmax()) if len(names) else 0
        posterior = float(names[top]) if len(names) else 0.0
        out.append(
            Named(groups.get(victim, (victim,)), answer.missing[top] if posterior > 0 else "", posterior, sets.get(victim, ()))
        )
    return out


def figures(quick: bool = False) -> list[Figure]:
    """For a matched and a mismatched world: the share of present men with a reference who are named, and the wrong names.

    Ten exercises at full size; ``quick`` one small one.
    """
    seeds, scale = (range(1, 2), 0.06) if quick else (range(1, 11), 1.0)
    out = []
    for world in ("matched", "mismatched"):
        with Peak() as peak:
            began = time.perf_counter()
            exercises = [_exercise(seed, scale, Settings(world=world)) for seed in seeds]
            seconds = time.perf_counter() - began
        error = checked([e for _, _, errors in exercises for e in errors], "yield")
        together, apart = summary([y for y, _, _ in exercises]), summary([y for _, y, _ in exercises])
        size = f"{world}, {len(seeds)} exercises at scale {scale:g}, names from {NAME_AT}"
        mine, other = _share(together), _share(apart)
        ratio = Ratio("naming every profile on its own", other, mine / other if other else math.inf)
        out.append(
            Figure(f"named, {world}", mine, "% of present men with a reference", size, ROUGH_MODEL, True, seconds, peak.mb, error,
                   ratio, _told(together))
        )  # fmt: skip
        allowed = float(stats.poisson.ppf(0.99, together["expected_wrong"])) + 0.5
        ratio = Ratio("naming every profile on its own", apart["wrong"], (apart["wrong"] + 1) / (together["wrong"] + 1))
        out.append(
            Figure(f"wrong names, {world}", together["wrong"], "names", size, allowed, False, seconds, peak.mb, error, ratio,
                   f"{together['expected_wrong']:.4g} expected; causes {together['causes']}")
        )  # fmt: skip
    return out


def _exercise(seed: int, scale: float, settings: Settings) -> tuple[Yield, Yield, list[float]]:
    """One exercise named together, named profile by profile, and relative errors of a few pairs against the slow twin."""
    case, truth = heron(seed, scale, settings)
    case = replace(case, prior=replace(case.prior, sensitivity=(case.prior.listed,)))
    log_lr, usable = pair_log_lrs(case.profiles, case)
    return judge(truth, identified(case)), judge(truth, one_by_one(case, log_lr)), twin_errors(case, log_lr, usable, seed)


def one_by_one(case: CaseFile, log_lr: Array) -> list[Named]:
    """Each profile named on its own: the posterior of each man against all others on the list and the unlisted."""
    missing = [m for f in case.families for m in f.missing]
    odds = case.prior.listed / (1.0 - case.prior.listed) / case.open_missing
    weight = odds * np.exp(log_lr)
    posterior = weight / (1.0 + weight.sum(axis=1, keepdims=True))
    best = posterior.argmax(axis=1)
    return [Named((p.id,), missing[int(m)], float(row[m])) for p, m, row in zip(case.profiles, best, posterior, strict=True)]


def twin_errors(case: CaseFile, log_lr: Array, usable: NDArray[np.bool_], seed: int, checks: int = 20) -> list[float]:
    """Relative differences of random pairs' LRs from the slow twin, in families of few people.

    What drops in comes from the case's panel whatever the family's pool is, as in the screening (docs/explanation/screening.md).
    """
    rng = np.random.default_rng(seed)
    pools = {pool.name: pool.panel for pool in case.pools}
    columns = [f for f in case.families for _ in f.missing]
    small = [i for i, f in enumerate(columns) if usable[i] and len(f.missing) == 1 and len(f.pedigree.people) <= MOST_PEOPLE]
    out = []
    for column in rng.choice(small, min(checks, len(small)), replace=False):
        family, row = columns[column], int(rng.integers(len(case.profiles)))
        profile, panel = case.profiles[row], pools[next(iter(family.pools))]
        top, bottom = 0.0, np.zeros(len(case.pools))
        for marker, call in profile.calls.items():
            seen = weights([call], locus_arrays(case.panel[marker]))
            typed = {who: p.calls[marker] for who, p in family.references.items() if marker in p.calls}
            table = twin.genotype_table(family, typed, family.missing[0], panel[marker])
            alone = twin.genotype_table(family, typed, None, panel[marker])[0, 0]
            top += math.log(float((seen * table).sum()) / float(alone))
            hardy_weinberg = [np.outer(x.p, x.p) for x in (locus_arrays(p.panel[marker]) for p in case.pools)]
            bottom += [math.log(float((seen * table).sum())) for table in hardy_weinberg]
        slow = top - np.logaddexp.reduce([math.log(p.weight) + b for p, b in zip(case.pools, bottom, strict=True)])
        out.append(abs(math.expm1(log_lr[row, column] - slow)))
    return out


def _share(told: Mapping[str, Any]) -> float:
    rows = [row for kin, row in told["by_kin"].items() if kin != "none"]
    present = sum(row["present"] for row in rows)
    return 100.0 * sum(row["named"] for row in rows) / present if present else 0.0


def _told(told: Mapping[str, Any]) -> str:
    kin = ", ".join(f"{k} {row['named']} of {row['present']}" for k, row in told["by_kin"].items() if k != "none")
    limit = "" if told["three_over_n"] is None or told["wrong"] else f", 3/n {told['three_over_n']:.3g}"
    return f"{told['named']} named, {told['wrong']} wrong{limit}, {told['withheld']} withheld; named by kin: {kin}"
