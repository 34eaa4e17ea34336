"""A list belongs to the version that was weighed; what a pedigree's DNA says is told in a manifest with its verb only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf

from repatria.errors import UnreadableFile
from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.families import actions as families
from repatria.registry.families.models import Consent, PedigreeNode
from repatria.registry.gateway import searching
from repatria.registry.inventory.actions import grouping
from repatria.registry.laboratory import exporting
from repatria.registry.laboratory.remembering import Last
from repatria.registry.people.roles import Role
from repatria.registry.searching import actions, casefiles, running, worker
from repatria.registry.searching.models import CandidateList, ListRule, Search
from repatria.registry.searching.tests.hands import Made, made
from repatria.registry.searching.words import manifest_for, not_compared
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


@pytest.fixture
def here(scene: Scene) -> Made:
    return made(scene)


def test_an_individual_grouped_anew_while_a_search_ran_gets_no_list_of_its_new_version(
    here: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new version holds a bone that was not weighed: nothing may be signed on its list."""
    seat, one = here.scene.seat(Role.ANTHROPOLOGIST), here.individuals[1]
    asked = actions.ask_search(here.scene.seat(Role.GENETICIST), "while bones are grouped")
    search_case = running.gateway.search_case

    def meanwhile(*told: Any) -> Any:
        grouping.unlock_individual(seat, one, reason="another bone was found beside it")
        grouping.lock_individual(seat, one)
        return search_case(*told)

    monkeypatch.setattr(running.gateway, "search_case", meanwhile)
    worker.work_once(conf.HOME.folder)
    lists = CandidateList.objects.filter(search=asked)
    assert lists.get(label=one.code).version is None
    assert lists.get(label=here.individuals[0].code).version.number == 1  # type: ignore[union-attr]


def _frozen(here: Made) -> tuple[str, str]:
    """The digest of the case with what the last one left in memory, and with nothing in memory."""
    rule = ListRule(incident=here.scene.heron, number=1, listed="0.5", sensitivity=["0.25"])
    warm = casefiles.freeze(here.scene.heron, rule).digest
    exporting._PROFILES, exporting.kinlink._PEDIGREES = Last(), Last()
    return warm, casefiles.freeze(here.scene.heron, rule).digest


def test_a_case_made_from_what_the_last_one_left_is_the_case_made_anew(here: Made) -> None:
    """Profiles, pedigrees and consents change between searches; nothing of the earlier case may stay."""
    warm, anew = _frozen(here)
    assert warm == anew
    kept = len(exporting._PROFILES)
    seen = [anew]

    def changed() -> None:
        warm, anew = _frozen(here)
        assert warm == anew and anew not in seen
        seen.append(anew)

    office = here.scene.seat(Role.CASUALTY)
    families.add_sibling(office, PedigreeNode.objects.get(family=here.families[0], code="P1"))
    changed()
    consent = Consent.objects.filter(kin__incident=here.scene.heron, purpose="identification")[0]
    families.withdraw_consent(office, consent, words_used="no longer")
    changed()
    assert len(exporting._PROFILES) == kept - 1  # what was given by somebody whose consent has ended is not kept in memory


def test_what_was_just_written_is_what_is_read_back_and_is_read_back_once_a_byte_changed(here: Made) -> None:
    frozen = casefiles.freeze(
        here.scene.heron, ListRule(incident=here.scene.heron, number=1, listed="0.5", sensitivity=["0.25"])
    )
    place = casefiles.cases() / frozen.digest
    from_memory = casefiles.kept_case(frozen.digest)
    assert casefiles.kept_case(frozen.digest) is from_memory
    searching._JUST_KEPT.clear()
    from_disk = casefiles.kept_case(frozen.digest)
    assert from_disk is not from_memory and repr(from_disk) == repr(from_memory), (
        "the same people in the same order, to the last digit"
    )
    searching._JUST_KEPT[place] = (searching._files(place), from_memory)
    path = place / "case.json"
    path.chmod(0o600)
    path.write_text(path.read_text().replace('"open_missing": 3', '"open_missing": 4'))
    with pytest.raises(UnreadableFile, match="was changed after writing"):
        casefiles.kept_case(frozen.digest)


def test_that_dna_contradicts_a_pedigree_is_told_with_its_verb_only(here: Made) -> None:
    row = actions.ask_search(here.scene.seat(Role.GENETICIST), "x")
    first, second, third = (person.thing.code for person in here.missing)
    contradicted = {"count": 1, "some": [first]}
    plain = {"count": 2, "some": [second, third]}
    told = {"not_compared": {"no_usable_reference": plain, "references_contradict_pedigree": contradicted}}
    Search.objects.filter(pk=row.pk).update(manifest=told)
    row.refresh_from_db()
    geneticist = here.scene.seat(Role.GENETICIST)
    assert manifest_for(geneticist, row) == told and len(not_compared(geneticist, row)) == 2
    both = {"count": 3, "some": sorted([first, second, third])}
    for role in (Role.REVIEWER, Role.EXAMINER, Role.HISTORIAN, Role.ODONTOLOGIST, Role.AUDITOR):
        seat = here.scene.seat(role)
        assert manifest_for(seat, row) == {"not_compared": {"no_usable_reference": both}}, role
        answer: Any = Program(key_for(seat, "searching.read")).get(f"/searching/searches/{row.code}")
        assert answer.status_code == 200 and "contradict" not in answer.content.decode(), role
    assert row.manifest == told
