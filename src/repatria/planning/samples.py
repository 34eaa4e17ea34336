"""Which bone to sample next, and for which system: every bone of a case by what a sample of it is expected to say.

A bone belongs to the person its samples were weighed as, or to the unit it is grouped in; a bone of which nothing is known is a person
of its own with the prior. A sample shows each system with the chance of :mod:`.success`, each apart; the worth of all systems together
is the sum over what may show of the chance of that times its worth (:mod:`.information`). What a sample says of a person is said once:
after the first bone of a person the others are worth less, so only the first of each is ``next_of_person``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.joint.answer import Identification
from repatria.joint.evidence_file import prior_log_odds
from repatria.joint.reference_error import logistic
from repatria.model.casefile import CaseFile
from repatria.planning.information import DRAWS, Informer, Worth
from repatria.planning.offered import offered
from repatria.planning.success import SYSTEMS, Rates, next_chance, shipped_rates

Array = NDArray[np.float64]
By = Literal["information", "names", "gram"]


@dataclass(frozen=True, slots=True)
class Bone:
    """A specimen that could be sampled, with the codes of the samples it gave already."""

    specimen: str
    element: str = ""
    side: str = ""
    container: str = ""
    treatment: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class State:
    """What is known of one person: the posterior ``[missing]``, markers and lineages shown, and how the samples fared.

    ``fared`` is by system (samples that showed it, samples tried).
    """

    p: Array
    markers: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    fared: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """One bone as it stands on the list. ``by_system`` holds what a sample is expected to say, the chance to fail in it.

    Information in nats, ``names`` expected to be decided, ``spread`` the standard error of the information.
    """

    bone: Bone
    person: str
    chances: Mapping[str, float]
    by_system: Mapping[str, Worth]
    together: Worth
    grams: float
    next_of_person: bool = False

    @property
    def best(self) -> str:
        """The system that says most; empty where none says anything."""
        first = max(self.by_system, key=lambda s: (self.by_system[s].nats, s), default="")
        return first if first and self.by_system[first].nats > 0.0 else ""

    def value(self, by: By) -> float:
        """What the list is ranked by."""
        if by == "names":
            return self.together.names
        return self.together.nats / (self.grams if by == "gram" else 1.0)


def plan_samples(
    case: CaseFile,
    answer: Identification,
    *,
    bones: Sequence[Bone] | None = None,
    units: Mapping[str, Collection[str]] | None = None,
    rates: Rates | None = None,
    by: By = "names",
    threshold: float = 0.9995,
    complete: float = 0.25,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Cut, ...]:
    """Rank ``bones`` (default: all specimens of the case) under the joint ``answer``; ``units`` groups specimens as one person each.

    Refuses specimens of ``units`` that are not there or stand in two, and a case that lists no specimens.
    """
    if by not in ("information", "names", "gram"):
        raise InvalidCase(f"plan: ranked by {by!r}. Write information, names or gram.")
    bones, rates = bones_of(case) if bones is None else tuple(bones), rates or shipped_rates()
    informer = Informer(offered(case), case.panel, threshold=threshold, complete=complete, draws=draws, seed=seed)
    whose = _persons(bones, answer, units or {})
    states = _states(case, answer, bones, whose, informer)
    cuts = [cut_of(informer, bone, person, state, rates) for bone, (person, state) in zip(bones, states, strict=True)]
    return ranked(cuts, by)


def ranked(cuts: Sequence[Cut], by: By) -> tuple[Cut, ...]:
    """By value, largest first; the first of each person marked."""
    out, met = [], set()
    for c in sorted(cuts, key=lambda c: (-round(c.value(by), 12), -round(c.together.nats, 12), c.bone.specimen)):
        first = c.person not in met
        met.add(c.person)
        out.append(Cut(c.bone, c.person, c.chances, c.by_system, c.together, c.grams, first))
    return tuple(out)


def cut_of(informer: Informer, bone: Bone, person: str, state: State, rates: Rates) -> Cut:
    """What a sample of ``bone`` is expected to say of the person it is a part of."""
    rate = rates.of(bone.element, bone.treatment)
    chances = {s: next_chance(rate.chances[s], *state.fared.get(s, (0, 0))) for s in SYSTEMS}
    open_ = [s for s in SYSTEMS if s not in state.lines and (s == "autosomal" or s in informer.offered.types)]
    worths = informer.worths(state.p, open_, state.markers)
    single = {s: _times(worths[frozenset((s,))], chances[s]) for s in open_}
    shown = [(chance, worths[have]) for have, chance in _combinations(open_, chances)]
    nats, names = (math.fsum(c * getattr(w, k) for c, w in shown) for k in ("nats", "names"))
    together = Worth(nats, names, math.fsum(c * w.spread for c, w in shown))
    return Cut(bone, person, chances, single, together, rate.grams)


def _times(worth: Worth, chance: float) -> Worth:
    return Worth(chance * worth.nats, chance * worth.names, chance * worth.spread)


def _combinations(systems: Sequence[str], chances: Mapping[str, float]) -> list[tuple[frozenset[str], float]]:
    out = []
    for yes in itertools.product((False, True), repeat=len(systems)):
        have = frozenset(s for s, y in zip(systems, yes, strict=True) if y)
        if have:
            out.append((have, math.prod(chances[s] if s in have else 1.0 - chances[s] for s in systems)))
    return out


def bones_of(case: CaseFile) -> tuple[Bone, ...]:
    """The specimens that a case lists, with their samples that have a result; ``treatment`` where the table has that column."""
    table = case.extra.get("specimens")
    if not table or not table.get("specimen"):
        raise InvalidCase("plan: the case lists no specimens. Give a case with the table specimens.")
    samples: dict[str, list[str]] = {}
    cut = case.extra.get("samples", {"sample": [], "specimen": []})
    results = cut.get("result", ["none"] * len(cut["sample"]))
    for code, specimen, result in zip(cut["sample"], cut["specimen"], results, strict=True):
        if result:  # one that waits for its result has not failed
            samples.setdefault(specimen, []).append(code)
    names = list(table["specimen"])
    element, side, container, treatment = (
        [str(x or "") for x in table.get(c, [""] * len(names))] for c in ("element", "side", "container", "treatment")
    )
    return tuple(
        Bone(code, element[n], side[n], container[n], treatment[n], tuple(samples.get(code, ())))
        for n, code in enumerate(names)
    )


def _persons(bones: Sequence[Bone], answer: Identification, units: Mapping[str, Collection[str]]) -> list[str]:
    """The person of each bone: by its samples, by its unit, or its own code."""
    home = {code: who for held in (answer.people, answer.subjects) for who, codes in held.items() for code in codes}
    known, unit_of = {b.specimen for b in bones}, dict[str, str]()
    for unit, members in units.items():
        for code in members:
            if code not in known:
                raise InvalidCase(f"unit {unit}: specimen {code!r} is not in the case. Correct the code.")
            if code in unit_of:
                raise InvalidCase(f"specimen {code} stands in unit {unit_of[code]} and in {unit}. Keep it in one.")
            unit_of[code] = unit
    mine = [next((home[s] for s in b.samples if s in home), "") for b in bones]
    of_unit: dict[str, str] = {}
    for bone, who in zip(bones, mine, strict=True):
        if who and bone.specimen in unit_of:
            of_unit.setdefault(unit_of[bone.specimen], who)
    return [
        who or of_unit.get(unit_of.get(b.specimen, ""), unit_of.get(b.specimen, b.specimen))
        for b, who in zip(bones, mine, strict=True)
    ]


def _states(
    case: CaseFile, answer: Identification, bones: Sequence[Bone], whose: Sequence[str], informer: Informer
) -> list[tuple[str, State]]:
    profiles, remains = {p.id: p for p in case.profiles}, {r.subject: r for r in case.beside.remains}
    column = {m: n for n, m in enumerate(answer.missing)}
    places = np.array([column.get(m, -1) for m in informer.offered.missing], dtype=np.int64)
    rows = {v: n for n, v in enumerate(answer.victims)}
    prior = _prior(case, informer.offered.missing)
    by_person: dict[str, list[str]] = {}
    for bone, who in zip(bones, whose, strict=True):
        by_person.setdefault(who, []).extend(bone.samples)
    tried = {"autosomal": bool(profiles), "mtdna": any(r.mitotypes for r in remains.values())}
    tried["ystr"] = any(r.yhaplotypes for r in remains.values())
    states: dict[str, State] = {}
    for who, samples in by_person.items():
        p = np.where(places >= 0, answer.table[rows[who]][places], 0.0) if who in rows else prior
        markers = {m for s in samples if s in profiles for m in profiles[s].calls}
        shown = {
            "autosomal": sum(s in profiles for s in samples),
            "mtdna": sum(bool(remains[s].mitotypes) for s in samples if s in remains),
            "ystr": sum(bool(remains[s].yhaplotypes) for s in samples if s in remains),
        }
        fared = {s: (shown[s], len(samples)) for s in SYSTEMS if tried[s]}
        lines = frozenset(s for s in ("mtdna", "ystr") if shown[s])
        states[who] = State(p, frozenset(markers), lines, fared)
    return [(who, states[who]) for who in whose]


def _prior(case: CaseFile, missing: Sequence[str]) -> Array:
    """The posterior of somebody of whom nothing is known."""
    return np.array([logistic(prior_log_odds(case, m, case.prior.listed)) for m in missing])
