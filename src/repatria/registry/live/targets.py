"""What a lived exercise is held against, fixed before the first full run: each target, what was reached, and what limits it.

Marks as in :mod:`repatria.registry.live.parameters`: all are our own (**A**). A target that is missed is told with by how much; no
rate and no threshold is changed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from repatria.registry.live.holding import Ceiling
from repatria.registry.live.parameters import Mark

Told = Mapping[str, Any]
ONE_LINE = "the lines of evidence that were lived; evidence_lines says which were not"


@dataclass(frozen=True, slots=True)
class Target:
    """One target: the least ``share``, of what, and how many reached it of how many."""

    name: str
    share: float
    mark: Mark
    counted: Callable[[Told], tuple[int, int]]
    limit: str = ""


TARGETS = (
    Target("people signed rightly, of all signed", 1.0, "A", lambda t: (t["named"], t["signed"])),
    Target("people named, of the ceiling that the references allow", 0.90, "A", lambda t: (t["named"], t["ceiling"])),
    Target(
        "people named, of the listed with a reference who lie there (a target for rich references)", 0.65, "A",
        lambda t: (t["named"], t["listed_with_reference"]), ONE_LINE,
    ),
    Target("people on no list who were not signed", 0.90, "A", lambda t: (t["nonlisted"] - t["nonlisted_signed"], t["nonlisted"])),
    Target(
        "families that miss several, on a list, reported as a set", 1.0, "A", lambda t: _of(t["sibling_sets"], "reported", "listed"),
    ),
    Target(
        "detectable slips among references, flagged before a signature", 1.0, "A",
        lambda t: _of(t["mislabelled"], "flagged_before_signature", "detectable"),
    ),
    Target("detectable exchanges of samples, found", 0.90, "A", lambda t: _of(t["swaps"], "found", "detectable")),
    Target("attempts to pass a gate, refused", 1.0, "A", lambda t: (_refused(t["gates"]), t["gates"]["attempts"])),
    Target("later bones, as the family wished", 1.0, "A", lambda t: _of(t["portions"], "obeyed", "due")),
    Target("what rests on a wrong link, listed", 1.0, "A", lambda t: _of(t.get("rescission", {}), "listed", "dependents_true")),
    Target("balances that close", 1.0, "A", lambda t: (sum(b["closes"] for b in t["balances"]), len(t["balances"]))),
    Target("families that always heard within twelve months", 1.0, "A", lambda t: _of(t["families"], "heard_in_12_months", "n")),
)  # fmt: skip
"""Every target, from the acceptance targets of the project."""


def held(told: Told, best: Ceiling) -> list[dict[str, Any]]:
    """Each target with its figures; where it is missed, by how much and what limits it. Nothing to count is neither."""
    rows = []
    for target in TARGETS:
        reached, of = target.counted(told)
        row: dict[str, Any] = {"name": target.name, "share": target.share, "mark": target.mark, "reached": reached, "of": of}
        row["met"] = reached >= target.share * of - 1e-9 if of else None
        if row["met"] is False:
            row["short_by"] = round(target.share - reached / of, 4)
            row["limit"] = target.limit or _limit(target.name, told, best)
        rows.append(row)
    return rows


def _limit(name: str, told: Told, best: Ceiling) -> str:
    """What limits the yield: what the last search held back, beside what no search could carry."""
    if not name.startswith("people named"):
        return "what is counted is listed in this document"
    held_back = ", ".join(f"{n} {why}" for why, n in told["withheld"].items()) or "nothing was held back"
    return (
        f"at the last search: {held_back}; {told['noted'].get('people identified', 0)} are signed now. With the true grouping {best.plain} "
        f"reach the threshold, {best.with_error} with reference error weighed, {best.signable} with two relatives who confirm each other"
    )


def _of(part: Mapping[str, Any], some: str, whole: str) -> tuple[int, int]:
    return part.get(some, 0), part.get(whole, 0)


def _refused(gates: Mapping[str, Any]) -> int:
    return int(gates["attempts"] - gates["succeeded"])
