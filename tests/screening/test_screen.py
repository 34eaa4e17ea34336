"""Everyone against everyone: lists, ranks, counts and chance against the full matrix, whatever the blocks and workers."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from naive.screening_naive import lists
from repatria.errors import InvalidCase, InvalidPedigree, MissingReference, OutOfScope, TooManyLoops, UnreadableFile
from repatria.evidence.kinship.matrix import pair_log_lrs
from repatria.model import (
    NO_MUTATION,
    Call,
    CallKind,
    CaseFile,
    Conventions,
    Family,
    Locus,
    Panel,
    Pedigree,
    Person,
    Pool,
    Profile,
)
from repatria.screening import Screening, block, run, screen
from repatria.screening.results import candidate_table, chance_rows, content_digest, write_screening
from screening.material import case, clean, every_kind, mixed_calls, panel, parents, several, uncle, untyped

POOLS = (Pool("A", 0.3, panel(1)), Pool("B", 0.7, panel(2)))


def exercise(profiles: int = 14, seed: int = 7) -> CaseFile:
    """Families of every kind, some with pools of their own, some with nobody typed; profiles of every sex and reading."""
    where = POOLS[0].panel
    rng = np.random.default_rng(seed)
    families = [*every_kind(where), untyped("n1"), uncle("mix", where, rng, {"A": 0.5, "B": 0.5}), untyped("n2")]
    only_l1 = Profile("L1 only", {"L1": Call(("10", "11"))})
    trio = (Person("F", "M"), Person("M", "F"), Person("XC", "M", "F", "M"))
    families.append(Family("x", Pedigree(trio, "x"), ("XC",), {"M": only_l1}))
    shown = [(clean if i % 2 else mixed_calls)(f"P{i}", rng, where, "MFU"[i % 3]) for i in range(profiles)]
    shown += [
        Profile("empty", {}, "M"),
        Profile("other kit", {"ZZ9": Call(("1", "2"))}),
        Profile("L3", {"L3": Call(("10", "11"))}, "M"),
    ]
    shown.append(replace(shown[1], id="a copy"))
    return case(where, tuple(families), tuple(shown), POOLS)


def full(what: CaseFile) -> tuple[np.ndarray, np.ndarray]:
    """LRs of all pairs and which of them are compared."""
    values, usable = pair_log_lrs(what.profiles, what)
    sexes = [f.pedigree[m].sex for f in what.families for m in f.missing]
    typed = [{m for m in p.calls if m in what.panel} for p in what.profiles]
    told = [{m for p in f.references.values() for m in p.calls} for f in what.families for _ in f.missing]
    allowed = np.array([[bool(a & b) for b in told] for a in typed])
    unlike = np.array([[{p.sex, s} == {"M", "F"} for s in sexes] for p in what.profiles])
    return np.exp(values), allowed & ~unlike & usable


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BLOCK", 4)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("best", "lr"), [(1, 3.0), (3, 1e4), (4, 0.7), (100, 1e9)])
def test_lists_and_ranks_are_those_of_the_full_matrix(best: int, lr: float) -> None:
    what = exercise()
    values, allowed = full(what)
    found = screen(what, best=best, threshold=math.log(lr))
    assert len(found.manifest["blocks"]) > 4
    expected = lists(values, allowed, best, lr)
    cells = list(zip(found.profile.tolist(), found.person.tolist(), strict=True))
    assert set(cells) == set(expected) and len(cells) == len(expected)
    assert np.exp(found.log_lr) == pytest.approx([values[c] for c in cells], rel=1e-9)
    for cell, a, b in zip(cells, found.rank_profile, found.rank_person, strict=True):
        true = expected[cell]
        shown = true if values[cell] >= lr else tuple(min(r, best + 1) for r in true)
        assert values[cell] == pytest.approx(lr) or (a, b) == shown
    order = [(r, -v) for r, v in zip(found.profile, found.log_lr, strict=True)]
    assert order == sorted(order)


@pytest.mark.usefixtures("small_blocks")
def test_every_pair_is_accounted_for() -> None:
    what = exercise()
    values, allowed = full(what)
    found = screen(what, threshold=math.log(2.0))
    pairs = found.manifest["pairs"]
    parts = ("missing_not_compared", "different_sex", "no_common_marker", "compared")
    assert pairs["all"] == sum(pairs[p] for p in parts) == values.size
    assert pairs["compared"] == allowed.sum() and min(pairs[p] for p in parts) > 0
    assert pairs["above_threshold"] == (allowed & (values >= 2.0)).sum()
    assert pairs["at_zero"] == (allowed & (values == 0.0)).sum()
    assert found.manifest["profiles_without_data"] == ["empty", "other kit"]
    assert not {"empty", "other kit"} & {found.profiles[i] for i in found.profile}
    left_out = {r["missing"]: r["reason"] for r in found.manifest["missing_not_compared"]}
    assert left_out == {"n1C": "no_usable_reference", "n2C": "no_usable_reference"}
    assert found.manifest["missing_compared"] == len(found.people) - 2


def test_exclusions_are_counted_and_never_listed() -> None:
    where = panel(mutation=NO_MUTATION)
    child = Pedigree((Person("F", "M"), Person("C", "M", "F")), "c")
    family = Family("c", child, ("C",), {"F": Profile("r", {"L1": Call(("10", "10"))})})
    found = screen(
        case(where, (family,), (Profile("no", {"L1": Call(("11", "12"))}), Profile("yes", {"L1": Call(("10", "12"))})))
    )
    assert found.manifest["pairs"]["at_zero"] == 1 and found.profile.tolist() == [1]


def same(one: Screening, two: Screening) -> None:
    assert one.profiles == two.profiles and one.people == two.people and one.manifest == two.manifest
    for name in ("profile", "person", "log_lr", "rank_profile", "rank_person"):
        assert (getattr(one, name) == getattr(two, name)).all(), name
    for left, right in ((one.chance_profile, two.chance_profile), (one.chance_person, two.chance_person)):
        assert left.names == right.names and (left.compared == right.compared).all()
        assert np.array_equal(left.expected, right.expected) and np.array_equal(left.error, right.error, equal_nan=True)


@pytest.mark.usefixtures("small_blocks")
def test_workers_and_the_order_of_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    what = exercise()
    one, two = screen(what, folder=tmp_path / "one"), screen(what, workers=2, folder=tmp_path / "two")
    monkeypatch.setattr(run, "serial", lambda blocks, work: (work(b) for b in reversed(blocks)))
    backwards = screen(what)
    same(one, two)
    same(one, backwards)
    names = [sorted(p.name for p in (tmp_path / n).iterdir()) for n in ("one", "two")]
    assert names[0] == names[1] and len(names[0]) == 2 * len(one.manifest["blocks"])
    for name in names[0]:
        assert pq.read_table(tmp_path / "one" / name).equals(pq.read_table(tmp_path / "two" / name))
    digests = {write_screening(f, what, tmp_path / str(i))["candidates"]["digest"] for i, f in enumerate((one, two, backwards))}
    assert len(digests) == 1 == len({(tmp_path / str(i) / "manifest.json").read_bytes() for i in range(3)})


def test_a_block_is_named_by_all_that_decides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    what = exercise(3)

    def names(other: CaseFile = what, **more: float) -> tuple[str, ...]:
        return tuple(screen(other, **more).manifest["blocks"])  # type: ignore[arg-type]

    first = names()
    assert names() == first
    p0 = what.profiles[0]
    variants = [
        names(best=11),
        names(threshold=1.0),
        names(replace(what, conventions=Conventions("sum"))),
        names(replace(what, profiles=what.profiles[1:])),
        names(replace(what, profiles=(Profile(p0.id, p0.calls, "F" if p0.sex == "M" else "M"), *what.profiles[1:]))),
        names(replace(what, families=what.families[1:])),
        names(replace(what, pools=(replace(POOLS[0], weight=0.4), replace(POOLS[1], weight=0.6)))),
        names(replace(what, panel=panel(mutation=NO_MUTATION), pools=(), families=what.families[1:2])),
    ]
    monkeypatch.setattr(run, "__version__", "0.0.0+other")
    variants.append(names())
    monkeypatch.undo()
    monkeypatch.setattr(run, "METHOD", "other")
    variants.append(names())
    assert len({first, *variants}) == len(variants) + 1


def test_a_block_that_moves_within_the_list_is_another_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positions stand in the file of a block: reused at another place it would name the wrong person."""
    monkeypatch.setattr(run, "BLOCK", 3)
    where, rng = panel(), np.random.default_rng(3)
    second = (uncle("u1", where, rng), uncle("u2", where, rng), uncle("u3", where, rng))
    profiles = tuple(clean(f"P{i}", rng, where, "M") for i in range(4))
    three = several("s", where, rng)
    before = case(where, (three, *second, untyped("y"), untyped("z")), profiles)
    after = case(where, (untyped("y"), untyped("z"), three, *second), profiles)  # as many people, two places later
    for what in (before, after):
        kept = screen(what, folder=tmp_path)
        same(kept, screen(what))
        values, _ = full(what)
        assert np.exp(kept.log_lr) == pytest.approx(values[kept.profile, kept.person], rel=1e-9)


