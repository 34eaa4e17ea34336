"""The programme of the public record: loaded as a whole, every matter with its source, open to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from repatria.registry.claims import record
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.programme import queries
from repatria.registry.programme.loading import PROGRAMME_2018, load_programme
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene


@kept
def loaded(scene: Scene) -> list[Matter]:
    """The record with its claims and its programme."""
    by = TheRegistry(scene.record)
    record.load_record(by, scene.record, record.RECORD_2018)
    return load_programme(by, scene.record, PROGRAMME_2018)


class TestTheRecord:
    def test_it_holds_every_kind_and_one_entry_tells_of_it(self, scene: Scene) -> None:
        rows = loaded(scene)
        assert {row.kind for row in rows} == set(Matter.Kind.values)
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.said["facts"]["matters"]) == ("programme.loaded", len(rows))
        assert (entry.said["facts"]["legs"], entry.said["facts"]["steps"]) == (Leg.objects.count(), Step.objects.count())
        families = Matter.objects.filter(kind="promise", to__name="The families of the missing")
        assert families.count() >= 2

    def test_no_state_is_chosen_over_another(self, scene: Scene) -> None:
        loaded(scene)
        row = Matter.objects.get(title="To return the remains of the missing")
        assert [(s.state, s.according_to.name) for s in row.steps.all()] == [
            ("made", "American Military News"),
            ("kept", "The White House"),
            ("partly", "The president of the United States"),
            ("partly", "The secretary of state of the United States"),
        ]

    def test_days_are_right_across_the_date_line_and_anniversaries_are_computed(self, scene: Scene, client: Any) -> None:
        loaded(scene)
        _incident, told = queries.public_programme("record")
        lines = {line.line.words: line for line in told.story.told if line.line}
        assert "26 July 2018 or 27 July 2018 in Washington" in lines["55 boxes are received"].elsewhere
        assert list(lines["55 boxes are received"].on) == [(65, "The armistice of the war")]
        assert any("27 July 2018 in Wonsan" in day for day in lines["The return is announced in Washington"].elsewhere)
        held = [row for row in told.of("ceremony") if "held" in {step.state for step in row.steps.all()}]
        assert {(row.place, row.since_words) for row in held} == {
            ("Osan Air Base", "1 August 2018"),
            ("Hawaii", "1 August 2018"),
        }
        assert any(gap.since.year == 2008 and gap.until.year >= 2015 for gap in told.story.gaps)

    def test_what_is_held_elsewhere_is_expected_and_never_counted(self, scene: Scene) -> None:
        loaded(scene)
        rows = Matter.objects.filter(kind="elsewhere")
        assert sorted(row.claim.words for row in rows if row.claim) == ["at most 200 sets", "believed 200 sets"]

    def test_the_page_is_open_without_login_and_takes_nothing(self, scene: Scene, client: Any) -> None:
        loaded(scene)
        text = client.get("/record/record/programme/?on=2018-07-20").content.decode()
        for words in (
            "65 years to the day after: The armistice",
            "technical experts",
            "enters no balance",
            "Nothing is told of",
        ):
            assert words in text, words
        assert client.post("/record/record/programme/").status_code == 405
        for slug in ("heron", "nowhere"):
            assert client.get(f"/record/{slug}/programme/").status_code == 404
        assert "/record/record/programme/" in client.get("/record/record/").content.decode()


class TestLoading:
    def test_the_same_file_is_not_loaded_twice_nor_by_a_role_nor_into_an_exercise(self, scene: Scene) -> None:
        loaded(scene)
        with pytest.raises(Overtaken, match="loaded before"):
            load_programme(TheRegistry(scene.record), scene.record, PROGRAMME_2018)
        with pytest.raises(Impossible, match="is an exercise"):
            load_programme(TheRegistry(scene.heron), scene.heron, PROGRAMME_2018)
        with pytest.raises(Impossible, match="opened for"):
            load_programme(TheRegistry(), scene.record, PROGRAMME_2018)
        with pytest.raises(NotFound):
            load_programme(scene.seat(Role.HISTORIAN), scene.heron, PROGRAMME_2018)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("[[matter", "not readable"),
            ("x = 1", "nothing else"),
            ('[[matter]]\nkind="event"\nin="amn"', "title is missing"),
            ('[[matter]]\nkind="event"\ntitle="t"\nin="amn"\ncolour="red"', "unknown field 'colour'"),
            ('[[matter]]\nkind="event"\ntitle="t"\nin="nowhere"\nsince="2018"', "in 'nowhere'"),
            ('[[matter]]\nkind="event"\ntitle="t"\nin="amn"', "without a day"),
            ('[[matter]]\nkind="elsewhere"\ntitle="t"\nin="amn"\nby="North Korea"\nclaim="x/y"', "claim 'x/y'"),
            ('[[matter]]\nkind="event"\ntitle="t"\nsince="2018"\nin="amn"\n[[matter.step]]\nstate="made"', "by is missing"),
            ('[[matter]]\nkind="journey"\ntitle="t"\nin="amn"\n[[matter.leg]]\npurpose="out"\nin="amn"', "from is missing"),
        ],
    )
    def test_a_file_of_another_shape_is_refused_and_nothing_stays(
        self, scene: Scene, tmp_path: Path, text: str, words: str
    ) -> None:
        by = TheRegistry(scene.record)
        record.load_record(by, scene.record, record.RECORD_2018)
        path = tmp_path / "programme.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Impossible, match=words):
            load_programme(by, scene.record, path)
        assert not Matter.objects.exists()


def test_a_newer_edition_adds_what_is_new_and_leaves_the_rest(scene: Scene, tmp_path: Path) -> None:
    rows = loaded(scene)
    counts = Matter.objects.count(), Leg.objects.count(), Step.objects.count()
    newer = tmp_path / "newer.toml"
    text = PROGRAMME_2018.read_text("utf-8")
    cut = text.index("[[matter.step]]")
    state = text[cut : text.index("[[", cut + 2)].replace('"suspended"', '"resumed"')
    newer.write_text(text[:cut] + state + text[cut:], encoding="utf-8")
    assert load_programme(TheRegistry(scene.record), scene.record, newer) == []
    assert (Matter.objects.count(), Leg.objects.count(), Step.objects.count()) == (counts[0], counts[1], counts[2] + 1)
    assert Entry.objects.latest("seq").said["facts"] | {"sha256": ""} == {"sha256": "", "matters": 0, "legs": 0, "steps": 1}
    assert len(rows) == counts[0]
