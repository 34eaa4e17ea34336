"""A known answer as whoever answers it sees it: everything shown of it is what is shown of a bone before it or after it, or lies between.

A classifier finds it by whatever differs: box, giver, hand, hour, order, number, run, entry of the journal, marker, damage, a figure that
does not count it. So three bones lie beside each other, the middle one is the known answer, and every field is compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repatria.model import Call, CallKind, Profile
from repatria.registry import gateway
from repatria.registry.api.tests.conftest import At
from repatria.registry.gateway.known import worn
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory.models import Consensus
from repatria.registry.laboratory.models import Profile as Row
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotFound
from repatria.registry.review import known_queries
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests.hands import returned, slipped
from repatria.registry.searching.tests.hands import Made, awaited, deliver, made
from repatria.registry.testing.scene import Scene

CODE = r"HERON-[A-Z](\d+)-\d\b"
MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00| UTC)?"
TOKEN = re.compile(rf"{CODE}|({MOMENT})|\b[0-9a-f]{{12,64}}\b|(\d+(?:\.\d+)?)")
PAGES = (
    "inventory/specimens/{bone}/", "custody/{bone}/", "custody/{sample}/", "laboratory/samples/{sample}/",
    "laboratory/consensus/{bone}/", "laboratory/profiles/{profile}/",
)  # fmt: skip
WAYS = (
    "/inventory/specimens/{bone}", "/custody/items/{bone}", "/custody/items/{sample}", "/laboratory/samples/{sample}",
    "/profiles/consensus/{bone}", "/profiles/{profile}",
)  # fmt: skip
ANSWERING = (Role.REVIEWER, Role.EXAMINER, Role.GENETICIST)


@dataclass
class Three:
    """Three bones beside each other, entered, cut and returned in this order; the middle one is the known answer."""

    here: Made
    row: KnownAnswer
    codes: list[dict[str, str]]


@pytest.fixture
def three(scene: Scene, tmp_path: Path) -> Three:
    here = made(scene)
    found = [one for _ in range(3) for one in awaited(here, "ra r 5")]  # an act each
    row = slipped(here, found[1][0])
    nouns = [replace(noun, sex="M") for noun in gateway.invented_profiles(2, seed=21)]
    nouns.insert(1, returned(row, tmp_path))
    deliver(scene, {code: noun for (_bone, code), noun in zip(found, nouns, strict=True)}, "another run")
    profiles = [Row.objects.get(subject=bone.pk).code for bone, _sample in found]
    codes = [
        {"bone": bone.code, "sample": sample, "profile": profile}
        for (bone, sample), profile in zip(found, profiles, strict=True)
    ]
    return Three(here, row, codes)


def leaves(told: Any, path: str = "") -> dict[str, str]:
    """Every value of an answer by its path."""
    if isinstance(told, dict):
        return {k: v for key, one in told.items() for k, v in leaves(one, f"{path}/{key}").items()}
    if isinstance(told, list):
        return {k: v for at, one in enumerate(told) for k, v in leaves(one, f"{path}/{at}").items()}
    return {path: str(told)}


def read(text: str) -> tuple[str, list[Any]]:
    """The words of a text, and in their order its codes' numbers, moments and numbers, which are compared by size."""
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|\?v=\w+', "", text)
    found = [[value for value in match if value] for match in TOKEN.findall(text)]
    values = [one[0] if "-" in one[0] else float(one[0]) for one in found if one]
    return re.sub(r"\s+", " ", TOKEN.sub("#", text)), values


def between(three: list[str], where: object, *, numbers: bool = True) -> None:
    """What is said of the middle one is said of one beside it, and its numbers, moments and codes lie between theirs."""
    (words, left), (middle, values), (other, right) = map(read, three)
    assert words == middle == other, where
    if numbers:
        for one, value, two in zip(left, values, right, strict=True):
            assert min(one, two) <= value <= max(one, two), (where, one, value, two)