def test_ties_are_broken_by_position() -> None:
    where, rng = panel(), np.random.default_rng(5)
    model = parents("a", where, rng)
    families = [replace(model, id=f"f{i}", missing=(f"f{i}C",), pedigree=renamed(model, f"f{i}C")) for i in range(5)]
    person = clean("P", rng, where)
    copies = tuple(replace(person, id=f"P{i}") for i in range(4))
    found = screen(case(where, tuple(families), copies), best=2, threshold=600.0)
    assert sorted(zip(found.profile.tolist(), found.person.tolist(), strict=True)) == sorted(
        (r, m) for r in range(4) for m in range(5) if r < 2 or m < 2
    )
    ranks = {
        (r, m): (a, b) for r, m, a, b in zip(found.profile, found.person, found.rank_profile, found.rank_person, strict=True)
    }
    assert ranks[1, 0] == (1, 2) and ranks[3, 1] == (2, 3) and ranks[0, 4] == (3, 1)


def renamed(family: Family, child: str) -> Pedigree:
    people = [replace(p, id=child) if p.id == family.missing[0] else p for p in family.pedigree.people]
    return Pedigree(tuple(people), family.pedigree.id)


@pytest.mark.parametrize("what", [exercise(0), replace(exercise(2), families=()), case(panel(), (untyped("a"),), ())])
def test_nobody_on_one_side(what: CaseFile, tmp_path: Path) -> None:
    what = replace(what, profiles=what.profiles[:-4]) if not what.families or len(what.profiles) == 4 else what
    found = screen(what, folder=tmp_path / "blocks")
    manifest = write_screening(found, what, tmp_path)
    assert len(found.profile) == 0 and manifest["candidates"]["rows"] == 0
    assert all(row["expected"] == 0.0 for row in manifest["chance"])
    assert manifest["pairs"]["all"] == sum(
        manifest["pairs"][p] for p in ("missing_not_compared", "different_sex", "no_common_marker", "compared")
    )


