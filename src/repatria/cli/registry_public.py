"""``repatria registry public``: the published accounts as a folder that any web server can show."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_public(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="folder to write; new or empty")


def do_public(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Write it; the document and the words."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise InvalidInput(f"{args.out}: is there already and not empty. Name a new folder.")
    operations.wake(args.folder)
    from repatria.registry.accounting import opendata, queries

    rows = queries.all_public()
    files = opendata.export(args.out, rows)
    told = {
        "out": str(args.out),
        "files": len(files),
        "accounts": [
            {"incident": row.incident.slug, "number": row.number, "day": row.body["day"], "digest": row.digest} for row in rows
        ],
    }
    lines = [f"{len(files)} files in {args.out}: open {args.out / 'index.html'}, or put the folder on any web server."]
    lines += [
        f"  {row.body['title']}: account {row.number} of {row.body['day']}. {row.body['notice']}".rstrip() for row in rows
    ]
    return told, "\n".join(lines)
