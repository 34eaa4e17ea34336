"""A whole demonstration decided and held against its truth, as plain values: for the command line and for the bench."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repatria.registry.live import proving
from repatria.registry.live.deciding import Table, decide
from repatria.registry.live.scoring import read_key, score
from repatria.registry.live.standing import Standing
from repatria.registry.live.work import HERON
from repatria.registry.people.models import Incident

SCHEMA = "repatria-decided/1"
BOLD = 0.9995
"""The posterior at which somebody would name who asks for nothing else: told beside, to show what the rule in force holds back."""


def decide_demonstration(folder: Path, tell: Callable[[str], None] = lambda _words: None) -> dict[str, Any]:
    """Decide Exercise Heron in the demonstration at ``folder``, on which Django is awake; what came of it and how right it was."""
    key = read_key(Standing(folder.absolute()).truth)
    began = time.perf_counter()
    done = decide(Table(Incident.objects.get(slug=HERON), folder), tell)
    seconds = time.perf_counter() - began
    proven = proving.prove()
    told = score(key, [_signed(row) for row in done.signed], done.withheld).to_json()
    bold = score(key, [_weighed(e) for e in done.weighed if e.posterior_plain >= BOLD and not e.excluding], {})
    return {
        "schema": SCHEMA,
        "notice": Incident.objects.get(slug=HERON).banner,
        **told,
        "without_reference_error": {"named": bold.named, "wrong": bold.wrong, "expected_wrong": bold.expected_wrong},
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
        f"By the posterior alone, reference error left out: {told['without_reference_error']['named']} named, "
        f"{len(told['without_reference_error']['wrong'])} wrong.",
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
    return row.individual.thing.code, _bones(row.version), row.missing.code, statement.evidence.posterior


def _weighed(evidence: Any) -> tuple[str, list[str], str, float]:
    version = evidence.listing.version
    return evidence.listing.label, _bones(version), evidence.missing.code, evidence.posterior_plain


def _bones(version: Any) -> list[str]:
    there = version.members.filter(removed__isnull=True).select_related("specimen__item__thing")
    return [member.specimen.item.thing.code for member in there]
