"""Entering matters, states and legs: added, never rewritten; refused with a sentence; shown in order, with gaps and anniversaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.claims import actions as claims
from repatria.registry.claims.models import Claim, Document, Party
from repatria.registry.journal import clock
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people import erasing
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.programme import actions, queries
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

KOREA, HAWAII = 540, -600


@kept
def said(scene: Scene) -> dict[str, Any]:
    """Two parties, a document and a claim."""
    seat = scene.seat(Role.HISTORIAN)
    giver = claims.name_party(seat, name="The other side", kind="government")
    families = claims.name_party(seat, name="The families")
    paper = claims.enter_document(seat, title="Communiqué", publisher="The other side", dated="2031-05-04")
    claim = claims.record_claim(
        seat, topic="held", kind="number", low=Decimal(200), unit="sets", hedge="at most", said_by=giver, document=paper
    )
    return {"giver": giver, "families": families, "paper": paper, "claim": claim}


class Told:
    """What the tests enter."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.seat = scene, scene.seat(Role.HISTORIAN)
        made = said(scene)
        self.giver: Party = made["giver"]
        self.families: Party = made["families"]
        self.paper: Document = made["paper"]
        self.claim: Claim = made["claim"]

    def enter(self, kind: str, **more: Any) -> Matter:
        plain: dict[str, Any] = {"title": f"A {kind}", "document": self.paper, "since": "2031-05-04"}
        if kind in ("promise", "request"):
            plain |= {"party": self.giver, "to": self.families}
        if kind == "elsewhere":
            plain |= {"party": self.giver, "claim": self.claim}
        if kind == "readiness":
            plain |= {"part": "capacity"}
        return actions.enter_matter(self.seat, kind=kind, **plain | more)

    def tell(self, matter: Matter, state: str, **more: Any) -> Step:
        return actions.tell_state(self.seat, matter, state=state, according_to=self.giver, document=self.paper, **more)

    def leg(self, matter: Matter, **more: Any) -> Leg:
        plain = {"purpose": "onward", "origin": "Port Varn", "destination": "Saltreef", "document": self.paper}
        return actions.add_leg(self.seat, matter, **plain | more)


@pytest.fixture
def told(scene: Scene) -> Told:
    return Told(scene)


class TestEntering:
    @pytest.mark.parametrize("kind", Matter.Kind.values)
    def test_each_kind_is_kept_and_written_in_the_journal(self, told: Told, kind: str) -> None:
        row = told.enter(kind, words="in our words")
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject) == ("programme.entered", row.code)
        assert sorted(Disclosure.objects.filter(entry=entry).values_list("field", flat=True)) == ["title", "words"]
        assert queries.matter_called(told.seat, row.code) == row

    @pytest.mark.parametrize(
        ("kind", "more", "words"),
        [
            ("war", {}, "kind 'war'"),
            ("event", {"title": " "}, "without a title"),
            ("event", {"since": ""}, "without a day"),
            ("event", {"since": "3/4/51"}, "Write 2018-07-27"),
            ("event", {"until": "2030"}, "earlier day first"),
            ("event", {"ahead": 900}, "between -720 and 840"),
            ("event", {"part": "plan"}, "part 'plan'"),
            ("event", {"words": "w" * 401}, "Keep it to 400"),
            ("promise", {"to": None}, "names both"),
            ("elsewhere", {"claim": None}, "rests on no claim"),
            ("elsewhere", {"party": None}, "nobody is said to hold it"),
            ("readiness", {"part": ""}, "part ''"),
        ],
    )
    def test_what_contradicts_itself_is_refused(self, told: Told, kind: str, more: dict[str, Any], words: str) -> None:
        with pytest.raises(Impossible, match=words):
            told.enter(kind, **more)
        assert not Matter.objects.exists()

    def test_a_promise_to_oneself_is_none(self, told: Told) -> None:
        with pytest.raises(Impossible, match="Name two parties"):
            told.enter("promise", to=told.giver)

    def test_nothing_of_another_incident_comes_in(self, told: Told) -> None:
        far = claims.name_party(told.scene.stranger, name="Far away")
        with pytest.raises(Impossible, match="never mix"):
            told.enter("promise", to=far)

    def test_the_database_holds_the_same(self, told: Told) -> None:
        row = told.enter("event")
        thing = claims.enter_document(told.seat, title="x", publisher="y").thing
        told_twice = {"thing": thing, "title": "t", "document": told.paper, "entered": clock.now()}
        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.create(kind="promise", **told_twice)
        for change in ({"by": told.giver}, {"since": None, "since_precision": "unknown"}, {"title": "another"}, {"words": "w"}):
            with pytest.raises(DatabaseError, match="never rewritten|constraint"), transaction.atomic():
                Matter.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Matter.objects.all()._raw_delete("default")

    def test_a_record_and_an_exercise_never_join(self, told: Told) -> None:
        registry = TheRegistry(told.scene.record)
        thing = claims.enter_document(registry, title="Paper", publisher="Press").thing
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            Matter.objects.create(
                thing=thing,
                kind="event",
                title="t",
                since=date(2018, 7, 27),
                since_precision="day",
                document=told.paper,
                entered=clock.now(),
            )

    def test_words_can_be_erased_and_states_stay(self, told: Told) -> None:
        row = told.enter("request", title="Asked by Orvane Tulk", words="Orvane Tulk asked", quote="Tulk")
        told.tell(row, "accepted", words="told Orvane Tulk so")
        ask = erasing.ask(told.scene.seat(Role.ADMINISTRATOR), row.code, reason="asked by letter", sure=True)
        erasing.carry_out(told.scene.seat(Role.CASUALTY), ask, sure=True)
        row.refresh_from_db()
        assert (row.title, row.words, row.quote, row.steps.get().words) == ("(erased)",) * 4
        assert row.steps.get().state == "accepted"
        assert not any("Tulk" in value for value in Disclosure.objects.values_list("value", flat=True))


