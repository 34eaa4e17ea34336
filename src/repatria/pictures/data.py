"""What a report is made from: one frozen noun of plain numbers and words. Nothing here computes evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from repatria.errors import InvalidCase
from repatria.model import Family, Finding, Incident

NOBODY = "*"
"""How an answer writes *none of these*."""

Wording = Literal["counted", "claimed", "at least", "about", "found"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the hand-over with the word that makes it honest: ``Figure("people", 231, "at least", "distinct DNA")``.

    ``counted`` is for things one can count (containers); people are ``at least``, ``about`` or ``claimed``, never bare.
    """

    of: str
    value: int
    wording: Wording
    basis: str = ""

    def __post_init__(self) -> None:
        if self.wording not in ("counted", "claimed", "at least", "about", "found"):
            raise InvalidCase(
                f"figure of {self.of!r}: wording {self.wording!r}. Use counted, claimed, at least, about or found."
            )
        if self.wording == "counted" and self.of.lower().split()[:1] in (["people"], ["persons"], ["individuals"]):
            raise InvalidCase(f"figure of {self.of!r}: people are never simply counted. Write at least, about or claimed.")

    @property
    def words(self) -> str:
        """The figure as it may be printed, such as ``at least 231 people`` or ``claimed: 55 people``."""
        number = f"{self.value:,} {self.of}"
        if self.wording in ("counted", "found"):
            return number
        return f"{self.wording}: {number}" if self.wording == "claimed" else f"{self.wording} {number}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a candidate list. ``log_lr`` is natural; ranks count from 1, within the profile and within the missing person.

    ``expected_chance_hits`` counts the hits that chance alone would bring to the profile's list at the screening's threshold;
    NaN if it was not computed.
    """

    profile: str
    family: str
    missing: str
    log_lr: float
    rank_profile: int = 1
    rank_person: int = 1
    expected_chance_hits: float = math.nan


@dataclass(frozen=True, slots=True)
class ChanceHits:
    """Expected number of chance hits at the threshold among ``among`` (such as *unrelated people*), with its standard error."""

    among: str
    expected: float
    error: float = math.nan


@dataclass(frozen=True, slots=True)
class Screening:
    """What was compared, what came up, and how much of that chance alone would bring up.

    ``not_compared`` counts missing people by reason; ``different_sex`` and ``at_zero`` count pairs (not weighed because the
    sexes differ; weighed and impossible).
    """

    profiles: int
    missing_compared: int
    pairs_compared: int
    different_sex: int = 0
    at_zero: int = 0
    above_threshold: int = 0
    threshold_log_lr: float = math.nan
    not_compared: tuple[tuple[str, int], ...] = ()
    chance: tuple[ChanceHits, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The joint answer at one λ, as the identify contract writes it (natural logs; ``*`` is none of these).

    ``converged`` is false where chains were sampled and do not agree.
    """

    listed: float
    best: Mapping[str, str]
    posterior: Mapping[str, Mapping[str, float]]
    sets: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    exact: bool = True
    neglected_mass: float = 0.0
    method: str = ""
    log_likelihood: float = math.nan
    converged: bool = True

    def __post_init__(self) -> None:
        for who, row in self.posterior.items():
            if any(not (0.0 <= p <= 1.0 + 1e-9) for p in row.values()):
                raise InvalidCase(f"answer, {who}: a posterior lies outside 0 to 1. Run identify again.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pair in full: the family as drawn, the finding marker by marker, and the joint posterior beside it."""

    profile: str
    missing: str
    family: Family
    finding: Finding
    posterior: float = math.nan


@dataclass(frozen=True, slots=True)
class Bin:
    """Posteriors of one range: their mean, the share that was right, how many, and the 95 % interval of that share."""

    stated: float
    right: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known of how far the numbers can be trusted: log LRs of true and unrelated pairs, posteriors against truth."""

    true_log_lr: tuple[float, ...] = ()
    unrelated_log_lr: tuple[float, ...] = ()
    bins: tuple[Bin, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YieldRow:
    """What became of the people whose family had one kind of reference (exercise only: needs the hidden truth)."""

    kind: str
    named: int
    in_set: int
    withheld: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people were named at one moment of the case; ``when`` is a date or a step, as given."""

    when: str
    named: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything a report prints. Empty parts are left out of the page; nothing is guessed.

    ``contents`` lists (container, person, pieces) as grouped so far. ``name_at`` is the posterior from which a pair is put
    forward for review. ``weights`` gives the log LR of a person, all samples together, being the best missing person.
    ``method`` and ``digests`` are printed as they are. ``truth`` maps a profile to the missing person it
    really is (``*``: nobody listed); only an exercise can have it.
    """

    incident: Incident
    figures: tuple[Figure, ...] = ()
    contents: tuple[tuple[str, str, int], ...] = ()
    screening: Screening | None = None
    answers: tuple[Answer, ...] = ()
    name_at: float = 0.9995
    listed: float = 0.5
    evidence: tuple[Evidence, ...] = ()
    calibration: Calibration | None = None
    yields: tuple[YieldRow, ...] = ()
    progress: tuple[Progress, ...] = ()
    prior: tuple[tuple[str, str], ...] = ()
    method: tuple[tuple[str, str], ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    truth: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.incident.kind not in ("exercise", "record"):
            raise InvalidCase(f"report: an incident of kind {self.incident.kind!r}. Write exercise or record.")
        if self.truth and self.incident.kind != "exercise":
            raise InvalidCase("report: a hidden truth is given for a real incident. Only an exercise has one; leave it out.")
        if not 0.5 < self.name_at < 1.0:
            raise InvalidCase(f"report: name_at {self.name_at!r}. Use a posterior between 0.5 and 1, such as 0.9995.")

    @property
    def main(self) -> Answer | None:
        """The answer at the stated λ, or the only one."""
        close = sorted(self.answers, key=lambda a: abs(a.listed - self.listed))
        return close[0] if close else None
