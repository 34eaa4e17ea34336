"""Stature: printed equations and their appendix, the tibia, pools, what a record says, and the weight of a missing man."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from repatria.errors import InvalidInput
from repatria.evidence.biology.missing import Man, log_stature_ratio, weigh
from repatria.evidence.biology.printed import equations, printed_statures
from repatria.evidence.biology.recorded import Recorded, error_models, growth_after, record_likelihood
from repatria.evidence.biology.stature import (
    GRID,
    STEP,
    Fitted,
    NotSupported,
    Stature,
    between_pools,
    fitted,
    pools_named,
    scenario,
    stature_of,
    statured,
)
from repatria.model.body import BodyModel
from repatria.reference.biology import body_model

PEOPLE = Path(__file__).parents[3] / "data-gpl" / "src" / "repatria_data_gpl" / "biology_people.csv"
MODEL = body_model()


def against(values: dict[str, float], **weights: float) -> Fitted:
    return fitted(MODEL, values, *scenario(MODEL, weights or statured(MODEL)))


class TestPrinted:
    def test_the_appendix_row_of_168_cm(self) -> None:
        """Trotter and Gleser 1952, appendix 1, White males, 168 cm: femur 448, fibula 359, humerus 317, radius 235, ulna 254 mm."""
        bones = {"Fem_01": 448.0, "Fib_01": 359.0, "Hum_01": 317.0, "Rad_01": 235.0, "Uln_01": 254.0}
        told = {e.bone: cm for e, cm in printed_statures(bones, "m") if e.series == "White"}
        assert set(told) == {"Fem1", "Fib1", "Hum1", "Rad1", "Uln1"}
        assert all(abs(cm - 168.0) < 0.2 for cm in told.values())

    def test_the_tibia_is_never_applied(self) -> None:
        assert printed_statures({"Tib_01": 385.0}) == ()
        assert any(e.bone == "Tib1b" for e in equations())

    def test_on_real_bones_the_tibia_tells_too_much(self) -> None:
        """Jantz, Hunt and Meadows 1995: 2.5 to 3.0 cm too great on a tibia with its malleolus; here against the same man's femur."""
        by = {(e.series, e.sex, e.bone): e for e in equations()}
        femur, tibia = by["White", "m", "Fem1"], by["White", "m", "Tib1b"]
        with PEOPLE.open(newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["pool"] == "white_m" and r["Fem_01"] and r["Tib_01"]]
        more = np.median([tibia.of(float(r["Tib_01"])) - femur.of(float(r["Fem_01"])) for r in rows])
        assert len(rows) > 150 and 2.5 < more < 4.0

    def test_reported_heights_are_more_than_measured_ones(self) -> None:
        """Willey and Falsetti 1991: heights on licences are above the measured ones in both sexes."""
        assert error_models()["reported"].bias > 0.0 == error_models()["measured"].bias


class TestStature:
    def test_a_distribution_sums_to_one_and_its_interval_holds_its_point(self) -> None:
        found = against({"Fem_01": 460.0}, white_m=1.0)
        assert found.given[0] is not None and math.isclose(found.given[0].sum() * STEP, 1.0)
        told = stature_of(found)
        assert isinstance(told, Stature) and told.low < told.point < told.high and told.used == ("Fem_01",)

    def test_a_longer_femur_is_a_taller_man(self) -> None:
        points = [stature_of(against({"Fem_01": mm}, white_m=1.0)) for mm in (420.0, 460.0, 500.0)]
        assert points[0].point < points[1].point < points[2].point  # type: ignore[union-attr]

    def test_more_bones_tell_more(self) -> None:
        one, two = (
            stature_of(against(v, black_m=1.0))
            for v in ({"Fem_01": 460.0}, {"Fem_01": 460.0, "Hum_01": 330.0, "Fib_01": 372.0})
        )
        assert two.sd < one.sd  # type: ignore[union-attr]

    def test_without_statures_there_is_no_number(self) -> None:
        told = stature_of(against({"Fem_01": 430.0}, asian_m=1.0))
        assert (
            isinstance(told, NotSupported) and told.reason == "not supported by the reference (asian_m: n = 0 with a stature)"
        )
        assert isinstance(stature_of(against({})), NotSupported)

    def test_the_weight_of_a_pool_without_statures_is_said(self) -> None:
        told = stature_of(against({"Fem_01": 430.0}, asian_m=1.0, white_m=1.0))
        assert isinstance(told, Stature) and 0.0 < told.unsupported < 1.0

    def test_pools_by_name(self) -> None:
        assert pools_named(MODEL, "white=0.6, asian_m=0.4") == {"white_f": 0.3, "white_m": 0.3, "asian_m": 0.4}
        for text, said in (("korean", "pool 'korean'"), ("white=much", "weight 'much'")):
            with pytest.raises(InvalidInput, match=said):
                pools_named(MODEL, text)
        for weights in ({"white_m": -1.0}, {"white_m": 0.0}):
            with pytest.raises(InvalidInput, match="add to nothing"):
                scenario(MODEL, weights)


