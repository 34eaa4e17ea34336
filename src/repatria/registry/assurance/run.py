"""The proofs at their named sizes, one after the other; stopped and started again it goes on; the answers become one page.

    python -m repatria.registry.assurance.run [--state FOLDER] [--page FILE] [--only NAME ...] [--engine ENGINE]
                                               [--again] [--write]

A unit is one file of tests on one engine. What a unit came to is kept in the folder of the state with the commit it was run at; a unit
that passed at this commit is not run again. ``--write`` only writes the page from what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from repatria.registry.assurance import promised
from repatria.registry.assurance.outcome import VARIABLE

HERE = Path(__file__).parent
UNITS: tuple[tuple[str, str], ...] = (
    ("kill", "sqlite"),
    ("power", "sqlite"),
    ("full_disk", "sqlite"),
    ("race", "sqlite"),
    ("race", "postgres"),
    ("tampering", "sqlite"),
    ("tampering", "postgres"),
    ("verifier", "sqlite"),
    ("restoring", "sqlite"),
    ("audit", "sqlite"),
    ("audit", "postgres"),
    ("settings", "sqlite"),
    ("doors", "sqlite"),
    ("machine", "sqlite"),
    ("routes", "sqlite"),
    ("quality", "sqlite"),
    ("canaries", "sqlite"),
    ("signatures", "sqlite"),
    ("signatures", "postgres"),
    ("signers", "sqlite"),
    ("signers", "postgres"),
    ("gates", "sqlite"),
    ("gates", "postgres"),
    ("states", "sqlite"),
    ("states", "postgres"),
    ("worker", "sqlite"),
    ("rescission", "sqlite"),
    ("rescission", "postgres"),
)
"""Files of tests (``tests/test_NAME.py`` unless named in ``ELSEWHERE``) and the engine each is run on, the quick and heavy ones first."""
ELSEWHERE = {
    "states": "identification/tests/test_states.py",
    "worker": "searching/tests/test_kill.py",
    "verifier": "journal/tests/test_mutants.py",
}
"""Units that stand with their stage."""
LONG = ("quality", "states", "worker")
"""Units whose tests run only where the named sizes are asked for."""
NOT_COVERED = (
    "Names of files that overtake each other in a power cut (renames), and disks that lie about a sync.",
    "A disk that fails a sync (EIO): the registry says that the act in hand is uncertain, but does not stop by itself.",
    "A kill or a power cut of PostgreSQL itself: its own recovery is relied on; the settings it needs are asserted at start.",
    "Edits of entries that no witness has seen yet: at most the entries since the last head, 64 by default.",
    "Two people with permission who act together against the record, and whoever is root on a running machine that holds the keys.",
    "Proof of when: no outside time-stamp authority is asked.",
    "Load, slow clients and networks that are cut; hostile files beyond each stage's own tests and `make fuzz`.",
    'Timing: whether an answer of "not found" takes as long for what is there as for what is not was not measured.',
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is missing, write the page; 0 if everything named passed."""
    parser = argparse.ArgumentParser(description="The proofs of the registry at their named sizes.")
    parser.add_argument("--state", type=Path, default=Path("build/assurance"), help="where answers are kept between runs")
    parser.add_argument("--page", type=Path, default=Path("docs/assurance.md"), help="the page to write")
    parser.add_argument("--only", nargs="+", default=[], help="names of units, such as kill power")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="", help="run the units of one engine only")
    parser.add_argument("--again", action="store_true", help="run also what has passed at this commit")
    parser.add_argument("--write", action="store_true", help="run nothing, write the page")
    asked = parser.parse_args(arguments)
    asked.state.mkdir(parents=True, exist_ok=True)
    commit = commit_now()
    for name, engine in UNITS:
        done = read(asked.state / f"unit-{name}.{engine}.json")
        if asked.write or (asked.only and name not in asked.only) or asked.engine not in ("", engine):
            continue
        if not asked.again and done.get("passed") and done.get("commit") == commit:
            continue
        one = run_unit(name, engine, asked.state, commit)
        sys.stdout.write(f"{name} on {engine}: {'passed' if one['passed'] else 'FAILED'} in {one['seconds']:.0f} s\n")
        sys.stdout.flush()
    gone = lost(asked.page, asked.state)
    if gone:
        sys.stderr.write(
            f"{asked.page}: holds answers that are not in {asked.state} ({', '.join(gone)}). Nothing was written there. "
            "Give --state the folder of those runs, or --page another page.\n"
        )
        return 1
    asked.page.write_text(page(asked.state), encoding="utf-8")
    units = [read(asked.state / f"unit-{name}.{engine}.json") for name, engine in UNITS]
    return 0 if all(unit.get("passed") for unit in units) else 1


