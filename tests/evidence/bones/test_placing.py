"""Where a measurement lies: against the reference's own quantiles, and the laws of a distribution."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from repatria.evidence.bones import placing
from repatria.reference.osteometry import bone_model

MODEL = bone_model()
LONG = ("Fem", "Tib", "Hum", "Rad", "Uln")
"""Measured on people of all pools about as the whole reference is; hands and feet were not."""
QUANTILES = Path(__file__).parents[3] / "data-gpl" / "src" / "repatria_data_gpl" / "osteometry_quantiles.csv"


def test_it_agrees_with_the_counted_quantiles() -> None:
    with QUANTILES.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file) if row["code"].startswith(LONG) and int(row["bones"]) >= 400}
    assert len(rows) > 20
    for code, row in rows.items():
        for name, share, most in (("p05", 0.05, 0.035), ("p50", 0.5, 0.08), ("p95", 0.95, 0.035)):
            found = placing.below(code, [float(row[name])], MODEL)[0]
            assert found == pytest.approx(share, abs=most), (code, name)


def test_the_curve_holds_everybody_and_the_share_rises() -> None:
    x, density = np.array(placing.curve("Fem_01", MODEL, 401)).T
    assert np.trapezoid(density, x) == pytest.approx(1.0, abs=1e-3)
    share = placing.below("Fem_01", list(x), MODEL)
    assert np.all(np.diff(share) > 0.0)
    steps = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(x))])
    assert np.allclose(steps, share, atol=2e-3), "the share is the area under the curve"


@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.99])
def test_a_quantile_lies_above_its_share(share: float) -> None:
    assert placing.below("Tib_01", [placing.quantile("Tib_01", share, MODEL)], MODEL)[0] == pytest.approx(share, abs=1e-4)


def test_a_measurement_the_reference_lacks_has_no_place() -> None:
    assert placing.place("Cra_01", 180.0, MODEL) is None
    told = placing.place("Fem_01", 455.0, MODEL)
    assert told is not None
    assert (told.bones, told.least < 455.0 < told.most) == (MODEL.bones["Fem_01"], True)
