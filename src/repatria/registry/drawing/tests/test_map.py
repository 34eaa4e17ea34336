"""Maps: where things stand, what they say, and what is refused."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from repatria.registry.drawing.geography import DEGREE_KM, distance_km, great_circle, korea, world
from repatria.registry.drawing.map import Journey, Place, draw_map, map_table
from repatria.registry.drawing.tests.pages import SVG, checked

WONSAN = Place("Wonsan", 127.44, 39.15, 10)
OSAN = Place("Osan", 127.03, 37.09)
HICKAM = Place("Hickam", -157.94, 21.33)
LEGS = [Journey("Wonsan", "Osan", "27 July"), Journey("Osan", "Hickam")]


def _dots(root: ElementTree.Element) -> dict[str, tuple[float, float]]:
    return {
        node.findtext(f"{SVG}title", ""): (float(node.get("cx", "")), float(node.get("cy", "")))
        for node in root.iter(f"{SVG}circle")
        if node.get("class") == "map-place"
    }


class TestDrawing:
    def test_korea_is_chosen_where_every_place_is_on_it(self) -> None:
        text = draw_map([WONSAN, OSAN], LEGS[:1])
        dots = _dots(checked(text))
        assert "Ryanggang" in text and dots["Wonsan"][1] < dots["Osan"][1]

    def test_the_wide_view_crosses_the_180th_meridian_eastwards(self) -> None:
        text = draw_map([WONSAN, OSAN, HICKAM], LEGS)
        dots = _dots(checked(text))
        assert "Ryanggang" not in text and dots["Hickam"][0] > dots["Osan"][0]
        assert all(0 < x < 960 for x, _ in dots.values())

    def test_an_uncertain_place_has_a_circle_of_its_size(self) -> None:
        root = checked(draw_map([WONSAN, OSAN]))
        ring = next(node for node in root.iter(f"{SVG}ellipse"))
        dots = _dots(root)
        per_km = (dots["Osan"][1] - dots["Wonsan"][1]) / ((WONSAN.lat - OSAN.lat) * DEGREE_KM)
        assert float(ring.get("ry", "")) == pytest.approx(10 * per_km, rel=0.01)
        assert float(ring.get("rx", "")) == pytest.approx(
            float(ring.get("ry", "")), rel=0.03
        )  # nearly round at these latitudes

    @pytest.mark.parametrize(
        "places", [[], [WONSAN], [Place("a", 179.9, -60), Place("b", -179.9, -61)], [Place("p", 0, 89), Place("q", 90, -89)]]
    )
    def test_odd_sets_of_places_are_drawn(self, places: list[Place]) -> None:
        checked(draw_map(places))
        checked(draw_map(places, view="wide"))

    def test_a_journey_to_the_same_place_or_the_far_side_is_drawn(self) -> None:
        far = [Place("a", 10, 0), Place("b", -170, 0)]
        checked(draw_map(far, [Journey("a", "b"), Journey("a", "a")]))

    def test_hostile_names_stay_text(self) -> None:
        text = draw_map([Place("<script>&\x07", 127, 38)], title="<b>")
        checked(text)
        assert "<script>" not in text and "<script>" not in map_table([Place("<script>", 127, 38)])

    def test_an_unknown_end_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'Osan', which is not among the places"):
            draw_map([WONSAN], [Journey("Wonsan", "Osan")])

    @pytest.mark.parametrize(("lon", "lat", "km"), [(181, 0, None), (0, 91, None), (0, 0, -1), (float("nan"), 0, None)])
    def test_impossible_places_are_refused(self, lon: float, lat: float, km: float | None) -> None:
        with pytest.raises(ValueError, match="map: x lies"):
            Place("x", lon, lat, km)


class TestTable:
    def test_places_and_lengths(self) -> None:
        text = map_table([WONSAN, OSAN, HICKAM], LEGS)
        assert "39.15° N, 127.44° E" in text and "within 10 km" in text and "157.94° W" in text
        assert "about 230 km" in text and "about 7,310 km" in text


class TestGeography:
    def test_distance_of_two_known_cities(self) -> None:
        # London to New York: 5,570 km by great circle
        assert distance_km((-0.1278, 51.5074), (-74.0060, 40.7128)) == pytest.approx(5570, abs=5)

    def test_great_circle_does_not_jump(self) -> None:
        way = great_circle((127.0, 37.1), (-157.9, 21.3))
        assert max(abs(b[0] - a[0]) for a, b in itertools.pairwise(way)) < 5

    def test_outlines_are_small_and_in_their_box(self) -> None:
        data = files("repatria.registry.drawing") / "data"
        assert sum(len((data / name).read_bytes()) for name in ("korea.json", "world.json")) < 250_000
        points = [point for rings in korea().countries.values() for ring in rings for point in ring]
        assert all(122.4 <= lon <= 133.6 and 32.4 <= lat <= 44.6 for lon, lat in points)
        assert set(korea().countries) >= {"North Korea", "South Korea"} and len(world().countries["land"]) > 100


class TestInventedPlaces:
    """Places of an exercise stand on a bare net that says so: no coast, no border, no name of a province."""

    def test_no_real_ground_is_drawn(self) -> None:
        drawn = draw_map([Place("Norra airfield", 127.0, 38.0, 12)], invented=True)
        assert "map-land" not in drawn and "map-province" not in drawn and "map-sea" not in drawn
        assert "Exercise: invented places" in drawn and "Borders and provinces" not in drawn
        assert "Norra airfield" in drawn and "map-ring" in drawn and "map-circle" in drawn

    def test_a_record_keeps_its_ground(self) -> None:
        drawn = draw_map([Place("Wonsan", 127.4, 39.2)])
        assert "map-land" in drawn and "invented" not in drawn

    def test_names_are_large_enough_to_read(self) -> None:
        """On the narrowest screen a map is 34 rem (544 px) wide and scrolls: no sign of it is under 10 px there."""
        sizes = [float(s) for s in re.findall(r'font-size="([0-9.]+)"', draw_map([Place("Wonsan", 127.4, 39.2)]))]
        assert min(sizes) * 544 / 620 > 9.5
