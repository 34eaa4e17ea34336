"""What people may read of reviews, signatures and rules. Whoever may still review reads nothing that others said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from repatria.registry.codes.naming import read_code
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.review import entries, lately, places, rules, signing, who
from repatria.registry.review.binding import Checked, verify_signature
from repatria.registry.review.models import Audit, AuditLine, Objection, Review, Signature, SigningRule
from repatria.registry.review.short import falls_short, of_evidence

State = Identification.State
TELLING = tuple(
    kind.tag
    for kind in (
        entries.ReviewFinished,
        entries.ObjectionRaised,
        entries.ObjectionAnswered,
        entries.ObjectionClosed,
        entries.SentBack,
    )
)
"""Entries that tell what a reviewer said."""


def identifications(seat: Seat) -> QuerySet[Identification]:
    """Those that this person may see, the latest change first."""
    seat.need("review.read")
    rows = Identification.objects.filter(seat.sees("thing"), incident=seat.incident)
    return rows.select_related("thing", "individual__thing", "missing", "author", "version", "incident").order_by("-changed")


def identification_called(seat: Seat, code: str) -> Identification:
    """The identification with this code; NotFound if there is none that this person may see."""
    row = identifications(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def statement_of(row: Identification) -> Statement:
    """The statement in force of an identification already fetched for a seat."""
    found = Statement.objects.filter(identification=row, current=True).select_related("evidence__listing__search", "by").first()
    if found is None:
        raise NotFound
    found.identification = row
    return found


def own_review(seat: Seat, statement: Statement) -> Review | None:
    """This person's review of a statement already fetched for a seat."""
    return Review.objects.filter(statement=statement, reviewer=seat.user).first()


def reviews(seat: Seat, statement: Statement) -> list[Review]:
    """The reviews of a statement that this person may read: all, or only their own while they may still review it, or the one that
    replaced it: whoever objected to the last statement may be the other reviewer of this one."""
    seat.need("review.read")
    newest = statement if statement.current else Statement.objects.get(identification=statement.identification_id, current=True)
    rows = Review.objects.filter(statement=statement).select_related("reviewer").prefetch_related("objections__answered_by")
    if who.is_blind(seat, statement) or who.is_blind(seat, newest):
        rows = rows.filter(reviewer=seat.user)
    return list(rows.order_by("place"))


def earlier(seat: Seat, row: Identification) -> list[tuple[Statement, list[Review]]]:
    """Statements that were replaced, with what their reviewers said; the latest first."""
    old = Statement.objects.filter(identification=row, current=False).select_related("by").order_by("-number")
    return [(one, reviews(seat, one)) for one in old]


def objection_called(seat: Seat, row: Identification, pk: int) -> Objection:
    """One objection that this person may read; NotFound otherwise."""
    found = Objection.objects.filter(review__statement__identification=row, pk=pk).select_related("review__statement").first()
    if found is None or found.review.pk not in {r.pk for r in reviews(seat, _with(found.review.statement, row))}:
        raise NotFound
    return found


def sent_back(seat: Seat, row: Identification) -> list[dict[str, Any]]:
    """When an identification was sent back, by whom, from where to where, and why; the latest first. Nothing to whoever may still review
    it: who objected, and why, is a reviewer's word."""
    if who.is_blind(seat, statement_of(row)):
        return []
    found = list(
        Entry.objects.filter(tag=entries.SentBack.tag, incident=row.incident.slug, subject=row.thing.code).order_by("-seq")
    )
    reasons = dict(Disclosure.objects.filter(entry__in=found, field="reason").values_list("entry_id", "value"))
    labels = dict(State.choices)
    return [
        {
            "seq": e.seq,
            "at": e.at,
            "actor": e.actor,
            "before": labels.get(e.said["facts"]["before"], ""),
            "after": labels.get(e.said["facts"]["after"], ""),
            "reason": _text(reasons.get(e.seq, "")),
        }
        for e in found
    ]


def open_to(seat: Seat, rows: Iterable[Entry]) -> list[Entry]:
    """Those of ``rows`` (entries of the journal) that tell this person nothing about a review that is closed to them."""
    found = list(rows)
    codes = {e.subject for e in found if e.tag in TELLING}
    shown = Statement.objects.filter(
        current=True, identification__thing__code__in=codes, identification__incident=seat.incident
    )
    statements = list(shown.select_related("identification__thing"))
    blind = who.blind_statements(seat, statements)
    closed = {s.identification.thing.code: s.number for s in statements if s.pk in blind}
    return [e for e in found if not _tells(e, closed)]


def waiting_for(seat: Seat) -> list[tuple[Identification, str]]:
    """What waits for this very person: (identification, what is asked of them)."""
    found: list[tuple[Identification, str]] = []
    if seat.may("review.review"):
        found += _for_reviewer(seat)
    if seat.may("review.answer"):
        found += _for_author(seat)
    if seat.may("review.sign"):
        found += [
            (row, "sign") for row in identifications(seat).filter(state=State.AGREED).order_by("changed") if _signs(seat, row)
        ]
    return found


def signatures(seat: Seat) -> QuerySet[Signature]:
    """All signatures of the incident, the latest first; void ones as well."""
    seat.need("review.read")
    rows = Signature.objects.filter(seat.sees("identification__thing"), identification__incident=seat.incident)
    return rows.select_related(
        "identification__thing", "identification__incident", "identification__individual__thing", "identification__missing",
        "identification__version", "statement__identification__thing", "statement__evidence__listing__search__snapshot",
        "rule__incident", "signer",
    )  # fmt: skip


