"""Whole names that are alike in any spelling, script and order share a key, and become pairs of the list."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.families import actions, queries
from repatria.registry.families.dates import read_date
from repatria.registry.families.likeness import wholes_of
from repatria.registry.families.models import MissingPerson, NameKey
from repatria.registry.people.seats import Seat
from repatria.registry.testing.statistics import gather_statistics

KIM = ("김영수", "Kim Young-soo", "Gim Yeongsu", "Yŏngsu Kim", "KIM, Young Soo", "김 영수", "Kim Yong Su")


@pytest.mark.parametrize("other", KIM)
def test_one_korean_name_in_seven_spellings(other: str) -> None:
    assert wholes_of("김영수") & wholes_of(other)
    assert not wholes_of("박영수") & wholes_of(other)
    assert not wholes_of("Kim Minho") & wholes_of(other)


@pytest.mark.parametrize(
    "other", ["Anton Velmora", "VELMORA, Anton B.", "Антон Велмора", "Ánton Velmora Jr.", "Velmora  Anton", "anton velmora"]
)
def test_order_script_initials_and_marks_do_not_count(other: str) -> None:
    assert wholes_of("Anton B. Velmora") & wholes_of(other)


def test_one_word_says_too_little() -> None:
    assert wholes_of("Velmora") == wholes_of("A. Velmora") == wholes_of("김") == wholes_of("") == frozenset()


def test_keys_of_one_name_are_bounded() -> None:
    assert len(wholes_of("Юрий Щукин Ёлкин Царев Хохлов Жуков Яшин")) <= 32
    assert all(len(key) <= 80 for key in wholes_of("abcdefghij " * 18))


@pytest.mark.django_db
class TestPairs:
    def test_spellings_are_offered_and_a_birth_that_contradicts_is_not(self, officer: Seat) -> None:
        people = [actions.add_missing(officer, name=name, born=read_date("1930")) for name in KIM[:3]]
        actions.add_missing(officer, name="Kim Youngsoo", born=read_date("1911"))
        unborn = actions.add_missing(officer, name="Youngsoo Gim")
        pairs = {(t.one.pk, t.other.pk): t.why for t in queries.possible_duplicates(officer)}
        one, two, three = (p.pk for p in people)
        assert pairs[(one, two)] == pairs[(one, three)] == pairs[(two, three)] == "the same name, the same birth"
        assert pairs[(one, unborn.pk)] == "the same name, a birth not recorded"
        assert len(pairs) == 3 + 4

    def test_merged_and_withdrawn_entries_are_not_offered(self, officer: Seat) -> None:
        one, other = (actions.add_missing(officer, name=n) for n in ("Anton Velmora", "Velmora, Anton"))
        assert len(queries.possible_duplicates(officer)) == 1
        actions.merge_missing(officer, other, into=one, reason="one record")
        assert len(queries.possible_duplicates(officer)) == 0

    def test_a_name_that_ended_is_no_longer_a_key(self, officer: Seat) -> None:
        one = actions.add_missing(officer, name="Anton Velmora")
        name = actions.add_name(officer, one, kind="spelling", whole="Emil Dravane")
        other = actions.add_missing(officer, name="Dravane Emil")
        assert [p.pk for p, _ in queries.duplicates(officer, one)] == [other.pk]
        actions.end_name(officer, name, reason="a mistake")
        assert queries.duplicates(officer, one) == []
        assert len(queries.possible_duplicates(officer)) == 0

    def test_a_relative_is_never_a_pair_of_the_missing(self, officer: Seat) -> None:
        actions.add_missing(officer, name="Anton Velmora")
        kin = actions.add_kin(officer, name="Anton Velmora", sex="M", living="yes", relation="son")
        assert not NameKey.objects.filter(thing=kin.thing, key__startswith="w:").exists()
        assert len(queries.possible_duplicates(officer)) == 0

    def test_eight_thousand_are_paired_by_the_database_at_once(
        self, officer: Seat, gone: MissingPerson, django_assert_max_num_queries: Any
    ) -> None:
        from repatria.registry.codes.giving import new_things
        from repatria.registry.codes.models import Kind
        from repatria.registry.live.names import invented

        things = new_things(officer, Kind.MISSING, 8_000, laboratory=False)
        names = [invented(n).whole for n in range(8_000)]
        MissingPerson.objects.bulk_create(
            MissingPerson(thing=t, incident_id=t.incident_id, listed_as=n) for t, n in zip(things, names, strict=True)
        )
        NameKey.objects.bulk_create(
            NameKey(incident_id=t.incident_id, thing=t, key=k) for t, n in zip(things, names, strict=True) for k in wholes_of(n)
        )
        gather_statistics()
        with django_assert_max_num_queries(10):
            found = queries.possible_duplicates(officer)
            part = found[:50]
            assert len(part) == min(50, len(found))
