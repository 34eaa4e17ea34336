"""Whoever works for one laboratory of an incident reads no genotype of another one's bones, and drafts nothing for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repatria.registry.identification import actions, evidence, queries
from repatria.registry.identification.models import Identification
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotFound
from repatria.registry.searching.tests.hands import Made


def test_another_laboratory_reads_no_genotype_and_drafts_nothing(made: Made) -> None:
    whole = made.scene.seat(Role.GENETICIST)
    south = replace(whole, laboratories=frozenset({made.scene.elsewhere.pk}))
    listing = queries.listing_called(whole, "current", made.individuals[0].code)
    row = evidence.open_evidence(whole, listing, made.missing[0].thing)
    with pytest.raises(NotFound):
        evidence.open_markers(south, row)
    with pytest.raises(NotFound):
        actions.draft(south, row, text="It is he.")
    assert not Identification.objects.exists()
    names, rows = evidence.open_markers(whole, row)
    assert made.bones["first"].code in names and rows
    assert actions.draft(whole, row, text="It is he.").missing == made.missing[0].thing
