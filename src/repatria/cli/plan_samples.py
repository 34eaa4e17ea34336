"""``repatria plan samples``: which bone to sample next, and for which system."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repatria.model import CaseFile
    from repatria.planning.samples import Bone, Cut

SYSTEMS = ("autosomal", "mtdna", "ystr")
EACH = ("chance", "information", "names")
HEAD = (
    "rank", "specimen", "container", "element", "side", "treatment", "person", "next_of_person", "samples_taken", "system",
    "information", "spread", "names", "grams", "information_per_gram", *(f"{what}_{s}" for s in SYSTEMS for what in EACH),
)  # fmt: skip


def configure(made: argparse.ArgumentParser) -> None:
    """The arguments of ``plan samples``."""
    made.add_argument("case", type=Path, metavar="CASE", help="a CaseFile folder that lists specimens")
    made.add_argument("--out", type=Path, required=True, metavar="CSV", help="the list of bones, what says most first")
    made.add_argument(
        "--by",
        choices=("names", "information", "gram"),
        default="names",
        help="rank by names expected to be decided, by information about identity, or by information per gram (default names)",
    )
    made.add_argument(
        "--rates", type=Path, metavar="CSV", help="your success by element and treatment (default: the shipped assumptions)"
    )
    made.add_argument("--units", type=Path, metavar="CSV", help="bones grouped as one person, columns unit and specimen")
    made.add_argument("--threshold", type=float, default=0.9995, metavar="P", help="posterior that decides (default 0.9995)")
    made.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where what the joint answer weighs is kept for the next plan"
    )
    made.add_argument("--draws", type=int, default=256, help="results drawn for each person (default 256)")
    made.add_argument("--seed", type=int, default=0, help="seed of the draws (default 0)")


def run(args: argparse.Namespace) -> int:
    """Weigh everybody together, rank the bones, write the list and say what stands first."""
    from repatria.cli.answer import say_json
    from repatria.cli.progress import Progress
    from repatria.formats.casefile import read_case
    from repatria.joint.identify import identify
    from repatria.planning.samples import bones_of, plan_samples
    from repatria.planning.success import read_rates, shipped_rates

    case = read_case(args.case)
    rates = read_rates(args.rates) if args.rates else shipped_rates()
    bones = bones_of(case)
    units = _units(args.units, bones)
    with Progress("weighing") as progress:
        answer = identify(
            case, seed=args.seed, tick=progress, units=_sampled(case, bones, units) or None, folder=args.keep, sensitivity=False
        )
    cuts = plan_samples(
        case,
        answer,
        bones=bones,
        units=units,
        rates=rates,
        by=args.by,
        threshold=args.threshold,
        draws=args.draws,
        seed=args.seed,
    )
    _write(cuts, args.out)
    if args.json:
        say_json(_document(case, cuts, args))
    else:
        _say(case, cuts, args)
    return 0


def _units(path: Path | None, bones: tuple[Bone, ...]) -> dict[str, list[str]]:
    """Unit -> specimens; a specimen that the case does not list, or that stands twice, is refused with its line."""
    from repatria.errors import UnreadableFile

    out: dict[str, list[str]] = {}
    if path is None:
        return out
    known, met = {b.specimen for b in bones}, set[str]()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"unit", "specimen"} <= set(rows.fieldnames or ()):
                raise UnreadableFile("has no columns unit and specimen. Give both.", path=path, line=1)
            for row in rows:
                code, unit = row["specimen"] or "", row["unit"] or ""
                if code not in known or code in met or not unit:
                    words = f"specimen {code!r} of unit {unit!r}: not in the case, twice, or without a unit. Correct the row."
                    raise UnreadableFile(words, path=path, line=rows.line_num, field="specimen")
                met.add(code)
                out.setdefault(unit, []).append(code)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"is not a table in UTF-8: {error}. Save it as CSV.", path=path) from error
    return out


def _sampled(case: CaseFile, bones: tuple[Bone, ...], units: dict[str, list[str]]) -> dict[str, list[str]]:
    """Units as the joint answer takes them: codes of the profiles and subjects of their bones."""
    known = {p.id for p in case.profiles} | {r.subject for r in case.beside.remains}
    samples = {b.specimen: [s for s in b.samples if s in known] for b in bones}
    told = {unit: [s for code in members for s in samples[code]] for unit, members in units.items()}
    return {unit: codes for unit, codes in told.items() if codes}


def _write(cuts: tuple[Cut, ...], path: Path) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        for rank, c in enumerate(cuts, 1):
            b, w = c.bone, c.together
            each: list[str] = []
            for s in SYSTEMS:
                one = c.by_system.get(s)
                each += [f"{c.chances[s]:.4f}", f"{one.nats:.6f}", f"{one.names:.6f}"] if one else ["", "", ""]
            rows.writerow([
                rank, b.specimen, b.container, b.element, b.side, b.treatment, c.person, "yes" if c.next_of_person else "no",
                len(b.samples), c.best, f"{w.nats:.6f}", f"{w.spread:.6f}", f"{w.names:.6f}", f"{c.grams:g}",
                f"{w.nats / c.grams:.6f}", *each,
            ])  # fmt: skip
    part.replace(path)


def _document(case: CaseFile, cuts: tuple[Cut, ...], args: argparse.Namespace) -> dict[str, Any]:
    first = [c for c in cuts if c.next_of_person]
    return {
        "notice": case.incident.banner,
        "bones": len(cuts),
        "people": len(first),
        "by": args.by,
        "threshold": args.threshold,
        "rates": str(args.rates) if args.rates else "shipped assumptions",
        "names_if_one_sample_of_each": sum(c.together.names for c in first),
        "first": [
            {"specimen": c.bone.specimen, "system": c.best, "information": c.together.nats, "names": c.together.names}
            for c in first[:10]
        ],
        "out": str(args.out),
    }


def _say(case: CaseFile, cuts: tuple[Cut, ...], args: argparse.Namespace) -> None:
    if case.incident.banner:
        print(case.incident.banner)
    if not args.rates:
        print("Chances of success are the shipped assumptions; give your own with --rates.")
    first = [c for c in cuts if c.next_of_person]
    print(f"{len(cuts):,} bones of {len(first):,} people; the list, what says most first: {args.out}")
    print("The first bone of each person (information in nats, of all systems together, and names expected to be decided):")
    for c in first[:10]:
        b, w = c.bone, c.together
        where = f"{b.element or 'bone'}{f', {b.container}' if b.container else ''}, {len(b.samples)} taken before"
        print(f"  {b.specimen} ({where}): most by {c.best or 'none'}; {w.nats:.3f} ± {w.spread:.3f}, {w.names:.4f} names")
