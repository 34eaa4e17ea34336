"""The posterior when a reference may be wrong: a relation told wrongly, a sample of another family, a whole file of another man.

Scenarios e, at most one error at a time, for candidate U, missing M of family F, donors D_1..D_k, donor i with r_i agreeing samples::

    e0   nothing is wrong
    s_i  the sample or samples of donor i belong to another listed family      prior ε_sample ^ r_i
    r_i  the stated relation of donor i is wrong and tells nothing about M     prior ε_relation
    l    the told parent of a child, M or a descendant of M, is somebody else  prior ε_relation
    f    the whole file belongs to another listed missing person               prior ε_file

Errors are independent, so that the prior weight of one error relative to none is its odds ε / (1 - ε); two errors at once
(below 1.5e-4 with two donors and the shipped numbers, nearly all of it two wrong relations) are not weighed. The references speak first::

    w_e ∝ P(e) P(R | e),    P(R | s_i) = P(R | r_i) = P(R without i) P(R_i),    P(R | f) = P(R | e0)

so that donors whose kinship the data confirm (K_i = P(R) / (P(R without i) P(R_i)) large, :mod:`repatria.evidence.kinship.donors`)
refute the scenarios of one of them alone: w(s_i) / w(e0) = odds(ε_sample ^ r_i) / K_i. A widow and her child do so although the child
may be another man's; hence l, whose weight is odds(ε_relation) / K_l with the child still hers (:mod:`repatria.evidence.kinship.links`).
Where l parts one donor from all others, it says what r_i says, and is weighed once, as r_i.

Then the candidate. A child has a parent: under l (and r_i in its place) somebody O stands where M was told to stand, and with
probability q = ``also_missing`` he is missing too, listed or not, with the prior weight of M. U as O weighs LR_O(l).

Relative to "U is somebody unrelated", P(X | U is M, R, e) weighs LR_all under e0, LR_without_i under s_i and r_i, LR_cut under l, 1
under f; with the weights this is A. Under s_i and f the samples tell of another listed person, to whom U is then compared with
LR_only_i and LR_all; each of the N - 1 others is that person with probability 1 / (N - 1) and has M's own prior weight, so that N
falls out; this is B. All else that U may be has the weight Z relative to "U is M" at LR 1. Without error
p = LR_all / (LR_all + Z), hence Z = LR_all (1 - p) / p, and competition in the joint answer is inside Z. With error::

    A = Σ_e w_e LR_e        B = Σ_i w(s_i) LR_only_i + q Σ_l w(l) LR_O(l) + w(f) LR_all        P = A / (A + B + LR_all (1 - p) / p)

What is approximate: links above M (his own parents) are weighed only where they part one donor, as r_i; two children by one
other man are two errors at once, and not weighed; the other person's own references are taken to say nothing of U (they would
only make B smaller, as U would already be weighed with them in Z).

The cap is P at Z = 0: what no further evidence about U can exceed. With one donor and a decisive candidate it is (1 - w_s - w_f) up to
w_r, near 1 - ε_sample; with that donor sampled again near 1 - ε_file; a child alone stays below 1 - q ε_relation however often sampled.

Source: the shape is that of a mixture over error events (for DNA laboratory error, Thompson, Taroni & Aitken 2003, J. Forensic
Sci. 48:47-54); scenarios and numbers are assumptions of this project, the first two as in its exercise: 1 % of relations,
0.2 % of samples. Two marker systems typed from one tube are one sample: they share its error and never count as two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from repatria.errors import InvalidCase, InvalidInput
from repatria.evidence.kinship.donors import DonorWeights, KinshipConfirmed, donor_weights
from repatria.evidence.kinship.questions import Evidence, as_tuple
from repatria.joint.kinds import Kinds
from repatria.joint.line_weights import NOTHING, LineWeights, line_weights
from repatria.model.casefile import CaseFile
from repatria.model.family import Family

What = Literal["nothing wrong", "sample", "relation", "parent", "file"]
LARGEST = 0.5
"""No stated probability of error may reach this: references worse than a coin are no references."""


@dataclass(frozen=True, slots=True)
class ReferenceErrors:
    """How often references are wrong, as probabilities from 0 to below 0.5; all are assumptions.

    ``relation`` a stated relation is wrong; ``sample`` one sample is another family's; ``file`` a whole file is. ``also_missing``, up
    to 1: where a child's told parent is wrong, the true one is among the missing too, listed or not.
    """

    relation: float = 0.01
    sample: float = 0.002
    file: float = 0.0001
    also_missing: float = 0.1

    def __post_init__(self) -> None:
        for name in ("relation", "sample", "file"):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0.0 <= value < LARGEST):
                raise InvalidInput(f"reference errors: {name} {value!r}. Use a probability from 0 to below {LARGEST:g}.")
        if not (math.isfinite(self.also_missing) and 0.0 <= self.also_missing <= 1.0):
            raise InvalidInput(f"reference errors: also_missing {self.also_missing!r}. Use a probability from 0 to 1.")


SHIPPED = ReferenceErrors()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which the references may be wrong.

    ``prior`` and ``weight`` (given the references) sum to one over the scenarios; ``log_lr`` is for "U is M", ``log_lr_other``
    for "U is the listed person to whom the samples belong", or for the true parent of a child, times the probability that he is
    missing (``-inf`` where there is none). ``donor`` is the child where ``what`` is ``parent``. Natural logarithms.
    """

    what: What
    donor: str
    prior: float
    weight: float
    log_lr: float
    log_lr_other: float


