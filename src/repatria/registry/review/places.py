"""How many more reviewers a statement waits for, and why somebody may not be one of them."""

from __future__ import annotations

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.review import rules, who
from repatria.registry.review.models import Objection, Review


def why_not_begin(user: User, row: Identification, statement: Statement) -> str:
    """Why this person may not begin a review of ``statement`` now, in words; empty where they may."""
    own = who.own_hand(user, row)
    if own:
        return f"{own}. Whoever reviews it must see it with fresh eyes: leave it to somebody else."
    if Review.objects.filter(statement=statement, reviewer=user).exists():
        return "you have begun your review already. Go on with it."
    if who.saw_before(user, row, statement):
        return "you could read another's review before you became a reviewer. Leave it to somebody else."
    if places_left(row, statement) < 1:
        return "it has all the reviewers that it needs at this moment."
    return ""


def places_left(row: Identification, statement: Statement) -> int:
    """How many more reviewers may begin.

    As many as the rule asks for; one more where those who finished differ, where one of those who agreed is no reviewer any more,
    or where the medical examiner sent an agreed one back. Nobody more while somebody is at work beyond the first round, so that
    the number tells nothing of a verdict; and nobody more where all finished without agreeing: it goes back to its author.
    """
    asked = rules.in_force(row.incident).reviewers
    reviews = list(Review.objects.filter(statement=statement))
    at_work = [r for r in reviews if not r.verdict and who.holds(r.reviewer_id, row.incident_id, Role.REVIEWER)]
    finished = [r for r in reviews if r.verdict]
    if len(at_work) + len(finished) < asked:
        return asked - len(at_work) - len(finished)
    if at_work or not any(r.verdict == Review.Verdict.AGREE for r in finished):
        return 0
    agreeing = len(who.agreeing(row, statement))
    if agreeing < asked:
        return asked - agreeing
    waiting = Objection.objects.filter(
        review__statement=statement, state__in=(Objection.State.OPEN, Objection.State.ANSWERED)
    ).exists()
    looked_again = any(r.finished is not None and r.finished > row.changed for r in finished)
    return 0 if waiting or looked_again else 1
