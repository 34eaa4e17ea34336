"""Plans through the door: which bone to sample next and whom to ask next, in plain values.

The list of bones tells of bones and systems, the call list of relatives and systems; neither holds a genotype, and the first no name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repatria.model import CaseFile
from repatria.registry.gateway.searching import ListingRule, Tick, _computable, units_of

SYSTEMS = ("autosomal", "mtdna", "ystr")


@dataclass(frozen=True, slots=True)
class BoneTold:
    """A bone that is here: what it is, where it was found, the individual it is locked in, how many samples for DNA were ``taken`` of it
    and how many of them ``typed``, whatever they showed."""

    code: str
    element: str
    side: str
    container: str
    treatment: str
    individual: str
    taken: int
    typed: int


def plan_sampling(
    case: CaseFile, rule: ListingRule, bones: Sequence[BoneTold], folder: Path, tick: Tick, threshold: float
) -> list[dict[str, Any]]:
    """Every bone by what a sample of it is expected to say, the best first; ``names`` is the chance that it decides a name."""
    from repatria.joint.identify import identify
    from repatria.planning.samples import Bone, plan_samples

    folder.mkdir(parents=True, exist_ok=True)
    tick("weighing everybody together", 0, 0)
    case, _ = _computable(case)
    answer = identify(case, grouping=rule.grouping, units=units_of(case) or None, folder=folder, sensitivity=False)
    known = {p.id for p in case.profiles} | {r.subject for r in case.beside.remains}
    given = [
        Bone(b.code, b.element, b.side, b.container, b.treatment, (*([b.code] if b.code in known else []), *_others(b, known)))
        for b in bones
    ]
    units: dict[str, list[str]] = {}
    for b in bones:
        if b.individual:
            units.setdefault(b.individual, []).append(b.code)
    tick("ranking the bones", 0, 0)
    cuts = plan_samples(case, answer, bones=given, units=units, threshold=threshold)
    taken = {b.code: b.taken for b in bones}
    return [
        {
            "bone": c.bone.specimen,
            "element": c.bone.element,
            "side": c.bone.side,
            "container": c.bone.container,
            "treatment": c.bone.treatment,
            "taken": taken[c.bone.specimen],
            "first": c.next_of_person and bool(c.best),
            "system": c.best,
            "chance": c.chances[c.best] if c.best else 0.0,
            "information": c.together.nats,
            "spread": c.together.spread,
            "names": c.together.names,
            "grams": c.grams,
        }
        for c in cuts
    ]


def _others(bone: BoneTold, known: set[str]) -> tuple[str, ...]:
    """Typed samples beyond the one that stands for the bone in the case: they were tried, and nothing of them is told apart."""
    return tuple(f"{bone.code}#{n}" for n in range(2 if bone.code in known else 1, bone.typed + 1))


def plan_calls(
    case: CaseFile, among: Mapping[str, Sequence[str]], tick: Tick, threshold: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Everybody of ``among`` (family -> people of its pedigree) by what a sample would add to the chance of a decisive match; and how many
    of the families' missing have a reference, of any kind and by system, with the mean chance now."""
    from repatria.planning.relatives import coverage, plan_relatives

    tick("ranking the relatives", 0, 0)
    case, _ = _computable(case)
    here = {f.id: {p.id for p in f.pedigree.people} - set(f.missing) for f in case.families}
    could = {family: [who for who in people if who in here[family]] for family, people in among.items() if family in here}
    plan = plan_relatives(case, threshold=threshold, among=could)
    rows = [
        {
            "family": a.family,
            "relative": a.relative,
            "relation": a.relation,
            "missing": a.missing,
            "systems": list(a.systems),
            "before": a.before,
            "after": a.after,
            "on_file": a.on_file,
        }
        for a in plan.asked
    ]
    told: dict[str, Any] = {"people": 0, "any": 0, "by": {}, "mean": 0.0}
    for c in coverage(plan.standing, {}, 0.0):
        told = {"people": c.people, "any": c.any_reference, "by": dict(c.with_reference), "mean": c.mean_chance}
    return rows, told
