"""The sections of ``repatria calibrate``: each asks one question of the engine and answers with rows of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from repatria import reference
from repatria.evidence.kinship import Question, marker_likelihoods
from repatria.evidence.kinship.prepare import prepare
from repatria.model import NO_MUTATION, Conventions, Family, Panel
from repatria.model.casefile import Ancestors
from repatria.model.locus import Transform
from repatria.simulate.bulk import families, profiles
from repatria.simulate.calibration import cllr, marker_law, reliability, tail
from repatria.simulate.shapes import SHAPES
from repatria.simulate.singles import CLAIMS, Claim, enumerated_log_lr, single_families
from repatria.simulate.trials import CHUNK, Scored, make_trial, score_trial, scores

Array = NDArray[np.float64]
Rows = list[dict[str, Any]]

THRESHOLDS = tuple(10.0**k for k in range(10))
NIST_TOLD: Mapping[str, Sequence[tuple[str, str]]] = {
    "African American": [("fbi2015", "African American")],
    "Asian": [("kinsimu", "Chinese Han"), ("norstr", "East Asia")],
    "Caucasian": [("fbi2015", "Caucasian")],
    "Hispanic": [("fbi2015", "SW Hispanic")],
}
"""Tables told about the 1,036 people of NIST: never their own."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is drawn: families per kind of kin for the laws and for the tails, and genotypes of each; families and strangers
    of a trial; people for single claims and pairs of them enumerated."""

    law_families: int
    tail_families: int
    tail_draws: int
    trial_families: int
    strangers: int
    singles: int
    checked: int


SMALL = Size(1, 200, 500, 400, 2_000, 500, 200)
FULL = Size(3, 1_000, 2_000, 7_700, 10_000, 21_000, 200)
"""Full: 441 million pairs per single-relative claim, as many as the published check."""


def laws(seed: int, size: Size) -> Rows:
    """Σ P0(g)·LR(g) - 1 by convention and mutation, the worst over markers and families of every kind of kin."""
    panel = reference.panel()
    chosen = [f for i, kind in enumerate(SHAPES) for f in families(size.law_families, {kind: 1.0}, seed + i, panel)]
    cases: list[tuple[Ancestors, Transform | None, str, bool]] = [
        ("sum", "none", "stepwise", True),
        ("prune", None, "no mutation", True),
        ("prune", "MH", "stepwise, made reversible (MH)", True),
        ("prune", "BA", "stepwise, made reversible (BA)", True),
        ("prune", "PR", "stepwise, made reversible (PR)", True),
        ("prune", "none", "stepwise", False),
    ]
    out = []
    for ancestors, transform, said, exact in cases:
        told = mutating(panel, transform)
        fits = [f for f in chosen if _fits(f, told)]
        off = np.array([marker_law(f, told, Conventions(ancestors)) - 1.0 for f in fits])
        worst = np.unravel_index(np.abs(off).argmax(), off.shape)
        out.append(
            {
                "ancestors": ancestors,
                "mutation": said,
                "must_be_exact": exact,
                "families": len(fits),
                "worst": float(np.abs(off).max()),
                "marker": panel.loci[int(worst[1])].name,
                "product_of_markers": float(np.abs(np.prod(1.0 + off, axis=1) - 1.0).max()),
            }
        )
    return out


def mutating(panel: Panel, transform: Transform | None) -> Panel:
    """``panel`` with another transform of its mutation matrices, or without mutation for ``None``."""
    if transform is None:
        return replace(panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in panel.loci))
    changed = [
        replace(x, female=replace(x.female, transform=transform), male=replace(x.male, transform=transform)) for x in panel.loci
    ]
    return replace(panel, loci=tuple(changed))


def tails(seed: int, size: Size) -> Rows:
    """P0(LR >= x) against 1/x for each kind of kin and for single-relative claims."""
    panel = reference.panel(alleles=reference.known_alleles())
    out = []
    for i, kind in enumerate(SHAPES):
        tables = prepare(families(size.tail_families, {kind: 1.0}, seed + i, panel), panel, Conventions("sum"))
        for point in tail(tables, panel, np.random.default_rng([seed, i]), size.tail_draws, THRESHOLDS):
            out.append({"kin": kind, **asdict(point), "bound": 1.0 / point.x, "breach": point.breach})
    return out


@dataclass(frozen=True, eq=False)
class TrialAnswer:
    """What a trial showed in one world: rows of counts and of reliability, and the log LRs behind a Tippett plot."""

    world: str
    summary: dict[str, Any]
    counts: Rows
    bins: Rows
    scored: Scored


def trial(seed: int, size: Size, world: Literal["matched", "mismatched"]) -> TrialAnswer:
    """Everyone against everyone, in a world that is as told or is not; each family's prior is shared by all profiles alike."""
    drawn = make_trial(seed, size.trial_families, size.strangers, world)
    scored = score_trial(drawn)
    prior = 1.0 / (size.trial_families + size.strangers)
    posterior, right = scored.posteriors(prior)
    counts = [
        {"world": world, "x": x, "false_pairs": n, "chance": n / scored.false_pairs, "bound": 1.0 / x}
        for x, n in zip(scored.thresholds, scored.false_at, strict=True)
    ]
    kin = np.array(drawn.kin)
    summary = {
        "world": world,
        "true_pairs": len(scored.true_log_lr),
        "false_pairs": scored.false_pairs,
        "cllr": cllr(scored.true_log_lr, scored.false_sample),
        "cllr_by_kin": {k: cllr(scored.true_log_lr[kin == k], scored.false_sample) for k in SHAPES if (kin == k).any()},
        "prior": prior,
        "named": int((posterior >= 0.9995).sum()),
        "named_wrong": int((~right[posterior >= 0.9995]).sum()),
        "expected_wrong": float((1.0 - posterior[posterior >= 0.9995]).sum()),
    }
    bins = [{"world": world, **asdict(b)} for b in reliability(posterior, right)]
    return TrialAnswer(world, summary, counts, bins, scored)


