"""``repatria check``: read any input file and say what was understood."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

HELP = "read any input file and say what was understood, and what looks wrong"
EXAMPLE = "repatria check hand-over.xml families.fam frequencies.csv --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``check``."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="files or case folders; content decides the format")
    add_single(parser)
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")
    list_formats(parser)


def add_single(parser: argparse.ArgumentParser) -> None:
    """The option that says what one allele at a marker means."""
    parser.add_argument(
        "--single",
        choices=("at_least", "homozygote"),
        default="at_least",
        help="what one allele at a marker of a table means: at least one copy (default), or a homozygote written once",
    )


def list_formats(parser: argparse.ArgumentParser) -> None:
    """Name every format in the help, and whether its reader has met a real file."""
    from repatria.formats.catalogue import FORMATS

    said = "\n".join(f"  {f.name:<12} {f.what};\n{'':15}{f.proof}" for f in FORMATS.values())
    parser.epilog = f"{parser.epilog or ''}\n\nformats:\n{said}".strip()


def run(args: argparse.Namespace) -> int:
    """Read each file; 2 if any was refused. See docs/reference/formats.md."""
    from repatria.cli.answer import say_json, write_json

    found = [_checked(path, args.single) for path in args.files]
    answer = {"files": found}
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    else:
        _print(found)
    return 0 if all(one["readable"] for one in found) else 2


def _checked(path: Path, single: Any) -> dict[str, Any]:
    from repatria.errors import RepatriaError
    from repatria.formats.notes import Notes
    from repatria.formats.reader import STREAMED, read, stream
    from repatria.formats.reading import Reading
    from repatria.formats.sniff import sniff
    from repatria.formats.summary import summary

    try:
        format = sniff(path).format
        if format == "oracle":
            return {"path": str(path), "readable": True, **_questions(path)}
        if format in STREAMED:
            notes = Notes()
            return {
                "path": str(path),
                "readable": True,
                **summary(Reading(format, notes=notes), stream(path, notes, single=single)),
            }
        return {"path": str(path), "readable": True, **summary(read(path, single=single))}
    except RepatriaError as refusal:
        line = getattr(refusal, "line", None)
        return {
            "path": str(path),
            "readable": False,
            "refusal": str(refusal),
            "line": line,
            "field": getattr(refusal, "field", ""),
        }


def _questions(path: Path) -> dict[str, Any]:
    """What a JSON file of questions holds, read as ``repatria lr`` or ``repatria identify`` would."""
    from repatria.errors import UnreadableFile
    from repatria.formats.oracle_dvi import read_oracle_dvi
    from repatria.formats.oracle_lr import read_oracle_lr

    with path.open("rb") as file:
        start = file.read(65_536)
    if b'"oracle-dvi/1"' in start:
        case = read_oracle_dvi(path)
        return {"format": "oracle", "for": "repatria identify", "questions": 1, "families": len(case.families)}
    if b'"oracle-lr/1"' in start:
        return {"format": "oracle", "for": "repatria lr", "questions": len(read_oracle_lr(path))}
    raise UnreadableFile("is JSON, but states neither oracle-lr/1 nor oracle-dvi/1 near its start. Add the schema.", path=path)


def _print(found: list[dict[str, Any]]) -> None:
    from repatria.formats.summary import in_words

    for one in found:
        print(f"{one['path']}")
        if not one["readable"]:
            print(f"  refused: {one['refusal']}")
            continue
        words = [f"{one['questions']:,} questions for {one['for']}"] if "questions" in one else in_words(one)
        for line in words:
            print(f"  {line}")
    refused = sum(not one["readable"] for one in found)
    if refused:
        print(f"repatria: {refused} of {len(found)} files were refused.", file=sys.stderr)
