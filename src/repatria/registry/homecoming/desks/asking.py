"""What families ask, their private pages and their letters put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.queries import asking as queries
from repatria.registry.people.desks import Alarm, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
LINKS = (
    Link(gettext_lazy("What families ask"), "homecoming:enquiries", "homecoming.answer"),
    Link(gettext_lazy("Letters to families"), "homecoming:letters", "homecoming.letter"),
)
PAPERS = (
    Paper(
        gettext_lazy("Status letter"),
        ("homecoming.letter",),
        gettext_lazy("Once it was written; every family is written to within twelve months"),
        "homecoming:letters",
        gettext_lazy("the missing person and the relative it goes to, by name; nobody else"),
        recorded=True,
    ),
    Paper(
        gettext_lazy("Consent form"),
        ("homecoming.letter",),
        gettext_lazy("At any time, from the page that says what the family sees"),
        "homecoming:letters",
        gettext_lazy("the missing person by name"),
        recorded=True,
    ),
    Paper(
        gettext_lazy("Form of the interview about a missing person"),
        ("homecoming.letter",),
        gettext_lazy("At any time, from the page that says what the family sees"),
        "homecoming:letters",
        gettext_lazy("the missing person by name"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Answers that are due or have no owner, pages that wrong tries locked, letters that were promised."""
    if seat.may("homecoming.answer"):
        for row in queries.overdue(seat)[:SHOWN]:
            words = _("%(code)s: a family waits for an answer, due on %(day)s") % {"code": row.code, "day": row.due}
            weight = 3 if row.owner_id == seat.user.pk else 2
            yield Alarm(words, at(seat, "homecoming:enquiry", code=row.code), weight=weight)
        for row in queries.due_soon(seat)[:SHOWN]:
            words = _("%(code)s: your answer to a family is due on %(day)s") % {"code": row.code, "day": row.due}
            yield Alarm(words, at(seat, "homecoming:enquiry", code=row.code), weight=1)
        for row in queries.enquiries(seat, state=Enquiry.State.OPEN).filter(owner__isnull=True)[:SHOWN]:
            words = _("%(code)s: a family asked, and nobody owns it") % {"code": row.code}
            yield Alarm(words, at(seat, "homecoming:enquiry", code=row.code), weight=2)
    if seat.may("homecoming.door"):
        for door in queries.locked_doors(seat)[:SHOWN]:
            words = _("%(code)s: the private page of %(kin)s is locked after wrong tries; ring them and open a new one")
            told = words % {"code": door.missing.code, "kin": door.kin.code}
            yield Alarm(told, at(seat, "homecoming:status", code=door.missing.code), weight=2)
    if seat.may("homecoming.letter"):
        yield from _consents_that_end(seat)
        late = queries.promised(seat)
        if late:
            one = "%(n)d family was promised a letter by a day that has passed"
            words = ngettext(one, "%(n)d families were promised a letter by a day that has passed", late) % {"n": late}
            yield Alarm(words, at(seat, "homecoming:letters"), weight=2)


def _consents_that_end(seat: Seat) -> Iterable[Alarm]:
    for row, resting in queries.consents_ending(seat)[:SHOWN]:
        words = _("%(code)s: the consent to %(what)s ends on %(day)s. Ask for it anew; a letter asks as well.")
        if resting:
            words = ngettext(
                "%(code)s: the consent to %(what)s ends on %(day)s, and %(n)d signature falls with it. Ask for it anew.",
                "%(code)s: the consent to %(what)s ends on %(day)s, and %(n)d signatures fall with it. Ask for it anew.", resting,
            )  # fmt: skip
        told = {"code": row.kin.code, "what": row.get_purpose_display(), "day": row.ends_on, "n": resting}
        yield Alarm(words % told, at(seat, "families:kin", code=row.kin.code), weight=3 if resting else 2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many answers families wait for; nothing where none."""
    if not seat.may("homecoming.answer"):
        return
    waiting = queries.enquiries(seat, state=Enquiry.State.OPEN).count()
    if waiting:
        yield _("Families that wait for an answer"), f"{waiting:,}", at(seat, "homecoming:enquiries")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """An enquiry by its code."""
    code = read_code(text)
    if not code or not seat.may("homecoming.answer"):
        return
    for row in queries.enquiries(seat).filter(thing__code=code)[:1]:
        words = f"{row.get_kind_display()}, {row.get_state_display()}"
        yield Found(row.code, words, at(seat, "homecoming:enquiry", code=row.code))
