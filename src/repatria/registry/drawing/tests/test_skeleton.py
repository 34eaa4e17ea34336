"""The skeleton: every bone once, told apart without colour, reachable by keyboard."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

from repatria.registry.drawing import elements
from repatria.registry.drawing.bones import foot, hand, skull, trunk
from repatria.registry.drawing.bones.outline import Shape
from repatria.registry.drawing.skeleton import BoneState, draw_skeleton, skeleton_table, summary
from repatria.registry.drawing.tests.pages import SVG, checked

CODES = {bone.code for bone in elements.bones()}
MIXED = {
    "femur-left": BoneState(1, 60),
    "rib-4-right": BoneState(2, 80),
    "sacrum": BoneState(0),
    "hamate-left": BoneState(1, 100),
}


def _bone_ids(root: ElementTree.Element) -> list[str]:
    ids = [node.get("id", "") for node in root.iter(f"{SVG}g")]
    return [name.removeprefix("bone-") for name in ids if name.startswith("bone-")]


class TestDrawing:
    def test_all_206_bones_stand_in_it_exactly_once(self) -> None:
        found = _bone_ids(checked(draw_skeleton({})))
        assert len(found) == 206 and set(found) == CODES

    def test_the_state_is_in_line_or_filling_and_in_words(self) -> None:
        root = checked(draw_skeleton(MIXED))
        bones = {node.get("id"): node for node in root.iter(f"{SVG}g")}
        partial, several, absent = bones["bone-femur-left"], bones["bone-rib-4-right"], bones["bone-sacrum"]
        assert partial.get("fill") == "url(#bone-partial)" and several.get("fill") == "url(#bone-several)"
        assert absent.get("stroke-dasharray")
        assert several.find(f"{SVG}text") is not None and several.findtext(f"{SVG}text") == "2"
        assert partial.findtext(f"{SVG}title") == "left femur: partly present, 60 %"
        assert bones["bone-femur-right"].findtext(f"{SVG}title") == "right femur: not yet recorded"

    def test_without_links_it_is_an_image_and_with_links_a_group_of_labelled_ones(self) -> None:
        assert checked(draw_skeleton(MIXED)).get("role") == "img"
        root = checked(draw_skeleton(MIXED, lambda code: f"/bone/{code}?a=1&b=2"))
        assert root.get("role") == "group"
        reached = [node for node in root.iter(f"{SVG}a") if node.get("tabindex") != "-1"]
        assert len(reached) == 206 and all(node.get("aria-label") for node in reached)
        copies = [node for node in root.iter(f"{SVG}a") if node.get("tabindex") == "-1"]
        assert copies and all(node.get("aria-hidden") == "true" for node in copies)

    def test_links_may_be_missing_for_some(self) -> None:
        root = checked(draw_skeleton({}, lambda code: "/x" if code == "femur-left" else None))
        assert len(list(root.iter(f"{SVG}a"))) == 1

    def test_a_link_cannot_break_out_of_its_attribute(self) -> None:
        text = draw_skeleton({}, lambda code: '"><script>x</script>')
        assert "<script" not in text and checked(text) is not None

    def test_an_unknown_bone_is_refused(self) -> None:
        with pytest.raises(elements.UnknownElement, match="wishbone"):
            draw_skeleton({"wishbone": BoneState(1)})

    def test_the_same_states_give_the_same_text(self) -> None:
        assert draw_skeleton(MIXED) == draw_skeleton(dict(reversed(MIXED.items())))


class TestWords:
    def test_nothing_recorded_is_not_nought(self) -> None:
        assert summary({}) == "Of the 206 bones of an adult, none is yet recorded."

    def test_summary_counts_each_state(self) -> None:
        assert summary(MIXED) == (
            "Of the 206 bones of an adult: not yet recorded: 202; recorded as absent: 1; partly present: 1; present: 1; several: 1."
        )

    def test_table_holds_entries_without_a_place_in_the_figure(self) -> None:
        text = skeleton_table({"fragment": BoneState(14), "femur-left": BoneState(1, 60)}, lambda code: f"/{code}")
        rows = ElementTree.fromstring(text).findall("./tbody/tr")
        assert [row.findtext("./th/a") for row in rows] == ["left femur", "bone fragment, bone not known"]
        assert "60 %" in text and "14" in text

    @pytest.mark.parametrize(("count", "percent", "part"), [(-1, None, "count is -1"), (1, 101, "101 %"), (1, -5, "-5 %")])
    def test_impossible_states_are_refused(self, count: int, percent: int | None, part: str) -> None:
        with pytest.raises(ValueError, match=part):
            BoneState(count, percent)

    def test_several_say_how_many_and_how_complete(self) -> None:
        assert BoneState(3, 70).words == "3 present, the most complete 70 %"
        assert BoneState(1).words == "present" and BoneState(1).state == "present"


class TestOutlines:
    @pytest.mark.parametrize("part", [hand.left(), foot.left(), trunk.spine()], ids=["hand", "foot", "spine"])
    def test_bones_beside_the_figure_can_be_told_apart_by_pointer(self, part: list[Shape]) -> None:
        """No box is covered by more than 60 % by one drawn later, the talus (seen from above) and the pisiform (palm) apart."""
        on_top = {"talus-left", "pisiform-left"}
        for under, over in itertools.combinations(part, 2):
            if over.code not in on_top:
                assert _share(under.box(), over.box()) < 0.6, (under.code, over.code)

    def test_no_bone_beside_the_figure_is_too_small_to_point_at(self) -> None:
        for part, scale in ((hand.left(), 1.42), (foot.left(), 1.16), (trunk.spine(), 1.62)):
            for shape in part:
                left, top, right, bottom = shape.box()
                assert min(right - left, bottom - top) * scale > 8, shape.code

    def test_right_is_the_mirror_of_left(self) -> None:
        for left, right in zip(hand.left(), hand.right(), strict=True):
            assert left.box()[0] == pytest.approx(-right.box()[2])
            assert right.code == left.code.replace("left", "right")

    def test_every_outline_names_a_bone_of_the_catalogue(self) -> None:
        for shape in [*skull.front(), *skull.below(), *skull.ossicles(), *trunk.ribs()]:
            assert not shape.code or shape.code in CODES


def _share(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """The part of box a that box b covers."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height) / ((a[2] - a[0]) * (a[3] - a[1]))
