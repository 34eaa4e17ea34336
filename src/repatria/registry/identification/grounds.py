"""Whether an evidence file still speaks of the registry as it is: the list, the leads, every profile, family, body and record.

A statement may only be written on one that does, so that what it rests on at that moment is what was weighed.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from repatria.registry import gateway
from repatria.registry.identification import casefiles
from repatria.registry.identification.beside_grounds import beside_changed
from repatria.registry.identification.lineage_grounds import lineages_changed
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.identification.samples import leads_told, tubes_of


def outdated(evidence: EvidenceFile) -> list[str]:
    """Sentences that say why nothing may be built on this evidence file any more; empty where it stands."""
    listing, asked = evidence.listing, evidence.document["asked"]
    search = listing.search
    if not search.current:
        words = _("This evidence file belongs to search %(n)d, and a later one stands. Open the list of the last search.")
        return [words % {"n": search.number}]
    said = []
    individual = listing.version.individual_id if listing.version else None
    now = [{"kind": x.kind, "log_lr": x.log_lr, "words": x.words} for x in leads_told(individual, evidence.missing_id)]
    if now != asked["leads"]:
        said.append(_("The leads are not those of this evidence file. Open the evidence again."))
    case = casefiles.case_of(search.snapshot)
    family = gateway.family_of(case, evidence.missing.code)
    if tubes_of(search.incident_id, family.references) != asked["samples"]:
        said.append(_("Relatives' samples are not those of this evidence file. Open the evidence again."))
    changed = gateway.changed_since(
        case,
        casefiles.profiles_now(search.incident_id, asked["profiles"]),
        casefiles.family_now(evidence.missing),
        evidence.missing.code,
    )
    women = [p.id for p in family.pedigree.people if p.sex == "F"]
    bones = {*asked["profiles"], *listing.specimens}
    lines = lineages_changed(case, search.incident_id, bones, family.id, women=women)
    beside = beside_changed(case, search.incident_id, bones, evidence.missing)
    changed = tuple(dict.fromkeys([*changed, *lines, *beside]))
    if changed:
        words = _("Since the case was frozen these changed: %(codes)s. Ask for a new search.")
        said.append(words % {"codes": ", ".join(changed)})
    return said
