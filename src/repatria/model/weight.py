"""What the comparison of two haplotypes gives beside its finding: how often the type is seen, and what hangs on that number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repatria.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Frequency:
    """How frequent the type of the query is, over exactly what was compared.

    ``estimate`` is the one number that enters: (k + 1) / (n + 1) with ``seen`` k of ``size`` n, of which ``listed_seen`` and
    ``listed_size`` are lines of the list (other than the candidate's), one each. The others are shown and never mixed in:
    ``sensitivity`` maps the name of an estimator to its frequency.
    """

    estimate: float
    seen: int
    size: int
    listed_seen: int = 0
    listed_size: int = 0
    sensitivity: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which query and reference are not plainly the same, as each reads, and what is made of it."""

    place: str
    query: str
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class LineageComparison:
    """Two haplotypes compared: the finding, and all that it was made of.

    ``log_given_kin`` is ln P(query | reference, meioses), ``log_given_pool`` ln of the frequency estimate: the joint answer needs the two
    apart, since carriers share the second. ``compared`` says over what, in words.
    """

    query: str
    reference: str
    compared: str
    meioses: int
    differences: tuple[Difference, ...]
    frequency: Frequency
    log_given_kin: float
    log_given_pool: float
    finding: Finding
