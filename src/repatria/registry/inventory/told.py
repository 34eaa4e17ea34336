"""What somebody says about one specimen: checked once, here, before it becomes a row. Everything may be left unsaid."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.zones import read_zones, write_zones
from repatria.registry.refusals import Impossible

COMPLETE = 5
AGE_ORDER = ("fetal", "infant", "child", "adolescent", "adult")
HUMAN = ("", "human", "animal", "undetermined")
TREATMENTS = ("", "untreated", "formaldehyde", "other", "unknown")
LIMITS = {
    "condition": 200, "colour": 200, "treatment_note": 200, "age_notes": 300, "anomalies": 400, "trauma": 400, "notes": 400,
    "designator": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One specimen in words of the catalogue. An empty text, and ``None``, mean: not recorded.

    ``completeness``: 1 less than a quarter, 2 to a half, 3 to three quarters, 4 more, 5 complete. ``zones``: see zones.py.
    ``identifiers``: (issuer, value) pairs of other people's numbers.
    """

    element: str
    completeness: int | None = None
    zones: str = ""
    human: str = ""
    age_class: str = ""
    age_notes: str = ""
    condition: str = ""
    colour: str = ""
    treatment: str = ""
    treatment_note: str = ""
    anomalies: str = ""
    trauma: str = ""
    notes: str = ""
    designator: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()

    def checked(self) -> Told:
        """This, in one form; Impossible where it contradicts itself or the catalogue."""
        kind = kind_of(self.element)
        for name, value, allowed in (
            ("human or animal", self.human, HUMAN),
            ("treatment", self.treatment, TREATMENTS),
            ("age", self.age_class, ("", *AGE_ORDER)),
        ):
            if value not in allowed:
                raise Impossible(f"{kind.name}: {name} {value!r}. Choose one of {', '.join(filter(None, allowed))}.")
        if self.completeness is not None and self.completeness not in range(1, COMPLETE + 1):
            raise Impossible(f"{kind.name}: completeness {self.completeness}. Write 1 to 5, or leave it out.")
        zones = read_zones(self.zones)
        stray = sorted(set(zones) - {zone.number for zone in kind.zones})
        if stray:
            raise Impossible(f"{kind.name}: has no zone {stray[0]}. Its zones are {_numbers(kind.zones)}.")
        if self.completeness == COMPLETE and zones and any(state != "present" for state in zones.values()):
            raise Impossible(f"{kind.name}: complete, and a zone only partly there. Correct one of the two.")
        texts: dict[str, Any] = {name: " ".join(getattr(self, name).split())[:limit] for name, limit in LIMITS.items()}
        return replace(self, zones=write_zones(zones), **texts)

    def columns(self) -> dict[str, Any]:
        """The columns of a description row."""
        kind = kind_of(self.element)
        left_out = ("designator", "identifiers")
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in left_out}
        return {**own, "family": kind.family, "side": kind.side}


def _numbers(zones: Any) -> str:
    return ", ".join(str(zone.number) for zone in zones)
