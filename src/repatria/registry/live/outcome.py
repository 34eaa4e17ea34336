"""What came of a lived exercise, as the document ``live/1``: held against the truth file, never against the registry's rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from repatria.model import CaseFile
from repatria.model.beside import Beside, Remains
from repatria.registry.gateway.invented import keep_truth, truth_of
from repatria.registry.live import filling, holding, proving, scoring, targets
from repatria.registry.live.holding import Truths
from repatria.registry.live.living import Size
from repatria.registry.live.years.life import Life

SCHEMA = "live/1"
LINES = ("autosomal STR",)
LINEAGES = ("mitochondrial", "Y-STR")
"""Lines that are lived where they are asked for."""
NOT_YET = ("SNP", "age", "stature", "teeth", "clavicle", "place of loss", "isotopes")
"""Lines of evidence that the exercise does not simulate yet; what they would add is in no figure here."""


def outcome(life: Life, size: Size, truth: Path, seconds: float) -> dict[str, Any]:
    """Write the truth beside the registry, read it back, and hold the run's own notes against it."""
    keep_truth(life.work.exercise_truth(), truth)
    filling.write_notes(life.work, truth)
    key, true = scoring.read_key(truth), Truths(lived_case(life), truth_of(truth))
    proven = proving.prove()
    honest, planted = _signed(life, key)
    score = scoring.score(key, honest, life.done.withheld)
    strangers, best = true.strangers(), true.ceiling()
    told = {
        "schema": SCHEMA,
        "notice": life.table.incident.banner,
        "seed": size.seed,
        "years": size.years,
        "scale": round(size.scale, 4),
        "evidence_lines": evidence_lines(size.lineages),
        "not_lived": list(life.not_lived),
        "curve": life.curve,
        "signed": score.named,
        "expected_wrong": score.expected_wrong,
        "wrong_signed": score.wrong,
        "wrong_planted": len({(code, man) for code, _bones, man, _p in planted}),
        "upper_95": 3.0 / score.named if score.named else None,
        "listed_with_reference": score.present_with_reference,
        "ceiling": best.signable,
        "ceiling_without_reference_error": best.plain,
        "ceiling_with_reference_error": best.with_error,
        "named": score.right,
        "nonlisted": len(strangers),
        "nonlisted_signed": holding.nonlisted_signed(key, honest, strangers),
        "sibling_sets": holding.sibling_sets(life, true),
        "mislabelled": holding.mislabelled(life, true),
        "swaps": holding.swaps(life, true),
        "gates": {
            "attempts": sum(life.gates.values()),
            "succeeded": sum(life.passed.values()),
            "by_gate": dict(sorted(life.gates.items())),
        },
        **life.told,
        "first_attempt_days": _first(life.kept.get("first attempt", [])),
        "withheld": dict(sorted(life.done.withheld.items())),
        "noted": dict(sorted(life.noted.items())),
        "refused": dict(sorted(life.refused.items())),
        "definitions": DEFINITIONS,
        "entries": proven.entries,
        "searches": len(life.done.searches),
    }
    return {**told, "targets": targets.held(told, best), "seconds": round(seconds, 1)}


def evidence_lines(lineages: bool) -> dict[str, list[str]]:
    """Which lines of evidence were lived, and which were not; what those would add is in no figure."""
    return {"used": [*LINES, *(LINEAGES if lineages else ())], "not_yet": [*(() if lineages else LINEAGES), *NOT_YET]}


def lived_case(life: Life) -> CaseFile:
    """The simulator's case with the lines that were lived, so that the ceiling rests on no other."""
    case, _ = life.work.exercise()
    if not life.lineages:
        return replace(case, beside=Beside())
    shown = {p.id for p in case.profiles}
    remains = tuple(Remains(r.subject, r.mitotypes, r.yhaplotypes) for r in case.beside.remains if r.subject in shown)
    return replace(case, beside=replace(case.beside, remains=remains, recorded=()))


DEFINITIONS = {
    "signed": "people who were signed, the planted wrong link left out; one who was ever signed wrongly counts as wrong",
    "named": "of these, signed rightly",
    "ceiling": "listed men in the boxes whom the joint answer names rightly at 0.9995, reference error included, with the true "
    "grouping and every result, and whose family has two relatives who confirm each other",
    "nonlisted": "people in the boxes who stand on no list and of whom a profile was reported",
    "sibling_sets": "families with typed kin that miss several, one of whom lies there with a profile; listed where one of them stands "
    "on a current list, reported where that list calls them alike",
    "mislabelled": "a relation told wrongly is one slip, an exchanged sample two; detectable where the truth makes the typed relatives "
    "of the family a thousand times likelier than what was recorded; flagged where the laboratory raised an alarm about one of them "
    "before any signature of the family",
    "swaps": "detectable where the profile has markers enough to be compared, and is a colleague's, or of a bone that its donor has "
    "too; found where an alarm holds it, or the current list of the bone says to look at it; found_beyond are those found that nobody "
    "could be expected to; the planted exchange is not counted here",
    "curve": "t in days since the hand-over; identified counts people, returned and unresolved count specimens",
}
"""What each figure counts."""

Row = tuple[str, list[str], str, float]


def _signed(life: Life, key: scoring.Key) -> tuple[list[Row], list[Row]]:
    """(one row for each person signed, the wrong one where any was wrong; the rows of the planted wrong link)."""
    honest: dict[tuple[str, str], Row] = {}
    planted, bad = [], _planted_bone(life)
    for code, bones, man, posterior, _pk, _day in life.kept.get("signed", ()):
        row = (code, bones, man, posterior)
        if bad in bones:
            planted.append(row)
        elif (code, man) not in honest or not scoring.score(key, [honest[code, man]], {}).wrong:
            honest[code, man] = row
    return list(honest.values()), planted


def _planted_bone(life: Life) -> str:
    bone = life.work.kept["specimens"].get(life.plant.bone) if life.plant else None
    return bone.code if bone else ""


def _first(days: list[int]) -> dict[str, float | int | None]:
    """From signature to the first attempt: median, the day within which 95 % were made, and how many."""
    if not days:
        return {"n": 0, "median": None, "p95": None}
    return {"n": len(days), "median": float(np.median(days)), "p95": float(np.quantile(days, 0.95, method="higher"))}


def in_words(told: dict[str, Any]) -> str:
    """The same for a person."""
    return "\n".join(
        [
            told["notice"],
            f"Lived {told['years']} years: {told['signed']} identifications signed, {len(told['wrong_signed'])} of them wrong.",
        ]
    )
