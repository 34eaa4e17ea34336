"""The acts of reviewers and authors: two people look at a statement independently, object, are answered, and say their word."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.identification import standing
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.within import move
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.review import entries, who
from repatria.registry.review.models import Objection, Review
from repatria.registry.review.places import why_not_begin
from repatria.registry.review.within import (
    agree_if_enough,
    held,
    must_be_in_review,
    now,
    own_review,
    review_digest,
    written,
)

State = Identification.State
Verdict = Review.Verdict


@recorded(entries.ReviewBegun, verb="review.review")
def begin(by: Any, identification: Identification) -> Done[Review]:
    """Begin an independent review of the statement that is before the reviewers."""
    row, statement = held(by, identification)
    must_be_in_review(row)
    reason = why_not_begin(by.user, row, statement)
    if reason:
        raise NotAllowed(f"{row.thing.code}: {reason}")
    place = Review.objects.filter(statement=statement).count() + 1
    try:
        with transaction.atomic():
            review = Review.objects.create(statement=statement, reviewer=by.user, place=place, begun=now())
    except IntegrityError as fault:
        raise Overtaken(f"{row.thing.code}: somebody began a review a moment ago. Open it anew and look.") from fault
    return Done(review, subject=row.thing.code, facts={"place": place, "statement": statement.number})


@recorded(entries.ReviewFinished, verb="review.review")
def finish(by: Any, identification: Identification, *, verdict: str, words: str, statement: str = "") -> Done[Review]:
    """Say one's word on the statement: it agrees or does not, and why. Cannot be changed afterwards.

    ``statement`` is the digest of the statement that the reviewer read; Overtaken where another is before them by now.
    """
    row, current = held(by, identification)
    must_be_in_review(row)
    review = own_review(by, current)
    code = row.thing.code
    if review.verdict:
        raise Overtaken(f"{code}: your review is finished. It stays as it is.")
    if statement and statement != current.digest:
        raise Overtaken(f"{code}: another statement is before the reviewers than the one that you read. Open it anew and look.")
    if verdict not in (Verdict.AGREE, Verdict.DISAGREE):
        raise Impossible(f"{code}: verdict {verdict!r}. Choose agree or disagree.")
    own = who.own_hand(by.user, row)
    if own:
        raise NotAllowed(f"{code}: {own}. Your review cannot count; leave it to somebody else.")
    changed = standing.what_changed(current)
    if changed:
        told = ", ".join(str(standing.in_words(name)) for name in changed)
        raise Overtaken(f"{code}: since the statement was written these changed: {told}. It cannot be agreed on this ground.")
    review.words = written(code, words, "what you say")
    review.verdict, review.finished = verdict, now()
    review.digest = review_digest(by.user.code, current.digest, verdict, review.words)
    review.save(update_fields=["verdict", "words", "finished", "digest"])
    if verdict == Verdict.AGREE:
        agree_if_enough(row, current)
    facts = {"place": review.place, "statement": current.number, "verdict": str(verdict), "digest": review.digest}
    return Done(review, subject=code, facts=facts, personal={"words": review.words})


@recorded(entries.ObjectionRaised, verb="review.review")
def object_to(by: Any, identification: Identification, *, text: str) -> Done[Objection]:
    """Raise an objection while one's own review is open. The author answers it; until it is closed nothing is agreed."""
    row, statement = held(by, identification)
    must_be_in_review(row)
    review = own_review(by, statement)
    if review.verdict:
        raise Overtaken(f"{row.thing.code}: your review is finished. Objections are raised before that.")
    told = written(row.thing.code, text, "the objection", 4_000)
    made = Objection.objects.create(review=review, text=told, raised=now())
    facts = {"objection": made.pk, "statement": statement.number}
    return Done(made, subject=row.thing.code, facts=facts, personal={"text": told})


@recorded(entries.ObjectionAnswered, verb="review.answer")
def answer(by: Any, objection: Objection, *, text: str) -> Done[Objection]:
    """Answer an objection to one's own statement; whoever raised it then says whether that settles it."""
    row, current, one = _objection(by, objection)
    must_be_in_review(row)
    if by.user.pk not in who.writers(row):
        raise NotAllowed(f"{row.thing.code}: whoever wrote the statement answers. Tell {row.author.called}.")
    if one.state != Objection.State.OPEN:
        raise Overtaken(f"{row.thing.code}: this objection has its answer: {one.get_state_display()}.")
    one.answer = written(row.thing.code, text, "the answer", 4_000)
    one.state, one.answered, one.answered_by = Objection.State.ANSWERED, now(), by.user
    one.save(update_fields=["answer", "state", "answered", "answered_by"])
    facts = {"objection": one.pk, "statement": current.number}
    return Done(one, subject=row.thing.code, facts=facts, personal={"answer": one.answer})


