"""The place of recovery as a finding about one person and one missing person, in words, with what to be careful about."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from repatria.errors import InvalidCase
from repatria.evidence.circumstance.origin import FACTORS, USUAL, OriginWeights, weigh_origins
from repatria.kernels.places import distance_km
from repatria.model.beside import Origin, Recorded
from repatria.model.circumstance import Scene
from repatria.model.finding import Caution, Finding, Proposition

METHOD = "circumstance/1"
LEAD_AT_MOST = math.log(10.0)
"""The most that a lead may say for a name; the same cap as in the joint answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a finding is about: the person, its origins, the missing person, the list with its records."""

    person: str
    origins: tuple[Origin, ...]
    missing: str
    everybody: tuple[str, ...]
    recorded: tuple[Recorded, ...]


def circumstance_finding(told: Told, *, how: str, scene: Scene = USUAL, weights: dict[str, float] | None = None) -> Finding:
    """Weigh "``told.person`` is ``told.missing``" by where it is from, against everybody of the list; equal weights of the list.

    What a giver states is a lead: its log LR is cut at that of 10. ``per_marker`` gives what place, day and unit each add.
    """
    if told.missing not in told.everybody:
        raise InvalidCase(f"circumstance: {told.missing} is not on the list. Correct the code.")
    found = weigh_origins([told.origins], told.everybody, told.recorded, how=how, scene=scene, weights=weights, explained=True)
    at = told.everybody.index(told.missing)
    whole = float(found.log_lr[0, at])
    total = min(whole, LEAD_AT_MOST) if how == "stated" else whole
    steps, before = {}, 0.0
    for name in FACTORS:
        now = float(found.parts[name][0, at])
        if now != before:
            steps[name], before = now - before, now
    if whole != before:
        steps["other populations"] = whole - before
    if total != whole:
        steps["cap of a lead"] = total - whole
    record = next((r for r in told.recorded if r.missing == told.missing), Recorded(told.missing))
    return Finding(
        kind=found.kind,
        h1=Proposition(f"Person {told.person} is {told.missing}: lost {_lost(record)}."),
        h2=Proposition(f"Person {told.person} is somebody else, from the list of {len(told.everybody)} or another population."),
        log_lr=total,
        per_marker=steps,
        cautions=_cautions(told, record, how, scene, found),
        basis={
            "method": METHOD,
            "origins": "; ".join(_origin(o, record) for o in told.origins if o.how == how) or "none",
            "scene": hashlib.sha256(repr(scene).encode()).hexdigest(),
            "inputs": hashlib.sha256(repr((told, weights)).encode()).hexdigest(),
        },
    )


def _cautions(told: Told, record: Recorded, how: str, scene: Scene, found: OriginWeights) -> tuple[Caution, ...]:
    origins: Sequence[Origin] = [o for o in told.origins if o.how == how]
    out = []
    if how == "stated" and origins:
        error = max(o.error for o in origins)
        text = "What a giver states is a lead: it weighs at most 10 and never carries a name."
        out.append(Caution("lead", value=f"{error:g}", text=text))
    if origins and found.men[0] >= 2.0:
        text = "As many of the list as this fit the origin as well as one would; it narrows the list and names nobody."
        out.append(Caution("shared_place", value=f"{found.men[0]:.0f}", text=text))
    if record.lost_at is None and any(o.place for o in origins):
        out.append(Caution("no_place_of_loss", text="No place of loss is recorded: taken as the average of the list."))
    if record.lost_first is not None and any(o.first for o in origins):
        out.append(Caution("day_of_report", text="A recorded day of loss is often the day on which it was reported."))
    if len(origins) > 1:
        out.append(Caution("several_origins", value=str(len(origins)), text="Their mean was taken: one of them may be right."))
    if scene.corridors and any(o.place for o in origins):
        names = ", ".join(c.name for c in scene.corridors)
        out.append(Caution("corridor", value=names, text="Roads of march are assumed, with the share taken along each."))
    return tuple(out)


def _lost(record: Recorded) -> str:
    words = []
    if record.lost_at is not None:
        words.append(f"within {record.lost_at.within_km:g} km of a recorded place")
    if record.lost_first is not None:
        last = "" if record.lost_last in (None, record.lost_first) else f" to {record.lost_last}"
        words.append(f"on {record.lost_first}{last}")
    if record.unit:
        words.append(f"with {record.unit}")
    return ", ".join(words) or "where and when is not recorded"


def _origin(origin: Origin, record: Recorded) -> str:
    words: list[str] = [origin.how]
    if origin.place is not None:
        words.append(f"a place within {origin.place.within_km:g} km")
        if record.lost_at is not None:
            a, b = origin.place, record.lost_at
            words.append(f"{float(distance_km(a.north, a.east, b.north, b.east)):.1f} km from that of loss")  # type: ignore[arg-type]
    if origin.first is not None:
        words.append(f"{origin.first} to {origin.last or origin.first}")
    if origin.unit:
        words.append(origin.unit)
    return ", ".join([*words, f"error {origin.error:g}"])