def lost(written: Path, state: Path) -> list[str]:
    """The runs that stand on a page as it was written and of which ``state`` knows nothing."""
    old = written.read_text(encoding="utf-8") if written.exists() else ""
    rows = [line.split(" | ") for line in old.splitlines() if " | passed: " in line or " | FAILED: " in line]
    known = {(name, engine): (state / f"unit-{name}.{engine}.json").exists() for name, engine in UNITS}
    return [f"{name[2:]} on {engine}" for name, engine, *_rest in rows if not known.get((name[2:], engine), True)]


def run_unit(name: str, engine: str, state: Path, commit: str) -> dict[str, Any]:
    """Run one file of tests at the named sizes and keep what it came to."""
    began = time.monotonic()
    node = HERE.parent / ELSEWHERE[name] if name in ELSEWHERE else HERE / "tests" / f"test_{name}.py"
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", f"--engine={engine}", str(node)]
    command += ["-o", "faulthandler_timeout=0"]  # a run of many minutes does not hang; a dump of its stack can end it
    command += ["-m", "assurance"] if name in LONG else []
    log = state / f"{name}.{engine}.log"
    with log.open("w", encoding="utf-8") as out:
        ended = subprocess.run(
            command, env={**os.environ, VARIABLE: str(state.resolve())}, stdout=out, stderr=subprocess.STDOUT, check=False
        )
    last = (log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or [""])[-1]
    told = {
        "unit": name,
        "engine": engine,
        "passed": ended.returncode == 0,
        "said": last.strip("= "),
        "seconds": time.monotonic() - began,
        "commit": commit,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (state / f"unit-{name}.{engine}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    return told


def read(path: Path) -> dict[str, Any]:
    """A kept answer; empty where there is none."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def commit_now() -> str:
    """The short name of the commit, with a plus sign where the working tree differs from it."""
    asked = [["git", "rev-parse", "--short", "HEAD"], ["git", "status", "--porcelain", "--untracked-files=no", "--", "src"]]
    said = [subprocess.run(one, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip() for one in asked]
    return said[0] + ("+" if said[1] else "")


def page(state: Path) -> str:
    """The page: promise, trials, result, bound, control, seed, commit, date; what was not run, and what is not covered."""
    proofs = [read(path) for path in sorted(state.glob("T-*.json"))]
    units = [read(state / f"unit-{name}.{engine}.json") or {"unit": name, "engine": engine} for name, engine in UNITS]
    lines = [
        "# Assurance: what was tried, how often, and what came of it",
        "",
        "Written by `make assurance`, never by hand. A zero means: in this many independent trials no fault was seen, so its rate",
        "is below the bound, about 3/n, with 95 % confidence. Each proof has a control that must go red; one that does not fails.",
        "",
        "| proof | engine | promise | trials | faults | bound 3/n | control | seed | date |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(one) for one in proofs),
        "",
        "## Notes",
        "",
        *(f"- {one['proof']} ({one['engine']}): {one['note']}" for one in proofs if one.get("note")),
        "",
        "## Runs",
        "",
        "| tests | engine | result | commit | date |",
        "|---|---|---|---|---|",
        *(_run(one) for one in units),
        "",
        "A plus sign after a commit: the working tree held changes beyond it.",
        "",
        "## What was promised, and what is not there",
        "",
        "Every threat by its number. *Here*: a unit above runs it at its named size. *Ordinary tests*: run by `make test`. The rest",
        "is said as it is.",
        "",
        *promised.lines(),
        "",
        "## Not covered",
        "",
        *(f"- {one}" for one in NOT_COVERED),
        "",
    ]
    return "\n".join(lines)


def _row(one: Mapping[str, Any]) -> str:
    cells: Iterable[Any] = (
        one["proof"], one["engine"], one["promise"], one["trials"], one["faults"], one["bound"], one["control"], one["seed"],
        one["at"][:10],
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _run(one: Mapping[str, Any]) -> str:
    if "passed" not in one:
        return f"| {one['unit']} | {one['engine']} | not run | | |"
    result = f"{'passed' if one['passed'] else 'FAILED'}: {one['said']}"
    return f"| {one['unit']} | {one['engine']} | {result} | {one['commit']} | {one['at'][:16].replace('T', ' ')} UTC |"


if __name__ == "__main__":
    sys.exit(main())
