"""``repatria identify``: one joint answer for all profiles and all missing of an incident."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

HELP = "name everybody of an incident together, with honest probabilities"
EXAMPLE = "repatria identify incident.json --json --ancestors sum > answer.json"
SHOWN = 1e-3


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``identify``."""
    parser.add_argument("file", type=Path, metavar="IN", help="an incident in the layout oracle-dvi/1, or a CaseFile folder")
    parser.add_argument(
        "--ancestors",
        choices=("prune", "sum"),
        help="leave out untyped people who connect nobody (prune), or sum over the whole pedigree as stated (sum); "
        "default: what the case says, prune for oracle-dvi/1",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="seed of the Markov chains, used only beyond exact reach (default 0)"
    )
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")


def run(args: argparse.Namespace) -> int:
    """Identify; see docs/reference/commands.md."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.progress import Progress

    with Progress("weighing") as progress:
        answer, banner = _identify(args, progress)
    least = 0.0 if args.file.is_file() else SHOWN
    document = {**({"notice": banner} if banner else {}), **answer.to_json(least)}
    if args.out:
        write_json(document, args.out)
    if args.json:
        say_json(document)
    elif not args.out:
        if banner:
            print(banner)
        _table(answer)
    return 0


def _identify(args: argparse.Namespace, tick: Any) -> tuple[Any, str]:
    """The answer, and the banner of an exercise."""
    from repatria.formats.casefile import read_case
    from repatria.formats.oracle_dvi import read_oracle_dvi
    from repatria.joint.identify import identify
    from repatria.model import CaseFile

    case = read_case(args.file) if args.file.is_dir() else read_oracle_dvi(args.file)
    banner = case.incident.banner if isinstance(case, CaseFile) else ""
    return identify(case, ancestors=args.ancestors, seed=args.seed, tick=tick), banner


def _shown(p: float) -> str:
    """A posterior is never 1."""
    return "above 0.999999" if p > 0.999999 else f"{p:.6g}"


def _why(answer: Any) -> None:
    """What each kind adds for the foremost name of everybody, where the case knows more than autosomal DNA; in powers of ten."""
    if answer.lines:
        print("\nwhy (prior odds and likelihood ratios in powers of ten)")
    for victim, told in answer.lines.items():
        for name, why in list(told["names"].items())[:1]:
            parts = [f"prior {_tens(why['log_prior_odds'])}", *(f"{k} {_tens(v)}" for k, v in why["log_lr"].items())]
            print(f"{victim:<16} {name:<16} {', '.join(parts)}{_shares(told, why)}")
    for note in answer.grouping:
        if "kind" in note:
            print(f"{note.get('person', note.get('donor', 'everybody'))}: {note['text']}")


def _shares(told: Any, why: Any) -> str:
    """Carriers of the lines, what raised this one above his share of them, leads, and what parts of one man would change."""
    out = ""
    if "carriers" in told:
        out += f"; carriers of what the lines show: {told['carriers']}, his share by them {why['share_by_lines']:.3g}"
        out += f", raised by {' and '.join(why['raised_by'])}" if why["raised_by"] else ""
    if "lead_not_multiplied" in why:
        out += f"; what the giver says, not multiplied: {_tens(why['lead_not_multiplied'])}"
    return out + f"; if several people here may be one man: {why['if_parts_may_be_of_one_person']:.3g}"


def _tens(log_value: float) -> str:
    return f"{log_value / math.log(10.0):+.1f}"


def _table(answer: Any) -> None:
    print(answer.prior["text"] + ".")
    print(f"method: {answer.in_words}; neglected mass at most {answer.neglected_mass:.1g}\n")
    print(f"{'victim':<16} {'best':<16} {'posterior':>14}  next")
    for victim in answer.victims:
        name = answer.best[victim]
        others = [f"{who} {p:.4g}" for who, p in answer.ranked(victim, 4) if who != name][:3]
        print(f"{victim:<16} {name:<16} {_shown(answer.probability(victim, name)):>14}  {', '.join(others)}")
    _why(answer)
    for tied in answer.sets:
        print(f"\n{', '.join(tied.victims)} are {', '.join(tied.missing)}: the data cannot order them.", end="")
    if answer.sets:
        print()
    for who, markers in answer.method.get("references_contradict_pedigree", {}).items():
        print(
            f"{who}: not compared; the typed relatives cannot fit their own pedigree at {', '.join(markers)}. Check the family."
        )
    for note in answer.grouping:
        if "kind" in note:
            continue
        if "profiles" in note and "person" in note:
            print(f"{note['person']}: one person with {len(note['profiles'])} profiles ({', '.join(note['profiles'])})")
        elif "contradiction" in note:
            print(f"{' and '.join(note['contradiction'])}: {note['text']}")
        elif "subjects" in note and "person" in note:
            print(f"{note['person']}: holds {', '.join(note['subjects'])} too")
        elif "without_dna" in note:
            print(f"{len(note['without_dna'])} subjects: {note['text']}")
        elif "staff" in note:
            print(f"{', '.join(note['profiles'])}: {note['text']} ({', '.join(note['staff'])})")
