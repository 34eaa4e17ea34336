"""What the office may see of private pages, enquiries and letters, and what a relative sees at their own page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from repatria.registry.codes.naming import read_code
from repatria.registry.families.consents import ending
from repatria.registry.families.models import Consent, Kin, MissingPerson
from repatria.registry.homecoming.actions.asking import OWNERS
from repatria.registry.homecoming.actions.doors import is_theirs
from repatria.registry.homecoming.circle import circle_of
from repatria.registry.homecoming.entries import asking as entries
from repatria.registry.homecoming.models import Door, Enquiry, Letter
from repatria.registry.homecoming.silence import silent_since
from repatria.registry.homecoming.status import Status, status_of
from repatria.registry.homecoming.visitor import Visitor
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.models import Membership, User
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


@opened(entries.StatusRead, verb="homecoming.read")
def read_status(seat: Any, person: MissingPerson) -> Done[Status]:
    """What the family of somebody is told today, as their letter would say it; fails if the look cannot be written down."""
    return Done(status_of(person.thing), subject=person.code)


def doors(seat: Seat, person: MissingPerson) -> list[tuple[Door, str]]:
    """(page, its state in a word) of every private page about somebody, the newest first."""
    seat.need("homecoming.door")
    rows = Door.objects.filter(seat.sees_few("missing"), missing=person.thing).select_related("kin__thing", "by", "missing")
    now = clock.now()
    return [(row, state_of(row, now)) for row in rows.order_by("ended", "-made", "-pk")]


def state_of(door: Door, now: Any) -> str:
    """``open``, ``locked``, ``over`` (its day has passed), ``left`` (the relative died or is none of the family now) or ``closed``."""
    if door.ended is not None:
        return "closed"
    if door.locked is not None:
        return "locked"
    if now >= door.until:
        return "over"
    return "open" if is_theirs(door) else "left"


def door_called(seat: Seat, person: MissingPerson, pk: int) -> Door:
    """One private page."""
    seat.need("homecoming.door")
    row = (
        Door.objects.filter(seat.sees_few("missing"), missing=person.thing, pk=pk)
        .select_related("missing", "kin__thing")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def locked_doors(seat: Seat) -> QuerySet[Door]:
    """Pages that wrong tries have locked: the relative stands before a shut door."""
    seat.need("homecoming.door")
    rows = Door.objects.filter(seat.sees_few("missing"), locked__isnull=False, ended__isnull=True)
    return rows.filter(missing__incident=seat.incident).select_related("missing", "kin__thing").order_by("locked")


def enquiries(seat: Seat, *, state: str = "", mine: bool = False, person: MissingPerson | None = None) -> QuerySet[Enquiry]:
    """What families asked: the open ones first, by the day they are due."""
    seat.need("homecoming.answer")
    rows = Enquiry.objects.filter(seat.sees_few("missing"))
    rows = rows.filter(state=state) if state in Enquiry.State.values else rows
    rows = rows.filter(owner=seat.user) if mine else rows
    rows = rows.filter(missing=person.thing) if person is not None else rows
    return rows.select_related("thing", "missing", "kin__thing", "owner", "answered_by").order_by("-state", "due", "pk")


def enquiry_called(seat: Seat, code: str) -> Enquiry:
    """One enquiry."""
    row = enquiries(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def overdue(seat: Seat) -> QuerySet[Enquiry]:
    """Open ones whose day has come."""
    return enquiries(seat, state=Enquiry.State.OPEN).filter(due__lte=clock.today())


def due_soon(seat: Seat) -> QuerySet[Enquiry]:
    """Open ones of this person whose day comes within three days."""
    today = clock.today()
    return enquiries(seat, state=Enquiry.State.OPEN, mine=True).filter(due__gt=today, due__lte=today + timedelta(days=3))


def colleagues(seat: Seat) -> QuerySet[User]:
    """Who may own an enquiry of this incident."""
    seat.need("homecoming.answer")
    rows = Membership.objects.filter(incident=seat.incident, role__in=OWNERS, until__isnull=True, user__is_active=True)
    return User.objects.filter(pk__in=rows.values("user")).order_by("last_name", "username")


def letters_of(seat: Seat, person: MissingPerson) -> QuerySet[Letter]:
    """The letters about somebody, the newest first."""
    return letters(seat).filter(missing=person.thing).order_by("-number")


def letter_called(seat: Seat, code: str, number: int) -> Letter:
    """One letter."""
    row = letters(seat).filter(missing__code=read_code(code) or "", number=number).first()
    if row is None:
        raise NotFound
    return row


def letters(seat: Seat) -> QuerySet[Letter]:
    """Every letter of the incident that this seat may print."""
    seat.need("homecoming.letter")
    rows = Letter.objects.filter(seat.sees_few("missing"))
    return rows.select_related("missing__incident__laboratory", "kin__thing")


def print_days(seat: Seat) -> list[dict[str, Any]]:
    """The days on which letters were written, with how many: the print queue, the newest first."""
    rows = letters(seat).order_by().values("on").annotate(count=Count("pk")).order_by("-on")
    return [dict(one) for one in rows[:60]]


def letters_on(seat: Seat, on: date) -> QuerySet[Letter]:
    """The letters of one day in the order of print."""
    return letters(seat).filter(on=on).order_by("pk")


def promised(seat: Seat) -> int:
    """Families whose last letter named a day by which we write again, and it has passed."""
    later = Letter.objects.filter(missing=OuterRef("missing"), number__gt=OuterRef("number"))
    return letters(seat).filter(~Exists(later), next_on__lt=clock.today()).count()


def silent_relatives(seat: Seat, person: MissingPerson) -> dict[Kin, date]:
    """Relatives of somebody who wish not to be contacted, each with the day since when."""
    seat.need("homecoming.read")
    return {one.kin: one.silent_since for one in circle_of(person) if one.silent_since is not None}


def silent_kin(seat: Seat, person: MissingPerson) -> QuerySet[Kin]:
    """The same as rows, for a form."""
    rows = Kin.objects.filter(pk__in=[kin.pk for kin in silent_relatives(seat, person)])
    return rows.select_related("thing").order_by("listed_as", "thing")


def silence_of(seat: Seat, row: Enquiry) -> date | None:
    """For a wish for silence: since when it holds; None where it ended, or for any other enquiry."""
    seat.need("homecoming.answer")
    return silent_since(row.kin) if row.kind == Enquiry.Kind.SILENCE else None


def consents_ending(seat: Seat) -> list[tuple[Consent, int]]:
    """Consents that end by their own date within thirty days, with how many signed identifications rest on each."""
    seat.need("homecoming.letter")
    return [(row, _resting_on(row)) for row in ending(seat.incident).filter(seat.sees("kin__thing"))]


def _resting_on(row: Consent) -> int:
    if row.purpose != Consent.Purpose.IDENTIFICATION:
        return 0
    name = f"consent {row.kin.code}"
    rows = Statement.objects.filter(current=True, identification__incident=row.kin.incident_id, inputs__has_key=name)
    signed = rows.filter(identification__state=Identification.State.SIGNED).values_list("inputs", flat=True)
    return sum(1 for inputs in signed if inputs[name])


def own_silence(visitor: Visitor) -> date | None:
    """Since when the relative at their page wishes not to be contacted."""
    return silent_since(visitor.door.kin)


def own_enquiries(visitor: Visitor) -> QuerySet[Enquiry]:
    """What the relative at their page asked about this person, the newest first."""
    return Enquiry.objects.filter(kin=visitor.door.kin, missing=visitor.door.missing).order_by("-at", "-pk")


def own_consents(visitor: Visitor) -> list[Consent]:
    """The relative's own consents in force today."""
    rows = Consent.objects.filter(kin=visitor.door.kin, withdrawn_on__isnull=True).order_by("purpose", "given_on")
    return [one for one in rows if one.in_force(clock.today())]


def own_consent(visitor: Visitor, purpose: str) -> Consent:
    """One of them; NotFound for any other."""
    found = next((one for one in own_consents(visitor) if one.purpose == purpose), None)
    if found is None:
        raise NotFound
    return found


def own_status(visitor: Visitor) -> Status:
    """What the relative is told at their page."""
    return status_of(visitor.door.missing, visitor.door.kin)


def door_of(pk: int) -> Door | None:
    """A door by its number, for the cookie of its own page."""
    return Door.objects.select_related("missing__incident__laboratory", "kin__thing").filter(pk=pk).first()
