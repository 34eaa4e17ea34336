"""The pages of hand-overs: what intake does with them, and who finds nothing there."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from repatria.registry.claims import actions as claims
from repatria.registry.intake import actions
from repatria.registry.intake.desk import DESK
from repatria.registry.intake.models import Accession, Container, ExpectedContainer, Handover, HandoverLeg, Signature
from repatria.registry.people.roles import Role
from repatria.registry.programme import actions as programme
from repatria.registry.testing.scene import Scene

READ = ("", "accessions/", "{h}/", "{h}/review/", "containers/{c}/")
WRITE = ("new/", "accessions/new/", "{h}/list/", "{h}/act/receive/", "{h}/act/expect/", "{h}/act/sign/", "{h}/act/leg/")


def path(pattern: str, row: Handover, box: Container | None = None) -> str:
    return "/i/heron/intake/" + pattern.format(h=row.code, c=box.code if box else "")


class TestWhoSees:
    @pytest.mark.parametrize(
        ("role", "read", "write"),
        [
            (Role.INTAKE, 200, 200),
            (Role.CUSTODY, 200, 404),
            (Role.AUDITOR, 200, 404),
            (Role.ANTHROPOLOGIST, 404, 404),
            (Role.TECHNICIAN, 404, 404),
            (Role.ODONTOLOGIST, 404, 404),
            (Role.ADMINISTRATOR, 404, 404),
        ],
    )
    def test_roles(self, scene: Scene, boxes: list[Container], role: Role, read: int, write: int) -> None:
        client = scene.client(role)
        row = boxes[0].handover
        assert {p: client.get(path(p, row, boxes[0])).status_code for p in READ} == dict.fromkeys(READ, read)
        assert {p: client.get(path(p, row, boxes[0])).status_code for p in WRITE} == dict.fromkeys(WRITE, write)

    def test_a_stranger_and_a_blind_custodian_find_nothing(self, scene: Scene, boxes: list[Container]) -> None:
        both = scene.person("both", Role.ANTHROPOLOGIST, Role.CUSTODY)
        for user in (scene.stranger_user, both):
            client = scene.client(user)
            assert {client.get(path(p, boxes[0].handover, boxes[0])).status_code for p in READ} == {404}
        theirs = path("{h}/", boxes[0].handover).replace("heron", "other")
        assert scene.client(scene.stranger_user).get(theirs).status_code == 404

    def test_the_desk_and_search_of_the_blind_show_none_of_it(self, scene: Scene, boxes: list[Container]) -> None:
        blind = scene.seat(Role.ANTHROPOLOGIST)
        assert (list(DESK.alarms(blind)), list(DESK.counts(blind)), list(DESK.search(blind, "Norra"))) == ([], [], [])
        seat = scene.seat(Role.INTAKE)
        assert [f.code for f in DESK.search(seat, "Norra")] == [boxes[0].handover.code]
        assert "counted and sealed" in next(iter(DESK.alarms(seat))).sentence

    def test_a_blind_page_of_custody_tells_no_origin(self, scene: Scene, boxes: list[Container]) -> None:
        answer = scene.client(Role.ANTHROPOLOGIST).get(f"/i/heron/custody/{boxes[0].code}/")
        assert answer.status_code == 200
        assert "Norra valley" not in answer.content.decode()


class TestThePage:
    def test_it_never_says_so_many_people(self, scene: Scene, boxes: list[Container]) -> None:
        text = scene.client(Role.INTAKE).get(path("{h}/", boxes[0].handover)).content.decode()
        for words in (
            "3 containers",
            "the giver states of people: not known how many",
            "people: not yet known",
            "not yet compared",
        ):
            assert words in text, words
        assert "3 people" not in text

    def test_an_empty_figure_is_no_zero(self, scene: Scene, handover: Handover) -> None:
        text = scene.client(Role.INTAKE).get(path("{h}/", handover)).content.decode()
        assert 'figure-value">0' not in text and "containers: not yet received" in text

    def test_pages_of_many_boxes_ask_the_database_little(
        self, scene: Scene, handover: Handover, django_assert_max_num_queries: object
    ) -> None:
        from repatria.registry.intake.arriving import Arrival

        actions.receive_many(scene.seat(Role.INTAKE), handover, [Arrival(str(n)) for n in range(1, 201)])
        client = scene.client(Role.INTAKE)
        with django_assert_max_num_queries(60):  # type: ignore[operator]
            assert client.get(path("{h}/", handover)).status_code == 200


class TestDoing:
    def test_from_announcement_to_accession_by_forms(self, scene: Scene) -> None:
        client = scene.client(Role.INTAKE)
        told = {"title": "Boxes", "way": "one-sided", "new_giver": "Giver", "new_receiver": "Receiver", "new_place": "Field"}
        answer = client.post("/i/heron/intake/new/", told | {"on": "2031-05-04", "stated_containers": "2"})
        row = Handover.objects.get()
        assert answer.headers["Location"] == path("{h}/", row)

        def do(act: str, **given: object) -> None:
            done = client.post(path(f"{{h}}/act/{act}/", row), given)
            assert done.status_code == 302, done.content.decode()

        do("expect", number="1", origin="Norra", seals="A1")
        do("receive", number="1", seals="A1", mass_g="12.5", length_mm="600", width_mm="300", height_mm="200")
        do("receive-many", lines="2, B1\n\n3; B2 broken")
        do("count", counted="3")
        scene.client(Role.CUSTODY).post(path("{h}/act/count/", row), {"counted": "3"})
        for side, name in (("giver", "Ilvan Torek"), ("receiver", "Maru Seld")):
            do("sign", side=side, name=name, title="Colonel", moment="2031-05-04 10:00", offset="540")
        assert Signature.objects.first().moment.hour == 1
        do("leg", origin=row.place_id, new_to="Base", departed="2031-05-04 12:00", departed_offset="540", arrived_offset="0")
        leg = HandoverLeg.objects.get()
        done = client.post(path("{h}/legs/1/arrived/", row), {"arrived": "2031-05-04 15:00", "arrived_offset": "540"})
        assert done.status_code == 302 and HandoverLeg.objects.get().arrived.hour == 6 > leg.departed.hour
        do("ceremony", on="2031-05-05", new_place="Base hall", words="Carry", parties="Guard\nBand")
        boxes = list(Container.objects.all())
        for box in boxes:
            done = client.post(path("containers/{c}/review/", row, box), {"verdict": "human", "period": "of the war"})
            assert done.status_code == 302
        do("statement", text="Human remains were received in 3 containers.")
        do("accession", number="2031-001")
        assert Accession.objects.get().containers.count() == 3
        text = client.get(path("{h}/", row)).content.decode()
        assert text.count('class="done"') == 7
        for pattern in (*READ, "accessions/{a}/"):
            code = Accession.objects.get().thing.code
            assert client.get(path(pattern.replace("{a}", code), row, boxes[0])).status_code == 200

    def test_refusals_stand_on_the_form(self, scene: Scene, boxes: list[Container]) -> None:
        client = scene.client(Role.INTAKE)
        row = boxes[0].handover
        for name, given, words in (
            ("receive", {"number": "1"}, "registered already"),
            ("receive", {"number": "9", "length_mm": "5"}, "all three sides"),
            ("receive-many", {"lines": ", A9"}, "number on the box first"),
            ("leg", {"departed": "yesterday"}, "Enter a valid date/time"),
            ("ceremony", {"on": "2031-05-05", "words": "x"}, "Choose a place"),
            ("statement", {"text": "Remains of 3 people"}, "counts people"),
            ("accession", {"number": "2031-001"}, "await field review"),
            ("nothing", {}, "nothing here"),
        ):
            text = client.post(path(f"{{h}}/act/{name}/", row), given).content.decode()
            assert words in text, (name, words)
        text = client.post(
            path("containers/{c}/review/", row, boxes[0]), {"verdict": "human", "period": "before", "note": "2 men"}
        )
        assert "counts people" in text.content.decode()
        text = client.post(path("containers/{c}/seals/", row, boxes[0]), {"lines": "A1\nA1"}).content.decode()
        assert "each seal once" in text
        assert client.post(path("containers/{c}/seals/", row, boxes[0]), {"lines": "A1 broken"}).status_code == 302

    def test_a_list_is_looked_at_before_it_is_taken_up(self, scene: Scene, handover: Handover) -> None:
        client = scene.client(Role.INTAKE)
        here = path("{h}/list/", handover)
        wrong = SimpleUploadedFile("list.csv", b"number,people\n1,3 or 4\n")
        text = client.post(here, {"file": wrong}).content.decode()
        assert "Write 3, about 3" in text and "Take up the whole list" not in text
        good = SimpleUploadedFile("list.csv", "number,origin\n1,Норра\n2,\n".encode())
        text = client.post(here, {"file": good}).content.decode()
        assert "2 containers read, nothing written yet" in text and not ExpectedContainer.objects.exists()
        answer = client.post(here, {"text": "number,origin\r\n1,Норра\r\n2,\r\n", "take": "yes"})
        assert answer.status_code == 302 and ExpectedContainer.objects.count() == 2
        text = client.post(here, {"text": "number\n1\n", "take": "yes"}).content.decode()
        assert "on it already" in text

    def test_an_older_assemblage_is_entered(self, scene: Scene) -> None:
        told = {"number": "1990-208", "title": "Older", "received": "1990-07", "lines": "G-38, Z1\nX-244A"}
        answer = scene.client(Role.INTAKE).post("/i/heron/intake/accessions/new/", told)
        assert answer.status_code == 302 and Container.objects.filter(handover=None).count() == 2
        told["number"] = "1990-0208"
        assert "given before" in scene.client(Role.INTAKE).post("/i/heron/intake/accessions/new/", told).content.decode()

    def test_the_labels_of_all_containers_at_one_link(self, scene: Scene, boxes: list[Container]) -> None:
        answer = scene.client(Role.INTAKE).get(path("{h}/labels/", boxes[0].handover))
        assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")

    def test_no_labels_without_containers(self, scene: Scene, handover: Handover) -> None:
        assert scene.client(Role.INTAKE).get(path("{h}/labels/", handover)).status_code == 404


def test_the_matters_raised_about_a_hand_over_stand_on_its_page(scene: Scene, boxes: list[Container]) -> None:
    row = boxes[0].handover
    seat = scene.seat(Role.HISTORIAN)
    giver = claims.name_party(seat, name="The other side", kind="government")
    taker = claims.name_party(seat, name="Our side", kind="government")
    programme.enter_matter(
        seat, kind="promise", title="To hand over the rest", document=row.document, party=giver, to=taker, about=row.thing
    )
    text = scene.client(Role.AUDITOR).get(path("{h}/", row)).content.decode()
    assert "Matters raised about this hand-over" in text and "To hand over the rest" in text
    other = scene.client(Role.INTAKE).get(path("{h}/", row))
    assert other.status_code == 200
