"""Evidence files: found or made, frozen, journalled; what is told to whom; when one may no longer be built on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from repatria.registry.families import actions as families
from repatria.registry.identification import evidence, grounds, leading, queries, told
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.inventory.actions import grouping
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.searching.tests.hands import Made


def opened(made: Made, number: int = 0, role: str = Role.GENETICIST) -> EvidenceFile:
    """The evidence of an individual and the missing person with the same number."""
    seat = made.scene.seat(role)
    listing = queries.listing_called(seat, "current", made.individuals[number].code)
    return evidence.open_evidence(seat, listing, made.missing[number].thing)


class TestOpening:
    def test_the_true_pair_reaches_the_rule_and_the_look_is_journalled(self, made: Made) -> None:
        row = opened(made)
        assert row.posterior > 0.9995 and row.posterior <= row.posterior_plain
        assert (row.donors, row.confirmed, row.resampled, row.excluding) == (3, True, False, 0)
        last = Entry.objects.order_by("-seq").first()
        assert last is not None and last.tag == "identification.evidence_opened" and last.subject == made.individuals[0].code

    def test_the_same_evidence_is_the_same_file(self, made: Made) -> None:
        one, two = opened(made), opened(made, role=Role.REVIEWER)
        assert one.pk == two.pk and EvidenceFile.objects.count() == 1

    def test_a_pair_that_is_on_no_list_is_refused_in_words(self, made: Made) -> None:
        seat = made.scene.seat(Role.GENETICIST)
        listing = queries.listing_called(seat, "current", made.individuals[0].code)
        with pytest.raises(Impossible, match="is not on the list"):
            evidence.open_evidence(seat, listing, made.missing[2].thing)

    def test_a_stranger_the_blind_and_a_casualty_officer_find_nothing(self, made: Made) -> None:
        listing = queries.listing_called(made.scene.seat(Role.GENETICIST), "current", made.individuals[0].code)
        seats = [made.scene.stranger, *(made.scene.seat(r) for r in (Role.ANTHROPOLOGIST, Role.CASUALTY, Role.TECHNICIAN))]
        for seat in seats:
            with pytest.raises(NotFound):
                evidence.open_evidence(seat, listing, made.missing[0].thing)

    def test_no_genotype_and_no_name_stands_in_a_document(self, made: Made) -> None:
        text = json.dumps(opened(made).document)
        for person in made.missing:
            assert person.listed_as.split()[0] not in text
        for marker, call in made.profiles["first"].calls.items():
            assert f'"{marker}": "{", ".join(call.alleles)}"' not in text
        assert "alleles" not in text

    def test_a_case_that_was_changed_by_a_byte_is_refused(self, made: Made, room: Any) -> None:
        assert made.search is not None
        digest = queries.search_called(made.scene.seat(Role.GENETICIST), "current").snapshot.digest
        table = next((room / "cases" / digest).glob("*.parquet"))
        data = bytearray(table.read_bytes())
        data[len(data) // 2] ^= 1
        table.write_bytes(bytes(data))
        from repatria.registry.identification import casefiles

        casefiles.forget()
        with pytest.raises(Impossible, match="case"):
            opened(made)

    def test_an_answer_that_was_changed_is_refused(self, made: Made, room: Any) -> None:
        from repatria.registry.identification import answers

        seat = made.scene.seat(Role.GENETICIST)
        search = queries.search_called(seat, "current")
        path = room / "searches" / f"{search.result_digest}.json"
        path.write_text(path.read_text().replace('"rank":1', '"rank":7', 1))
        answers.forget()
        with pytest.raises(Impossible, match="was changed"):
            opened(made)


class TestTelling:
    def test_what_is_told_of_donors_is_for_geneticists_only(self, made: Made) -> None:
        document = opened(made).document
        mine, others = told.told(document, parentage=True), told.told(document, parentage=False)
        assert len(mine["error"]["by_donor"]) == 3
        assert "by_donor" not in others["error"] and "scenarios" not in others["error"]
        program = told.for_programs(document, parentage=False)
        kin = [k.code for k in made.kin.values()]
        assert not any(code in json.dumps(program["reference_error"]) for code in kin)
        assert told.for_programs(document, parentage=True) == document

    def test_the_waterfall_adds_up(self, made: Made) -> None:
        document = opened(made).document
        steps = [r["step"] for r in document["waterfall"]]
        assert sum(steps) == pytest.approx(document["waterfall"][-1]["log10_odds"], abs=1e-7)
        assert "<svg" in told.drawing(document, 0.9995)


class TestStanding:
    def test_fresh_evidence_may_be_built_on(self, made: Made) -> None:
        assert grounds.outdated(opened(made)) == []

    def test_a_lead_that_comes_later_makes_it_old(self, made: Made) -> None:
        row = opened(made)
        seat = made.scene.seat(Role.HISTORIAN)
        leading.enter_lead(
            seat,
            made.individuals[0],
            made.missing[0].thing,
            kind="tag",
            lr=8.0,
            if_so="his tag",
            if_not="another's tag",
            source="effects",
        )
        assert "leads" in grounds.outdated(row)[0]
        fresh = opened(made)
        assert fresh.pk != row.pk and grounds.outdated(fresh) == []
        assert fresh.posterior == row.posterior and fresh.posterior_with_leads > row.posterior_with_leads

    def test_a_consent_taken_back_since_the_case_makes_it_old(self, made: Made) -> None:
        row = opened(made)
        consent = made.kin["brother"].consents.get()
        families.withdraw_consent(made.scene.seat(Role.CASUALTY), consent)
        assert made.kin["brother"].code in grounds.outdated(row)[0]

    def test_a_pedigree_edited_since_the_case_makes_it_old(self, made: Made) -> None:
        row = opened(made)
        node = made.families[0].nodes.get(kin=made.kin["sister"])
        families.take_out(made.scene.seat(Role.CASUALTY), node, reason="not of this family")
        assert made.families[0].code in grounds.outdated(row)[0]

    def test_an_unlocked_individual_cannot_be_drafted(self, made: Made) -> None:
        from repatria.registry.identification import actions

        row = opened(made)
        grouping.unlock_individual(made.scene.seat(Role.ANTHROPOLOGIST), made.individuals[0], reason="one more bone")
        row = queries.evidence_called(made.scene.seat(Role.GENETICIST), row.digest)
        with pytest.raises(Impossible, match="not locked any more"):
            actions.draft(made.scene.seat(Role.GENETICIST), row, text="It is he.")
