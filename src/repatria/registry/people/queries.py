"""What the front page, the desk and the search field read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from repatria.registry.people.desks import Alarm, Found, Paper, at, desks
from repatria.registry.people.models import Incident, Laboratory, Membership, User
from repatria.registry.people.roles import Role, may
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

SHOWN = 50


def incidents() -> QuerySet[Incident]:
    """All incidents with their titles: open to everybody, they name nobody."""
    return Incident.objects.select_related("laboratory").order_by("kind", "when", "slug")


def incidents_of(user: Any) -> QuerySet[Incident]:
    """The incidents in which ``user`` works."""
    return incidents().filter(memberships__user=user, memberships__until__isnull=True).distinct()


def colleagues(seat: Seat) -> QuerySet[Membership]:
    """Who works in the incident as what, and who did."""
    seat.need("people.read")
    return (
        Membership.objects.filter(incident=seat.incident)
        .select_related("user", "laboratory")
        .order_by("until", "role", "user__username")
    )


def account(seat: Seat, username: str) -> User:
    """An open account by its name, for somebody who gives roles."""
    seat.need("people.manage")
    user = User.objects.filter(username=username.strip().lower(), is_active=True, stands_in="").first()
    if user is None:
        raise Impossible(f"account {username!r}: there is none that is open. Open it first: repatria registry user.")
    return user


def laboratory(seat: Seat) -> Laboratory:
    """The laboratory that the seat works for."""
    return Laboratory.objects.get(pk=seat.laboratory_id)


def alarms(seat: Seat) -> list[Alarm]:
    """Everything on the desk that needs a person, the heaviest first."""
    seat.need("people.desk")
    return sorted((a for desk in desks() for a in desk.alarms(seat)), key=lambda a: -a.weight)


def overview(seat: Seat) -> list[tuple[Any, Any, str]]:
    """(label, value or None, url) lines of every stage."""
    seat.need("people.desk")
    return [line for desk in desks() for line in desk.counts(seat)]


def papers(seat: Seat) -> list[tuple[Paper, list[str], str]]:
    """(paper, roles that may print it, address of the page to print it from or empty) of every paper of every stage."""
    seat.need("people.desk")
    told = []
    for paper in (paper for desk in desks() for paper in desk.papers):
        roles = [str(role.label) for role in Role if all(may(frozenset({role}), verb) for verb in paper.verbs)]
        if len(roles) == len(Role):
            roles = [str(_("everybody at work here"))]
        mine = all(seat.may(verb) for verb in paper.verbs)
        told.append((paper, roles, at(seat, paper.to) if mine else ""))
    return told


def search(seat: Seat, text: str) -> list[Found]:
    """Everything that ``text`` may name, by any identifier, as far as this seat may see."""
    seat.need("people.desk")
    text = " ".join(text.split())[:80]
    if not text:
        return []
    found: dict[tuple[str, str], Found] = {}
    for desk in desks():
        for answer in _first(desk.search(seat, text)):
            found.setdefault((answer.code, answer.url), answer)
    return list(found.values())[:SHOWN]


def _first(answers: Iterable[Found]) -> Iterable[Found]:
    for count, answer in enumerate(answers):
        if count >= SHOWN:
            return
        yield answer
