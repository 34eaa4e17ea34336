"""Leads: tags, papers, a uniform, what the giver said. They point the way and never carry a name.

Domain rule of this project: a lead weighs at most LR 10, all leads together at most LR 30, and whatever is signed must reach its
threshold with every lead set to 1. What speaks against somebody does not make room for more that speaks for him.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from repatria.errors import InvalidInput

EACH, TOGETHER = math.log(10.0), math.log(30.0)
SLACK = 1e-12
"""A logarithm of 10 typed in any way is not above 10."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead: its kind (such as ``tag``), natural log LR for "U is M" against anybody else, and what it is, in words."""

    kind: str
    log_lr: float
    words: str

    def __post_init__(self) -> None:
        where = f"lead {self.kind!r}"
        if not self.kind or not self.words:
            raise InvalidInput(f"{where}: without a kind or without words. Say what it is.")
        if not math.isfinite(self.log_lr):
            raise InvalidInput(f"{where}: log LR {self.log_lr!r}. A lead neither proves nor excludes; give a finite number.")
        if self.log_lr > EACH + SLACK:
            raise InvalidInput(f"{where}: LR {math.exp(self.log_lr):.4g}. A lead weighs at most 10; lower it.")


def together(leads: Sequence[Lead]) -> float:
    """Natural log LR of all leads; refused where those that speak for a name exceed 30 together."""
    speaking_for = math.fsum(lead.log_lr for lead in leads if lead.log_lr > 0.0)
    if speaking_for > TOGETHER + SLACK:
        raise InvalidInput(
            f"leads: LR {math.exp(speaking_for):.4g} together. All leads weigh at most 30; lower or leave out some."
        )
    return math.fsum(lead.log_lr for lead in leads)
