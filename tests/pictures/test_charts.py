"""Every chart: well-formed, marked, stable, with its facts beside it; and what it says at the edges."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree

from pictures.exercise import exercise_answer, exercise_finding, exercise_report
from repatria.pictures import charts
from repatria.pictures.charts.answer import probability
from repatria.pictures.charts.weight import small
from repatria.pictures.data import Bin, Candidate, Figure, Progress, YieldRow
from repatria.pictures.style import PATTERNS, Picture

BANNER = "Exercise: everyone here is invented."
DATA = exercise_report()
SVG = "{http://www.w3.org/2000/svg}"

EVERY: dict[str, Callable[..., Picture]] = {
    "tippett": lambda **k: charts.tippett((1.0, 20.0, 30.0), (-3.0, -math.inf, 0.5), **k),
    "histogram": lambda **k: charts.histogram((1.0, 20.0, 30.0), (-3.0, -math.inf, 0.5), **k),
    "ranking": lambda **k: charts.ranking("EX-P-002", DATA.screening.candidates if DATA.screening else (), **k),
    "waterfall": lambda **k: charts.waterfall(exercise_finding(excluded=True), **k),
    "posterior-map": lambda **k: charts.posterior_map(exercise_answer(0.5), ["EX-P-000", "EX-P-001", "EX-P-003"], **k),
    "sensitivity": lambda **k: charts.sensitivity(DATA.answers, 0.9995, **k),
    "yield": lambda **k: charts.yields(DATA.yields, **k),
    "reliability": lambda **k: charts.reliability((Bin(0.99, 0.98, 100, 0.93, 0.995), Bin(0.9999, 1.0, 50, 0.93, 1.0)), **k),
    "figures": lambda **k: charts.figures(DATA.figures, **k),
    "containers": lambda **k: charts.containers(DATA.contents, **k),
    "progress": lambda **k: charts.progress(DATA.progress, **k),
}


def width(picture: Picture) -> float:
    return float(etree.fromstring(picture.svg.encode()).get("width", "0"))


def texts(picture: Picture) -> list[str]:
    return [t.text or "" for t in etree.fromstring(picture.svg.encode()).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", EVERY)
class TestEveryChart:
    def test_it_is_the_same_each_time_and_carries_the_banner(self, name: str) -> None:
        drawn = EVERY[name](banner=BANNER)
        assert drawn == EVERY[name](banner=BANNER)
        assert drawn.name == name and BANNER in texts(drawn)
        assert BANNER not in EVERY[name]().svg

    def test_its_ids_are_its_own_and_all_resolve(self, name: str) -> None:
        svg = EVERY[name]().svg
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert len(ids) == len(set(ids)) and all(i.startswith(f"{name}-") for i in ids)
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)

    def test_no_signal_colour_and_no_style_is_left(self, name: str) -> None:
        svg = EVERY[name]().svg
        assert not [s for s in PATTERNS if s in svg]
        assert "style=" not in svg and "<script" not in svg and "href" not in svg

    def test_a_screen_reader_is_given_title_and_reading(self, name: str) -> None:
        drawn = EVERY[name](banner=BANNER)
        root = etree.fromstring(drawn.svg.encode())
        assert root.findtext(f"{SVG}title") == drawn.title and drawn.reading in (root.findtext(f"{SVG}desc") or "")
        assert drawn.table.rows and all(len(r) == len(drawn.table.columns) for r in drawn.table.rows)

    def test_text_reaches_the_png(self, name: str) -> None:
        import vl_convert

        drawn = EVERY[name]()
        bare = re.sub(r">[^<>]+</text>", "></text>", drawn.svg)
        assert len(drawn.png) > len(vl_convert.svg_to_png(bare, scale=2.0)) + 1_000


def test_tippett_tells_the_shares() -> None:
    drawn = charts.tippett([math.log(100.0)] * 3 + [-1.0], [-math.inf] * 4 + [0.5])
    assert "Of 4 true pairs 75.0% lie above LR 1" in drawn.reading
    assert "of 5 unrelated pairs 20.0% do, and 80.0% are impossible" in drawn.reading
    assert drawn.table.rows[0][1:] == ("1.0000", "0.2000")


def test_histogram_keeps_impossible_pairs_apart() -> None:
    drawn = charts.histogram([5.0, 6.0], [-math.inf, 1.0])
    assert ("unrelated pairs", "impossible", "0.5000") in drawn.table.rows
    assert "impossible" in texts(drawn)


def test_distributions_without_a_finite_value_are_drawn() -> None:
    assert charts.tippett([], [-math.inf]).svg and charts.histogram([-math.inf], [-math.inf]).svg


def test_waterfall_tells_mutation_and_exclusion_by_pattern_and_word() -> None:
    drawn = charts.waterfall(exercise_finding(excluded=True))
    kinds = {row[0]: row[2] for row in drawn.table.rows}
    assert kinds["FGA"] == "mutation" and kinds["SE33"] == "exclusion" and kinds["TH01"] == "fits well"
    assert drawn.svg.count("<pattern ") == 2  # hatched and crossed; nothing here fits poorly without a mutation
    assert {"mutation", "exclusion", "impossible"} <= set(texts(drawn))
    assert "1 marker excludes; 1 marker needs a mutation" in drawn.reading


def test_waterfall_sums_to_the_finding() -> None:
    finding = exercise_finding()
    drawn = charts.waterfall(finding)
    assert float(str(drawn.table.rows[-1][3])) == pytest.approx(finding.log_lr / math.log(10), abs=1e-4)
    plain = charts.waterfall(replace(finding, mutations=()))
    assert "No marker excludes and none needs a mutation" in plain.reading


def test_ranking_puts_the_best_first_and_states_chance_and_threshold() -> None:
    candidates = [Candidate("P", "F", m, x, 1, 1, 0.0021) for m, x in (("low", -math.inf), ("high", 9.0))]
    drawn = charts.ranking("P", candidates, threshold=math.log(1e4))
    assert [row[1] for row in drawn.table.rows] == ["high", "low"]
    assert [row[3] for row in drawn.table.rows] == ["3.91", "impossible"]
    assert "threshold of the screening, log10 LR 4.00" in drawn.reading
    assert "Chance alone would bring about 0.0021 hits at the threshold to this list" in drawn.reading
    high = charts.ranking("P", candidates, threshold=math.log(1e30))  # the line stays within the axis
    assert abs(width(high) - width(drawn)) < 40
    bare = charts.ranking("P", [Candidate("P", "F", "M", 9.0), Candidate("P", "F", "N", 8.0)])
    assert "threshold" not in bare.reading and "Chance" not in bare.reading


def test_a_marker_without_result_is_named_so() -> None:
    finding = replace(exercise_finding(), per_marker={"TH01": 1.0, "vWA": 0.0})
    drawn = charts.waterfall(finding)
    assert "2 markers, 1 of them without weight (no result)" in drawn.reading
    assert ("vWA", "0.0000", "no result", "0.4343") in drawn.table.rows


def test_the_map_never_leaves_out_none_of_these_and_rows_add_up() -> None:
    answer = exercise_answer(0.5)
    drawn = charts.posterior_map(answer, [*answer.posterior], most=3)
    assert {"others", "none of these"} <= set(texts(drawn))
    assert ("EX-P-004", "none of these", "0.98") in drawn.table.rows
    assert "others" in {row[1] for row in drawn.table.rows}


def test_a_list_that_would_flatten_the_figures_is_said_not_drawn() -> None:
    drawn = charts.figures([*DATA.figures[:3], Figure("entries on the list", 7_699, "counted")])
    assert "Not drawn, because it would flatten the rest: 7,699 entries on the list." in drawn.reading
    assert not any("7,699" in t for t in texts(drawn))


def test_people_in_several_containers_are_counted() -> None:
    drawn = charts.containers([("C1", "P1", 2), ("C2", "P1", 1), ("C1", "P2", 4), ("C1", "P2", 1)])
    assert drawn.reading.startswith("2 individuals as grouped so far in 2 containers; 1 of them lie in more than one")
    assert ("C1", "P2", 5) in drawn.table.rows


def test_a_falling_count_is_drawn_as_it_is() -> None:
    assert [row[1] for row in charts.progress([Progress("a", 5), Progress("b", 3)]).table.rows] == [5, 3]


def test_wrong_names_are_said_first() -> None:
    assert charts.yields([YieldRow("child", 3, 0, 0, 2)]).reading.startswith("Against the hidden truth: 2 wrong names.")


def test_a_hostile_code_is_only_text_in_a_chart() -> None:
    bad = '</text><script>x</script>" fill="#97500b'
    drawn = charts.ranking(bad, [Candidate(bad, bad, bad, 3.0), Candidate(bad, bad, bad + "2", 2.0)])
    root = etree.fromstring(drawn.svg.encode())
    assert not [e for e in root.iter() if "script" in str(e.tag)]


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (1.0, "above 0.999999"),
        (0.9999995, "above 0.999999"),
        (0.9999989, "0.999998"),
        (0.99993, "0.99993"),
        (0.9999, "0.9999"),
        (0.98, "0.98"),
        (0.004, "below 0.01"),
        (0.0, "0"),
    ],
)
def test_a_posterior_is_never_rounded_to_certainty(p: float, words: str) -> None:
    assert probability(p) == words


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (math.nan, "unknown"),
        (0.0, "0"),
        (1e-9, "below 0.000001"),
        (2e-5, "0.00002"),
        (0.000753, "0.00075"),
        (0.42, "0.42"),
        (61.0, "61"),
        (1234.4, "1,234"),
    ],
)
def test_small_counts_are_plain_decimals(x: float, words: str) -> None:
    assert small(x) == words
