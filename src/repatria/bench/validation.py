"""Validation on this machine: installation, operation, performance, each check with what was expected and what was found.

Installation: versions, machine, digests of the program and of every reference table. Operation: printed cases recomputed; an evidence file
written, read and recomputed. Performance: the laws of likelihood ratios (Σ P0·LR = 1 and P0(LR >= x) <= 1/x) and sets with known answers,
where names above the threshold, reference error included, must not be wrong more often than their own posteriors say. A deviation is
whatever did not pass. Nobody has validated anything until a person has read the report and signed it.
"""

from __future__ import annotations

import hashlib
import math
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from repatria import __version__
from repatria.bench.printed import TOLERANCE, printed_cases
from repatria.errors import RepatriaError
from repatria.formats.canonical import json_digest

SCHEMA = "repatria-validation/1"
THRESHOLD = 0.9995
LIBRARIES = ("numpy", "scipy", "numba", "llvmlite", "pyarrow")
LAW, BREACH = 1e-12, 4.0
"""How far Σ P0·LR may be from 1 where it must be exact; standard errors above 1/x at which a tail counts as a breach."""
UNLIKELY = 0.001
"""Probability below which so many wrong names are no accident of the posteriors' own size."""
Row = dict[str, Any]
Tick = Callable[[], None]


def validation(seed: int, full: bool, tick: Tick) -> dict[str, Any]:
    """The whole report as plain values; ``tick`` is called after each of the :data:`STEPS` parts."""
    started = time.time()
    rows: dict[str, list[Row]] = {"installation": [], "operation": [], "performance": []}
    for section, part in PARTS:
        rows[section] += part(seed, full)
        tick()
    deviations = [f"{section}: {row['check']}" for section, found in rows.items() for row in found if not row["passed"]]
    report = {
        "schema": SCHEMA,
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "software": f"repatria {__version__}",
        "machine": machine(),
        "seed": seed,
        "full": full,
        "seconds": round(time.time() - started, 1),
        "sections": rows,
        "deviations": deviations,
        "passed": not deviations,
        "sign_off": {"name": "", "role": "", "date": "", "signature": ""},
    }
    return {**report, "digest": json_digest(report)}


