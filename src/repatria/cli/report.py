"""``repatria report``: pictures, a page and a summary from a folder of results."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "draw the pictures and write the page and the summary of a folder of results"
EXAMPLE = "repatria report results --out report"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``report``."""
    parser.add_argument("results", type=Path, metavar="RESULTS", help="folder of results in the layout repatria-results/1")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for index.html, summary.txt, pictures/ (SVG and PNG) and tables/ (CSV)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report; see docs/how-to/read-the-report.md."""
    from repatria.cli.answer import say_json
    from repatria.pictures.report import build_report
    from repatria.pictures.results import read_results

    data = read_results(args.results)
    written = build_report(data, args.out)
    if args.json:
        names = [path.relative_to(args.out).as_posix() for path in written]
        say_json({"incident": data.incident.title, "kind": data.incident.kind, "note": data.incident.banner, "written": names})
    else:
        if data.incident.banner:
            print(data.incident.banner)
        print(f"{len(written)} files written; open {args.out / 'index.html'} or read {args.out / 'summary.txt'}")
    return 0
