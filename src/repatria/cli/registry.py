"""``repatria registry``: set a registry up, give people accounts, back it up, restore it, bring it up to date, fill exercises."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from repatria.cli import (
    registry_bag,
    registry_decide,
    registry_demo,
    registry_erasing,
    registry_letters,
    registry_lists,
    registry_people,
    registry_public,
    registry_record,
    registry_setup,
)

HELP = "set a registry up, give accounts, back it up, restore it, upgrade it, fill its exercises"
EXAMPLE = "repatria registry init casework"

Run = Callable[[argparse.Namespace], tuple[dict[str, Any], str]]


class Act(NamedTuple):
    """One act: its arguments, what it does, its line of help, an example."""

    add: Callable[[argparse.ArgumentParser], None]
    run: Run
    words: str
    example: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the acts of ``registry``."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    for name, one in ACTS.items():
        act = acts.add_parser(
            name,
            help=one.words,
            description=one.words,
            epilog=f"example:\n  repatria registry {name} {one.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        act.add_argument("folder", type=Path, help="the registry's folder")
        one.add(act)
        act.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")


def run(args: argparse.Namespace) -> int:
    """Do the act and say what came of it."""
    from repatria.cli.answer import say_json
    from repatria.cli.extra import need_registry

    need_registry()
    if args.act == "serve":
        from repatria.cli import serve

        return serve.run(args)
    from django.db import OperationalError

    try:
        told, words = ACTS[args.act].run(args)
    except OperationalError as fault:
        from repatria.registry.refusals import NotReady
        from repatria.registry.web import in_words

        raise NotReady(f"{args.folder}: {in_words(fault)}") from fault
    if args.json:
        say_json(told)
    else:
        print(words)
    return 0


def _add_serve(parser: argparse.ArgumentParser) -> None:
    from repatria.cli import serve

    serve.add_options(parser)


def _serve(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    raise AssertionError("serve speaks for itself")


ACTS: dict[str, Act] = {
    "init": Act(
        registry_setup.add_init,
        registry_setup.do_init,
        "make a registry: folder, secrets, key, tables, first journal entry",
        "casework --origin office.example/casework --witness /mnt/elsewhere/heads",
    ),
    "incident": Act(
        registry_people.add_incident,
        registry_people.do_incident,
        "open an incident: a public record, or an exercise",
        'casework harbour --mark HARB --title "Exercise Harbour" --kind exercise',
    ),
    "user": Act(
        registry_people.add_user,
        registry_people.do_user,
        "give somebody an account and roles",
        'casework dara --name "D. Velmora" --incident harbour --role custody --role technician',
    ),
    "close-user": Act(
        registry_people.add_close_user,
        registry_people.do_close_user,
        "close somebody's account: it stops working with the next request",
        'casework dara --reason "left the office"',
    ),
    "preset": Act(
        registry_people.add_preset,
        registry_people.do_preset,
        "accounts and roles for a laboratory, an office of four, or one examiner",
        "casework harbour office",
    ),
    "password": Act(
        registry_people.add_password,
        registry_people.set_password,
        "set a password; open sessions of the account end",
        "casework dara",
    ),
    "erase": Act(
        registry_erasing.add_erase,
        registry_erasing.do_erase,
        "ask that what is personal about somebody be erased, and as a second person carry it out",
        'casework harbour HARB-M00012-4 --as ada --reason "the family asked by letter" --sure\n'
        "  repatria registry erase casework harbour HARB-M00012-4 --as bruno --carry-out --sure",
    ),
    "export-identification": Act(
        registry_bag.add_bag,
        registry_bag.do_bag,
        "take one signed identification out as a bag for a court or an auditor",
        'casework harbour HARB-I00003-1 bag.zip --as ada --purpose "District Court, 12/3"',
    ),
    "demo": Act(
        registry_demo.add_demo,
        registry_demo.do_demo,
        "make a registry and fill it: the public record and three exercises, everyone invented",
        "demo/registry --scale 0.1",
    ),
    "decide": Act(
        registry_decide.add_decide,
        registry_decide.do_decide,
        "decide Exercise Heron of a demonstration by the acts of the stages, and hold it against the hidden truth",
        "demo/registry",
    ),
    "import": Act(
        registry_lists.add_import,
        registry_lists.do_import,
        "read a casualty extract or another office's decisions into an incident",
        "casework harbour extract.csv --map name=NAME --map born=DOB --dry-run",
    ),
    "export-case": Act(
        registry_lists.add_export,
        registry_lists.do_export,
        "write the incident's CaseFile, for `repatria screen`",
        "casework harbour case",
    ),
    "letters": Act(
        registry_letters.add_letters,
        registry_letters.do_letters,
        "check how every family's text reads, or write the status letters that are due and set them for print",
        "casework --incident harbour --due --out letters",
    ),
    "public": Act(
        registry_public.add_public,
        registry_public.do_public,
        "write the published accounts as a folder for any web server: pages without scripts, CSV and JSON",
        "casework --out public",
    ),
    "record": Act(
        registry_record.add_record,
        registry_record.do_record,
        "open the public record that ships, or add to an older edition what is new in it; nothing is overwritten",
        "casework",
    ),
    "serve": Act(_add_serve, _serve, "the same as `repatria serve`", "casework --port 8800"),
    "backup": Act(
        registry_setup.add_backup,
        registry_setup.do_backup,
        "write a backup, restore it aside and verify it; only then does it count",
        "casework monday.backup",
    ),
    "restore": Act(
        registry_setup.add_restore,
        registry_setup.do_restore,
        "restore a backup into a new folder; an older copy than the last witness is refused",
        "restored monday.backup --witness /mnt/elsewhere/heads.txt",
    ),
    "upgrade": Act(
        registry_setup.add_upgrade,
        registry_setup.do_upgrade,
        "bring the tables up to date, rehearsed on a copy first",
        "casework --keep before.sqlite3",
    ),
    "rights": Act(
        registry_setup.add_rights,
        registry_setup.do_rights,
        "on PostgreSQL, give the role that serves what it needs and nothing that could rewrite the journal",
        "casework repatria_serve",
    ),
}
"""Every act by its name."""
