"""The record of a missing person: names in any script, statuses and losses that are added to, merges that keep both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.families import actions, queries
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import Loss, MissingPerson, MissingStatus, PersonName, Version
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


def last() -> Entry:
    return Entry.objects.latest("seq")


class TestAMissingPerson:
    def test_the_name_is_a_commitment_in_the_journal(self, gone: MissingPerson) -> None:
        entry = Entry.objects.get(tag="families.missing_added")
        assert entry.subject == gone.code
        assert "Velmora" not in bytes(entry.body).decode()
        assert Disclosure.objects.get(entry=entry, field="name").value == '"Anton B. Velmora"'

    def test_others_may_not_write(self, scene: Scene) -> None:
        before = Entry.objects.count()
        for role in (Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.GENETICIST, Role.HISTORIAN, Role.AUDITOR):
            with pytest.raises(NotFound):
                actions.add_missing(scene.seat(role), name="Nobody Dravane")
        assert Entry.objects.count() == before

    def test_a_stranger_writes_nothing_here(self, scene: Scene, gone: MissingPerson) -> None:
        with pytest.raises(NotFound):
            actions.add_status(scene.stranger, gone, word="MIA")
        assert not MissingStatus.objects.exists()

    @pytest.mark.parametrize("name", ["", "   "])
    def test_a_name_is_needed(self, officer: Seat, name: str) -> None:
        with pytest.raises(Impossible, match="needs a name"):
            actions.add_missing(officer, name=name)

    def test_a_service_number_belongs_to_one(self, officer: Seat, gone: MissingPerson) -> None:
        with pytest.raises(Overtaken, match=f"already belongs to {gone.code}"):
            actions.add_missing(officer, name="Emil Dravane", service_number="RA 12-345-678")

    def test_a_correction_keeps_what_stood_there(self, officer: Seat, gone: MissingPerson) -> None:
        actions.correct_missing(officer, gone, told={"unit": "5 Regiment"}, reason="roster read again")
        version = Version.objects.get(thing=gone.thing)
        assert (version.number, version.body["unit"]) == (1, "8 Regiment")
        assert last().tag == "families.missing_corrected"
        with pytest.raises(Impossible, match="nothing differs"):
            actions.correct_missing(officer, gone, told={"unit": "5 Regiment"}, reason="again")
        with pytest.raises(Impossible, match="give a reason"):
            actions.correct_missing(officer, gone, told={"unit": "6 Regiment"}, reason=" ")


class TestNames:
    def test_a_new_official_name_ends_the_former(self, officer: Seat, gone: MissingPerson) -> None:
        actions.add_name(officer, gone, kind="official", family="Velmorra", given="Anton", order="given")
        gone.refresh_from_db()
        assert gone.listed_as == "Anton Velmorra"
        former = PersonName.objects.get(thing=gone.thing, whole="Anton B. Velmora")
        assert former.until is not None and former.reason

    def test_it_is_found_under_every_name_and_no_longer_under_an_ended_one(self, officer: Seat, gone: MissingPerson) -> None:
        name = actions.add_name(officer, gone, kind="spelling", whole="Антон Вельмора")
        assert [p.pk for p in queries.missing(officer, text="Velmora Anton")] == [gone.pk]
        assert [p.pk for p in queries.missing(officer, text="вельмора")] == [gone.pk]
        nick = actions.add_name(officer, gone, kind="nickname", whole="Toni")
        assert queries.missing(officer, text="toni").count() == 1
        actions.end_name(officer, nick, reason="another man")
        assert queries.missing(officer, text="toni").count() == 0
        assert name.script == "Cyrillic"

    def test_korean_names_are_found_alike(self, officer: Seat) -> None:
        person = actions.add_missing(officer, name="김영수")
        for text in ("김", "Kim", "Gim", "Young-soo Kim", "Kim Yŏngsu"):
            assert [p.pk for p in queries.missing(officer, text=text)] == [person.pk], text

    def test_the_same_name_twice_and_the_last_official_name(self, officer: Seat, gone: MissingPerson) -> None:
        with pytest.raises(Overtaken):
            actions.add_name(officer, gone, kind="official", whole="Anton B. Velmora")
        with pytest.raises(Impossible, match="official name ends when another"):
            actions.end_name(officer, PersonName.objects.get(thing=gone.thing), reason="x")
        with pytest.raises(Impossible, match="needs words"):
            actions.add_name(officer, gone, kind="nickname")
        with pytest.raises(Impossible, match="kind of name"):
            actions.add_name(officer, gone, kind="stage", whole="X")

    def test_a_name_is_never_rewritten(self, gone: MissingPerson) -> None:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            PersonName.objects.filter(thing=gone.thing).update(whole="Somebody Else")


class TestStatusAndLoss:
    def test_a_historian_adds_and_nothing_is_overwritten(self, scene: Scene, gone: MissingPerson) -> None:
        historian = scene.seat(Role.HISTORIAN)
        actions.add_status(historian, gone, word="MIA", category="active", on=read_date("1950-11-30"), board="Army")
        actions.add_status(
            historian, gone, word="KIA BNR", category="non-recoverable", on=read_date("1956-01-16"), board="board"
        )
        gone.refresh_from_db()
        assert (gone.word, gone.category) == ("KIA BNR", "non-recoverable")
        assert list(gone.statuses.values_list("word", flat=True)) == ["MIA", "KIA BNR"]
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            MissingStatus.objects.filter(person=gone).update(word="POW")

    def test_several_losses_stand_and_one_is_in_force(self, officer: Seat, gone: MissingPerson) -> None:
        first = actions.add_loss(
            officer,
            gone,
            source="report",
            place="Unsan",
            on=read_date("1950-11-02"),
            longitude=125.8,
            latitude=40.1,
            radius_km=5,
        )
        second = actions.add_loss(officer, gone, source="witness", place="Kunu-ri", on=read_date("03/04/1951", keep_both=True))
        assert [x.in_force for x in gone.losses.order_by("pk")] == [True, False]
        actions.put_loss_in_force(officer, second, reason="the witness was there")
        assert [x.in_force for x in gone.losses.order_by("pk")] == [False, True]
        with pytest.raises(Overtaken):
            actions.put_loss_in_force(officer, second, reason="again")
        with pytest.raises(IntegrityError), transaction.atomic():
            Loss.objects.filter(pk=first.pk).update(in_force=True)
        kept = Loss.objects.get(pk=second.pk).when
        assert kept is not None and kept.raw == "03/04/1951"

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"source": "", "place": "Unsan"}, "who states"),
            ({"source": "report"}, "place or a date"),
            ({"source": "report", "longitude": 125.0}, "longitude and latitude"),
            ({"source": "report", "longitude": 225.0, "latitude": 1.0}, "not on earth"),
            ({"source": "report", "place": "x", "radius_km": -1.0}, "radius"),
        ],
    )
    def test_a_loss_that_says_nothing_is_refused(self, officer: Seat, gone: MissingPerson, told: dict, why: str) -> None:
        with pytest.raises(Impossible, match=why):
            actions.add_loss(officer, gone, **told)

    def test_records_and_references(self, officer: Seat, gone: MissingPerson) -> None:
        actions.note_record(officer, gone, what="stature_cm", value="175", number=Decimal(175), source="induction")
        actions.note_on_file(officer, gone, kind="film", note="restored")
        assert last().tag == "families.file_noted"
        with pytest.raises(Impossible, match="centimetres"):
            actions.note_record(officer, gone, what="stature_cm", value="5ft9", source="induction")
        with pytest.raises(Impossible, match="kind of reference"):
            actions.note_on_file(officer, gone, kind="soap")

    def test_bad_words_are_refused(self, officer: Seat, gone: MissingPerson) -> None:
        with pytest.raises(Impossible, match="needs a word"):
            actions.add_status(officer, gone, word="")
        with pytest.raises(Impossible, match="category"):
            actions.add_status(officer, gone, word="MIA", category="lost")


class TestOnePersonTwice:
    def test_they_are_offered_and_merged_only_by_word(self, officer: Seat, gone: MissingPerson) -> None:
        other = actions.add_missing(officer, name="Velmora, Anton B.", born=read_date("1929-05-01"))
        stranger = actions.add_missing(officer, name="Anton B. Velmora", born=read_date("1911"))
        assert [p.pk for p, _why in queries.duplicates(officer, gone)] == [other.pk]
        assert gone.merged_into is None
        actions.merge_missing(officer, other, into=gone, reason="one service record")
        other.refresh_from_db()
        assert other.merged_into == gone
        assert queries.missing_called(officer, other.code).listed_as == "Velmora, Anton B."
        with pytest.raises(Impossible, match="same person as"):
            actions.add_status(officer, other, word="MIA")
        assert stranger.merged_into is None
        actions.part_missing(officer, other, reason="two records after all")
        other.refresh_from_db()
        assert other.merged_into is None

    def test_a_family_keeps_its_own_when_a_merge_is_taken_back(self, officer: Seat, gone: MissingPerson) -> None:
        other = actions.add_missing(officer, name="Anton Velmora")
        family = actions.open_family(officer, other)
        with pytest.raises(Impossible, match="stands in a pedigree. Merge"):
            actions.merge_missing(officer, other, into=gone, reason="one service record")
        actions.merge_missing(officer, gone, into=other, reason="one service record")
        actions.part_missing(officer, gone, reason="two records after all")
        assert {n.missing for n in family.nodes.filter(missing__isnull=False)} == {other}

    def test_a_merge_needs_a_reason_and_another(self, officer: Seat, gone: MissingPerson, scene: Scene) -> None:
        other = actions.add_missing(officer, name="Emil Dravane")
        with pytest.raises(Impossible, match="reason"):
            actions.merge_missing(officer, other, into=gone, reason="")
        with pytest.raises(Impossible, match="with itself"):
            actions.merge_missing(officer, gone, into=gone, reason="x")
        with pytest.raises(NotFound):
            actions.merge_missing(scene.seat(Role.HISTORIAN), other, into=gone, reason="x")
        with pytest.raises(Overtaken):
            actions.part_missing(officer, other, reason="x")

    def test_pairs_of_the_list(self, officer: Seat) -> None:
        for _ in range(2):
            actions.add_missing(officer, name="Hugo Zornask", born=read_date("1930-01-01"))
        assert [t.why for t in queries.possible_duplicates(officer)] == ["the same name, the same birth"]


def test_a_record_and_an_exercise_never_mix(scene: Scene, gone: MissingPerson) -> None:
    with pytest.raises(DatabaseError, match="never mix|nobody is taken off"), transaction.atomic():
        MissingPerson.objects.filter(pk=gone.pk).update(incident=scene.record)
