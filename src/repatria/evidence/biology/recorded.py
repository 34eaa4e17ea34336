"""What a recorded stature says of the true one: recorded = true - growth after the record + rounding + bias.

Growth and the error of reported statures are measured on living soldiers (``recorded_stature``); the error of a stature that was
measured at enlistment is an assumption of ours and said to be one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from repatria.errors import InvalidInput
from repatria.kernels.body import Floats
from repatria.reference.tables import shipped

GROWN = 21.0
"""Age in years at which growth is taken to end."""


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Bias and standard deviation in cm of a record, and where they are from."""

    bias: float
    sd: float
    source: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stature in a file: cm, the step it was rounded to in cm, how it was had, ages in years at record and at loss or None."""

    cm: float
    step: float = 2.54
    how: str = "measured"
    age_then: float | None = None
    age_at_loss: float | None = None

    def __post_init__(self) -> None:
        if not 120.0 <= self.cm <= 220.0:
            raise InvalidInput(
                f"recorded stature {self.cm:g} cm: is no man's. Give it in centimetres, or name the column stature_in."
            )
        if not 0.0 < self.step <= 5.08:
            raise InvalidInput(f"step {self.step:g} cm: is no rounding. Give 2.54 for inches, 1 for centimetres.")


def error_models() -> Mapping[str, ErrorModel]:
    """The error of a record by how it was had: ``measured`` or ``reported``."""
    rows = {row["what"]: row for row in shipped("recorded_stature")}
    return {
        how: ErrorModel(float(rows[f"{how}_bias"]["cm"]), float(rows[f"{how}_sd"]["cm"]), rows[f"{how}_sd"]["source"])
        for how in ("measured", "reported")
    }


def growth_per_year() -> float:
    """Centimetres that stature still grows for each year that a man is younger than 21."""
    return next(float(row["cm"]) for row in shipped("recorded_stature") if row["what"] == "growth_per_year_before_21")


def growth_after(age_then: float | None, age_at_loss: float | None) -> float:
    """Expected growth in cm between the record and the loss; 0 where an age is not known."""
    if age_then is None or age_at_loss is None or age_at_loss <= age_then:
        return 0.0
    return growth_per_year() * (max(0.0, GROWN - age_then) - max(0.0, GROWN - age_at_loss))


def record_likelihood(record: Recorded, true_cm: Floats) -> Floats:
    """P(record | true stature at loss) for each of ``true_cm``: a normal error, then rounding to the step.

    The spread of growth between men is taken as large as the growth itself. Raises InvalidInput for another way of record.
    """
    models = error_models()
    if record.how not in models:
        raise InvalidInput(f"recorded {record.how!r}: is not known. Write {' or '.join(models)}.")
    model, grown = models[record.how], growth_after(record.age_then, record.age_at_loss)
    centre, sd = true_cm - grown + model.bias, np.hypot(model.sd, grown)
    half = record.step / 2.0
    return np.asarray(ndtr((record.cm + half - centre) / sd) - ndtr((record.cm - half - centre) / sd))
