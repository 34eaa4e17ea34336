"""Exercise Heron over many seeds, in worlds as told and in worse ones, with few references and with many.

What the engine names is held against the truth, and against the **ceiling**: what the same engine names from the same data when it is
told the true grouping, frequencies and rates. A seed that is done is kept in a folder, so that a stopped run goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from repatria.bench.protocol import Figure, Peak, checked
from repatria.bench.scenario_sums import RULE_AT, WORTH, cell_figures
from repatria.joint.answer import Identification
from repatria.joint.identify import identify
from repatria.joint.reference_error import SHIPPED, ReferenceErrors
from repatria.joint.signed import evidence_of
from repatria.model import CaseFile
from repatria.simulate import HARD, RICH, Settings, Truth, heron
from repatria.simulate.informed import informed, true_units

HELP = "names on the hidden truth of many seeds against the ceiling, in worlds as told and worse, with few and many references"
CELLS = tuple(product(("default", "rich"), ("matched", "hard")))
SEEDS = tuple(range(1, 21))
Row = dict[str, Any]


def figures(
    quick: bool = False, *, seeds: Sequence[int] = SEEDS, scale: float = 1.0, folder: Path | None = None
) -> list[Figure]:
    """The figures of each cell (references and world) over ``seeds``; ``folder`` keeps what is done. ``quick``: one tiny seed."""
    if quick:
        seeds, scale = (4,), 0.03
    done: dict[tuple[str, str], list[Row]] = {cell: [] for cell in CELLS}
    with Peak() as peak:
        for seed in seeds:
            for cell in CELLS:
                done[cell].append(kept(seed, scale, *cell, folder))
    return [f for cell, rows in done.items() for f in cell_figures(*cell, rows, peak.mb)]


def settings_of(references: str, world: str) -> Settings:
    """The settings of a cell."""
    base = HARD if world == "hard" else Settings(world="matched")
    return replace(base, autosomal=RICH.autosomal, y=RICH.y) if references == "rich" else base


def kept(seed: int, scale: float, references: str, world: str, folder: Path | None) -> Row:
    """One exercise from ``folder``, or run now and put there."""
    path = None if folder is None else folder / f"{references}-{world}-{scale:g}-{seed}.json"
    if path is not None and path.exists():
        found: Row = json.loads(path.read_text("utf-8"))
        return found
    row = one_seed(seed, scale, settings_of(references, world))
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.write_text(json.dumps(row, sort_keys=True) + "\n", "utf-8")
        half.replace(path)
    return row


def one_seed(seed: int, scale: float, settings: Settings) -> Row:
    """One exercise named as told and at the ceiling: the names worth a look, the men who could be named, seconds, errors of sums."""
    case, truth = heron(seed, scale, settings)
    began = time.perf_counter()
    told = identify(case, sensitivity=False)
    between = time.perf_counter()
    knowing, units = informed(case, settings), true_units(case, truth)
    best = identify(knowing, units=units, sensitivity=False)
    seconds = [between - began, time.perf_counter() - between]
    true_errors = ReferenceErrors(relation=settings.wrong_relation, sample=settings.swapped)
    return {
        "seed": seed,
        "scale": scale,
        "seconds": seconds,
        "error": max(checked([float(abs(row.sum() - 1.0)) for row in a.table], "scenario") for a in (told, best)),
        "told": names(case, truth, told, None, SHIPPED),
        "ceiling": names(knowing, truth, best, units, true_errors),
        "men": men(case, truth),
    }


def names(
    case: CaseFile, truth: Truth, answer: Identification, units: Mapping[str, Sequence[str]] | None, errors: ReferenceErrors
) -> list[Row]:
    """Everybody whose best name has at least :data:`WORTH` in the joint answer, with reference error weighed, held against the truth.

    ``right`` if all bones are of the man named; ``signed`` if the shipped rule would carry it; ``cause`` where a wrong one is from.
    """
    out = []
    for victim, table in zip(answer.victims, answer.table, strict=True):
        found = table[: len(answer.missing)]
        top = int(found.argmax()) if len(found) else 0
        if not len(found) or found[top] < WORTH:
            continue
        missing = answer.missing[top]
        document = evidence_of(case, answer, victim, missing, units=units, errors=errors, interval=False, digest="not written")
        with_error = document["posterior"][0]["with_error"]["leads_at_one"]["posterior"]
        borne_out = document["reference_error"]["donors"]["two_confirmed"]
        profiles = answer.people.get(victim, ())
        shown = sorted({*profiles, *answer.subjects.get(victim, ())} or {victim})
        cause = why_wrong(truth, shown, missing)
        out.append(
            {
                "who": victim,
                "missing": missing,
                "posterior": float(found[top]),
                "with_error": float(with_error),
                "signed": bool(borne_out and with_error >= RULE_AT and not any(x["excluding"] for x in document["lines"])),
                "autosomal": bool(profiles),
                "right": not cause,
                "cause": cause,
                "kin": kin_of(truth, missing),
            }
        )
    return out


def why_wrong(truth: Truth, subjects: Sequence[str], missing: str) -> str:
    """Where a wrong name came from, the first that applies; empty for a right one."""
    remains = truth.tables["remains"]
    rows = {s: (b, d) for s, b, d in zip(remains["subject"], remains["bone_of"], remains["donor"], strict=True)}
    people = truth.tables["people"]
    listed = dict(zip(people["person"], people["missing"], strict=True))
    owners = {listed.get(rows[s][0], "") for s in subjects}
    if owners == {missing}:
        return ""
    if len({rows[s][1] for s in subjects}) > 1:
        return "grouping"
    if any(bone != donor for bone, donor in (rows[s] for s in subjects)):
        return "sample error"
    family = dict(zip(truth.tables["men"]["missing"], truth.tables["men"]["family"], strict=True))
    if family[missing] in {family.get(m) for m in owners if m}:
        return "the other man of the family"
    if family[missing] in truth.tables["slips"]["family"] or family[missing] in _lines(truth, wrong=True):
        return "reference error"
    return "chance, man not on the list" if owners == {""} else "chance"


def kin_of(truth: Truth, missing: str) -> str:
    """The kind of his autosomal reference; ``a line only`` where relatives gave mtDNA or Y alone, else ``none``."""
    kin = truth.kin_of[missing]
    if kin != "none":
        return kin
    family = dict(zip(truth.tables["men"]["missing"], truth.tables["men"]["family"], strict=True))[missing]
    return "a line only" if family in _lines(truth) else "none"


def men(case: CaseFile, truth: Truth) -> list[Row]:
    """The listed men in the boxes: kind of reference, and whether a bone gave an autosomal profile."""
    shown = {truth.person_of[p.id] for p in case.profiles}
    people = truth.tables["people"]
    there = [(who, m) for who, m in zip(people["person"], people["missing"], strict=True) if m]
    return [{"missing": m, "kin": kin_of(truth, m), "profile": who in shown} for who, m in there]


def _lines(truth: Truth, wrong: bool = False) -> set[str]:
    """Families with a donor of a lineage; with ``wrong``, those where one is not who he is said to be."""
    lines = truth.tables["lineages"]
    return {f for f, fate in zip(lines["family"], lines["fate"], strict=True) if not wrong or fate != "own"}
