"""The pages: who may open which, what they show and hide, what opening leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from repatria.registry.families import actions
from repatria.registry.families.models import Family, ImportBatch, Kin, MissingPerson
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.testing.scene import Scene

ROOT = "/i/heron/families/"
OFFICE, HISTORY, DECIDING = {Role.CASUALTY}, {Role.HISTORIAN}, {Role.REVIEWER, Role.EXAMINER}


@pytest.fixture
def places(officer: Seat, gone: MissingPerson, sister: Kin, family: Family) -> dict[str, tuple[str, set[Role]]]:
    """Every page with what it needs, and the roles that may open it."""
    actions.add_sibling(officer, family.nodes.get(), kin=sister)
    readers = OFFICE | HISTORY | DECIDING
    pedigree = OFFICE | DECIDING | {Role.GENETICIST}
    return {
        "list": ("", readers),
        "search": ("?q=Velmora", readers),
        "add": ("add/", OFFICE),
        "missing": (f"missing/{gone.code}/", readers),
        "add a status": (f"missing/{gone.code}/act/status/", OFFICE | HISTORY),
        "add a name": (f"missing/{gone.code}/act/name/", OFFICE),
        "correct": (f"missing/{gone.code}/act/correct/", OFFICE),
        "wish": (f"missing/{gone.code}/act/wish/", OFFICE),
        "merge": (f"missing/{gone.code}/act/merge/", OFFICE),
        "duplicates": ("duplicates/", OFFICE),
        "decisions": ("decisions/", readers | {Role.GENETICIST}),
        "relatives": ("kin/", OFFICE),
        "relative": (f"kin/{sister.code}/", OFFICE),
        "consent": (f"kin/{sister.code}/act/consent/", OFFICE),
        "donate": (f"kin/{sister.code}/act/donate/", OFFICE),
        "withdraw": (f"kin/{sister.code}/act/withdraw/", OFFICE),
        "pedigrees": ("pedigrees/", pedigree),
        "pedigree": (f"pedigrees/{family.code}/", OFFICE),
        "node": (f"pedigrees/{family.code}/?node=P1", OFFICE),
        "by code": (f"pedigrees/{family.code}/by-code/", pedigree),
        "imports": ("imports/", OFFICE),
        "import": ("imports/add/", OFFICE),
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_for_its_roles_and_for_nobody_else(
    scene: Scene, places: dict[str, tuple[str, set[Role]]], role: Role
) -> None:
    client = scene.client(role)
    got = {name: client.get(ROOT + path).status_code for name, (path, _roles) in places.items()}
    assert got == {name: 200 if role in roles else 404 for name, (_path, roles) in places.items()}


def test_a_stranger_finds_nothing(scene: Scene, places: dict[str, tuple[str, set[Role]]], gone: MissingPerson) -> None:
    client = scene.client(scene.stranger_user)
    assert {client.get(ROOT + path).status_code for path, _ in places.values()} == {404}
    assert client.get(f"/i/other/families/missing/{gone.code}/").status_code == 404


def test_opening_a_record_is_written_down(scene: Scene, gone: MissingPerson, sister: Kin, family: Family) -> None:
    client = scene.client(Role.CASUALTY)
    for path in (
        f"missing/{gone.code}/",
        f"kin/{sister.code}/",
        f"pedigrees/{family.code}/",
        f"pedigrees/{family.code}/by-code/",
    ):
        client.get(ROOT + path)
    tags = list(Entry.objects.order_by("-seq").values_list("tag", "subject")[:4])[::-1]
    assert tags == [
        ("families.missing_opened", gone.code),
        ("families.kin_opened", sister.code),
        ("families.pedigree_opened", family.code),
        ("families.pedigree_opened", family.code),
    ]


def test_a_geneticist_sees_codes_and_no_name(scene: Scene, places: dict[str, tuple[str, set[Role]]], family: Family) -> None:
    page = scene.client(Role.GENETICIST).get(f"{ROOT}pedigrees/{family.code}/by-code/").content.decode()
    assert "P1" in page and "Velmora" not in page


def test_a_historian_sees_no_relative(scene: Scene, places: dict[str, tuple[str, set[Role]]], gone: MissingPerson) -> None:
    page = scene.client(Role.HISTORIAN).get(f"{ROOT}missing/{gone.code}/").content.decode()
    assert "Anton" in page and "Clara" not in page


@pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.CUSTODY])
def test_the_search_field_tells_the_blind_nothing(scene: Scene, gone: MissingPerson, role: Role) -> None:
    assert gone.code not in scene.client(role).get("/i/heron/search/", {"q": "Velmora"}).content.decode()
    assert gone.code in scene.client(Role.CASUALTY).get("/i/heron/search/", {"q": "Velmora"}).content.decode()


class TestForms:
    def post(self, scene: Scene, path: str, told: dict[str, Any], **more: Any) -> Any:
        return scene.client(Role.CASUALTY).post(ROOT + path, told, **more)

    def test_a_person_is_entered(self, scene: Scene) -> None:
        answer = self.post(scene, "add/", {"name": "Hugo Zornask", "sex": "M", "date_text": "2 Nov 1929", "no_source": "on"})
        assert answer.status_code == 302
        assert MissingPerson.objects.get().when is not None

    def test_an_ambiguous_date_is_said_beside_the_field(self, scene: Scene, gone: MissingPerson) -> None:
        path = f"missing/{gone.code}/act/loss/"
        page = self.post(scene, path, {"source": "report", "date_text": "03/04/1951"}).content.decode()
        assert "can mean 4 March 1951 or 3 April 1951" in page and 'aria-invalid="true"' in page
        assert self.post(scene, path, {"source": "report", "date_text": "03/04/1951", "keep_both": "on"}).status_code == 302
        assert gone.losses.get().precision == "either"

    @pytest.mark.parametrize(
        ("act", "told"),
        [
            ("name", {"kind": "spelling", "whole": "Антон Вельмора"}),
            ("status", {"word": "MIA", "category": "active", "date_text": "1950-11-30"}),
            ("record", {"what": "stature_cm", "value": "175", "number": "175", "source": "induction"}),
            ("on-file", {"kind": "film"}),
            ("wish", {"detail": "all", "later": "yes"}),
            ("decision", {"issuer": "Bureau", "date_text": "1995"}),
            ("open-family", {}),
            ("correct", {"sex": "M", "rank": "CPL", "reason": "roster"}),
        ],
    )
    def test_each_act_on_a_missing_person(self, scene: Scene, gone: MissingPerson, act: str, told: dict[str, Any]) -> None:
        before = Entry.objects.count()
        assert self.post(scene, f"missing/{gone.code}/act/{act}/", told).status_code == 302
        assert Entry.objects.count() == before + 1

    def test_each_act_on_a_relative(self, scene: Scene, sister: Kin) -> None:
        keeper = scene.users[Role.CUSTODY]
        for act, told in (
            ("consent", {"purpose": "identification", "on": "2026-01-05", "form": "12"}),
            ("donate", {"kit": "K-1", "what": "swab", "on": "2026-01-05", "received_by": keeper.pk}),
            ("contact", {"channel": "phone", "value": "555 0100"}),
            ("attempt", {"on": "2026-01-05", "channel": "phone", "outcome": "reached"}),
            ("name", {"kind": "nickname", "whole": "Klara"}),
            ("correct", {"sex": "F", "living": "yes", "verified": "verified", "reason": "papers"}),
        ):
            assert self.post(scene, f"kin/{sister.code}/act/{act}/", told).status_code == 302, act
        assert self.post(scene, f"kin/{sister.code}/act/withdraw/", {"consent": sister.consents.get().pk}).status_code == 302
        assert sister.consents.get().withdrawn_on is not None

    def test_the_pedigree_is_edited_and_refuses_beside_the_form(self, scene: Scene, family: Family) -> None:
        path = f"pedigrees/{family.code}/P1/"
        assert self.post(scene, path + "parent/", {"parent-role": "father", "parent-kind": "genetic"}).status_code == 302
        page = self.post(
            scene, path + "parent/", {"parent-role": "father", "parent-kind": "genetic"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert "by birth is recorded already" in page and "<html" not in page
        drawn = self.post(
            scene, path + "sibling/", {"sibling-sex": "F", "sibling-share": "both"}, headers={"HX-Request": "true"}
        )
        assert b"<svg" in drawn.content and b"P4" in drawn.content

    def test_a_list_goes_its_whole_way(self, scene: Scene, write: Callable[..., Path]) -> None:
        file = SimpleUploadedFile("list.csv", b"name,unit,sex\nHugo Zornask,8,M\nEmil Dravane,9,X\n")
        answer = self.post(scene, "imports/add/", {"what": "casualty", "file": file, "encoding": "utf-8"})
        batch = ImportBatch.objects.get()
        assert answer.status_code == 302 and batch.name == "list.csv"
        here = f"imports/{batch.thing.code}/"
        client = scene.client(Role.CASUALTY)
        assert b"Hugo Zornask" in client.get(f"{ROOT}{here}columns/").content
        told = {"to_name": "name", "to_unit": "unit", "to_sex": "sex", "encoding": "utf-8"}
        assert self.post(scene, here + "columns/", told).status_code == 302
        assert b"2 of 2 rows compared" in self.post(scene, here + "compare/", {}, headers={"HX-Request": "true"}).content
        assert self.post(scene, here + "carry-out/", {}).status_code == 302
        page = client.get(ROOT + here).content.decode()
        assert "2 rows read = 1 made + 0 merged + 1 refused." in page and "Write M, F or U" in page
        assert self.post(scene, here + "undo/", {"reason": "a trial"}).status_code == 302
        assert b"Undone: a trial" in client.get(ROOT + here).content

    def test_a_faulty_file_is_refused_beside_the_field(self, scene: Scene) -> None:
        file = SimpleUploadedFile("list.csv", b"name,name\n1,2\n")
        page = self.post(scene, "imports/add/", {"what": "casualty", "file": file, "encoding": "utf-8"}).content.decode()
        assert "stands twice" in page
        assert not ImportBatch.objects.exists()


class TestWishes:
    """The page offers the family's own relatives; anybody else is named by code."""

    def page(self, scene: Scene, gone: MissingPerson, told: dict[str, Any] | None = None) -> Any:
        path = f"{ROOT}missing/{gone.code}/act/wish/"
        client = scene.client(Role.CASUALTY)
        return client.post(path, told) if told is not None else client.get(path)

    def test_strangers_are_not_listed(
        self, scene: Scene, officer: Seat, gone: MissingPerson, sister: Kin, family: Family
    ) -> None:
        actions.add_sibling(officer, family.nodes.get(), kin=sister)
        stranger = actions.add_kin(officer, name="Berta Dravane", sex="F", living="yes", relation="aunt")
        page = self.page(scene, gone).content.decode()
        assert sister.code in page and stranger.code not in page

    def test_anybody_is_named_by_code(self, scene: Scene, gone: MissingPerson, sister: Kin) -> None:
        assert self.page(scene, gone, {"next_of_kin_code": sister.code.lower(), "detail": "all"}).status_code == 302
        assert gone.wishes.get().next_of_kin == sister
        assert sister.code in self.page(scene, gone).content.decode()

    def test_a_code_of_nobody_or_beside_another_choice_is_refused(
        self, scene: Scene, officer: Seat, gone: MissingPerson, sister: Kin, family: Family
    ) -> None:
        actions.add_sibling(officer, family.nodes.get(), kin=sister)
        other = actions.add_kin(officer, name="Berta Dravane", sex="F", living="yes", relation="aunt")
        said = self.page(scene, gone, {"directs_code": gone.code}).content.decode()
        assert "no relative has this code" in said and "aria-invalid" in said
        said = self.page(scene, gone, {"directs": str(sister.pk), "directs_code": other.code}).content.decode()
        assert "another relative is chosen above" in said
        assert not gone.wishes.exists()


