"""The lineages of Exercise Heron: who gives them, that they are handed down, and that nothing autosomal changes with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from repatria.errors import InvalidCase, InvalidPedigree
from repatria.formats.casefile import read_case, write_case
from repatria.model import CaseFile, Family, Pedigree, Person
from repatria.model.mitotype import REGIONS
from repatria.simulate import HARD, RICH, Settings, Truth, heron
from repatria.simulate.donors import ADDED, _Kin, chain
from repatria.simulate.lineages import MtTypes, YTypes, sharing
from repatria.tables.lines import meioses_between

SETTINGS = Settings(wrong_relation=0.05, swapped=0.05)


@pytest.fixture(scope="module")
def made() -> tuple[CaseFile, Truth]:
    return heron(6, 0.12, SETTINGS)


def plausible(count: int, n: int, share: float) -> bool:
    return bool(stats.binomtest(count, n, share).pvalue > 1e-4)


def test_shares_of_references_and_of_samples(made: tuple[CaseFile, Truth]) -> None:
    case, truth = made
    lineages, n = truth.tables["lineages"], len(case.families)
    assert plausible(lineages["kind"].count("mtdna"), n, 0.92 * 0.80) and plausible(
        lineages["kind"].count("ystr"), n, 0.92 * 0.45
    )
    bones = len(case.extra["specimens"]["specimen"])
    held = case.beside.remains
    assert abs(sum(bool(r.mitotypes) for r in held) / bones - 0.84) < 0.12
    assert 0.2 < sum(bool(r.yhaplotypes) for r in held) / bones < 0.45
    assert {r.subject for r in held} >= {p.id for p in case.profiles}
    assert tuple(truth.tables["remains"]["subject"]) == tuple(r.subject for r in held)
    assert set(case.beside.mtdna) == set(case.beside.ystr) == {"", "East Asia"}
    assert all(d.simulated for d in (*case.beside.mtdna.values(), *case.beside.ystr.values()))
    assert len(case.beside.mtdna[""]) == 300 and len(case.beside.ystr[""]) == 3600


def test_every_donor_is_recorded_on_the_line_claimed(made: tuple[CaseFile, Truth]) -> None:
    case, _ = made
    family = {f.id: f for f in case.families}
    apart = [
        meioses_between(
            family[r.family].pedigree, r.person, family[r.family].missing[0], "mothers" if r.mitotype is not None else "fathers"
        )
        for r in case.beside.references
    ]
    assert {2, 3, 4} <= set(apart) <= {1, 2, 3, 4, 5}


def types_of(case: CaseFile, kind: str) -> dict[tuple[str, str], object]:
    """(family, person) -> the type over HV1 and HV2, or all Y alleles."""
    hv = REGIONS["HV1/HV2"]
    if kind == "ystr":
        return {(r.family, r.person): dict(r.yhaplotype.alleles) for r in case.beside.references if r.yhaplotype is not None}
    return {
        (r.family, r.person): tuple(s for s in r.mitotype.differences if any(a <= s.position <= b for a, b in hv))
        for r in case.beside.references
        if r.mitotype is not None
    }


@pytest.mark.parametrize("kind", ["mtdna", "ystr"])
def test_bones_show_the_type_of_their_kin_and_wrong_donors_another(made: tuple[CaseFile, Truth], kind: str) -> None:
    case, truth = made
    lineages = truth.tables["lineages"]
    fate = {
        (f, p): x for f, p, k, x in zip(*(lineages[c] for c in ("family", "person", "kind", "fate")), strict=True) if k == kind
    }
    donor = {f: (f, p) for f, p in fate}
    listed = dict(zip(truth.tables["people"]["person"], truth.tables["people"]["missing"], strict=True))
    home = {m: f.id for f in case.families for m in f.missing[:1]}
    given, agree, apart = types_of(case, kind), [], []
    behind = truth.person_behind
    for r in case.beside.remains:
        who = donor.get(home.get(listed.get(behind[r.subject], ""), ""))
        if who not in given:
            continue
        if kind == "ystr":
            if not r.yhaplotypes:
                continue
            same = all(set(a) <= set(given[who][m]) for m, a in r.yhaplotypes[0].alleles.items())  # type: ignore[index]
        else:
            if not r.mitotypes or r.mitotypes[0].heteroplasmies:
                continue
            hv = REGIONS["HV1/HV2"]
            seen = tuple(s for s in r.mitotypes[0].differences if any(a <= s.position <= b for a, b in hv))
            same = seen == given[who]
        (agree if fate[who] == "own" else apart).append(same)
    assert len(agree) > 10 and np.mean(agree) > 0.8
    assert not apart or np.mean(apart) < 0.5


def test_men_share_types_as_soldiers_do(made: tuple[CaseFile, Truth]) -> None:
    types = list(types_of(made[0], "mtdna").values())[:254]
    number = {t: i for i, t in enumerate(dict.fromkeys(types))}
    assert 0.14 < sharing(np.array([number[t] for t in types])) < 0.36


def test_the_autosomal_exercise_does_not_depend_on_the_lineages() -> None:
    one, other = (heron(5, 0.03, replace(SETTINGS, mt=mt, y=1.0 - mt))[0] for mt in (0.0, 1.0))
    assert one.profiles == other.profiles and one.extra == other.extra
    assert [f.references for f in one.families] == [f.references for f in other.families]
    assert all(r.mitotype is None for r in one.beside.references) and all(r.yhaplotype is None for r in other.beside.references)


def test_a_case_with_lineages_survives_the_disk(tmp_path, made: tuple[CaseFile, Truth]) -> None:  # type: ignore[no-untyped-def]
    write_case(made[0], tmp_path / "case")
    assert read_case(tmp_path / "case").beside == made[0].beside


def test_no_profile_code_tells_whose_it_is(made: tuple[CaseFile, Truth]) -> None:
    case, truth = made
    people = set(truth.tables["people"]["person"])
    assert not people & {r.subject for r in case.beside.remains}
    assert all(m.id == f"{r.subject}-mt" and not m.line and not m.group for r in case.beside.remains for m in r.mitotypes)


def test_a_child_has_the_parent_s_type_but_for_mutations_at_their_rate() -> None:
    rng = np.random.default_rng(3)
    mt, y = MtTypes(rng, REGIONS["control region"]), YTypes(rng, "Yfiler")
    for types, kind in ((mt, mt.fresh(())), (y, y.fresh(()))):
        changed = sum(types.inherited(kind, 1.0) != kind for _ in range(2000))  # type: ignore[arg-type]
        assert stats.binomtest(changed, 2000, types.rate).pvalue > 1e-4
        assert types.inherited(kind, 0.0) == kind  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["mtdna", "ystr"])
@pytest.mark.parametrize("people", ["M", "FA MO M", "M W C"])
def test_each_added_relative_is_on_the_line(kind: str, people: str) -> None:
    family = Family("F1", pedigree_of(people), ("M",))
    line = "mothers" if kind == "mtdna" else "fathers"
    for how, _ in ADDED[kind]:  # type: ignore[index]
        kin = _Kin(family)
        code = kin._add(how, "M")
        made = kin.family()
        assert meioses_between(made.pedigree, code, "M", line) == {"er": 2, "ld": 3, "on": 3}[how[-2:]] + (how.count("'") > 1)  # type: ignore[arg-type]
        other = "fathers" if kind == "mtdna" else "mothers"
        if "'" in how:
            with pytest.raises(InvalidPedigree):
                meioses_between(made.pedigree, code, "M", other)  # type: ignore[arg-type]
        assert set(family.pedigree.index) < set(made.pedigree.index)
    assert chain(family.pedigree.index, "M", "mtdna")[0] == "M"


def pedigree_of(people: str) -> Pedigree:
    if people == "M":
        return Pedigree((Person("M", "M"),))
    if people == "FA MO M":
        return Pedigree((Person("FA", "M"), Person("MO", "F"), Person("M", "M", "FA", "MO")))
    return Pedigree((Person("M", "M"), Person("W", "F"), Person("C", "M", "M", "W")))


def test_bodies_and_records_agree_but_for_their_errors(made: tuple[CaseFile, Truth]) -> None:
    case, truth = made
    bodies, people = truth.tables["bodies"], truth.tables["people"]
    record = {r.missing: r for r in case.beside.recorded}
    assert set(record) == {m for f in case.families for m in f.missing}
    inside = [
        (record[m], float(age), float(cm))
        for m, age, cm in zip(people["missing"], bodies["age"], bodies["stature"], strict=True)
        if m and cm
    ]
    right = [r.ages[0] <= age < r.ages[1] for r, age, _ in inside if r.ages]
    assert np.mean(right) > 0.85
    off = [r.stature_cm - cm for r, _, cm in inside if r.stature_cm is not None]
    assert len(off) > 5 and abs(np.median(off)) < 2.5 and np.std(off) < 5.0
    assert all(
        abs(r.stature_cm / r.stature_step - round(r.stature_cm / r.stature_step)) < 0.01 for r, *_ in inside if r.stature_cm
    )


def test_bones_show_what_their_element_can(made: tuple[CaseFile, Truth]) -> None:
    case, truth = made
    elements = dict(zip(case.extra["specimens"]["specimen"], case.extra["specimens"]["element"], strict=True))
    bone = dict(zip(truth.tables["remains"]["subject"], truth.tables["remains"]["specimen"], strict=True))
    measured = [(elements[bone[r.subject]], code) for r in case.beside.remains for code in r.measurements]
    staged = [(elements[bone[r.subject]], place) for r in case.beside.remains for place in r.stages]
    assert len(measured) > 20 and len(staged) > 20
    assert all(code[:3].lower() == ("osc" if element == "os coxae" else element[:3]) for element, code in measured)
    assert all(place.startswith("os_coxa" if element == "os coxae" else element) for element, place in staged)
    lengths = [r.measurements["Fem_01"] for r in case.beside.remains if "Fem_01" in r.measurements]
    assert all(330 < mm < 600 for mm in lengths)


def test_places_of_loss_and_boxes(made: tuple[CaseFile, Truth]) -> None:
    case, truth = made
    boxes = dict(zip(case.extra["containers"]["container"], case.extra["containers"]["claimed_place"], strict=True))
    assert all(len(r.origins) == 1 and r.origins[0].how == "stated" for r in case.beside.remains)
    north = {boxes[r.container]: r.origins[0].place.north for r in case.beside.remains if r.origins[0].place}
    assert north["Unsan"] < north["Chosin"]
    lost = dict(zip(truth.tables["losses"]["missing"], truth.tables["losses"]["place"], strict=True))
    listed = set(truth.tables["people"]["missing"]) - {""}
    others = [place for man, place in lost.items() if man not in listed]
    assert plausible(others.count("Unsan"), len(others), 0.30 * 5300 / 7699)
    assert np.mean([lost[m] in ("Unsan", "Chosin") for m in listed]) > 0.6
    assert plausible(sum(r.lost_at is None for r in case.beside.recorded), len(case.families), 0.05)


def test_a_hard_world_leaves_some_of_those_present_off_every_list() -> None:
    case, truth = heron(4, 0.05, replace(HARD, unlisted=0.5))
    assert case.conventions.theta == 0.0 and set(truth.world["mutation_factor"].values()) == {3.0}
    assert truth.world["unlisted"] > 0
    codes = {m for f in case.families for m in f.missing}
    assert case.open_missing == len(codes) == 385 - truth.world["unlisted"]
    assert {r.missing for r in case.beside.recorded} == codes == set(truth.tables["men"]["missing"])
    assert set(truth.tables["people"]["missing"]) - {""} <= codes
    assert {r.family for r in case.beside.references} <= {f.id for f in case.families}


def test_rich_references_hold_more_y_types() -> None:
    assert RICH.y == 0.70 and RICH.autosomal == 0.90


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mt": 1.5}, "mt 1.5"),
        ({"mutation": 0.0}, "mutation 0.0"),
        ({"mutation": 3.0, "world": "matched"}, "matched world"),
        ({"told_box_error": 1.0}, "told_box_error 1.0"),
        ({"databases": {"": (0, 5), "East Asia": (1, 1)}}, "sizes of at least 1"),
        ({"databases": {"": (5, 5)}}, "'East Asia'"),
    ],
)
def test_impossible_settings_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidCase, match=said):
        replace(Settings(), **change)