def machine() -> dict[str, Any]:
    """What the program runs on."""
    found: dict[str, Any] = {
        "system": platform.system(),
        "release": platform.release(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "python": sys.version.split()[0],
    }
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def row(check: str, expected: Any, found: Any, passed: bool, citation: str = "") -> Row:
    """One check."""
    return {"check": check, "expected": expected, "found": found, "passed": bool(passed), "citation": citation}


def tables(seed: int, full: bool) -> list[Row]:
    """Every reference table has the bytes that its papers vouch for, and the program the files it is made of."""
    from repatria.reference.tables import paper, rows
    from repatria.reference.tables import tables as names

    out = []
    for name in names():
        try:
            papers = paper(name)
            rows(name)
            out.append(row(f"table {name}", papers.sha256, papers.sha256, True, papers.citation))
        except RepatriaError as refusal:
            out.append(row(f"table {name}", "its own checksum", str(refusal), False))
    digest, count = program_digest()
    return [row(f"program of {count} files", "a digest to compare with another installation's", digest, count > 0), *out]


def program_digest() -> tuple[str, int]:
    """SHA-256 over the names and contents of the program's own source files but for the registry's tests, and their number."""
    out, count = hashlib.sha256(), 0
    waiting: list[tuple[str, Traversable]] = [("", files("repatria"))]
    found: list[tuple[str, Traversable]] = []
    while waiting:
        where, folder = waiting.pop()
        for item in folder.iterdir():
            if item.is_dir() and item.name not in ("__pycache__", "tests"):
                waiting.append((f"{where}{item.name}/", item))
            elif item.name.endswith(".py"):
                found.append((f"{where}{item.name}", item))
    for name, item in sorted(found, key=lambda pair: pair[0]):
        out.update(f"{name}\n".encode() + hashlib.sha256(item.read_bytes()).digest())
        count += 1
    return out.hexdigest(), count


def printed(seed: int, full: bool) -> list[Row]:
    """Numbers of others, recomputed."""
    out = []
    for case in printed_cases():
        found = case.compute()
        out.append(row(case.name, case.printed, found, abs(found - case.printed) <= TOLERANCE * case.printed, case.citation))
    return out


def recomputed(seed: int, full: bool) -> list[Row]:
    """An evidence file goes to bytes and back and is recomputed; one altered byte is refused."""
    from repatria.formats.casefile import case_digest
    from repatria.joint.identify import identify
    from repatria.joint.signed import document_bytes, evidence_of, read_document, recheck, recompute
    from repatria.simulate import heron

    case, _ = heron(seed, 0.02)
    answer, digest = identify(case), case_digest(case)
    victim = answer.victims[0]
    missing = next(name for name, _ in answer.ranked(victim, 20) if name in answer.missing)
    data = document_bytes(evidence_of(case, answer, victim, missing, interval=False, digest=digest))
    stored = read_document(data)
    same = recheck(stored, recompute(case, stored, digest)).same
    try:
        read_document(data.replace(victim.encode(), victim.encode()[::-1] + b"x", 1))
        refused = False
    except RepatriaError:
        refused = True
    return [
        row("an evidence file is recomputed to the digit", "same", "same" if same else "different", same),
        row("an altered evidence file is refused", "refused", "refused" if refused else "accepted", refused),
    ]


def laws(seed: int, full: bool) -> list[Row]:
    """Σ P0·LR = 1 where it must be exact."""
    from repatria.simulate import sections

    found = sections.laws(seed, sections.FULL if full else quick_size())
    return [
        row(f"Σ P0·LR = 1: {r['ancestors']}, {r['mutation']}", LAW, r["worst"], r["worst"] <= LAW, "exact by construction")
        for r in found
        if r["must_be_exact"]
    ]


def tails(seed: int, full: bool) -> list[Row]:
    """P0(LR >= x) <= 1/x for every kind of kin, within sampling."""
    from repatria.simulate import sections

    found = sections.tails(seed, sections.FULL if full else quick_size())
    out = []
    for kin in dict.fromkeys(r["kin"] for r in found):
        worst = max(r["breach"] for r in found if r["kin"] == kin)
        out.append(
            row(f"P0(LR >= x) <= 1/x: {kin}", BREACH, worst, worst <= BREACH, "Markov's inequality; standard errors above it")
        )
    return out


def known_answers(seed: int, full: bool) -> list[Row]:
    """Exercises with a hidden truth: who is named at the threshold, reference error included, and how many wrongly."""
    scale, sets = (0.1, 10) if full else (0.03, 8)
    asked = named = wrong = 0
    expected = 0.0
    for n in range(sets):
        counted = _known(seed + n, scale)
        asked, named, wrong, expected = asked + counted[0], named + counted[1], wrong + counted[2], expected + counted[3]
    chance = _at_least(wrong, expected)
    words = f"{named} of {asked} people named at {THRESHOLD:g}, {wrong} wrong, {expected:.2g} expected"
    return [
        row("people of known answer", "at least one asked", f"{asked} in {sets} sets", asked > 0),
        row("wrong names", f"no more than the posteriors say (P of so many at least {UNLIKELY:g})", words, chance >= UNLIKELY),
    ]


def _known(seed: int, scale: float) -> tuple[int, int, int, float]:
    from repatria.joint.evidence_file import posteriors_of, prior_log_odds
    from repatria.joint.identify import identify
    from repatria.joint.reference_error import weigh_reference_error
    from repatria.simulate import RICH, heron

    case, truth = heron(seed, scale, RICH)
    answer = identify(case, sensitivity=False)
    by_code = {p.id: p for p in case.profiles}
    family_of = {m: f for f in case.families for m in f.missing}
    named = wrong = 0
    expected = 0.0
    for victim in answer.victims:
        name = answer.best[victim]
        if name not in family_of:
            continue
        joint = posteriors_of(answer, victim, name)[case.prior.listed]
        unit = tuple(by_code[code] for code in answer.people[victim])
        weighed = weigh_reference_error(case, unit, family_of[name], name)
        before = prior_log_odds(case, name, case.prior.listed)
        p = weighed.posterior(joint.p, rest=joint.rest, log_prior_odds=before)
        if p >= THRESHOLD:
            named += 1
            expected += 1.0 - p
            wrong += name != truth.missing_of[answer.people[victim][0]]
    return len(answer.victims), named, wrong, expected


def _at_least(count: int, mean: float) -> float:
    """P(Poisson(mean) >= count)."""
    return 1.0 - math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))


def quick_size() -> Any:
    """The small size of the laws and tails, for two minutes on a laptop."""
    from repatria.simulate.sections import Size

    return Size(1, 40, 200, 150, 400, 100, 50)


PARTS: tuple[tuple[str, Callable[[int, bool], list[Row]]], ...] = (
    ("installation", tables),
    ("operation", printed),
    ("operation", recomputed),
    ("performance", laws),
    ("performance", tails),
    ("performance", known_answers),
)
STEPS = len(PARTS)
