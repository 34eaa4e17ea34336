"""Opening an evidence file: found or made for one line of a candidate list, frozen under its digest, and the look journalled."""

from __future__ import annotations

from typing import Any

from repatria.registry import gateway
from repatria.registry.codes.models import Thing
from repatria.registry.identification import casefiles, entries
from repatria.registry.identification.answers import joint_of
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.identification.samples import leads_told, tubes_of
from repatria.registry.identification.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import NotFound
from repatria.registry.searching.models import CandidateList


def open_evidence(by: Any, listing: CandidateList, missing: Thing) -> EvidenceFile:
    """The evidence file of a list's unit and a missing person on it, as it stands with the leads and samples of now.

    What is weighed is calculated before anything is locked. :class:`Impossible` where the list does not hold the pair.
    """
    by.need("identification.read")
    if listing.search.incident_id != by.incident.pk or missing.incident_id != by.incident.pk:
        raise NotFound
    return _opened(by, listing, missing, weighed(listing, missing))


def weighed(listing: CandidateList, missing: Thing) -> gateway.PairWeighed:
    """The document of a pair and its numbers, calculated now; nothing is written."""
    snapshot = listing.search.snapshot
    case = casefiles.case_of(snapshot)
    told = joint_of(case, listing, missing)
    family = gateway.family_of(case, missing.code)
    individual = listing.version.individual_id if listing.version else None
    return gateway.weigh_pair(
        case,
        snapshot.digest if snapshot else "",
        told.profiles,
        missing.code,
        told,
        leads=leads_told(individual, missing.pk),
        samples=tubes_of(listing.search.incident_id, family.references),
    )


@recorded(entries.EvidenceOpened, verb="identification.read")
def _opened(by: Any, listing: CandidateList, missing: Thing, made: gateway.PairWeighed) -> Done[EvidenceFile]:
    row, _new = EvidenceFile.objects.get_or_create(
        listing=listing,
        missing=missing,
        digest=made.digest,
        defaults={
            "document": dict(made.document),
            "posterior": made.posterior,
            "posterior_plain": made.posterior_plain,
            "posterior_with_leads": made.posterior_with_leads,
            "donors": made.donors,
            "confirmed": made.confirmed,
            "resampled": made.resampled,
            "excluding": made.excluding,
            "made": now(),
        },
    )
    return Done(row, subject=listing.label, facts={"missing": missing.code, "digest": row.digest})


@recorded(entries.EvidenceOpened, verb="identification.read")
def open_kept(by: Any, evidence: EvidenceFile) -> Done[EvidenceFile]:
    """Open a frozen evidence file again, as it was made."""
    facts = {"missing": evidence.missing.code, "digest": evidence.digest}
    return Done(evidence, subject=evidence.listing.label, facts=facts)


@recorded(entries.GenotypesCompared, verb="laboratory.genotypes")
def open_markers(by: Any, evidence: EvidenceFile) -> Done[tuple[tuple[str, ...], tuple[gateway.MarkerRow, ...]]]:
    """The genotypes of an evidence file side by side: bones, then relatives. Every look is journalled."""
    by.need("identification.read")
    case = casefiles.case_of(evidence.listing.search.snapshot)
    table = gateway.marker_table(case, evidence.document["asked"]["profiles"], evidence.missing.code)
    if by.things().filter(code__in=table[0]).count() != len(table[0]):  # genotypes of another laboratory
        raise NotFound
    return Done(table, subject=evidence.listing.label, facts={"missing": evidence.missing.code, "digest": evidence.digest})
