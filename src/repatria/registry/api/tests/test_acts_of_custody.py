"""Acts on items and hand-overs by programs: each once for its key, with the limits of the pages."""

from __future__ import annotations

import pytest

from repatria.registry.api.tests.conftest import At
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Holding, Item
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene


class TestCustody:
    def test_an_item_is_moved_weighed_packed_and_divided(self, scene: Scene, at: At) -> None:
        keeper = at(Role.CUSTODY)
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        part = custody.take(scene.seat(Role.CUSTODY), what="bag", giver="them", pieces=4)
        where = f"/custody/items/{part.code}"
        keeper.twice(f"{where}/move", new_place="Room 4", reason="cooler")
        keeper.twice(f"{where}/weigh", mass_g="12.500")
        assert keeper.get(where).json()["row"]["mass_g"] == "12.500"
        keeper.twice(f"{where}/pack", container=box.code)
        assert [row["code"] for row in keeper.get(f"/custody/items/{box.code}/contents").json()["rows"]] == [part.code]
        keeper.twice(f"{where}/unpack", reason="to divide it")
        keeper.twice(f"{where}/split", parts="left; 6.0; 2\nright; 6.0; 2", reason="two halves", sure=True)
        one, other = Item.objects.filter(came_from=part)
        keeper.twice(f"/custody/items/{one.code}/merge", codes=other.code, what="both", reason="belong together", sure=True)

    def test_a_list_is_narrowed_by_words_it_knows_and_refuses_others(self, scene: Scene, at: At) -> None:
        keeper = at(Role.CUSTODY)
        custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        for kind in ("container", "C", "c"):
            assert {row["kind"] for row in keeper.get("/custody/items", kind=kind).json()["rows"]} == {"container"}
        assert keeper.get("/custody/items", kind="sample").json()["rows"] == []
        for query, near in (({"kind": "contaner"}, "container"), ({"holder": "mi"}, "me"), ({"kind": "x" * 9000}, "")):
            refused = keeper.get("/custody/items", **query)
            assert refused.status_code == 422 and f"Nearest: {near}" in refused.json()["said"]
        for role, path, near in (
            (Role.TECHNICIAN, "/laboratory/samples", "failed"),
            (Role.ANTHROPOLOGIST, "/individuals/", "locked"),
        ):
            refused = at(role).get(path, state=near[:-1])
            assert refused.status_code == 422 and f"Nearest: {near}." in refused.json()["said"]

    def test_a_seal_is_set_and_found_broken(self, scene: Scene, at: At) -> None:
        keeper = at(Role.CUSTODY)
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        keeper.twice(f"/custody/items/{box.code}/seal", number="4711")
        seal = keeper.get(f"/custody/items/{box.code}").json()["row"]["seals"][0]["seal"]
        keeper.twice(f"/custody/items/{box.code}/seals/{seal}/check", found="broken")
        keeper.twice(f"/custody/items/{box.code}/raise", kind="count", sentence="The sheet says two.")
        rows = keeper.get("/custody/discrepancies").json()["rows"]
        assert len(rows) == 2
        keeper.twice(f"/custody/discrepancies/{rows[0]['discrepancy']}/explain", explanation="broken on the way")
        assert len(keeper.get("/custody/discrepancies").json()["rows"]) == 1

    @pytest.mark.usefixtures("signs")
    def test_a_hand_over_is_declined_withdrawn_and_accepted(self, scene: Scene, at: At) -> None:
        keeper, second = at(Role.CUSTODY), at("second custody")
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        where = f"/custody/items/{box.code}/offers"
        to = scene.users["second custody"].code
        second.twice(f"{where}/{keeper.twice(where, to=to, reason='a')['offer']}/decline", reason="no room")
        keeper.twice(f"{where}/{keeper.twice(where, to=to, reason='b')['offer']}/withdraw", reason="not today")
        taken = second.twice(f"{where}/{keeper.twice(where, to=to, reason='c')['offer']}/accept")
        assert Holding.objects.get(item=box, until=None).holder == scene.users["second custody"]
        paper = keeper.get(f"{where}/{taken['offer']}/receipt")
        assert paper.content.startswith(b"%PDF")
        assert paper.headers["X-Notice"] == "Exercise: everyone here is invented."
        assert keeper.get(f"/custody/items/{box.code}/label").content.startswith(b"%PDF")

    def test_what_cannot_be_taken_back_is_asked_twice(self, scene: Scene, at: At) -> None:
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        first = at(Role.CUSTODY).post(f"/custody/items/{box.code}/destroy", reason="rotten")
        assert (first.status_code, first.json()["kind"]) == (409, "AskAgain")
        at(Role.CUSTODY).twice(f"/custody/items/{box.code}/destroy", reason="rotten", sure=True)
        assert Item.objects.get(pk=box.pk).state == Item.State.DESTROYED

    def test_limits_are_those_of_the_page_and_what_was_sent_is_not_repeated(self, scene: Scene, at: At) -> None:
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        keeper, where = at(Role.CUSTODY), f"/custody/items/{box.code}"
        for path, told, words in (
            ("weigh", {"mass_g": "-1"}, "mass_g"),
            ("weigh", {"mass_g": "12.12345"}, "mass_g"),
            ("weigh", {"mass_g": 12.5}, "mass_g"),
            ("raise", {"kind": "nonsense", "sentence": "x"}, "kind"),
            ("offers", {"to": "u-9999", "reason": "x" * 301}, "reason"),
            ("weigh", {"mass_g": "1", "colour": "red"}, "colour"),
        ):
            answer = keeper.post(f"{where}/{path}", **told)
            assert answer.status_code == 422, path
            assert words in answer.json()["said"] and "xxxx" not in answer.json()["said"]


