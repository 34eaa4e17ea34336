"""``repatria bones sort``: which bones of an assemblage belong together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HELP = "weigh every pair of bones for one person, and group the assemblage with its uncertainty"
EXAMPLE = "inventory.csv --pairs pairs.csv --clusters clusters.csv"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``sort``."""
    parser.add_argument("inventory", type=Path, help="sheet with a specimen, Side, Element and measurements in mm (Hum_01 …)")
    parser.add_argument("--pairs", type=Path, help="write each specimen's best 20 pairs and every one with log_lr above 0")
    parser.add_argument("--clusters", type=Path, help="write specimen, cluster and stability")
    parser.add_argument("--all", type=Path, metavar="PAIRS", help="write every pair, as Parquet (.parquet) or CSV")
    parser.add_argument("--classic", type=Path, metavar="FILE", help="write classic p-values of left against right beside")
    parser.add_argument(
        "--pools",
        default="",
        metavar="POOL=W,...",
        help="weights of pools, as asian_m=1,white_m=1; `fitted` to the bones of the sheet; default: the reference's own",
    )
    parser.add_argument(
        "--lines", type=Path, metavar="FILE", help="CSV of specimen and mtdna: two sequences never share a cluster"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the walk over groupings (default 1)")
    parser.add_argument("--threads", type=int, default=2, help="threads (default 2); the answer does not depend on them")


def run(args: argparse.Namespace) -> int:
    """Read, weigh, group, write, say."""
    from repatria.cli.answer import say_json
    from repatria.cli.outputs import refuse_outputs
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput
    from repatria.evidence.bones import classic, partition, same, sorting
    from repatria.formats.bonesheet import read_bones, read_lines
    from repatria.reference.osteometry import bone_model, measurement_codes

    if args.seed < 0 or args.threads < 1:
        raise InvalidInput(
            f"--seed {args.seed} --threads {args.threads}: the seed is from 0, threads are from 1. Correct them."
        )
    outputs = {"--pairs": args.pairs, "--clusters": args.clusters, "--all": args.all, "--classic": args.classic}
    refuse_outputs(outputs, (args.inventory, args.lines))
    model = bone_model()
    given = _weights(args.pools) if args.pools not in ("", "fitted") else None
    weights = same.pool_weights(model, given)
    sheet = read_bones(args.inventory, {e: model.codes_of(e) for e in model.spans}, model.limits, measurement_codes())
    names = [bone.code for bone in sheet.bones]
    lines = read_lines(args.lines, names) if args.lines else {}
    ready = same.prepare(sheet.bones, model)
    if args.pools == "fitted":
        weights = same.fitted_weights(ready, model)
    with Progress("comparing", max(len(same.plan(ready, model)), 1)) as step:
        pairs = sorting.weigh(
            ready, model, weights, specimens=len(names), all_pairs=bool(args.all), threads=args.threads, tick=step
        )
    found = None
    if ready:
        with Progress("grouping", partition.CHAINS) as step:
            found = partition.solve(partition.problem(ready, model, weights, lines), args.seed, args.threads, step)
    told = _told(sheet, model, ready, pairs, found)
    if found is not None:
        posterior = partition.together(found, pairs.a, pairs.b)
        if args.all:
            _write_pairs(args.all, names, pairs, posterior, slice(None))
        if args.pairs:
            _write_pairs(args.pairs, names, pairs, posterior, sorting.worth(pairs, len(names)) if args.all else slice(None))
    elif args.pairs or args.all:
        raise InvalidInput(f"{args.inventory}: no bone has a side, an element and a measurement that the reference holds.")
    clusters = _clusters(names, found)
    told["pool_weights"] = {name: round(float(w), 4) for name, w in zip(model.pools, weights, strict=True)}
    told["clusters"] = len(set(clusters["cluster"]))
    if args.clusters:
        _write(args.clusters, clusters)
    if args.classic:
        _write(args.classic, _classic(names, classic.by_element(ready), model))
    if args.json:
        say_json(told)
    else:
        _say(told, args)
    return 0


def _weights(text: str) -> dict[str, float]:
    from repatria.errors import InvalidInput

    out = {}
    for piece in text.split(","):
        name, sign, value = piece.strip().partition("=")
        try:
            out[name] = float(value) if sign else 1.0
        except ValueError as error:
            raise InvalidInput(f"--pools {piece!r}: {value!r} is no number. Write as in asian_m=1,white_m=0.5.") from error
    return out


def _write(path: Path, columns: dict[str, Any]) -> None:
    from repatria.formats.bonesout import write_columns

    write_columns(path, columns)


def _write_pairs(path: Path, names: Sequence[str], pairs: Any, posterior: Any, rows: Any) -> None:
    from repatria.evidence.bones.sorting import RELATIONS
    from repatria.formats.bonesout import PAIR_COLUMNS, named

    values = (
        named(names, pairs.a[rows]), named(names, pairs.b[rows]), named(RELATIONS, pairs.relation[rows]), pairs.log_lr[rows],
        posterior[rows], pairs.measurements[rows], pairs.reference_n[rows],
    )  # fmt: skip
    _write(path, dict(zip(PAIR_COLUMNS, values, strict=True)))


def _clusters(names: Sequence[str], found: Any) -> dict[str, list[Any]]:
    """Every specimen once, in the order of the sheet; those that could not be compared stand alone with stability 0."""
    from repatria.evidence.bones.partition import summary

    placed: dict[int, tuple[int, float]] = {}
    if found is not None:
        cluster, stability, _ = summary(found)
        placed = {int(i): (int(c), float(s)) for i, c, s in zip(found.index, cluster, stability, strict=True)}
    order: dict[object, str] = {}
    out: dict[str, list[Any]] = {"specimen": list(names), "cluster": [], "stability": []}
    for i in range(len(names)):
        own, sure = placed.get(i, (f"alone {i}", 0.0))
        out["cluster"].append(order.setdefault(own, f"I{len(order) + 1:04d}"))
        out["stability"].append(round(sure, 4))
    return out


def _classic(names: Sequence[str], both: Any, model: Any) -> dict[str, Any]:
    import numpy as np

    from repatria.evidence.bones.classic import p_values

    out: dict[str, list[Any]] = {"left": [], "right": [], "element": [], "classic_p_value": [], "reference_n": []}
    for left, right in both:
        p = p_values(left, right, model)
        for i, j in zip(*np.nonzero(np.isfinite(p)), strict=True):
            out["left"].append(names[left.block.index[i]])
            out["right"].append(names[right.block.index[j]])
            out["element"].append(left.block.element)
            out["classic_p_value"].append(float(p[i, j]))
            out["reference_n"].append(model.reference_n(left.block.element, left.block.element))
    return {**out, "classic_p_value": np.array(out["classic_p_value"], dtype=float)}


def _told(sheet: Any, model: Any, ready: Any, pairs: Any, found: Any) -> dict[str, Any]:
    from repatria.evidence.bones.same import unsupported

    return {
        "specimens": len(sheet.bones),
        "compared": 0 if found is None else len(found.index),
        "pairs_compared": pairs.compared,
        "not_compared": {
            "without a side": list(sheet.unsided),
            "without a measurement of the reference": list(sheet.unmeasured),
        },
        "measurements_not_used": dict(sheet.unused),
        "second_look": list(sheet.doubtful),
        "columns_ignored": list(sheet.ignored),
        "not_supported_by_the_reference": [
            f"{a} with {b}: not supported by the reference (n = {n})" for a, b, n in unsupported(ready, model)
        ],
        "reference": dict(zip(model.pools, model.people, strict=True)),
        "exact": bool(found is not None and found.exact),
        "agreement_of_chains": None if found is None else found.agreement,
        "caution": "Fitted to adults, mostly American; the Asian pools are nearly all Japanese and hold two Koreans.",
    }


def _say(told: dict[str, Any], args: argparse.Namespace) -> None:
    print(
        f"{told['specimens']} specimens, {told['compared']} compared in {told['pairs_compared']:,} pairs; {told['clusters']} groups."
    )
    if told["exact"]:
        print("Every possible grouping was weighed.")
    elif told["agreement_of_chains"] is not None:
        print(f"Groupings were sampled; the chains agree to {told['agreement_of_chains']:.2f} (1 is best).")
    print("Pools: " + ", ".join(f"{name} {weight:.2f}" for name, weight in told["pool_weights"].items()) + ".")
    for why, who in told["not_compared"].items():
        if who:
            print(f"Not compared, {why}: {len(who)} ({', '.join(who[:5])}{' …' if len(who) > 5 else ''}).")
    if told["measurements_not_used"]:
        print(f"Measurements that the reference does not hold: {', '.join(told['measurements_not_used'])}.")
    for line in told["second_look"][:5]:
        print(f"A second look: {line}.")
    for line in told["not_supported_by_the_reference"][:5]:
        print(line)
    print(f"Reference: {sum(told['reference'].values())} people. {told['caution']}")
    print("\n".join(f"Written: {path}" for path in (args.pairs, args.all, args.clusters, args.classic) if path))
