"""Whether the births in a family can be true: a look that warns and forbids nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from repatria.model import Pedigree

YOUNGEST, OLDEST_MOTHER, OLDEST_FATHER = 12, 56, 90
"""Years between the births of parent and child that are taken as possible; set wide on purpose (our own assumption)."""


def doubts(pedigree: Pedigree, births: Mapping[str, tuple[date, date]]) -> list[str]:
    """Sentences about parents and children whose births (earliest, latest) do not fit together."""
    found = []
    for child in pedigree.people:
        for role, parent, oldest in (("father", child.father, OLDEST_FATHER), ("mother", child.mother, OLDEST_MOTHER)):
            if parent is None or parent not in births or child.id not in births:
                continue
            most = (births[child.id][1] - births[parent][0]).days / 365.25
            least = (births[child.id][0] - births[parent][1]).days / 365.25
            if most < YOUNGEST:
                found.append(
                    f"{child.id}: {role} {parent} was at most {max(0, int(most))} years old at the birth. Check both births."
                )
            elif least > oldest:
                found.append(
                    f"{child.id}: {role} {parent} was at least {int(least)} years old at the birth. Check both births."
                )
    return found
