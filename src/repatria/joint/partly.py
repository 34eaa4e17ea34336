"""An evidence file recomputed from a case that holds nobody else: every number but the joint posteriors, which need everybody.

For a bag that goes to a court: it holds one unit and one family, so the likelihood ratios, the intervals, the reference error and
the waterfall are computed again, from the joint posteriors as they were signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from repatria.errors import ReproductionFailed
from repatria.joint.evidence_file import Joint, evidence_document
from repatria.joint.leads import Lead
from repatria.joint.reference_error import ReferenceErrors
from repatria.model.casefile import CaseFile

GIVEN = ("the joint posteriors at each λ", "the digests of the full case and of its panel", "the sentences on prior and method")
"""What is taken from the document, not computed: recompute it from the full case with ``repatria recheck CASE --document FILE``."""
ASKED_HERE = ("subjects", "profiles", "family", "missing", "reference_errors", "samples", "leads", "interval")


def recompute_pair(case: CaseFile, document: Mapping[str, Any]) -> dict[str, Any]:
    """``document`` as this machine computes it from ``case``; ReproductionFailed where the case does not hold the pair."""
    asked = document["asked"]
    family = next((f for f in case.families if f.id == asked["family"]), None)
    by_code = {p.id: p for p in case.profiles}
    lost = [code for code in asked["profiles"] if code not in by_code]
    if family is None or lost:
        what = lost[0] if lost else asked["family"]
        raise ReproductionFailed(f"case: {what} is not in it. Give the case that belongs to this document.")
    joint = {
        float(row["listed"]): Joint(*(float(row["without_error"]["leads_at_one"][k]) for k in ("posterior", "rest")))
        for row in document["posterior"]
    }
    fresh = evidence_document(
        replace(case, prior=replace(case.prior, listed=float(document["prior"]["listed"]))),
        tuple(by_code[code] for code in asked["profiles"]),
        family,
        asked["missing"],
        joint,
        prior_text=document["prior"]["text"],
        method=document["method"],
        asked={k: v for k, v in asked.items() if k not in ASKED_HERE},
        errors=ReferenceErrors(**asked["reference_errors"]),
        samples=asked["samples"],
        leads=[Lead(**lead) for lead in asked["leads"]],
        interval=asked["interval"],
        digest=document["case"]["digest"],
        subjects=asked.get("subjects", ()),
    )
    for stored, computed in zip(document["lines"], fresh["lines"], strict=False):
        if "panel" in stored["basis"]:
            computed["basis"]["panel"] = stored["basis"][
                "panel"
            ]  # alleles of others have lost their names, which is all it tells
    return fresh
