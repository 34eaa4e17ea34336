"""Searches in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.searching.models import Search


def not_compared(search: Search) -> list[tuple[str, int, list[str]]]:
    """Why some of the missing were not compared: (reason in words, how many, the first of them by code)."""
    words = {
        "no_usable_reference": _("no relative with a usable profile"),
        "references_contradict_pedigree": _("the relatives' profiles cannot fit their own pedigree; look at the family"),
        "pedigree_too_complex": _("the pedigree has more loops than the engine can compute"),
    }
    told: dict[str, Any] = search.manifest.get("not_compared", {})
    rows = [(words.get(reason, reason), int(row["count"]), list(row["some"])) for reason, row in told.items()]
    outside = int(search.manifest.get("open_missing", 0)) - int(search.manifest.get("missing_in_families", 0))
    return [*rows, (_("on the list, and in no family's pedigree"), outside, [])] if outside > 0 else rows