def test_x_markers_are_left_aside_and_said() -> None:
    where = panel(x=True)
    rng = np.random.default_rng(1)
    family = parents("a", where, rng)
    both = Profile("P", {**clean("P", rng, where).calls, "DX1": Call(("7",))}, "M")
    without = Profile("Q", {m: c for m, c in both.calls.items() if m != "DX1"}, "M")
    found = screen(case(where, (family,), (both, without, Profile("x only", {"DX1": Call(("7",))}, "M"))))
    assert found.manifest["markers_left_to_single_comparison"] == ["DX1"]
    assert found.manifest["profiles_without_data"] == ["x only"]
    assert found.log_lr[0] == found.log_lr[1] and len(found.log_lr) == 2


def test_relatives_who_contradict_their_pedigree_are_named_with_the_marker() -> None:
    where = panel(mutation=NO_MUTATION)
    trio = Pedigree((Person("F", "M"), Person("C", "M", "F"), Person("B", "M", "F")), "wrong")
    shown = {"F": Profile("r1", {"L1": Call(("10", "10"))}), "B": Profile("r2", {"L1": Call(("11", "11"))})}
    found = screen(case(where, (Family("wrong", trio, ("C",), shown),), (Profile("P", {"L1": Call(("10", "12"))}),)))
    assert found.manifest["missing_not_compared"] == [
        {"missing": "C", "reason": "references_contradict_pedigree", "detail": "L1"}
    ]
    assert found.manifest["pairs"]["missing_not_compared"] == 1 and len(found.profile) == 0


def test_a_pedigree_too_complex_stops_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    what = exercise(4)
    real = block.prepare

    def refuses(families: Sequence[Family], *rest: object) -> object:
        if any(f.id == "uncle1" for f in families):
            raise TooManyLoops("pedigree: too large.")
        return real(families, *rest)  # type: ignore[arg-type]

    whole = screen(what)
    monkeypatch.setattr(block, "prepare", refuses)
    found = screen(what)
    assert {"missing": "uncle1C", "reason": "pedigree_too_complex", "detail": "uncle1"} in found.manifest[
        "missing_not_compared"
    ]
    gone = [p[0] for p in whole.people].index("uncle1")
    values = {(r, m): v for r, m, v in zip(whole.profile, whole.person, whole.log_lr, strict=True)}
    assert gone not in found.person
    common = [(v, values[r, m]) for r, m, v in zip(found.profile, found.person, found.log_lr, strict=True) if (r, m) in values]
    assert len(common) > 10 and all(a == pytest.approx(b) for a, b in common)


