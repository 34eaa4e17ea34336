"""Groupings that DNA speaks against since they were made or locked. Asked by the desk, so each consensus is compared once.

A bone joins a grouping only where its DNA agrees; later a consensus may come that contradicts. What this process has compared is
remembered by the last consensus it saw, and begins anew where that is not there any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from repatria.registry.laboratory.calls import read
from repatria.registry.laboratory.distinct import apart
from repatria.registry.laboratory.models import Consensus
from repatria.registry.laboratory.subjects import in_chunks


@dataclass
class _Seen:
    """What was compared of one incident: up to which consensus, and which specimens contradicted a companion."""

    last: tuple[int, Any] | None = None
    doubtful: set[int] = field(default_factory=set)


_SEEN: dict[int, _Seen] = {}


def doubtful_specimens(incident: Any, homes: Any) -> set[int]:
    """Specimens of ``incident`` whose DNA contradicts a companion's. ``homes``: specimen id -> id of its grouping, as a query of
    pairs. Some may agree by now; whoever shows them asks again for the grounds."""
    rows = Consensus.objects.filter(subject__incident=incident)
    newest = rows.order_by("-pk").values_list("pk", "made").first()
    known = _SEEN.get(incident.pk)
    if known is None or (known.last is not None and not rows.filter(pk=known.last[0], made=known.last[1]).exists()):
        known = _Seen()
    if newest is not None and newest != known.last:
        since = known.last[0] if known.last else 0
        fresh = set(rows.filter(pk__gt=since, state=Consensus.State.CURRENT).values_list("subject_id", flat=True))
        known = _Seen(newest, known.doubtful | _contradicting(fresh, dict(homes)))
        _SEEN[incident.pk] = known
    return known.doubtful


def _contradicting(fresh: set[int], homes: dict[int, int]) -> set[int]:
    companions: dict[int, list[int]] = {}
    wanted = {homes[s] for s in fresh if s in homes}
    for specimen, home in homes.items():
        if home in wanted:
            companions.setdefault(home, []).append(specimen)
    shown = _in_force(s for group in companions.values() if len(group) > 1 for s in group)
    found: set[int] = set()
    for group in companions.values():
        typed = [s for s in group if s in shown]
        for one in (s for s in typed if s in fresh):
            if any(other != one and apart(shown[one][0], shown[other][0], (shown[one][1], shown[other][1])) for other in typed):
                found.add(one)
    return found


def _in_force(specimens: Iterable[int]) -> dict[int, tuple[Any, str]]:
    found: dict[int, tuple[Any, str]] = {}
    for some in in_chunks(specimens):
        rows = Consensus.objects.filter(subject__in=some, state=Consensus.State.CURRENT)
        found.update({pk: (read(calls), sex) for pk, calls, sex in rows.values_list("subject_id", "calls", "sex")})
    return found