def test_every_field_that_is_shown_to_whoever_answers(scene: Scene, three: Three, at: At) -> None:
    consensus = Consensus.objects.get(subject=three.row.specimen)
    assert consensus.state == Consensus.State.CURRENT and consensus.loci > 10
    for role in ANSWERING:
        for way in WAYS:
            told = [at(role).get(way.format(**codes)) for codes in three.codes]
            assert len({answer.status_code for answer in told}) == 1, (role, way)
            if told[0].status_code == 404:
                continue
            shown = [leaves(answer.json()) for answer in told]
            assert shown[0].keys() == shown[1].keys() == shown[2].keys(), (role, way)
            for path in shown[1]:
                if "/alleles/" not in path:
                    between([one[path] for one in shown], (role, way, path))
        browser = scene.client(role)
        for page in PAGES:
            told = [browser.get("/i/heron/" + page.format(**codes)) for codes in three.codes]
            assert len({answer.status_code for answer in told}) == 1, (role, page)
            if told[0].status_code == 200:
                genotype = page.startswith(("laboratory/consensus", "laboratory/profiles"))
                between([answer.content.decode() for answer in told], (role, page), numbers=not genotype)


def test_no_figure_and_no_list_lacks_it(three: Three, at: At) -> None:
    """Whoever lays the list behind a figure beside the list of bones finds no difference."""
    for role in ANSWERING:
        for row in at(role).get("/accounting/figures").json()["rows"]:
            listed = at(role).get(f"/accounting/figures/{row['key']}").json()["row"]["list"]
            held = {line["code"] for line in listed or ()}
            for kind in ("bone", "sample"):
                assert len({codes[kind] in held for codes in three.codes}) == 1, (role, row)
        found = {one["code"] for one in at(role).get("/inventory/specimens", limit=200).json()["rows"]}
        assert {codes["bone"] for codes in three.codes} <= found


def test_what_the_journal_tells(scene: Scene, three: Three, at: At) -> None:
    """Entries about the three are alike, and the one that names it is about nothing and open to nobody who answers."""
    tags = [
        list(Entry.objects.filter(subject__in=codes.values()).order_by("seq").values_list("tag", "actor"))
        for codes in three.codes
    ]
    assert tags[0] == tags[1] == tags[2]
    entry = Entry.objects.get(tag="review.known_slipped")
    assert three.row.specimen.code not in bytes(entry.body).decode() and entry.subject == ""
    for role in set(Role) - {Role.QUALITY}:
        assert scene.client(role).get("/i/heron/review/known/").status_code == 404
        with pytest.raises(NotFound):
            known_queries.known_answers(scene.seat(role))
    for role in ANSWERING:
        assert at(role).get("/journal/entries").status_code == 404


def test_the_comparison_has_teeth(three: Three) -> None:
    """The negative control: another hand, an hour later, a number out of order or one more word is found."""
    for told in (
        ["by U-3", "by U-9", "by U-4"],
        ["2031-05-04 10:00 UTC", "2031-05-04 11:00 UTC", "2031-05-04 10:01 UTC"],
        ["HERON-B000004-1", "HERON-B000009-1", "HERON-B000005-1"],
        ["box", "another box", "box"],
    ):
        with pytest.raises(AssertionError):
            between(told, "control")
    first, middle, last = (Specimen.objects.get(item__thing__code=codes["bone"]) for codes in three.codes)
    assert first.made_at <= middle.made_at <= last.made_at
    assert all(
        one.found_in_id == two.found_in_id and one.made_by_id == two.made_by_id for one, two in pairwise((first, middle, last))
    )


def test_dna_is_as_damaged_as_that_of_a_bone_beside_it() -> None:
    rng = np.random.default_rng(4)
    drawn = {f"L{n}": ("6", "7") for n in range(100)} | {"more": ("8", "9")}
    like = {f"L{n}": Call(("1",), CallKind.DROPPED, dropout=0.5, dropin=0.01) for n in range(90)}
    like |= {"L90": Call(("1",), CallKind.AT_LEAST), "L91": Call(("1", "2")), "not drawn": Call(("1", "2"))}
    profile = worn(rng, "B", drawn, Profile("L", like, sex="U", kit="kit 24"), sex="M")
    assert (profile.sex, profile.kit) == ("U", "kit 24")
    dropped = [profile.calls.get(f"L{n}") for n in range(90)]
    assert sum(call is None for call in dropped) > 5 and {len(call.alleles) for call in dropped if call} == {1, 2}
    assert {(call.kind, call.dropout, call.dropin) for call in dropped if call} == {(CallKind.DROPPED, 0.5, 0.01)}
    assert profile.calls["L90"].kind is CallKind.AT_LEAST and profile.calls["L91"] == Call(("6", "7"))
    assert set(profile.calls) <= set(like) and "not drawn" not in profile.calls
    faint = Profile("L", {"L1": Call(("1",), CallKind.DROPPED, dropout=0.999999999)}, sex="M")
    nothing = worn(rng, "B", drawn, faint, sex="M")
    assert len(nothing.calls) == 1
