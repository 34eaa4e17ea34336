"""Lineages in the joint answer: as pairs weighed one by one and every way of naming written down would give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from joint.kinds_case import case, family, mt, mt_pool, y
from joint.small_case import PANEL, small_case
from naive import kinds_naive
from repatria.errors import MissingReference
from repatria.evidence.mtdna import compare_mitotypes
from repatria.joint.answer import WITHOUT_REFERENCE
from repatria.joint.identify import identify
from repatria.joint.kinds import weigh_kinds
from repatria.model import CaseFile, Pool
from repatria.model.beside import Beside, Origin, Place, Recorded, Remains

ONE, TWO, THREE, NONE = family("ONE", 2), family("TWO"), family("THREE"), family("NONE")
REFERENCES = (
    ("ONE", "A", mt(1, "r1")), ("ONE", "S", mt(2, "r2")), ("ONE", "U", y(1, "r3")), ("TWO", "S", mt(1, "r4")),
    ("THREE", "B", y(1, "r5")), ("THREE", "M", mt(3, "r6", "HV1")),
)  # fmt: skip
REMAINS = (
    Remains("P1", mitotypes=(mt(1, "p1"),)),
    Remains("P2", mitotypes=(mt(2, "p2"),), yhaplotypes=(y(1, "p3"),)),
    Remains("P3", mitotypes=(mt(3, "p4", "HV1/HV2"),), yhaplotypes=(y(4, "p5"),)),
)


def expected(given: CaseFile, listed: float, shares: list[list[float]] | None = None) -> dict[str, list[float]]:
    """Posteriors of each subject by men in order of the families, nobody last, all men with equal weight."""
    men = [(f, m) for f in given.families for m in f.missing]
    weight = listed / (1.0 - listed) / given.open_missing
    odds = [
        [weight * math.exp(kinds_naive.log_lr(given, r, f, m, shares[i] if shares else None)) for f, m in men]
        for i, r in enumerate(given.beside.remains)
    ]
    return {r.subject: row for r, row in zip(given.beside.remains, kinds_naive.posteriors(odds), strict=True)}


class TestAgainstTheTwin:
    def test_one_database(self) -> None:
        given = case((ONE, TWO, THREE, NONE), REFERENCES, REMAINS)
        answer = identify(given)
        for subject, row in expected(given, 0.5).items():
            for home, m, p in zip([f for f in given.families for _ in f.missing], _men(given), row, strict=False):
                found = (
                    dict(answer.ranked(subject, 20)).get(m, 0.0)
                    if home is not NONE
                    else dict(answer.ranked(subject, 20))[WITHOUT_REFERENCE]
                )
                assert found == pytest.approx(p, rel=1e-9), (subject, m)
            assert answer.probability(subject, "*") == pytest.approx(row[-1], rel=1e-9)

    def test_pools_mix_after_kinds_multiply(self) -> None:
        families = (
            family("ONE", 2, {"a": 1.0}),
            family("TWO", 1, {"b": 1.0}),
            family("THREE"),
            family("NONE", 1, {"a": 0.5, "b": 0.5}),
        )
        pools = (Pool("a", 0.3, PANEL), Pool("b", 0.7, PANEL))
        given = case(families, REFERENCES, REMAINS, pools=pools, mtdna={"a": mt_pool("a", 0, 30), "b": mt_pool("b", 60, 100)})
        kinds = weigh_kinds(given, [r.subject for r in REMAINS], [(r,) for r in REMAINS], [()] * 3)
        assert set(kinds.by_kind) == {"mtdna", "ystr", "populations"}
        men = [(f, m) for f in families for m in f.missing]
        for i, r in enumerate(REMAINS):
            for j, (f, m) in enumerate(men):
                assert kinds.log_lr[i, j] == pytest.approx(kinds_naive.log_lr(given, r, f, m), abs=1e-9), (r.subject, m)
        answer = identify(given)
        for subject, row in expected(given, 0.5).items():
            for m, p in zip(_men(given), row, strict=False):
                assert answer.probability(subject, m) == pytest.approx(p, rel=1e-9)


class TestLaws:
    def test_men_are_counted_brothers_each(self) -> None:
        """Three carriers of one type: two brothers and another man. Each has his own share; who has no reference enters with f."""
        given = case((ONE, TWO, NONE), (("ONE", "A", mt(1, "r1")), ("TWO", "A", mt(1, "r2"))), REMAINS[:1], open_missing=10)
        answer = identify(given)
        shares = [answer.probability("P1", m) for m in ("ONE-N1", "ONE-N2", "TWO-N1")]
        assert shares == pytest.approx([shares[0]] * 3, rel=1e-9)
        f = 2 / 32  # nobody of thirty people, two lines less the candidate's, and the query itself
        kin = shares[0] / answer.probability("P1", "*") * f * 10
        assert answer.ranked("P1")[0][1] < 1 / 3 and 0.9 < kin < 1.0
        assert dict(answer.ranked("P1", 20))[WITHOUT_REFERENCE] == pytest.approx(
            7 / 10 * answer.probability("P1", "*"), rel=1e-9
        )

    def test_a_second_donor_of_the_line_is_not_a_second_piece_of_evidence(self) -> None:
        alone = case((ONE, TWO), (("ONE", "S", mt(1, "r1")),), REMAINS[:1])
        both = case((ONE, TWO), (("ONE", "S", mt(1, "r1")), ("ONE", "A", mt(1, "r2"))), REMAINS[:1])
        for m in ("ONE-N1", "ONE-N2", "*"):
            assert identify(alone).probability("P1", m) == identify(both).probability("P1", m)

    def test_samples_of_one_person_count_once(self) -> None:
        twice = Remains("P1", mitotypes=(mt(1, "p1"), mt(1, "p1b")))
        given, again = (case((ONE, TWO), REFERENCES[:4], (r,)) for r in (REMAINS[0], twice))
        assert identify(given).table == pytest.approx(identify(again).table, abs=1e-15)

    def test_a_case_without_any_of_it_is_answered_to_the_last_bit_as_before(self) -> None:
        plain, _ = small_case()
        bare = CaseFile(
            plain.incident, plain.panel, plain.pools, plain.families, plain.profiles, plain.controls, plain.prior,
            plain.conventions, plain.open_missing, beside=Beside(remains=(Remains("A1", container="K1"),)),
        )  # fmt: skip
        assert identify(plain).table.tobytes() == identify(bare).table.tobytes()

    def test_units_hold_subjects_of_which_no_autosomal_profile_exists(self) -> None:
        plain, _ = small_case()
        beside = Beside(
            remains=(
                Remains("X1", mitotypes=(mt(1, "p1"),)),
                Remains("X2", mitotypes=(mt(2, "p2"),)),
                Remains("X3", container="K"),
            )
        )
        given = CaseFile(
            plain.incident, plain.panel, plain.pools, plain.families, plain.profiles, plain.controls, beside=beside
        )
        answer = identify(given, units={"I1": ("A1", "A2", "X1"), "I2": ("X2",)}, sensitivity=False)
        assert answer.people["I1"] == ("A1", "A2") and answer.people["I2"] == () and "X3" not in answer.victims
        assert {"person": "I1", "subjects": ["X1"]} in answer.grouping
        assert any(entry.get("without_dna") == ["X3"] for entry in answer.grouping)
        assert any("no database" in str(entry.get("text")) for entry in answer.grouping)


class TestSharedLines:
    def test_brothers_found_together_share_a_line_of_which_nobody_gave_a_sample(self) -> None:
        """Two people of one rare type, and two missing brothers without a maternal donor: together or not at all."""
        pool = {"": mt_pool("d", 100, 400)}
        alike = (Remains("P1", mitotypes=(mt(1, "p1"),)), Remains("P2", mitotypes=(mt(1, "p2"),)))
        given = case((ONE, TWO), (("TWO", "S", mt(2, "r")),), alike, mtdna=pool)
        kin = compare_mitotypes(mt(1, "p1"), mt(1, "p2"), pool[""], meioses=2)
        gain = math.exp(kin.finding.log_lr)
        assert gain > 100.0
        w = 1.0 / 3.0  # prior odds of each of three men
        far = math.exp(kinds_naive.log_lr(given, alike[0], TWO, "TWO-N1"))
        ways = 1.0 + 4 * w + 2 * w * far + 2 * w * w * gain + 4 * w * w * far
        answer = identify(given)
        assert answer.probability("P1", "ONE-N1") == pytest.approx((w + w * w * gain + w * w * far) / ways, rel=1e-6)
        apart = identify(
            case((ONE, TWO), (("TWO", "S", mt(2, "r")),), (alike[0], Remains("P2", mitotypes=(mt(3, "p2"),))), mtdna=pool)
        )
        assert "ONE-N1" not in apart.missing  # of two lines nothing tells these brothers from anybody without a reference

    def test_profiles_without_any_reference_say_nothing(self) -> None:
        kinds = weigh_kinds(case((ONE,), (), REMAINS), ["P1", "P2", "P3"], [(r,) for r in REMAINS], [()] * 3)
        assert not kinds.log_lr.any() and not kinds.usable.any() and (kinds.log_p < 0.0).all()


class TestBodies:
    def test_age_and_stature_multiply_and_what_a_giver_says_is_a_lead(self) -> None:
        records = (
            Recorded("ONE-N1", ages=(18.0, 18.9), stature_cm=170.2, lost_at=Place(38.5, 125.6)),
            Recorded("ONE-N2", ages=(33.0, 34.9), stature_cm=188.0, lost_at=Place(40.4, 127.2)),
        )
        box = Origin("stated", Place(40.4, 127.2), error=0.2)
        body = {"measurements": {"Fem_01": 490.0}, "stages": {"clavicle_medial": (4, 4)}}
        young, old = Remains("P1", mitotypes=(mt(1, "p"),)), Remains("P1", mitotypes=(mt(1, "p"),), origins=(box,), **body)
        plain, told = (case((ONE, NONE), REFERENCES[:1], (r,), recorded=records) for r in (young, old))
        alike, apart = identify(plain), identify(told)
        assert alike.probability("P1", "ONE-N1") == pytest.approx(alike.probability("P1", "ONE-N2"), rel=1e-9)
        kinds = weigh_kinds(told, ["P1"], [(old,)], [()])
        assert set(kinds.by_kind) == {"mtdna", "age", "stature"} and kinds.leads is not None
        gain = kinds.by_kind["age"][0] + kinds.by_kind["stature"][0]
        odds = apart.probability("P1", "ONE-N2") / apart.probability("P1", "ONE-N1")
        assert gain[1] > gain[0] and math.log(odds) == pytest.approx(gain[1] - gain[0], abs=1e-9)
        assert kinds.leads.max() <= math.log(10.0) + 1e-12 and kinds.leads[0, 1] > kinds.leads[0, 0]

    def test_our_own_recovery_multiplies(self) -> None:
        records = tuple(Recorded(f"ONE-N{k}", lost_at=Place(*at)) for k, at in ((1, (38.5, 125.6)), (2, (40.4, 127.2))))
        dug = Remains("P1", mitotypes=(mt(1, "p"),), origins=(Origin("excavated", Place(40.4, 127.2), error=0.02),))
        given = case((ONE, NONE), REFERENCES[:1], (dug,), recorded=records)
        kinds = weigh_kinds(given, ["P1"], [(dug,)], [()])
        assert kinds.leads is None and kinds.by_kind["place"][0, 1] > 0.0 > kinds.by_kind["place"][0, 0]
        assert identify(given).probability("P1", "ONE-N2") > identify(given).probability("P1", "ONE-N1")


class TestRefusals:
    def test_a_pool_without_a_database(self) -> None:
        pools = (Pool("a", 0.5, PANEL), Pool("b", 0.5, PANEL))
        with pytest.raises(MissingReference, match="no database of mitochondrial DNA for pool 'b'"):
            identify(case((ONE,), REFERENCES[:1], REMAINS[:1], pools=pools, mtdna={"a": mt_pool("a", 0, 30)}))

    def test_samples_that_are_hardly_of_one_person_are_told_and_not_weighed(self) -> None:
        mixed = Remains("P1", mitotypes=(mt(1, "p1"), mt(900, "p2")))
        kinds = weigh_kinds(case((ONE,), REFERENCES[:1], (mixed,)), ["P1"], [(mixed,)], [()])
        assert not np.any(kinds.log_lr) and kinds.told[0]["person"] == "P1" and "hardly of one person" in kinds.told[0]["text"]


def _men(given: CaseFile) -> list[str]:
    return [m for f in given.families for m in f.missing]