class TestStates:
    def test_states_stand_beside_each_other_according_to_whom(self, told: Told) -> None:
        row = told.enter("promise")
        told.tell(row, "made", day="2031-05-04")
        actions.tell_state(told.seat, row, state="partly", according_to=told.families, document=told.paper, day="2032")
        told.tell(row, "kept", day="2031-06", words="all was given")
        again = queries.matter_called(told.seat, row.code)
        assert [(s.state, s.according_to.name, s.day_words) for s in again.steps.all()] == [
            ("made", "The other side", "4 May 2031"),
            ("kept", "The other side", "June 2031"),
            ("partly", "The families", "2032"),
        ]
        assert Entry.objects.latest("seq").tag == "programme.told"

    @pytest.mark.parametrize(
        ("kind", "state"), [("promise", "held"), ("ceremony", "kept"), ("request", "broken"), ("work", "denied")]
    )
    def test_a_state_that_its_kind_cannot_have_is_refused(self, told: Told, kind: str, state: str) -> None:
        with pytest.raises(Impossible, match="Choose one of"):
            told.tell(told.enter(kind), state)

    def test_a_state_is_never_rewritten(self, told: Told) -> None:
        step = told.tell(told.enter("promise"), "made")
        for change in ({"state": "kept"}, {"words": "other"}):
            with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
                Step.objects.filter(pk=step.pk).update(**change)


class TestLegs:
    def test_legs_are_numbered_and_keep_the_days_of_their_places(self, told: Told) -> None:
        row = told.enter("journey")
        told.leg(row, purpose="out", departed="2031-07-27", arrived="2031-07-27", load="empty")
        leg = told.leg(
            row, departed="2031-08-01", origin_ahead=KOREA, arrived="2031-07-31", destination_ahead=HAWAII, crew="four"
        )
        assert (leg.number, leg.departed_words, leg.arrived_words) == (2, "1 August 2031", "31 July 2031")
        assert Entry.objects.latest("seq").tag == "programme.leg"

    def test_an_arrival_before_the_departure_is_refused_only_if_no_clock_lets_it_be(self, told: Told) -> None:
        row = told.enter("journey")
        with pytest.raises(Impossible, match="No clock on earth"):
            told.leg(row, departed="2031-08-01", origin_ahead=KOREA, arrived="2031-07-30", destination_ahead=HAWAII)
        with pytest.raises(Impossible, match="No clock on earth"):
            told.leg(row, departed="2031-08", arrived="2031-06")
        assert told.leg(row, departed="2031-08-01", arrived="2031-07-31").number == 1

    @pytest.mark.parametrize(
        ("more", "words"),
        [({"purpose": "away"}, "purpose 'away'"), ({"origin": " "}, "Name both"), ({"flag": "f" * 121}, "Keep it to 120")],
    )
    def test_a_leg_of_another_shape_is_refused(self, told: Told, more: dict[str, str], words: str) -> None:
        with pytest.raises(Impossible, match=words):
            told.leg(told.enter("journey"), **more)

    def test_only_a_journey_has_legs(self, told: Told) -> None:
        with pytest.raises(Impossible, match="has no legs"):
            told.leg(told.enter("ceremony"))


