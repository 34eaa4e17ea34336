"""Reviews and signatures for programs: what waits, what may be read of it, the acts of the pages, rules and re-audits.

A key alone is no proof of a person: through this entrance only the stand-in of an exercise signs, by the code of the identification.
"""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.identification.models import Identification
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.review import (
    auditing,
    confirming,
    forms,
    queries,
    recomputing,
    reviewing,
    rule_views,
    rules,
    signing,
    views,
)
from repatria.registry.review.models import Audit, AuditLine, Objection, Review, Signature, SigningRule

router = Router()
HERE = "/identifications/{code}"


@lists(router, "/waiting", "review.read")
def waiting(at: Seat) -> Any:
    """What waits for the owner of the key: an identification, and what is asked."""
    return queries.waiting_for(at), lambda one: {**told(one[0]), "asked": one[1]}


@lists(router, "/identifications", "review.read")
def identifications(at: Seat, state: str = "") -> Any:
    """Identifications, the latest change first; ``state`` is draft, review, agreed, signed, void, withdrawn or rescinded."""
    rows = queries.identifications(at)
    return rows.filter(state=state) if state else rows, told


@looks(router, HERE, "review.read")
def identification(at: Seat, code: str) -> Row:
    """One identification with its statement, and of its reviews what the owner of the key may read."""
    row = queries.identification_called(at, code)
    statement = queries.statement_of(row)
    return {
        **told(row),
        "statement": {"number": statement.number, "text": statement.text, "digest": statement.digest},
        "posterior": statement.evidence.posterior,
        "reviews": [_review(one) for one in queries.reviews(at, statement)],
        "signatures": [_signature(one) for one in queries.signatures_of(at, row)],
        "sent_back": queries.sent_back(at, row),
    }


@looks(router, HERE + "/signatures/{pk}", "review.read")
def signature(at: Seat, code: str, pk: int) -> Row:
    """One signature, recomputed just now: whether it holds, what is wrong with it, and its journal entry."""
    row = queries.identification_called(at, code)
    found = queries.signatures(at).filter(identification=row, pk=pk).first()
    if found is None:
        raise NotFound
    checked = queries.checked(at, found)
    return {**_signature(found), "holds": checked.holds, "wrong": list(checked.wrong), "entry": checked.entry}


@lists(router, "/signatures", "review.read")
def signatures(at: Seat) -> Any:
    """Every signature, the latest first; void ones as well."""
    return queries.signatures(at), _signature


def _act(name: str) -> None:
    label, verb, form, do = views.ACTS[name]

    def act(at: Seat, form: Any, code: str) -> Row:
        row = queries.identification_called(at, code)
        do(at, row, dict(form.cleaned_data))
        return told(queries.identification_called(at, code))

    act.__name__, act.__doc__ = name.replace("-", "_"), f"{label}."
    acts(router, f"{HERE}/{name}", verb, form)(act) if form.base_fields else acts(router, f"{HERE}/{name}", verb)(act)


for _name in views.ACTS:
    _act(_name)


