"""A whole demonstration decided and held against its truth, as plain values: for the command line and for the bench."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repatria.registry.live import proving
from repatria.registry.live.deciding import Decided, Table, decide
from repatria.registry.live.scoring import read_key, score
from repatria.registry.live.standing import Standing
from repatria.registry.live.work import HERON
from repatria.registry.people.models import Incident

SCHEMA = "repatria-decided/1"


def decide_demonstration(folder: Path, tell: Callable[[str], None] = lambda _words: None) -> dict[str, Any]:
    """Decide Exercise Heron in the demonstration at ``folder``, on which Django is awake; what came of it and how right it was."""
    key = read_key(Standing(folder.absolute()).truth)
    began = time.perf_counter()
    done = decide(Table(Incident.objects.get(slug=HERON), folder), tell)
    seconds = time.perf_counter() - began
    proven = proving.prove()
    told = score(key, [_signed(row) for row in done.signed], done.withheld).to_json()
    return {
        "schema": SCHEMA,
        "notice": Incident.objects.get(slug=HERON).banner,
        **told,
        "units": done.units,
        "individuals": done.grouped,
        "evidence_opened": len(done.weighed),
        "reasons": dict(sorted(done.reasons.items())),
        "search_s": [round(s, 1) for s in done.searches],
        "seconds": round(seconds, 1),
        "entries": proven.entries,
    }


def in_words(told: dict[str, Any]) -> str:
    """What came of it, for a person."""
    lines = [
        told["notice"],
        f"{told['individuals']} individuals, {told['evidence_opened']} evidence files opened, {told['named']} identifications signed.",
        f"Held against the hidden truth: {told['right']} right, {len(told['wrong'])} wrong; "
        f"{told['expected_wrong']:.4f} wrong were to be expected from the posteriors.",
        f"{told['present_with_reference']} people of the list lie there and have a typed relative.",
        "Not signed:",
        *(f"  {count} {reason}" for reason, count in told["withheld"].items()),
    ]
    lines += [
        f"  WRONG: {w['individual']} was named {w['named']} at {w['posterior']:.6f}; cause: {w['trace']}" for w in told["wrong"]
    ]
    lines.append(
        f"{told['seconds']:.0f} s, of them {' and '.join(f'{s:g}' for s in told['search_s'])} s for the searches; "
        f"the journal verifies with {told['entries']:,} entries."
    )
    return "\n".join(lines)


def _signed(row: Any) -> tuple[str, list[str], str, float]:
    statement = row.statements.get(current=True)
    bones = [
        m.specimen.item.thing.code
        for m in row.version.members.filter(removed__isnull=True).select_related("specimen__item__thing")
    ]
    return row.individual.thing.code, bones, row.missing.code, statement.evidence.posterior


__all__ = ["Decided", "decide_demonstration", "in_words"]
