"""The laboratory's pages as each role: what a technician does, what a geneticist reads, what nobody else may see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from repatria.model import Profile as Noun
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import actions, profiling
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import import_profiles
from repatria.registry.laboratory.models import Delivery, Profile, Request, Sample
from repatria.registry.laboratory.tests.helping import RUN, bone, calls, file, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

HERE = "/i/heron/laboratory/"
SHOWN = calls("TH01 6 9.3", "FGA 20 24")


@pytest.fixture
def filled(scene: Scene) -> dict[str, Any]:
    """A sample that was asked for, its profile, an unknown one, a control."""
    one = sample(scene)
    request = actions.make_request(scene.seat(Role.TECHNICIAN), [one.item], to="East", wanted="STR")
    shown = [Noun(one.code, SHOWN), Noun("NOBODY", SHOWN)]
    delivery = import_profiles(scene.seat(Role.TECHNICIAN), file(shown), run=RUN, request=request)
    control = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", name="Osko Belmarin", calls=calls("TH01 7 8"))
    check_new(TheRegistry(scene.heron))
    return {
        "sample": one,
        "request": request,
        "delivery": delivery,
        "control": control,
        "profile": Profile.objects.get(of=one.item.thing),
    }


def addresses(filled: dict[str, Any]) -> list[str]:
    one, request, delivery, profile = (filled[k] for k in ("sample", "request", "delivery", "profile"))
    return [
        "", "?state=result", "cut/", f"cut/?of={one.code}", "cut/balance/", f"samples/{one.code}/", f"samples/{one.code}/extract/",
        f"samples/{one.code}/read/", "requests/", "requests/new/", f"requests/{request.thing.code}/", "files/", "files/new/",
        f"files/{delivery.thing.code}/", f"files/{delivery.thing.code}/rows/{delivery.lines.last().pk}/explain/",
        f"profiles/{profile.code}/", f"profiles/{profile.code}/supersede/", f"profiles/{profile.code}/set-aside/",
        f"profiles/{profile.code}/second/", f"consensus/{one.root.code}/", "quality/", "quality/controls/new/",
        f"quality/controls/{filled['control'].token}/end/", "case/",
    ]  # fmt: skip


class TestReaching:
    def test_a_geneticist_or_a_technician_reaches_every_page(self, scene: Scene, filled: dict[str, Any]) -> None:
        bench, desk = scene.client(Role.TECHNICIAN), scene.client(Role.GENETICIST)
        for address in addresses(filled):
            answers = {bench.get(HERE + address).status_code, desk.get(HERE + address).status_code}
            assert 200 in answers, address
            assert answers <= {200, 404}, address

    def test_a_stranger_and_a_casualty_officer_find_nothing(self, scene: Scene, filled: dict[str, Any]) -> None:
        chen, casualty = scene.client(scene.stranger_user), scene.client(Role.CASUALTY)
        for address in addresses(filled):
            assert chen.get(HERE + address).status_code == 404, address
            assert casualty.get(HERE + address).status_code == 404, address

    def test_a_stranger_finds_nothing_in_their_own_incident_either(self, scene: Scene, filled: dict[str, Any]) -> None:
        chen = scene.client(scene.stranger_user)
        for address in addresses(filled):
            if "HERON" in address and "?" not in address:
                assert chen.get("/i/other/laboratory/" + address).status_code == 404, address
        form = chen.get(f"/i/other/laboratory/cut/?of={filled['sample'].code}").content.decode()
        assert "0.850" not in form

    def test_whoever_groups_bones_sees_states_and_no_genotype(self, scene: Scene, filled: dict[str, Any]) -> None:
        blind = scene.client(Role.ANTHROPOLOGIST)
        page = blind.get(f"{HERE}samples/{filled['sample'].code}/")
        assert page.status_code == 200
        assert not re.search(r">[^<]*(?<!\d)9\.3(?!\d)", page.content.decode())  # seconds of a time may be 39.3
        for address in (
            f"profiles/{filled['profile'].code}/",
            f"consensus/{filled['sample'].root.code}/",
            "files/",
            "quality/",
            "case/",
        ):
            assert blind.get(HERE + address).status_code == 404, address

    def test_the_desk_and_the_search_name_it(self, scene: Scene, filled: dict[str, Any]) -> None:
        desk = scene.client(Role.GENETICIST).get("/i/heron/").content.decode()
        assert "quarantine" in desk
        found = scene.client(Role.TECHNICIAN).get("/i/heron/search/", {"q": filled["sample"].code}).content.decode()
        assert f"/laboratory/samples/{filled['sample'].code}/" in found


class TestReadingGenotypes:
    def test_every_look_is_journalled(self, scene: Scene, filled: dict[str, Any]) -> None:
        page = scene.client(Role.GENETICIST).get(f"{HERE}profiles/{filled['profile'].code}/")
        assert "6, 9.3" in page.content.decode()
        entry = Entry.objects.get(tag="laboratory.genotype_opened")
        assert (entry.subject, entry.actor) == (filled["profile"].code, scene.users[Role.GENETICIST].code)

    def test_the_second_reader_does_not_see_the_first_reading(self, scene: Scene) -> None:
        scene.users["second"] = scene.person("edda", Role.GENETICIST)
        made = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, calls=SHOWN)
        page = scene.client("second").get(f"{HERE}profiles/{made.code}/").content.decode()
        assert "9.3" not in page
        told = {"alleles": "TH01 6 9.3\nFGA 20 24", "sex": "U"}
        scene.client("second").post(f"{HERE}profiles/{made.code}/second/", told)
        assert Profile.objects.get().status == Profile.Status.REPORTABLE

    def test_names_of_staff_are_for_geneticists(self, scene: Scene, filled: dict[str, Any]) -> None:
        assert "Belmarin" in scene.client(Role.GENETICIST).get(HERE + "quality/").content.decode()
        for role in (Role.TECHNICIAN, Role.AUDITOR):
            page = scene.client(role).get(HERE + "quality/").content.decode()
            assert filled["control"].token in page
            assert "Belmarin" not in page


class TestWorking:
    def test_a_cut_through_the_page(self, scene: Scene) -> None:
        femur = bone(scene)
        told = {"of": femur.code, "before_g": "10", "taken_g": "0.85", "remaining_g": "9.1", "purpose": "dna"}
        answer = scene.client(Role.TECHNICIAN).post(HERE + "cut/", told)
        assert answer["Location"].endswith(f"/samples/{Sample.objects.get().code}/")

    def test_a_wrong_balance_is_said_while_typing_and_refused(self, scene: Scene) -> None:
        femur = bone(scene)
        told = {"of": femur.code, "before_g": "10", "taken_g": "2", "remaining_g": "9.1", "purpose": "dna"}
        bench = scene.client(Role.TECHNICIAN)
        assert "1.1 g more than there was" in bench.get(HERE + "cut/balance/", told).content.decode()
        answer = bench.post(HERE + "cut/", told)
        assert "more than the" in answer.content.decode()
        assert not Sample.objects.exists()

    @pytest.mark.parametrize("typed", ["١٠", "１０", "1_0", "²"])
    def test_grams_are_written_with_plain_figures(self, scene: Scene, typed: str) -> None:
        told = {"of": bone(scene).code, "before_g": typed, "taken_g": "1", "remaining_g": "9", "purpose": "dna"}
        page = scene.client(Role.TECHNICIAN).post(HERE + "cut/", told).content.decode()
        assert "write the number with the figures 0 to 9" in page and 'aria-invalid="true"' in page
        assert not Sample.objects.exists()

    def test_an_unknown_bone_is_said_beside_the_field(self, scene: Scene) -> None:
        told = {"of": "X-1", "before_g": "10", "taken_g": "1", "remaining_g": "9", "purpose": "dna"}
        assert "no single item" in scene.client(Role.TECHNICIAN).post(HERE + "cut/", told).content.decode()

    def test_a_request_is_sent_and_its_manifest_printed(self, scene: Scene) -> None:
        one, bench = sample(scene), scene.client(Role.TECHNICIAN)
        bench.post(HERE + "requests/new/", {"to": "East", "wanted": "STR", "codes": one.code})
        request = Request.objects.get()
        bench.post(f"{HERE}requests/{request.thing.code}/send/")
        assert Request.objects.get().sent is not None
        paper = bench.get(f"{HERE}requests/{request.thing.code}/manifest/")
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF")

    def test_a_file_is_kept_read_and_reconciled(self, scene: Scene) -> None:
        one, bench = sample(scene), scene.client(Role.TECHNICIAN)
        text = f"Sample Name,Marker,Allele 1,Allele 2\n{one.code},TH01,6,9.3\n{one.code},FGA,20,24\n".encode()
        told = {"run": "r1", "first_reader": "a", "second_reader": "b"}
        for _ in range(2):
            answer = bench.post(HERE + "files/new/", {**told, "file": SimpleUploadedFile("r1.csv", text)})
            assert answer["Location"].endswith(f"/files/{Delivery.objects.get().thing.code}/")
        assert Profile.objects.get().loci == 2
        page = bench.get(answer["Location"]).content.decode()
        assert one.code in page
        assert "9.3" not in page

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.csv", b""),
            ("a.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
            ("a.zip", b"PK\x03\x04zzzz"),
            ("a.csv", b"a,b\n1,2\n"),
        ],
    )
    def test_a_file_that_is_none_is_refused_beside_its_field(self, scene: Scene, name: str, text: bytes) -> None:
        told = {"run": "r1", "first_reader": "a", "second_reader": "b", "file": SimpleUploadedFile(name, text)}
        answer = scene.client(Role.TECHNICIAN).post(HERE + "files/new/", told)
        assert answer.status_code == 200
        assert "id_file-errors" in answer.content.decode()
        assert not Delivery.objects.exists()
