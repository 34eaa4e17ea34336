"""The discrete Laplace mixture: a fit that was printed, and its laws."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from repatria.kernels.discrete_laplace import Fit, best_fit, fit, frequencies

DANES = Path(__file__).parents[2] / "data-gpl/src/repatria_data_gpl/ystr_danes.csv"


@pytest.fixture(scope="module")
def danes() -> np.ndarray:
    rows = list(csv.DictReader(DANES.read_text().splitlines()))
    return np.array([[int(v) for k, v in r.items() if k != "n"] for r in rows for _ in range(int(r["n"]))])


def test_the_fit_printed_in_the_vignette_of_disclapmix(danes: np.ndarray) -> None:
    """Introduction to disclapmix, 5 June 2018: four clusters by BIC; central haplotypes and dispersion of 185 Danish men."""
    found = best_fit(danes)
    assert len(found.weights) == 4
    printed = {
        (14, 13, 29, 24, 11, 13, 13, 15, 12, 12): (
            0.1519902, 0.10790796, 0.2309797, 0.2190487, 0.11291165,
            0.06488933, 0.10614775, 0.04510183, 0.04104708, 0.1842068,
        ),
        (15, 14, 31, 23, 10, 12, 14, 14, 10, 11): (
            0.2119974, 0.15051099, 0.3221725, 0.3055310, 0.15749018,
            0.09050823, 0.14805584, 0.06290844, 0.05725284, 0.2569333,
        ),
        (15, 13, 30, 25, 10, 11, 13, 14, 11, 11): (
            0.1874694, 0.13309693, 0.2848973, 0.2701812, 0.13926864,
            0.08003646, 0.13092584, 0.05562996, 0.05062871, 0.2272062,
        ),
        (14, 12, 28, 22, 10, 11, 13, 16, 10, 11): (
            0.1235191, 0.08769439, 0.1877120, 0.1780160, 0.09176078,
            0.05273412, 0.08626391, 0.03665325, 0.03335805, 0.1497008,
        ),
    }  # fmt: skip
    for centre, dispersion in zip(found.centres, found.dispersion, strict=True):
        assert dispersion == pytest.approx(printed[tuple(centre.tolist())], rel=0.01)


def test_one_cluster_by_hand() -> None:
    """One marker, 10 ten times and 11 twice: mean distance 1/6 = 2p / (1 - p²)."""
    found = fit(np.array([[10]] * 10 + [[11]] * 2), 1)
    p = float(found.dispersion[0, 0])
    assert found.centres.tolist() == [[10]] and 2 * p / (1 - p**2) == pytest.approx(1 / 6, rel=1e-6)
    assert frequencies(np.array([[11]]), found)[0] == pytest.approx((1 - p) / (1 + p) * p)


def test_frequencies_sum_to_one_and_the_same_data_give_the_same_fit(danes: np.ndarray) -> None:
    model = Fit(np.array([0.4, 0.6]), np.array([[10], [14]]), np.array([[0.2], [0.3]]), 0.0, 0.0)
    assert frequencies(np.arange(-40, 70)[:, None], model).sum() == pytest.approx(1.0, abs=1e-12)
    one, two = fit(danes[:60], 2), fit(danes[:60], 2)
    assert one.dispersion.tobytes() == two.dispersion.tobytes() and math.isfinite(one.bic)
