"""Acts of the laboratory by programs: cut, request, files, readings, alarms, and the case that goes out."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.api.tests.conftest import At
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import queries
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.tests.helping import bone, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.testing.scene import Scene

SHOWN = "TH01 6 9.3\nFGA 20 24"
RUN = {"run": "r1", "first_reader": "a", "second_reader": "b"}


class TestBench:
    def test_a_sample_is_cut_extracted_and_asked_for(self, scene: Scene, at: At) -> None:
        bench, femur = at(Role.TECHNICIAN), bone(scene)
        told = {"of": femur.code, "before_g": "10.000", "taken_g": "0.850", "remaining_g": "9.150", "purpose": "dna"}
        code = bench.twice("/laboratory/samples", **told)["code"]
        assert bench.twice(f"/laboratory/samples/{code}/extractions", method="demineralised", used_g="0.100")["number"] == 1
        request = bench.twice("/laboratory/requests", to="East", wanted="STR", codes=code)["code"]
        assert bench.twice(f"/laboratory/requests/{request}/send")["sent"]
        assert bench.get(f"/laboratory/requests/{request}").json()["row"]["asked"] == 1
        assert bench.get(f"/laboratory/requests/{request}/lines").json()["rows"] == [{"sample": code, "outcome": "asked"}]
        row = bench.get(f"/laboratory/samples/{code}").json()["row"]
        assert (row["taken_mg"], row["used_mg"], len(row["extractions"])) == (850, 100, 1)
        assert bench.get("/laboratory/samples", state="requested").json()["count"] == 1
        assert bench.get("/laboratory/requests").json()["count"] == 1
        wrong = bench.post("/laboratory/samples", **{**told, "taken_g": "2.000"})
        assert wrong.status_code == 422

    @pytest.mark.usefixtures("room")
    def test_a_file_is_taken_in_once_and_its_unknown_row_explained(self, scene: Scene, at: At) -> None:
        one, other, bench = sample(scene), sample(scene), at(Role.TECHNICIAN)
        text = f"Sample Name,Marker,Allele 1,Allele 2\n{one.code},TH01,6,9.3\nNOBODY,TH01,7,8\n".encode()
        made = bench.twice("/laboratory/files", (text, "r1.csv"), **RUN)
        assert made["new"] and (made["outcomes"]["received"], made["outcomes"]["unknown"]) == (1, 1)
        second = bench.bring("/laboratory/files", text, "r1.csv", **RUN).json()["row"]
        assert (second["code"], second["new"]) == (made["code"], False)
        rows = bench.get(f"/laboratory/files/{made['code']}/rows", outcome="unknown").json()["rows"]
        where = f"/laboratory/files/{made['code']}/rows/{rows[0]['line']}/explain"
        at(Role.GENETICIST).twice(where, of=other.code, reason="the label was read wrongly")
        assert bench.get("/laboratory/files").json()["count"] == 1
        told = bench.get(f"/laboratory/files/{made['code']}/rows").content.decode()
        assert not re.search(r"(?<!\d)9\.3(?!\d)", told)  # a moment may hold the same digits

    @pytest.mark.usefixtures("room")
    def test_a_file_that_is_none_is_refused_and_may_be_tried_again(self, at: At) -> None:
        bench = at(Role.TECHNICIAN)
        for data in (b"", b"PK\x03\x04zzzz", b"a,b\n1,2\n"):
            assert bench.bring("/laboratory/files", data, "r.csv", **RUN, once="file-00001").status_code == 422
        same = bench.bring("/laboratory/files", b"a,b\n", "r.csv", run="r", first_reader="a", second_reader="a")
        assert same.status_code == 422 and "second_reader" in same.json()["said"]


class TestReading:
    def test_two_people_read_and_neither_sees_the_other_before(self, scene: Scene, at: At) -> None:
        first = at(Role.GENETICIST)
        edda = scene.person("edda", Role.GENETICIST)
        second = Program(key_for(seat_of(edda, "heron")))
        made = first.twice(f"/profiles/of/{sample(scene).code}", type="str", alleles=SHOWN, sex="U")
        where = f"/profiles/{made['code']}"
        hidden = second.get(where).json()["row"]
        assert hidden["hidden"] and hidden["calls"] == {} and "9.3" not in str(hidden)
        assert second.get("/profiles/waiting/second-reading").json()["count"] == 1
        assert second.twice(f"{where}/second", alleles=SHOWN, sex="U")["status"] == "reportable"
        shown = first.get(where).json()["row"]
        assert shown["calls"]["TH01"]["alleles"] == ["6", "9.3"]
        later = first.twice(f"{where}/supersede", alleles="TH01 6 9\nFGA 20 24", sex="U", reason="misread")
        assert later["supersedes"] == made["code"]
        assert first.twice(f"/profiles/{later['code']}/set-aside", reason="too weak")["status"] == "inconclusive"

    def test_every_look_at_a_genotype_stands_in_the_journal(self, scene: Scene, at: At) -> None:
        code = (
            at(Role.GENETICIST)
            .post(f"/profiles/of/{sample(scene).code}", type="str", alleles=SHOWN, sex="U")
            .json()["row"]["code"]
        )
        before = Entry.objects.filter(tag="laboratory.genotype_opened").count()
        at(Role.REVIEWER).get(f"/profiles/{code}")
        assert Entry.objects.filter(tag="laboratory.genotype_opened").count() == before + 1
        for role in (Role.TECHNICIAN, Role.ANTHROPOLOGIST, Role.AUDITOR, Role.CUSTODY):
            assert at(role).get(f"/profiles/{code}").status_code == 404

    def test_the_answer_kept_for_a_key_holds_no_allele(self, scene: Scene, at: At) -> None:
        from repatria.registry.api.models import Answer

        at(Role.GENETICIST).twice(f"/profiles/of/{sample(scene).code}", type="str", alleles=SHOWN, sex="U")
        assert "9.3" not in str(list(Answer.objects.values_list("body", flat=True)))

    def test_staff_by_token_and_an_alarm_answered(self, scene: Scene, at: At) -> None:
        reader = at(Role.GENETICIST)
        edda = Program(key_for(seat_of(scene.person("edda", Role.GENETICIST), "heron")))
        full = "\n".join(
            f"{m} {a} {b}"
            for m, a, b in (
                ("TH01", 6, 9.3), ("FGA", 20, 24), ("D3S1358", 15, 16), ("vWA", 16, 18), ("D8S1179", 12, 14), ("D21S11", 28, 30),
                ("D18S51", 13, 17), ("D5S818", 11, 12), ("D13S317", 9, 12), ("D7S820", 8, 11), ("TPOX", 8, 11), ("CSF1PO", 10, 12),
            )
        )  # fmt: skip
        token = reader.twice("/profiles/quality/controls", kind="staff", alleles=full, name="Belmarin", sex="U")["token"]
        listed = reader.get("/profiles/quality/controls").json()["rows"]
        assert listed[0]["token"] == token and "Belmarin" not in str(listed)
        code = reader.twice(f"/profiles/of/{sample(scene).code}", type="str", alleles=full, sex="U")["code"]
        edda.twice(f"/profiles/{code}/second", alleles=full, sex="U")
        from repatria.registry.laboratory.checking import check_new
        from repatria.registry.people.seats import TheRegistry

        check_new(TheRegistry(scene.heron))
        alarms = reader.get("/profiles/quality/alarms").json()["rows"]
        assert [row["profile"] for row in alarms] == [code]
        reader.twice(f"/profiles/quality/alarms/{alarms[0]['alarm']}/answer", answer="uphold", reason="it is hers")
        reader.twice(f"/profiles/quality/controls/{token}/end", reason="left the house")
        assert reader.get("/profiles/quality/alarms").json()["count"] == 0

    def test_a_contradiction_is_settled(self, scene: Scene, at: At) -> None:
        from repatria.registry.laboratory.checking import check_new
        from repatria.registry.people.seats import TheRegistry

        reader, femur = at(Role.GENETICIST), bone(scene)
        edda = Program(key_for(seat_of(scene.person("edda", Role.GENETICIST), "heron")))
        more = "\n".join(f"D{n}S1 10 12" for n in range(1, 8))
        for alleles in (f"{SHOWN}\n{more}", f"TH01 7 8\nFGA 19 22\n{more}"):
            code = reader.twice(f"/profiles/of/{sample(scene, femur).code}", type="str", alleles=alleles, sex="U")["code"]
            edda.twice(f"/profiles/{code}/second", alleles=alleles, sex="U")
            femur.refresh_from_db()
        check_new(TheRegistry(scene.heron))
        held = reader.get("/profiles/held/consensus").json()["rows"]
        assert [row["subject"] for row in held] == [femur.code]
        assert len(reader.get(f"/profiles/consensus/{femur.code}").json()["row"]["versions"]) >= 1
        row = reader.twice(f"/profiles/consensus/{femur.code}/settle", reason="the second was swapped", without=[code])
        assert row["state"] == "proposed"
        answer = f"/profiles/consensus/{femur.code}/answer"
        assert reader.post(answer, answer="confirm", reason="I am sure").status_code == 403
        assert edda.twice(answer, answer="confirm", reason="seen")["state"] == "current"


class TestCase:
    def test_a_case_goes_out_by_code_with_the_mark_and_an_entry(self, scene: Scene, at: At) -> None:
        sample(scene)
        reader = at(Role.GENETICIST)
        before = Entry.objects.count()
        answer = reader.get("/laboratory/case")
        assert answer.headers["Content-Type"] == "application/zip" and answer.headers["X-Notice"]
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert any(name.endswith("case.json") for name in names)
        assert Entry.objects.count() == before + 1
        assert "profiles" in reader.get("/laboratory/case/preview").json()["row"]
        assert at(Role.TECHNICIAN).get("/laboratory/case").status_code == 404

    def test_a_manifest_is_a_paper(self, scene: Scene, at: At) -> None:
        bench = at(Role.TECHNICIAN)
        code = bench.post("/laboratory/requests", to="East", wanted="STR", codes=sample(scene).code).json()["row"]["code"]
        assert bench.get(f"/laboratory/requests/{code}/manifest").content.startswith(b"%PDF")
        assert queries.requests(scene.seat(Role.TECHNICIAN)).count() == 1
        assert not Profile.objects.exists()


class TestLineages:
    @pytest.mark.usefixtures("room")
    def test_a_lineage_comes_is_settled_and_stands_beside_another(self, scene: Scene, at: At) -> None:
        one, two, bench, desk = sample(scene), sample(scene), at(Role.TECHNICIAN), at(Role.GENETICIST)
        rows = [(one.code, "16126C 263G"), (one.code + "x", "263G"), (two.code, "16126C 16223T 263G")]
        text = "sample,range,differences\n" + "\n".join(f"{code},HV1 HV2,{shown}" for code, shown in rows)
        made = bench.twice("/laboratory/files", (text.encode(), "mt.csv"), **RUN, holds="mt")
        assert (made["outcomes"]["received"], made["outcomes"]["unknown"]) == (2, 1)
        check_new(TheRegistry(scene.heron))
        line = bench.get(f"/laboratory/files/{made['code']}/rows", outcome="unknown").json()["rows"][0]["line"]
        desk.twice(f"/laboratory/files/{made['code']}/rows/{line}/explain", of=one.code, reason="a repeat")
        check_new(TheRegistry(scene.heron))
        here = f"/profiles/lineage/{one.root.code}/mt"
        assert desk.get(here).json()["row"]["versions"][0]["state"] == "held"
        desk.twice(f"{here}/settle", reason="weak at 16126")
        at(Role.REVIEWER).twice(f"{here}/answer", reason="seen", answer="confirm")
        assert desk.get(here).json()["row"]["versions"][0]["kept"]["unread"] == [16126]
        beside = desk.get(f"{here}/beside", other=two.root.code).json()["row"]
        assert (beside["differences"], [r["place"] for r in beside["rows"]]) == (1, ["263", "16223"])
        assert bench.get(here).status_code == 404

    @pytest.mark.usefixtures("room")
    def test_a_database_and_a_control_of_a_line_are_entered_and_ended(self, at: At) -> None:
        desk = at(Role.GENETICIST)
        file = (b"sample,DYS19,DYS390\nA,14,24\nB,15,23\n", "y.csv")
        made = desk.twice("/laboratory/haplotypes", file, type="y", title="draw", source="drawn here", simulated="on")
        assert made["size"] == 2
        assert desk.get("/laboratory/haplotypes").json()["rows"][0]["simulated"]
        assert desk.twice(f"/laboratory/haplotypes/{made['database']}/end", reason="another release")["until"]
        token = desk.twice("/profiles/quality/controls", kind="staff", alleles="TH01 6 9.3", sex="U")["token"]
        assert desk.twice(f"/profiles/quality/controls/{token}/lineage", type="y", raw="DYS19 14")["size"] == 1
