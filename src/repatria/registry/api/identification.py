"""Evidence, the joint answer, leads, exclusions and identifications for programs. Every evidence file that is read is journalled."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry import gateway
from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.identification import (
    actions,
    casefiles,
    evidence,
    excluding,
    forms,
    grounds,
    joint,
    leading,
    queries,
    related,
    standing,
    told,
    wording,
)
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Lead
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.searching import scope

router = Router()
READ = queries.READ


@looks(router, "/evidence/{search}/{label}/{missing}", READ)
def evidence_of(at: Seat, search: str, label: str, missing: str) -> Row:
    """The evidence file of one line of a list (``current``: of the last search). What is said of single donors is for geneticists."""
    listing = queries.listing_called(at, search, label)
    return told_evidence(at, evidence.open_evidence(at, listing, queries.missing_called(at, missing)))


@looks(router, "/files/{digest}", READ)
def kept(at: Seat, digest: str) -> Row:
    """A frozen evidence file by its digest."""
    return told_evidence(at, evidence.open_kept(at, queries.evidence_called(at, digest)))


@looks(router, "/files/{digest}/wording", "identification.draft")
def wording_of(at: Seat, digest: str) -> Row:
    """A proposed text for a statement on this evidence."""
    return {"text": wording.proposed(queries.evidence_called(at, digest))}


@looks(router, "/files/{digest}/next", READ)
def what_next(at: Seat, digest: str) -> Row:
    """What single new fact would change the answer most, the first most; how much is for geneticists."""
    row = queries.evidence_called(at, digest)
    case = casefiles.case_of(row.listing.search.snapshot)
    found = gateway.facts_that_help(case, row.document, queries.who_could_give(at, row.missing_id))
    return {"facts": told.facts(found, parentage=at.may("identification.parentage"))}


@lists(router, "/joint", READ)
def pairs(at: Seat, listed: str = "", of: str = "") -> Any:
    """The joint answer of the last search: pairs with their posterior at λ = ``listed``, the surest first; ``of`` is one code."""
    search = joint.current_search(at)
    if search is None:
        return [], _pair
    chosen = next((v for v in joint.values_of(search) if f"{v:g}" == listed), None)
    if listed and chosen is None:
        raise NotFound
    return joint.Pairs(at, search, chosen, of), _pair


@looks(router, "/joint/{label}/{missing}", READ)
def why(at: Seat, label: str, missing: str) -> Row:
    """Why a pair stands as it does: kinds of reasons with what they rest on."""
    found = joint.why(at, queries.listing_called(at, "current", label), queries.missing_called(at, missing))
    plain = [{"kind": kind, **{k: v for k, v in facts.items() if k != "row"}} for kind, facts in found.sentences]
    return {"on_the_list": found.candidate is not None, "reasons": [_texts(one) for one in plain]}


@lists(router, "/leads", READ)
def leads(at: Seat) -> Any:
    """Leads, newest first; those taken back too."""
    return queries.leads(at), _lead


@acts(router, "/leads/from/{individual}/to/{missing}", "identification.lead", forms.EnterLead)
def enter_lead(at: Seat, form: Any, individual: str, missing: str) -> Row:
    """Enter a lead: LR at most 10, all that speak for one person at most 30 together."""
    whom, who = queries.individual_called(at, individual), queries.missing_called(at, missing)
    return _lead(leading.enter_lead(at, whom, who, **form.cleaned_data))


@acts(router, "/leads/{pk}/take-back", "identification.lead", forms.Reason)
def take_back(at: Seat, form: Any, pk: int) -> Row:
    """Take a lead back."""
    return _lead(leading.withdraw_lead(at, queries.lead_of(at, pk), **form.cleaned_data))


@lists(router, "/exclusions", READ)
def exclusions(at: Seat, of: str = "", ground: str = "") -> Any:
    """The register of exclusions, newest first; ``of`` is the code of an individual or a missing person."""
    return queries.exclusions(at, text=of, ground=ground), _exclusion


@acts(router, "/exclusions", "identification.exclude", forms.RuleOut)
def rule_out(at: Seat, form: Any) -> Row:
    """Rule somebody out on a ground that is not the DNA."""
    said = form.cleaned_data
    whom, who = queries.individual_called(at, said["individual"]), queries.missing_called(at, said["missing"])
    return _exclusion(excluding.rule_out(at, whom, who, ground=said["ground"], words=said["words"]))


@acts(router, "/files/{digest}/rule-out", "identification.exclude", forms.RuleOutHere)
def rule_out_here(at: Seat, form: Any, digest: str) -> Row:
    """Rule the person of an evidence file out for its individual, with that file as the ground."""
    row = queries.evidence_called(at, digest)
    if row.listing.version is None:
        raise NotFound
    made = excluding.rule_out(at, row.listing.version.individual, row.missing, **form.cleaned_data, evidence=row)
    return _exclusion(made)


@acts(router, "/exclusions/{pk}/revise", "identification.exclude", forms.Reason)
def revise(at: Seat, form: Any, pk: int) -> Row:
    """Take an exclusion back."""
    return _exclusion(excluding.revise(at, queries.exclusion_of(at, pk), **form.cleaned_data))


@lists(router, "/identifications", READ)
def identifications(at: Seat, state: str = "", of: str = "") -> Any:
    """Identifications, newest first."""
    return queries.identifications(at, state=state, text=of), told_identification


@looks(router, "/identifications/{code}", READ)
def identification(at: Seat, code: str) -> Row:
    """One identification with its statements, and what has changed under the one in force."""
    row = queries.identification_called(at, code)
    line = queries.told([row])[0]
    return {
        **told_identification(row),
        "waits_for": line.waits,
        "changed": list(line.changed),
        "statements": [
            {
                "number": s.number,
                "current": s.current,
                "text": s.text,
                "digest": s.digest,
                "evidence": s.evidence.digest,
                "at": s.at,
            }
            for s in queries.statements(at, row)
        ],
    }


@acts(router, "/files/{digest}/draft", "identification.draft", forms.Statement)
def draft(at: Seat, form: Any, digest: str) -> Row:
    """Draft an identification from an evidence file that stands."""
    return told_identification(actions.draft(at, queries.evidence_called(at, digest), text=form.cleaned_data["text"]))


@acts(router, "/identifications/{code}/statements", "identification.draft", forms.Draft)
def write(at: Seat, form: Any, code: str) -> Row:
    """Write the next version of a statement, on the evidence file with the digest ``evidence``."""
    said = form.cleaned_data
    row = queries.identification_called(at, code)
    made = actions.write_statement(at, row, queries.evidence_called(at, said["evidence"]), text=said["text"])
    return {"code": row.code, "number": made.number, "digest": made.digest}


@acts(router, "/identifications/{code}/submit", "identification.draft")
def submit(at: Seat, _form: Any, code: str) -> Row:
    """Put a draft before its reviewers."""
    return told_identification(actions.submit(at, queries.identification_called(at, code)))


@acts(router, "/identifications/{code}/withdraw", "identification.draft", forms.Reason)
def withdraw(at: Seat, form: Any, code: str) -> Row:
    """Withdraw an identification that is not signed."""
    return told_identification(actions.withdraw(at, queries.identification_called(at, code), **form.cleaned_data))


def told_evidence(at: Seat, row: EvidenceFile) -> Row:
    """An evidence file as programs see it; numbers as text, so that no digit is lost."""
    document = told.for_programs(row.document, parentage=at.may("identification.parentage"))
    numbers = {k: repr(getattr(row, k)) for k in ("posterior", "posterior_plain", "posterior_with_leads")}
    family = gateway.family_of(casefiles.case_of(row.listing.search.snapshot), row.missing.code)
    others = related.related_missing(family.pedigree, family.missing, row.missing.code)
    return {
        "digest": row.digest,
        "unit": row.listing.label,
        "missing": row.missing.code,
        **numbers,
        "donors": row.donors,
        "confirmed": row.confirmed,
        "resampled": row.resampled,
        "excluding": row.excluding,
        "outdated": grounds.outdated(row),
        "related_missing": [
            {"missing": x.code, "is": str(x.words)} for x in others if x.code in scope.seen(at, family.missing)
        ],
        "document": _texts(scope.veiled(at, document)),
    }


def told_identification(row: Identification) -> Row:
    """An identification as programs see it."""
    return {
        "code": row.code,
        "individual": row.individual.code,
        "version": row.version.number,
        "missing": row.missing.code,
        "state": row.state,
        "why": row.state_why,
        "made": row.made,
        "changed_at": row.changed,
        "statement": standing.current_statement(row).number,
    }


def _pair(row: joint.Pair) -> Row:
    return {
        "unit": row.label,
        "others": list(row.others),
        "missing": row.missing,
        "posterior": repr(row.posterior),
        "log_lr": None if row.log_lr is None else repr(row.log_lr),
        "tied_with": list(row.tied),
        "ruled_out": row.excluded,
        "identification": row.identified,
    }


def _lead(row: Lead) -> Row:
    return {
        "lead": row.pk,
        "individual": row.individual.code,
        "missing": row.missing.code,
        "kind": row.kind,
        "log_lr": repr(row.log_lr),
        "if_so": row.if_so,
        "if_not": row.if_not,
        "source": row.source,
        "at": row.at,
        "withdrawn": row.withdrawn,
    }


def _exclusion(row: Exclusion) -> Row:
    return {
        "line": row.pk,
        "individual": row.individual.code,
        "missing": row.missing.code,
        "ground": row.ground,
        "words": row.words,
        "evidence": row.evidence.digest if row.evidence else None,
        "at": row.at,
        "revised": row.revised,
    }


def _texts(value: Any) -> Any:
    """Plain values with every float as text."""
    if isinstance(value, dict):
        return {k: _texts(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(v) for v in value]
    return repr(value) if isinstance(value, float) else value
