"""``repatria mtdna``: mitochondrial profiles compared, searched, and held against the tree."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repatria.model.haplotypes import Database
    from repatria.model.mitotype import Mitotype
    from repatria.model.tracts import Rules

HELP = "mitochondrial DNA: compare two profiles, search references, find haplogroups and slips"
EXAMPLE = "repatria mtdna compare bone.tsv sister.tsv --meioses 2"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add ``compare``, ``search`` and ``haplogroup``."""
    from repatria.cli.lineage import act, pair_arguments, search_arguments

    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    compare = act(
        acts,
        "mtdna",
        "compare",
        "weigh one profile against one reference, over what both read",
        "bone.tsv sister.tsv --meioses 2",
    )
    pair_arguments(compare)
    compare.add_argument(
        "--sheet", type=Path, metavar="EMP", help="also write the query as an .emp sheet, to ask a database elsewhere"
    )
    search = act(acts, "mtdna", "search", "every profile against every reference", "bones.tsv references.tsv --out pairs.csv")
    search_arguments(search, 2)
    group = act(acts, "mtdna", "haplogroup", "the haplogroup of each profile, and what looks like a slip in it", "bones.tsv")
    group.add_argument("profiles", type=Path, metavar="FILE", help="file with profiles")
    group.add_argument("--range", metavar="RANGE", help="what was read where the file does not say")
    for made in (compare, search):
        made.add_argument(
            "--database", type=Path, metavar="FILE", help="people to count types among (default: 2,534 of 1000 Genomes)"
        )
        made.add_argument(
            "--simulated", action="store_true", help="the database is invented; said wherever a number rests on it"
        )
        made.add_argument("--range", metavar="RANGE", help="what was read where a file does not say: 16024-16365, HV1, CR, all")
        made.add_argument(
            "--leave-out",
            default="usual",
            metavar="TRACTS",
            help="tracts whose length does not count: usual, all, none, or names (309,315)",
        )


def run(args: argparse.Namespace) -> int:
    """Do the act."""
    return {"compare": _compare, "search": _search, "haplogroup": _haplogroup}[args.act](args)


def _read(path: Path, args: argparse.Namespace) -> tuple[Mitotype, ...]:
    from repatria.formats.mitotypes import read_mitotypes
    from repatria.model.mitotype import ranges_of
    from repatria.reference.mtdna import rcrs

    return read_mitotypes(path, rcrs(), ranges=ranges_of(args.range, "--range") if args.range else None)


def _database(args: argparse.Namespace) -> Database[Mitotype]:
    from repatria.model.haplotypes import Database
    from repatria.reference.mtdna import mitogenomes

    if args.database is None:
        return mitogenomes()
    return Database(args.database.name, _read(args.database, args), str(args.database), args.simulated)


def _rules(args: argparse.Namespace) -> Rules:
    from repatria.model.tracts import rules_of

    return rules_of(args.leave_out)


def _compare(args: argparse.Namespace) -> int:
    from repatria.cli.answer import say_json
    from repatria.cli.lineage import chosen, counted, document, meioses, say
    from repatria.cli.outputs import refuse_outputs
    from repatria.evidence.mtdna import compare_mitotypes
    from repatria.formats.mitotypes import write_emp

    refuse_outputs({"--sheet": args.sheet}, (args.query, args.reference, args.database, args.others, args.pedigree))
    query = chosen(_read(args.query, args), args.query_id, args.query)
    reference = chosen(_read(args.reference, args), args.reference_id, args.reference)
    others = _read(args.others, args) if args.others else ()
    found = compare_mitotypes(
        query, reference, counted(args) or _database(args), meioses=meioses(args, "mothers"), rules=_rules(args), others=others
    )
    if args.sheet:
        write_emp([query], args.sheet, f"query {query.id}")
    answer = document(found)
    if args.json:
        say_json(answer)
    else:
        say(answer)
    return 0


def _search(args: argparse.Namespace) -> int:
    from repatria.cli.answer import say_json
    from repatria.cli.lineage import say_search, search_document, write_pairs
    from repatria.cli.outputs import refuse_outputs
    from repatria.evidence.mtdna.compare import ASSUMED
    from repatria.screening.mtdna import search_mitotypes

    refuse_outputs({"--out": args.out}, (args.queries, args.references, args.database))
    queries, references, database = _read(args.queries, args), _read(args.references, args), _database(args)
    threshold = math.log(args.threshold) if args.threshold and args.threshold > 0.0 else math.inf
    found = search_mitotypes(
        queries,
        references,
        database,
        rules=_rules(args),
        most=args.most,
        best=args.best,
        threshold=threshold,
        workers=args.workers,
    )
    write_pairs(found, queries, references, ASSUMED, args.out)
    told = search_document(found, len(queries), len(references), database, args.out)
    if args.json:
        say_json(told)
    else:
        say_search(told)
    return 0


def _haplogroup(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from repatria.cli.answer import say_json
    from repatria.evidence.mtdna import haplogroup_of
    from repatria.reference.tables import paper

    found = [haplogroup_of(profile) for profile in _read(args.profiles, args)]
    if args.json:
        say_json({"tree": paper("phylotree17").citation, "profiles": [asdict(f) for f in found]})
        return 0
    for f in found:
        more = f", {f.ties - 1} others fit as well" if f.ties > 1 else ""
        print(f"{f.profile}: {f.name} (likeness {f.likeness:.3f}{more})")
        print(f"  missing: {' '.join(f.missing) or 'none'}; private: {' '.join(f.private) or 'none'}")
        for doubt in f.doubts:
            print(f"  {doubt}")
    return 0
