"""What bones tell in a grouping: where values lie, scores, support, conflicts that stand until settled, the profile, the next bone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.custody.models import Item
from repatria.registry.inventory.actions import grouping, measuring, relating, scoring, settling
from repatria.registry.inventory.conflicting import conflicts_of
from repatria.registry.inventory.models import Individual, IndividualVersion, Observation, Settlement, Specimen
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

ROOT = "/i/heron/inventory/"
LENGTHS = {"fe l 5": ("Fem_01", 455), "ti l 5": ("Tib_01", 372), "hu l 5": ("Hum_01", 330), "ra l 5": ("Rad_01", 180)}


def measure(scene: Scene, bone: Specimen, code: str, mm: float) -> None:
    measuring.measure(scene.seat(Role.ANTHROPOLOGIST), bone, code=code, value_mm=Decimal(mm), sure=True)


@pytest.fixture
def bones(scene: Scene, enter: Enter) -> list[Specimen]:
    """Three bones of one body and a radius that is far too short for it."""
    found = [enter(line) for line in LENGTHS]
    for bone, (code, mm) in zip(found, LENGTHS.values(), strict=True):
        measure(scene, bone, code, mm)
    return found


@pytest.fixture
def group(scene: Scene, bones: list[Specimen]) -> Individual:
    return grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), bones)


def version(group: Individual) -> IndividualVersion:
    return IndividualVersion.objects.get(individual=group, current=True)


class TestWhereAValueLies:
    def test_while_it_is_typed_and_on_its_page(self, scene: Scene, bones: list[Specimen]) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        page = f"{ROOT}specimens/{bones[0].code}/"
        typed = browser.get(page + "place/", {"code": "Fem_01", "value_mm": "455"}).content.decode()
        assert "49 of 100 of the reference lie below" in typed
        assert "n = 785 bones" in typed
        assert "<svg" in typed
        assert "above 99.9 of 100" in browser.get(page + "place/", {"code": "Fem_01", "value_mm": "700"}).content.decode()
        for strange in ("x", "-4", "nan", "inf", "9e99"):
            assert "does not hold" in browser.get(page + "place/", {"code": "Fem_01", "value_mm": strange}).content.decode()
        assert browser.get(page + "place/").content.strip() == b""
        shown = browser.get(page).content.decode()
        assert 'hx-target="#place"' in shown
        assert "drawing-place-" in shown


class TestScoring:
    def test_a_score_is_noted_once_and_withdrawn(self, scene: Scene, enter: Enter) -> None:
        by, bone = scene.seat(Role.ANTHROPOLOGIST), enter("cl l 5")
        row = scoring.score(by, bone, what="clavicle_medial", low=1, high=2)
        assert (row.kind, row.score) == ("stage", "1 to 2")
        assert Entry.objects.latest("seq").tag == "inventory.scored"
        with pytest.raises(Overtaken, match="scored already"):
            scoring.score(by, bone, what="clavicle_medial", low=4)
        with pytest.raises(DatabaseError), transaction.atomic():
            Observation.objects.filter(pk=row.pk).update(low=0)
        with pytest.raises(Impossible, match="needs a reason"):
            scoring.withdraw_score(by, row, reason=" ")
        scoring.withdraw_score(by, row, reason="the other end")
        with pytest.raises(Overtaken, match="already withdrawn"):
            scoring.withdraw_score(by, row, reason="again")
        assert scoring.score(by, bone, what="clavicle_medial", low=4).score == "4"

    @pytest.mark.parametrize(
        ("line", "what", "low", "high", "message"),
        [
            ("fe l", "clavicle_medial", 1, None, "is not taken on"),
            ("fe l", "femur_distal", 5, None, "from 0 to 4"),
            ("fe l", "femur_distal", 3, 1, "the lower first"),
            ("ox r", "ventral_arc", 0, None, "from 1 to 5"),
            ("ox r", "pubic_symphysis", 7, None, "from 1 to 6"),
            ("sa", "ventral_arc", 1, None, "is not taken on"),
        ],
    )
    def test_it_refuses(
        self, scene: Scene, enter: Enter, line: str, what: str, low: int, high: int | None, message: str
    ) -> None:
        with pytest.raises(Impossible, match=message):
            scoring.score(scene.seat(Role.ANTHROPOLOGIST), enter(line), what=what, low=low, high=high)

    def test_another_role_finds_nothing(self, scene: Scene, enter: Enter) -> None:
        with pytest.raises(NotFound):
            scoring.score(scene.seat(Role.GENETICIST), enter("fe l"), what="femur_distal", low=4)

    def test_from_its_page(self, scene: Scene, enter: Enter) -> None:
        browser, bone = scene.client(Role.ANTHROPOLOGIST), enter("fe l 5")
        page = f"{ROOT}specimens/{bone.code}/"
        assert "A whole number" not in browser.get(page).content.decode()
        assert browser.post(page + "scores/", {"what": "femur_distal", "low": "4"}).status_code == 302
        assert "scored already" in browser.post(page + "scores/", {"what": "femur_distal", "low": "4"}).content.decode()
        assert "femur distal" in browser.get(page).content.decode()
        row = Observation.objects.get()
        assert browser.post(f"{page}scores/{row.pk}/withdraw/", {"reason": "misread"}).status_code == 302
        assert browser.post(f"{page}scores/99/withdraw/", {"reason": "x"}).status_code == 404
        assert "misread" in browser.get(page).content.decode()


class TestConflicts:
    def test_a_size_stands_until_settled_and_again_when_the_group_changes(
        self, scene: Scene, group: Individual, bones: list[Specimen], enter: Enter
    ) -> None:
        found = conflicts_of(version(group))
        assert [(one.kind, one.forbids, one.open) for one in found] == [("size", False, True)]
        assert found[0].sentence.startswith(bones[3].code)
        browser = scene.client(Role.ODONTOLOGIST)
        page = f"{ROOT}individuals/{group.code}/"
        shown = browser.get(page).content.decode()
        assert found[0].key in shown
        assert "refuted" in shown
        assert browser.post(page + "settle/", {"key": found[0].key, "reason": ""}).status_code == 200
        assert "Look again" in browser.post(page + "settle/", {"key": "0" * 24, "reason": "x"}).content.decode()
        assert browser.post(page + "settle/", {"key": found[0].key, "reason": "healed fracture"}).status_code == 302
        assert "settled already" in browser.post(page + "settle/", {"key": found[0].key, "reason": "x"}).content.decode()
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.said["facts"]["reason"]) == ("inventory.conflict_settled", "healed fracture")
        assert "healed fracture" in browser.get(page).content.decode()
        assert not conflicts_of(version(group))[0].open
        grouping.add_members(scene.seat(Role.ANTHROPOLOGIST), group, [enter("sa 5")])
        assert conflicts_of(version(group))[0].open, "a bone joined: it stands again"
        with pytest.raises(DatabaseError), transaction.atomic():
            Settlement.objects.all().delete()

    def test_ages_sexes_sides_and_relations_elsewhere(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        young, old, man, woman = enter("fe l 3 a"), enter("cl l 5"), enter("ox r 5"), enter("sk 5")
        scoring.score(by, young, what="femur_distal", low=0)
        scoring.score(by, old, what="clavicle_medial", low=4)
        for trait in ("ventral_arc", "medial_aspect_ischiopubic_ramus", "subpubic_contour"):
            scoring.score(by, man, what=trait, low=5)
        for trait in ("glabella", "mastoid", "orbital_margin", "nuchal"):
            scoring.score(by, woman, what=trait, low=1)
        group = grouping.open_individual(by, [young, old, man, woman])
        elsewhere = enter("fe r 5")
        other = grouping.open_individual(by, [elsewhere])
        relating.relate(by, young, elsewhere, kind="pair", verdict="probable")
        told = {one.kind: one.sentence for one in conflicts_of(version(group))}
        assert set(told) == {"age", "sex", "elsewhere"}
        assert young.code in told["age"]
        assert old.code in told["age"]
        assert other.code in told["elsewhere"]
        twin = enter("fe l 3 e")
        relating.relate(by, young, twin, kind="pair", verdict="possible")
        grouping.add_members(by, group, [twin])
        assert "both are left" in {one.kind: one.sentence for one in conflicts_of(version(group))}["side"]

    def test_what_forbids_a_grouping_goes_to_a_reviewer(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        one, other = enter("fe l 5"), enter("ti l 5")
        group = grouping.open_individual(by, [one, other])
        relating.relate(by, one, other, kind="exclusion", verdict="certain", grounds=["taphonomy"])
        found = conflicts_of(version(group))
        assert [(c.kind, c.forbids) for c in found] == [("exclusion", True)]
        with pytest.raises(NotAllowed, match="ask a reviewer"):
            settling.settle(by, group, key=found[0].key, reason="I think so")
        grouping.withdraw_individual(by, group, reason="two people")
        with pytest.raises(Overtaken, match="withdrawn"):
            settling.settle(by, group, key=found[0].key, reason="x")

    def test_a_technician_and_the_registry_settle_nothing(self, scene: Scene, group: Individual) -> None:
        key = conflicts_of(version(group))[0].key
        with pytest.raises(NotFound):
            settling.settle(scene.seat(Role.TECHNICIAN), group, key=key, reason="x")
        with pytest.raises(Impossible, match="needs a reason"):
            settling.settle(scene.seat(Role.ANTHROPOLOGIST), group, key=key, reason="  ")


class TestTheProfile:
    def test_sex_age_and_stature_are_drawn_with_method_reference_and_caution(
        self, scene: Scene, group: Individual, bones: list[Specimen]
    ) -> None:
        by, browser = scene.seat(Role.ANTHROPOLOGIST), scene.client(Role.AUDITOR)
        page = f"{ROOT}individuals/{group.code}/profile/"
        scoring.score(by, bones[0], what="femur_distal", low=4)
        shown = browser.get(page).content.decode()
        for words in ("man with chance", "cm, 95 of 100 such people", "years, 95 of 100", "no Korean reference", "Printed equations",
                      "multiplied with nothing", "drawing-sex", "drawing-age", "drawing-stature"):  # fmt: skip
            assert words in shown, words
        assert "selected>0.99" in browser.get(page, {"men": "0.99"}).content.decode()
        assert "selected>0.5" in browser.get(page, {"men": "7"}).content.decode()

    def test_without_a_value_it_says_what_to_do(self, scene: Scene, enter: Enter) -> None:
        group = grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), [enter("fe l 5")])
        browser = scene.client(Role.ANTHROPOLOGIST)
        assert "Nothing was measured or scored" in browser.get(f"{ROOT}individuals/{group.code}/profile/").content.decode()
        assert "None of its grown bones was measured" in browser.get(f"{ROOT}individuals/{group.code}/").content.decode()
        assert "to measure" in browser.get(f"{ROOT}individuals/{group.code}/next/").content.decode()

    def test_a_bone_that_still_grows_tells_no_stature(self, scene: Scene, enter: Enter) -> None:
        by, bone = scene.seat(Role.ANTHROPOLOGIST), enter("fe l 5")
        measure(scene, bone, "Fem_01", 400)
        scoring.score(by, bone, what="femur_distal", low=1)
        group = grouping.open_individual(by, [bone])
        shown = scene.client(Role.ANTHROPOLOGIST).get(f"{ROOT}individuals/{group.code}/profile/").content.decode()
        assert "None of the measurements" in shown
        assert "drawing-age" in shown


def test_the_next_bone_is_the_one_that_fits(scene: Scene, group: Individual, enter: Enter) -> None:
    fits, odd, animal = enter("fe r 5"), enter("ti r 5"), enter("fi r 5 !")
    measure(scene, fits, "Fem_01", 456)
    measure(scene, odd, "Tib_01", 290)
    measure(scene, animal, "Fib_01", 365)
    unmeasured = enter("ul l 5")
    grouping.add_members(scene.seat(Role.ANTHROPOLOGIST), group, [unmeasured])
    shown = scene.client(Role.GENETICIST).get(f"{ROOT}individuals/{group.code}/next/").content.decode()
    near, rest = shown.split('id="unmeasured"')
    assert fits.code in near
    assert odd.code not in near
    assert animal.code not in near
    assert unmeasured.code in rest


@pytest.mark.parametrize("role", list(Role))
def test_every_role(scene: Scene, group: Individual, bones: list[Specimen], role: Role) -> None:
    weighers = {
        Role.ANTHROPOLOGIST, Role.ODONTOLOGIST, Role.GENETICIST, Role.TECHNICIAN, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR,
    }  # fmt: skip
    pages = {
        f"individuals/{group.code}/profile/": weighers,
        f"individuals/{group.code}/next/": weighers,
        f"specimens/{bones[0].code}/place/": {Role.ANTHROPOLOGIST, Role.ODONTOLOGIST},
        "people/": set(Role) - {Role.CASUALTY, Role.HISTORIAN, Role.ADMINISTRATOR},
    }
    browser = scene.client(role)
    for path, who in pages.items():
        answer = browser.get(ROOT + path)
        assert answer.status_code == (200 if role in who else 404), path
        assert "place/" in path or role not in who or answer.content.count(b"<h1>") == 1
    settles = role in weighers - {Role.TECHNICIAN, Role.AUDITOR}
    assert browser.post(f"{ROOT}individuals/{group.code}/settle/", {}).status_code == (200 if settles else 404)


def test_about_so_many_people_from_pairs_and_the_bone_that_decides(scene: Scene, enter: Enter, box: Item) -> None:
    browser, by = scene.client(Role.AUDITOR), scene.seat(Role.ANTHROPOLOGIST)
    lefts, rights = [enter("fe l 5") for _ in range(4)], [enter("fe r 5") for _ in range(3)]
    for page in (f"{ROOT}people/", f"{ROOT}containers/{box.code}/people/"):
        shown = browser.get(page).content.decode()
        assert "left femur, zone 1" in shown
        assert "Nothing is estimated before" in shown
    for left, right in zip(lefts[:2], rights, strict=False):
        relating.relate(by, left, right, kind="pair", verdict="certain")
    relating.relate(by, lefts[2], rights[2], kind="pair", verdict="possible")
    shown = browser.get(f"{ROOT}people/").content.decode()
    assert "from pairs of the femur" in shown
    assert '<td class="number">2</td>' in shown, "a pair that is only possible is not counted"
    assert "fair sample of what was buried" in shown
    assert all(one.code in shown for one in lefts)