class TestTheSource:
    """Nobody is entered without a word on who says so."""

    def post(self, scene: Scene, **told: str) -> Any:
        return scene.client(Role.CASUALTY).post(f"{ROOT}add/", {"name": "Hugo Zornask", "sex": "M", **told})

    def test_silence_is_refused_beside_the_field(self, scene: Scene) -> None:
        page = self.post(scene).content.decode()
        assert "Name the source, or say that it is not recorded." in page and not MissingPerson.objects.exists()
        page = self.post(scene, source="roll of 1952", no_source="on").content.decode()
        assert "not both" in page and not MissingPerson.objects.exists()

    @pytest.mark.parametrize(
        ("told", "shown"), [({"source": "roll of 1952, page 4"}, "roll of 1952, page 4"), ({"no_source": "on"}, "not recorded")]
    )
    def test_it_stands_on_the_page(self, scene: Scene, told: dict[str, str], shown: str) -> None:
        answer = self.post(scene, **told)
        assert answer.status_code == 302
        page = scene.client(Role.CASUALTY).get(answer.url).content.decode()
        assert f"<dt>Who says so</dt><dd>{shown}</dd>" in page


def test_nobody_is_asked_to_reach_a_relative_who_has_died(scene: Scene, officer: Seat, sister: Kin) -> None:
    died = actions.add_kin(officer, name="Ada Velmora", sex="F", living="no", relation="mother")
    client = scene.client(Role.CASUALTY)
    shown = {kin.pk: client.get(f"{ROOT}kin/{kin.code}/").content.decode() for kin in (sister, died)}
    for words, offered in (("Note an attempt to reach them", False), ("Add a way to reach them", False), ("Add a name", True)):
        assert words in shown[sister.pk] and (words in shown[died.pk]) is offered