def nist_false_pairs() -> Rows:
    """Real people not known to be relatives: all ordered pairs of the 1,036 of NIST under both single-relative claims."""
    people = reference.nist_profiles()
    known = reference.known_alleles()
    group = np.array([population for population, _ in people])
    everyone = [profile for _, profile in people]
    out = []
    for claim in CLAIMS:
        values = np.empty((len(people), len(people)))
        for population, sources in NIST_TOLD.items():
            mine = np.flatnonzero(group == population)
            panel = reference.panel(sources, alleles=known)
            tables = prepare(single_families([everyone[i] for i in mine], claim), panel, Conventions())
            values[:, mine] = scores(tables, everyone, panel)
        other = ~np.eye(len(people), dtype=bool)
        same = (group[:, None] == group[None, :]) & other
        for said, chosen in (("same population", same), ("different populations", other & ~same)):
            false = values[chosen]
            for x in THRESHOLDS:
                reached = int((false >= x).sum())
                out.append(
                    {"claim": claim, "pairs": said, "x": x, "n": len(false), "reached": reached, "allowed": len(false) / x}
                )
            out[-1]["largest_log10_lr"] = float(np.log10(false.max()))
    return out


def singles(seed: int, size: Size) -> tuple[Rows, Rows]:
    """The published design: single-person pedigrees, every pair. Rows of counts, and our ratio to full enumeration."""
    panel = reference.panel(alleles=reference.known_alleles())
    people, candidates = profiles(size.singles, seed, panel), profiles(size.singles, seed + 1, panel)
    rng = np.random.default_rng([seed, 2])
    counts, ratios = [], []
    for claim in CLAIMS:
        reached, best = np.zeros(len(THRESHOLDS), dtype=np.int64), []
        for start in range(0, len(people), CHUNK):
            tables = prepare(single_families(people[start : start + CHUNK], claim), panel, Conventions())
            for at in range(0, len(candidates), CHUNK):
                values = scores(tables, candidates[at : at + CHUNK], panel)
                reached += [int((values >= x).sum()) for x in THRESHOLDS]
                top = int(values.argmax())
                best.append((at + top // values.shape[1], start + top % values.shape[1], float(values.max())))
        n = len(people) * len(candidates)
        counts += [
            {"claim": claim, "x": x, "n": n, "reached": int(r), "allowed": n / x}
            for x, r in zip(THRESHOLDS, reached, strict=True)
        ]
        chosen = [(int(c), int(p)) for c, p in rng.integers(0, len(people), (size.checked, 2))]
        chosen += [(c, p) for c, p, _ in sorted(best, key=lambda b: -b[2])[: size.checked]]
        ratios.append({"claim": claim, **_ratios([(people[p], candidates[c]) for c, p in chosen], panel, claim)})
    return counts, ratios


def _ratios(pairs: Sequence[tuple[Any, Any]], panel: Panel, claim: Claim) -> dict[str, Any]:
    """Our LR over the enumerated one, least and greatest, for pairs of (relative, candidate)."""
    tables = prepare(single_families([relative for relative, _ in pairs], claim), panel, Conventions())
    ours = np.log(np.diagonal(scores(tables, [candidate for _, candidate in pairs], panel)))
    exact = np.array([enumerated_log_lr(relative, candidate, panel, claim, "prune") for relative, candidate in pairs])
    ratio = np.exp(ours - exact)
    return {"pairs": len(pairs), "least": float(ratio.min()), "greatest": float(ratio.max())}


def _fits(family: Family, panel: Panel) -> bool:
    """Whether the typed relatives fit their own pedigree under ``panel``; without mutation some do not."""
    known = {who: (profile,) for who, profile in family.references.items()}
    return bool((marker_likelihoods([Question(family.pedigree, known)], panel, Conventions()) > 0.0).all())
