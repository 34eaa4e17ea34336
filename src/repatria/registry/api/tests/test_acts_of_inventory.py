"""Acts of the inventory by programs: bones by typed lines, measures, relations, groupings, effects, sheets, photographs."""

from __future__ import annotations

import pytest

from repatria.registry.api.tests.conftest import At
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.inventory.tests.conftest import handed_over
from repatria.registry.inventory.tests.test_photograph import picture
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene


@pytest.fixture
def box(scene: Scene) -> Item:
    """A container that the anthropologist holds."""
    return handed_over(scene)


def entered(at: At, box: Item, *lines: str) -> list[str]:
    """The codes of bones entered by typed lines."""
    blind = at(Role.ANTHROPOLOGIST)
    return [blind.twice(f"/inventory/containers/{box.code}/lines", line=line)["code"] for line in lines]


class TestBones:
    def test_bones_are_entered_described_measured_and_withdrawn(self, at: At, box: Item) -> None:
        blind = at(Role.ANTHROPOLOGIST)
        femur, other, wrong = entered(at, box, "fel5", "fer5", "tiL3")
        assert blind.twice(f"/inventory/containers/{box.code}/undo")["code"] == wrong
        where = f"/inventory/specimens/{femur}"
        now = blind.get(where).json()["row"]
        told = {"element": "femur-left", "completeness": 5, "human": "human", "colour": "brown", "reason": "seen again"}
        assert blind.twice(f"{where}/describe", **told, after=now["version"])["version"] == 2
        unsure = blind.post(f"{where}/measurements", code="FEL1", value_mm="9000.00")
        assert unsure.status_code in (409, 422)
        relation = blind.twice(f"{where}/relations", other=other, kind="pair", verdict="probable")["relation"]
        blind.twice(f"{where}/relations/{relation}/withdraw", reason="not a pair after all")
        blind.twice(f"/inventory/specimens/{other}/withdraw", reason="entered twice")
        row = blind.get(where).json()["row"]
        assert (row["colour"], len(row["versions"]), row["individual"]) == ("brown", 2, None)
        assert blind.get("/inventory/specimens", element="femur").json()["count"] == 1
        assert blind.get(f"/inventory/containers/{box.code}").json()["row"]["specimens"] == 1
        assert blind.get("/inventory/containers", mine=True).json()["rows"][0]["code"] == box.code

    def test_a_measurement_is_noted_as_text_and_taken_back(self, at: At, box: Item) -> None:
        from repatria.registry.inventory.kinds import kind_of
        from repatria.registry.inventory.measures import measures_of

        blind = at(Role.ANTHROPOLOGIST)
        (femur,) = entered(at, box, "fel5")
        where = f"/inventory/specimens/{femur}/measurements"
        made = blind.twice(where, code=measures_of(kind_of("femur-left"))[0].code, value_mm="452.50", sure=True)
        row = blind.get(f"/inventory/specimens/{femur}").json()["row"]["measurements"][0]
        assert row["mm"] == "452.50"
        blind.twice(f"{where}/{made['measurement']}/withdraw", reason="mistyped")

    def test_a_line_that_says_nothing_is_refused(self, at: At, box: Item) -> None:
        answer = at(Role.ANTHROPOLOGIST).post(f"/inventory/containers/{box.code}/lines", line="qqq")
        assert answer.status_code == 422

    @pytest.mark.usefixtures("room")
    def test_a_photograph_is_closed_and_each_opening_stands_in_the_journal(self, at: At, box: Item) -> None:
        (femur,) = entered(at, box, "fel5")
        where = f"/inventory/specimens/{femur}/photographs"
        made = at(Role.ANTHROPOLOGIST).twice(where, (picture(), "a.jpg"), caption="proximal end")
        reviewer = at(Role.REVIEWER)
        before = Entry.objects.count()
        shown = reviewer.get(f"{where}/{made['photograph']}")
        assert shown.headers["Content-Type"] == "image/jpeg" and shown.content.startswith(b"\xff\xd8")
        assert shown.headers["X-Notice"] and Entry.objects.count() == before + 1
        assert at(Role.INTAKE).get(f"{where}/{made['photograph']}").status_code == 404
        refused = at(Role.ANTHROPOLOGIST).bring(where, b"no picture", "a.jpg", caption="")
        assert refused.status_code == 422

    def test_an_old_sheet_is_loaded_with_its_balance(self, at: At, box: Item) -> None:
        blind = at(Role.ANTHROPOLOGIST)
        sheet = f"box,no,bone,side\n{box.code},1,Femur,L\n{box.code},2,wing,\n".encode()
        columns = "box = container\nno = designator\nbone = element\nside = side"
        made = blind.twice("/inventory/sheets", (sheet, "old.csv"), mapping=columns)
        assert (made["read"], made["made"], made["refused"]) == (2, 1, 1)
        rows = blind.get(f"/inventory/sheets/{made['code']}/lines", outcome="refused").json()["rows"]
        assert len(rows) == 1 and rows[0]["why"]
        assert blind.get("/inventory/sheets").json()["count"] == 1
        faulty = blind.bring("/inventory/sheets", sheet, "again.csv", mapping="box container")
        assert faulty.status_code == 422 and "line 1" in faulty.json()["said"]


