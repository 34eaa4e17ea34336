"""Every number that shapes an exercise. Bases and assumptions: docs/explanation/simulation.md."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from repatria.errors import InvalidCase
from repatria.simulate.shapes import MIX, check_mix

_LINEAGE = ("mt", "y", "mt_success", "y_success", "y_with_autosomal", "control_region", "heteroplasmy")
_BESIDE = (
    *(
        "measured",
        "stage_seen",
        "stage_unsure",
        "reported",
        "stature_known",
        "older_told",
        "place_known",
        "place_wrong",
        "unit_wrong",
    ),
    *("lost_elsewhere", "unlisted"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of Exercise Heron. Shares are between 0 and 1."""

    boxes: int = 55
    unsan_boxes: int = 20
    listed: int = 7699
    extra_people: tuple[float, float] = (3.5, 1.5)
    """A box holds 1 + NegBin(mean, k) people whose main box it is."""
    people: tuple[int, int] = (200, 300)
    us: float = 0.50
    korean: float = 0.42
    more_boxes: tuple[float, ...] = (0.55, 0.27, 0.12, 0.06)
    """Shares of people lying in 1, 2, 3 and 4 boxes."""
    wrong_place: float = 0.05
    bones: tuple[int, int] = (4, 8)
    populations: Mapping[str, float] = field(
        default_factory=lambda: {"US Caucasian": 0.87, "US African American": 0.09, "US Hispanic": 0.04}
    )
    pairs: float = 0.005
    coverage: float = 0.92
    autosomal: float = 0.50
    mix: Mapping[str, float] = field(default_factory=lambda: dict(MIX))
    wrong_relation: float = 0.01
    swapped: float = 0.002
    success: float = 0.45
    complete: float = 0.25
    """Share of the successful samples that show every locus without drop-out."""
    icc: float = 0.5
    retention: tuple[float, float] = (2.0, 2.0)
    dropout: tuple[float, float] = (0.05, 0.30)
    dropin: float = 0.01
    fewest_loci: int = 4
    mixed_up: float = 0.001
    staff: int = 12
    world: Literal["matched", "mismatched"] = "mismatched"
    theta: tuple[float, float] = (0.01, 0.03)
    subpopulations: int = 20
    spread: float = 2.0
    """True mutation and drop-out rates lie between 1/spread and spread times the told ones."""
    mt: float = 0.80
    """Share of the men with a donor at all who have a mitochondrial reference; ``y`` likewise for the Y chromosome."""
    y: float = 0.45
    mt_success: float = 0.84
    y_success: float = 0.40
    y_with_autosomal: float = 0.75
    """Share of the samples with an autosomal result that show a Y profile too; a sample with an autosomal result always shows mtDNA."""
    control_region: float = 0.70
    """Share of mitochondrial profiles read over the whole control region; the others over HV1 and HV2."""
    heteroplasmy: float = 0.10
    y_kit: str = "PowerPlex Y23"
    fewest_y: int = 6
    databases: Mapping[str, tuple[int, int]] = field(default_factory=lambda: {"": (2500, 30000), "East Asia": (1000, 5000)})
    """People in the simulated mitochondrial and Y databases of each pool told; an empty name serves every pool without its own."""
    measured: float = 0.30
    """Share of the measurements of a bone that its fragment still allows; ``stage_seen`` likewise for its growing places."""
    stage_seen: float = 0.30
    stage_unsure: float = 0.25
    reported: float = 0.30
    """Share of recorded statures that the man said himself; the others were measured."""
    stature_known: float = 0.95
    older_told: float = 0.03
    """Share of men whose file makes them a year older than they were."""
    place_known: float = 0.95
    place_wrong: float = 0.05
    unit_wrong: float = 0.02
    lost_elsewhere: float = 0.15
    """Share of the men in the boxes who were lost elsewhere than where their boxes are from."""
    told_box_error: float = 0.15
    """What the engine is told of how often a box says nothing of where a man in it was lost."""
    mutation: float = 1.0
    """True mutation rates are this many times what they would be otherwise, and ``more_dropout`` true drop-out what is told."""
    more_dropout: float = 1.0
    real_founders: bool = False
    """Whether founders of the US populations show, locus by locus, the genotypes of the 1,036 real people of NIST."""
    unlisted: float = 0.0
    """Share of the men in the boxes whom no list names; of the families with one missing man."""
    one_to_sign: bool = False
    """Whether at least one man in the boxes has a good bone and three typed children, however small the exercise is (shown.py)."""

    def __post_init__(self) -> None:
        check_mix(self.mix)
        for name in ("us", "korean", "wrong_place", "pairs", "coverage", "autosomal", "wrong_relation", "swapped", "success"):
            _share(name, getattr(self, name))
        for name in ("complete", "icc", "dropin", "mixed_up", *_LINEAGE, *_BESIDE):
            _share(name, getattr(self, name))
        for name in ("mutation", "more_dropout"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) > 0.0):
                raise InvalidCase(f"settings: {name} {getattr(self, name)!r}. Use a factor above 0.")
        if (self.mutation, self.more_dropout) != (1.0, 1.0) and self.world == "matched":
            raise InvalidCase("settings: other mutation or drop-out than told in a matched world. Make it mismatched.")
        if self.real_founders and self.world == "matched":
            raise InvalidCase("settings: real founders in a matched world, which has none. Make it mismatched.")
        if not 0.0 < self.told_box_error < 1.0:
            raise InvalidCase(f"settings: told_box_error {self.told_box_error!r}. Use a share above 0 and below 1.")
        if set(self.databases) != {"", "East Asia"} or min(n for sizes in self.databases.values() for n in sizes) < 1:
            raise InvalidCase(f"settings: databases {dict(self.databases)!r}. Give sizes of at least 1 for '' and 'East Asia'.")
        if self.us + self.korean > 1.0:
            raise InvalidCase(f"settings: us {self.us!r} and korean {self.korean!r} exceed 1 together. Lower one.")
        if self.boxes < 1 or self.listed < 4:
            raise InvalidCase(f"settings: {self.boxes} boxes and {self.listed} listed. Use at least 1 box and 4 listed men.")
        if self.world not in ("matched", "mismatched"):
            raise InvalidCase(f"settings: world {self.world!r}. Write matched or mismatched.")

    def scaled(self, scale: float) -> Settings:
        """The same exercise with ``scale`` times the boxes, people and listed men."""
        if not (math.isfinite(scale) and 0.0 < scale <= 10.0):
            raise InvalidCase(f"scale {scale!r}: use a number above 0 and at most 10.")
        if scale == 1.0:
            return self
        low, high = self.people
        return replace(
            self,
            boxes=max(1, round(self.boxes * scale)),
            unsan_boxes=round(self.unsan_boxes * scale),
            listed=max(4, round(self.listed * scale)),
            people=(max(1, math.floor(low * scale)), max(4, math.ceil(high * scale))),
            databases={pool: (max(20, round(m * scale)), max(20, round(y * scale))) for pool, (m, y) in self.databases.items()},
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for the file beside the truth."""
        return asdict(self)


def _share(name: str, value: float) -> None:
    if not (math.isfinite(value) and 0.0 <= value <= 1.0):
        raise InvalidCase(f"settings: {name} {value!r}. Use a share from 0 to 1.")
