"""The pages of evidence, the joint answer, leads, exclusions and identifications, as each role sees them."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from repatria.registry.identification import actions, excluding, leading
from repatria.registry.identification.models import Exclusion, Identification, Lead
from repatria.registry.identification.tests.test_identify import drafted, give_a_lead, opened, withdraw_consent
from repatria.registry.identification.words import percent
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.searching.queries import aside_of
from repatria.registry.searching.tests.hands import Made

HERE = "/i/heron/identification/"
READERS = (Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.ODONTOLOGIST, Role.HISTORIAN, Role.AUDITOR)


def words(response: Any) -> str:
    """The text of a page without its tags, spaces put together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def filled(made: Made) -> dict[str, Any]:
    """A draft, a lead, an exclusion."""
    give_a_lead(made)
    evidence = opened(made)
    row = actions.draft(made.scene.seat(Role.GENETICIST), evidence, text="It is he.")
    out = excluding.rule_out(
        made.scene.seat(Role.EXAMINER), made.individuals[1], made.missing[0].thing, ground="age", words="a child of ten"
    )
    return {"made": made, "evidence": evidence, "row": row, "out": out, "lead": Lead.objects.get()}


def read_addresses(filled: dict[str, Any]) -> list[str]:
    made, evidence = filled["made"], filled["evidence"]
    one, other = made.individuals[0].code, made.missing[0].code
    return [
        "", "?state=draft", f"?q={one}", "joint/", "joint/?listed=0.2", "joint/?by=people", "joint/?by=sets", f"joint/?q={other}",
        f"joint/{one}/{other}/", f"joint/{made.individuals[1].code}/{made.missing[2].code}/", f"evidence/current/{one}/{other}/",
        f"files/{evidence.digest}/", f"files/{evidence.digest}/next/", "leads/", "exclusions/", "exclusions/?all=0&ground=age",
        f"{filled['row'].code}/",
    ]  # fmt: skip


def act_addresses(filled: dict[str, Any]) -> list[str]:
    made, evidence, code = filled["made"], filled["evidence"], filled["row"].code
    one, other = made.individuals[0].code, made.missing[0].code
    return [
        f"files/{evidence.digest}/markers/", f"files/{evidence.digest}/draft/", f"files/{evidence.digest}/rule-out/",
        f"leads/{one}/{other}/", f"leads/{filled['lead'].pk}/take-back/", "exclusions/new/", f"exclusions/{filled['out'].pk}/revise/",
        f"{code}/statement/", f"{code}/withdraw/",
    ]  # fmt: skip


class TestReaching:
    def test_who_may_reads_every_page_and_nobody_else_any(self, filled: dict[str, Any]) -> None:
        scene = filled["made"].scene
        readers = {role: scene.client(role) for role in READERS}
        others = [scene.client(r) for r in Role if r not in READERS] + [scene.client(scene.stranger_user)]
        for address in read_addresses(filled):
            for role, client in readers.items():
                assert client.get(HERE + address).status_code == 200, (role, address)
            for client in others:
                assert client.get(HERE + address).status_code == 404, address
        for address in act_addresses(filled):
            assert scene.client(Role.GENETICIST).get(HERE + address).status_code == 200, address
            assert scene.client(Role.AUDITOR).get(HERE + address).status_code == 404, address
            for client in others:
                assert client.get(HERE + address).status_code == 404, address

    def test_a_stranger_finds_nothing_in_their_own_incident(self, filled: dict[str, Any]) -> None:
        chen = filled["made"].scene.client(filled["made"].scene.stranger_user)
        for address in (*read_addresses(filled), *act_addresses(filled)):
            if ("HERON" in address and "?" not in address) or "files" in address:
                assert chen.get("/i/other/identification/" + address).status_code == 404, address
        assert "HERON" not in chen.get("/i/other/identification/").content.decode()


