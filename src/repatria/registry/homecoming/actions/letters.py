"""Status letters: who is due, written for many at once, kept as they were so that the paper can be made again to the byte."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from repatria.registry.codes.models import Thing
from repatria.registry.families.consents import BEFORE
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming.entries import asking as entries
from repatria.registry.homecoming.models import Letter
from repatria.registry.homecoming.status import Status, status_of, statuses
from repatria.registry.homecoming.status.gathering import a_year_on
from repatria.registry.homecoming.status.sentences import as_rows, day
from repatria.registry.homecoming.within import own, user_of
from repatria.registry.journal import clock, verifier
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Incident
from repatria.registry.refusals import Impossible

AHEAD = timedelta(days=31)
"""A letter is written so long before the year is over, for print and post (our own margin)."""
CHUNK = 500


@dataclass(slots=True)
class Queue:
    """Who is written to on a day, and who is not: asked not to be contacted, or nobody of the family to write to."""

    on: date
    due: list[Status] = field(default_factory=list)
    silent: int = 0
    nobody: int = 0
    not_yet: int = 0


def queue_of(incident: Incident, *, on: date | None = None) -> Queue:
    """Everybody of the list, sorted into who is due on ``on`` and who is not."""
    today = on or clock.today()
    made = Queue(today)
    for one in statuses(incident, on=today):
        if not is_due(one, today):
            made.not_yet += 1
        elif one.kin is not None:
            made.due.append(one)
        elif one.silent:
            made.silent += 1
        else:
            made.nobody += 1
    return made


def is_due(status: Status, on: date) -> bool:
    """Whether a family has heard nothing for so long that a letter is written now; at once where it never heard.

    Also where something that the reader agreed to ends within thirty days, and nobody wrote since then: the letter asks.
    """
    if status.heard is None or a_year_on(status.heard) - AHEAD <= on:
        return True
    return status.ends is not None and status.heard < status.ends - BEFORE <= on


@recorded(entries.LettersWritten, verb="homecoming.letter")
def write_due(by: Any) -> Done[list[Letter]]:
    """Write to every family that is due today, also where nothing is new. Who asked not to be contacted is left out and counted."""
    queue = queue_of(by.incident)
    made = _kept(by, queue.due, queue.on)
    return Done(made, subject="", facts=_facts(made, queue))


@recorded(entries.LettersWritten, verb="homecoming.letter")
def write_one(by: Any, missing: Thing) -> Done[Letter]:
    """Write to one family now, whether due or not. Refused where those who could be written to asked not to be."""
    own(by, missing)
    status = status_of(missing)
    if status.kin is None:
        why = "those who could be written to asked not to be contacted" if status.silent else "nobody of the family is known"
        raise Impossible(f"{missing.code}: {why}. No letter was written.")
    made = _kept(by, [status], status.on)
    return Done(made[0], subject=missing.code, facts=_facts(made, Queue(status.on)))


def digest_of(code: str, number: int, body: dict[str, Any]) -> str:
    """SHA-256 over a letter's code, number and words: what the row is held against before it is printed again."""
    return hashlib.sha256(verifier.canonical({"missing": code, "number": number, "body": body})).hexdigest()


def _kept(by: Any, rows: Sequence[Status], on: date) -> list[Letter]:
    made: list[Letter] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        last = Letter.objects.filter(missing__in=[one.missing for one in some]).values("missing").annotate(n=Max("number"))
        numbers = dict(last.values_list("missing", "n"))
        kin = [one.kin for one in some if one.kin is not None]
        names = dict(Kin.objects.filter(pk__in=kin).values_list("pk", "listed_as"))
        posts = Contact.objects.filter(kin__in=kin, channel=Contact.Channel.POST, until__isnull=True).order_by("pk")
        places = dict(posts.values_list("kin_id", "value"))
        batch = []
        for one in some:
            number = numbers.get(one.missing, 0) + 1
            body = _body(one, names.get(one.kin or 0, ""), places.get(one.kin or 0, ""))
            batch.append(
                Letter(
                    missing_id=one.missing, kin_id=one.kin, number=number, on=on, body=body,
                    digest=digest_of(one.code, number, body), next_on=one.next_on, at=clock.now(), by=user_of(by),
                )
            )  # fmt: skip
        made += Letter.objects.bulk_create(batch)
    return made


def _body(status: Status, to: str, place: str) -> dict[str, Any]:
    return {
        "to": to,
        "address": [line.strip() for line in place.replace(";", ",").split(",") if line.strip()][:5],
        "about": status.name,
        "day": day(status.on),
        "paragraphs": as_rows(status.paragraphs),
    }


def _facts(made: Sequence[Letter], queue: Queue) -> dict[str, Any]:
    together = hashlib.sha256("".join(one.digest for one in made).encode()).hexdigest()
    return {"count": len(made), "date": queue.on, "silent": queue.silent, "nobody": queue.nobody, "digest": together}