@recorded(entries.ObjectionClosed, verb="review.review")
def close(by: Any, objection: Objection, *, settled: bool, words: str = "") -> Done[Objection]:
    """Close one's own answered objection: it is settled, or it is kept as a minority view, which every paper prints."""
    row, current, one = _objection(by, objection)
    must_be_in_review(row)
    code = row.thing.code
    if one.review.reviewer_id != by.user.pk:
        raise NotAllowed(f"{code}: whoever raised an objection closes it.")
    if one.state == Objection.State.OPEN:
        raise Impossible(f"{code}: this objection has no answer yet. Wait for the author's.")
    if one.state != Objection.State.ANSWERED:
        raise Overtaken(f"{code}: this objection is closed: {one.get_state_display()}.")
    one.state = Objection.State.SETTLED if settled else Objection.State.MINORITY
    one.closed = now()
    one.closing = written(code, words, "why you keep it as a minority view", 400) if not settled else words.strip()[:400]
    one.save(update_fields=["state", "closed", "closing"])
    agree_if_enough(row, current)
    facts = {"objection": one.pk, "statement": current.number, "state": str(one.get_state_display())}
    return Done(one, subject=code, facts=facts, personal={"closing": one.closing} if one.closing else {})


@recorded(entries.SentBack, verb="review.review")
def send_back(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Send a statement back to its author, as a reviewer who has objected or does not agree: a new statement is needed."""
    row, statement = held(by, identification)
    must_be_in_review(row)
    review = own_review(by, statement)
    if review.verdict != Verdict.DISAGREE and not review.objections.exists():
        raise NotAllowed(
            f"{row.thing.code}: raise an objection, or finish your review without agreeing, before you send it back."
        )
    return _back(by, row, State.DRAFT, "review.return", reason)


@recorded(entries.SentBack, verb="review.answer")
def take_back(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Take one's own statement back from its reviewers, to write a new one: an objection was right."""
    row, _statement = held(by, identification)
    must_be_in_review(row)
    if row.author_id != by.user.pk:
        raise NotAllowed(f"{row.thing.code}: {row.author.called} is its author. Ask them.")
    return _back(by, row, State.DRAFT, "review.return", reason)


@recorded(entries.SentBack, verb="review.sign")
def reopen(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Send an agreed identification back to its reviewers, as medical examiner: one more reviewer looks at it."""
    row, _statement = held(by, identification)
    if row.state != State.AGREED:
        raise Overtaken(f"{row.thing.code}: is {State(row.state).label}. Only what is agreed is sent back to its reviewers.")
    return _back(by, row, State.REVIEW, "review.reopen", reason)


@recorded(entries.SentBack, verb="review.sign")
def return_to_author(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Send a statement that is in review or agreed back to its author, as medical examiner: a new statement is needed."""
    row, _statement = held(by, identification)
    before = row.state
    if before == State.AGREED:
        move(by, row, State.REVIEW, "review.reopen")
    must_be_in_review(row)
    return _back(by, row, State.DRAFT, "review.return", reason, before)


def _back(by: Any, row: Identification, after: str, act: str, reason: str, before: str = "") -> Done[Identification]:
    why, begun = written(row.thing.code, reason, "the reason", 1_000), before or row.state
    move(by, row, after, act)
    return Done(row, subject=row.thing.code, facts={"before": begun, "after": after}, personal={"reason": why})


def _objection(by: Any, objection: Objection) -> tuple[Identification, Statement, Objection]:
    """The objection's identification (locked), its current statement and the objection (locked); NotFound elsewhere."""
    found = Objection.objects.select_related("review__statement__identification").filter(pk=objection.pk).first()
    if found is None:
        raise NotFound
    row, current = held(by, found.review.statement.identification)
    one = Objection.objects.select_for_update(of=("self",)).select_related("review").get(pk=found.pk)
    if one.review.statement_id != current.pk:
        raise Overtaken(f"{row.thing.code}: this objection is to an earlier statement. It stays readable there.")
    return row, current, one
