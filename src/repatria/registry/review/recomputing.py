"""Before a signature the evidence is computed again from its frozen case, the joint answer with it: what a worker brought is not believed.

One joint answer serves all statements of a case, and the last one is kept in memory. Where a case is too large to be computed while
somebody waits, a re-audit does it, which computes what is in review and agreed besides what is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from repatria import __version__
from repatria.errors import RepatriaError
from repatria.registry.gateway import reauditing
from repatria.registry.identification import casefiles
from repatria.registry.identification.models import EvidenceFile, Identification, Statement
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken, Refusal
from repatria.registry.review import entries
from repatria.registry.review.models import Recomputation
from repatria.registry.review.within import now

WAITING = (Identification.State.REVIEW, Identification.State.AGREED)
MOST_PAIRS = 20_000
"""Profiles times families up to which a case is computed again while somebody waits; about 5 s on 2 cores. An assumption."""


def last(evidence: EvidenceFile) -> Recomputation | None:
    """When this evidence was last computed again, and what came of it."""
    return Recomputation.objects.filter(evidence=evidence).order_by("-pk").first()


def against(statement: Statement) -> list[str]:
    """What the last recomputation holds against a signature, or that there is none, as sentences."""
    found = last(statement.evidence)
    if found is None:
        return ["its evidence was not computed again from its case yet. Ask for a re-audit, and sign when it has finished."]
    if found.said:
        return [
            f"its evidence, computed again from its case at {found.at:%Y-%m-%d %H:%M} UTC, is another: {found.said}. "
            "Search again, open the evidence anew, and find out which machine brought the first."
        ]
    return []


def ensure(identification: Identification, *, most: int | None = None) -> None:
    """Compute the evidence of the current statement again where that was not done yet; outside any transaction.

    ``most`` profiles times families are computed at once; for more a re-audit is queued and Impossible says so.
    """
    statement = Statement.objects.select_related("evidence__listing__search__snapshot").get(
        identification=identification, current=True
    )
    if last(statement.evidence) is not None:
        return
    snapshot = statement.evidence.listing.search.snapshot
    if most is not None and snapshot is not None and snapshot.profiles * snapshot.families > most:
        _queue(identification.incident)
        raise Impossible(
            f"{identification.code}: its evidence is first computed again from its case, which takes a worker some minutes. "
            "A re-audit was queued for it; sign when it has finished."
        )
    recompute([statement])


def recompute_waiting(incident: Incident, tick: Callable[[int], None] | None = None) -> None:
    """Compute again what is in review or agreed and was not computed again yet."""
    rows = Statement.objects.filter(current=True, identification__incident=incident, identification__state__in=WAITING)
    rows = rows.filter(evidence__recomputations__isnull=True).select_related("evidence__listing__search__snapshot")
    recompute(list(rows), tick)


def recompute(statements: Sequence[Statement], tick: Callable[[int], None] | None = None) -> None:
    """Compute the evidence of ``statements`` again and write down what came of each."""
    for one in statements:
        note_recomputed(TheRegistry(one.identification.incident), one.evidence, said=_said(one.evidence, tick))


def _said(evidence: EvidenceFile, tick: Callable[[int], None] | None) -> str:
    if reauditing.document_digest(evidence.document) != evidence.digest:
        return "the document on file is not the one of its digest"
    snapshot = evidence.listing.search.snapshot
    try:
        case = casefiles.case_of(snapshot)
    except (RepatriaError, Refusal) as fault:
        return str(fault)
    digest = snapshot.digest if snapshot else ""
    said = reauditing.recompute_all(case, digest, [evidence.document], tick)[0]
    main = [row for row in evidence.document["posterior"] if row["listed"] == evidence.document["prior"]["listed"]]
    if not said and (not main or main[0]["with_error"]["leads_at_one"]["posterior"] != evidence.posterior):
        return "the posterior kept beside the document is not the document's"
    return said


@recorded(entries.EvidenceRecomputed, verb="review.agree")
def note_recomputed(by: Any, evidence: EvidenceFile, *, said: str) -> Done[Recomputation]:
    """Write down that an evidence file was computed again; ``said`` is empty where every digit agrees."""
    told = " ".join(said.split())[:600]
    row = Recomputation.objects.create(evidence=evidence, at=now(), said=told, software=f"repatria {__version__}")
    outcome = told or "every number is the same"
    facts = {"missing": evidence.missing.code, "digest": evidence.digest, "outcome": outcome}
    return Done(row, subject=evidence.listing.label, facts=facts)


def _queue(incident: Incident) -> None:
    from repatria.registry.review.auditing import ask_audit

    try:
        ask_audit(TheRegistry(incident))
    except Overtaken:  # one waits already
        return
