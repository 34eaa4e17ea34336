"""Who belongs to whom: every partition by hand, the walk against it, and what may never lie together."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest
from scipy.special import gammaln, logsumexp
from scipy.stats import multivariate_normal

from repatria.bench.bones_rebuild import rand, shares
from repatria.evidence.bones import layout, partition, same
from repatria.evidence.bones.bounds import Bounds
from repatria.model.bones import MeasuredBone
from repatria.reference.osteometry import bone_model
from repatria.tables.bones import centres

MODEL = bone_model()
WEIGHTS = same.pool_weights(MODEL)


@cache
def bones() -> tuple[MeasuredBone, ...]:
    """Two people with three bones each and a stray femur, drawn from the model; two values a bone."""
    rng, out = np.random.default_rng(5), []
    for who, kinds in enumerate((("femur L", "femur R", "tibia L"), ("femur L", "tibia L", "tibia R"))):
        f = rng.standard_normal(MODEL.loadings.shape[1]) * 1.6
        rest = {e: rng.multivariate_normal(np.zeros(len(MODEL.shared[e])), MODEL.shared[e]) for e in ("femur", "tibia")}
        for kind in kinds:
            element, side = kind.split()
            first, end = MODEL.spans[element]
            own = rng.multivariate_normal(np.zeros(end - first), MODEL.own[element])
            x = centres(MODEL, element, side)[0] + MODEL.loadings[first:end] @ f + rest[element] + own
            values = {c: float(np.exp(v)) for c, v in list(zip(MODEL.codes_of(element), x, strict=True))[:2]}
            out.append(MeasuredBone(f"{who} {kind}", element, side, values))
    return tuple(out)


def by_hand(held: tuple[MeasuredBone, ...]) -> float:
    """ln p(everything in a cluster) from one covariance matrix; without the heavy tails, so for clusters without antimeres."""
    x, rows, pools = [], [], []
    for bone in held:
        first, _ = MODEL.spans[bone.element]
        js = [j for j, c in enumerate(MODEL.codes_of(bone.element)) if c in bone.values]
        x += [np.log(bone.values[MODEL.codes_of(bone.element)[j]]) for j in js]
        rows += [(first + j, bone) for j in js]
        pools.append(centres(MODEL, bone.element, bone.side)[:, js])
    middle = np.concatenate(pools, axis=1)
    cov = np.empty((len(rows), len(rows)))
    for (i, (a, one)), (j, (b, two)) in itertools.product(enumerate(rows), repeat=2):
        cov[i, j] = MODEL.loadings[a] @ MODEL.loadings[b]
        if one.element == two.element:
            first = MODEL.spans[one.element][0]
            cov[i, j] += MODEL.shared[one.element][a - first, b - first]
            cov[i, j] += MODEL.own[one.element][a - first, b - first] * (one is two)
    return float(logsumexp([np.log(w) + multivariate_normal.logpdf(x, m, cov) for w, m in zip(WEIGHTS, middle, strict=True)]))


@cache
def told() -> layout.Problem:
    return layout.problem(same.prepare(bones(), MODEL), MODEL, WEIGHTS)


class TestAgainstTheTwin:
    def test_all_bones_of_a_cluster_share_one_body(self) -> None:
        """Three bones of three elements at once, not three pairs."""
        three = tuple(
            MeasuredBone(
                e,
                e,
                "L",
                {c: float(np.exp(v) * 1.05) for c, v in zip(MODEL.codes_of(e), centres(MODEL, e, "L")[0], strict=True)},
            )
            for e in ("femur", "humerus", "tibia")
        )
        exact = partition.solve(layout.problem(same.prepare(three, MODEL), MODEL, WEIGHTS), 1)
        prior = layout.log_people(np.array([1, 1, 1]))
        parts = [((0, 1, 2),), ((0, 1), (2,)), ((0, 2), (1,)), ((1, 2), (0,)), ((0,), (1,), (2,))]
        logs = [sum(by_hand(tuple(three[i] for i in c)) for c in part) + prior[len(part)] for part in parts]
        want = np.exp(np.array(logs) - logsumexp(logs))
        assert sorted(exact.weights) == pytest.approx(sorted(want), abs=1e-9)

    def test_a_pair_of_sides_alone_has_the_density_of_the_pair_model(self) -> None:
        two = tuple(b for b in bones() if b.code in ("0 femur L", "0 femur R"))
        found = partition.solve(layout.problem(same.prepare(two, MODEL), MODEL, WEIGHTS), 1)
        ready = same.prepare(two, MODEL)
        a, b = ready[0], ready[1]
        mixed = [logsumexp(x.heavy[0] + same.logs(WEIGHTS)) for x in (a, b)]
        from repatria.bench.bones_held_out import twin

        n = MODEL.reference_n("femur", "femur")
        lr = same.compare(a, b, MODEL, WEIGHTS).log_lr[0, 0]
        assert lr == pytest.approx(twin(two[0], two[1], MODEL, WEIGHTS), abs=1e-9) and abs(lr) < np.log(n)
        assert np.isfinite(mixed).all() and found.exact and found.weights.sum() == pytest.approx(1.0)

    def test_the_walk_finds_what_counting_every_partition_finds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        exact = partition.solve(told(), 1)
        monkeypatch.setattr(partition, "EXACT", 0)
        monkeypatch.setattr(partition, "MOST_SWEEPS", 1500)
        walked = partition.solve(told(), 1)
        a, b = (np.array(x) for x in zip(*itertools.combinations(range(len(bones())), 2), strict=True))
        np.testing.assert_allclose(partition.together(walked, a, b), partition.together(exact, a, b), atol=0.06)
        again = partition.solve(told(), 1)
        assert again.labels.tobytes() == walked.labels.tobytes()


class TestLaws:
    def test_two_of_one_side_and_two_lines_never_lie_together(self) -> None:
        lines = {0: "A", 2: "B"}
        found = partition.solve(layout.problem(same.prepare(bones(), MODEL), MODEL, WEIGHTS, Bounds(lines=lines)), 1)
        place = {int(i): k for k, i in enumerate(found.index)}
        for labels in found.labels:
            assert labels[place[0]] != labels[place[2]] and labels[place[0]] != labels[place[3]]

    def test_the_prior_is_that_of_handing_bones_to_people(self) -> None:
        """Two bones of two kinds: Σ_K 1/K · K/K² together, Σ_K 1/K · K(K−1)/K² apart, over the numbers K that are summed."""
        prior = layout.log_people(np.array([1, 1]))
        people = np.arange(1, 3 * 2 + 12)
        assert prior[1] == pytest.approx(np.log((1 / people * people / people**2).sum()))
        assert prior[2] == pytest.approx(np.log((1 / people * people * (people - 1) / people**2).sum()))
        assert gammaln(1) == 0.0

    def test_the_summary_is_a_partition_with_shares(self) -> None:
        cluster, stability, alone = partition.summary(partition.solve(told(), 1))
        assert cluster[0] == 0 and len(cluster) == len(bones())
        assert ((stability >= 0) & (stability <= 1)).all() and ((alone >= 0) & (alone <= 1 + 1e-9)).all()


class TestMeasures:
    def test_rand_and_shares_of_a_small_grouping(self) -> None:
        truth, found = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
        # pairs: 6 true, 3 found, 2 in both; of 15 -> (2 - 1.2) / (4.5 - 1.2)
        assert rand(truth, found) == pytest.approx(0.8 / 3.3)
        assert shares(truth, found) == pytest.approx((2 / 3, 2 / 6))
        assert rand(truth, truth) == 1.0
