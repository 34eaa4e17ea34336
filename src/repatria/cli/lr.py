"""``repatria lr``: likelihood ratios for the questions of a file, marker by marker."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

HELP = "weigh one candidate against one family, for every question of a file"
EXAMPLE = "repatria lr questions.json --json --ancestors sum > answers.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``lr``."""
    parser.add_argument("file", type=Path, metavar="IN.json", help="questions in the layout oracle-lr/1")
    parser.add_argument(
        "--ancestors",
        choices=("prune", "sum"),
        default="prune",
        help="leave out untyped people who connect nobody (prune, default), or sum over the whole pedigree as stated (sum)",
    )
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")


def run(args: argparse.Namespace) -> int:
    """Answer every question; see docs/reference/commands.md."""
    from repatria.cli.answer import say_json, write_json
    from repatria.formats.oracle_lr import read_oracle_lr

    answer = {"cases": [_answer(case, args.ancestors) for case in read_oracle_lr(args.file)]}
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    elif not args.out:
        _table(answer)
    return 0


def _answer(case: Any, ancestors: str) -> dict[str, Any]:
    from repatria.evidence.kinship.compare import log_likelihood_ratios
    from repatria.evidence.kinship.questions import Question

    known = {who: (profile,) for who, profile in case.references.items()}
    names, log_lr, excluding = log_likelihood_ratios(
        Question(case.pedigree, {**known, case.missing: (case.candidate,)}),
        Question(case.pedigree, known, strangers=((case.candidate,),)),
        case.panel,
        case.conventions(ancestors),
    )
    total = "-inf" if excluding else math.fsum(log_lr) / math.log(10.0)
    return {
        "id": case.id,
        "log10_lr": total,
        "per_marker": {n: math.exp(v) for n, v in zip(names, log_lr, strict=True)},
        "excluding": list(excluding),
    }


def _table(answer: dict[str, Any]) -> None:
    print(f"{'case':<24} {'log10 LR':>12}  excluding markers")
    for case in answer["cases"]:
        value = case["log10_lr"]
        shown = value if isinstance(value, str) else f"{value:.6f}"
        print(f"{case['id']:<24} {shown:>12}  {', '.join(case['excluding'])}")
