"""``repatria registry export-identification``: one signed identification as a bag for a court or an auditor."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from repatria.cli.registry_erasing import authenticated
from repatria.cli.registry_lists import incident_called


def add_bag(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("code", help="code of the identification")
    parser.add_argument("out", type=Path, help="the ZIP file to write; must not exist")
    parser.add_argument(
        "--as", dest="account", required=True, metavar="ACCOUNT", help="who you are; your password is asked for"
    )
    parser.add_argument("--purpose", required=True, help="what it is taken out for: a court, an auditor, and which")
    parser.add_argument(
        "--recompute",
        action="store_true",
        help="with the genotypes of this family, for whoever recomputes every number; tells which relatives confirm each other",
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def do_bag(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Write it; the document and the words."""
    from repatria.errors import InvalidInput

    if args.out.exists():
        raise InvalidInput(f"{args.out}: is there already. Name a new file.")
    incident = incident_called(args)
    from repatria.registry.people.seats import seat_of
    from repatria.registry.review.bag import export_identification
    from repatria.registry.review.queries import identification_called

    seat = seat_of(authenticated(args), incident.slug)
    seat.need("review.export")
    made = export_identification(seat, identification_called(seat, args.code), purpose=args.purpose, whole=args.recompute)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.touch(mode=0o600)
    args.out.write_bytes(made.data)
    told = {
        "identification": args.code,
        "out": str(args.out),
        "files": made.files,
        "digest": made.digest,
        "notice": incident.banner,
    }
    words = f"{args.code}: {made.files} files in {args.out}, digest {made.digest}."
    words += f"\nWhoever gets it: unpack it, then repatria recheck {made.name}"
    return told, f"{incident.banner}\n{words}" if incident.banner else words
