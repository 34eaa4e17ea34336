"""The scoring kernel against loops and sorting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.screening_naive import lists
from repatria.kernels.scoring import LANES, keep_best, lanes, score, score_all

LOCI, ROWS = 3, 5


def inputs(rng: np.random.Generator, people: int, profiles: int, mixed: bool) -> dict[str, np.ndarray]:
    """Random tables and columns with few distinct values, so that ties are common."""
    counts = rng.integers(1, 4, people) if mixed else np.ones(people, dtype=np.int64)
    lane_person = np.repeat(np.arange(people), counts)
    lane_weight = np.where(counts[lane_person] == 1, 1.0, rng.choice([0.0, 0.25, 1.0], len(lane_person)))
    tables = rng.choice([0.0, 0.5, 1.0, 2.0], (len(lane_person), LOCI * ROWS), p=[0.1, 0.3, 0.3, 0.3])
    typed = rng.random((profiles, LOCI)) < 0.8
    ends, rows, weights = [0], [], []
    for r, x in zip(*np.nonzero(typed), strict=True):
        del r
        n = int(rng.integers(1, 4))
        rows += (x * ROWS + rng.integers(0, ROWS, n)).tolist()
        weights += rng.choice([0.5, 1.0], n).tolist()
        ends.append(len(rows))
    pad = -len(lane_person) % LANES
    return {
        "tables": tables,
        "lane_person": np.r_[lane_person, np.full(pad, -1)],
        "lane_weight": np.r_[lane_weight, np.zeros(pad)],
        "sex_person": rng.integers(0, 3, people),
        "first": np.r_[0, np.cumsum(typed.sum(axis=1))].astype(np.int64),
        "ends": np.array(ends, dtype=np.int64),
        "rows": np.array(rows, dtype=np.int64),
        "weights": np.array(weights),
        "scale": rng.choice([1.0, 2.0], len(ends) - 1),
        "correction": rng.choice([1.0, 0.5], profiles),
        "sex_profile": rng.integers(0, 3, profiles),
        "informative": rng.random((people, LOCI)) < 0.8,
        "typed": typed,
    }


def naive(x: dict[str, np.ndarray], people: int) -> np.ndarray:
    profiles = len(x["first"]) - 1
    out = np.zeros((profiles, people))
    for r in range(profiles):
        for lane, table in enumerate(x["tables"]):
            value = 1.0
            for n in range(x["first"][r], x["first"][r + 1]):
                terms = range(x["ends"][n], x["ends"][n + 1])
                value *= x["scale"][n] * sum(x["weights"][t] * table[x["rows"][t]] for t in terms)
            out[r, x["lane_person"][lane]] += value * x["lane_weight"][lane] * x["correction"][r]
    return out


def run(x: dict[str, np.ndarray], people: int, best: int, threshold: float, room: int = 4096):  # type: ignore[no-untyped-def]
    profiles = len(x["first"]) - 1
    of_profile = np.zeros((profiles, best)), np.full((profiles, best), people + 99)
    of_person = np.zeros((people, best)), np.full((people, best), profiles + 99)
    above = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64), np.zeros(room)
    counts = score(
        lanes(x["tables"]), x["lane_person"], x["lane_weight"], x["sex_person"],
        x["first"], x["ends"], x["rows"], x["weights"], x["scale"], x["correction"], x["sex_profile"], threshold,
        *of_profile, *of_person, *above, x["informative"], x["typed"],
    )  # fmt: skip
    return counts, of_profile, of_person, above


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    people=st.integers(1, 40),
    profiles=st.integers(1, 9),
    best=st.integers(1, 12),
    mixed=st.booleans(),
    threshold=st.sampled_from([0.5, 1.0, 4.0, 1e6]),
)
def test_lists_and_counts(seed: int, people: int, profiles: int, best: int, mixed: bool, threshold: float) -> None:
    """Values are small binary fractions, so that sums and products are exact and ties are ties."""
    x = inputs(np.random.default_rng(seed), people, profiles, mixed)
    values = naive(x, people)
    unlike = x["sex_profile"][:, None] * x["sex_person"][None, :] == 2
    allowed = ~unlike & ((x["typed"][:, None, :] & x["informative"][None, :, :]).any(axis=2))
    counts, (best_profile, who_profile), (best_person, who_person), above = run(x, people, best, threshold)
    assert counts[1] == unlike.sum() and counts[2] == (~unlike & (values == 0.0)).sum()
    passing = sorted(zip(*np.nonzero(allowed & (values >= threshold)), strict=True))
    assert counts[0] == len(passing)
    assert sorted(zip(above[0][: counts[0]], above[1][: counts[0]], strict=True)) == passing
    kept = {(r, w): v for r in range(profiles) for w, v in zip(who_profile[r], best_profile[r], strict=True) if v > 0.0}
    kept |= {(r, w): v for w in range(people) for r, v in zip(who_person[w], best_person[w], strict=True) if v > 0.0}
    kept |= {(r, w): v for r, w, v in zip(*(a[: counts[0]] for a in above), strict=True)}
    assert set(kept) == set(lists(values, allowed, best, threshold))
    assert all(values[cell] == value for cell, value in kept.items())


@pytest.mark.parametrize("weight", [(1.0, 0.0), (0.0, 1.0), (1.0, 1e-18), (0.5, 0.5)])
def test_a_person_with_two_pools_is_one_person_on_every_list(weight: tuple[float, float]) -> None:
    x = inputs(np.random.default_rng(0), 2, 3, mixed=False)
    x["tables"] = np.ones((4, LOCI * ROWS))
    x["lane_person"][:4], x["lane_weight"][:4] = [0, 0, 1, 1], [*weight, *weight]
    x["sex_person"][:], x["informative"][:], x["typed"][:] = 0, True, True
    counts, _, (_, who_person), above = run(x, 2, 5, 1e-300)
    pairs = list(zip(above[0][: counts[0]], above[1][: counts[0]], strict=True))
    assert counts == (6, 0, 0) and len(set(pairs)) == 6
    assert all(sorted(who_person[w])[:3] == [0, 1, 2] for w in (0, 1))


def test_an_impossible_pool_with_a_wild_table_adds_nothing() -> None:
    x = inputs(np.random.default_rng(0), 1, 1, mixed=False)
    x["tables"] = np.stack([np.full(LOCI * ROWS, 1e300), np.ones(LOCI * ROWS)])
    x["lane_person"][:2], x["lane_weight"][:2] = [0, 0], [0.0, 1.0]
    x["sex_person"][:], x["informative"][:], x["typed"][:] = 0, True, True
    _, (best_profile, _), _, _ = run(x, 1, 1, 1e-300)
    values = np.zeros((1, 1))
    score_all(
        lanes(x["tables"]), x["lane_person"], x["lane_weight"], x["first"], x["ends"], x["rows"], x["weights"], x["scale"],
        x["correction"], values,
    )  # fmt: skip
    assert 0.0 < best_profile[0, 0] < 100.0 and values[0, 0] == best_profile[0, 0]


def test_more_than_there_is_room_for_is_counted() -> None:
    x = inputs(np.random.default_rng(3), 30, 8, mixed=True)
    full, *_ = run(x, 30, 2, 1e-9)
    short, _, _, above = run(x, 30, 2, 1e-9, room=5)
    assert short == full and full[0] > 5 and len(above[0]) == 5


def test_what_a_double_cannot_hold_is_kept_as_infinite() -> None:
    x = inputs(np.random.default_rng(0), 1, 1, mixed=False)
    x["tables"] = np.full((1, LOCI * ROWS), 1e300)
    x["sex_person"][:], x["informative"][:], x["typed"][:] = 0, True, True
    x["first"], x["ends"], x["rows"] = np.array([0, 2]), np.array([0, 1, 2]), np.array([0, 1])
    x["weights"], x["scale"] = np.ones(2), np.ones(2)
    counts, (best_profile, _), _, _ = run(x, 1, 1, 1e4)
    assert counts[0] == 1 and np.isposinf(best_profile[0, 0])


def test_without_flags_every_pair_has_something_in_common() -> None:
    x = inputs(np.random.default_rng(3), 5, 4, mixed=False)
    x["informative"][:], x["typed"][:] = True, True
    flagged = run(x, 5, 3, 0.5)
    x["informative"], x["typed"] = None, None  # type: ignore[assignment]
    plain = run(x, 5, 3, 0.5)
    assert flagged[0] == plain[0] and all((a == b).all() for a, b in zip(flagged[1], plain[1], strict=True))


@given(values=st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0]), max_size=30), k=st.integers(1, 6))
def test_keep_best_is_sorting(values: list[float], k: int) -> None:
    best, who = np.zeros(k), np.full(k, 999)
    for i, v in enumerate(values):
        keep_best(v, i, best, who)
    expected = sorted(range(len(values)), key=lambda i: (-values[i], i))[:k]
    assert who.tolist()[: len(expected)] == expected


def test_scores_of_all_pairs() -> None:
    x = inputs(np.random.default_rng(9), 21, 7, mixed=True)
    values = np.zeros((7, 21))
    score_all(
        lanes(x["tables"]), x["lane_person"], x["lane_weight"], x["first"], x["ends"], x["rows"], x["weights"], x["scale"],
        x["correction"], values,
    )  # fmt: skip
    assert (values == naive(x, 21)).all()