@dataclass(frozen=True, slots=True)
class ReferenceWeighed:
    """A candidate weighed over all scenarios. Natural logarithms; ``log_lr`` with all donors and no error (LR_all).

    ``log_a`` and ``log_b`` as in the module's text; ``cap`` the posterior that no further evidence about the candidate exceeds.
    """

    scenarios: tuple[Scenario, ...]
    log_lr: float
    log_a: float
    log_b: float
    cap: float
    confirmed: KinshipConfirmed
    errors: ReferenceErrors
    samples: Mapping[str, int]

    def odds(
        self, posterior: float, *, rest: float | None = None, log_prior_odds: float | None = None, log_leads: float = 0.0
    ) -> float:
        """Natural log odds that U is M with reference error, from the joint ``posterior`` without.

        ``rest`` is 1 - posterior where that is known better than by subtraction. Where the joint answer says 0 or the LR is 0, Z
        cannot be read from it; it is then 1 / prior odds (``log_prior_odds``), needed only there. ``log_leads`` multiplies A only:
        leads speak for M against everybody else.
        """
        if not 0.0 <= posterior <= 1.0:
            raise InvalidInput(f"posterior {posterior!r}: not a probability. Give a number from 0 to 1.")
        beside = max(0.0, 1.0 - posterior) if rest is None else rest
        if not 0.0 <= beside <= 1.0:
            raise InvalidInput(f"rest {rest!r}: not a probability. Give 1 - posterior.")
        if posterior > 0.0 and self.log_lr > -math.inf:
            log_z = self.log_lr + (math.log(beside) if beside > 0.0 else -math.inf) - math.log(posterior)
        elif log_prior_odds is None:
            raise InvalidInput("reference error: the joint posterior or the LR is 0. Give the prior log odds.")
        else:
            log_z = -log_prior_odds
        against = _log_sum([self.log_b, log_z])
        if against == -math.inf:
            return math.inf
        return self.log_a + log_leads - against if self.log_a > -math.inf else -math.inf

    def posterior(
        self, posterior: float, *, rest: float | None = None, log_prior_odds: float | None = None, log_leads: float = 0.0
    ) -> float:
        """P(U is M) with reference error; arguments as for :meth:`odds`."""
        return logistic(self.odds(posterior, rest=rest, log_prior_odds=log_prior_odds, log_leads=log_leads))


def weigh_reference_error(
    case: CaseFile,
    unit: Evidence,
    family: Family,
    missing: str,
    *,
    errors: ReferenceErrors = SHIPPED,
    samples: Mapping[str, int] | None = None,
    kinds: Kinds | None = None,
) -> ReferenceWeighed:
    """Weigh ``unit`` (profiles of one unknown person) as ``missing`` of ``family`` over all scenarios of reference error.

    ``samples`` counts the agreeing samples (tubes, not marker systems) of a donor; 1 where not told. ``kinds`` are the kinds beside
    autosomal DNA, weighed for this one person.
    """
    donors, shown = donor_weights(case, family, unit, missing), as_tuple(unit)
    if kinds is None:
        return mix(donors, errors=errors, samples=samples)
    column = [m for f in case.families for m in f.missing].index(missing)
    links = [(x.child, x.parent) for x in donors.links]
    record = float(kinds.independent[0, column])
    lines = line_weights(case, kinds.lineages, shown, family, missing, links, record)
    return mix(donors, errors=errors, samples=samples, lines=lines)


