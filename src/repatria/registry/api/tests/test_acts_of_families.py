"""Acts about the missing and their families by programs, lists from elsewhere, and the proof of an entry."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from repatria.registry.api.tests.asking import Program
from repatria.registry.api.tests.conftest import At
from repatria.registry.custody import actions as custody
from repatria.registry.families.models import MissingPerson
from repatria.registry.journal import heading, verifier
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

LIST = b"Service Number,Last Name,First Name,Status\nRA 1000001,Velmora,Anton B.,MIA\nRA 1000002,Dravane,Emil,MIA\n"


def person(office: Program, name: str = "Anton Velmora", **told: Any) -> str:
    """The code of a missing person entered by a program."""
    code: str = office.twice("/families/missing", name=name, **{"source": "roll of 1953", **told})["code"]
    return code


class TestMissing:
    def test_everything_a_page_does_to_a_record(self, at: At) -> None:
        office = at(Role.CASUALTY)
        code = person(office, date_text="1929-05-01", service_number="RA 1000001", sex="M")
        here = f"/families/missing/{code}"
        office.twice(f"{here}/name", kind="spelling", whole="Anton Wellmora")
        office.twice(f"{here}/correct", sex="M", date_text="1929-05-01", rank="PFC", reason="roster of October")
        office.twice(f"{here}/status", word="MIA", category="active", date_text="1950-11-02")
        office.twice(
            f"{here}/loss", source="unit report", place="Unsan", date_text="1950-11-02", longitude=125.8, latitude=40.1
        )
        office.twice(f"{here}/loss", source="a comrade", place="Kunu-ri", date_text="Nov 1950")
        office.twice(f"{here}/record", what="stature_cm", value="175 cm", number="175.0", source="draft card")
        office.twice(f"{here}/on-file", kind="dental")
        office.twice(f"{here}/decision", issuer="Another laboratory", date_text="2019-02-01")
        row = office.get(here).json()["row"]
        assert row["recorded"][0]["number"] == "175.00" and len(row["losses"]) == 2
        office.twice(f"{here}/losses/{row['losses'][-1]['loss']}/in-force", reason="the comrade was there")
        spelling = next(n for n in row["names"] if n["kind"] == "spelling")
        office.twice(f"{here}/names/{spelling['name']}/end", reason="misspelled")
        decision = office.get("/families/decisions").json()["rows"][0]["decision"]
        office.twice(f"/families/decisions/{decision}/withdraw", reason="they took it back")
        assert office.get("/families/missing", text="Velmora").json()["count"] == 1

    def test_two_entries_are_merged_and_parted(self, at: At) -> None:
        office = at(Role.CASUALTY)
        one, other = person(office), person(office)
        assert office.get("/families/duplicates").json()["rows"][0]["one"] in (one, other)
        office.twice(f"/families/missing/{one}/merge", other=other, reason="the same man twice")
        assert office.get(f"/families/missing/{one}").json()["row"]["merged_into"] == other
        office.twice(f"/families/missing/{one}/part", reason="two men after all")

    def test_each_opening_of_a_record_stands_in_the_journal(self, at: At) -> None:
        office = at(Role.CASUALTY)
        code = person(office)
        for _ in range(2):
            office.get(f"/families/missing/{code}")
        assert Entry.objects.filter(tag="families.missing_opened", subject=code).count() == 2
        assert at(Role.ANTHROPOLOGIST).get(f"/families/missing/{code}").status_code == 404

    def test_an_ambiguous_day_is_refused_or_kept_as_both(self, at: At) -> None:
        office = at(Role.CASUALTY)
        refused = office.post("/families/missing", name="Emil Dravane", date_text="03/04/1951", no_source=True)
        assert refused.status_code == 422 and refused.json()["said"].startswith("date_text:")
        assert not MissingPerson.objects.exists()
        person(office, name="Emil Dravane", date_text="03/04/1951", keep_both=True)


class TestKin:
    def test_a_relative_consents_gives_and_withdraws(self, scene: Scene, at: At) -> None:
        office = at(Role.CASUALTY)
        code = office.twice("/families/kin", name="Marta Velmora", sex="F", living="yes", relation="sister")["code"]
        here = f"/families/kin/{code}"
        office.twice(f"{here}/consent", purpose="identification", on="2020-01-02", form="F-17")
        given = {"kit": "K-1", "what": "swab", "on": "2020-01-03", "received_by": scene.users[Role.CUSTODY].code}
        donated = office.twice(f"{here}/donate", **given)["made"]
        assert donated and custody.offer.verb == "custody.hand_over"  # type: ignore[attr-defined]
        office.twice(f"{here}/contact", channel="phone", value="555 0100")
        office.twice(f"{here}/attempt", on="2020-01-01", channel="phone", outcome="reached")
        office.twice(f"{here}/name", kind="spelling", whole="Marta Wellmora")
        office.twice(f"{here}/correct", sex="F", living="yes", verified="verified", reason="register seen")
        row = office.get(here).json()["row"]
        assert row["in_force"] == ["identification"] and row["donations"][0]["code"] == donated
        office.twice(f"{here}/contacts/{row['contacts'][0]['contact']}/end", reason="moved")
        office.twice(f"{here}/withdraw", consent=str(row["consents"][0]["consent"]))
        assert office.get(here).json()["row"]["in_force"] == []
        assert office.get("/families/kin", text="Velmora").json()["count"] == 1
        assert Entry.objects.filter(tag="families.kin_opened", subject=code).count() == 2

    def test_a_pedigree_is_built_by_code(self, at: At) -> None:
        office = at(Role.CASUALTY)
        man, sister = person(office, sex="M"), office.twice("/families/kin", name="Marta Velmora", sex="F")["code"]
        office.twice(f"/families/missing/{man}/open-family")
        family = office.get("/families/pedigrees").json()["rows"][0]["code"]
        here = f"/families/pedigrees/{family}"
        office.twice(f"{here}/P1/sibling", sex="F", share="both", kin=sister)
        office.twice(f"{here}/P1/child", sex="M")
        office.twice(f"{here}/P1/partner")
        people = {one["code"]: one for one in office.get(here).json()["row"]["people"]}
        father = people["P1"]["father"]
        office.twice(f"{here}/{father}/parent", role="father", kind="genetic")
        office.twice(f"{here}/{father}/who", sex="M")
        taken = office.twice(f"{here}/P1/sibling", sex="M", share="both")["node"]
        office.twice(f"{here}/P1/twins", other=taken)
        half = office.twice(f"{here}/P1/sibling", sex="U", share="father")["node"]
        office.twice(f"{here}/{half}/not-parent", parent=father, reason="another father")
        office.twice(f"{here}/{half}/out", reason="not of this family")
        usable = office.get(f"/families/missing/{man}/usable-relatives").json()["row"]["relatives"]
        assert usable[0]["uses"]["mitochondrial"]["can"] is True and "Velmora" not in str(usable)
        office.twice(f"/families/missing/{man}/wish", next_of_kin=sister, detail="summary")
        assert at(Role.GENETICIST).get(here).json()["row"]["people"]
        assert "Velmora" not in at(Role.GENETICIST).get(here).content.decode()


@pytest.mark.usefixtures("room")
class TestImports:
    def test_a_list_is_opened_mapped_compared_carried_out_and_undone(self, at: At) -> None:
        office = at(Role.CASUALTY)
        made = office.twice("/imports/", (LIST, "list.csv"), what="casualty", encoding="utf-8")
        here = f"/imports/{made['code']}"
        assert made["mapping"]["family_name"] == "Last Name"
        columns = "\n".join(f"{field} = {heading}" for field, heading in made["mapping"].items())
        office.twice(f"{here}/columns", columns=columns, encoding="utf-8")
        compared = office.post(f"{here}/compare", once="compare-0001")
        assert compared.json()["row"]["compared"] and not MissingPerson.objects.exists()
        assert office.post(f"{here}/compare", once="compare-0001").json() == compared.json()
        assert office.get(here).json()["row"]["outcomes"]["new"] == 2
        done = office.twice(f"{here}/carry-out")
        assert (done["made"], done["merged"], done["refused"], MissingPerson.objects.count()) == (2, 0, 0, 2)
        assert office.get(f"{here}/rows", outcome="new").json()["count"] == 2
        office.twice(f"{here}/undo", reason="the wrong list")
        assert office.get("/families/missing").json()["count"] == 0
        again = office.post(f"{here}/compare")
        assert (again.status_code, again.json()["kind"]) == (503, "NotReady")

    def test_a_file_that_is_none_or_a_column_that_is_none_is_refused(self, at: At) -> None:
        office = at(Role.CASUALTY)
        assert office.bring("/imports/", b"a,a\n1,2\n", "l.csv", what="casualty", encoding="utf-8").status_code == 422
        assert office.bring("/imports/", LIST, "l.exe", what="casualty", encoding="utf-8").status_code == 422
        code = office.bring("/imports/", LIST, "l.csv", what="casualty", encoding="utf-8").json()["row"]["code"]
        answer = office.post(f"/imports/{code}/columns", columns="family_name", encoding="utf-8")
        assert answer.status_code == 422 and "line 1" in answer.json()["said"]
        assert office.post(f"/imports/{code}/columns", columns="family_name = Nowhere", encoding="utf-8").status_code == 422

    def test_a_file_larger_than_the_page_takes_is_refused(self, settings: Any, at: At) -> None:
        settings.UPLOAD_LIMIT = 10
        answer = at(Role.CASUALTY).bring("/imports/", LIST, "l.csv", what="casualty", encoding="utf-8")
        assert answer.status_code == 422 and "at most 10" in answer.json()["said"]


class TestJournal:
    @pytest.mark.usefixtures("signs")
    def test_an_entry_is_proven_against_a_signed_head(self, scene: Scene, at: At) -> None:
        office, auditor = at(Role.CASUALTY), at(Role.AUDITOR)
        code = person(office)
        heading.sign_head()
        person(office, name="Emil Dravane")
        seq = auditor.get("/journal/entries", subject=code).json()["rows"][0]["seq"]
        shown = auditor.get(f"/journal/entries/{seq}").json()["row"]
        proof = auditor.get(f"/journal/entries/{seq}/proof").json()["row"]
        body = base64.b64decode(shown["body"])
        path = [bytes.fromhex(node) for node in proof["path"]]
        root = bytes.fromhex(proof["root"])
        assert verifier.included(verifier.leaf_hash(body), proof["index"], proof["size"], path, root)
        head = verifier.parse_witness(proof["head"])[0]
        assert (head.size, head.root) == (proof["size"], root)
        assert not verifier.included(verifier.leaf_hash(body + b" "), proof["index"], proof["size"], path, root)
        assert "Velmora" not in body.decode()

    def test_an_entry_without_a_signed_head_is_proven_against_the_present(self, at: At) -> None:
        auditor, keeper = at(Role.AUDITOR), at(Role.CUSTODY)
        person(at(Role.CASUALTY))
        last = auditor.get("/journal/entries").json()["rows"][0]
        proof = auditor.get(f"/journal/entries/{last['seq']}/proof").json()["row"]
        assert proof["head"] is None and proof["size"] >= last["seq"]
        assert keeper.get("/journal/head").json()["row"]["size"] == proof["size"]

    def test_entries_are_for_those_who_may_and_of_their_incident(self, scene: Scene, at: At) -> None:
        elsewhere = custody.take(scene.stranger, what="box", giver="x")
        seq = Entry.objects.get(subject=elsewhere.code).seq
        auditor = at(Role.AUDITOR)
        for path in (f"/journal/entries/{seq}", f"/journal/entries/{seq}/proof", "/journal/entries/999999"):
            assert auditor.get(path).status_code == 404
        assert at(Role.CUSTODY).get("/journal/entries").status_code == 404


class TestSearch:
    def test_one_field_finds_a_thing_by_its_code(self, scene: Scene, at: At) -> None:
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="them")
        rows = at(Role.CUSTODY).get("/search/", q=box.code).json()["rows"]
        assert box.code in [row["code"] for row in rows]
        assert at(Role.CUSTODY).get("/search/").status_code == 422
