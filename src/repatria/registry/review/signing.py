"""The medical examiner's signature: every reason against it is told at once; the row is then refused or kept by the database too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria import __version__
from repatria.registry.identification import standing
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.within import move
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, Overtaken, Refusal
from repatria.registry.review import confirming, entries, recomputing, rules, short, who
from repatria.registry.review.binding import binding_of, on_file
from repatria.registry.review.models import Review, Signature, SigningRule
from repatria.registry.review.within import held, now, open_objections, written

State = Identification.State
FURTHER: list[Callable[[Identification, Statement], Iterable[str]]] = []
"""Further reasons against a signature, of other parts of this stage; each answers with sentences that say what to do."""


def reasons(seat: Any, row: Identification, statement: Statement, rule: SigningRule) -> list[str]:
    """Everything that stands against a signature by this person now, each as a sentence that says what to do."""
    return [
        *_of_state(row),
        *_of_ground(row, statement),
        *short.of_evidence(row, statement, rule),
        *_of_reviews(row, statement, rule),
        *_of_signer(seat, row),
        *(sentence for further in FURTHER for sentence in further(row, statement)),
    ]


@recorded(entries.Signed, verb="review.sign")
def sign(by: Any, identification: Identification, *, proof: Any, statement: str, rule: int) -> Done[Signature]:
    """Sign: this individual is this person. ``statement`` (digest) and ``rule`` (number) are those that the signer saw.

    Raises Overtaken where somebody was quicker or something changed while the signer read, Impossible with every reason that
    stands against it. The database refuses on its own what the rule in force does not carry.
    """
    row, current = held(by, identification)
    code, in_force = row.thing.code, rules.in_force(by.incident)
    if row.state == State.SIGNED:
        first = Signature.objects.select_related("signer").get(identification=row, voided__isnull=True)
        raise Overtaken(
            f"{code}: {first.signer.called} signed it at {first.at:%Y-%m-%d %H:%M:%S} UTC. There is nothing left to do."
        )
    if rule != in_force.number:
        raise Overtaken(
            f"{code}: rule {in_force.number} came into force at {rules.since(in_force):%Y-%m-%d %H:%M} UTC while you read under "
            f"rule {rule}. "
            "Read the page of the signature again, then decide."
        )
    if statement != current.digest:
        raise Overtaken(f"{code}: the statement in force is {current.number} by now, not the one that you read. Read it again.")
    against = reasons(by, row, current, in_force)
    unproved = confirming.why_not(proof, by, row, current.digest)
    against += [unproved] if unproved else []
    against += [] if against else recomputing.against(current)
    if against:
        raise Impossible(f"{code}: cannot be signed. " + " · ".join(against))
    moment = now()
    signature = Signature(
        identification=row, statement=current, rule=in_force, signer=by.user, meaning=Signature.Meaning.IDENTIFIED, at=moment,
        confirmed=min(proof.moment, moment), software=f"repatria {__version__}", posterior=current.evidence.posterior,
        **{f"{name}_digest": digest for name, digest in on_file(current, in_force).items()},
    )  # fmt: skip
    signature.binding = binding_of(signature)
    _keep(signature, code)
    move(by, row, State.SIGNED, "review.sign")
    return Done(signature, subject=code, facts=_facts(signature))


def _refused_anyway(by: Any, identification: Identification) -> bool:
    """Whether a signature would be refused without a look at its numbers; :func:`sign` then says why, from the rows as they stand."""
    with transaction.atomic():
        row, current = held(by, identification)
        return bool(reasons(by, row, current, rules.in_force(by.incident)))


@recorded(entries.SigningRefused, verb="review.sign")
def note_refused(by: Any, identification: Identification, *, why: str) -> Done[None]:
    """Note that a signature was tried and refused, and why."""
    return Done(None, subject=identification.thing.code, facts={"why": why[:2_000]})


def try_to_sign(
    by: Any,
    identification: Identification,
    prove: Callable[[], Any],
    *,
    statement: str,
    rule: int,
    most: int | None = None,
) -> Signature:
    """Prove, compute the evidence again where nobody did, and sign; a refusal leaves its own entry in the journal and is then raised.

    Where something else stands against it already, nothing is computed: it is refused at once. ``most`` is the
    largest case that is computed while the caller waits (:func:`recomputing.ensure`).
    """
    try:
        proof = prove()
        if not _refused_anyway(by, identification):
            recomputing.ensure(identification, most=most)
        return sign(by, identification, proof=proof, statement=statement, rule=rule)
    except Refusal as refusal:
        note_refused(by, identification, why=str(refusal))
        raise


@recorded(entries.Rescinded, verb="review.sign")
def rescind(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Take a signed (or since void) identification back, with a reason. It stays readable and never comes back."""
    row, _current = held(by, identification)
    if row.state not in (State.SIGNED, State.VOID) or not row.signatures.exists():
        raise Overtaken(f"{row.thing.code}: is {State(row.state).label}. Only what was signed is rescinded.")
    why = written(row.thing.code, reason, "the reason", 400)
    before = row.state
    move(by, row, State.RESCINDED, "review.rescind", why=why)
    return Done(row, subject=row.thing.code, facts={"before": before}, personal={"reason": why})


