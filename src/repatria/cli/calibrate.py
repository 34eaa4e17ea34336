"""``repatria calibrate``: do likelihood ratios obey their laws, and can posteriors be taken at their word?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "check that likelihood ratios obey their laws and that posteriors can be taken at their word"
EXAMPLE = "repatria calibrate --seed 1 --out calibration"

LAW = 1e-12
"""How far Σ P0·LR may be from 1 where it must be exact."""
BREACH = 4.0
"""Standard errors above 1/x at which a tail counts as a breach of the bound."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``calibrate``."""
    parser.add_argument("--seed", type=int, default=1, help="seed of everything drawn (default 1)")
    parser.add_argument(
        "--full", action="store_true", help="7,700 families and 441 million pairs a claim: several minutes, about 2 GB"
    )
    parser.add_argument("--out", type=Path, help="folder for calibration.json and the tables behind it as Parquet")


def run(args: argparse.Namespace) -> int:
    """Run every section; see docs/explanation/calibration.md. Exit code 1 if a law is broken."""
    from repatria.cli.answer import say_json
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput
    from repatria.simulate import sections

    if args.seed < 0:
        raise InvalidInput(f"--seed {args.seed}: below zero. Use a whole number from 0.")
    size = sections.FULL if args.full else sections.SMALL
    with Progress("calibrating", 6) as step:
        laws = sections.laws(args.seed, size)
        step()
        tails = sections.tails(args.seed, size)
        step()
        matched = sections.trial(args.seed, size, "matched")
        step()
        mismatched = sections.trial(args.seed, size, "mismatched")
        step()
        nist = sections.nist_false_pairs()
        step()
        singles, ratios = sections.singles(args.seed, size)
        step()
    trials = [matched, mismatched]
    tables = {
        "laws": laws,
        "tails": tails,
        "trial_counts": [row for t in trials for row in t.counts],
        "reliability": [row for t in trials for row in t.bins],
        "nist_false_pairs": nist,
        "single_claims": singles,
        "enumeration": ratios,
    }
    held = all(r["worst"] <= LAW for r in laws if r["must_be_exact"]) and all(r["breach"] <= BREACH for r in tails)
    answer = {"seed": args.seed, "full": args.full, "laws_held": held, "trials": [t.summary for t in trials], **tables}
    if args.out:
        _write(args.out, answer, tables, trials)
    if args.json:
        say_json(answer)
    else:
        _say(answer)
    return 0 if held else 1


def _write(folder: Path, answer: dict[str, Any], tables: dict[str, Any], trials: list[Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from repatria.cli.answer import write_json

    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    tippett = [
        pa.table({"world": [t.world] * len(logs), "pairs": [pairs] * len(logs), "log_lr": logs})
        for t in trials
        for pairs, logs in (("true", t.scored.true_log_lr), ("false", t.scored.false_sample))
    ]
    pq.write_table(pa.concat_tables(tippett), folder / "tippett.parquet")
    write_json(answer, folder / "calibration.json")


def _say(answer: dict[str, Any]) -> None:
    print("Law: the sum over genotypes of P0(g)·LR(g) is 1. Worst deviation over markers and families:")
    for row in answer["laws"]:
        note = (
            "" if row["must_be_exact"] else f"  (measured, not required; all markers together {row['product_of_markers']:.2e})"
        )
        print(f"  {row['ancestors']:<6} {row['mutation']:<32} {row['worst']:.1e} at {row['marker']}{note}")
    print("\nBound: P0(LR >= x) <= 1/x. Estimates by importance sampling, as multiples of the bound:")
    for kin in dict.fromkeys(r["kin"] for r in answer["tails"]):
        shown = [r for r in answer["tails"] if r["kin"] == kin and r["x"] in (1e3, 1e6, 1e9)]
        print(
            f"  {kin:<8} " + "  ".join(f"x={r['x']:.0e}: {r['chance'] * r['x']:.2e} ± {r['error'] * r['x']:.0e}" for r in shown)
        )
    print("\nPosteriors against truth, in a world as told and in one that is not:")
    print(f"  {'world':<11} {'stated':>8} {'share right':>12} {'95 % interval':>17} {'n':>6}")
    for b in answer["reliability"]:
        share = b["right"] / b["n"]
        print(f"  {b['world']:<11} {b['stated']:8.5f} {share:12.5f} {b['share_low']:8.4f}-{b['share_high']:.4f} {b['n']:8,}")
    for t in answer["trials"]:
        print(
            f"  {t['world']:<11} Cllr {t['cllr']:.3f} bit; at 0.9995 and above: {t['named']} pairs, {t['named_wrong']} wrong, "
            f"{t['expected_wrong']:.3f} expected"
        )
    print("\nThe 1,036 people of NIST, not known to be relatives, claimed to be:")
    for row in answer["nist_false_pairs"]:
        if row["x"] in (1e3, 1e6):
            reached = f"{row['reached']:>5} of {row['n']:,} reach {row['x']:.0e}"
            print(f"  {row['claim']:<8} {row['pairs']:<22} {reached} (at most {row['allowed']:.1f} expected)")
    print("\nSingle relatives against full enumeration (the design in which CODIS overstated up to a hundredfold):")
    for row in answer["enumeration"]:
        print(
            f"  {row['claim']:<8} {row['pairs']} pairs: our ratio to enumeration {row['least']:.13f} to {row['greatest']:.13f}"
        )
    print("\nEvery law and bound held." if answer["laws_held"] else "\nA LAW OR BOUND WAS BROKEN: do not use these numbers.")
