"""Since when a relative wishes not to be contacted: their last word counts. Asked for once it holds until they turn to us again.

A wish for silence begins with an attempt noted as "asked not to be contacted again" (their own page writes one) or with the day on
which they take back the consent to be contacted. It ends with a later word of theirs: they were reached, asked to be contacted
later, said that they may be contacted again, or agreed anew. That nobody answered, or that a number is wrong, ends nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet

from repatria.registry.families.models import Consent, ContactAttempt, Kin

Outcome = ContactAttempt.Outcome
BEGINS, ENDS = frozenset({Outcome.NOT_AGAIN}), frozenset({Outcome.REACHED, Outcome.LATER, Outcome.AGAIN})
_Event = tuple[date, int, int, int, bool]
"""(day, consents before attempts, key, order within a row, whether silence begins)."""


def silences(attempts: QuerySet[ContactAttempt], consents: QuerySet[Consent], on: date | None = None) -> dict[int, date]:
    """For every relative of these rows who wishes silence (on ``on``): the day since when. Two queries."""
    said: dict[int, list[_Event]] = defaultdict(list)
    spoken = attempts.filter(outcome__in=BEGINS | ENDS)
    for pk, kin, day, outcome in spoken.order_by().values_list("pk", "kin_id", "on", "outcome"):
        said[kin].append((day, 1, pk, 0, outcome in BEGINS))
    for one in consents.filter(purpose=Consent.Purpose.CONTACT).order_by():
        said[one.kin_id].append((one.given_on, 0, one.pk, 0, False))
        if one.withdrawn_on is not None and not one.ran_out:
            said[one.kin_id].append((one.withdrawn_on, 0, one.pk, 1, True))
    found = {kin: _since(rows, on) for kin, rows in said.items()}
    return {kin: day for kin, day in found.items() if day is not None}


def silent_since(kin: Kin) -> date | None:
    """Since when one relative wishes not to be contacted; None where they may be."""
    attempts, consents = ContactAttempt.objects.filter(kin=kin.pk), Consent.objects.filter(kin=kin.pk)
    return silences(attempts, consents).get(kin.pk)


def _since(rows: list[_Event], on: date | None) -> date | None:
    since: date | None = None
    for day, _rank, _pk, _order, begins in sorted(rows):
        if on is not None and day > on:
            break
        since = (since or day) if begins else None
    return since
