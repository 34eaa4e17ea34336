"""Where remains are from: distances and scatters, the list as a whole, leads, what is learned from containers, refusals."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InvalidCase
from repatria.evidence.circumstance.boxes import Solved, learn_boxes
from repatria.evidence.circumstance.finding import LEAD_AT_MOST, Told, circumstance_finding
from repatria.evidence.circumstance.origin import weigh_origins
from repatria.joint.leads import EACH
from repatria.kernels.places import EARTH_KM, RADIUS_95, along, dense, distance_km, nearest, same_days, scatter
from repatria.model.beside import Origin, Place, Recorded
from repatria.model.circumstance import Corridor, Nation, Scene

NOVEMBER = datetime.date(1950, 11, 1)


def day(n: int) -> datetime.date:
    return NOVEMBER + datetime.timedelta(days=n)


def record(n: int, north: float, days: tuple[int, int] | None = None, unit: str = "", within: float = 2.0) -> Recorded:
    first, last = (day(days[0]), day(days[1])) if days else (None, None)
    return Recorded(f"M{n}", lost_at=Place(north, 127.0, within), lost_first=first, lost_last=last, unit=unit)


RECORDS = (
    record(0, 40.00, (0, 0), "8 Cav/3 Bn"),
    record(1, 40.02, (1, 5), "8 Cav / 1 Bn"),
    record(2, 40.50, (20, 25), "31 Inf"),
    record(3, 41.00, None, "31 Inf", 30.0),
    Recorded("M4", lost_first=day(2), unit="8 CAV"),
    Recorded("M5"),
)
LIST = tuple(r.missing for r in RECORDS)
HERE = Origin("excavated", Place(40.0, 127.0, 1.0), day(0), day(3), "8 cav", error=0.1)
SAID = Origin("stated", Place(40.0, 127.0, 1.0), error=0.5)


class TestPrinted:
    def test_a_great_circle_from_nashville_to_los_angeles(self) -> None:
        """The programming exercise "Haversine formula": 36.12, -86.67 to 33.94, -118.40 is 2886.444 km with a radius of 6371.0 km."""
        found = distance_km(*(np.array(x) for x in (36.12, -86.67, 33.94, -118.40)))
        assert float(found) * 6371.0 / EARTH_KM == pytest.approx(2886.44444283798, abs=1e-8)


class TestKernels:
    @pytest.mark.parametrize(("scale", "tail"), [(3.0, 2.0), (0.7, 4.5)])
    def test_the_scatter_integrates_to_its_distribution(self, scale: float, tail: float) -> None:
        r = np.linspace(0.0, 20.0, 20001)
        inside = np.trapezoid(scatter(r, np.array(scale), tail) * 2.0 * np.pi * r, r)
        assert inside == pytest.approx(1.0 - (1.0 + 400.0 / (tail * scale**2)) ** (-tail / 2.0), rel=1e-6)

    def test_a_thin_tail_is_the_normal_and_holds_95_in_100_within_its_radius(self) -> None:
        r = np.linspace(0.0, RADIUS_95, 4001)
        assert np.trapezoid(scatter(r, np.array(1.0), 1e7) * 2.0 * np.pi * r, r) == pytest.approx(0.95, abs=1e-5)

    def test_days_equal_the_sum_day_by_day(self) -> None:
        low, high = 3, 40
        weight = {t: (1.0 + (t / 3.0) ** 2) ** -1.0 for t in range(-(high - low + 1), high - low + 2)}
        total = sum(weight.values())
        losses = [(3, 3), (10, 14), (40, 40)]
        slow = [
            sum(weight[e - d] / total for d in range(a, b + 1) for e in range(9, 13)) / (b - a + 1) for a, b in losses
        ]  # fmt: skip
        first, last = (np.array(x) for x in zip(*losses, strict=True))
        assert same_days(9, 12, first, last, 3.0, 1.0) == pytest.approx(slow)

    def test_a_road_is_walked_onward_only(self) -> None:
        line = dense(np.array([[40.0, 127.0], [40.5, 127.0], [40.5, 127.5]]), 2.0)
        steps = distance_km(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        assert steps.max() <= 2.0 + 1e-9
        start, far = nearest(line, np.array([40.0, 40.5]), np.array([127.0, 127.5]))
        assert start.tolist() == [0, len(line) - 1] and far == pytest.approx([0.0, 0.0], abs=1e-9)
        early, late = along(line, np.array([40.1, 127.0]), 2.0, 2.0, start)
        assert early > 20.0 * late
        slow = np.mean(
            [float(scatter(distance_km(*map(np.array, (p[0], p[1], 40.1, 127.0))), np.array(2.0), 2.0)) for p in line]
        )
        assert early == pytest.approx(slow)


def slow_ratio(origin: Origin, who: int, scene: Scene) -> float:
    """(1 - e) g / G + e by hand, man by man."""

    def place(r: Recorded) -> float | None:
        if r.lost_at is None or origin.place is None:
            return None
        km = float(distance_km(*map(np.array, (r.lost_at.north, r.lost_at.east, origin.place.north, origin.place.east))))
        square = (r.lost_at.within_km / RADIUS_95) ** 2 + (origin.place.within_km / RADIUS_95) ** 2 + scene.moved_km**2
        near = (1.0 + km**2 / (scene.tail * square)) ** (-(scene.tail + 2.0) / 2.0) / (2.0 * math.pi * square)
        return (1.0 - scene.anywhere) * near + scene.anywhere / scene.area_km2

    def unit(r: Recorded) -> float | None:
        told = [u.lower().replace(" ", "").split("/") for u in (r.unit, origin.unit)]
        if not r.unit:
            return None
        return 0.9 * (told[0][: len(told[1])] == told[1]) + 0.1 * 3.0 / 5.0

    def days(r: Recorded) -> float | None:
        if r.lost_first is None or origin.first is None:
            return None
        known = [x for x in RECORDS if x.lost_first]
        low, high = min(x.lost_first for x in known), max(x.lost_last or x.lost_first for x in known)
        span = (high - low).days + 1
        weight = {t: 1.0 / (1.0 + (t / scene.days) ** 2) for t in range(-span, span + 1)}
        lost = range((r.lost_first - low).days, ((r.lost_last or r.lost_first) - low).days + 1)
        event = range((origin.first - low).days, ((origin.last or origin.first) - low).days + 1)
        return sum(weight[e - d] for d in lost for e in event) / sum(weight.values()) / len(lost)

    g = [1.0] * len(RECORDS)
    for factor in (place, days, unit):
        values = [factor(r) for r in RECORDS]
        seen = [v for v in values if v is not None]
        if seen:
            mean = sum(seen) / len(seen)
            g = [x * (mean if v is None else v) / mean for x, v in zip(g, values, strict=True)]
    return (1.0 - origin.error) * g[who] / (sum(g) / len(g)) + origin.error


class TestAgainstTheList:
    def test_equals_the_formula_man_by_man(self) -> None:
        found = weigh_origins([[HERE]], LIST, RECORDS, how="excavated")
        assert np.exp(found.log_lr[0]) == pytest.approx([slow_ratio(HERE, n, Scene()) for n in range(len(LIST))])
        assert found.kind == "place"

    @given(
        st.lists(st.tuples(st.floats(39.0, 42.0), st.floats(0.1, 60.0)), min_size=1, max_size=8),
        st.floats(0.01, 0.99),
        st.floats(0.2, 8.0),
    )
    @settings(max_examples=40, deadline=None)
    def test_the_mean_over_the_list_is_one_and_nobody_falls_below_the_error(
        self, losses: list[tuple[float, float]], error: float, tail: float
    ) -> None:
        records = [record(n, north, within=within) for n, (north, within) in enumerate(losses)]
        names, prior = [r.missing for r in records], np.arange(1.0, len(losses) + 1)
        found = weigh_origins(
            [[Origin("excavated", Place(40.2, 127.1, 3.0), error=error)]],
            names, records, how="excavated", prior=prior / prior.sum(), scene=Scene(tail=tail),
        )  # fmt: skip
        ratio = np.exp(found.log_lr[0])
        assert ratio @ prior / prior.sum() == pytest.approx(1.0)
        assert (ratio >= error - 1e-12).all()

    def test_a_place_that_everybody_shares_says_nothing(self) -> None:
        records = [record(n, 40.0, (0, 0), "31 Inf") for n in range(50)]
        found = weigh_origins([[HERE]], [r.missing for r in records], records, how="excavated")
        assert found.log_lr == pytest.approx(np.zeros((1, 50)), abs=1e-12) and found.men == pytest.approx([50.0])

    def test_who_has_no_record_is_as_the_average_and_no_origin_says_nothing(self) -> None:
        found = weigh_origins([[Origin("excavated", Place(40.0, 127.0), error=0.1)], []], LIST, RECORDS, how="excavated")
        assert found.log_lr[0, 4:] == pytest.approx([0.0, 0.0])
        assert found.log_lr[1] == pytest.approx(np.zeros(len(LIST)))
        assert not weigh_origins([[SAID]], LIST, RECORDS, how="excavated").log_lr.any()

    def test_an_uncertain_place_of_loss_is_neither_near_nor_far(self) -> None:
        sharp, vague = record(0, 40.4, within=1.0), record(1, 40.4, within=60.0)
        others = [record(n, 43.0) for n in range(2, 30)]
        records = [sharp, vague, *others]
        origin = [Origin("excavated", Place(40.0, 127.0), error=0.1)]
        found = weigh_origins([origin], [r.missing for r in records], records, how="excavated").log_lr[0]
        assert found[1] > found[0] > found[2]

    def test_two_origins_are_ways_it_may_have_come_and_one_told_twice_is_one(self) -> None:
        far = Origin("excavated", Place(41.0, 127.0), error=0.1)
        one, other, both, twice = np.exp(
            weigh_origins([[HERE], [far], [HERE, far], [HERE, HERE]], LIST, RECORDS, how="excavated").log_lr
        )
        assert both == pytest.approx((one + other) / 2.0) and twice == pytest.approx(one)

    def test_another_nation_at_the_place_takes_its_share(self) -> None:
        alone = weigh_origins([[HERE]], LIST, RECORDS, how="excavated")
        scene = Scene(nations=(Nation("theirs", 1e5, ((Place(40.0, 127.0, 5.0), 1.0),)), Nation("afar", 5e4)))
        found = weigh_origins(
            [[HERE], []], LIST, RECORDS, how="excavated", scene=scene, weights={"list": 0.4, "theirs": 0.4, "afar": 0.2}
        )
        assert found.log_lr[0, 0] < alone.log_lr[0, 0]
        assert found.log_h2["theirs"][0] > found.log_h2["list"][0] == pytest.approx(found.log_h2["afar"][0])
        assert 0.4 * np.exp(found.log_h2["list"][0]) + 0.4 * np.exp(found.log_h2["theirs"][0]) + 0.2 * np.exp(
            found.log_h2["afar"][0]
        ) == pytest.approx(1.0)
        assert not found.log_lr[1].any()

    def test_a_corridor_brings_those_nearer_who_were_marched_on(self) -> None:
        road = Corridor("north road", ((40.0, 127.0), (40.5, 127.0), (41.0, 127.0)), 4.0, 0.5)
        records = [record(0, 40.0), Recorded("M1", lost_at=Place(40.0, 128.0, 2.0)), *(record(n, 42.0) for n in range(2, 20))]
        names, origin = [r.missing for r in records], Origin("excavated", Place(40.6, 127.0, 1.0), error=0.05)
        plain, marched = (
            weigh_origins([[origin]], names, records, how="excavated", scene=s).log_lr[0]
            for s in (Scene(), Scene(corridors=(road,)))
        )
        assert marched[0] > plain[0] + 1.0 and marched[1] < plain[1] + 0.1


class TestFindings:
    def told(self, *origins: Origin, missing: str = "M0") -> Told:
        return Told("U1", origins, missing, LIST, RECORDS)

    def test_its_parts_sum_to_the_whole_and_it_warns(self) -> None:
        found = circumstance_finding(self.told(HERE), how="excavated")
        assert math.fsum(found.per_marker.values()) == pytest.approx(found.log_lr) and found.kind == "place"
        assert list(found.per_marker) == ["place", "day", "unit"]
        assert {c.code for c in found.cautions} == {"shared_place", "day_of_report"}
        assert "km from that of loss" in found.basis["origins"]
        assert {c.code for c in circumstance_finding(self.told(HERE, missing="M5"), how="excavated").cautions} == {
            "shared_place", "no_place_of_loss"
        }  # fmt: skip

    def test_what_a_giver_states_is_a_lead_under_its_cap(self) -> None:
        records = (record(0, 40.0), *(record(n, 43.0) for n in range(1, 200)))
        names = tuple(r.missing for r in records)
        found = circumstance_finding(Told("U1", (SAID,), "M0", names, records), how="stated")
        assert found.kind == "statement" and found.log_lr == pytest.approx(LEAD_AT_MOST) == pytest.approx(EACH)
        assert found.per_marker["cap of a lead"] < 0.0 and "lead" in {c.code for c in found.cautions}
        assert math.fsum(found.per_marker.values()) == pytest.approx(found.log_lr)

    def test_nothing_known_weighs_nothing(self) -> None:
        found = circumstance_finding(self.told(), how="excavated")
        assert (found.log_lr, dict(found.per_marker), found.cautions) == (0.0, {}, ())


class TestContainers:
    def solved(
        self, n: int, *, signed: bool = True, kinds: frozenset[str] = frozenset({"autosomal"}), man: str = "M0"
    ) -> Solved:
        return Solved(f"U{n}", frozenset({"K1"}), man, kinds, signed)

    def test_who_was_named_from_a_container_speaks_for_those_lost_nearby(self) -> None:
        found = learn_boxes([("U9", frozenset({"K1"})), ("U8", frozenset({"K2"}))], [self.solved(1)], LIST, RECORDS)
        assert found.log_lr[0, 1] > 0.0 > found.log_lr[0, 2] and found.taught_by == (("U1",), ())
        assert not found.log_lr[1].any() and not found.flat.any()
        assert np.exp(found.log_lr[0]).mean() == pytest.approx(1.0)

    def test_nobody_teaches_about_himself_and_a_name_that_rested_on_place_teaches_nothing(self) -> None:
        names = [self.solved(1), self.solved(2, signed=False), self.solved(3, kinds=frozenset({"mtdna", "box"})),
                 self.solved(4, man="M5")]  # fmt: skip
        found = learn_boxes([("U1", frozenset({"K1"}))], names, LIST, RECORDS)
        assert not found.log_lr.any() and found.taught_by == ((),)
        assert found.not_used == {
            "U2": "not signed", "U3": "the name rested on box", "U4": "no place of loss is recorded"
        }  # fmt: skip

    def test_more_names_say_more_and_less_than_their_sum(self) -> None:
        by_count = [
            learn_boxes([("U9", frozenset({"K1"}))], [self.solved(n) for n in range(k)], LIST, RECORDS).log_lr[0, 0]
            for k in (1, 2, 6)
        ]
        assert 0.0 < by_count[0] < by_count[1] < by_count[2] < math.log(len(LIST))


class TestRefusals:
    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: weigh_origins([[HERE]], LIST, RECORDS, how="heard"), "'heard'"),
            (lambda: weigh_origins([[HERE]], LIST, RECORDS, how="stated", prior=np.ones(2)), "2 weights of 6"),
            (lambda: circumstance_finding(Told("U1", (), "M9", LIST, RECORDS), how="stated"), "M9 is not on the list"),
            (lambda: learn_boxes([], [], LIST, RECORDS, alone=0.0), "0.0"),
            (lambda: learn_boxes([], [TestContainers().solved(1)] * 2, LIST, RECORDS), "U1 stands twice"),
            (lambda: Corridor("road", ((40.0, 127.0),)), "1 points"),
            (lambda: Corridor("road", ((40.0, 127.0), (99.0, 127.0))), "99.0"),
            (lambda: Corridor("road", ((40.0, 127.0), (41.0, 127.0)), width_km=0.0), "width 0.0"),
            (lambda: Corridor("road", ((40.0, 127.0), (41.0, 127.0)), share=1.0), "share 1.0"),
            (lambda: Nation("", 1.0), "without a name"),
            (lambda: Nation("theirs", 1.0, ((Place(40.0, 127.0), 0.4),)), "sum to 0.4"),
            (lambda: Nation("theirs", 1.0, ((Place(40.0, 127.0), 1.4), (Place(41.0, 127.0), -0.4))), "below 0"),
            (lambda: Scene(moved_km=-1.0), "moved_km -1.0"),
            (lambda: Scene(anywhere=1.0), "anywhere 1.0"),
            (lambda: Scene(nations=(Nation("a", 1.0), Nation("a", 2.0))), "population a stands twice"),
            (lambda: Scene(corridors=tuple(Corridor(n, ((40.0, 127.0), (41.0, 127.0))) for n in "ab")), "sum to 1"),
        ],
    )
    def test_says_what_is_wrong(self, make: object, words: str) -> None:
        with pytest.raises(InvalidCase, match=words):
            make()  # type: ignore[operator]
