"""A search from the click to the lists."""

from __future__ import annotations

import math

import pytest

from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotFound
from repatria.registry.searching import queries
from repatria.registry.searching.tests.hands import searched
from repatria.registry.testing.scene import Scene


class TestSearching:
    def test_the_true_man_stands_first_and_nobody_else_is_named(self, scene: Scene) -> None:
        here = searched(scene)
        seat = scene.seat(Role.GENETICIST)
        search = queries.current_search(seat)
        assert search is not None and search == here.search
        lists = {row.label: row for row in queries.lists_of(seat, search)}
        assert set(lists) == {i.code for i in here.individuals} | {here.alone.code}
        first, lines = queries.open_list(seat, search, here.individuals[0].code)
        assert first.specimens == [here.bones["first"].code, here.bones["first again"].code]
        assert [c.missing.code for c in lines] == [here.missing[0].code]
        assert lines[0].posterior >= 0.9995 and lines[0].log_lr > math.log(1e9)
        assert (lines[0].rank, lines[0].rank_of_missing) == (1, 1)
        assert set(lines[0].posteriors) == {"0.2", "0.5", "0.8"}
        assert Entry.objects.filter(tag="searching.list_opened", subject=first.label).count() == 1
        nobody = queries.listing(seat, search, here.individuals[1].code)
        assert nobody.none_of_these + nobody.without_reference > 0.99
        assert (nobody.size_before, nobody.compared) == (3, 2)
        alone = lists[here.alone.code]
        assert alone.version is None and first.version is not None

    def test_the_manifest_says_who_was_not_compared_and_why(self, scene: Scene) -> None:
        here = searched(scene)
        assert here.search is not None
        told = here.search.manifest
        assert told["not_compared"] == {"no_usable_reference": {"count": 1, "some": [here.missing[2].code]}}
        assert (told["profiles"], told["people"], told["missing_compared"]) == (5, 4, 2)
        assert told["pairs"]["compared"] == 8

    def test_strangers_and_the_blind_see_nothing(self, scene: Scene) -> None:
        here = searched(scene)
        assert here.search is not None
        for seat in (scene.seat(Role.ANTHROPOLOGIST), scene.seat(Role.TECHNICIAN)):
            with pytest.raises(NotFound):
                queries.current_search(seat)
        assert queries.current_search(scene.stranger) is None
        with pytest.raises(NotFound):
            queries.search_called(scene.stranger, here.search.code)
        with pytest.raises(NotFound):
            queries.open_list(scene.stranger, here.search, here.individuals[0].code)
