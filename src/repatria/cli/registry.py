"""``repatria registry``: set a registry up, give people accounts, back it up, restore it, bring it up to date, fill exercises."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELP = "set a registry up, give accounts, back it up, restore it, upgrade it, fill its exercises"
EXAMPLE = "repatria registry init casework"

Run = Callable[[argparse.Namespace], tuple[dict[str, Any], str]]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the acts of ``registry``."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    for name, (add, _run, words) in ACTS.items():
        act = acts.add_parser(name, help=words, description=words)
        act.add_argument("folder", type=Path, help="the registry's folder")
        add(act)
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
        told, words = ACTS[args.act][1](args)
    except OperationalError as fault:
        from repatria.registry.refusals import NotReady
        from repatria.registry.web import in_words

        raise NotReady(f"{args.folder}: {in_words(fault)}") from fault
    if args.json:
        say_json(told)
    else:
        print(words)
    return 0


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--origin", default="repatria.local/registry", help="the journal's name, kept by witnesses; choose it for good"
    )
    parser.add_argument(
        "--witness", default="", help="folder that heads are handed to; better on another machine (default: witness/ inside)"
    )
    parser.add_argument("--database", default="", help="postgresql://… for a team (default: SQLite in the folder)")


def _init(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry import operations

    told = operations.init(args.folder, origin=args.origin, database_url=args.database, witness=args.witness)
    return told, (
        f"A registry is ready in {args.folder}. Its journal is open; the first head is kept by {told['witness']}:\n"
        f"  {' '.join(told['words'])}\n"
        f"Next: repatria registry incident {args.folder} … and repatria registry user {args.folder} …, then repatria serve {args.folder}"
    )


def _add_incident(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", help="short name in addresses, small letters")
    parser.add_argument("--mark", required=True, help="2 to 8 capital letters that begin every code")
    parser.add_argument("--title", required=True)
    parser.add_argument(
        "--kind",
        choices=("record", "exercise"),
        required=True,
        help="record: public cited claims only; exercise: invented people",
    )
    parser.add_argument("--laboratory", default="laboratory", help="short name of the leading laboratory; entered if it is new")
    parser.add_argument("--laboratory-name", default="", help="its name in words")


def _incident(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.people import actions
    from repatria.registry.people.models import Laboratory
    from repatria.registry.people.seats import TheRegistry

    laboratory = Laboratory.objects.filter(slug=args.laboratory).first() or actions.add_laboratory(
        TheRegistry(), args.laboratory, name=args.laboratory_name or args.laboratory
    )
    made = actions.open_incident(
        TheRegistry(), args.slug, mark=args.mark, kind=args.kind, title=args.title, laboratory=laboratory
    )
    return {"incident": made.slug, "kind": made.kind}, f"The incident {made.title} is open as {made.get_kind_display()}."


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="small letters, digits, dots, dashes")
    parser.add_argument("--name", default="", help="how pages call the person")
    parser.add_argument("--incident", default="", help="incident to work in")
    parser.add_argument("--role", action="append", default=[], help="role there; may be given several times")
    parser.add_argument("--whole", action="store_true", help="sees what every laboratory of the incident holds")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _user(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from repatria.registry.people import actions
    from repatria.registry.people.models import Incident, User
    from repatria.registry.people.roles import Role
    from repatria.registry.people.seats import TheRegistry

    unknown = [role for role in args.role if role not in Role.values]
    if unknown:
        raise InvalidInput(f"--role {unknown[0]}: not known. Roles: {', '.join(Role.values)}.")
    incident = Incident.objects.filter(slug=args.incident).first() if args.incident else None
    if args.incident and incident is None:
        raise InvalidInput(f"--incident {args.incident}: not here. Open it first: repatria registry incident …")
    if bool(args.role) != bool(incident):
        raise InvalidInput("--incident and --role belong together: give both, or neither.")
    known = User.objects.filter(username=args.username).first()
    password = "" if known else _password(args)
    try:
        if password:
            validate_password(password, User(username=args.username, first_name=args.name))
    except ValidationError as weak:
        raise InvalidInput("password: " + " ".join(weak.messages)) from weak
    with transaction.atomic():
        user = known or actions.add_user(TheRegistry(), args.username, name=args.name, password=password or None)
        if incident is not None:
            for role in args.role:
                actions.give_role(TheRegistry(incident), user, incident=incident, role=role, whole=args.whole)
    return {"user": user.code, "roles": args.role}, (
        f"{user.username} ({user.code}) can log in; the second factor is set up at the first log-in."
    )


def _password(args: argparse.Namespace) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        from repatria.errors import InvalidInput

        raise InvalidInput("password: there is no terminal to ask at. Give it on standard input with --password-stdin.")
    first = getpass.getpass("Password (12 characters or more): ")
    if first != getpass.getpass("Once more: "):
        from repatria.errors import InvalidInput

        raise InvalidInput("password: the two differ. Nothing was written.")
    return first


def _add_preset(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("name", choices=("laboratory", "office", "examiner"), help="which division of the work")


def _preset(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.db import transaction

    from repatria.registry.people import actions
    from repatria.registry.people.models import Incident
    from repatria.registry.people.roles import PRESETS
    from repatria.registry.people.seats import TheRegistry

    incident = Incident.objects.filter(slug=args.incident).first()
    if incident is None:
        raise InvalidInput(f"{args.incident}: no such incident. Open it first: repatria registry incident …")
    words, accounts = PRESETS[args.name]
    made = {}
    with transaction.atomic():
        for name, roles in accounts:
            user = actions.add_user(TheRegistry(), f"{incident.slug}.{name}", name=name.capitalize())
            for role in roles:
                actions.give_role(TheRegistry(incident), user, incident=incident, role=role)
            made[user.username] = [str(role) for role in roles]
    lines = "\n".join(f"  {name}: {', '.join(roles)}" for name, roles in made.items())
    return {"accounts": made}, f"{words}:\n{lines}\nGive each a password: repatria registry password {args.folder} ACCOUNT"


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="the account")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _password_act(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from repatria.registry.people import actions
    from repatria.registry.people.models import User
    from repatria.registry.people.seats import TheRegistry

    user = User.objects.filter(username=args.username, stands_in="").first()
    if user is None:
        raise InvalidInput(f"{args.username}: no such account. Open it first: repatria registry user …")
    password = _password(args)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InvalidInput("password: " + " ".join(weak.messages)) from weak
    actions.set_password(TheRegistry(), user, password=password)
    return {"user": user.code}, f"{user.username} has a new password; open sessions of it have ended."


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("file", type=Path, help="CSV with one person a row")
    parser.add_argument(
        "--what",
        choices=("casualty", "decisions"),
        default="casualty",
        help="a list of the missing, or earlier decisions of another office",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="which heading fills which field (default: suggested)",
    )
    parser.add_argument("--encoding", default="utf-8", help="of the file (default utf-8)")
    parser.add_argument("--dry-run", action="store_true", help="compare and say what would happen; enter nobody")


def _import(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput

    incident = _incident_called(args)
    from repatria.registry.families.importing import import_list
    from repatria.registry.people.seats import TheRegistry

    pairs = [entry.partition("=") for entry in args.map]
    if any(not sep for _, sep, _ in pairs):
        raise InvalidInput(f"--map {args.map[0]}: write FIELD=HEADING.")
    with Progress(f"reading {args.file.name}", 1) as step:

        def tick(done: int, total: int) -> None:
            step.total = total
            step(done - step.done)

        batch = import_list(
            TheRegistry(incident),
            args.file,
            what=args.what,
            mapping={field: heading for field, _, heading in pairs} or None,
            encoding=args.encoding,
            dry_run=args.dry_run,
            progress=tick,
        )
    outcomes = Counter(batch.rows.values_list("outcome", flat=True))
    why = list(batch.rows.filter(outcome="refused").order_by("line").values_list("line", "sentence")[:20])
    told = {
        "import": batch.thing.code,
        "rows_read": batch.rows_read,
        "outcomes": dict(outcomes),
        "refused": [{"line": line, "said": said} for line, said in why],
        "carried_out": not args.dry_run,
    }
    balance = f"{batch.rows_read} rows read = " + " + ".join(f"{n} {name}" for name, n in sorted(outcomes.items())) + "."
    lines = [balance, *(f"  line {line}: {said}" for line, said in why)]
    if args.dry_run:
        lines.append(
            f"Nobody was entered. The comparison stands as {batch.thing.code} under Lists from elsewhere; carry it out there."
        )
    return told, "\n".join(lines)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("out", type=Path, help="folder to write; must be new")


def _export(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    incident = _incident_called(args)
    from repatria.registry.laboratory.exporting import export_case
    from repatria.registry.people.seats import TheRegistry

    left = export_case(TheRegistry(incident), args.out)
    told = {
        "out": str(args.out),
        "case": left.digest,
        "profiles": left.profiles,
        "families": left.families,
        "withheld": left.withheld,
    }
    return told, (
        f"{left.profiles} profiles and {left.families} families in {args.out}; {left.withheld} profiles stay out because nobody "
        f"consented to this use, or the consent has ended. Next: repatria screen {args.out} --out results"
    )


def _incident_called(args: argparse.Namespace) -> Any:
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.people.models import Incident

    incident = Incident.objects.filter(slug=args.incident).first()
    if incident is None:
        raise InvalidInput(f"{args.incident}: no such incident in {args.folder}. Open it first: repatria registry incident …")
    return incident


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="the file to write; never overwritten")


def _backup(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry import operations

    checked = operations.backup(args.folder, args.out)
    return {"out": str(args.out), "entries": checked.entries, "root": checked.root, "files": checked.files}, (
        f"{args.out}: restored aside and verified: {checked.entries} journal entries, {checked.files} files. "
        "Keys and registry.toml are not in it: keep them somewhere else."
    )


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, help="the file that `registry backup` wrote; FOLDER must be new")
    parser.add_argument(
        "--witness", type=Path, nargs="+", default=[], metavar="HEAD", help="files that witnesses kept; always give the newest"
    )
    parser.add_argument(
        "--accept-loss", default="", metavar="REASON", help="restore an older copy than the witness knows; the journal says so"
    )


def _restore(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry import operations

    texts = [path.read_text(encoding="utf-8") for path in args.witness]
    checked, lost = operations.restore(args.backup, args.folder, witnesses=texts, accept_loss=args.accept_loss)
    operations.note_restored(
        args.folder, size=checked.entries, lost=lost, reason=args.accept_loss or "restored from a verified backup"
    )
    told = {"folder": str(args.folder), "entries": checked.entries, "lost": lost, "files": checked.files}
    loss = f" {lost} entries that the witness has seen are lost; the journal says which and why." if lost else ""
    keys = " It has a new signing key and secret: to go on with the old, put keys/ and registry.toml back from where you keep them."
    return told, f"{args.folder}: restored and verified, {checked.entries} journal entries.{loss}{keys}"


def _add_upgrade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep", type=Path, help="where the copy from before goes (default: beside the database)")


def _upgrade(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry import operations

    done = operations.upgrade(args.folder, keep=args.keep)
    return {"applied": done}, (
        f"{len(done)} changes made, after a rehearsal on a copy." if done else "Nothing to do: up to date."
    )


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=2018, help="another seed, another exercise (default 2018)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size (default 1: 55 boxes, 7,699 listed, 208 older boxes, 1,000 cases)"
    )
    parser.add_argument(
        "--again", action="store_true", help="replace an earlier demonstration there, with all that was done in it"
    )


def _demo(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.registry.live import standing as standings

    standing, cut_off = standings.prepare(args.folder, again=args.again)
    if cut_off and not args.json:
        print(f"An earlier demonstration for {args.folder} was interrupted and incomplete; it is made anew.", file=sys.stderr)
    told = _filled(standing, args.seed, args.scale)
    standings.settle(standing, seed=args.seed, scale=args.scale)
    return {"folder": str(args.folder), **told}, _told_demo(args.folder, standing.truth.name, told)


def _filled(standing: Any, seed: int, scale: float) -> dict[str, Any]:
    """Make and fill the registry under its preliminary name; what came of it, with the seconds of each step."""
    import time

    from repatria.cli.progress import Progress
    from repatria.registry import operations
    from repatria.simulate import check_apart, write_truth

    check_apart(standing.truth, standing.registry)
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with Progress("making the registry", 1) as step:
        operations.init(standing.registry_part, origin="repatria.local/demonstration")
        seconds["making the registry"] = time.perf_counter() - began
        step()
    from repatria.registry.live import counting, filling, proving
    from repatria.registry.live.work import Work

    work = Work(seed, scale)
    for number, part in enumerate(filling.STEPS, 1):
        start = time.perf_counter()
        with Progress(f"{number}/{len(filling.STEPS)} {part.words}", 1) as step:
            part.do(work)
            step()
        seconds[part.words] = time.perf_counter() - start
    start = time.perf_counter()
    with Progress("verifying the journal", 1) as step:
        proven = proving.prove()
        counts = counting.counts()
        write_truth(work.exercise_truth(), standing.truth_part)
        filling.write_notes(work, standing.truth_part)
        proving.close()
        seconds["verifying the journal"] = time.perf_counter() - start
        step()
    size = (standing.registry_part / "registry.sqlite3").stat().st_size
    whole = {"seconds": {name: round(value, 2) for name, value in seconds.items()}, "total_s": round(sum(seconds.values()), 1)}
    return {"notice": "Exercise: everyone here is invented.", "incidents": counts, "entries": proven.entries, "root": proven.root,
            "words": list(proven.words), "bytes": size, **whole}  # fmt: skip


def _told_demo(folder: Path, truth: str, told: dict[str, Any]) -> str:
    lines = [f"The registry in {folder} is filled ({told['total_s']:.0f} s, {told['bytes'] / 1e6:.0f} MB).", ""]
    for incident in told["incidents"]:
        lines.append(f"{incident['title']} ({incident['kind']})")
        lines += [f"  {label}: {number:,}" for label, number in incident["counts"].items() if number]
    lines += [
        "",
        f"The journal holds {told['entries']:,} entries and verifies; its head, as the witness keeps it: {' '.join(told['words'])}.",
        f"The hidden truth lies apart, in {truth}/ beside the registry.",
        f"Open it with: make serve   (or: repatria serve {folder}); then choose 'Enter the exercise as …' on the front page.",
    ]
    return "\n".join(lines)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    from repatria.cli import serve

    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=0, help=f"port (default: the next free one from {serve.FIRST_PORT})")
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")


def _serve(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    raise AssertionError("serve speaks for itself")


ACTS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], Run, str]] = {
    "init": (_add_init, _init, "make a registry: folder, secrets, key, tables, first journal entry"),
    "incident": (_add_incident, _incident, "open an incident: a public record, or an exercise"),
    "user": (_add_user, _user, "give somebody an account and roles"),
    "preset": (_add_preset, _preset, "accounts and roles for a laboratory, an office of four, or one examiner"),
    "password": (_add_password, _password_act, "set a password; open sessions of the account end"),
    "demo": (_add_demo, _demo, "make a registry and fill it: the public record and three exercises, everyone invented"),
    "import": (_add_import, _import, "read a casualty extract or another office's decisions into an incident"),
    "export-case": (_add_export, _export, "write the incident's CaseFile, for `repatria screen`"),
    "serve": (_add_serve, _serve, "the same as `repatria serve`"),
    "backup": (_add_backup, _backup, "write a backup, restore it aside and verify it; only then does it count"),
    "restore": (_add_restore, _restore, "restore a backup into a new folder; an older copy than the last witness is refused"),
    "upgrade": (_add_upgrade, _upgrade, "bring the tables up to date, rehearsed on a copy first"),
}
"""Each act: its arguments, what it does, its line of help."""
