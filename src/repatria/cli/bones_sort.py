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
    parser.add_argument(
        "--stray",
        type=float,
        metavar="SHARE",
        help="let containers lean the grouping: the share of bones that lie anywhere, whosever they are (such as 0.3)",
    )
    parser.add_argument(
        "--report", type=Path, metavar="PAGE", help="write a page with pictures: pairs, relations, skeletons (HTML)"
    )
    parser.add_argument(
        "--mark", default="", metavar="WORDS", help="words to stand on the page, as 'Exercise: everyone is invented'"
    )
    parser.add_argument("--osteosort", type=Path, metavar="FILE", help="write the bones as a sheet that OsteoSort reads")
    parser.add_argument(
        "--cora", type=Path, metavar="FILE", help="write the pairs of sides not excluded at 0.05 as CoRA imports them"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the walk over groupings (default 1)")
    parser.add_argument("--threads", type=int, default=2, help="threads (default 2); the answer does not depend on them")


def run(args: argparse.Namespace) -> int:
    """Read, weigh, group, write, say."""
    from repatria.cli.answer import say_json
    from repatria.cli.bones_report import report_page
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput
    from repatria.evidence.bones import classic, layout, partition, same, sorting
    from repatria.evidence.bones.bounds import bounds_of
    from repatria.formats.bonesheet import read_bones, read_lines
    from repatria.formats.bonewriters import osteosort_sheet
    from repatria.reference.osteometry import bone_model, measurement_codes

    _refuse(args)
    model = bone_model()
    given = _weights(args.pools) if args.pools not in ("", "fitted") else None
    weights = same.pool_weights(model, given)
    sheet = read_bones(args.inventory, {e: model.codes_of(e) for e in model.spans}, model.limits, measurement_codes())
    names = [bone.code for bone in sheet.bones]
    lines = read_lines(args.lines, names) if args.lines else {}
    bounds = bounds_of(sheet.bones, sheet.notes, lines, args.stray)
    ready = same.prepare(sheet.comparable, model)
    if args.pools == "fitted":
        weights = same.fitted_weights(ready, model)
    with Progress("comparing", max(len(same.plan(ready, model)), 1)) as step:
        pairs = sorting.weigh(
            ready, model, weights, specimens=len(names), all_pairs=bool(args.all), threads=args.threads, tick=step
        )
    found = None
    if ready:
        with Progress("grouping", partition.CHAINS) as step:
            found = partition.solve(layout.problem(ready, model, weights, bounds), args.seed, args.threads, step)
    told = _told(sheet, model, ready, pairs, found)
    told["bounds"] = _bounds(sheet, bounds)
    if found is not None:
        posterior = partition.together(found, pairs.a, pairs.b)
        worth = sorting.worth(pairs, len(names)) if args.all else slice(None)
        if args.all:
            _write_pairs(args.all, names, pairs, posterior, slice(None))
        if args.pairs:
            _write_pairs(args.pairs, names, pairs, posterior, worth)
    elif args.pairs or args.all or args.report:
        raise InvalidInput(f"{args.inventory}: no bone has a side, an element and a measurement that the reference holds.")
    clusters = _clusters(names, found)
    told["pool_weights"] = {name: round(float(w), 4) for name, w in zip(model.pools, weights, strict=True)}
    told["clusters"] = len(set(clusters["cluster"]))
    if args.clusters:
        _write(args.clusters, clusters)
    if args.report:
        _write_text(args.report, report_page(sheet.bones, pairs, posterior, worth, clusters, told, args.mark))
    if args.classic:
        _write(args.classic, _classic(names, classic.by_element(ready), model))
    if args.osteosort:
        _write_text(args.osteosort, osteosort_sheet(sheet.bones, measurement_codes()))
    if args.cora:
        _write_text(args.cora, _cora(sheet, classic.by_element(ready), model))
    if args.json:
        say_json(told)
    else:
        _say(told, args)
    return 0


def _refuse(args: argparse.Namespace) -> None:
    """What cannot be, before anything is read."""
    from repatria.cli.outputs import refuse_outputs
    from repatria.errors import InvalidInput

    if args.seed < 0 or args.threads < 1:
        raise InvalidInput(
            f"--seed {args.seed} --threads {args.threads}: the seed is from 0, threads are from 1. Correct them."
        )
    outputs = {"--pairs": args.pairs, "--clusters": args.clusters, "--all": args.all, "--classic": args.classic}
    outputs |= {"--osteosort": args.osteosort, "--cora": args.cora, "--report": args.report}
    refuse_outputs(outputs, (args.inventory, args.lines))
    if args.mark and not args.report:
        raise InvalidInput(f"--mark {args.mark!r}: stands on the page of --report, which is not asked for. Add --report PAGE.")


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


def _write_text(path: Path, text: str) -> None:
    from repatria.formats.writer import atomically

    atomically(path, lambda file: file.write(text.encode()))


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
            "growing (the reference is of adults)": list(sheet.growing),
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
        "settled": bool(found is not None and found.settled),
        "groups_95": None if found is None else _seen(found),
        "caution": "Fitted to adults, mostly American; the Asian pools are nearly all Japanese and hold two Koreans.",
    }


