"""Which bone next: worths against enumeration, laws, success, the ranking, the command, refusals."""

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
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.casefile import write_case
from repatria.joint.answer import Identification
from repatria.model import NO_MUTATION, CaseFile, Locus, Panel
from repatria.planning.information import Informer
from repatria.planning.kinpower import FamilyShape
from repatria.planning.offered import Offered, offered
from repatria.planning.samples import Bone, bones_of, plan_samples, ranked
from repatria.planning.success import Rate, Rates, flat_rates, next_chance, read_rates, shipped_rates
from repatria.simulate import heron

COIN = Panel("coin", (Locus("L", ("1", "2"), (0.4, 0.6), female=NO_MUTATION, male=NO_MUTATION),))
OWN = FamilyShape(((-1, -1),), 0, (0,))
CHILD = FamilyShape(((-1, -1), (-1, -1), (0, 1)), 0, (2,))


def an_offer(
    shape: list[int], lines: list[int], often: tuple[float, ...] = (0.2, 0.1), shapes: tuple[FamilyShape, ...] = (CHILD,)
) -> Offered:
    names = tuple(f"M{n}" for n in range(len(shape)))
    return Offered(names, np.array(shape), shapes, {"mtdna": np.array(lines)}, {"mtdna": np.array(often)})


def by_types(p: list[float], lines: list[int], often: tuple[float, ...]) -> float:
    """The twin: mutual information of person and type, every person and every type in turn."""
    free = 1.0 - sum(often)
    rows = [
        (weight, [float(n == line) if line >= 0 else f for n, f in enumerate((*often, free))])
        for weight, line in zip([*p, 1.0 - sum(p)], [*lines, -1], strict=True)
    ]
    out = 0.0
    for t in range(len(often) + 1):
        whole = sum(w * row[t] for w, row in rows)
        out += sum(w * row[t] * math.log(row[t] / whole) for w, row in rows if row[t] > 0.0)
    return out


def by_genotypes(p: float) -> float:
    """The twin: parent or child and a stranger at one marker, every pair of genotypes in turn."""
    f = np.array([0.4, 0.6])
    out = 0.0
    for mine in ((0, 0), (0, 1), (1, 0), (1, 1)):
        for child in ((0, 0), (0, 1), (1, 0), (1, 1)):
            apart = f[mine[0]] * f[mine[1]] * f[child[0]] * f[child[1]]
            kin = f[mine[0]] * f[mine[1]] * 0.5 * ((child[0] == mine[0]) + (child[0] == mine[1])) * f[child[1]]
            kin = (
                0.5 * kin + 0.5 * f[mine[0]] * f[mine[1]] * 0.5 * ((child[1] == mine[0]) + (child[1] == mine[1])) * f[child[0]]
            )
            both = p * kin + (1.0 - p) * apart
            out += (p * kin * math.log(kin / both) if kin > 0.0 else 0.0) + (1.0 - p) * apart * math.log(apart / both)
    return out


