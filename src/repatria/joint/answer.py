"""The joint answer: who is who, how surely, and what cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint.problem import Floats

NOBODY = "*"
WITHOUT_REFERENCE = "(listed, no reference)"
OTHERS = "(others)"


@dataclass(frozen=True, slots=True)
class InterchangeableSet:
    """These victims are these missing people; the data cannot order them."""

    victims: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Identification:
    """What all profiles and all families of an incident say together. Natural logarithms.

    best            victim -> missing person, or ``*``
    log_likelihood  log likelihood of the data under ``best``; relative to "nobody is identified" where only ratios are known
    table           float64[victims, missing + 2]: posteriors; the last two columns are "listed, but without a usable
                    reference" and "none of these"; rows sum to one
    log_glr         float64[victims, missing]: best log likelihood with the pairing minus best without; NaN where the pair
                    is no candidate or the value was not computed
    sets            solutions that the data cannot order
    prior           the prior as printed
    exact           every posterior is exact but for at most ``neglected_mass`` <= 1e-9
    method          how it was computed, with the estimated error of messages and the convergence of chains
    sensitivity     λ -> the whole answer under that λ
    grouping        how profiles were grouped into victims, if they were
    people          victim -> the profiles weighed as that person (empty for an incident, whose victims are profiles)
    subjects        victim -> its remains that have no autosomal profile, where the case knows of such
    lines           victim -> why: the log LR of each kind for its foremost names (:mod:`repatria.joint.why`)
    """

    victims: tuple[str, ...]
    missing: tuple[str, ...]
    best: Mapping[str, str]
    log_likelihood: float
    table: Floats
    possible: NDArray[np.bool_]
    log_glr: Floats
    sets: tuple[InterchangeableSet, ...]
    prior: Mapping[str, Any]
    exact: bool
    neglected_mass: float
    method: Mapping[str, Any]
    sensitivity: Mapping[str, Identification] = field(default_factory=dict)
    grouping: tuple[Mapping[str, Any], ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def not_found(self) -> dict[str, float]:
        """For each missing person, the probability of being among none of the victims who are named jointly.

        People weighed each for itself (:mod:`repatria.joint.apart`) may be parts of one man, so theirs are no chances to be added.
        """
        apart = bool(self.method.get("weighed_apart")) and bool(self.people)
        rows = [n for n, v in enumerate(self.victims) if not apart or self.people.get(v)]
        found = self.table[rows, : len(self.missing)].sum(axis=0)
        return {m: max(0.0, 1.0 - float(p)) for m, p in zip(self.missing, found, strict=True)}

    def probability(self, victim: str, missing: str) -> float:
        """Posterior that ``victim`` is ``missing`` (or ``*``)."""
        row = self.table[self.victims.index(victim)]
        return float(row[-1] if missing == NOBODY else row[self.missing.index(missing)])

    def ranked(self, victim: str, most: int = 10) -> list[tuple[str, float]]:
        """The most probable names of a victim with their posteriors, ``*`` among them."""
        row = self.table[self.victims.index(victim)]
        names = (*self.missing, WITHOUT_REFERENCE, NOBODY)
        order = np.argsort(-row, kind="stable")[:most]
        return [(names[c], float(row[c])) for c in order if row[c] > 0.0]

    @property
    def in_words(self) -> str:
        """How the posteriors were computed, in one line."""
        apart = self.method.get("weighed_apart")
        return self._how + (f"; {apart} without an autosomal profile weighed each for itself" if apart else "")

    @property
    def _how(self) -> str:
        if self.method.get("name") == "messages":
            together = f"{self.method['clusters']} clusters of at most {self.method['largest']} victims summed exactly"
            left = len(self.method.get("joint_ways_left_out", ()))
            rest = f"; in {left} families not every joint way was weighed" if left else ""
            return f"messages, {together}, error of a probability estimated at {self.method['estimated_error']:.1g}{rest}"
        if "chains" not in self.method:
            whole = f"{self.method.get('components', 1)} components of at most {self.method.get('largest', 0)} victims"
            left = len(self.method.get("joint_ways_left_out", ()))
            return f"exact, {whole}" if not left else f"summed over {whole}; in {left} families not every joint way was weighed"
        end = "converged" if self.method["converged"] else "NOT converged: sample longer"
        return (
            f"{self.method['chains']} Markov chains of {self.method['sweeps']} sweeps, R-hat {self.method['r_hat']:.4f}, "
            f"standard error at most {self.method['standard_error']:.2g}, {end}"
        )

    def to_json(self, least: float = 0.0) -> dict[str, Any]:
        """The documented answer as plain values; candidate names below ``least`` are summed up as ``(others)``."""
        document: dict[str, Any] = {
            "best": dict(self.best),
            "log_likelihood": self.log_likelihood,
            "posterior": self._posterior(least),
            "not_found": {m: p for m, p in self.not_found.items() if least == 0.0 or p < 1.0 - least},
            "glr": self._glr(least),
            "sets": [{"victims": list(s.victims), "missing": list(s.missing)} for s in self.sets],
            "prior": dict(self.prior),
            "exact": self.exact,
            "neglected_mass": self.neglected_mass,
            "method": self.in_words,
            "diagnostics": dict(self.method),
        }
        if self.sensitivity:
            document["answers"] = [{"listed": float(k), **a.to_json(least)} for k, a in self.sensitivity.items()]
        if self.lines:
            document["lines"] = {victim: dict(told) for victim, told in self.lines.items()}
        if self.grouping:
            document["grouping"] = [dict(g) for g in self.grouping]
        return document

    def _posterior(self, least: float) -> dict[str, dict[str, float]]:
        out = {}
        for victim, row, possible in zip(self.victims, self.table, self.possible, strict=True):
            shown = np.flatnonzero(possible & (row[:-2] >= least))
            values = {self.missing[c]: float(row[c]) for c in shown}
            rest = math.fsum(row[:-2]) - math.fsum(values.values())
            if least > 0.0:
                values[OTHERS] = max(0.0, rest)
            if row[-2] > 0.0:
                values[WITHOUT_REFERENCE] = float(row[-2])
            out[victim] = {**values, NOBODY: float(row[-1])}
        return out

    def _glr(self, least: float) -> dict[str, dict[str, float | str | None]]:
        out: dict[str, dict[str, float | str | None]] = {}
        for victim, logs, row in zip(self.victims, self.log_glr, self.table, strict=True):
            shown = range(len(self.missing)) if least == 0.0 else np.flatnonzero(row[:-2] >= least)
            out[victim] = {self.missing[c]: _ratio(float(logs[c])) for c in shown}
        return out


def _ratio(log_value: float) -> float | str | None:
    """A likelihood ratio for JSON: ``"inf"`` where infinite or beyond a float, null where it is not defined."""
    if math.isnan(log_value):
        return None
    if log_value > 709.0:
        return "inf"
    return math.exp(log_value)
