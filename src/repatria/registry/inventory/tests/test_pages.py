"""The pages: who sees them, what they say, how a bone is entered by keyboard, and how fast they are."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.inventory.actions import entering, grouping, measuring
from repatria.registry.inventory.models import Individual, Measurement, Relation, Specimen
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.inventory.told import Told
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

ROOT = "/i/heron/inventory/"


@pytest.fixture
def bone(enter: Enter) -> Specimen:
    return enter("fe l 4 abc-")


@pytest.fixture
def group(scene: Scene, bone: Specimen) -> Individual:
    return grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), [bone])


class TestWhoSeesThem:
    def paths(self, box: Item, bone: Specimen, group: Individual) -> dict[str, set[Role]]:
        bones = set(Role) - {Role.CASUALTY, Role.HISTORIAN, Role.ADMINISTRATOR}
        groups = {
            Role.ANTHROPOLOGIST, Role.ODONTOLOGIST, Role.GENETICIST, Role.TECHNICIAN, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR,
        }  # fmt: skip
        effects = {
            Role.INTAKE, Role.CUSTODY, Role.HISTORIAN, Role.CASUALTY, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR,
        }  # fmt: skip
        return {
            "": bones,
            "short-forms/": bones,
            f"containers/{box.code}/": bones,
            f"containers/{box.code}/people/": bones,
            "specimens/": bones,
            f"specimens/{bone.code}/": bones,
            f"specimens/{bone.code}/relations/": bones,
            "individuals/": groups,
            f"individuals/{group.code}/": groups,
            "questions/": groups,
            "effects/": effects,
            "effects/new/": {Role.INTAKE, Role.CUSTODY, Role.HISTORIAN},
            "sheets/": {Role.ANTHROPOLOGIST},
        }

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role(self, scene: Scene, box: Item, bone: Specimen, group: Individual, role: Role) -> None:
        browser = scene.client(role)
        for path, who in self.paths(box, bone, group).items():
            answer = browser.get(ROOT + path)
            assert answer.status_code == (200 if role in who else 404), (path, role)
            if answer.status_code == 200:
                assert answer.content.count(b"<h1>") == 1
                assert b"everyone here is invented" in answer.content

    def test_a_stranger_finds_nothing(self, scene: Scene, box: Item, bone: Specimen, group: Individual) -> None:
        browser = scene.client(scene.stranger_user)
        for path in self.paths(box, bone, group):
            assert browser.get(ROOT + path).status_code == 404
            if bone.code in path or box.code in path or group.code in path:
                assert browser.get(f"/i/other/inventory/{path}").status_code == 404

    def test_the_containers_say_nothing_of_claims(self, scene: Scene) -> None:
        custody.take(scene.seat(Role.CUSTODY), what="said to be from the eastern shore", giver="the other side")
        shown = scene.client(Role.ANTHROPOLOGIST).get(ROOT).content.decode()
        assert "eastern shore" not in shown
        assert "the other side" not in shown
        assert "none yet" in shown


class TestByKeyboard:
    def test_a_line_is_a_bone_with_and_without_script(self, scene: Scene, box: Item) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}containers/{box.code}/"
        plain = browser.post(page, {"line": "fel5"}, follow=True)
        assert plain.redirect_chain[-1][0] == page
        assert "left femur" in plain.content.decode()
        part = browser.post(page, {"line": "hur3ab"}, headers={"HX-Request": "true"}).content.decode()
        assert part.lstrip().startswith('<div id="work">')
        assert "right humerus: partly present, 75 %" in part
        assert "autofocus" in part
        assert 'value="hur3ab"' not in part
        assert Specimen.objects.count() == 2

    def test_repeat_and_undo(self, scene: Scene, box: Item) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}containers/{box.code}/"
        browser.post(page, {"line": "ri u 2"})
        browser.post(page, {"line": "."})
        assert Specimen.objects.filter(withdrawn__isnull=True).count() == 2
        browser.post(page, {"line": "-"})
        browser.post(page, {"line": "x", "undo": "1"})
        assert Specimen.objects.filter(withdrawn__isnull=True).count() == 0
        shown = browser.post(page, {"line": "."}).content.decode()
        assert "nothing was entered yet" in shown

    def test_a_mistake_stands_beside_the_field_and_the_line_stays(self, scene: Scene, box: Item) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}containers/{box.code}/"
        shown = browser.post(page, {"line": "femur"}).content.decode()
        assert "fits 3 elements" in shown
        assert "<code>fe l</code> left femur" in shown
        assert 'value="femur"' in shown
        assert "no element is called so" in browser.post(page, {"line": "zz"}, headers={"HX-Request": "true"}).content.decode()
        assert not Specimen.objects.exists()

    def test_the_drawing_leads_back_to_the_field(self, scene: Scene, box: Item, bone: Specimen) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}containers/{box.code}/"
        assert f'href="{page}?bone=femur-left#entry"' in browser.get(page).content.decode()
        chosen = browser.get(page, {"bone": "femur-left"}).content.decode()
        assert 'value="fe l "' in chosen
        assert bone.code in chosen
        assert "Nothing of this bone was entered here" in browser.get(page, {"bone": "femur-right"}).content.decode()
        assert browser.get(page, {"bone": "<x>"}).status_code == 200

    def test_whoever_does_not_hold_it_reads_only(self, scene: Scene, box: Item, bone: Specimen) -> None:
        shown = scene.client(Role.CUSTODY).get(f"{ROOT}containers/{box.code}/").content.decode()
        assert "Only the anthropologist who holds" in shown
        assert 'name="line"' not in shown
        answer = scene.client(Role.CUSTODY).post(f"{ROOT}containers/{box.code}/", {"line": "fel"})
        assert answer.status_code == 404


class TestTheSpecimensPage:
    def test_every_act_from_its_page(self, scene: Scene, bone: Specimen, enter: Enter) -> None:
        browser, other = scene.client(Role.ANTHROPOLOGIST), enter("fe r 4")
        page = f"{ROOT}specimens/{bone.code}/"
        assert "Described anew because" not in browser.get(page).content.decode()
        told = {"element": "femur-right", "completeness": "4", "zones": "ab-", "human": "human", "reason": "side", "after": "1"}
        assert browser.post(page + "describe/", told).status_code == 302
        assert "version 2" in browser.post(page + "describe/", told).content.decode()
        assert browser.post(page + "measure/", {"code": "Fem_01", "value_mm": "455"}).status_code == 302
        assert "Enter a number" in browser.post(page + "measure/", {"code": "Fem_01", "value_mm": "x"}).content.decode()
        row = Measurement.objects.get()
        assert browser.post(f"{page}measurements/{row.pk}/withdraw/", {"reason": "misread"}).status_code == 302
        related = {"other": other.code, "kind": "exclusion", "verdict": "certain"}
        assert "at least one ground" in browser.post(page + "relate/", related).content.decode()
        assert browser.post(page + "relate/", {**related, "grounds": ["dna", "isotope"]}).status_code == 302
        assert "no specimen of this code" in browser.post(page + "relate/", {**related, "other": "nix"}).content.decode()
        assert "DNA, isotopes" in browser.get(f"{ROOT}specimens/{other.code}/").content.decode()
        link = Relation.objects.get()
        assert browser.post(f"{page}relations/{link.pk}/withdraw/", {"reason": "same side"}).status_code == 302
        assert browser.post(page + "withdraw/", {"reason": "wood"}).status_code == 302
        assert "this entry was withdrawn at" in browser.post(page + "withdraw/", {"reason": "wood"}).content.decode()
        shown = browser.get(page).content.decode()
        assert "This entry was withdrawn" in shown
        assert "misread" in shown

    def test_the_list_filters(self, scene: Scene, bone: Specimen, enter: Enter, box: Item) -> None:
        other = enter("ti r 3 #77")
        browser = scene.client(Role.AUDITOR)

        def listed(**told: str) -> tuple[bool, bool]:
            shown = browser.get(ROOT + "specimens/", told).content.decode()
            return bone.code in shown, other.code in shown

        assert listed() == (True, True)
        assert listed(element="femur") == (True, False)
        assert listed(side="R") == (False, True)
        assert listed(text="77") == (False, True)
        assert listed(text=bone.code) == (True, False)
        assert listed(container=box.code) == (True, True)
        assert listed(container="nix") == (False, False)
        assert listed(accession="2018-055") == (False, False)
        assert listed(state="withdrawn") == (False, False)
        grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), [bone])
        assert listed(state="grouped") == (True, False)
        assert listed(state="free") == (False, True)


class TestTheIndividualsPage:
    def test_every_act_from_its_page(self, scene: Scene, bone: Specimen, enter: Enter) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        enter("sa 5")
        assert "no specimen that you may see" in browser.post(ROOT + "individuals/begin/", {"codes": "nix"}).content.decode()
        page = browser.post(ROOT + "individuals/begin/", {"codes": bone.code})["Location"]
        same, other = enter("fe l 4 abc"), enter("ti l 5")
        assert "cannot be one person" in browser.post(page + "add/", {"codes": same.code}).content.decode()
        assert browser.post(page + "ask/", {"specimen": same.code, "why": "a cast"}).status_code == 302
        reviewer = scene.client(Role.REVIEWER)
        assert "a cast" in reviewer.get(ROOT + "questions/").content.decode()
        assert same.code in reviewer.get("/i/heron/").content.decode()
        question = Individual.objects.get().allowances.get()
        assert browser.post(f"{ROOT}questions/{question.pk}/", {"allow": "yes", "answer": "x"}).status_code == 404
        assert reviewer.post(f"{ROOT}questions/{question.pk}/", {"allow": "yes", "answer": "seen"}).status_code == 302
        assert browser.post(page + "add/", {"codes": f"{same.code}, {other.code}"}).status_code == 302
        assert browser.post(f"{page}members/{other.code}/remove/", {"reason": "colour"}).status_code == 302
        assert "closed until this version is locked" in browser.get(page).content.decode()
        assert browser.post(page + "lock/").status_code == 302
        shown = browser.get(page).content.decode()
        assert "may be seen by those who compare" in shown
        assert "Unlock it" in browser.post(page + "add/", {"codes": other.code}).content.decode()
        assert "required" in browser.post(page + "unlock/", {"reason": ""}).content.decode()
        assert browser.post(page + "unlock/", {"reason": "a refit"}).status_code == 302
        assert "This is an earlier version" in browser.get(page + "?version=1").content.decode()
        assert browser.get(page + "?version=9").status_code == 404
        assert browser.post(page + "withdraw/", {"reason": "two people"}).status_code == 302
        assert "two people" in browser.get(page).content.decode()

    def test_no_page_says_a_forbidden_word(self, scene: Scene, box: Item, bone: Specimen, group: Individual) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        for path in ("", f"containers/{box.code}/", "specimens/", f"specimens/{bone.code}/", f"individuals/{group.code}/"):
            shown = browser.get(ROOT + path).content.decode().lower()
            for word in ("victim", "body part", "case closed", "success rate", " hit "):
                assert word not in shown


class TestPeople:
    def test_a_container_says_at_least_and_why(self, scene: Scene, box: Item, enter: Enter) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}containers/{box.code}/people/"
        assert "not yet known" in browser.get(page).content.decode()
        enter("fe l 5")
        second = enter("fe l 5")
        assert "at least 2" in browser.get(page).content.decode()
        entering.withdraw_specimen(scene.seat(Role.ANTHROPOLOGIST), second, reason="a cast")
        shown = browser.get(page).content.decode()
        assert f"{second.code} was withdrawn: a cast" in shown
        assert shown.count("at least 1") == 2

    def test_the_desk_counts_and_the_search_finds(self, scene: Scene, bone: Specimen, group: Individual) -> None:
        browser = scene.client(Role.GENETICIST)
        assert "Specimens inventoried" in browser.get("/i/heron/").content.decode()
        assert bone.code in browser.get("/i/heron/search/", {"q": bone.code}).content.decode()
        assert f"individuals/{group.code}/" in browser.get("/i/heron/search/", {"q": group.code}).content.decode()


def test_lists_ask_little_with_thousands(scene: Scene, box: Item, django_assert_max_num_queries: Any) -> None:
    told = [Told(element=e, human="human") for e in ("femur-left", "tibia-right", "sacrum")] * 700
    entering.register_specimens(scene.seat(Role.ANTHROPOLOGIST), box, told)
    browser = scene.client(Role.ANTHROPOLOGIST)
    browser.get(ROOT)
    for path in ("specimens/", "specimens/?element=femur&side=L&page=3", "", "individuals/"):
        with django_assert_max_num_queries(25):
            assert browser.get(ROOT + path).status_code == 200, path


def test_a_measured_value_stands_on_its_page(scene: Scene, bone: Specimen) -> None:
    from decimal import Decimal

    measuring.measure(scene.seat(Role.ANTHROPOLOGIST), bone, code="Fem_02", value_mm=Decimal("450.5"))
    assert "450.50" in scene.client(Role.GENETICIST).get(f"{ROOT}specimens/{bone.code}/").content.decode()


def test_samples_of_a_higher_stage_stand_on_the_specimens_page(
    scene: Scene, bone: Specimen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from repatria.registry.inventory import hooks

    assert "Nothing was taken from it" in scene.client(Role.GENETICIST).get(f"{ROOT}specimens/{bone.code}/").content.decode()
    part = hooks.Part("HERON-S00001-3", "0.5 g, extracted", "/i/heron/laboratory/samples/HERON-S00001-3/")
    monkeypatch.setattr(hooks, "SAMPLES", [lambda _seat, row: [part] if row.pk == bone.pk else []])
    assert "0.5 g, extracted" in scene.client(Role.GENETICIST).get(f"{ROOT}specimens/{bone.code}/").content.decode()
