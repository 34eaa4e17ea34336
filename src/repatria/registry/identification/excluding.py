"""The register of exclusions: who is ruled out for whom, by what; taken back with a reason, never deleted."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.identification import entries
from repatria.registry.identification.models import EvidenceFile, Exclusion
from repatria.registry.identification.within import now, said, user_of
from repatria.registry.inventory.models import Individual
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken


@recorded(entries.RuledOut, verb="identification.exclude")
def rule_out(
    by: Any, individual: Individual, missing: Thing, *, ground: str, words: str, evidence: EvidenceFile | None = None
) -> Done[Exclusion]:
    """Rule a missing person out for an individual. By DNA only with the evidence file that shows it."""
    where = by.incident
    if (
        where is None
        or individual.thing.incident_id != where.pk
        or missing.incident_id != where.pk
        or missing.kind != Kind.MISSING
    ):
        raise NotFound
    code = individual.code
    if ground not in Exclusion.Ground.values:
        raise Impossible(f"{code}: ground {ground!r}. Choose one of {', '.join(Exclusion.Ground.values)}.")
    if ground == Exclusion.Ground.DNA and evidence is None:
        raise Impossible(
            f"{code} and {missing.code}: ruled out by DNA without an evidence file. Open the evidence, and begin there."
        )
    if evidence is not None:
        _must_speak_of(evidence, individual, missing)
    said_words = said(words, code, "what rules the person out, in words", 400)
    try:
        with transaction.atomic():
            row = Exclusion.objects.create(
                individual=individual,
                missing=missing,
                ground=ground,
                words=said_words,
                evidence=evidence,
                by=user_of(by),
                at=now(),
            )
    except IntegrityError as fault:
        there = Exclusion.objects.filter(individual=individual, missing=missing, revised__isnull=True).first()
        if there is None:
            raise
        raise Overtaken(
            f"{missing.code}: is ruled out for {code} since {there.at:%Y-%m-%d} ({there.get_ground_display()}). Revise that first."
        ) from fault
    facts = {"missing": missing.code, "ground": ground, "evidence": evidence.digest if evidence else None}
    return Done(row, subject=code, facts=facts, personal={"words": said_words})


@recorded(entries.ExclusionRevised, verb="identification.exclude")
def revise(by: Any, exclusion: Exclusion, *, reason: str) -> Done[Exclusion]:
    """Take an exclusion back, with a reason. It stays in the register as one that was revised."""
    row = Exclusion.objects.select_for_update(of=("self",)).select_related("individual__thing", "missing").get(pk=exclusion.pk)
    if by.incident is None or row.missing.incident_id != by.incident.pk:
        raise NotFound
    code = row.individual.code
    if row.revised is not None:
        raise Overtaken(f"{code} and {row.missing.code}: was taken back on {row.revised:%Y-%m-%d}: {row.revised_why}.")
    row.revised, row.revised_by = now(), user_of(by)
    row.revised_why = said(reason, code, "a reason for taking the exclusion back", 400)
    row.save(update_fields=["revised", "revised_by", "revised_why"])
    return Done(row, subject=code, facts={"missing": row.missing.code}, personal={"reason": row.revised_why})


def _must_speak_of(evidence: EvidenceFile, individual: Individual, missing: Thing) -> None:
    version = evidence.listing.version
    if version is None or version.individual_id != individual.pk or evidence.missing_id != missing.pk:
        raise Impossible(f"{individual.code} and {missing.code}: this evidence file is of another pair. Open theirs.")
