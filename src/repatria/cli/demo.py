"""``repatria demo``: Exercise Heron from the boxes to the report, everyone invented."""

from __future__ import annotations

import argparse
import math
import shutil
from pathlib import Path
from typing import Any

HELP = "live through Exercise Heron: simulate, screen, name everyone together, report"
EXAMPLE = "repatria demo --out demo --workers 2"
THRESHOLD = 1e4


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``demo``."""
    parser.add_argument(
        "--out", type=Path, default=Path("demo"), help="folder to fill (default demo); an earlier demo there is replaced"
    )
    parser.add_argument("--seed", type=int, default=2018, help="another seed, another exercise (default 2018)")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the exercise (default 1: 55 boxes, 7,699 listed)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2); the result is the same with any number")


def run(args: argparse.Namespace) -> int:
    """Everything in order; ends by itself, also without a terminal."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.exercise import report_data
    from repatria.cli.progress import Progress
    from repatria.formats.casefile import read_case, write_case
    from repatria.joint.identify import identify
    from repatria.pictures.report import build_report
    from repatria.pictures.results import write_results
    from repatria.screening import screen
    from repatria.screening.results import write_screening
    from repatria.simulate import heron, write_truth

    out = _emptied(args.out)
    with Progress("1/5 inventing the exercise", 1) as step:
        made, truth = heron(args.seed, args.scale)
        digest = write_case(made, out / "case")
        write_truth(truth, out / "truth")
        step()
    case = read_case(out / "case")
    with Progress("2/5 screening everyone against everyone") as step:
        found = screen(
            case, threshold=math.log(THRESHOLD), workers=args.workers, folder=out / "results/screen/blocks", tick=_told(step)
        )
    with Progress("3/5 naming everyone together", len(case.families)) as step:
        answer = identify(case, seed=args.seed, tick=step)
    with Progress("4/5 weighing the evidence files and the truth", 1) as step:
        data = report_data(case, found, answer, truth, digest)
        step()
    with Progress("5/5 drawing the report", 1) as step:
        write_results(data, out / "results")
        write_screening(found, case, out / "results/screen")
        write_json({"notice": case.incident.banner, **answer.to_json(1e-3)}, out / "results/identify-in-full.json")
        build_report(data, out)
        step()
    if args.json:
        say_json(
            {"notice": case.incident.banner, "out": str(out), "case": digest, "named": _named(data), "yields": _rows(data)}
        )
    else:
        print((out / "summary.txt").read_text(encoding="utf-8"))
        print(
            f"Open {out / 'index.html'} for the pictures; the case is in {out / 'case'}, the hidden truth in {out / 'truth'}."
        )
    return 0


def _told(step: Any) -> Any:
    def tick(done: int, total: int) -> None:
        step.total = total
        step(done - step.done)

    return tick


def _emptied(out: Path) -> Path:
    """``out`` without an earlier demo; a folder that holds anything else is refused. A registry beside the demo stays."""
    from repatria.errors import InvalidInput

    known = {"case", "truth", "results", "pictures", "tables", "index.html", "summary.txt", "report.html", "papers"}
    beside = {
        name for one in ("registry", "registry-truth", "lived", "lived-truth") for name in (one, f".{one}.part", f".{one}.old")
    }
    if out.exists():
        if not out.is_dir() or {p.name for p in out.iterdir()} - known - beside:
            raise InvalidInput(f"--out {out}: holds something other than an earlier demo. Choose an empty or new folder.")
        for path in (p for p in out.iterdir() if p.name not in beside):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    out.mkdir(parents=True, exist_ok=True)
    return out


def _named(data: Any) -> int:
    from repatria.pictures.standing import standings, tally

    return tally(standings(data.main, data.name_at))["named"]


def _rows(data: Any) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(row) for row in data.yields]