def signatures_of(seat: Seat, row: Identification) -> list[Signature]:
    """The signatures of one identification, the latest first."""
    return list(signatures(seat).filter(identification=row))


def checked(seat: Seat, signature: Signature) -> Checked:
    """A signature, recomputed and compared with what is on file and in the journal."""
    seat.need("review.read")
    return verify_signature(signature)


def rule_in_force(seat: Seat) -> SigningRule:
    """What a signature needs at this moment."""
    seat.need("review.read")
    return rules.in_force(seat.incident)


def all_rules(seat: Seat) -> list[tuple[SigningRule, str]]:
    """(rule, how it stands: a key of ``rules.STANDS``) of every rule that was ever proposed, the latest first."""
    seat.need("review.read")
    force = rules.in_force(seat.incident)
    rows = list(SigningRule.objects.filter(incident=seat.incident).select_related("by", "decision__by", "incident"))
    return [(row, rules.stands(row, force, rows[0].number)) for row in rows]


def rule_numbered(seat: Seat, number: int) -> SigningRule:
    """One rule by its number; NotFound where there is none."""
    seat.need("review.read")
    found = SigningRule.objects.filter(incident=seat.incident, number=number).first()
    if found is None:
        raise NotFound
    return found


def rule_to_decide(seat: Seat) -> SigningRule | None:
    """The proposed rule that waits for a second person, for whoever may decide on it; its proposer may only take it back."""
    return rules.proposed(seat.incident) if seat.may("review.confirm_rule") else None


def against(seat: Seat, row: Identification) -> list[str]:
    """What stands against a signature by this person now."""
    seat.need("review.sign")
    return signing.reasons(seat, row, statement_of(row), rules.in_force(seat.incident))


def not_carried(seat: Seat, row: Identification) -> list[str]:
    """What the rule in force holds against the evidence of an identification; empty where it carries it."""
    seat.need("review.read")
    return of_evidence(row, statement_of(row), rules.in_force(seat.incident))


def audits(seat: Seat) -> QuerySet[Audit]:
    """The re-audits of the incident, the latest first."""
    seat.need("review.read")
    return Audit.objects.filter(incident=seat.incident).select_related("rule", "job", "made_by")


def lines(seat: Seat, audit: Audit) -> QuerySet[AuditLine]:
    """What one re-audit found, decision by decision."""
    seat.need("review.read")
    of_others = Q(identification__isnull=True) & seat.sees("historic")
    rows = AuditLine.objects.filter(of_others | seat.sees("identification__thing"), audit=audit)
    return rows.select_related(
        "identification__thing", "identification__individual__thing", "identification__missing", "historic"
    )


def outcomes(rows: QuerySet[AuditLine]) -> list[tuple[str, Any, int]]:
    """(outcome, label, how many) of some lines; outcomes that did not come up are left out."""
    found = dict(rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    return [(value, label, found[value]) for value, label in AuditLine.Outcome.choices if value in found]


def part(seat: Seat, row: Identification) -> Mapping[str, Any]:
    """What the part about reviews and signatures on the page of an identification shows."""
    statement = statement_of(row)
    rule = rules.in_force(row.incident)
    done = signatures_of(seat, row)
    mine = own_review(seat, statement)
    begin = seat.may("review.review") and row.state == State.REVIEW and mine is None
    return {
        "identification": row,
        "statement": statement,
        "rule": rule,
        "blind": who.is_blind(seat, statement),
        "mine": mine,
        "may_begin": begin and not places.why_not_begin(seat.user, row, statement),
        "why_not_begin": places.why_not_begin(seat.user, row, statement) if begin else "",
        "reviews": reviews(seat, statement),
        "earlier": earlier(seat, row),
        "sent_back": sent_back(seat, row),
        "signatures": [(one, checked(seat, one), falls_short(one, rule)) for one in done],
        "may_sign": seat.may("review.sign") and row.state == State.AGREED,
        "may_rescind": seat.may("review.sign") and bool(done) and row.state in (State.SIGNED, State.VOID),
        "is_writer": seat.user.pk in who.writers(row),
        "further": lately.further([row]).get(row.pk, []),
    }


def _for_reviewer(seat: Seat) -> list[tuple[Identification, str]]:
    found = []
    for row in identifications(seat).filter(state=State.REVIEW).order_by("changed"):
        statement = statement_of(row)
        mine = own_review(seat, statement)
        if mine is None:
            found += [(row, "review")] if not places.why_not_begin(seat.user, row, statement) else []
        elif not mine.verdict:
            found.append((row, "finish"))
        if mine is not None and mine.objections.filter(state=Objection.State.ANSWERED).exists():
            found.append((row, "close"))
    return found


def _for_author(seat: Seat) -> list[tuple[Identification, str]]:
    open_ones = Objection.objects.filter(state=Objection.State.OPEN, review__statement__current=True)
    asked = open_ones.values_list("review__statement__identification_id", flat=True)
    rows = identifications(seat).filter(state=State.REVIEW, pk__in=asked, statements__by=seat.user).distinct()
    return [(row, "answer") for row in rows.order_by("changed")]


def _signs(seat: Seat, row: Identification) -> bool:
    reviewed = Review.objects.filter(statement__identification=row, reviewer=seat.user).exists()
    return not reviewed and not who.own_hand(seat.user, row)


def _with(statement: Statement, row: Identification) -> Statement:
    statement.identification = row
    return statement


def _tells(entry: Entry, closed: Mapping[str, int]) -> bool:
    if entry.tag not in TELLING or entry.subject not in closed:
        return False
    number = entry.said["facts"].get("statement")
    return number is None or number == closed[entry.subject]


def _text(value: str) -> str:
    return str(json.loads(value)) if value else ""
