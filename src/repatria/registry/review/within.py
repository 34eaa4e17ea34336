"""Steps that the acts of this stage share; each is recorded by the act around it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.within import locked
from repatria.registry.journal import clock
from repatria.registry.journal.verifier import canonical
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import rules, who
from repatria.registry.review.agreement import agreed
from repatria.registry.review.models import Objection, Review, SigningRule

State = Identification.State


def now() -> datetime:
    """The present moment, UTC."""
    return clock.now()


def written(code: str, text: str, what: str, longest: int = 20_000) -> str:
    """``text`` as it is kept; Impossible where it is empty or too long."""
    told = text.strip().replace("\r\n", "\n")
    if not told:
        raise Impossible(f"{code}: {what} is empty. Write it.")
    if len(told) > longest:
        raise Impossible(f"{code}: {what} has {len(told)} characters, {longest} are kept. Shorten it.")
    return told


def held(by: Any, identification: Identification) -> tuple[Identification, Statement]:
    """The identification's row, locked, with its current statement. NotFound for one of another incident."""
    row = locked(identification)
    if row.incident_id != by.incident.pk:
        raise NotFound
    statement = Statement.objects.filter(identification=row, current=True).select_related("evidence__listing__search").get()
    statement.identification = row
    return row, statement


def must_be_in_review(row: Identification) -> None:
    """Overtaken unless ``row`` is before its reviewers."""
    if row.state != State.REVIEW:
        shown = State(row.state).label
        raise Overtaken(f"{row.thing.code}: is {shown} by now, since {row.changed:%Y-%m-%d %H:%M} UTC. Open it anew and look.")


def open_objections(statement: Statement) -> list[Objection]:
    """Those that are not closed."""
    waiting = (Objection.State.OPEN, Objection.State.ANSWERED)
    return list(Objection.objects.filter(review__statement=statement, state__in=waiting).select_related("review"))


def review_digest(reviewer: str, statement_digest: str, verdict: str, words: str) -> str:
    """SHA-256 over the reviewer's code, the statement's digest, the verdict and the words."""
    said = {"reviewer": reviewer, "statement": statement_digest, "verdict": str(verdict), "words": words}
    return hashlib.sha256(canonical(said)).hexdigest()


def agree_if_enough(row: Identification, statement: Statement) -> bool:
    """Let the identification be agreed where enough reviewers agree and nothing is open; writes the entry of that act."""
    rule: SigningRule = rules.in_force(row.incident)
    if row.state != State.REVIEW or open_objections(statement):
        return False
    if len(who.agreeing(row, statement)) < rule.reviewers:
        return False
    agreed(TheRegistry(row.incident), row, statement)
    return True


def own_review(by: Any, statement: Statement) -> Review:
    """The actor's own review of ``statement``, locked; NotFound where there is none."""
    found = Review.objects.select_for_update().filter(statement=statement, reviewer=by.user).first()
    if found is None:
        raise NotFound
    return found
