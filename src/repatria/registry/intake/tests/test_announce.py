"""Announcing a hand-over and taking up the giver's list: what is stated stays a claim of the giver."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.claims.models import Claim
from repatria.registry.intake import actions, figures
from repatria.registry.intake.models import ExpectedContainer, Handover
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


class TestAnnouncing:
    def test_what_the_giver_states_is_a_claim(self, scene: Scene, handover: Handover) -> None:
        told = {c.topic.key: c.words for c in Claim.objects.filter(about=handover.thing)}
        assert told == {"claimed-containers": "3 containers", "claimed-people": "not known how many"}
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject, entry.said["facts"]["claims"]) == ("intake.announced", handover.code, 2)
        assert handover.day == "4 May 2031"

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"title": " "}, "title of 1"),
            ({"way": "found"}, "way 'found'"),
            ({"on": "04/05/2031"}, "Write 2018-07-27"),
            ({"stated_people": "3 or 4"}, "people stated"),
        ],
    )
    def test_it_refuses(self, scene: Scene, handover: Handover, wrong: dict[str, str], words: str) -> None:
        told = {"title": "x", "giver": handover.giver, "receiver": handover.receiver} | wrong
        with pytest.raises(Impossible, match=words):
            actions.announce_handover(scene.seat(Role.INTAKE), **told)

    def test_nobody_hands_over_to_himself_or_across_incidents(self, scene: Scene, handover: Handover) -> None:
        with pytest.raises(Impossible, match="itself"):
            actions.announce_handover(scene.seat(Role.INTAKE), title="x", giver=handover.giver, receiver=handover.giver)
        with pytest.raises(Impossible, match="another incident"):
            actions.announce_handover(scene.stranger, title="x", giver=handover.giver, receiver=handover.receiver)
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            other = TheRegistry(scene.record)
            from repatria.registry.claims.writing import new_document
            from repatria.registry.codes.giving import new_thing
            from repatria.registry.codes.models import Kind

            Handover.objects.create(
                thing=new_thing(other, Kind.HANDOVER),
                title="x",
                giver=handover.giver,
                receiver=handover.receiver,
                document=new_document(other, title="x", publisher="x", dated=(None, "unknown")),
            )

    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.INTAKE])
    def test_only_intake_announces(self, scene: Scene, handover: Handover, role: Role) -> None:
        with pytest.raises(NotFound):
            actions.announce_handover(scene.seat(role), title="x", giver=handover.giver, receiver=handover.receiver)


class TestTheGiversList:
    def test_each_line_holds_its_claims(self, scene: Scene, listed: Handover) -> None:
        rows = list(ExpectedContainer.objects.filter(handover=listed))
        assert [r.number for r in rows] == ["1", "2", "3"]
        assert rows[2].origin.words == "Sel pass" and rows[2].origin.part == "box 3"
        assert rows[2].people.words == "about 2 people" and rows[1].people is None
        assert rows[0].seals == ["A1"]
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.said["facts"]["count"]) == ("intake.list_imported", 3)

    def test_boxes_of_one_list_do_not_contradict_each_other(self, scene: Scene, listed: Handover) -> None:
        from repatria.registry.claims import queries

        groups = queries.claims_about(scene.seat(Role.AUDITOR), listed.thing)
        assert {group.verdict for _topic, group in groups} == {"alone"}

    def test_a_list_with_a_fault_is_not_taken_up_at_all(self, scene: Scene, handover: Handover) -> None:
        before = Entry.objects.count()
        with pytest.raises(Impossible, match="line 3, number.*Nothing was taken up"):
            actions.import_list(scene.seat(Role.INTAKE), handover, data=b"number\n1\n1\n2\n")
        assert not ExpectedContainer.objects.exists() and Entry.objects.count() == before

    def test_a_number_that_is_there_already_stops_the_list(self, scene: Scene, listed: Handover) -> None:
        with pytest.raises(Overtaken, match="is on it already"):
            actions.import_list(scene.seat(Role.INTAKE), listed, data=b"number\n9\n2\n")
        with pytest.raises(Overtaken, match="is on it already"):
            actions.expect_container(scene.seat(Role.INTAKE), listed, number="02")
        assert ExpectedContainer.objects.count() == 3

    def test_one_line_by_hand(self, scene: Scene, listed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        row = actions.expect_container(seat, listed, number="4", origin="Sel pass", people="2-4", seals="B1; B2")
        assert (row.place, row.seals, row.people.words) == (4, ["B1", "B2"], "2 to 4 people")
        for wrong, words in (({"number": "…"}, "give the number"), ({"number": "5", "people": "3 or 4"}, "people")):
            with pytest.raises(Impossible, match=words):
                actions.expect_container(seat, listed, **wrong)
        with pytest.raises(Impossible, match="origin of 201"):
            actions.expect_container(seat, listed, number="5", origin="x" * 201)

    def test_it_is_never_rewritten(self, scene: Scene, listed: Handover) -> None:
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            ExpectedContainer.objects.filter(handover=listed).update(number="x")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Handover.objects.update(title="x")


class TestFigures:
    def test_containers_are_never_people(self, scene: Scene, listed: Handover, boxes: list[object]) -> None:
        words = figures.summary(scene.seat(Role.INTAKE), listed).sentence
        assert words == (
            "3 containers; the giver states of people: not known how many; people: not yet known; by DNA: not yet compared."
        )

    def test_an_empty_figure_is_none_and_never_zero(self, scene: Scene, handover: Handover) -> None:
        told = figures.summary(scene.seat(Role.INTAKE), handover)
        assert (told.containers, told.listed, told.people.value, told.dna.value) == (None, None, None, None)
        assert "0" not in told.sentence
        assert figures.Figure(0, "x").value is None
        assert actions.note_figure(TheRegistry(scene.heron), handover, name="people", value=0, words="x", why="y").value is None

    def test_higher_stages_answer(
        self, scene: Scene, listed: Handover, boxes: list[object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(figures.PROVIDERS, "people", lambda seat, h: figures.Figure(4, "left femur"))
        monkeypatch.setitem(figures.PROVIDERS, "dna", lambda seat, h: figures.Figure(6, "6 profiles differ"))
        words = figures.summary(scene.seat(Role.INTAKE), listed).sentence
        assert "people: not yet known, at least 4 (left femur)" in words and "by DNA: at least 6" in words

    def test_a_figure_may_fall_and_its_history_says_why(self, scene: Scene, handover: Handover) -> None:
        registry = TheRegistry(scene.heron)
        for value, why in ((5, "five left femora"), (4, "two of them refit")):
            actions.note_figure(registry, handover, name="people", value=value, words=f"at least {value}", why=why)
        history = figures.summary(scene.seat(Role.INTAKE), handover).history
        assert [(h.value, h.why) for h in history] == [(5, "five left femora"), (4, "two of them refit")]
        with pytest.raises(NotFound):
            actions.note_figure(scene.seat(Role.INTAKE), handover, name="people", value=9, words="x", why="y")
        with pytest.raises(Impossible, match="why it changed"):
            actions.note_figure(registry, handover, name="people", value=9, words="x", why="")