class TestEvidence:
    def test_the_page_tells_propositions_waterfall_lambdas_and_what_is_not_weighed(self, filled: dict[str, Any]) -> None:
        page = filled["made"].scene.client(Role.GENETICIST).get(f"{HERE}files/{filled['evidence'].digest}/")
        text = words(page)
        for told in (
            "First proposition", "Second proposition", "log10 LR", "From prior to posterior", "prior odds", "references may be wrong",
            "mitochondrial DNA", "Y-chromosomal", "age at death", "stature", "20 %", "80 %", "identity tag", "at most 10",
            "No further bone or marker can raise", "Donor by donor", "3 typed",
        ):  # fmt: skip
            assert told in text, told
        assert page.content.decode().count("<h1") == 1 and "<svg" in page.content.decode()

    def test_single_donors_are_told_of_to_geneticists_only(self, filled: dict[str, Any]) -> None:
        made = filled["made"]
        for role in READERS:
            text = words(made.scene.client(role).get(f"{HERE}files/{filled['evidence'].digest}/"))
            assert ("Donor by donor" in text) is (role == Role.GENETICIST), role
            following = words(made.scene.client(role).get(f"{HERE}files/{filled['evidence'].digest}/next/"))
            assert (made.kin["mother"].code in following) is (role == Role.GENETICIST), role

    def test_genotypes_are_for_few_and_every_look_is_journalled(self, filled: dict[str, Any]) -> None:
        made, address = filled["made"], f"{HERE}files/{filled['evidence'].digest}/markers/"
        before = Entry.objects.filter(tag="identification.genotypes_compared").count()
        for role in READERS:
            expected = 200 if role in (Role.GENETICIST, Role.REVIEWER) else 404
            assert made.scene.client(role).get(address).status_code == expected, role
        assert Entry.objects.filter(tag="identification.genotypes_compared").count() == before + 2
        page = made.scene.client(Role.GENETICIST).get(address).content.decode()
        for marker, call in made.profiles["first"].calls.items():
            assert f">{marker}<" in page and ", ".join(call.alleles) in page, marker

    def test_no_name_stands_on_a_page_of_evidence(self, filled: dict[str, Any]) -> None:
        made = filled["made"]
        for role in READERS:
            text = made.scene.client(role).get(f"{HERE}files/{filled['evidence'].digest}/").content.decode()
            assert not any(p.listed_as.split()[-1] in text for p in made.missing), role

    def test_an_evidence_file_opens_within_a_third_of_a_second(self, filled: dict[str, Any]) -> None:
        client = filled["made"].scene.client(Role.GENETICIST)
        one, other = filled["made"].individuals[0].code, filled["made"].missing[0].code
        client.get(f"{HERE}evidence/current/{one}/{other}/")
        took = []
        for _ in range(5):
            start = time.process_time()
            assert client.get(f"{HERE}evidence/current/{one}/{other}/").status_code == 200
            took.append(time.process_time() - start)
        assert min(took) < 0.3, took


class TestJoint:
    def test_pairs_stand_in_order_with_a_way_to_their_reasons(self, filled: dict[str, Any]) -> None:
        made = filled["made"]
        page = made.scene.client(Role.REVIEWER).get(f"{HERE}joint/").content.decode()
        assert page.index(made.individuals[0].code) < page.index("Ask why")
        assert f"joint/{made.individuals[0].code}/{made.missing[0].code}/" in page
        for listed in ("0.2", "0.5", "0.8"):
            assert made.scene.client(Role.REVIEWER).get(f"{HERE}joint/?listed={listed}").status_code == 200
        people = words(made.scene.client(Role.REVIEWER).get(f"{HERE}joint/?by=people"))
        assert "none of these" in people and made.alone.code in people
        assert all(people.count(f"none of these λ {value}") == 1 for value in ("0.2", "0.5", "0.8"))
        assert made.search is not None
        for one in made.search.lists.filter(label=made.alone.code):  # as the answer has it, at each λ
            told = [percent(none).replace("\xa0", " ") for _value, none, _without in aside_of(one)]
            assert len(told) == 3 and " ".join(told) in people, one.label

    def test_why_says_in_words_what_stands_between_two(self, filled: dict[str, Any]) -> None:
        made, client = filled["made"], filled["made"].scene.client(Role.EXAMINER)

        def ask(one: int, other: int) -> str:
            return words(client.get(f"{HERE}joint/{made.individuals[one].code}/{made.missing[other].code}/"))

        assert "best pair of both" in ask(0, 0)
        assert "has no usable reference" in ask(0, 2)
        assert "Ruled out in the register by age: a child of ten" in ask(1, 0)
        form = client.get(f"{HERE}joint/why/", {"label": made.individuals[0].code, "missing": made.missing[0].code})
        assert form.status_code == 302
        again = words(client.get(f"{HERE}joint/why/", {"label": "x", "missing": made.missing[0].code}, follow=True))
        assert "is called X and" in again and "Ask why" in again