def _seen(found: Any) -> list[int]:
    from repatria.evidence.bones.partition import clusters_seen

    return list(clusters_seen(found)[1:])


def _bounds(sheet: Any, bounds: Any) -> dict[str, Any]:
    return {
        "columns": list(sheet.told),
        "maternal_lines": len(set(bounds.lines.values())),
        "nuclear_groups": len(set(bounds.nuclear.values())),
        "said_to_be_one_person": [[sheet.bones[i].code for i in unit] for unit in bounds.units],
        "said_to_be_apart": len(bounds.apart),
        "with_an_age": len(bounds.ages),
        "containers": len(set(bounds.boxes.values())) if bounds.boxes else 0,
    }


def _cora(sheet: Any, both: Any, model: Any) -> str:
    """Pairs of sides with a classic p-value of 0.05 or more, best first within each left bone."""
    import numpy as np

    from repatria.evidence.bones.classic import p_values
    from repatria.formats.bonewriters import Paired, cora_pairs

    found = []
    for left, right in both:
        p, element = p_values(left, right, model), left.block.element
        first, end = model.spans[element]
        means = dict(zip(model.codes[first:end], 2.0 * model.lean[first:end], strict=True))
        widths = dict(zip(model.codes[first:end], np.sqrt(2.0 * np.diag(model.own[element])), strict=True))
        for i, j in zip(*np.nonzero(np.nan_to_num(p, nan=-1.0) >= 0.05), strict=True):
            a, b = int(left.block.index[i]), int(right.block.index[j])
            used = tuple(c for c in model.codes_of(element) if c in sheet.bones[a].values and c in sheet.bones[b].values)
            n = model.reference_n(element, element)
            found.append(Paired(a, b, float(p[i, j]), n, used, tuple(means[c] for c in used), tuple(widths[c] for c in used)))
    settings = "Repatria; left less right of natural logs of mm; two-sided; not excluded at 0.05"
    return cora_pairs(sheet.bones, sheet.keys, found, settings)


def _say(told: dict[str, Any], args: argparse.Namespace) -> None:
    print(
        f"{told['specimens']} specimens, {told['compared']} compared in {told['pairs_compared']:,} pairs; {told['clusters']} groups."
    )
    if told["exact"]:
        print("Every possible grouping was weighed.")
    elif told["agreement_of_chains"] is not None:
        print(f"Groupings were sampled; the chains agree to {told['agreement_of_chains']:.2f} (1 is best).")
        if not told["settled"]:
            print("That is too little to read clusters: stability is what the least sure chain says. Trust the pairs.")
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
    print("\n".join(f"Written: {path}" for path in _written(args) if path))


def _written(args: argparse.Namespace) -> list[Path | None]:
    return [args.pairs, args.all, args.clusters, args.classic, args.osteosort, args.cora, args.report]
