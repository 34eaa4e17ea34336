"""What people may read of the nations of an incident and of who signs for them."""

from __future__ import annotations

from django.db.models import F, Prefetch, QuerySet

from repatria.registry.homecoming.models import Delegate, Determination, Nation
from repatria.registry.homecoming.nations import signers
from repatria.registry.people.models import User
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def nations(seat: Seat) -> QuerySet[Nation]:
    """The list of the incident, with who signs and who signed for each; those that left come last."""
    seat.need("homecoming.nations")
    people = Delegate.objects.select_related("user").order_by("since", "pk")
    rows = Nation.objects.filter(incident=seat.incident).prefetch_related(Prefetch("delegates", people))
    return rows.order_by(F("until").asc(nulls_first=True), "key")


def nation(seat: Seat, pk: int) -> Nation:
    """One nation of the list; NotFound if there is none of this incident."""
    row = nations(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def delegate(seat: Seat, pk: int) -> Delegate:
    """One person named for a nation; NotFound if there is none of this incident."""
    seat.need("homecoming.nations")
    row = Delegate.objects.filter(incident=seat.incident, pk=pk).select_related("user", "nation").first()
    if row is None:
        raise NotFound
    return row


def unnamed(seat: Seat) -> QuerySet[User]:
    """Reviewers and medical examiners of the incident who sign for no nation."""
    seat.need("homecoming.accredit")
    named = Delegate.objects.filter(incident=seat.incident, until__isnull=True).values("user")
    rows = User.objects.filter(pk__in=signers(seat.incident).values("user")).exclude(pk__in=named)
    return rows.order_by("username")


def who_can_sign(seat: Seat) -> int:
    """For how many nations somebody signs now."""
    seat.need("homecoming.nations")
    rows = Delegate.objects.filter(incident=seat.incident, until__isnull=True, nation__until__isnull=True)
    return rows.filter(user__in=signers(seat.incident).values("user")).values("nation").distinct().count()


def drafts_that_wait(seat: Seat) -> int:
    """Drafts of determinations that wait for signatures; a number, for whoever names the signers."""
    seat.need("homecoming.nations")
    return Determination.objects.filter(incident=seat.incident, state="draft", reversed__isnull=True).count()
