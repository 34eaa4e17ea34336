"""``repatria ystr``: Y-STR profiles compared and searched."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repatria.model.haplotypes import Database
    from repatria.model.yhaplotype import YHaplotype

HELP = "Y-STR haplotypes: compare two profiles, search references"
EXAMPLE = "repatria ystr compare bone.csv brother.csv --database men.csv --meioses 2"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add ``compare`` and ``search``."""
    from repatria.cli.lineage import act, pair_arguments, search_arguments

    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    compare = act(
        acts,
        "ystr",
        "compare",
        "weigh one profile against one reference, over the markers both show",
        "bone.csv brother.csv --database men.csv",
    )
    pair_arguments(compare)
    compare.add_argument(
        "--laplace", action="store_true", help="also show the discrete Laplace estimate of the frequency (takes seconds)"
    )
    search = act(
        acts, "ystr", "search", "every profile against every reference", "bones.csv men.csv --database pool.csv --out pairs.csv"
    )
    search_arguments(search, 3)
    for made in (compare, search):
        made.add_argument(
            "--database", type=Path, metavar="FILE", help="men to count haplotypes among; none comes with Repatria"
        )
        made.add_argument(
            "--simulated", action="store_true", help="the database is invented; said wherever a number rests on it"
        )


def run(args: argparse.Namespace) -> int:
    """Do the act."""
    return {"compare": _compare, "search": _search}[args.act](args)


def _database(args: argparse.Namespace) -> Database[YHaplotype]:
    from repatria.errors import MissingReference
    from repatria.formats.yhaplotypes import read_haplotypes
    from repatria.model.haplotypes import Database

    if args.database is None:
        raise MissingReference(
            "no database of Y haplotypes: none is open that could come along. Give --database FILE, or compare with --counted K/N."
        )
    return Database(args.database.name, read_haplotypes(args.database), str(args.database), args.simulated)


def _compare(args: argparse.Namespace) -> int:
    from repatria.cli.answer import say_json
    from repatria.cli.lineage import chosen, counted, document, meioses, say
    from repatria.evidence.ystr import compare_haplotypes
    from repatria.formats.yhaplotypes import read_haplotypes

    query = chosen(read_haplotypes(args.query), args.query_id, args.query)
    reference = chosen(read_haplotypes(args.reference), args.reference_id, args.reference)
    others = read_haplotypes(args.others) if args.others else ()
    found = compare_haplotypes(
        query, reference, counted(args) or _database(args), meioses=meioses(args, "fathers"), others=others
    )
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
    from repatria.evidence.ystr.compare import ASSUMED
    from repatria.formats.yhaplotypes import read_haplotypes
    from repatria.screening.ystr import search_haplotypes

    refuse_outputs({"--out": args.out}, (args.queries, args.references, args.database))
    queries, references, database = read_haplotypes(args.queries), read_haplotypes(args.references), _database(args)
    threshold = math.log(args.threshold) if args.threshold and args.threshold > 0.0 else math.inf
    found = search_haplotypes(
        queries, references, database, most=args.most, best=args.best, threshold=threshold, workers=args.workers
    )
    write_pairs(found, queries, references, ASSUMED, args.out)
    told = search_document(found, len(queries), len(references), database, args.out)
    if args.json:
        say_json(told)
    else:
        say_search(told)
    return 0