class TestTheWorth:
    def test_of_a_line_is_the_mutual_information(self) -> None:
        p, lines, often = [0.3, 0.2, 0.1, 0.2], [0, 0, 1, -1], (0.2, 0.1)
        found = Informer(an_offer([-1] * 4, lines), COIN, draws=20_000).worth(np.array(p), {"mtdna"})
        assert abs(found.nats - by_types(p, lines, often)) < 5.0 * found.spread + 1e-3

    def test_of_markers_is_the_mutual_information(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("repatria.planning.information.FAMILIES", 4000)
        found = Informer(an_offer([0], [-1]), COIN, complete=1.0, draws=20_000).worth(np.array([0.4]), {"autosomal"})
        assert abs(found.nats - by_genotypes(0.4)) < 5.0 * found.spread + 2e-3

    def test_of_a_name_is_the_chance_that_it_is_decided(self) -> None:
        informer = Informer(an_offer([-1], [1], (0.2, 0.001)), COIN, threshold=0.99, draws=4000)
        found = informer.worth(np.array([0.5]), {"mtdna"})
        assert found.names == pytest.approx(0.5, abs=0.01)  # his own type decides it, and whoever else shows one does not
        assert informer.worth(np.array([0.995]), {"mtdna"}).names == 0.0

    def test_nothing_is_said_where_nothing_new_can_show(self) -> None:
        informer = Informer(an_offer([0, -1], [-1, -1]), COIN)
        p = np.array([0.3, 0.3])
        assert informer.worth(p, {"autosomal"}, {"L"}).nats == 0.0
        assert informer.worth(p, {"mtdna"}).nats == 0.0 and informer.worth(p, set()).nats == 0.0
        assert Informer(an_offer([-1, -1], [-1, -1]), COIN).worth(p, {"mtdna", "autosomal"}).nats == 0.0

    def test_no_more_than_there_is_to_know_and_both_no_less_than_one(self) -> None:
        p = np.array([0.3, 0.3])
        told = Informer(an_offer([0, 0], [0, 1], shapes=(OWN,)), COIN, draws=4000).worths(p, ("autosomal", "mtdna"))
        both = told[frozenset({"autosomal", "mtdna"})]
        most = -2 * 0.3 * math.log(0.3) - 0.4 * math.log(0.4)
        assert both.nats < most
        assert all(both.nats > w.nats - 4 * w.spread for w in told.values())


class TestSuccess:
    def test_the_next_sample_is_like_those_before(self) -> None:
        assert next_chance(0.4, 0, 0) == 0.4
        assert next_chance(0.4, 0, 4) < 0.4 / 2 < 0.4 < next_chance(0.4, 3, 3) < 1.0
        assert next_chance(0.4, 1, 2, alike=1.0) == 0.5

    def test_the_shipped_table_and_its_fallbacks(self) -> None:
        rates = shipped_rates()
        assert rates.of("femur").chances["autosomal"] > rates.of("rib").chances["autosomal"]
        assert rates.of("femur", "formaldehyde") is rates.of("", "formaldehyde") and rates.of("nose") is rates.of("")
        assert rates.of("rib-4") is rates.of("rib") and rates.of("os-coxae") is rates.of("Os coxae") is not rates.of("")

    def test_bad_tables(self, tmp_path: Path) -> None:
        head = "element,treatment,autosomal,mtdna,ystr,grams\n"
        for text, words in (
            ("element\n", "no column treatment"),
            (f"{head},,0.5,0.5,1.5,1\n", "ystr 1.5"),
            (f"{head},,0.5,half,0.5,1\n", "half"),
            (f"{head},,0.5,0.5,0.5,0\n", "grams"),
            (f"{head}femur,,0.5,0.5,0.5,1\n", "empty element and treatment"),
            (f"{head},,0.5,0.5,0.5,1\n,,0.5,0.5,0.5,1\n", "stands twice"),
        ):
            (tmp_path / "r.csv").write_text(text)
            with pytest.raises(UnreadableFile, match=words):
                read_rates(tmp_path / "r.csv")
        with pytest.raises(UnreadableFile, match="not a table"):
            read_rates(tmp_path / "absent.csv")


@pytest.fixture(scope="module")
def exercise() -> tuple[CaseFile, Identification]:
    """An exercise, and an answer made by hand: the first profile is open between two men, the second is decided."""
    case, _ = heron(2, 0.02)
    missing = tuple(m for f in case.families for m in f.missing)
    table = np.zeros((2, len(missing) + 2))
    table[0, [0, 1, -1]], table[1, [2, -1]] = (0.4, 0.4, 0.2), (0.9999, 0.0001)
    codes = (case.profiles[0].id, case.profiles[1].id)
    answer = Identification(
        codes,
        missing,
        {},
        0.0,
        table,
        table[:, :-2] > 0.0,
        table[:, :-2],
        (),
        {},
        True,
        0.0,
        {},
        people={c: (c,) for c in codes},
    )
    return case, answer


class TestTheList:
    def test_ranks_every_bone_once_and_a_rerun_says_the_same(self, exercise) -> None:
        case, answer = exercise
        cuts = plan_samples(case, answer, draws=32)
        assert {c.bone.specimen for c in cuts} == set(case.extra["specimens"]["specimen"])
        assert [round(c.value("names"), 12) for c in cuts] == sorted((round(c.value("names"), 12) for c in cuts), reverse=True)
        assert len({c.person for c in cuts}) == sum(c.next_of_person for c in cuts)
        again = plan_samples(case, answer, draws=32)
        assert [(c.bone, c.person, c.together, c.by_system) for c in cuts] == [
            (c.bone, c.person, c.together, c.by_system) for c in again
        ]
        grams = ranked(cuts, "gram")
        assert [c.value("gram") for c in grams] == sorted((c.value("gram") for c in grams), reverse=True)

    def test_who_is_decided_comes_after_who_is_open(self, exercise) -> None:
        case, answer = exercise
        cuts = {c.bone.specimen: c for c in plan_samples(case, answer, draws=32, rates=flat_rates(0.5, 0.5, 0.5))}
        mine = [c for c in cuts.values() if c.person == answer.victims[1]]
        assert mine and max(c.together.names for c in mine) == 0.0
        assert max(c.together.nats for c in mine) < 0.02 < max(c.together.nats for c in cuts.values())

    def test_a_sample_that_waits_is_no_failure(self, exercise) -> None:
        case, _ = exercise
        bones = {"specimen": ["B1", "B2"], "element": ["rib", "rib"], "treatment": ["", "formaldehyde"]}
        cut = {"sample": ["S1", "S2"], "specimen": ["B1", "B1"], "result": ["none", ""]}
        first, second = bones_of(replace(case, extra={"specimens": bones, "samples": cut}))
        assert (first.samples, second.samples, second.treatment) == (("S1",), (), "formaldehyde")

    def test_bones_of_a_unit_are_one_person(self, exercise) -> None:
        case, answer = exercise
        free = [b.specimen for b in bones_of(case)][:2]
        cuts = {c.bone.specimen: c for c in plan_samples(case, answer, draws=8, units={"I1": free})}
        bare = [Bone("X1"), Bone("X2")]
        assert len({c.person for c in plan_samples(case, answer, bones=bare, draws=8, units={"I1": ["X1", "X2"]})}) == 1
        assert set(free) <= set(cuts)

    def test_the_list_offers_what_its_references_show(self, exercise) -> None:
        case, _ = exercise
        offer = offered(case)
        assert (offer.shape >= 0).sum() == sum(bool(f.references) for f in case.families for _ in f.missing)
        assert all(0.0 < often.sum() < 1.0 for often in offer.often.values()) and set(offer.types) == {"mtdna", "ystr"}


class TestTheCommand:
    def test_it_writes_the_list(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        case, _ = small_case()
        bones = {
            "specimen": ["B0001", "B0002"],
            "container": ["K1", "K1"],
            "element": ["femur", "rib"],
            "side": ["left", "none"],
        }
        cut = {"sample": ["A1"], "specimen": ["B0001"], "result": ["autosomal"]}
        write_case(replace(case, extra={"specimens": bones, "samples": cut}), tmp_path / "case")
        (tmp_path / "u.csv").write_text("unit,specimen\nI1,B0001\n")
        words = ["plan", "samples", str(tmp_path / "case"), "--out", str(tmp_path / "s.csv"), "--draws", "8"]
        assert main([*words, "--json", "--units", str(tmp_path / "u.csv")]) == 0
        told = json.loads(capsys.readouterr().out)
        rows = list(csv.DictReader((tmp_path / "s.csv").read_text().splitlines()))
        assert told["bones"] == len(rows) and told["notice"] and rows[0]["rank"] == "1"
        for text, said in (("unit,specimen\nI1,B9999\n", "'B9999'"), ("unit\nI1\n", "no columns unit and specimen")):
            (tmp_path / "u.csv").write_text(text)
            assert main([*words, "--units", str(tmp_path / "u.csv"), "--out", str(tmp_path / "x.csv")]) == 2
            assert said in capsys.readouterr().err and not (tmp_path / "x.csv").exists()


class TestRefusals:
    def test_says_what_is_wrong(self, exercise) -> None:
        case, answer = exercise
        for make, words in (
            (lambda: plan_samples(case, answer, threshold=1.0), "threshold 1.0"),
            (lambda: plan_samples(case, answer, draws=1), "1 draws"),
            (lambda: plan_samples(case, answer, complete=2.0), "complete profiles 2.0"),
            (lambda: plan_samples(case, answer, by="luck"), "'luck'"),
            (lambda: plan_samples(case, answer, units={"I1": ["nowhere"]}), "'nowhere' is not in the case"),
            (lambda: plan_samples(case, answer, units={"I1": ["B0001"], "I2": ["B0001"]}), "stands in unit I1 and in I2"),
            (lambda: bones_of(replace(case, extra={})), "lists no specimens"),
            (lambda: Rates([Rate("", "", {}, 1.0)]), "autosomal None"),
        ):
            with pytest.raises(InvalidCase, match=words):
                make()
