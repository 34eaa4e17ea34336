"""Whom to ask next: shapes of families, chances before and after, laws of a gain, coverage, the call list, refusals."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from joint.small_case import small_case
from repatria.cli.main import main
from repatria.errors import InvalidCase
from repatria.evidence.kinship import compare
from repatria.formats.casefile import write_case
from repatria.model import NO_MUTATION, Call, Family, Locus, Panel, Pedigree, Person, Profile
from repatria.model.beside import Beside, Reference
from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import YHaplotype
from repatria.planning.kinpower import drawn_log_lrs, shape_of
from repatria.planning.lineagepower import STEPS, ystr_steps
from repatria.planning.relatives import Shown, Standing, coverage, plan_relatives

ALLELES = tuple(str(n) for n in range(10, 20))
PANEL = Panel("toy", tuple(Locus(f"L{i}", ALLELES, (0.1,) * 10, female=NO_MUTATION, male=NO_MUTATION) for i in range(12)))


def kin(prefix: str = "", turned: bool = False) -> Pedigree:
    people = [
        Person("GF", "M"), Person("GM", "F"), Person("FA", "M", "GF", "GM"), Person("MO", "F"), Person("M", "M", "FA", "MO"),
        Person("S", "F", "FA", "MO"), Person("W", "F"), Person("C", "U", "M", "W"), Person("UN", "M", "GF", "GM"),
    ]  # fmt: skip
    named = [
        Person(prefix + p.id, p.sex, prefix + p.father if p.father else None, prefix + p.mother if p.mother else None)
        for p in (reversed(people) if turned else people)
    ]
    return Pedigree(tuple(named))


def a_case(typed: tuple[str, ...] = ("S",), lines: bool = True):
    case, _ = small_case()
    profile = Profile("R", {x.name: Call(("10", "11")) for x in PANEL.loci})
    families = (
        Family("F1", kin("a"), ("aM",), {"a" + t: replace(profile, id=f"R{t}") for t in typed}),
        Family("F2", kin("b"), ("bM",), {}),
    )
    men = tuple(YHaplotype(f"D{n}", {"DYS19": (str(10 + n % 5),), "DYS390": (str(20 + n % 7),)}) for n in range(200))
    given = (Reference("F2", "bUN", yhaplotype=YHaplotype("Y", {"DYS19": ("14",)})),)
    beside = Beside(references=given, ystr={"": Database("invented", men, simulated=True)}) if lines else Beside()
    return replace(
        case, panel=PANEL, pools=tuple(replace(p, panel=PANEL) for p in case.pools), families=families, profiles=(), controls=(),
        open_missing=50, beside=beside,
    )  # fmt: skip


ALWAYS = Shown(1.0, 1.0, 1.0, 1.0)


class TestShapes:
    def test_names_and_order_do_not_matter_and_who_has_no_part_is_left_out(self) -> None:
        assert shape_of(kin(), "M", ["S"]) == shape_of(kin("x", turned=True), "xM", ["xS"])
        assert len(shape_of(kin(), "M", ["S"]).people) == 4  # father, mother, both children
        assert shape_of(kin(), "M", ["S"]) != shape_of(kin(), "M", ["C"])
        assert shape_of(kin(), "M", ["W"]) is None and shape_of(kin(), "M", []) is None

    def test_a_draw_is_weighed_as_the_two_would_be_compared(self) -> None:
        """The twin: the same genotypes as profiles of a family, compared one by one."""
        shape = shape_of(kin(), "M", ["S"])
        rng = np.random.default_rng(5)
        found = drawn_log_lrs(shape, PANEL, 3, rng)
        from repatria.simulate.genedrop import Genome, drop

        one = tuple(np.full((1, 10), 0.1) for _ in PANEL.loci)
        stay = tuple(np.eye(10) for _ in PANEL.loci)
        father, mother = zip(*shape.people, strict=True)
        drawn = drop(np.random.default_rng(5), Genome(one, stay, stay), father, mother, np.zeros(3, dtype=np.int64))
        for g, row in zip(drawn, found, strict=True):
            made = [Profile(f"P{n}", {x.name: Call((ALLELES[a], ALLELES[b])) for x, (a, b) in zip(PANEL.loci, who.tolist(), strict=True)})
                    for n, who in enumerate(g)]  # fmt: skip
            family = Family("F", kin(), ("M",), {"S": made[shape.typed[0]]})
            assert compare(family, made[shape.missing], PANEL).log_lr == pytest.approx(row.sum(), abs=1e-9)

    def test_an_own_sample_says_one_over_the_genotype(self) -> None:
        people = (Person("M", "M", twins="T"), Person("CARD", "M", twins="T"))
        found = drawn_log_lrs(shape_of(Pedigree(people), "M", ["CARD"]), PANEL, 40, np.random.default_rng(1))
        assert set(np.round(np.exp(found.ravel()), 6)) == {50.0, 100.0}

    def test_a_type_says_one_over_how_often_it_is(self) -> None:
        men = tuple(YHaplotype(f"D{n}", {"DYS19": ("14" if n < 60 else str(20 + n % 4),)}) for n in range(100))
        steps = np.exp(ystr_steps(Database("invented", men)))
        assert len(steps) == STEPS and set(np.round(steps, 6)) == {round(100 / 60, 6), 10.0}
        assert (steps < 5).mean() == pytest.approx(0.6, abs=0.02)


class TestThePlan:
    def test_near_kin_gain_more_and_nobody_loses(self) -> None:
        plan = plan_relatives(a_case((), lines=False), shown=ALWAYS, draws=24)
        first = {a.relative: a.after for a in plan.asked if a.family == "F1"}
        assert first["aC"] > first["aUN"] and first["aS"] > first["aUN"] and first["aFA"] > first["aUN"]
        assert all(a.gain >= -0.1 for a in plan.asked) and [s.chance for s in plan.standing] == [0.0, 0.0]
        assert [round(a.gain, 12) for a in plan.asked] == sorted((round(a.gain, 12) for a in plan.asked), reverse=True)
        assert "aW" not in first and plan.left_out[0].startswith("mtdna")

    def test_families_built_alike_are_told_alike_and_a_rerun_says_the_same(self) -> None:
        case = a_case((), lines=False)
        plan = plan_relatives(case, draws=12)
        by = {(a.family, a.relative[1:]): a.after for a in plan.asked}
        assert all(by["F1", who] == by["F2", who] for family, who in by if family == "F1")
        assert plan == plan_relatives(case, draws=12) and plan != plan_relatives(case, draws=12, seed=1)

    def test_a_line_on_file_is_not_asked_again_and_a_sample_on_file_is_told(self) -> None:
        plan = plan_relatives(a_case(()), shown=ALWAYS, draws=12)
        second = {a.relative: a for a in plan.asked if a.family == "F2"}
        assert all("ystr" not in a.systems for a in second.values()) and second["bUN"].on_file
        assert next(s for s in plan.standing if s.family == "F2").systems == ("ystr",)
        first = {a.relative: a for a in plan.asked if a.family == "F1"}
        assert first["aUN"].systems == ("autosomal", "ystr") and not first["aUN"].on_file
        assert first["aUN"].after >= max(first["aUN"].by_system.values()) - 1e-12

    def test_the_chance_is_the_sum_over_what_is_shown(self) -> None:
        case = a_case(("S",), lines=False)
        always = plan_relatives(case, shown=ALWAYS, draws=32).standing[0].chance
        assert plan_relatives(case, shown=replace(ALWAYS, autosomal=0.25), draws=32).standing[0].chance == pytest.approx(
            always / 4
        )
        assert plan_relatives(case, shown=replace(ALWAYS, autosomal=0.0), draws=32).standing[0].chance == 0.0

    def test_only_those_who_may_be_asked(self) -> None:
        plan = plan_relatives(a_case(), among={"F1": ["aC"]}, draws=8)
        assert {(a.family, a.relative) for a in plan.asked} == {("F1", "aC")}


class TestCoverage:
    STANDING = tuple(Standing("F", f"M{n}", ("mtdna",) if n < 6 else (), 0.1 * n) for n in range(10))

    def test_groups_against_a_share(self) -> None:
        near, far = coverage(self.STANDING, {f"M{n}": "31 Inf" if n < 5 else "8 Cav" for n in range(10)}, 0.9)
        assert (near.group, near.people, near.any_reference, near.reached, near.lacking) == ("31 Inf", 5, 5, True, 0)
        assert (far.any_reference, far.reached, far.lacking, far.with_reference["mtdna"]) == (1, False, 4, 1)
        assert math.isclose(far.mean_chance, 0.7)


class TestTheCommand:
    def test_it_writes_a_call_list(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write_case(a_case(lines=False), tmp_path / "case")
        assert (
            main(["plan", "relatives", str(tmp_path / "case"), "--out", str(tmp_path / "calls.csv"), "--draws", "8", "--json"])
            == 0
        )
        told = json.loads(capsys.readouterr().out)
        rows = list(csv.DictReader((tmp_path / "calls.csv").read_text().splitlines()))
        assert told["asked"] == len(rows) and rows[0]["rank"] == "1" and told["coverage"][0]["people"] == 2
        assert float(rows[0]["gain"]) >= float(rows[-1]["gain"])
        (tmp_path / "may.csv").write_text("family,person\nF9,aC\n")
        assert (
            main(
                [
                    "plan",
                    "relatives",
                    str(tmp_path / "case"),
                    "--out",
                    str(tmp_path / "x.csv"),
                    "--among",
                    str(tmp_path / "may.csv"),
                ]
            )
            == 2
        )
        assert "'F9' is not in the case" in capsys.readouterr().err
        (tmp_path / "may.csv").write_text("who\naC\n")
        assert (
            main(
                [
                    "plan",
                    "relatives",
                    str(tmp_path / "case"),
                    "--out",
                    str(tmp_path / "x.csv"),
                    "--among",
                    str(tmp_path / "may.csv"),
                ]
            )
            == 2
        )
        assert not (tmp_path / "x.csv").exists()


class TestRefusals:
    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: plan_relatives(a_case(), threshold=1.0), "threshold 1.0"),
            (lambda: plan_relatives(a_case(), draws=0), "0 draws"),
            (lambda: plan_relatives(a_case(), among={"F1": ["aM"]}), "'aM' cannot be asked"),
            (lambda: Shown(autosomal=1.2), "autosomal 1.2"),
            (lambda: coverage((), {}, 1.5), "share 1.5"),
        ],
    )
    def test_says_what_is_wrong(self, make: object, words: str) -> None:
        with pytest.raises(InvalidCase, match=words):
            make()  # type: ignore[operator]
