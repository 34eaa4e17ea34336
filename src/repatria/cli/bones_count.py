"""``repatria bones count``: how many people an inventory of bones comes from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "how many people the bones come from: at least, about, and what decides it"
EXAMPLE = "inventory.csv --pairs pairs.csv --json"
ESTIMATES = ("most_likely", "allowing_for_errors_and_clustering")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bones count``."""
    parser.add_argument(
        "file", type=Path, metavar="IN.csv", help="an inventory: specimen, element, side; zones, pair, mtDNA if known"
    )
    parser.add_argument(
        "--pairs", type=Path, metavar="PAIRS.csv", help="chances of pairs as `repatria bones sort --pairs` writes them"
    )
    parser.add_argument("--sensitivity", type=float, default=0.95, help="chance that a true pair is recognised (default 0.95)")
    parser.add_argument(
        "--false-pairs", type=float, default=0.02, help="chance that a bone without its partner is paired wrongly"
    )
    parser.add_argument(
        "--clustering",
        type=float,
        default=0.3,
        help="largest correlation of finding both bones of a person (default 0.3; 0: none)",
    )
    parser.add_argument("--at-most", type=int, default=10_000, help="no more people than this can be there (default 10000)")
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")


def run(args: argparse.Namespace) -> int:
    """Count and say how surely; see docs/how-to/count-people.md."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.outputs import refuse_outputs
    from repatria.errors import InvalidInput
    from repatria.evidence.bones.counting import count_people
    from repatria.evidence.bones.counting_likely import Pairing
    from repatria.formats.headcount import read_inventory, read_pairs

    if args.at_most < 1:
        raise InvalidInput(f"--at-most {args.at_most}: is no number of people. Write a number such as 300.")
    refuse_outputs({"--out": args.out}, (args.file, args.pairs))
    told = count_people(
        read_inventory(args.file),
        posterior=read_pairs(args.pairs) if args.pairs else None,
        pairing=Pairing(args.sensitivity, args.false_pairs),
        clustering=args.clustering,
        at_most=args.at_most,
    )
    if args.at_most < told.floor.people:
        raise InvalidInput(f"--at-most {args.at_most}: the bones hold {told.floor.words} people. Write that number or more.")
    answer = _document(told)
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    else:
        _print(answer)
    return 0


def _document(told: Any) -> dict[str, Any]:
    from repatria.evidence.bones.counting import ASSUMED

    return {
        "format": "repatria-bones-count/1",
        "bones": told.bones,
        "at_least": _floor(told.floor),
        "about": None if told.deciding is None else {**_estimate(told.deciding.allowed), "element": told.deciding.counts.element},
        "about_wording": "not estimated: no pair of a left and a right bone is stated" if told.deciding is None else
        f"{told.deciding.allowed.words}, from {_name(told.deciding.counts.element)} pairs",
        "elements": [_element(one) for one in told.elements],
        "dna": None if told.dna is None else _dna(told.dna),
        "history": [{"day": s.day, "at_least": s.floor.people, "wording": s.floor.words, "why": s.why} for s in told.history],
        "not_counted": list(told.not_counted),
        "pairing": {"sensitivity": told.pairing.sensitivity, "false_rate": told.pairing.false_rate},
        "clustering_up_to": told.clustering,
        "assumptions": list(ASSUMED),
    }  # fmt: skip


def _name(element: str) -> str:
    return element.replace("_", " ")


def _floor(floor: Any) -> dict[str, Any]:
    return {
        "people": floor.people,
        "wording": floor.words,
        "because": floor.reason,
        "element": floor.element,
        "side": floor.side,
        "zone": floor.zone,
        "specimens": list(floor.codes),
    }


def _estimate(found: Any) -> dict[str, Any]:
    return {
        "people": found.people,
        "interval_95": [found.low, None if found.open_top else found.high],
        "wording": found.words,
    }


def _element(one: Any) -> dict[str, Any]:
    counts = one.counts
    return {
        "element": counts.element,
        "left": counts.left,
        "right": counts.right,
        "side_not_known": one.unsided,
        "pairs": counts.pairs,
        "at_least": _floor(one.floor),
        "most_likely": None if one.printed is None else _estimate(one.printed),
        "allowing_for_errors_and_clustering": None if one.allowed is None else _estimate(one.allowed),
    }


def _dna(dna: Any) -> dict[str, Any]:
    known = dna.estimate is not None
    about = (
        f"about {dna.estimate:.0f} (95 %: {dna.low:.0f} to {dna.high:.0f})"
        if known
        else "not estimated: too few people typed once and twice"
    )
    return {
        "typed": dna.typed,
        "sequences": dna.sequences,
        "at_least": dna.people,
        "wording": f"at least {dna.people} by mtDNA and duplication",
        "about": dna.estimate,
        "interval_95": [dna.low, dna.high] if known else None,
        "about_wording": about,
        "more_than_one": [{"sequence": name, "people": n} for name, n in dna.deciding],
    }


def _print(answer: dict[str, Any]) -> None:
    print(f"{answer['bones']:,} bones: {answer['at_least']['wording']} people ({answer['at_least']['because']})")
    print(f"Estimate: {answer['about_wording']}.")
    if answer["dna"]:
        print(f"DNA: {answer['dna']['wording']}, {answer['dna']['about_wording']}.")
    print(
        f"\n{'element':<14}{'left':>6}{'right':>6}{'pairs':>6}{'at least':>9}  {'most likely, as printed':<32}with errors and clustering"
    )
    for one in answer["elements"]:
        pairs = "-" if one["pairs"] is None else one["pairs"]
        printed, allowed = ((one[key] or {"wording": "-"})["wording"] for key in ESTIMATES)
        counted = f"{one['left']:>6}{one['right']:>6}{pairs:>6}{one['at_least']['people']:>9}"
        print(f"{_name(one['element']):<14}{counted}  {printed:<32}{allowed}")
    for step in answer["history"]:
        print(f"{step['day']}: {step['wording']}; {step['why']}")
    if answer["not_counted"]:
        print(f"\nNot counted, because nobody listed the parts that are there: {', '.join(answer['not_counted'][:20])}")
    print()
    for line in answer["assumptions"]:
        print(f"- {line}")
