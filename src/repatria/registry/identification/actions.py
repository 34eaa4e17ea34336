"""The way of an identification: drafted from a current list, its statement written in versions, submitted, withdrawn, void."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.identification import entries, grounds, standing
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Statement
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.within import locked, move, now, own, said, user_of
from repatria.registry.inventory.against import unanswered
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken

State = Identification.State
LONGEST = 20_000
"""Characters of a statement."""


@recorded(entries.IdentificationDrafted, verb="identification.draft")
def draft(by: Any, evidence: EvidenceFile, *, text: str) -> Done[Identification]:
    """Draft an identification from the evidence file of a locked individual's current list, with the first statement."""
    version, missing = evidence.listing.version, evidence.missing
    if version is None:
        raise Impossible(
            f"{evidence.listing.label}: nobody has grouped and locked these bones as an individual. Only a locked one is identified."
        )
    version = IndividualVersion.objects.select_for_update(of=("self",)).select_related("individual__thing").get(pk=version.pk)
    _must_fit(by, version, evidence)
    text = _text(version.individual.code, text)
    code = version.individual.code
    thing = new_thing(by, Kind.IDENTIFICATION)
    try:
        with transaction.atomic():
            row = Identification.objects.create(
                thing=thing, incident=by.incident, individual=version.individual, version=version, missing=missing,
                author=by.user, made=now(), changed=now(),
            )  # fmt: skip
    except IntegrityError as fault:
        _must_be_free(version, missing)
        raise Overtaken(f"{code}: somebody changed it a moment ago. Open its list again.") from fault
    statement = _write(by, row, evidence, text, 1)
    facts = {"individual": code, "version": version.number, "missing": missing.code, "digest": statement.digest}
    return Done(row, subject=row.code, facts=facts, personal={"text": text})


@recorded(entries.StatementRevised, verb="identification.draft")
def write_statement(by: Any, identification: Identification, evidence: EvidenceFile, *, text: str) -> Done[Statement]:
    """Write the next version of the statement of a draft, on evidence as it stands now. The ones before stay readable."""
    row = own(by, locked(identification))
    _must_be_author(by, row)
    if row.state != State.DRAFT:
        raise Overtaken(f"{row.code}: is {State(row.state).label}. A statement is written while it is a draft.")
    if (evidence.listing.version_id, evidence.missing_id) != (row.version_id, row.missing_id):
        raise Impossible(
            f"{row.code}: this evidence file is of another pair or version. Open the evidence of {row.missing.code}."
        )
    _must_fit(by, row.version, evidence, but=row)
    text = _text(row.code, text)
    last = row.statements.order_by("-number").first()
    row.statements.filter(current=True).update(current=False)
    statement = _write(by, row, evidence, text, last.number + 1 if last else 1)
    facts = {"number": statement.number, "digest": statement.digest}
    return Done(statement, subject=row.code, facts=facts, personal={"text": text})


@recorded(entries.IdentificationSubmitted, verb="identification.draft")
def submit(by: Any, identification: Identification) -> Done[Identification]:
    """Put a draft before its reviewers. Refused where something that its statement rests on has changed."""
    row = own(by, locked(identification))
    _must_be_author(by, row)
    statement = standing.current_statement(row)
    changed = standing.what_changed(statement) if row.state == State.DRAFT else []
    if changed:
        words = ", ".join(map(standing.in_words, changed))
        raise Overtaken(f"{row.code}: since statement {statement.number} these changed: {words}. Write a new statement first.")
    if row.state == State.DRAFT:
        _must_fit(by, row.version, statement.evidence, but=row)
    move(by, row, State.REVIEW, "identification.submit")
    return Done(row, subject=row.code, facts={"number": statement.number})


@recorded(entries.IdentificationWithdrawn, verb="identification.draft")
def withdraw(by: Any, identification: Identification, *, reason: str) -> Done[Identification]:
    """Withdraw an identification that is not signed, with a reason. It stays readable and never comes back."""
    row = own(by, locked(identification))
    why = said(reason, row.code, "a reason for the withdrawal", 400)
    move(by, row, State.WITHDRAWN, "identification.withdraw", why=why)
    return Done(row, subject=row.code, personal={"reason": why})