class TestActs:
    def test_a_draft_is_written_submitted_and_withdrawn_by_its_author(self, made: Made) -> None:
        client, evidence = made.scene.client(Role.GENETICIST), opened(made)
        form = client.get(f"{HERE}files/{evidence.digest}/draft/").content.decode()
        assert "is identified as missing person" in form
        made_at = client.post(f"{HERE}files/{evidence.digest}/draft/", {"text": "It is he."})
        row = Identification.objects.get()
        assert made_at.status_code == 302 and row.code in made_at.headers["Location"]
        assert client.post(f"{HERE}{row.code}/statement/", {"text": "It is he, we think."}).status_code == 302
        assert client.post(f"{HERE}{row.code}/submit/").status_code == 302
        assert client.get(f"{HERE}{row.code}/submit/").status_code == 405
        text = words(client.get(f"{HERE}{row.code}/"))
        assert "in review" in text and "Statement 2, in force" in text and "Statement 1, replaced" in text and "History" in text
        assert client.post(f"{HERE}{row.code}/withdraw/", {"reason": " "}).status_code == 200
        assert client.post(f"{HERE}{row.code}/withdraw/", {"reason": "a doubt"}).status_code == 302
        assert Identification.objects.get().state == "withdrawn"

    def test_what_lost_its_ground_says_so_before_anything_has_voided_it(self, made: Made) -> None:
        row = actions.submit(made.scene.seat(Role.GENETICIST), drafted(made))
        withdraw_consent(made)
        assert Identification.objects.get(pk=row.pk).state == "review"
        for address in (f"{row.code}/", ""):
            text = words(made.scene.client(Role.EXAMINER).get(HERE + address))
            assert "no longer stands" in text, address
        assert f"the consent of {made.kin['brother'].code}" in words(made.scene.client(Role.EXAMINER).get(f"{HERE}{row.code}/"))

    def test_leads_and_exclusions_are_entered_and_taken_back(self, made: Made) -> None:
        historian, one, other = made.scene.client(Role.HISTORIAN), made.individuals[0].code, made.missing[0].code
        told = {"kind": "tag", "lr": "8", "if_so": "his", "if_not": "another's", "source": "box 3"}
        assert "10" in words(historian.post(f"{HERE}leads/{one}/{other}/", {**told, "lr": "11"}))
        assert historian.post(f"{HERE}leads/{one}/{other}/", told).status_code == 302
        assert "All leads weigh at most 30" in words(historian.post(f"{HERE}leads/{one}/{other}/", told))
        assert historian.post(f"{HERE}leads/{Lead.objects.get().pk}/take-back/", {"reason": "misread"}).status_code == 302
        assert "misread" in words(historian.get(f"{HERE}leads/"))
        wrong = {"individual": "x", "missing": other, "ground": "age", "words": "a child"}
        assert "names nothing here" in words(historian.post(f"{HERE}exclusions/new/", wrong))
        assert historian.post(f"{HERE}exclusions/new/", {**wrong, "individual": one}).status_code == 302
        assert "Revise that first" in words(historian.post(f"{HERE}exclusions/new/", {**wrong, "individual": one}))
        assert (
            historian.post(f"{HERE}exclusions/{Exclusion.objects.get().pk}/revise/", {"reason": "wrong box"}).status_code == 302
        )
        assert "wrong box" in words(historian.get(f"{HERE}exclusions/"))
        digest = opened(made).digest
        geneticist = made.scene.client(Role.GENETICIST)
        assert geneticist.post(f"{HERE}files/{digest}/rule-out/", {"ground": "dna", "words": "markers"}).status_code == 302
        assert "Ruled out in the register" in words(geneticist.get(f"{HERE}files/{digest}/"))

    def test_the_desk_reminds_the_author_and_finds_by_code(self, made: Made) -> None:
        row = drafted(made)
        desk = words(made.scene.client(Role.GENETICIST).get("/i/heron/"))
        assert f"{row.code} is a draft of yours" in desk
        found = words(made.scene.client(Role.REVIEWER).get("/i/heron/search/", {"q": row.code}))
        assert "identification of" in found
        assert row.code not in words(made.scene.client(Role.CUSTODY).get("/i/heron/search/", {"q": row.code})).replace(
            f"“{row.code}”", ""
        )


def test_leads_module_and_pages_agree_on_the_caps() -> None:
    assert (leading.EACH, leading.TOGETHER) == (10.0, 30.0)
