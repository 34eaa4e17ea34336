"""What ``repatria mtdna`` and ``repatria ystr`` have in common: acts, choosing a profile, and saying a comparison."""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from repatria.model.haplotypes import Counted
    from repatria.model.mitotype import Mitotype
    from repatria.model.weight import LineageComparison
    from repatria.model.yhaplotype import YHaplotype
    from repatria.screening.lineage import LineageSearch

Profile = TypeVar("Profile", "Mitotype", "YHaplotype")


def act(acts: Any, group: str, name: str, words: str, example: str) -> argparse.ArgumentParser:
    """One act with its line of help and an example."""
    made: argparse.ArgumentParser = acts.add_parser(
        name,
        help=words,
        description=words,
        epilog=f"example:\n  repatria {group} {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")
    return made


def pair_arguments(made: argparse.ArgumentParser) -> None:
    """The arguments of a comparison."""
    made.add_argument("query", type=Path, metavar="QUERY", help="file with the profile from remains")
    made.add_argument("reference", type=Path, metavar="REFERENCE", help="file with the relative's profile")
    made.add_argument("--query-id", metavar="ID", help="which profile of QUERY, if it holds several")
    made.add_argument("--reference-id", metavar="ID", help="which profile of REFERENCE, if it holds several")
    made.add_argument(
        "--meioses", type=int, metavar="N", help="transmissions between the donor and the missing person (0: his own sample)"
    )
    made.add_argument(
        "--pedigree",
        type=Path,
        metavar="PED",
        help="count them in this pedigree instead; refuses a donor who is not of the line",
    )
    made.add_argument("--missing", metavar="ID", help="who is missing in PED")
    made.add_argument("--donor", metavar="ID", help="who gave the reference in PED")
    made.add_argument(
        "--others", type=Path, metavar="FILE", help="all references of the list, counted with the database, one a line"
    )
    made.add_argument(
        "--counted", metavar="K/N", help="a count made elsewhere instead of a database: K of N people show the type"
    )
    made.add_argument("--counted-where", default="", metavar="WORDS", help="which database gave that count, and when")


def search_arguments(made: argparse.ArgumentParser, most: int) -> None:
    """The arguments of a search."""
    made.add_argument("queries", type=Path, metavar="QUERIES", help="file with the profiles from remains")
    made.add_argument("references", type=Path, metavar="REFERENCES", help="file with the relatives' profiles")
    made.add_argument("--out", type=Path, required=True, metavar="CSV", help="write the pairs kept to this file")
    made.add_argument("--best", type=int, default=10, help="pairs kept for each query (default 10)")
    made.add_argument("--threshold", type=float, metavar="LR", help="also keep every pair of at least this LR")
    made.add_argument("--most", type=int, default=most, help=f"differences up to which a pair is scored (default {most})")
    made.add_argument("--workers", type=int, default=1, help="threads (default 1); the result is the same with any number")


def chosen(profiles: Sequence[Profile], id: str | None, path: Path) -> Profile:
    """The one profile of a file, or the one asked for."""
    from repatria.errors import InvalidInput

    if id is None and len(profiles) == 1:
        return profiles[0]
    for profile in profiles:
        if profile.id == id:
            return profile
    names = ", ".join(p.id for p in profiles[:5]) + (", …" if len(profiles) > 5 else "")
    what = f"there is no profile {id!r} in it" if id else f"it holds {len(profiles)} profiles"
    raise InvalidInput(f"{path}: {what}. Choose one of {names}.")


def counted(args: argparse.Namespace) -> Counted | None:
    """The count given by hand, if one is."""
    from repatria.errors import InvalidInput
    from repatria.model.haplotypes import Counted

    if args.counted is None:
        return None
    seen, bar, size = args.counted.partition("/")
    if not (bar and seen.strip().isdecimal() and size.strip().isdecimal()):
        raise InvalidInput(f"--counted {args.counted}: a count and the size of its database are needed, such as 3/48572.")
    return Counted(int(seen), int(size), args.counted_where)


def meioses(args: argparse.Namespace, line: Any) -> int | None:
    """Transmissions as told, or counted in the pedigree that was given."""
    from repatria.errors import InvalidInput
    from repatria.formats.notes import Notes
    from repatria.formats.ped import read_ped
    from repatria.tables.lines import meioses_between

    if args.pedigree is None:
        told: int | None = args.meioses
        if told is not None and not 0 <= told <= 100:
            raise InvalidInput(f"--meioses {told}: is no number of transmissions. Write one from 0 to 100.")
        return told
    if not (args.missing and args.donor):
        raise InvalidInput("--pedigree: name the two people with --missing and --donor.")
    reading = read_ped(args.pedigree, Notes())
    for pedigree in (*reading.pedigrees, *(f.pedigree for f in reading.families)):
        if args.missing in pedigree or args.donor in pedigree:
            return meioses_between(pedigree, args.missing, args.donor, line)
    raise InvalidInput(f"{args.pedigree}: {args.missing!r} is not in it. Check the code.")


