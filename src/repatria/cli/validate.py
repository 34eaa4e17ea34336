"""``repatria validate``: a dated report that this installation works as it should, for a person to read and sign."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "check this installation on this machine and write a dated report to be signed"
EXAMPLE = "repatria validate --out validation-2026-11"

SECTIONS = {
    "installation": "Installation: is this the program, and are these the tables?",
    "operation": "Operation: does it compute what is printed elsewhere?",
    "performance": "Performance: do its numbers keep their word?",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``validate``."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="new or empty folder for validation.json and index.html"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of everything drawn (default 1)")
    parser.add_argument(
        "--full", action="store_true", help="larger calibration and more known answers: an hour rather than minutes"
    )


def run(args: argparse.Namespace) -> int:
    """Run every check and write the report; see docs/how-to/validate.md. Exit code 1 if a check did not pass."""
    from repatria.bench.validation import STEPS, validation
    from repatria.cli.answer import plain, say_json, write_json
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput

    if args.seed < 0:
        raise InvalidInput(f"--seed {args.seed}: below zero. Use a whole number from 0.")
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise InvalidInput(f"--out {args.out}: is not an empty folder. Choose a new one; reports are kept, not replaced.")
    with Progress("validating", STEPS) as step:
        report = validation(args.seed, args.full, step)
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(report, args.out / "validation.json")
    (args.out / "index.html").write_text(page(plain(report)), encoding="utf-8")
    if args.json:
        say_json(report)
    else:
        _say(report, args.out)
    return 0 if report["passed"] else 1


def page(report: dict[str, Any]) -> str:
    """The report as one self-contained page with a line left open for a person's signature."""
    from repatria.pictures.page import write_page
    from repatria.pictures.story import Listing, Section, Tabled, Words
    from repatria.pictures.style import Table

    result = (
        "Every check passed." if report["passed"] else f"{len(report['deviations'])} checks did not pass; see the deviations."
    )
    facts = tuple(f"{name}: {value}" for name, value in report["machine"].items())
    sections = [
        Section(
            "what",
            "What this is",
            (
                Words(
                    f"{report['software']}, {report['made']}, seed {report['seed']}, {'full' if report['full'] else 'quick'} run."
                ),
                Words(result),
                Listing(facts),
                Words(f"Digest of this report: {report['digest']}"),
            ),
        )
    ]
    for name, title in SECTIONS.items():
        rows = tuple(
            (r["check"], _short(r["expected"]), _short(r["found"]), "pass" if r["passed"] else "FAIL", r["citation"])
            for r in report["sections"][name]
        )
        table = Table(("check", "expected", "found", "result", "source"), rows)
        sections.append(Section(name, title, (Tabled(title, table, name),)))
    none = Words("None.")
    sections.append(
        Section("deviations", "Deviations", (Listing(tuple(report["deviations"])) if report["deviations"] else none,))
    )
    line = "." * 40
    sections.append(
        Section(
            "signoff",
            "To be signed by the person who answers for it",
            (
                Words(
                    "A program cannot accept itself. Whoever signs has read the deviations and says what is done about each."
                ),
                Listing(
                    tuple(
                        f"{what}: {line}"
                        for what in ("Name", "Role", "Date", "Accepted, accepted with conditions, or refused", "Signature")
                    )
                ),
            ),
        )
    )
    return write_page("Validation of an installation", "", sections)


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _say(report: dict[str, Any], out: Path) -> None:
    for name in SECTIONS:
        rows = report["sections"][name]
        print(f"{name}: {sum(r['passed'] for r in rows)} of {len(rows)} checks passed")
    for deviation in report["deviations"]:
        print(f"DEVIATION {deviation}")
    print(f"{report['seconds']:.0f} s. Read and sign: {out / 'index.html'}")
