"""Readiness before an arrival is counted: references by marker, whom to ask first, what has not come back."""

from __future__ import annotations

from repatria.registry.families.lines import Lines
from repatria.registry.laboratory import readying
from repatria.registry.people.roles import Role
from repatria.registry.programme import queries
from repatria.registry.searching.tests.hands import made
from repatria.registry.testing.scene import Scene


def told(scene: Scene, role: str) -> dict[str, object]:
    return {str(what): value for what, value, _how in queries.readiness(scene.seat(role))}


def test_before_anything_is_listed_it_is_not_yet_known(scene: Scene) -> None:
    assert told(scene, Role.CASUALTY) == {"Missing people with a reference": None}
    assert told(scene, Role.AUDITOR) == {"Samples sent that nothing has come back of": 0, "Profiles of the last 90 days": 0}


def test_references_are_counted_by_marker_and_the_rest_is_asked_first(scene: Scene) -> None:
    made(scene)
    found = told(scene, Role.REVIEWER)
    whole = int(str(found["Missing people with a reference: autosomal STR"]).split(" of ")[1])
    typed = int(str(found["Missing people with a reference: autosomal STR"]).split(" of ")[0])
    assert 0 < typed <= whole
    assert found["Missing people with a reference: SNP"] == f"0 of {whole}"
    assert found["Missing people to ask for first"] == whole - typed
    assert int(str(found["Profiles of the last 90 days"])) > 0
    text = scene.client(Role.REVIEWER).get("/i/heron/programme/").content.decode()
    assert "Missing people to ask for first" in text


def test_nothing_is_counted_for_a_record(scene: Scene) -> None:
    seat = scene.seat(Role.REVIEWER)
    assert readying.lines(seat) and queries.public_programme("record")[1].of("readiness") == []


def test_who_can_tell_follows_from_the_pedigree() -> None:
    """Missing M with father F, mother O, her brother U, his wife W, daughter D of both; H is a half-brother by the father."""
    family = Lines(
        {"M": "F", "D": "M", "H": "F", "U": "G"}, {"M": "O", "D": "W", "O": "N", "U": "N"}, frozenset({"M", "F", "U", "H", "G"})
    )
    found = {kind: {one for one in "FOUWDHNG" if family.tells(kind, "M", one)} for kind in ("str", "mt", "y")}
    assert found == {"str": set("FOUDHN"), "mt": set("OUN"), "y": set("FH")}
    assert all(family.tells(kind, a, b) == family.tells(kind, b, a) for kind in found for a in "MFOUWDHN" for b in "MFOUWDHN")
    assert not Lines({"A": "B", "B": "A"}, {}, frozenset({"A", "B"})).tells("mt", "A", "B")
