"""What speaks against a grouping, read from the rows, and which of it a reviewer has allowed."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.registry.inventory.conflicts import CONFLICTS, Member, by_kind
from repatria.registry.inventory.models import Allowance, Individual, Relation, Specimen, SpecimenDescription


def grounds_against(specimens: Sequence[Specimen]) -> list[str]:
    """Why ``specimens`` cannot be one person: anatomy, age, animals, exclusions, and what higher stages know (DNA)."""
    return sorted({sentence for _kind, sentence in kinds_against(specimens)})


def kinds_against(specimens: Sequence[Specimen]) -> list[tuple[str, str]]:
    """The same, as (kind, sentence), sorted by sentence."""
    codes = {s.pk: s.code for s in specimens}
    told = SpecimenDescription.objects.filter(specimen__in=specimens, current=True)
    said = by_kind([Member(row.bone(codes[row.specimen_id]), row.age_class) for row in told])
    excluded = Relation.objects.filter(
        left__in=specimens, right__in=specimens, kind=Relation.Kind.EXCLUSION, withdrawn__isnull=True
    )
    for row in excluded:
        one, other = sorted((codes[row.left_id], codes[row.right_id]))
        why = ", ".join(row.ground_words) or row.verdict
        said.append(("exclusion", f"{one} and {other}: said not to be of one person ({why})"))
    for provider in CONFLICTS:
        said.extend(("dna", sentence) for sentence in provider(specimens))
    return sorted(set(said), key=lambda told: told[1])


def unanswered(individual: Individual, specimens: Sequence[Specimen], said: Sequence[str] | None = None) -> list[str]:
    """The grounds that no reviewer has allowed for this individual."""
    grounds = list(said) if said is not None else grounds_against(specimens)
    allowed = {
        sentence
        for row in Allowance.objects.filter(individual=individual, state=Allowance.State.ALLOWED)
        for sentence in row.sentences
    }
    return [sentence for sentence in grounds if sentence not in allowed]