class TestIntake:
    def test_a_hand_over_from_announcement_to_accession(self, scene: Scene, at: At) -> None:
        officer = at(Role.INTAKE)
        told = {"title": "First receipt", "way": "one-sided", "new_giver": "The other side", "new_receiver": "The commission"}
        code = officer.twice("/intake/handovers", **told, on="2018-07-27", new_place="Wonsan", stated_containers=3)["code"]
        here = f"/intake/handovers/{code}"
        listed = b"number,origin,contents,people,seals\n1,Sinhung,bones,about 3,S1\n2,Sinhung,bones,,S2\n"
        assert officer.twice(f"{here}/list", (listed, "list.csv"))["lines"] == 2
        officer.twice(f"{here}/expect", number="3", people="2-4")
        box = officer.twice(f"{here}/receive", number="1", seals="S1", mass_g="1200.5")["made"][0]
        officer.twice(f"{here}/receive-many", lines="2, S2\n3")
        assert officer.get(f"{here}/containers").json()["count"] == 3
        officer.twice(f"{here}/count", counted=3)
        at(Role.CUSTODY).twice(f"{here}/count", counted=3)
        for side in ("giver", "receiver"):
            officer.twice(f"{here}/sign", side=side, name=f"Signer {side}", title="Colonel")
        leg = {"new_origin": "Wonsan air field", "new_to": "Osan", "departed": "2018-07-27 05:55", "departed_offset": 540}
        officer.twice(f"{here}/leg", **leg, vehicle="transport aircraft", on_hand="one medic\none observer")
        officer.twice(f"{here}/legs/1/arrived", arrived="2018-07-27 11:00", arrived_offset=540)
        officer.twice(f"{here}/ceremony", on="2018-08-01", new_place="Hangar", words="Received with honours")
        for row in officer.get(f"{here}/containers").json()["rows"]:
            officer.twice(f"/intake/containers/{row['code']}/review", verdict="human", period="of the war")
        officer.twice(f"/intake/containers/{box}/seals", lines="S1 broken")
        officer.twice(f"{here}/statement", text="What came is being looked at.")
        officer.twice(f"{here}/accession", number="2018-055")
        row = officer.get(here).json()["row"]
        assert row["figures"] == {"containers": 3, "listed": 3, "people_at_least": None, "people_by_dna": None}
        assert "3 people" not in row["said"] and row["legs"][0]["arrived"] == "2018-07-27T02:00:00+00:00"
        assert officer.get(f"/intake/containers/{box}").json()["row"]["mass_g"] == "1200.500"
        accession = officer.get("/intake/accessions").json()["rows"][0]
        assert officer.get(f"/intake/accessions/{accession['code']}/containers").json()["count"] == 3
        assert officer.get(f"{here}/labels").content.startswith(b"%PDF")
        assert officer.get(f"{here}/expected", only_absent=True).json()["count"] == 0
        assert officer.get(f"{here}/claims").json()["count"] > 0
        assert officer.get(f"{here}/discrepancies").json()["count"] > 0

    def test_an_older_assemblage(self, scene: Scene, at: At) -> None:
        made = at(Role.INTAKE).twice("/intake/accessions", number="1991-007", title="Older boxes", lines="A1\nA2")
        assert at(Role.INTAKE).get(f"/intake/accessions/{made['code']}/containers").json()["count"] == 2

    def test_a_list_with_a_fault_is_refused_whole(self, scene: Scene, at: At) -> None:
        officer = at(Role.INTAKE)
        told = {"title": "T", "way": "joint", "new_giver": "A", "new_receiver": "B"}
        code = officer.post("/intake/handovers", **told).json()["row"]["code"]
        answer = officer.bring(f"/intake/handovers/{code}/list", b"number,people\n1,3\n1,3\n", "list.csv")
        assert answer.status_code == 422 and "line 3" in answer.json()["said"]
        assert officer.get(f"/intake/handovers/{code}/expected").json()["count"] == 0

    def test_the_same_key_with_another_file_is_refused(self, scene: Scene, at: At) -> None:
        officer = at(Role.INTAKE)
        told = {"title": "T", "way": "joint", "new_giver": "A", "new_receiver": "B"}
        where = f"/intake/handovers/{officer.post('/intake/handovers', **told).json()['row']['code']}/list"
        assert officer.bring(where, b"number\n1\n", "list.csv", once="list-0001").status_code == 200
        assert officer.bring(where, b"number\n2\n", "list.csv", once="list-0001").status_code == 409


