"""Acts of ``repatria registry`` on the casework: lists come in, cases go out."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any


def add_import(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("file", type=Path, help="CSV with one person a row")
    parser.add_argument(
        "--what",
        choices=("casualty", "decisions"),
        default="casualty",
        help="a list of the missing, or earlier decisions of another office",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="which heading fills which field; the others as suggested from the headings",
    )
    parser.add_argument("--encoding", default="utf-8", help="of the file (default utf-8)")
    parser.add_argument(
        "--keep-both", action="store_true", help="keep both readings of a date that has two, instead of refusing the row"
    )
    parser.add_argument("--dry-run", action="store_true", help="compare and say what would happen; enter nobody")


def do_import(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput

    incident = incident_called(args)
    from repatria.registry.families.csvfile import open_sheet
    from repatria.registry.families.importing import import_list, suggested
    from repatria.registry.people.seats import TheRegistry

    pairs = [entry.partition("=") for entry in args.map]
    if any(not sep for _, sep, _ in pairs):
        raise InvalidInput(f"--map {args.map[0]}: write FIELD=HEADING.")
    given = {field: heading for field, _, heading in pairs}
    with open_sheet(args.file, encoding=args.encoding) as sheet:
        headings = sheet.headings
    found = {f: h for f, h in suggested(headings, args.what).items() if f not in given and h not in given.values()}
    with Progress(f"reading {args.file.name}", 1) as step:

        def tick(done: int, total: int) -> None:
            step.total = total
            step(done - step.done)

        batch = import_list(
            TheRegistry(incident),
            args.file,
            what=args.what,
            mapping={**found, **given},
            encoding=args.encoding,
            keep_both_dates=args.keep_both,
            dry_run=args.dry_run,
            progress=tick,
        )
    unread = [heading for heading in headings if heading not in batch.mapping.values()]
    outcomes = Counter(batch.rows.values_list("outcome", flat=True))
    why = list(batch.rows.filter(outcome="refused").order_by("line").values_list("line", "sentence")[:20])
    told = {
        "import": batch.thing.code,
        "rows_read": batch.rows_read,
        "outcomes": dict(outcomes),
        "refused": [{"line": line, "said": said} for line, said in why],
        "carried_out": not args.dry_run,
        "columns": dict(batch.mapping),
        "columns_not_read": unread,
    }
    balance = f"{batch.rows_read} rows read = " + " + ".join(f"{n} {name}" for name, n in sorted(outcomes.items())) + "."
    read = "Columns read: " + ", ".join(f"{field} from {heading!r}" for field, heading in batch.mapping.items()) + "."
    left = f"NOT read: {', '.join(map(repr, unread))}. Say with --map what they hold, if they matter." if unread else ""
    lines = [read, *([left] if left else []), balance, *(f"  line {line}: {said}" for line, said in why)]
    if outcomes["refused"] > len(why):
        lines.append(f"  and {outcomes['refused'] - len(why):,} more, each with its reason under {batch.thing.code}.")
    if args.dry_run:
        lines.append(
            f"Nobody was entered. The comparison stands as {batch.thing.code} under Lists from elsewhere; carry it out there."
        )
    return told, "\n".join(lines)


def add_export(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("out", type=Path, help="folder to write; must be new")


def do_export(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    incident = incident_called(args)
    from repatria.registry.laboratory.exporting import export_case
    from repatria.registry.people.seats import TheRegistry

    left = export_case(TheRegistry(incident), args.out)
    told = {
        "out": str(args.out),
        "case": left.digest,
        "profiles": left.profiles,
        "families": left.families,
        "withheld": left.withheld,
    }
    return told, (
        f"{left.profiles} profiles and {left.families} families in {args.out}; {left.withheld} profiles stay out because nobody "
        f"consented to this use, or the consent has ended. Next: repatria screen {args.out} --out results"
    )


def incident_called(args: argparse.Namespace) -> Any:
    """The incident that ``args.incident`` names. InvalidInput if it is not there."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.people.models import Incident

    incident = Incident.objects.filter(slug=args.incident).first()
    if incident is None:
        raise InvalidInput(f"{args.incident}: no such incident in {args.folder}. Open it first: repatria registry incident …")
    return incident
