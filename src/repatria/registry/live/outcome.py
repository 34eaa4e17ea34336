"""What came of a lived exercise, as the document ``live/1``: held against the truth file, never against the registry's rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from repatria.registry.live import filling, proving, scoring
from repatria.registry.live.living import Size
from repatria.registry.live.years.life import Life
from repatria.simulate import write_truth

SCHEMA = "live/1"
LINES = ("autosomal STR",)
NOT_YET = ("mitochondrial", "Y-STR", "SNP", "age", "stature", "teeth", "clavicle", "place of loss", "isotopes")
"""Lines of evidence that the exercise does not simulate yet; what they would add is in no figure here."""


def outcome(life: Life, size: Size, truth: Path, seconds: float) -> dict[str, Any]:
    """Write the truth beside the registry, read it back, and hold the run's own notes against it."""
    write_truth(life.work.exercise_truth(), truth)
    filling.write_notes(life.work, truth)
    key = scoring.read_key(truth)
    proven = proving.prove()
    signed = {(code, man): (code, bones, man, p) for code, bones, man, p, _pk, _day in life.kept.get("signed", ())}
    planted = life.kept.get("planted", set())
    score = scoring.score(key, [row for pair, row in signed.items() if pair not in planted], life.done.withheld)
    return {
        "schema": SCHEMA,
        "notice": life.table.incident.banner,
        "seed": size.seed,
        "years": size.years,
        "scale": round(size.scale, 4),
        "evidence_lines": {"used": list(LINES), "not_yet": list(NOT_YET)},
        "curve": life.curve,
        "signed": score.named,
        "expected_wrong": score.expected_wrong,
        "wrong_signed": score.wrong,
        "listed_with_reference": score.present_with_reference,
        "gates": {
            "attempts": sum(life.gates.values()),
            "succeeded": sum(life.passed.values()),
            "by_gate": dict(sorted(life.gates.items())),
        },
        "withheld": dict(sorted(life.done.withheld.items())),
        "noted": dict(sorted(life.noted.items())),
        "refused": dict(sorted(life.refused.items())),
        "search_s": [round(s, 1) for s in life.done.searches],
        "entries": proven.entries,
        "seconds": round(seconds, 1),
    }


def in_words(told: dict[str, Any]) -> str:
    """The same for a person."""
    return "\n".join(
        [
            told["notice"],
            f"Lived {told['years']} years: {told['signed']} identifications signed, {len(told['wrong_signed'])} of them wrong.",
        ]
    )
