"""What can be scored on an element: growing places with a table of ages, traits of sex with a printed model, the pubic phase."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from repatria.model.skeleton import element_of
from repatria.registry.drawing.elements import Element
from repatria.registry.gateway import bones
from repatria.registry.inventory.models import Observation
from repatria.registry.refusals import Impossible

STAGES = ("open", "beginning", "active", "recent", "fused")
"""Words for the stages 0 to 4 of a growing place (McKern and Stewart 1957)."""
PHASE, PELVIS = "pubic_symphysis", "os_coxa"
RANGES = {Observation.Kind.STAGE: (0, 4), Observation.Kind.TRAIT: (1, 5), Observation.Kind.PHASE: (1, 6)}


@dataclass(frozen=True, slots=True)
class Score:
    """Something that can be scored: its kind, its name in the tables, and the first and last score there is."""

    kind: str
    what: str
    first: int
    last: int

    @property
    def name(self) -> str:
        """In words."""
        return self.what.replace("_", " ")


@cache
def _by_element() -> dict[str, tuple[Score, ...]]:
    places, traits = bones.scored()
    found: dict[str, list[Score]] = {}
    for kind, table in ((Observation.Kind.STAGE, places), (Observation.Kind.TRAIT, traits)):
        for element, names in table.items():
            found.setdefault(element, []).extend(Score(str(kind), name, *RANGES[kind]) for name in names)
    found.setdefault(PELVIS, []).append(Score(str(Observation.Kind.PHASE), PHASE, *RANGES[Observation.Kind.PHASE]))
    return {element: tuple(scores) for element, scores in found.items()}


def science_name(kind: Element) -> str:
    """The element as science calls it, without its side; the registry's own family where science has no such bone."""
    return element_of(kind.family) or kind.family


def scores_of(kind: Element) -> tuple[Score, ...]:
    """What can be scored on ``kind``; ribs and vertebrae share the places of their kind."""
    name = science_name(kind)
    broad = (
        "rib" if name.startswith("rib") else "vertebra" if kind.region == "spine" and name not in ("sacrum", "coccyx") else name
    )
    return _by_element().get(broad, ())


def score_of(what: str, kind: Element, low: int, high: int) -> Score:
    """The score called ``what`` on ``kind``, if ``low`` to ``high`` are among its scores; Impossible otherwise."""
    found = next((one for one in scores_of(kind) if one.what == what), None)
    if found is None:
        raise Impossible(f"score {what!r}: is not taken on {kind.name}. Choose one of the list.")
    if not found.first <= low <= high <= found.last:
        raise Impossible(f"{found.name}: {low} to {high}. Write scores from {found.first} to {found.last}, the lower first.")
    return found
