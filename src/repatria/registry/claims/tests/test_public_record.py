"""The public record of 27 July 2018: loaded as a whole, open to everybody, with every contradiction kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.claims import queries, record
from repatria.registry.claims.models import Claim, Document, Topic
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

CONTRADICTIONS = {
    "k55-chosin-boxes": ["35 boxes (of 55)", "about 30 boxes"],
    "k55-papers": ["almost nothing", "a list of place and contents was given"],
    "missing-2024-08": ["7,465 people", "7,491 people"],
    "punchbowl-graves": ["848 graves", "866 graves", "867 graves"],
    "turn-over-2007": ["6 sets", "7 sets"],
    "us-dead": ["about 36,000 people", "over 35,000 people", "36,574 people", "36,914 people", "36,940 people"],
    "k208-people": ["208 people", "200 to 400 people", "over 400 people", "about 600 people"],
    "fy2025-korea": ["58 identifications", "48 identifications"],
    "ukraine-2025-06": ["6,057 bodies", "6,060 bodies"],
    "radiographs": ["71%", "75%"],
    "joint-years": ["1990-2005", "1996-2005"],
}
"""The list of known contradictions, whole: topic -> every value with its hedge and unit."""

SAID_DIFFERENTLY = {"k55-papers", "joint-years"}


def load(scene: Scene) -> list[Claim]:
    return record.load_record(TheRegistry(scene.record), scene.record, record.RECORD_2018)


class TestTheRecord:
    def test_every_known_contradiction_is_kept(self, scene: Scene) -> None:
        load(scene)
        for key, values in CONTRADICTIONS.items():
            rows = Claim.objects.filter(topic__key=key)
            assert sorted(row.words for row in rows) == sorted(values), key
            assert not rows.exclude(supersedes=None).exists(), key
            assert rows.exclude(document=None).count() == len(values), key

    def test_contradictions_are_seen_as_such(self, scene: Scene) -> None:
        load(scene)
        verdicts = {t.key: group.verdict for chapter in queries.chapters(scene.record) for t, group in chapter.topics}
        found = {key: verdicts[key] for key in CONTRADICTIONS}
        assert found == {key: "differ" if key in SAID_DIFFERENTLY else "contradict" for key in CONTRADICTIONS}
        assert set(Topic.objects.filter(disputed=True).values_list("key", flat=True)) == SAID_DIFFERENTLY

    def test_a_series_over_time_is_no_contradiction(self, scene: Scene) -> None:
        load(scene)
        rows = Claim.objects.filter(topic__key="k55-us-identified").order_by("as_of")
        assert [(r.value_low, r.as_of_words) for r in rows] == [
            (Decimal(2), "20 September 2018"),
            (Decimal(82), "1 April 2022"),
            (Decimal(93), "August 2024"),
            (Decimal(100), "30 September 2025"),
        ]
        assert queries.side_by_side(rows)[0].verdict == "alone"

    def test_one_entry_tells_of_the_whole_file(self, scene: Scene) -> None:
        before = Entry.objects.count()
        rows = load(scene)
        entry = Entry.objects.get(seq__gt=before)
        assert (entry.tag, entry.said["facts"]["claims"]) == ("claims.record_loaded", len(rows))
        assert Claim.objects.count() == len(rows) > 140
        assert Document.objects.count() == entry.said["facts"]["documents"]

    def test_the_same_file_is_not_loaded_twice(self, scene: Scene) -> None:
        rows = load(scene)
        with pytest.raises(Overtaken, match="loaded before"):
            load(scene)
        assert Claim.objects.count() == len(rows)

    def test_an_exercise_takes_no_public_record(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="is an exercise"):
            record.load_record(TheRegistry(scene.heron), scene.heron, record.RECORD_2018)
        with pytest.raises(Impossible, match="opened for"):
            record.load_record(TheRegistry(), scene.record, record.RECORD_2018)

    def test_no_role_loads_one(self, scene: Scene) -> None:
        for role in Role:
            with pytest.raises(NotFound):
                record.load_record(scene.seat(role), scene.record, record.RECORD_2018)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("[[party", "not readable"),
            ("", "no party"),
            ("x = 1", "unknown part 'x'"),
            ('[[party]]\nname="a"', "kind is missing"),
            ('[[party]]\nname="a"\nkind="press"\n[[party]]\nname="a"\nkind="press"', "twice"),
        ],
    )
    def test_a_file_of_another_shape_is_refused(self, scene: Scene, tmp_path: Path, text: str, words: str) -> None:
        path = tmp_path / "record.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Impossible, match=words):
            record.load_record(TheRegistry(scene.record), scene.record, path)
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        ("claim", "words"),
        [
            ('number = 5\nby = "a"\nin = "d"', "digits in quotation marks"),
            ('number = "five"\nby = "a"\nin = "d"', "digits in quotation marks"),
            ('number = "5"\nwords = "x"\nby = "a"\nin = "d"', "one of"),
            ('number = "5"\nby = "b"\nin = "d"', "Name a party"),
            ('number = "5"\nmood = "x"\nby = "a"\nin = "d"', "mood"),
            ('number = "5"\nas_of = "3/4/51"\nby = "a"\nin = "d"', "Write 2018-07-27"),
        ],
    )
    def test_a_claim_of_another_shape_is_refused_and_nothing_stays(
        self, scene: Scene, tmp_path: Path, claim: str, words: str
    ) -> None:
        path = tmp_path / "record.toml"
        head = '[[party]]\nname="a"\nkind="press"\n[[document]]\nkey="d"\ntitle="t"\npublisher="p"\ncitation="c"\n'
        path.write_text(f'{head}[[topic]]\nkey="t"\nlabel="t"\nsection="other"\n[[topic.claim]]\n{claim}', encoding="utf-8")
        with pytest.raises(Impossible, match=words):
            record.load_record(TheRegistry(scene.record), scene.record, path)
        assert not Document.objects.exists()


class TestThePage:
    def test_it_is_open_without_login(self, scene: Scene, client: object) -> None:
        load(scene)
        answer = client.get("/record/record/")  # type: ignore[attr-defined]
        text = answer.content.decode()
        assert answer.status_code == 200
        for words in ("over 35,000 people", "36,940 people", "Wonsan", "Osan", "Hawaii", "koreaherald.kr", "cannot all hold"):
            assert words in text, words
        disagree = text.split('id="disputed"')[1].split("</section>")[0]
        assert all(f'href="#t-{key}"' in disagree for key in CONTRADICTIONS)

    def test_an_exercise_has_none(self, scene: Scene, client: object) -> None:
        for slug in ("heron", "nowhere"):
            assert client.get(f"/record/{slug}/").status_code == 404  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            queries.chapters(scene.heron)
        with pytest.raises(NotFound):
            queries.sources(scene.heron)

    def test_it_takes_nothing(self, scene: Scene, client: object) -> None:
        assert client.post("/record/record/").status_code == 405  # type: ignore[attr-defined]

    def test_it_asks_the_database_little(self, scene: Scene, django_assert_max_num_queries: object) -> None:
        load(scene)
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            queries.chapters(scene.record)


class TestARecordHoldsNothingOfOurs:
    @pytest.mark.parametrize("kind", [k for k in Kind if k.value in "CBESPNMKF"])
    def test_no_thing_of_ours_enters_a_record(self, scene: Scene, kind: Kind) -> None:
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            new_thing(TheRegistry(scene.record), kind)
        assert not Thing.objects.filter(incident=scene.record).exists()
        assert new_thing(TheRegistry(scene.heron), kind).pk

    def test_custody_cannot_take_anything_there(self, scene: Scene) -> None:
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            custody.take(TheRegistry(scene.record), what="box", giver="x")

    def test_a_thing_cannot_be_moved_into_a_record(self, scene: Scene) -> None:
        thing = new_thing(TheRegistry(scene.heron), Kind.SPECIMEN)
        with pytest.raises(DatabaseError), transaction.atomic():
            Thing.objects.filter(pk=thing.pk).update(incident=Incident.objects.get(slug="record"))


class TestANewerEdition:
    OLDER = """