def test_what_is_refused(tmp_path: Path) -> None:
    what = exercise(2)
    for wrong in ({"best": 0}, {"workers": 0}, {"threshold": math.nan}, {"threshold": math.inf}, {"threshold": 800.0}):
        with pytest.raises(InvalidCase, match="screen: best"):
            screen(what, folder=tmp_path / "none", **wrong)  # type: ignore[arg-type]
    with pytest.raises(OutOfScope, match="theta"):
        screen(replace(what, conventions=Conventions(theta=0.02), families=()), folder=tmp_path / "none")
    with pytest.raises(InvalidCase, match="profile P0 is given twice"):
        screen(what, people=[what.profiles[0], what.profiles[0]], folder=tmp_path / "none")
    with pytest.raises(MissingReference, match="profile bad, locus L1: allele 99"):
        screen(what, people=[Profile("bad", {"L1": Call(("99", "10"))})], folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    father = what.families[0]
    unknown = {**father.references, next(iter(father.references)): Profile("r", {"L2": Call(("99", "10"))})}
    with pytest.raises(MissingReference, match="family parents0: locus L2: allele 99"):
        screen(replace(what, families=(replace(father, references=unknown), *what.families[1:])))
    boy = {"parents0M": Profile("r", {"L2": Call(("10", "10"))}, "M")}
    with pytest.raises(InvalidPedigree, match="family parents0: .*shows M"):
        screen(replace(what, families=(replace(father, references=boy),)), workers=2)


def test_more_than_a_double_can_hold_is_refused() -> None:
    rare = tuple(Locus(f"R{i}", ("10", "11"), (1e-9, 1.0 - 1e-9)) for i in range(40))
    calls = {x.name: Call(("10", "10")) for x in rare}
    people = (Person("C", "M", twins="z"), Person("card", "M", twins="z"))
    family = Family("d", Pedigree(people, "d"), ("C",), {"card": Profile("card", calls)})
    with pytest.raises(OutOfScope, match="exceeds what a double can hold"):
        screen(case(Panel("rare", rare), (family,), (Profile("P", calls),)))


def test_several_samples_of_one_person_are_one_row() -> None:
    what = exercise(6)
    two = (what.profiles[0], Profile("weak", {"L4": Call(("11",), CallKind.DROPPED, 0.4, None, 0.05)}))
    found = screen(what, people=[two, *what.profiles[2:5]])
    assert found.profiles[0] == "P0+weak"
    assert found.manifest["profiles"] == 4


@pytest.mark.parametrize("name", ["candidates.parquet", "candidates.csv", "manifest.json"])
def test_files_are_replaced_whole(tmp_path: Path, name: str) -> None:
    what = exercise(5)
    write_screening(screen(what), what, tmp_path)
    first = (tmp_path / name).read_bytes()
    again = write_screening(screen(what, best=1, threshold=50.0), what, tmp_path)
    assert (tmp_path / name).read_bytes() != first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["candidates.csv", "candidates.parquet", "manifest.json"]
    assert json.loads((tmp_path / "manifest.json").read_text()) == again


def test_what_the_files_say(tmp_path: Path) -> None:
    what = exercise(6)
    found = screen(what)
    manifest = write_screening(found, what, tmp_path)
    table = pq.read_table(tmp_path / "candidates.parquet")
    assert table.equals(candidate_table(found)) and content_digest(table) == manifest["candidates"]["digest"]
    lines = (tmp_path / "candidates.csv").read_text().splitlines()
    assert len(lines) == len(table) + 1 and lines[1].endswith('"Exercise: everyone here is invented."')
    assert manifest["notice"] == "Exercise: everyone here is invented." and manifest["chance"] == chance_rows(found)
    rows = table.to_pylist()
    who = {m: f.id for f in what.families for m in f.missing}
    assert all(who[r["missing"]] == r["family"] for r in rows)
    record = replace(what, incident=replace(what.incident, kind="record"))
    write_screening(found, record, tmp_path / "record")
    assert "notice" not in (tmp_path / "record" / "candidates.csv").read_text().splitlines()[0]


@pytest.mark.parametrize("damage", [b"", b"PAR1 not a table", None])
@pytest.mark.parametrize("which", [".chance.parquet", ".parquet"])
def test_a_damaged_block_is_refused_by_name(tmp_path: Path, damage: bytes | None, which: str) -> None:
    what = exercise(2)
    name = next(iter(screen(what, folder=tmp_path).manifest["blocks"]))
    path = tmp_path / f"{name}{which}"
    path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    with pytest.raises(UnreadableFile, match="not a finished block.*Delete it and run again"):
        screen(what, folder=tmp_path)
    path.unlink()
    same(screen(what, folder=tmp_path), screen(what))


def test_a_table_of_something_else_is_no_block(tmp_path: Path) -> None:
    what = exercise(2)
    name = next(iter(screen(what, folder=tmp_path).manifest["blocks"]))
    pq.write_table(pq.read_table(tmp_path / f"{name}.chance.parquet"), tmp_path / f"{name}.parquet")
    with pytest.raises(UnreadableFile, match="not a finished block"):
        screen(what, folder=tmp_path)
