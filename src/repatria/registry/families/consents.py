"""Whether a relative's consent covers a use on a day: asked before anybody is typed, compared or contacted.

A consent may end on a day of its own, as its form says. On that day it stops by itself wherever it is asked for; the sweep writes
that down, which wakes what rested on it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from repatria.registry.families.actions.kin import note_ran_out
from repatria.registry.families.models import Consent, Kin
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Refusal

BEFORE = timedelta(days=30)
"""How long before its end the office is told of a consent that ends (our own margin, for a letter and its answer)."""


def consents_in_force(kin: Kin, purpose: str, on: date) -> list[Consent]:
    """The consents of ``kin`` to ``purpose`` that cover ``on``; none from the day of a withdrawal on."""
    return [c for c in Consent.objects.filter(kin=kin, purpose=purpose) if c.in_force(on)]


def need_consent(kin: Kin, purpose: str, on: date) -> Consent:
    """The consent in force, or :class:`Impossible`."""
    found = consents_in_force(kin, purpose, on)
    if not found:
        raise Impossible(f"{kin.code}: no consent to {purpose} is in force on {on}. Ask the relative first.")
    return found[0]


def ending(incident: Incident, *, within: timedelta = BEFORE) -> QuerySet[Consent]:
    """Consents in force that end on a day of their own, from tomorrow until ``within`` from today; the first to end first."""
    today = clock.today()
    rows = Consent.objects.filter(kin__incident=incident, withdrawn_on__isnull=True)
    rows = rows.filter(ends_on__gt=today, ends_on__lte=today + within).select_related("kin__thing")
    return rows.order_by("ends_on", "kin", "purpose")


def run_out(incident: Incident) -> QuerySet[Consent]:
    """Consents whose own end has come, and nothing says so yet."""
    rows = Consent.objects.filter(kin__incident=incident, withdrawn_on__isnull=True, ends_on__lte=clock.today())
    return rows.select_related("kin__thing").order_by("ends_on", "pk")


def sweep(incident: Incident) -> list[Consent]:
    """Write down every consent of an incident that has come to its end; each wakes what rested on it. Asked for every day."""
    made = []
    for one in run_out(incident):
        try:
            made.append(note_ran_out(TheRegistry(incident), one))
        except Refusal:  # somebody took it back a moment ago
            continue
    return made
