"""Trials: families with their true men and strangers, drawn in a matched or a mismatched world, and every pair scored.

A mismatched trial draws people from other tables than those told, with theta, linkage and rates of its own
(:mod:`repatria.simulate.world`); what the engine computes is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from repatria import reference
from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.kernels.scoring import lanes, score_all
from repatria.model import Conventions, Family, Panel, Profile
from repatria.reference import MARKERS
from repatria.simulate.genedrop import draw
from repatria.simulate.laboratory import make_quality, observe
from repatria.simulate.roster import Writer, draw_families, pedigree_of
from repatria.simulate.settings import Settings
from repatria.simulate.shapes import MIX, pick_shapes
from repatria.simulate.world import make_world
from repatria.tables.profiles import profile_columns

Array = NDArray[np.float64]
POPULATION = "US Caucasian"
CHUNK = 2_000
"""Profiles scored against all families at a time."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Families, the profile of each one's missing man, and profiles of strangers; ``kin`` is each family's kind of kin."""

    panel: Panel
    families: tuple[Family, ...]
    kin: tuple[str, ...]
    men: tuple[Profile, ...]
    strangers: tuple[Profile, ...]


def make_trial(
    seed: int, families: int, strangers: int, world: Literal["matched", "mismatched"], mix: Mapping[str, float] = MIX
) -> Trial:
    """Draw a trial. A quarter of the profiles are complete, the others partial with drop-out, as in the exercise."""
    rng = np.random.default_rng(seed)
    settings = Settings(world=world, mix=mix)
    place = make_world(rng, settings)
    shapes = pick_shapes(rng, mix, families)
    drawn = draw_families(rng, place, shapes, [POPULATION] * families, [False] * families)
    group = rng.choice(place.groups[POPULATION], strangers)
    unrelated = np.stack([draw(rng, place.genome, group) for _ in range(2)], axis=2)
    men = np.stack([d.genotypes[d.shape.codes.index(d.shape.missing[0])] for d in drawn])
    everyone = np.concatenate([men, unrelated])
    quality = make_quality(rng, settings, np.arange(len(everyone)), place.spread)
    codes = [f"T{i + 1:05d}" for i in range(families)] + [f"R{i + 1:05d}" for i in range(strangers)]
    groups = np.full(len(everyone), place.groups[POPULATION][0])
    shown = observe(rng, place.genome, place.alleles, codes, everyone, groups, quality, settings.dropin)
    writer = Writer(place.alleles)
    made = []
    for i, d in enumerate(drawn):
        at = {who: d.shape.codes.index(who) for who in d.shape.typed}
        typed = {w: writer.profile(f"F{i + 1:05d}-{w}", d.genotypes[k], d.sexes[k], "reference") for w, k in at.items()}
        man = f"M{i + 1:05d}"
        made.append(Family(f"F{i + 1:05d}", pedigree_of(d.shape, d.sexes, f"F{i + 1:05d}", [man]), (man,), typed))
    kin = tuple(d.shape.kind for d in drawn)
    return Trial(_told(made, shown), tuple(made), kin, tuple(shown[:families]), tuple(shown[families:]))


def prepared(trial: Trial, conventions: Conventions | None = None) -> PreparedFamilies:
    """The families' genotype tables."""
    return prepare(trial.families, trial.panel, conventions or Conventions())


def scores(tables: PreparedFamilies, profiles: Sequence[Profile], panel: Panel) -> Array:
    """Likelihood ratios of every profile against every missing person, ``[profiles, people]``, linear scale."""
    columns = profile_columns(profiles, panel)
    blocks = lanes(tables.tables)
    person = np.full(blocks.shape[0] * blocks.shape[2], -1, dtype=np.int64)
    person[: len(tables.lane_person)] = tables.lane_person
    weight = np.zeros(len(person))
    weight[: len(tables.lane_weight)] = tables.lane_weight
    values = np.zeros((len(profiles), len(tables.people)))
    score_all(
        blocks, person, weight, columns.first, columns.ends, columns.rows, columns.weights, columns.scale,
        np.ones(len(profiles)), values,
    )  # fmt: skip
    return values


@dataclass(frozen=True, eq=False)
class Scored:
    """Log LRs of the true pairs ``[families]``; of the false pairs counts at thresholds, a sample, and all above ``floor``.

    ``false_at`` counts false pairs with LR of at least each of ``thresholds``; ``false_high`` are the log LRs above ``floor``.
    """

    true_log_lr: Array
    false_sample: Array
    false_pairs: int
    thresholds: tuple[float, ...]
    false_at: tuple[int, ...]
    false_high: Array

    def posteriors(self, prior: float) -> tuple[Array, NDArray[np.bool_]]:
        """Posteriors of pairs at odds of ``prior`` before, with whether they are true; false pairs below the floor are left out."""
        odds = np.log(prior) - np.log1p(-prior)
        logs = np.concatenate([self.true_log_lr, self.false_high])
        right = np.concatenate([np.ones(len(self.true_log_lr), bool), np.zeros(len(self.false_high), bool)])
        return 1.0 / (1.0 + np.exp(-(logs + odds))), right


def score_trial(trial: Trial, floor: float = 1e3, sample: int = 20_000) -> Scored:
    """Score every family against its own man, the men of the others and the strangers."""
    tables = prepared(trial)
    everyone = [*trial.men, *trial.strangers]
    thresholds = tuple(10.0**k for k in range(10))
    counts = np.zeros(len(thresholds), dtype=np.int64)
    true, high, some = np.empty(len(trial.families)), [], []
    step = max(1, len(everyone) * len(trial.families) // sample)
    with np.errstate(divide="ignore"):
        for start in range(0, len(everyone), CHUNK):
            values = scores(tables, everyone[start : start + CHUNK], trial.panel)
            own = np.arange(start, min(start + len(values), len(trial.men)))
            true[own] = np.log(values[own - start, own])
            values[own - start, own] = -1.0
            false = values[values >= 0.0]
            counts += [int((false >= x).sum()) for x in thresholds]
            high.append(np.log(false[false >= floor]))
            some.append(np.log(false[::step]))
    total = len(everyone) * len(trial.families) - len(trial.men)
    return Scored(true, np.concatenate(some), total, thresholds, tuple(int(c) for c in counts), np.concatenate(high))


def _told(families: Sequence[Family], profiles: Sequence[Profile]) -> Panel:
    seen: dict[str, set[str]] = {marker: set() for marker in MARKERS}
    for profile in (*profiles, *(r for f in families for r in f.references.values())):
        for marker, call in profile.calls.items():
            seen[marker].update(call.alleles)
    return replace(reference.panel(alleles=seen), name="told")
