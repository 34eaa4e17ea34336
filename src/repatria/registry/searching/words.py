"""Searches in words."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.people.seats import Seat
from repatria.registry.searching import scope
from repatria.registry.searching.models import Search


def in_people(words: Any) -> str:
    """How a joint answer was computed, in the words of the interface: one of a thing is not many of it."""
    told = str(words).replace("victims", "people")
    for many, one in (("components", "component"), ("families", "family"), ("clusters", "cluster"), ("people", "person")):
        told = re.sub(rf"(?<![\d.,])1 {many}\b", f"1 {one}", told)
    return told


PARENTAGE = "laboratory.parentage"
"""The verb with which somebody reads that relatives do not fit their own pedigree."""


def manifest_for(seat: Seat, search: Search) -> dict[str, Any]:
    """The manifest as this person may read it: that the DNA contradicts a pedigree is told with its verb only; to others such people
    stand among those without a usable reference."""
    told: dict[str, Any] = scope.veiled(seat, dict(search.manifest))
    rows = dict(told.get("not_compared", {}))
    if seat.may(PARENTAGE) or "references_contradict_pedigree" not in rows:
        return told
    hidden, plain = rows.pop("references_contradict_pedigree"), rows.get("no_usable_reference", {"count": 0, "some": []})
    some = sorted({*plain["some"], *hidden["some"]})[:20]
    rows["no_usable_reference"] = {"count": plain["count"] + hidden["count"], "some": some}
    return {**told, "not_compared": dict(sorted(rows.items()))}


def not_compared(seat: Seat, search: Search) -> list[tuple[str, int, list[str]]]:
    """Why some of the missing were not compared: (reason in words, how many, the first of them by code)."""
    words = {
        "no_usable_reference": _("no relative with a usable profile"),
        "references_contradict_pedigree": _("the relatives' profiles cannot fit their own pedigree; look at the family"),
        "pedigree_too_complex": _("the pedigree has more loops than the engine can compute"),
    }
    told: dict[str, Any] = manifest_for(seat, search).get("not_compared", {})
    rows = [(words.get(reason, reason), int(row["count"]), list(row["some"])) for reason, row in told.items()]
    outside = int(search.manifest.get("open_missing", 0)) - int(search.manifest.get("missing_in_families", 0))
    return [*rows, (_("on the list, and in no family's pedigree"), outside, [])] if outside > 0 else rows
