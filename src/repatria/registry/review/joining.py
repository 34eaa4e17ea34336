"""What identifications ask of reviews and signatures, put into their lists when the registry starts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from repatria.formats.canonical import json_digest
from repatria.registry.identification import hooks
from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry
from repatria.registry.review import auditing, queries, rules
from repatria.registry.review.entries import SentBack
from repatria.registry.searching.models import Job
from repatria.registry.searching.worker import DOING

SENT_BACK = "sent-back"


def sent_back(rows: Sequence[Identification]) -> hooks.Inputs:
    """How often each was sent back to its author, as an input of its statement: one that was sent back needs a new statement."""
    by_slug: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        by_slug[row.incident.slug][row.thing.code] = row.pk
    times: Counter[int] = Counter()
    for slug, codes in by_slug.items():
        for entry in Entry.objects.filter(tag=SentBack.tag, incident=slug, subject__in=list(codes)):
            if entry.said["facts"].get("after") == Identification.State.DRAFT:
                times[codes[entry.subject]] += 1
    return {pk: {SENT_BACK: json_digest({"times": n})} for pk, n in times.items()}


def waiting(rows: Sequence[Identification]) -> Mapping[int, str]:
    """Who each waits for; nothing that would tell what a reviewer said."""
    words: dict[str, Any] = {
        Identification.State.REVIEW: _("reviewers, or the author where an objection is open"),
        Identification.State.AGREED: _("the medical examiner"),
    }
    return {row.pk: words[row.state] for row in rows if row.state in words}


def reach(incident: Any) -> float:
    """The posterior that the rule in force asks for."""
    return float(rules.in_force(incident).posterior)


def part(seat: Any, identification: Identification) -> hooks.Part | None:
    """The part of an identification's page that tells of its reviews, objections and signature."""
    if not seat.may("review.read"):
        return None
    return hooks.Part("review/_part.html", queries.part(seat, identification))


def register() -> None:
    """Fill the lists, once."""
    DOING[Job.Kind.REAUDIT] = auditing.run
    lists: tuple[tuple[list[Any], Any], ...] = (
        (hooks.INPUTS, sent_back),
        (hooks.PARTS, part),
        (hooks.WAITING, waiting),
        (hooks.REACH, reach),
    )
    for found, mine in lists:
        if mine not in found:
            found.append(mine)
