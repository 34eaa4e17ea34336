"""One answer to "how many people?": what was said, how firmly, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Said:
    """``value`` is a whole number of people, or None where nobody can say yet; a number of people is never 0 here.

    ``hedge`` is the word of the author (about, at least, believed), ``how`` what the number rests on.
    """

    value: int | None
    by: str = ""
    on: date | datetime | None = None
    hedge: str = ""
    how: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and self.value < 1:
            raise ValueError(f"figure: {self.value} people cannot be said. Give a number from 1, or None for not yet known.")