class TestIndividuals:
    def test_a_grouping_is_made_locked_unlocked_and_ended(self, at: At, box: Item) -> None:
        blind = at(Role.ANTHROPOLOGIST)
        femur, other, tibia = entered(at, box, "fel5", "fer5", "til5")
        code = blind.twice("/individuals/", codes=femur)["code"]
        here = f"/individuals/{code}"
        assert blind.twice(f"{here}/members", codes=f"{other} {tibia}")["code"] == code
        blind.twice(f"{here}/members/{tibia}/remove", reason="does not articulate")
        assert blind.twice(f"{here}/lock")["state"] == "locked"
        assert blind.twice(f"{here}/unlock", reason="another bone came")["version"] == 2
        row = blind.get(here).json()["row"]
        assert [m["code"] for m in row["members"]] == [femur, other] and len(row["versions"]) == 2
        assert blind.get(here, version=1).json()["row"]["state"] == "locked"
        assert blind.get("/individuals/", state="open").json()["count"] == 1
        assert blind.twice(f"{here}/withdraw", reason="two people")["state"] == "withdrawn"

    def test_two_left_femora_wait_for_a_reviewer(self, at: At, box: Item) -> None:
        blind = at(Role.ANTHROPOLOGIST)
        one, two = entered(at, box, "fel5", "fel5")
        here = f"/individuals/{blind.twice('/individuals/', codes=one)['code']}"
        refused = blind.post(f"{here}/members", codes=two)
        assert (refused.status_code, refused.json()["kind"]) == (422, "Impossible")
        question = blind.twice(f"{here}/ask", specimen=two, why="a cast of the first")["question"]
        assert blind.get("/individuals/questions/all").json()["count"] == 1
        told = {"allow": "yes", "answer": "seen both"}
        assert at(Role.REVIEWER).twice(f"/individuals/questions/{question}/answer", **told)["state"] == "allowed"
        blind.twice(f"{here}/members", codes=two)


class TestEffects:
    @pytest.mark.usefixtures("room")
    def test_an_effect_and_the_names_read_from_it(self, scene: Scene, at: At) -> None:
        finder = at(Role.CUSTODY)
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them", kind=Kind.CONTAINER)
        told = {"kind": "tag", "description": "round tag"}
        code = finder.twice("/effects/", **told, found_in=box.code)["code"]
        finder.twice(f"/effects/{code}/describe", **told, text_read="VELM…", reason="cleaned")
        lead = finder.twice(f"/effects/{code}/names", name="Velmora")["lead"]
        finder.twice(f"/effects/{code}/names/{lead}/withdraw", reason="misread")
        made = finder.twice(f"/effects/{code}/photographs", (picture(), "a.jpg"), caption="front")
        assert finder.get(f"/effects/{code}/photographs/{made['photograph']}").content.startswith(b"\xff\xd8")
        row = finder.get(f"/effects/{code}").json()["row"]
        assert row["text_read"] == "VELM…" and row["leads"][0]["withdrawn"]
        assert finder.get("/effects/", kind="tag").json()["count"] == 1
        for path in ("/effects/", f"/effects/{code}"):
            assert at(Role.ANTHROPOLOGIST).get(path).status_code == 404