def document(found: LineageComparison, notice: str = "") -> dict[str, Any]:
    """A comparison as JSON says it; logarithms to base 10."""
    f = found.finding
    return {
        "query": found.query,
        "reference": found.reference,
        "h1": f.h1.text,
        "h2": f.h2.text,
        "log10_lr": f.log_lr / math.log(10.0),
        "interval_log10": [v / math.log(10.0) for v in f.interval] if f.interval else None,
        "compared": found.compared,
        "meioses": found.meioses,
        "differences": [
            {"place": d.place, "query": d.query, "reference": d.reference, "what": d.words} for d in found.differences
        ],
        "log10_parts": {name: value / math.log(10.0) for name, value in f.per_marker.items()},
        "frequency": {
            "estimate": found.frequency.estimate,
            "seen": found.frequency.seen,
            "size": found.frequency.size,
            "of_these_listed": [found.frequency.listed_seen, found.frequency.listed_size],
            "source": found.frequency.source,
            "simulated": found.frequency.simulated,
        },
        "sensitivity": {
            name: {
                "frequency": value,
                "log10_lr": (found.log_given_kin - math.log(value)) / math.log(10.0) if value > 0.0 else None,
            }
            for name, value in found.frequency.sensitivity.items()
        },
        "cautions": [{"code": c.code, "marker": c.marker, "value": c.value, "text": c.text} for c in f.cautions],
        "basis": dict(f.basis),
        "notice": notice,
    }


def say(answer: dict[str, Any]) -> None:
    """A comparison for a reader."""
    print(f"What was read is 10^{answer['log10_lr']:.2f} times as probable if the first of these is true as if the second is.")
    print(f"  first: {answer['h1']}")
    print(f"  second: {answer['h2']}")
    low, high = answer["interval_log10"]
    print(f"  95 % from the size of the database: 10^{low:.2f} to 10^{high:.2f}")
    print(f"  compared: {answer['compared']}; meioses: {answer['meioses']}")
    for d in answer["differences"]:
        print(f"  {d['place']}: query {d['query']}, reference {d['reference']} ({d['what']})")
    if not answer["differences"]:
        print("  no difference")
    f = answer["frequency"]
    print(
        f"  frequency {f['estimate']:.3g}: ({f['seen']} + 1) / ({f['size']} + 1), {f['source']}"
        + (" (simulated)" if f["simulated"] else "")
    )
    print("  if the frequency were taken otherwise (shown only, never mixed in):")
    for name, row in answer["sensitivity"].items():
        if row["log10_lr"] is not None and not math.isnan(row["frequency"]):
            print(f"    {name:<34} {row['frequency']:<10.3g} LR 10^{row['log10_lr']:.2f}")
    for caution in answer["cautions"]:
        print(f"  note: {caution['text']}" + (f" ({caution['value']})" if caution["value"] else ""))


HEAD = (
    "query",
    "reference",
    "line",
    "compared",
    "differences",
    "meioses",
    "log10_lr",
    "log10_given_kin",
    "seen",
    "size",
    "frequency",
)


def write_pairs(found: LineageSearch, queries: Sequence[Any], references: Sequence[Any], assumed: int, path: Path) -> None:
    """The kept pairs as a table, whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows(_rows(found, queries, references, assumed))
    part.replace(path)


def _rows(found: LineageSearch, queries: Sequence[Any], references: Sequence[Any], assumed: int) -> Iterable[list[str]]:
    kept, ten = found.kept, math.log(10.0)
    for i, lr in enumerate(kept.log_lr.tolist()):
        q, r = queries[int(kept.query[i])], references[int(kept.reference[i])]
        told = max(1, assumed if r.meioses is None else r.meioses)
        yield [
            q.id, r.id, r.line, found.ranges[int(kept.compared[i])], str(kept.differences[i]), str(told), f"{lr / ten:.4f}",
            f"{kept.log_given_kin[i] / ten:.4f}", str(kept.seen[i]), str(kept.size[i]), f"{math.exp(kept.log_given_pool[i]):.6g}",
        ]  # fmt: skip


def search_document(found: LineageSearch, queries: int, references: int, database: Any, out: Path) -> dict[str, Any]:
    """What a search did, as JSON says it."""
    return {
        "queries": queries,
        "references": references,
        "compared": found.compared,
        "share_too_little": found.too_little,
        "differ_in_more": found.apart,
        "most": found.most,
        "none_of_these_reaches_log10_lr": found.bound / math.log(10.0),
        "kept": len(found.kept),
        "ranges": sorted(set(found.ranges)),
        "database": database.name,
        "database_size": len(database),
        "simulated": database.simulated,
        "out": str(out),
    }


def say_search(told: dict[str, Any]) -> None:
    """A search for a reader."""
    print(f"{told['compared']:,} pairs compared: {told['queries']:,} profiles with {told['references']:,} references.")
    print(f"{told['share_too_little']:,} pairs share too little to be compared.")
    print(
        f"{told['differ_in_more']:,} pairs differ in more than {told['most']} places and were not scored: none can reach LR "
        f"10^{told['none_of_these_reaches_log10_lr']:.1f}."
    )
    mark = " (simulated)" if told["simulated"] else ""
    print(f"{told['kept']:,} pairs kept in {told['out']}; frequencies from {told['database']}{mark}, counted for each range.")