def _keep(signature: Signature, code: str) -> None:
    """Write the row; what the database refuses becomes a sentence."""
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as fault:
        _say(fault, code)
        raise Overtaken(f"{code}: somebody signed it a moment ago. Open it anew and look.") from fault
    except DatabaseError as fault:
        _say(fault, code)
        raise


def _say(fault: DatabaseError, code: str) -> None:
    """Raise the sentence that belongs to a refusal of the database; nothing where it is another fault."""
    if "quality control" in str(fault):
        raise Impossible(f"{code}: quality control holds this individual. Ask the quality manager, then sign.") from fault
    if "does not carry" in str(fault):
        raise _not_carried(code) from fault


def _not_carried(code: str) -> Impossible:
    return Impossible(
        f"{code}: the database refuses this signature: the rule in force does not carry it. Open it anew and look."
    )


def _facts(row: Signature) -> dict[str, Any]:
    return {
        "meaning": str(row.meaning),
        "rule": row.rule.number,
        "statement": row.statement_digest,
        "evidence": row.evidence_digest,
        "individual": row.individual_digest,
        "listing": row.list_digest,
        "case": row.case_digest,
        "rule_digest": row.rule_digest,
        "software": row.software,
        "binding": row.binding,
    }


def _of_state(row: Identification) -> list[str]:
    if row.state == State.AGREED:
        return []
    shown = State(row.state).label
    return [f"it is {shown}; only what enough reviewers have agreed on is signed. Wait for them."]


def _of_ground(row: Identification, statement: Statement) -> list[str]:
    """The individual, and everything the statement rests on, as it is now."""
    said = []
    version = IndividualVersion.objects.get(pk=row.version_id)
    if not version.current or version.state != IndividualVersion.State.LOCKED:
        said.append(
            f"version {version.number} of the individual is not the locked one any more. Draft it anew from its next list."
        )
    if statement.evidence.listing.version_id != row.version_id or statement.evidence.missing_id != row.missing_id:
        said.append(
            "the evidence is of another individual or person. Let the author write a new statement on the right evidence."
        )
    changed = standing.what_changed(statement)
    if changed:
        told = ", ".join(str(standing.in_words(name)) for name in changed)
        said.append(f"since the statement was written these changed: {told}. Let the author look at it again.")
    return said


def _of_reviews(row: Identification, statement: Statement, rule: SigningRule) -> list[str]:
    said = []
    agreeing = who.agreeing(row, statement)
    if len(agreeing) < rule.reviewers:
        gone = Review.objects.filter(statement=statement, verdict=Review.Verdict.AGREE).exclude(pk__in=[r.pk for r in agreeing])
        left = (
            f" {gone.count()} who agreed may not count (no reviewer any more, not independent, or done before the rule in force was "
            "confirmed)."
            if gone
            else ""
        )
        said.append(
            f"{len(agreeing)} independent reviewers agree, and rule {rule.number} asks for {rule.reviewers}.{left} "
            "Send it back to the reviewers, so that another can look at it."
        )
    waiting = open_objections(statement)
    if waiting:
        said.append(f"objections that are not closed: {len(waiting)}. Wait until they are answered, and settled or kept.")
    return said


def _of_signer(seat: Any, row: Identification) -> list[str]:
    own = who.own_hand(seat.user, row)
    said = [f"{own}. Another medical examiner signs."] if own else []
    if Review.objects.filter(statement__identification=row, reviewer=seat.user).exists():
        said.append("you reviewed it. Another medical examiner signs.")
    if not who.holds(seat.user.pk, row.incident_id, Role.EXAMINER):
        said.append("you are no medical examiner of this incident at this moment. Somebody who is signs.")
    return said
