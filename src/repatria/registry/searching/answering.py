"""From what was weighed to the canonical answer: one list for each unit, in plain values, and its digest.

Every computed number is written with ten significant digits. The answer says nothing of when, by whom or in how many attempts it
was made, so that the same case and rule give the same digest on any machine and with any number of workers.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from repatria.registry import gateway

SCHEMA = "repatria-search/1"
DIGITS = 10
AUTOSOMAL = "autosomal DNA"
WORDS = {
    "mtdna": "mitochondrial DNA", "ystr": "Y-chromosomal markers", "age": "age", "stature": "stature", "sex": "sex",
    "populations": "what the lines' populations have in common", "circumstance": "place and day of recovery",
}  # fmt: skip
"""Kinds of evidence as lists and pages call them."""
KEPT_POSTERIOR = 1e-3
"""Every pair with at least this posterior is kept, whatever its LR."""


def answer_of(weighed: gateway.Searched, rule: gateway.ListingRule, digest: str, number: int) -> dict[str, Any]:
    """The canonical answer of a search on the case ``digest`` under rule ``number``."""
    people = gateway.search_candidates(weighed, rule, KEPT_POSTERIOR)
    lists = [entry for name, told in people.items() for entry in _lists(weighed, name, told)]
    document = {
        "schema": SCHEMA,
        "software": gateway.software(),
        "case": digest,
        "rule": {
            "number": number,
            "listed": rule.listed,
            "sensitivity": list(rule.sensitivity),
            "threshold_log_lr": rule.threshold,
            "best": rule.best,
            "grouping_log_lr": rule.grouping,
        },
        "manifest": gateway.search_manifest(weighed, rule),
        "lists": sorted(lists, key=lambda x: str(x["label"])),
    }
    told: dict[str, Any] = rounded(document)
    for entry in told["lists"]:
        entry["digest"] = digest_of(entry)
    return told


def _lists(weighed: gateway.Searched, name: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One list for every unit of a person: locked individuals, and bones that nobody has grouped and locked."""
    mine = (*weighed.people[name], *weighed.subjects.get(name, ()))
    of_unit = gateway.intact_units(weighed)
    units: dict[str, tuple[str, ...]] = {}
    for profile in mine:
        unit = of_unit.get(profile, "")
        units[unit or profile] = (*units.get(unit or profile, ()), profile)
    notes = notes_of(weighed, name, mine, list(units))
    return [
        {
            **told,
            "label": label,
            "individual": label if any(of_unit.get(p) == label for p in profiles) else "",
            "specimens": sorted(profiles),
            "person": name,
            "notes": notes.get(label, []),
        }
        for label, profiles in units.items()
    ]


def notes_of(weighed: gateway.Searched, name: str, mine: Sequence[str], labels: Sequence[str]) -> dict[str, list[str]]:
    """What is to be said beside each list of a person: other units of the same person, contradictions, possible relatives."""
    out: dict[str, list[str]] = {label: [] for label in labels}
    kinds = [WORDS.get(kind, kind) for kind in gateway.kinds_shown(weighed, name)]
    if kinds:
        autosomal = [AUTOSOMAL] if weighed.people[name] else []
        for label in labels:
            out[label].append(f"Weighed together: {', '.join([*autosomal, *kinds])}.")
    for label in labels:
        others = [x for x in labels if x != label]
        if others:
            out[label].append(
                f"By DNA one person with {', '.join(others)}; weighed together. Look at the grouping: it is not one individual yet."
            )
    of_unit = gateway.intact_units(weighed)
    for entry in weighed.report:
        codes = list(entry.get("contradiction", ()))
        if len(codes) != 2 or not set(codes) & set(mine):
            continue
        for code in codes:
            label = of_unit.get(code) or code
            if label in out:
                out[label].append(_contradiction(entry, code, codes))
    return {label: list(dict.fromkeys(said)) for label, said in out.items()}


def _contradiction(entry: Mapping[str, Any], code: str, codes: Sequence[str]) -> str:
    other = codes[1] if code == codes[0] else codes[0]
    unit = entry.get("unit")
    if unit:
        return f"Grouped in {unit} with {other}, but their DNA is of two people; weighed apart. Look at the grouping and at the samples."
    return f"Its profile fits that of {other}, but their groups do not fit: relatives together, or a mixed-up sample. Look at both."


def rounded(value: Any) -> Any:
    """``value`` with every float at :data:`DIGITS` significant digits; infinities and NaN become null."""
    if isinstance(value, Mapping):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else None
    return value


def canonical(value: Any) -> bytes:
    """The bytes that are digested: JSON with sorted keys and nothing between."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(value: Any) -> str:
    """SHA-256 over the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()