@recorded(entries.IdentificationVoided, verb="identification.void")
def void(by: Any, identification: Identification) -> Done[Identification]:
    """Void what lost its ground: something that its current statement rests on is not as it was. The registry does this."""
    row = own(by, locked(identification))
    changed, before = standing.what_changed(standing.current_statement(row)), row.state
    if not changed:
        raise Impossible(f"{row.code}: everything it rests on is as it was. There is nothing to void.")
    why = ", ".join(map(str, map(standing.in_words, changed)))
    move(by, row, State.VOID, "identification.void", why=f"changed: {why}")
    return Done(row, subject=row.code, facts={"changed": changed, "state": before})


def _must_fit(by: Any, version: IndividualVersion, evidence: EvidenceFile, but: Identification | None = None) -> None:
    """Refuse, with every reason, what may not be identified from this evidence now."""
    if evidence.listing.search.incident_id != by.incident.pk or not by.things().filter(pk=version.individual_id).exists():
        raise NotFound
    code, who = version.individual.code, evidence.missing.code
    if version.state != IndividualVersion.State.LOCKED or not version.current:
        raise Impossible(f"{code}: version {version.number} is not locked any more. Wait for its next lock and list.")
    stale = grounds.outdated(evidence)
    if stale:
        raise Overtaken(f"{code} and {who}: {' '.join(stale)}")
    row = Exclusion.objects.filter(individual=version.individual_id, missing=evidence.missing_id, revised__isnull=True).first()
    if row is not None:
        raise Impossible(
            f"{who}: is ruled out for {code} since {row.at:%Y-%m-%d} ({row.get_ground_display()}: {row.words}). Revise that first."
        )
    bones = [m.specimen for m in version.members.filter(removed__isnull=True).select_related("specimen__item__thing")]
    against = unanswered(version.individual, bones)
    if against:
        raise Impossible(f"{code}: {'; '.join(against)}. Unlock and part it, or let a reviewer allow it with a reason.")
    _must_be_free(version, evidence.missing, but)


def _must_be_free(version: IndividualVersion, missing: Any, but: Identification | None = None) -> None:
    others = Identification.objects.filter(state__in=OPEN).select_related("thing", "missing", "individual__thing")
    if but is not None:
        others = others.exclude(pk=but.pk)
    one = others.filter(individual=version.individual_id).first()
    if one is not None:
        raise Overtaken(
            f"{version.individual.code}: {one.code} as {one.missing.code} is {one.get_state_display()}. End that one first."
        )
    one = others.filter(missing=missing).first()
    if one is not None:
        raise Overtaken(
            f"{missing.code}: {one.code} of {one.individual.code} is {one.get_state_display()}. End that one first."
        )


def _must_be_author(by: Any, row: Identification) -> None:
    if user_of(by) is None or row.author_id != user_of(by).pk:
        raise NotAllowed(f"{row.code}: {row.author.called} is its author. Ask them, or withdraw it and draft your own.")


def _text(code: str, text: str) -> str:
    told = text.strip().replace("\r\n", "\n")
    if not told:
        raise Impossible(f"{code}: the statement is empty. Write what is identified, on what evidence.")
    if len(told) > LONGEST:
        raise Impossible(f"{code}: the statement has {len(told)} characters, {LONGEST} are kept. Shorten it.")
    return told


def _write(by: Any, row: Identification, evidence: EvidenceFile, text: str, number: int) -> Statement:
    told = standing.inputs_on(row, evidence)
    digest = standing.inputs_digest(told)
    return Statement.objects.create(
        identification=row, number=number, text=text, evidence=evidence, inputs=told, inputs_digest=digest,
        digest=standing.statement_digest(text, evidence.digest, digest), by=by.user, at=now(),
    )  # fmt: skip
