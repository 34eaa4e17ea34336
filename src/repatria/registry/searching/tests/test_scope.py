"""Whoever works for one laboratory reads the lists of its own units; those of another are not found, and no text names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from repatria.registry.codes.models import Thing
from repatria.registry.identification import joint
from repatria.registry.identification import queries as weighing
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.searching import papers, queries, scope
from repatria.registry.searching.desk import counts
from repatria.registry.searching.tests.hands import Made, searched
from repatria.registry.testing.scene import Scene


def moved(here: Made, *codes: str) -> None:
    """Things of the other laboratory, as if it had entered them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'codes_thing'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE codes_thing DISABLE TRIGGER USER")
    assert Thing.objects.filter(code__in=codes).update(laboratory=here.scene.elsewhere) == len(codes)


def seats(here: Made) -> tuple[Seat, Seat]:
    """A geneticist of the one and of the other laboratory."""
    north = replace(here.scene.seat(Role.GENETICIST), laboratories=frozenset({here.scene.laboratory.pk}))
    return north, replace(north, laboratories=frozenset({here.scene.elsewhere.pk}))


def refused(act: Callable[..., Any], *told: Any) -> bool:
    try:
        act(*told)
    except NotFound:
        return True
    return False


def test_lists_and_evidence_of_the_other_laboratory_are_not_found(scene: Scene) -> None:
    here = searched(scene)
    theirs = here.individuals[0]
    bones = [
        b.item.thing.code
        for b in here.bones.values()
        if theirs.thing.code in str(b.memberships.get().version.individual.code if b.memberships.exists() else "")
    ]
    moved(here, theirs.code, *bones, here.missing[0].code)
    north, south = seats(here)
    search = queries.current_search(north)
    assert search is not None
    labels = set(queries.lists_of(replace(north, laboratories=None), search).values_list("label", flat=True))
    assert set(queries.lists_of(south, search).values_list("label", flat=True)) == {theirs.code}
    assert set(queries.lists_of(north, search).values_list("label", flat=True)) == labels - {theirs.code}
    own = here.individuals[2]
    for seat, yes, no in ((south, theirs, own), (north, own, theirs)):
        assert queries.read_list(seat, search, yes.code).listing.label == yes.code
        assert weighing.listing_called(seat, "current", yes.code).label == yes.code
        assert queries.lists_over_time(seat, yes.code)
        for act in (queries.read_list, queries.listing):
            assert refused(act, seat, search, no.code)
        assert refused(weighing.listing_called, seat, "current", no.code) and refused(queries.lists_over_time, seat, no.code)
        assert not queries.labelled(seat, no.code) and not joint.best_of(seat, no.code)
        told = joint.pairs(seat, search).rows
        assert {no.code}.isdisjoint(x.label for x in told)
        assert {no.code}.isdisjoint(joint.people(seat, search).values_list("label", flat=True))
        assert next(value for label, value, _url in counts(seat) if label == "Candidate lists") == str(
            queries.lists_of(seat, search).count()
        )
    row = open_evidence(
        replace(north, laboratories=None), weighing.listing_called(south, "current", theirs.code), here.missing[0].thing
    )
    assert weighing.evidence_called(south, row.digest) == row
    with pytest.raises(NotFound):
        weighing.evidence_called(north, row.digest)


def test_no_text_of_a_list_names_what_another_laboratory_keeps(scene: Scene) -> None:
    here = searched(scene)
    hidden = here.missing[0].code
    moved(here, hidden)
    north, _south = seats(here)
    search = queries.current_search(north)
    assert search is not None
    found = queries.read_list(north, search, here.individuals[0].code)
    assert any(not line.mine for line in found.lines), "the man himself belongs to the other laboratory"
    pages = [
        scene.client(Role.GENETICIST).get(f"/i/heron/{address}").content.decode()
        for address in (
            f"searching/{search.code}/lists/{here.individuals[0].code}/",
            f"searching/{search.code}/",
            "identification/joint/",
            "identification/joint/?by=people",
            "identification/joint/?by=sets",
        )
    ]
    assert here.individuals[0].code in pages[0] and "another laboratory" in pages[0]
    assert all(hidden not in page for page in pages)
    assert papers.memo(north, queries.listing(north, search, here.individuals[0].code)).startswith(b"%PDF")
    why = joint.why(north, weighing.listing_called(north, "current", here.individuals[0].code), here.missing[1].thing)
    assert hidden not in repr(why.sentences)


def test_codes_stand_behind_words(scene: Scene) -> None:
    here = searched(scene)
    theirs, own = here.individuals[0].code, here.individuals[1].code
    moved(here, theirs)
    north, south = seats(here)
    told = {"notes": [f"By DNA one person with {theirs}, {own}."], "codes": [theirs, own], "n": 3}
    assert scope.veiled(north, told) == {
        "notes": [f"By DNA one person with another laboratory's, {own}."],
        "codes": [own, "another laboratory's"],
        "n": 3,
    }
    assert scope.veiled(replace(north, laboratories=None), told) == told
    assert theirs in repr(scope.veiled(south, told)) and own not in repr(scope.veiled(south, told))


def test_the_joint_answer_is_narrowed_by_any_part_of_a_code_or_a_name(scene: Scene) -> None:
    here = searched(scene)
    north, _south = seats(here)
    search = queries.current_search(north)
    assert search is not None
    man = here.missing[0]
    for part in (man.code[-6:], man.code.lower()):
        assert {row.missing for row in joint.pairs(north, search, text=part).rows} == {man.code}, part
    name, reads_names = man.listed_as[:5].lower(), scene.seat(Role.EXAMINER)
    assert reads_names.may("families.read") and not north.may("families.read")
    assert {row.missing for row in joint.pairs(reads_names, search, text=name).rows} == {man.code}
    assert joint.pairs(north, search, text=name).count == 0
    label = here.individuals[0].code
    assert label in {row.label for row in joint.pairs(north, search, text=label[-7:]).rows}
    assert joint.pairs(north, search, text="nobody-of-this-name").count == 0


def test_none_of_these_stands_at_every_value_of_the_rule(scene: Scene) -> None:
    here = searched(scene)
    search = queries.current_search(scene.seat(Role.GENETICIST))
    assert search is not None
    found = queries.read_list(scene.seat(Role.GENETICIST), search, here.individuals[0].code)
    assert [float(v) for v, _none, _without in found.aside] == [0.2, 0.5, 0.8]
    told = {float(v): (none, without) for v, none, without in found.aside}
    assert told[0.5] == (found.listing.none_of_these, found.listing.without_reference)
    assert told[0.2][0] > told[0.8][0]
    page = (
        scene.client(Role.GENETICIST)
        .get(f"/i/heron/searching/{search.code}/lists/{here.individuals[0].code}/")
        .content.decode()
    )
    assert page.split("none of these")[-1].split("</tr>")[0].count('<td class="number one-line">') == 3
