"""``repatria registry letters``: how every family's text reads, and the letters that are due, ready to print."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

MOST_WORDS, WORST_GRADE = 380, 8.0
"""Bounds of the check: words that fit on the one page as it is set, and the highest Flesch-Kincaid grade allowed."""


def add_letters(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument(
        "--incident", default="", help="short name of the incident (default: every incident with a list of the missing)"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--check", action="store_true", help="compose every family's text and say how long and how hard to read it is"
    )
    what.add_argument("--due", action="store_true", help="write to every family that is due, and set the letters in --out")
    parser.add_argument("--out", type=Path, help="new folder for the files to print, with --due")


def do_letters(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    operations.wake(args.folder)
    return _check(args) if args.check else _due(args)


def _check(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.errors import InvalidInput
    from repatria.registry.homecoming.status import statuses

    told: dict[str, Any] = {}
    lines: list[str] = []
    wrong: list[str] = []
    for incident in _incidents(args):
        rows = [(one.words, one.grade, one.code, one.kin is not None) for one in statuses(incident)]
        if not rows:
            continue
        words, grade = max(rows), max(rows, key=lambda row: row[1])
        nobody = sum(1 for row in rows if not row[3])
        told[incident.slug] = {
            "families": len(rows),
            "longest": {"words": words[0], "code": words[2]},
            "worst": {"grade": round(grade[1], 2), "code": grade[2]},
            "nobody_to_write_to": nobody,
        }
        lines.append(
            f"{incident.slug}: {len(rows)} texts; the longest has {words[0]} words ({words[2]}, at most {MOST_WORDS} fit on the page); "
            f"the hardest reads at grade {grade[1]:.1f} ({grade[2]}, at most {WORST_GRADE:.0f}, Flesch-Kincaid); "
            f"nobody to write to in {nobody}."
        )
        if words[0] > MOST_WORDS or grade[1] > WORST_GRADE:
            wrong.append(lines[-1])
    if wrong:
        raise InvalidInput(" ".join([*wrong, "Shorten the sentences (homecoming/status/sentences.py)."]))
    return {"incidents": told}, "\n".join(lines) or "No incident holds a list of the missing."


def _due(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from repatria.errors import InvalidInput
    from repatria.registry.homecoming.actions import letters
    from repatria.registry.homecoming.letterpaper import SHEETS, letters_pdf
    from repatria.registry.homecoming.models import Letter
    from repatria.registry.people.seats import TheRegistry

    if args.out is None:
        raise InvalidInput("--out: where the files to print go is missing. Name a new folder.")
    if args.out.exists() and any(args.out.iterdir()):
        raise InvalidInput(f"--out {args.out}: not empty. Name a new folder; no letter is ever overwritten.")
    args.out.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {}
    lines: list[str] = []
    for incident in _incidents(args):
        before = letters.queue_of(incident)
        made = letters.write_due(TheRegistry(incident)) if before.due else []
        files = []
        ids = [row.pk for row in made]
        for number, start in enumerate(range(0, len(ids), SHEETS), 1):
            some = ids[start : start + SHEETS]
            rows = Letter.objects.filter(pk__in=some).select_related("missing__incident__laboratory").order_by("pk")
            path = args.out / f"{incident.slug}-letters-{number:04d}.pdf"
            path.write_bytes(letters_pdf(incident, list(rows)))
            files.append(path.name)
        counts = {"written": len(made), "silent": before.silent, "nobody": before.nobody, "not_yet_due": before.not_yet}
        told[incident.slug] = {**counts, "files": files}
        lines.append(
            f"{incident.slug}: {len(made)} letters written in {len(files)} files; {before.not_yet} heard less than a year ago; "
            f"left out: {before.silent} asked not to be contacted, {before.nobody} have nobody to write to."
        )
    return {"incidents": told}, "\n".join(lines) or "No incident holds a list of the missing."


def _incidents(args: argparse.Namespace) -> list[Any]:
    from repatria.errors import InvalidInput
    from repatria.registry.families.models import MissingPerson
    from repatria.registry.people.models import Incident

    rows = Incident.objects.select_related("laboratory").order_by("slug")
    if args.incident:
        found = list(rows.filter(slug=args.incident))
        if not found:
            known = ", ".join(rows.values_list("slug", flat=True))
            raise InvalidInput(f"--incident {args.incident!r}: there is none of that name. Choose one of {known}.")
        return found
    return list(rows.filter(pk__in=MissingPerson.objects.values("incident")))
