"""Recording what somebody says: added, never rewritten."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.claims import actions, queries
from repatria.registry.claims.models import Claim, Document, Party
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def giver(scene: Scene) -> Party:
    return actions.name_party(scene.seat(Role.INTAKE), name="The other side", kind="government")


@pytest.fixture
def paper(scene: Scene) -> Document:
    return actions.enter_document(scene.seat(Role.INTAKE), title="List", publisher="The other side", dated="2018-07-27")


def say(scene: Scene, giver: Party, paper: Document, **more: object) -> Claim:
    told = {"topic": "people in the boxes", "kind": "number", "low": Decimal(55), "unit": "people", "hedge": "about"} | more
    return actions.record_claim(scene.seat(Role.INTAKE), said_by=giver, document=paper, **told)


class TestRecording:
    def test_it_is_kept_with_author_day_and_hedge(self, scene: Scene, giver: Party, paper: Document) -> None:
        claim = say(scene, giver, paper)
        assert claim.words == "about 55 people"
        assert (claim.said_by, claim.said_words, claim.document) == (giver, "27 July 2018", paper)
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject, entry.said["facts"]["said"]) == (
            "claims.recorded",
            claim.thing.code,
            "about 55 people",
        )

    def test_a_claimed_name_can_be_erased_from_the_journal(self, scene: Scene, giver: Party, paper: Document) -> None:
        say(scene, giver, paper, topic="name on a tag", kind="name", low=None, unit="", hedge="none", text="Orvane Tulk")
        entry = Entry.objects.latest("seq")
        assert "Orvane" not in str(entry.said)
        assert "Orvane" in Disclosure.objects.get(entry=entry).value

    def test_a_correction_is_a_new_claim(self, scene: Scene, giver: Party, paper: Document) -> None:
        old = say(scene, giver, paper)
        new = say(scene, giver, paper, low=Decimal(60), supersedes=old)
        rows = list(queries.claims_on(scene.seat(Role.AUDITOR), old.topic))
        assert rows == [old, new]
        assert [queries.is_replaced(row) for row in rows] == [True, False]
        assert queries.side_by_side(rows)[0].verdict == "alone"

    def test_only_the_same_party_corrects_itself(self, scene: Scene, giver: Party, paper: Document) -> None:
        old = say(scene, giver, paper)
        other = actions.name_party(scene.seat(Role.INTAKE), name="A newspaper", kind="press")
        with pytest.raises(Impossible, match="Only the same party"):
            say(scene, other, paper, supersedes=old)
        with pytest.raises(Impossible, match="something else"):
            say(scene, giver, paper, topic="boxes", supersedes=old)

    def test_a_claim_is_corrected_once(self, scene: Scene, giver: Party, paper: Document) -> None:
        old = say(scene, giver, paper)
        say(scene, giver, paper, low=Decimal(60), supersedes=old)
        before = Entry.objects.count()
        with pytest.raises(Overtaken, match="replaced already"):
            say(scene, giver, paper, low=Decimal(61), supersedes=old)
        assert Entry.objects.count() == before

    @pytest.mark.parametrize("change", [{"text": "other"}, {"hedge": "none"}, {"value_low": 1}])
    def test_the_database_rewrites_none(self, scene: Scene, giver: Party, paper: Document, change: dict[str, object]) -> None:
        claim = say(scene, giver, paper)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk)._raw_delete("default")

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"low": None}, "one number"),
            ({"kind": "range"}, "two numbers"),
            ({"kind": "range", "low": Decimal(4), "high": Decimal(2)}, "smaller number first"),
            ({"kind": "text", "low": None}, "without words"),
            ({"kind": "text", "text": "x"}, "has no number"),
            ({"kind": "size"}, "kind 'size'"),
            ({"hedge": "roughly"}, "hedge 'roughly'"),
            ({"low": Decimal("NaN")}, "plain numbers"),
            ({"low": Decimal("1e30")}, "plain numbers"),
            ({"quote": "x" * 201}, "quote of 201"),
            ({"as_of": "03/04/1951"}, "Write 2018-07-27"),
            ({"said_on": "yesterday"}, "Write 2018-07-27"),
            ({"topic": "…"}, "Latin letter"),
            ({"section": "nowhere"}, "section 'nowhere'"),
            ({"kind": "date", "low": None, "text": "3.4.1951"}, "Write 2018-07-27"),
        ],
    )
    def test_it_refuses_what_is_no_statement(
        self, scene: Scene, giver: Party, paper: Document, wrong: dict[str, object], words: str
    ) -> None:
        before = Entry.objects.count()
        with pytest.raises(Impossible, match=words):
            say(scene, giver, paper, **wrong)
        assert not Claim.objects.exists()
        assert Entry.objects.count() == before

    def test_the_database_wants_the_value_of_the_kind(self, scene: Scene, giver: Party, paper: Document) -> None:
        claim = say(scene, giver, paper)
        claim.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.create(
                thing=paper.thing, topic=claim.topic, kind="text", value_low=1, text="x", said_by=giver, document=paper
            )

    def test_a_document_of_another_incident_is_refused(self, scene: Scene, giver: Party) -> None:
        theirs = actions.enter_document(scene.stranger, title="Elsewhere", publisher="x")
        with pytest.raises(Impossible, match="another incident"):
            say(scene, giver, theirs)

    def test_the_database_keeps_records_and_exercises_apart(self, scene: Scene, giver: Party, paper: Document) -> None:
        cited = actions.enter_document(TheRegistry(scene.record), title="Real", publisher="x")
        claim = say(scene, giver, paper)
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            Claim.objects.create(
                thing=scene_thing(scene), topic=claim.topic, kind="text", text="x", said_by=giver, document=cited
            )

    @pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.CUSTODY, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_others_record_nothing(self, scene: Scene, giver: Party, paper: Document, role: Role) -> None:
        with pytest.raises(NotFound):
            actions.record_claim(scene.seat(role), topic="x", kind="text", text="x", said_by=giver, document=paper)

    def test_a_document_needs_title_and_a_true_fingerprint(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="title"):
            actions.enter_document(scene.seat(Role.INTAKE), title=" ", publisher="x")
        with pytest.raises(Impossible, match="64 digits"):
            actions.enter_document(scene.seat(Role.INTAKE), title="x", publisher="x", sha256="abc")
        with pytest.raises(Impossible, match="Write one of"):
            actions.name_party(scene.seat(Role.INTAKE), name="x", kind="army")


def scene_thing(scene: Scene) -> object:
    from repatria.registry.codes.giving import new_thing
    from repatria.registry.codes.models import Kind

    return new_thing(TheRegistry(scene.heron), Kind.CLAIM)


class TestReading:
    def test_whoever_groups_blind_reads_no_claim(self, scene: Scene, giver: Party, paper: Document) -> None:
        say(scene, giver, paper)
        both = scene.person("both", Role.ANTHROPOLOGIST, Role.CUSTODY)
        for client in (scene.client(Role.ANTHROPOLOGIST), scene.client(both)):
            for path in ("", "timeline/", "documents/", "topics/people-in-the-boxes/", f"documents/{paper.thing.code}/"):
                assert client.get(f"/i/heron/claims/{path}").status_code == 404

    def test_a_stranger_finds_nothing(self, scene: Scene, giver: Party, paper: Document) -> None:
        claim = say(scene, giver, paper)
        assert scene.client(scene.stranger_user).get("/i/heron/claims/").status_code == 404
        assert scene.client(scene.stranger_user).get(f"/i/other/claims/topics/{claim.topic.key}/").status_code == 404
        with pytest.raises(NotFound):
            queries.claim_called(scene.stranger, claim.thing.code)

    def test_the_pages_show_claims_side_by_side(self, scene: Scene, giver: Party, paper: Document) -> None:
        say(scene, giver, paper, hedge="none", as_of="2018-07-27")
        say(scene, giver, paper, low=Decimal(60), hedge="none")
        client = scene.client(Role.HISTORIAN)
        text = client.get("/i/heron/claims/topics/people-in-the-boxes/").content.decode()
        assert "55 people" in text and "60 people" in text and "cannot all hold" in text
        assert "people in the boxes" in client.get("/i/heron/claims/").content.decode()
        assert "55 people" in client.get("/i/heron/claims/timeline/").content.decode()
        assert "60 people" in client.get("/i/heron/claims/timeline/?by=said").content.decode()
        assert "60 people" in client.get(f"/i/heron/claims/documents/{paper.thing.code}/").content.decode()

    def test_the_form_records_and_says_what_is_wrong(self, scene: Scene, giver: Party, paper: Document) -> None:
        client = scene.client(Role.INTAKE)
        told = {"new_topic": "boxes", "section": "giver", "kind": "number", "low": "55", "hedge": "none", "unit": "boxes"}
        told |= {"said_by": giver.pk, "document": paper.pk, "as_of": "27/07/2018"}
        answer = client.post("/i/heron/claims/new/", told)
        assert answer.status_code == 200 and "Write 2018-07-27" in answer.content.decode()
        answer = client.post("/i/heron/claims/new/", told | {"as_of": "2018-07-27"})
        assert answer.headers["Location"] == "/i/heron/claims/topics/boxes/"
        assert Claim.objects.get().words == "55 boxes"

    def test_the_search_field_finds_topics_for_those_who_may(self, scene: Scene, giver: Party, paper: Document) -> None:
        from repatria.registry.claims.desk import search

        say(scene, giver, paper)
        assert [f.code for f in search(scene.seat(Role.HISTORIAN), "boxes")] == ["people in the boxes"]
        assert list(search(scene.seat(Role.ANTHROPOLOGIST), "boxes")) == []