@acts(router, HERE + "/objections/{pk}/answer", "review.answer", forms.Text)
def answer(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Answer an objection to one's own statement."""
    return _objection(reviewing.answer(at, _objection_of(at, code, pk), text=form.cleaned_data["text"]))


@acts(router, HERE + "/objections/{pk}/close", "review.review", forms.Close)
def close(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Close one's own answered objection: settled, or kept as a minority view."""
    return _objection(reviewing.close(at, _objection_of(at, code, pk), **form.told()))


def _note(at: Seat, refusal: Refusal, code: str) -> None:
    signing.note_refused(at, queries.identification_called(at, code), why=str(refusal))


@acts(router, HERE + "/sign", "review.sign", forms.SignByCode, refused=_note)
def sign(at: Seat, form: Any, code: str) -> Row:
    """Sign as the stand-in of an exercise, by the code typed; anybody else signs on the page, with password and second factor."""
    row, said = queries.identification_called(at, code), form.cleaned_data
    proof = confirming.by_code(at, row, said["statement"], said["code"])
    recomputing.ensure(row, most=recomputing.MOST_PAIRS)
    return _signature(signing.sign(at, row, proof=proof, statement=said["statement"], rule=said["rule"]))


@lists(router, "/rules", "review.read")
def all_rules(at: Seat) -> Any:
    """Every rule for signatures, the latest first; ``stands`` says which is in force, and which waits for a second person."""
    return queries.all_rules(at), lambda one: _rule(*one)


@acts(router, "/rules", "review.rule", forms.Rule)
def propose_rule(at: Seat, form: Any) -> Row:
    """Propose what signatures need, with the ground for it; a second person confirms it."""
    return _rule(rules.propose_rule(at, **form.cleaned_data), "waits")


@acts(router, "/rules/{number}/decide", "review.confirm_rule", forms.DecideRule)
def decide_rule(at: Seat, form: Any, number: int) -> Row:
    """Confirm or decline a rule that somebody else proposed; one's own can only be declined."""
    rule = queries.rule_numbered(at, number)
    made = rule_views.decided(at, rule, form.cleaned_data)
    return _rule(rule, "force" if made.confirmed else "declined")


@lists(router, "/audits", "review.audit")
def audits(at: Seat) -> Any:
    """Re-audits, the latest first."""
    return queries.audits(at), _audit


@acts(router, "/audits", "review.audit")
def ask_audit(at: Seat, _form: Any) -> Row:
    """Queue a re-audit; a worker takes it up."""
    return _audit(auditing.ask_audit(at))


@looks(router, "/audits/{pk}", "review.audit")
def audit(at: Seat, pk: int) -> Row:
    """One re-audit: its state, and how many fail."""
    return _audit(_audit_of(at, pk))


@lists(router, "/audits/{pk}/lines", "review.audit")
def lines(at: Seat, pk: int) -> Any:
    """What a re-audit found, decision by decision."""
    return queries.lines(at, _audit_of(at, pk)), _line


def told(row: Identification) -> Row:
    """An identification in short."""
    return {
        "code": row.code,
        "individual": row.individual.thing.code,
        "version": row.version.number,
        "missing": row.missing.code,
        "state": str(row.state),
        "why": row.state_why,
        "author": row.author.code,
        "changed": row.changed,
    }


def _review(row: Review) -> Row:
    return {
        "place": row.place,
        "reviewer": row.reviewer.code,
        "verdict": str(row.verdict),
        "words": row.words,
        "finished": row.finished,
        "digest": row.digest,
        "objections": [_objection(one) for one in row.objections.all()],
    }


def _objection(row: Objection) -> Row:
    return {
        "objection": row.pk,
        "state": str(row.state),
        "text": row.text,
        "answer": row.answer,
        "closing": row.closing,
        "raised": row.raised,
    }


def _signature(row: Signature) -> Row:
    names = ("statement", "evidence", "individual", "list", "case", "rule")
    return {
        "signature": row.pk,
        "identification": row.identification.thing.code,
        "signer": row.signer.code,
        "meaning": str(row.meaning),
        "at": row.at,
        "rule": row.rule.number,
        "posterior": row.posterior,
        "binding": row.binding,
        "digests": {name: getattr(row, f"{name}_digest") for name in names},
        "voided": row.voided,
        "why": row.void_why,
    }


def _rule(row: SigningRule, stands: str) -> Row:
    return {
        "number": row.number,
        "stands": stands,
        "posterior": f"{row.posterior:.7f}",
        "two_donors": row.two_donors,
        "every_listed": row.every_listed,
        "reviewers": row.reviewers,
        "ground": row.ground,
        "digest": rules.digest_of(row),
        "at": row.at,
    }


def _audit(row: Audit) -> Row:
    done = row.finished is not None
    return {
        "audit": row.pk,
        "state": str(row.job.state),
        "rule": row.rule.number,
        "finished": row.finished,
        "signed": row.signed if done else None,
        "historic": row.historic if done else None,
        "failing": row.failing if done else None,
        "fault": row.job.fault,
    }


def _line(row: AuditLine) -> Row:
    return {
        "identification": row.identification.code if row.identification else None,
        "decided_by_others": row.historic.code if row.historic else None,
        "outcome": str(row.outcome),
        "words": row.words,
    }


def _audit_of(at: Seat, pk: int) -> Audit:
    found = queries.audits(at).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _objection_of(at: Seat, code: str, pk: int) -> Objection:
    return queries.objection_called(at, queries.identification_called(at, code), pk)