[[party]]
name = "Ministry"
kind = "government"
[[document]]
key = "sheet"
title = "Sheet"
publisher = "Ministry"
dated = "2021-03-01"
citation = "Sheet 1"
[[topic]]
key = "boxes"
label = "boxes"
section = "other"
[[topic.claim]]
number = "55"
unit = "boxes"
by = "Ministry"
in = "sheet"
"""
    NEWER = (
        OLDER.replace(
            "[[topic]]", '[[document]]\nkey = "later"\ntitle = "Later sheet"\npublisher = "Ministry"\ncitation = "2"\n[[topic]]'
        )
        + """
[[topic.claim]]
number = "56"
unit = "boxes"
by = "Ministry"
in = "later"
[[topic.claim]]
number = "55"
unit = "boxes"
by = "Ministry"
in = "later"
"""
    )

    def test_what_is_new_is_added_and_nothing_is_overwritten(self, scene: Scene, tmp_path: Path) -> None:
        by, (older, newer) = TheRegistry(scene.record), (tmp_path / "older.toml", tmp_path / "newer.toml")
        older.write_text(self.OLDER, encoding="utf-8")
        newer.write_text(self.NEWER, encoding="utf-8")
        (first,) = record.load_record(by, scene.record, older)
        before = Claim.objects.filter(pk=first.pk).values().get()
        added = record.load_record(by, scene.record, newer)
        assert [claim.words for claim in added] == ["56 boxes", "55 boxes"]
        assert Claim.objects.filter(pk=first.pk).values().get() == before
        assert Document.objects.filter(thing__incident=scene.record).count() == 2
        facts = Entry.objects.latest("seq").said["facts"]
        assert (facts["claims"], facts["stood"], facts["documents"]) == (2, 1, 1)
        newer.write_text(self.NEWER + "\n# corrected in print only\n", encoding="utf-8")
        assert record.load_record(by, scene.record, newer) == []
        with pytest.raises(Overtaken, match="loaded before"):
            record.load_record(by, scene.record, older)