class TestClaims:
    def test_a_claim_is_recorded_and_corrected_beside(self, scene: Scene, at: At) -> None:
        officer = at(Role.HISTORIAN)
        officer.twice("/claims/parties", name="The other side", kind="government")
        plain = officer.twice("/claims/documents", title="A note", publisher="The other side", dated="2018-07")["code"]
        filed = officer.twice("/claims/document-files", (b"the paper", "p.pdf"), title="A list", publisher="X", dated="")
        assert len(filed["sha256"]) == 64
        told = {"new_topic": "people in the boxes", "kind": "number", "hedge": "about", "said_by": "The other side"}
        first = officer.twice("/claims/claims", **told, low="55", unit="people", document=plain)
        more = {"topic": first["topic"], "kind": "range", "hedge": "none", "said_by": "The other side", "document": plain}
        officer.twice("/claims/claims", **more, low="50", high="60", supersedes=first["code"])
        one = officer.get(f"/claims/claims/{first['code']}").json()["row"]
        assert (one["low"], one["superseded"], one["words"]) == ("55.0000", True, "about 55 people")
        assert officer.get("/claims/claims", topic=first["topic"], document=plain).json()["count"] == 2
        side = officer.get(f"/claims/topics/{first['topic']}").json()["row"]["side_by_side"]
        assert len(side[0]["claims"]) == 2
        for path in ("topics", "documents", "parties", "timeline", f"documents/{plain}"):
            assert officer.get(f"/claims/{path}").status_code == 200

    def test_a_document_of_another_incident_is_not_a_choice(self, scene: Scene, at: At) -> None:
        from repatria.registry.claims import actions

        theirs = actions.enter_document(scene.stranger, title="T", publisher="P").thing.code
        at(Role.HISTORIAN).twice("/claims/parties", name="A", kind="other")
        told = {"new_topic": "t", "kind": "text", "text": "x", "hedge": "none", "said_by": "A", "document": theirs}
        answer = at(Role.HISTORIAN).post("/claims/claims", **told)
        assert answer.status_code == 422 and answer.json()["said"].startswith("document:")