class TestRecorded:
    def test_every_record_has_its_share(self) -> None:
        """Over all inches the chances of a record sum to one, for every true stature."""
        inches = [Recorded(cm, 2.54) for cm in np.arange(48, 87) * 2.54]
        total = sum(record_likelihood(one, np.array([165.0, 178.0])) for one in inches)
        np.testing.assert_allclose(total, 1.0, atol=1e-9)

    def test_he_grew_after_he_enlisted(self) -> None:
        assert growth_after(18.0, 20.0) == pytest.approx(2 * 0.54) and growth_after(18.0, 30.0) == pytest.approx(3 * 0.54)
        assert growth_after(24.0, 30.0) == growth_after(None, 20.0) == growth_after(20.0, 19.0) == 0.0
        young, grown = (record_likelihood(Recorded(172.72, age_then=a, age_at_loss=25.0), GRID) for a in (17.0, 24.0))
        assert (young * GRID).sum() / young.sum() > (grown * GRID).sum() / grown.sum() + 1.5

    def test_what_cannot_be_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="68 cm"):
            Recorded(68.0)
        with pytest.raises(InvalidInput, match="step 0"):
            Recorded(170.0, 0.0)
        with pytest.raises(InvalidInput, match="'guessed'"):
            record_likelihood(Recorded(170.0, how="guessed"), GRID)


class TestMissing:
    def test_over_all_records_the_ratio_is_worth_one(self) -> None:
        """Sum over records of P(record | somebody) × ratio = 1: the law that any likelihood ratio obeys."""
        size = against({"Fem_01": 470.0, "Hum_01": 336.0}, white_m=0.7, black_m=0.3)
        total = 0.0
        for cm in np.arange(48, 87) * 2.54:
            record = Recorded(float(cm))
            chance = sum(
                w * (d * record_likelihood(record, GRID)).sum() * STEP for w, d in zip(size.before, size.alone, strict=True)
            )
            ratio = log_stature_ratio(Man("x", record=record), size)
            assert ratio is not None
            total += chance * math.exp(ratio)
        assert math.isclose(total, 1.0, abs_tol=1e-5)

    def test_the_man_whose_stature_fits_is_more_likely(self) -> None:
        size = against({"Fem_01": 480.0}, white_m=1.0)
        tall, short = (log_stature_ratio(Man("m", record=Recorded(cm)), size) for cm in (182.88, 165.1))
        assert tall is not None and short is not None and tall > 0.0 > short

    def test_nothing_recorded_says_nothing(self) -> None:
        size = against({"Fem_01": 480.0}, white_m=1.0)
        assert log_stature_ratio(Man("m"), size) is None
        found = weigh([Man("m")], {}, size, np.ones(41) / 41)[0]
        assert (found.age, found.stature, found.total) == (None, None, 0.0)

    def test_in_a_pool_without_statures_a_record_says_nothing(self) -> None:
        size = against({"Fem_01": 430.0}, asian_m=1.0)
        assert log_stature_ratio(Man("m", record=Recorded(170.0)), size) == pytest.approx(0.0)

    def test_named_pools_weigh_and_never_beyond_the_people(self) -> None:
        size = against({"Fem_01": 400.0, "Tib_01": 310.0}, white_m=0.5, asian_m=0.5)
        asian, white = (log_stature_ratio(Man("m", pools=((pool, 1.0),)), size) for pool in ("asian_m", "white_m"))
        assert asian is not None and white is not None and asian > 0.0 > white
        assert abs(asian) <= math.log(sum(pool.people for pool in size.pools))
        assert log_stature_ratio(Man("m", sex="f"), size) is None


class TestOutsideThePools:
    def test_the_interval_is_widened_by_how_far_pools_differ_and_not_moved(self) -> None:
        values, pools = {"Fem_01": 455.0}, scenario(MODEL, {"white_m": 1.0})
        inside, outside = (stature_of(fitted(MODEL, values, *pools, outside=out)) for out in (False, True))
        assert isinstance(inside, Stature) and isinstance(outside, Stature)
        assert outside.point == pytest.approx(inside.point, abs=0.1)
        shift = between_pools(MODEL, MODEL.row(values))
        apart = {}
        for sex in "mf":
            two = [stature_of(fitted(MODEL, values, *scenario(MODEL, {f"{name}_{sex}": 1.0}))) for name in ("white", "black")]
            apart[sex] = two[0].point - two[1].point  # type: ignore[union-attr]
        assert shift == pytest.approx(math.sqrt((apart["m"] ** 2 + apart["f"] ** 2) / 2.0), abs=0.1), "by hand"
        assert (outside.high - outside.low) > (inside.high - inside.low) > 15.0

    def test_men_of_a_pool_that_the_model_does_not_know_are_held(self) -> None:
        """Black men under White men's pool: about 0.89 as the pool stands, within 0.93 to 0.98 when widened."""
        model = BodyModel(MODEL.items, tuple(p for p in MODEL.pools if p.name != "black_m"), MODEL.nu)
        with PEOPLE.open(newline="") as file:
            men = [r for r in csv.DictReader(file) if r["pool"] == "black_m" and r["stature_cm"] and r["Fem_01"]]
        held = {True: 0, False: 0}
        for man in men:
            for out in held:
                told = stature_of(
                    fitted(model, {"Fem_01": float(man["Fem_01"])}, *scenario(model, {"white_m": 1.0}), outside=out)
                )
                assert isinstance(told, Stature)
                held[out] += told.low <= float(man["stature_cm"]) <= told.high
        assert len(men) > 50 and held[True] > held[False]
        assert 0.93 <= held[True] / len(men) <= 1.0
