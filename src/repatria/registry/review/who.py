"""Who may look at a statement with fresh eyes, and what stays closed to them until they have said their own word.

People count, not roles: somebody who wrote a version of the statement, or had a hand in the grouping of the individual, is no
reviewer of it under whatever role.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.inventory.models import Individual, IndividualVersion, Member
from repatria.registry.people.models import Membership, User
from repatria.registry.people.roles import Role, may
from repatria.registry.people.seats import Seat
from repatria.registry.review.models import Review, RuleDecision

SEES_REVIEWS = ("review.read", "journal.read")
"""Verbs that show what reviewers said."""
AHEAD = (Identification.State.DRAFT, Identification.State.REVIEW, Identification.State.AGREED)
"""States with reviews ahead: a draft may have been sent back, and what is agreed may be opened again.

Who said what of it stays closed to those who will review it again.
"""


def writers(identification: Identification) -> set[int]:
    """The ids of everybody who wrote a version of its statement."""
    return {identification.author_id, *Statement.objects.filter(identification=identification).values_list("by_id", flat=True)}


def groupers(individual: Individual) -> set[int]:
    """The ids of everybody who had a hand in the grouping: who began, opened, locked a version, put a bone in or took it out."""
    versions = IndividualVersion.objects.filter(individual=individual).values_list("made_by_id", "locked_by_id")
    members = Member.objects.filter(version__individual=individual).values_list("by_id", "removed_by_id").distinct()
    return {pk for row in (*versions, *members, (individual.made_by_id,)) for pk in row if pk is not None}


def holds(user_id: int, incident_id: int, role: Role) -> bool:
    """Whether this person holds ``role`` at this moment, with an account that is open."""
    rows = Membership.objects.filter(user_id=user_id, incident_id=incident_id, role=role, until__isnull=True)
    return rows.filter(user__is_active=True).exists()


def agreeing(identification: Identification, statement: Statement) -> list[Review]:
    """The reviews that count for it: agreeing, by different people who are reviewers now and had no hand in it.

    A review that was finished before the rule in force was confirmed does not count: nobody agreed under that rule. The shipped rule,
    number 1, is everybody's.
    """
    own = writers(identification) | groupers(identification.individual)
    later = RuleDecision.objects.filter(rule__incident=identification.incident_id, confirmed=True).order_by("-at").first()
    found = (
        Review.objects.filter(statement=statement, verdict=Review.Verdict.AGREE).select_related("reviewer").order_by("place")
    )
    if later is not None:
        found = found.filter(finished__gte=later.at)
    return [r for r in found if r.reviewer_id not in own and holds(r.reviewer_id, identification.incident_id, Role.REVIEWER)]


def own_hand(user: User, identification: Identification) -> str:
    """Why ``user`` is not independent of this identification, in words; empty where they are."""
    if user.pk in writers(identification):
        return "you wrote its statement, under whatever role"
    if user.pk in groupers(identification.individual):
        return "you had a hand in grouping this individual"
    return ""


def saw_before(user: User, identification: Identification, statement: Statement) -> bool:
    """Whether ``user`` could read another's finished review before becoming a reviewer, to whom it is closed."""
    first = _first_word(statement)
    if first is None:
        return False
    rows = list(Membership.objects.filter(user=user, incident_id=identification.incident_id))
    since = [r.since for r in rows if r.role == Role.REVIEWER and r.until is None]
    if since and min(since) <= first:
        return False
    seeing = [r for r in rows if r.role != Role.REVIEWER and any(may(frozenset({r.role}), verb) for verb in SEES_REVIEWS)]
    return any(r.until is None or r.until > first for r in seeing)


def is_blind(seat: Seat, statement: Statement) -> bool:
    """Whether what others said of ``statement`` is closed to this person: they may still review it and have not finished.

    The roles are asked, not what a key of the machine entrance was given: a weaker key opens nothing more.
    """
    return statement.pk in blind_statements(seat, [statement])


def blind_statements(seat: Seat, statements: Iterable[Statement]) -> set[int]:
    """Which of ``statements`` are closed to this person in what others said of them; see :func:`is_blind`."""
    open_ones = [s for s in statements if s.current and s.identification.state in AHEAD]
    if not open_ones:
        return set()
    mine = dict(Review.objects.filter(statement__in=open_ones, reviewer=seat.user).values_list("statement_id", "finished"))
    reviewer = may(seat.roles, "review.review")
    closed = set()
    for one in open_ones:
        if one.pk in mine:
            closed |= {one.pk} if mine[one.pk] is None else set()
        elif reviewer and not own_hand(seat.user, one.identification):
            closed.add(one.pk)
    return closed


def _first_word(statement: Statement) -> datetime | None:
    found = (
        Review.objects.filter(statement=statement, finished__isnull=False)
        .order_by("finished")
        .values_list("finished", flat=True)
    )
    return found.first()