class TestTheStory:
    def test_lines_stand_in_order_with_gaps_and_anniversaries(self, told: Told) -> None:
        told.enter("work", title="Joint work", since="1990", until="2005")
        told.enter("event", title="Armistice", since="1953-07-27")
        told.enter("event", title="Hand-over", since="2018-07-27", place="Port Varn", ahead=KOREA)
        told.enter("ceremony", title="Carry", since="2018-08-01", place="Saltreef", ahead=HAWAII)
        story = queries.programme(told.seat, date(2018, 7, 28)).story
        shown = [
            line.gap.years if line.gap else (line.line.words, list(line.on)) for line in story.told if line.gap or line.line
        ]
        assert shown == [
            ("Armistice", []),
            36.4,
            ("Joint work", []),
            12.6,
            ("Hand-over", [(65, "Armistice")]),
            ("Carry", []),
        ]
        assert [(day.isoformat(), years) for day, years, _ in story.next] == [("2019-07-27", 1), ("2019-07-27", 66)]
        assert [list(line.elsewhere) for line in story.told if line.line and line.line.ahead] == [
            ["26 July 2018 or 27 July 2018 in Saltreef"],
            ["1 August 2018 or 2 August 2018 in Port Varn"],
        ]


class TestWhoMay:
    def test_whoever_groups_bones_and_strangers_find_nothing(self, told: Told) -> None:
        row = told.enter("promise")
        scene = told.scene
        for client in (scene.client(Role.ANTHROPOLOGIST), scene.client(scene.stranger_user)):
            for path in ("", f"{row.code}/", f"{row.code}/tell/", "new/promise/"):
                assert client.get(f"/i/heron/programme/{path}").status_code == 404
        with pytest.raises(NotFound):
            queries.matter_called(scene.stranger, row.code)
        with pytest.raises(NotFound):
            actions.tell_state(scene.seat(Role.AUDITOR), row, state="kept", according_to=told.giver, document=told.paper)

    def test_the_pages_enter_and_show(self, told: Told) -> None:
        client = told.scene.client(Role.HISTORIAN)
        form = {"title": "To return them", "party": told.giver.pk, "to": told.families.pk, "document": told.paper.thing.pk}
        bad = client.post("/i/heron/programme/new/promise/", form | {"to": told.giver.pk})
        assert bad.status_code == 200 and "Name two parties" in bad.content.decode()
        where = client.post("/i/heron/programme/new/promise/", form | {"since": "2031-05-04"}).headers["Location"]
        state = {"state": "made", "according_to": told.giver.pk, "document": told.paper.thing.pk, "day": "2031-05-04"}
        assert client.post(f"{where}tell/", state).headers["Location"] == where
        assert client.get(f"{where}leg/").status_code == 404
        trip = client.post(
            "/i/heron/programme/new/journey/", {"title": "There and back", "document": told.paper.thing.pk}
        ).headers["Location"]
        leg = {
            "purpose": "out",
            "origin": "Varn",
            "destination": "Reef",
            "document": told.paper.thing.pk,
            "vehicle": "cargo plane",
        }
        assert client.post(f"{trip}leg/", leg).headers["Location"] == trip
        text = client.get("/i/heron/programme/?on=2032-05-03").content.decode()
        for words in (
            "To return them",
            "The other side to The families",
            "cargo plane",
            "according to The other side",
            "Exercise",
        ):
            assert words in text, words
        assert "cargo plane" in client.get(trip).content.decode()
        assert "A promise" not in text and client.get("/i/heron/programme/new/war/").status_code == 404

    def test_a_claim_of_a_report_stands_at_the_agreement_it_belongs_to(self, told: Told) -> None:
        from repatria.registry import gateway
        from repatria.registry.claims import reporting

        row = told.enter("agreement")
        text = gateway.plain_report("The command handed over 55 cases of remains.")
        report = reporting.read_report(told.seat, text, title="Boxes come", publisher="The Courier")
        reporting.confirm(told.seat, report.proposals.order_by("number")[0], about=row.thing)
        shown = told.scene.client(Role.AUDITOR).get(f"/i/heron/programme/{row.code}/").content.decode()
        assert "What is claimed of it" in shown and "55" in shown

    def test_the_search_finds_matters(self, told: Told) -> None:
        from repatria.registry.programme.desk import search

        row = told.enter("event", title="The summit")
        assert [f.code for f in search(told.seat, "summit")] == [row.code] == [f.code for f in search(told.seat, row.code)]
        assert list(search(told.scene.seat(Role.ANTHROPOLOGIST), "summit")) == []
