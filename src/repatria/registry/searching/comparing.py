"""What changed between two searches, list by list: new, stronger, weaker, as before, and who left the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.searching.models import Candidate, CandidateList, Search

SAME_LOG_LR = 1e-6
"""Natural log LRs that differ by less say the same."""
SAME_POSTERIOR = 0.01
"""Posteriors are said to differ from here on: where they are sampled, two searches differ by a few thousandths by chance."""

Line = tuple[float | None, float]


class Before:
    """The lists of the search before: {label: {missing: (log LR, posterior)}}."""

    def __init__(self, search: Search | None) -> None:
        self.there = search is not None
        self.lists: dict[str, dict[str, Line]] = {}
        if search is None:
            return
        labels = dict(CandidateList.objects.filter(search=search).values_list("pk", "label"))
        self.lists = {label: {} for label in labels.values()}
        rows = Candidate.objects.filter(listing__search=search)
        codes = dict(Thing.objects.filter(incident=search.incident_id, kind=Kind.MISSING).values_list("pk", "code"))
        for listing, missing, log_lr, posterior in rows.order_by().values_list("listing", "missing", "log_lr", "posterior"):
            self.lists[labels[listing]][codes[missing]] = (log_lr, posterior)


@dataclass(frozen=True, slots=True)
class Difference:
    """How one list differs: the change of each line, its natural log LR before, and who left."""

    change: Mapping[str, str]
    log_lr_before: Mapping[str, float | None]
    gone: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return bool(self.gone) or any(c != Candidate.Change.SAME for c in self.change.values())


def compared(entry: Mapping[str, Any], before: Before) -> Difference:
    """The list ``entry`` of an answer beside the list of the same unit before."""
    old = before.lists.get(entry["label"], {})
    change, logs = {}, {}
    for line in entry["candidates"]:
        code = line["missing"]
        if code in old:
            change[code] = change_of((line["log_lr"], line["posterior"]), old[code])
            logs[code] = old[code][0]
        else:
            change[code] = Candidate.Change.NEW
    now = {line["missing"] for line in entry["candidates"]}
    return Difference(change, logs, tuple(sorted(old.keys() - now)))


def change_of(now: Line, before: Line) -> str:
    """Stronger or weaker by the DNA of this pair, else by what everybody together says."""
    one, other = (float("-inf") if x is None else x for x in (now[0], before[0]))
    if one != other and abs(one - other) > SAME_LOG_LR:
        return Candidate.Change.UP if one > other else Candidate.Change.DOWN
    if abs(now[1] - before[1]) >= SAME_POSTERIOR:
        return Candidate.Change.UP if now[1] > before[1] else Candidate.Change.DOWN
    return Candidate.Change.SAME
