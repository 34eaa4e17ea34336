"""Whether bodies, boxes and records behind an evidence file are still those that were weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from repatria.model import CaseFile
from repatria.model.beside import Origin, Place, Remains
from repatria.registry.codes.models import Thing
from repatria.registry.drawing.geography import distance_km
from repatria.registry.families.models import MissingPerson
from repatria.registry.laboratory.besides import Seen, recorded_of, seen_of


def beside_changed(case: CaseFile, incident: Any, bones: Iterable[str], missing: Thing) -> list[str]:
    """Codes of the bones, and of the missing person, of whom something else is known than when ``case`` was frozen."""
    then = {r.subject: r for r in case.beside.remains}
    now = seen_of(incident, sorted(set(bones)))
    changed = [code for code, seen in now.items() if not _same(then.get(code), seen)]
    told = next((one for _pk, one in recorded_of(MissingPerson.objects.filter(pk=missing.pk))), None)
    weighed = next((one for one in case.beside.recorded if one.missing == missing.code), None)
    return changed if told == weighed else [*changed, missing.code]


def _same(then: Remains | None, now: Seen) -> bool:
    """A bone of which a case says nothing has neither length nor stage nor origin."""
    if then is None:
        return not (now.sizes or now.stages or now.origins)
    measured = (dict(then.measurements), dict(then.stages)) == (dict(now.sizes), dict(now.stages))
    return measured and then.container == now.container and _near(then.origins, now.origins)


def _near(then: Sequence[Origin], now: Sequence[Origin]) -> bool:
    """The same claims. Where a place lies is worked out from many losses and moves a little with each: its own radius is left it."""
    return len(then) == len(now) and all(_within(a.place, b.place) for a, b in zip(then, now, strict=True))


def _within(then: Place | None, now: Place | None) -> bool:
    if then is None or now is None:
        return then is now
    return distance_km((then.east, then.north), (now.east, now.north)) <= then.within_km
