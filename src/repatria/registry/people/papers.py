"""What papers of every stage share: the journal's head as of the last act they show, and the trace that a print leaves.

A paper is dated by its newest content, not by a clock, and its head is the one after the last act on what it shows: the same state
prints the same bytes, whoever looked in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from repatria.registry.drawing.paper import Head
from repatria.registry.journal import merkle
from repatria.registry.journal.entrytypes import TYPES
from repatria.registry.journal.heads import note
from repatria.registry.journal.models import Entry
from repatria.registry.journal.models import Head as SignedHead
from repatria.registry.journal.recording import Done, opened, split_frontier
from repatria.registry.journal.words import spoken
from repatria.registry.people import entries
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


@opened(entries.PaperPrinted, verb="people.desk")
def note_print(by: Any, subject: str, *, paper: str) -> Done[None]:
    """Write into the journal that a paper of ``subject`` was printed; the caller has checked that ``by`` may print it."""
    return Done(None, subject=subject, facts={"paper": paper})


def changing_tags() -> list[str]:
    """The tags of acts that change something; a look or a print is none."""
    return [tag for tag, kind in TYPES.items() if not kind.read]


def last_act(incident: Incident, subjects: Iterable[str], tags: Sequence[str] = ()) -> Entry:
    """The last entry that changed one of ``subjects`` (codes), or the last of ``tags`` on them; NotFound where there is none."""
    rows = Entry.objects.filter(incident=incident.slug, subject__in=list(subjects), tag__in=list(tags) or changing_tags())
    row = rows.order_by("-seq").first()
    if row is None:
        raise NotFound
    return row


def head_after(seq: int) -> Head:
    """The journal's head when it had ``seq`` entries, as it is printed."""
    known = SignedHead.objects.filter(size__lte=seq).order_by("-size").first()
    size, edge = (known.size, split_frontier(bytes(known.frontier))) if known else (0, [])
    rows = Entry.objects.filter(seq__gt=size, seq__lte=seq).order_by("seq").values_list("leaf", flat=True)
    root = merkle.root(merkle.extend(edge, size, (bytes(leaf) for leaf in rows)), seq)
    text = note(settings.HOME.origin, seq, root)
    return Head(root.hex(), spoken(text), seq, scan=text)


def day_of(*moments: datetime | None) -> date:
    """The day of the newest of ``moments``, UTC; NotFound where there is none."""
    told = [moment for moment in moments if moment is not None]
    if not told:
        raise NotFound
    return max(told).date()


def said(moment: datetime | None) -> str:
    """A moment as papers print it; empty for none."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M UTC")


def frame(seat: Seat) -> tuple[str, bool]:
    """The incident's title, and whether the mark of an exercise is printed."""
    return seat.incident.title, seat.incident.is_exercise