def mix(
    donors: DonorWeights,
    *,
    errors: ReferenceErrors = SHIPPED,
    samples: Mapping[str, int] | None = None,
    lines: LineWeights = NOTHING,
) -> ReferenceWeighed:
    """The scenarios of ``donors`` with their weights, A, B and the cap; ``lines`` fall with the donor whose sample they are of."""
    everybody = (*donors.donors, *(d for d in lines.donors if d not in donors.donors))
    counted = _counted(everybody, samples or {})
    whole = donors.log_lr + lines.log_lr
    also = math.log(errors.also_missing) if errors.also_missing > 0.0 else -math.inf
    single = {x.donor: x.other for x in donors.links if x.donor}
    rows: list[tuple[What, str, float, float, float, float]] = [("nothing wrong", "", 0.0, 0.0, whole, -math.inf)]
    for d in everybody:
        less = -donors.confirmed.by_donor.get(d, 0.0)
        swapped = _log_odds(errors.sample ** counted[d])
        without = donors.without.get(d, donors.log_lr) + lines.without.get(d, lines.log_lr)
        mine = lines.only.get(d, 0.0)
        rows.append(("sample", d, swapped, less, without, donors.only.get(d, 0.0) + mine))
        rows.append(("relation", d, _log_odds(errors.relation), less, without, also + single.get(d, -math.inf) + mine))
    for x in donors.links:
        if not x.donor:
            cut, side = lines.cut.get(x.child, lines.log_lr), lines.side.get(x.child, 0.0)
            rows.append(("parent", x.child, _log_odds(errors.relation), -x.log_k, x.without + cut, also + x.other + side))
    if everybody:
        rows.append(("file", "", _log_odds(errors.file), 0.0, 0.0, whole))
    prior = _shares([row[2] for row in rows])
    weight = _shares([row[2] + row[3] if row[2] > -math.inf else -math.inf for row in rows])
    scenarios = tuple(
        Scenario(what, donor, p, w, lr + lines.record, other)
        for (what, donor, _, _, lr, other), p, w in zip(rows, prior, weight, strict=True)
    )
    log_a = _log_sum([math.log(s.weight) + s.log_lr for s in scenarios if s.weight > 0.0])
    log_b = _log_sum([math.log(s.weight) + s.log_lr_other for s in scenarios if s.weight > 0.0])
    cap = 0.0 if log_a == -math.inf else logistic(log_a - log_b)
    return ReferenceWeighed(scenarios, whole + lines.record, log_a, log_b, cap, donors.confirmed, errors, counted)


def logistic(log_odds: float) -> float:
    """The probability with these natural log odds."""
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds)) if log_odds > -700.0 else 0.0


def _counted(donors: Sequence[str], samples: Mapping[str, int]) -> dict[str, int]:
    for who, count in samples.items():
        if who not in donors:
            raise InvalidCase(
                f"samples of {who!r}: not a typed donor of the family. Choose among {', '.join(donors) or 'nobody'}."
            )
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise InvalidCase(f"samples of {who!r}: {count!r}. Count the agreeing samples with a whole number from 1.")
    return {d: samples.get(d, 1) for d in donors}


def _log_odds(p: float) -> float:
    return math.log(p) - math.log1p(-p) if p > 0.0 else -math.inf


def _log_sum(logs: Sequence[float]) -> float:
    peak = max(logs, default=-math.inf)
    if not math.isfinite(peak):
        return peak
    return peak + math.log(math.fsum(math.exp(x - peak) for x in logs))


def _shares(logs: Sequence[float]) -> list[float]:
    total = _log_sum(logs)
    if total == math.inf:  # the stated pedigree is impossible: only the scenarios that explain it remain
        return _shares([0.0 if x == math.inf else -math.inf for x in logs])
    return [math.exp(x - total) for x in logs]
