"""``repatria plan``: which bone to sample next, and whom to ask next for a sample, over the whole list."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repatria.model import CaseFile
    from repatria.planning.relatives import Coverage, RelativesPlan

HELP = "plan what to find out next: which bone to sample, and whom to ask for a sample, over the whole list"
EXAMPLE = "repatria plan relatives CASE --out calls.csv"
HEAD = (
    "rank", "family", "relative", "relation", "missing", "systems", "chance_before", "chance_after", "gain", "after_autosomal",
    "after_mtdna", "after_ystr", "sample_on_file",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add ``samples`` and ``relatives``."""
    from repatria.cli import plan_samples
    from repatria.cli.lineage import act

    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    words = "which bone to sample next and for which system, by what a result is expected to say about who it is"
    plan_samples.configure(act(acts, "plan", "samples", words, "CASE --out samples.csv"))
    words = "whom to ask next and for which system, with the chance of a decisive match before and after"
    made = act(acts, "plan", "relatives", words, "CASE --out calls.csv --by unit --cover 0.9")
    made.add_argument("case", type=Path, metavar="CASE", help="a CaseFile folder")
    made.add_argument("--out", type=Path, required=True, metavar="CSV", help="the call list, everybody ranked")
    made.add_argument(
        "--among", type=Path, metavar="CSV", help="who may be asked, columns family and person (default: everybody)"
    )
    made.add_argument("--threshold", type=float, default=0.9995, metavar="P", help="posterior that decides (default 0.9995)")
    for name, usual in (("autosomal", 0.45), ("mtdna", 0.84), ("ystr", 0.40)):
        made.add_argument(
            f"--shown-{name}", type=float, default=usual, metavar="P", help=f"chance that remains show it (default {usual:g})"
        )
    made.add_argument(
        "--by", choices=("all", "pool", "unit"), default="all", help="groups of the list for coverage (default all)"
    )
    made.add_argument("--cover", type=float, default=0.9, metavar="SHARE", help="share of a group that should have a reference")
    made.add_argument("--draws", type=int, default=128, help="families drawn of each shape (default 128)")
    made.add_argument("--seed", type=int, default=0, help="seed of the draws (default 0)")


def run(args: argparse.Namespace) -> int:
    """Rank, write the list, and say what stands."""
    if args.act == "samples":
        from repatria.cli import plan_samples

        return plan_samples.run(args)
    from repatria.cli.answer import say_json
    from repatria.formats.casefile import read_case
    from repatria.planning.relatives import Shown, coverage, plan_relatives

    case = read_case(args.case)
    shown = Shown(args.shown_autosomal, args.shown_mtdna, args.shown_ystr)
    groups = _groups(case, args.by)
    coverage((), {}, args.cover)  # refuses before the work
    plan = plan_relatives(
        case, threshold=args.threshold, shown=shown, among=_among(args.among, case), draws=args.draws, seed=args.seed
    )
    covered = coverage(plan.standing, groups, args.cover)
    _write(plan, args.out)
    if args.json:
        say_json(_document(case, plan, covered, args))
    else:
        _say(case, plan, covered, args)
    return 0


def _among(path: Path | None, case: CaseFile) -> dict[str, list[str]] | None:
    if path is None:
        return None
    from repatria.errors import UnreadableFile

    families = {f.id for f in case.families}
    out: dict[str, list[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"family", "person"} <= set(rows.fieldnames or ()):
                raise UnreadableFile("has no columns family and person. Give both.", path=path, line=1)
            for row in rows:
                if row["family"] not in families:
                    words = f"family {row['family']!r} is not in the case. Correct the code."
                    raise UnreadableFile(words, path=path, line=rows.line_num, field="family")
                out.setdefault(row["family"], []).append(row["person"] or "")
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"is not a table in UTF-8: {error}. Save it as CSV.", path=path) from error
    return out


def _groups(case: CaseFile, by: str) -> dict[str, str]:
    if by == "all":
        return {m: "the whole list" for f in case.families for m in f.missing}
    return {r.missing: (r.pool if by == "pool" else r.unit.split("/")[0].strip()) for r in case.beside.recorded}


def _write(plan: RelativesPlan, path: Path) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        for rank, a in enumerate(plan.asked, 1):
            after = [f"{a.by_system[s]:.6f}" if s in a.by_system else "" for s in ("autosomal", "mtdna", "ystr")]
            rows.writerow([
                rank, a.family, a.relative, a.relation, a.missing, " ".join(a.systems), f"{a.before:.6f}", f"{a.after:.6f}",
                f"{a.gain:.6f}", *after, "yes" if a.on_file else "no",
            ])  # fmt: skip
    part.replace(path)


def _document(case: CaseFile, plan: RelativesPlan, covered: tuple[Coverage, ...], args: argparse.Namespace) -> dict[str, Any]:
    return {
        "notice": case.incident.banner,
        "asked": len(plan.asked),
        "threshold": args.threshold,
        "not_weighed": list(plan.left_out),
        "coverage": [
            {
                "group": c.group,
                "people": c.people,
                "with_reference": dict(c.with_reference),
                "any_reference": c.any_reference,
                "mean_chance": c.mean_chance,
                "share_asked": args.cover,
                "reached": c.reached,
                "lacking": c.lacking,
            }
            for c in covered
        ],
        "out": str(args.out),
    }


def _say(case: CaseFile, plan: RelativesPlan, covered: tuple[Coverage, ...], args: argparse.Namespace) -> None:
    if case.incident.banner:
        print(case.incident.banner)
    for words in plan.left_out:
        print(words)
    print(f"{len(plan.asked):,} relatives could be asked; the call list, largest gain first: {args.out}")
    for a in plan.asked[:10]:
        print(f"  {a.relative} of {a.family} ({a.relation} of {a.missing}), {', '.join(a.systems)}: {a.before:.3f} -> {a.after:.3f}"
              f"{', has a sample on file' if a.on_file else ''}")  # fmt: skip
    print(
        f"Chance of a posterior of {args.threshold:g} if the remains are found; {args.cover:.0%} of a group should have a reference:"
    )
    for c in covered:
        by = ", ".join(f"{name} {n:,}" for name, n in c.with_reference.items())
        state = "reached" if c.reached else f"{c.lacking:,} more needed"
        print(
            f"  {c.group or 'not recorded'}: {c.any_reference:,} of {c.people:,} ({by}); mean chance {c.mean_chance:.3f}; {state}"
        )
