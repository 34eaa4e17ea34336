"""What was decided, held against the hidden truth: read from the folder beside the registry, never from the registry.

A wrong name is traced to what made it: a sample that was mixed up, a reference or relation that was recorded wrongly, bones of two
people in one grouping, or chance.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from repatria.registry.gateway.invented import truth_of
from repatria.registry.refusals import NotReady

NOTES = "registry.json"


@dataclass(frozen=True)
class Key:
    """The truth in the registry's codes: the person of each bone, the missing person of each person, what is flawed."""

    person_of_bone: Mapping[str, str]
    missing_of_person: Mapping[str, str]
    mixed_up: frozenset[str]
    """Bones of which a sample shows somebody else."""
    slips: Mapping[str, str]
    """Families with a wrongly recorded reference or relation, and what is wrong."""
    family_of: Mapping[str, str]
    referenced: frozenset[str]
    """Missing people with a typed reference who lie in the boxes."""


@dataclass
class Score:
    """The count of a decided exercise."""

    named: int = 0
    right: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)
    expected_wrong: float = 0.0
    present_with_reference: int = 0
    withheld: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "named": self.named,
            "right": self.right,
            "wrong": self.wrong,
            "expected_wrong": self.expected_wrong,
            "upper_95": 3.0 / self.named if self.named and not self.wrong else None,
            "present_with_reference": self.present_with_reference,
            "withheld": dict(sorted(self.withheld.items())),
        }


def read_key(folder: Path) -> Key:
    """The truth of a demonstration's Exercise Heron; NotReady where the folder is no such thing."""
    try:
        notes = json.loads((folder / NOTES).read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise NotReady(f"{folder}: not the truth of a demonstration. Give the folder whose name ends in -truth.") from fault
    tables = truth_of(folder)
    bones, missing, families = notes["specimens"], notes["missing"], notes["families"]
    samples, men, people = tables["samples"], tables["men"], tables["people"]
    person_of_bone = {
        bones[bone]: who for bone, who in zip(samples["specimen"], samples["bone_of"], strict=True) if bone in bones
    }
    mixed = {
        bones[bone] for bone, fate in zip(samples["specimen"], samples["fate"], strict=True) if fate != "own" and bone in bones
    }
    slips = {
        families[f]: what for f, what in zip(tables["slips"]["family"], tables["slips"]["what"], strict=True) if f in families
    }
    rows = list(zip(men["missing"], men["family"], men["kin"], men["person"], strict=True))
    return Key(
        person_of_bone,
        {who: missing[man] for who, man in zip(people["person"], people["missing"], strict=True) if man in missing},
        frozenset(mixed),
        slips,
        {missing[m]: families.get(f, f) for m, f, _kin, _person in rows if m in missing},
        frozenset(missing[m] for m, _f, kin, person in rows if person and kin != "none" and m in missing),
    )


def score(key: Key, signed: Sequence[tuple[str, Sequence[str], str, float]], withheld: Mapping[str, int]) -> Score:
    """Hold signed names against the truth: each ``(individual, its bones, missing person, posterior)``."""
    told = Score(present_with_reference=len(key.referenced), withheld=Counter(withheld))
    for code, bones, missing, posterior in signed:
        told.named += 1
        told.expected_wrong += 1.0 - posterior
        people = Counter(key.person_of_bone.get(bone, "") for bone in bones)
        if {key.missing_of_person.get(who, "") for who in people} == {missing}:
            told.right += 1
            continue
        told.wrong.append(
            {"individual": code, "named": missing, "posterior": posterior, "trace": trace(key, bones, people, missing)}
        )
    return told


def trace(key: Key, bones: Sequence[str], people: Mapping[str, int], missing: str) -> str:
    """What made a name wrong, the first that applies."""
    if any(bone in key.mixed_up for bone in bones):
        return "sample"
    family = key.family_of.get(missing, "")
    if family in key.slips:
        return f"reference ({key.slips[family]})"
    return "grouping" if len(people) > 1 else "chance"
