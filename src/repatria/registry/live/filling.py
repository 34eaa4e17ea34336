"""Filling a fresh registry: the public record and three exercises, step by step, all through the acts of the stages.

The same seed and scale give the same content (:mod:`repatria.registry.live.digest`); what differs are the moments at which the
acts were recorded, the salts of the journal's commitments and the signing key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repatria.registry import gateway
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.live import (
    entries,
    heron_bones,
    heron_boxes,
    heron_dna,
    heron_kin,
    heron_lineages,
    heron_list,
    heron_programme,
    older,
    opening,
    surge,
)
from repatria.registry.live.digest import content_digest
from repatria.registry.live.work import HERON, OLDER, SURGE, Work

NOTES = "registry.json"
SCHEMA = "repatria-registry-truth/1"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the work: what a person is told while it runs, and what is done."""

    words: str
    do: Callable[[Work], None]


def invent(work: Work) -> None:
    """The simulator's case and its truth; nothing is written."""
    work.case, work.truth = gateway.exercise(work.seed, work.scale)


def boxes(work: Work) -> None:
    """The hand-over, and every box on its way."""
    heron_boxes.receive_boxes(work)
    heron_boxes.to_custody(work)


def bones(work: Work) -> None:
    """Inventory, effects and groupings."""
    heron_bones.inventory(work)
    heron_bones.effects(work)
    heron_bones.groupings(work)
    heron_bones.to_the_bench(work)


def results(work: Work) -> None:
    """Samples, staff, requests and what came back."""
    heron_dna.sample_bones(work)
    heron_dna.enter_staff(work)
    heron_dna.results_of_bones(work)
    heron_lineages.enter_databases(work)
    heron_lineages.lineages_of_bones(work)


def references(work: Work) -> None:
    """What relatives' samples show."""
    heron_dna.results_of_relatives(work)
    heron_lineages.lineages_of_relatives(work)


def close(work: Work) -> None:
    """Say in the journal of each exercise what it was filled from."""
    digest = content_digest()
    for slug in (HERON, OLDER, SURGE):
        note_filled(work.by(slug), seed=work.seed, scale=work.scale, digest=digest)


STEPS = (
    Step("the public record", opening.open_record),
    Step("three exercises and their people", opening.open_exercises),
    Step("inventing Exercise Heron", invent),
    Step("Heron: the list of the missing", heron_list.enter_list),
    Step("Heron: families", heron_kin.enter_kin),
    Step("Heron: the hand-over", boxes),
    Step("Heron: its programme", heron_programme.enter_programme),
    Step("Heron: the inventory", bones),
    Step("Heron: samples and results", results),
    Step("Heron: reference profiles", references),
    Step("Older Boxes", older.fill),
    Step("Surge", surge.fill),
    Step("closing the books", close),
)


@recorded(entries.ExerciseFilled, verb="live.fill")
def note_filled(by: Any, *, seed: int, scale: float, digest: str) -> Done[str]:
    """Note from which seed an exercise was filled, and the digest of all that the registry holds at this moment."""
    return Done(digest, subject=by.slug, facts={"seed": seed, "scale": repr(scale), "digest": digest})


def fill(seed: int, scale: float = 1.0) -> Work:
    """Fill the registry that Django is awake on, without telling how far it is."""
    work = Work(seed, scale)
    for step in STEPS:
        step.do(work)
    return work


def write_notes(work: Work, folder: Path) -> None:
    """Write which codes of the registry are whom in the simulator, for scoring; ``folder`` is that of the truth."""
    told = {"schema": SCHEMA, "places": heron_list.CLAIMED, **work.truths}
    told["missing"] = {code: _code(thing) for code, thing in work.kept["missing"].items()}
    (folder / NOTES).write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _code(thing: int) -> str:
    from repatria.registry.codes.models import Thing

    return str(Thing.objects.values_list("code", flat=True).get(pk=thing))
