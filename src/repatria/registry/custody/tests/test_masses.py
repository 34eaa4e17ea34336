"""Masses are held against an anchor that small steps cannot move, and a whole against all its parts."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions, dividing
from repatria.registry.custody.models import Discrepancy, Item
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene


def taken(scene: Scene, mass: str | None = "10.000") -> Item:
    return actions.take(
        scene.seat(Role.CUSTODY), what="bone", giver="the other side", kind=Kind.SPECIMEN, mass_g=D(mass) if mass else None
    )


class TestTheAnchor:
    def test_small_steps_in_one_direction_are_noticed(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        for mass in ("9.850", "9.800"):
            dividing.weigh(keeper, bone, mass_g=D(mass))
        assert not Discrepancy.objects.exists()
        dividing.weigh(keeper, bone, mass_g=D("9.700"))
        said = Discrepancy.objects.get().sentence
        assert (
            said == "weighed 9.700 g; the last weighing said 9.800 g, and 10.000 g are accounted for since it was first weighed"
        )
        dividing.weigh(keeper, bone, mass_g=D("9.600"))
        assert Discrepancy.objects.count() == 2

    def test_growing_is_noticed_too(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        for mass in ("10.150", "10.300"):
            dividing.weigh(keeper, bone, mass_g=D(mass))
        assert Discrepancy.objects.count() == 1

    def test_what_was_used_up_is_accounted_for(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        dividing.consume(keeper, bone, mass_g=D("4"), reason="a trial")
        dividing.weigh(keeper, bone, mass_g=D("6.000"))
        assert not Discrepancy.objects.exists()

    def test_only_somebody_else_s_explanation_moves_it(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        dividing.weigh(keeper, bone, mass_g=D("8.000"))
        actions.explain(keeper, Discrepancy.objects.get(), explanation="it has dried")
        assert Item.objects.get(pk=bone.pk).accepted_g == D("10.000")
        dividing.weigh(keeper, bone, mass_g=D("8.001"))
        open_one = Discrepancy.objects.get(explained__isnull=True)
        actions.explain(scene.seat("second custody"), open_one, explanation="weighed again, it has dried")
        assert Item.objects.get(pk=bone.pk).accepted_g == D("8.001")
        dividing.weigh(keeper, bone, mass_g=D("8.000"))
        assert not Discrepancy.objects.filter(explained__isnull=True).exists()

    def test_a_mass_entered_in_bulk_is_an_anchor_as_well(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        Item.objects.filter(pk=bone.pk).update(accepted_g=None)
        for mass in ("9.850", "9.700"):
            dividing.weigh(keeper, bone, mass_g=D(mass))
        assert Discrepancy.objects.count() == 1


class TestParts:
    def parts(self, scene: Scene, *masses: str | None) -> tuple[Item, list[Item]]:
        bone = taken(scene)
        told = [dividing.Part("part", D(m) if m else None) for m in masses]
        return bone, dividing.split(scene.seat(Role.CUSTODY), bone, parts=told, reason="broken", sure=True)

    def test_a_part_of_unknown_mass_cannot_outweigh_the_whole(self, scene: Scene) -> None:
        _bone, (_known, unknown) = self.parts(scene, "6", None)
        with pytest.raises(
            Impossible, match=r"With the other parts of HERON-B\S+ that is 11.000 g, and the whole weighed 10.000"
        ):
            dividing.weigh(scene.seat(Role.CUSTODY), unknown, mass_g=D("5"))
        dividing.weigh(scene.seat(Role.CUSTODY), unknown, mass_g=D("4.000"))
        assert not Discrepancy.objects.exists()

    def test_nor_can_all_of_them_one_after_the_other(self, scene: Scene) -> None:
        _bone, (one, other) = self.parts(scene, None, None)
        dividing.weigh(scene.seat(Role.CUSTODY), one, mass_g=D("9"))
        with pytest.raises(Impossible, match="Weigh again"):
            dividing.weigh(scene.seat(Role.CUSTODY), other, mass_g=D("9"))

    def test_a_split_is_held_against_the_anchor(self, scene: Scene) -> None:
        bone, keeper = taken(scene), scene.seat(Role.CUSTODY)
        dividing.weigh(keeper, bone, mass_g=D("9.850"))
        told = [dividing.Part("part", D("4.850")), dividing.Part("part", D("4.900"))]
        dividing.split(keeper, bone, parts=told, reason="broken", sure=True)
        assert "its parts weigh 9.750 g" in Discrepancy.objects.get().sentence

    def test_a_merge_does_not_forget_the_anchor(self, scene: Scene) -> None:
        keeper = scene.seat(Role.CUSTODY)
        one, other = taken(scene), taken(scene)
        for bone in (one, other):
            dividing.weigh(keeper, bone, mass_g=D("9.850"))
        both = dividing.merge(keeper, [one, other], what="refitted", reason="one bone", sure=True)
        assert (both.mass_g, both.accepted_g) == (D("19.700"), D("20.000"))
        dividing.weigh(keeper, both, mass_g=D("19.550"))
        assert Discrepancy.objects.count() == 1

    def test_a_known_mass_is_not_lost_in_an_unknown_one(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="Weigh it before they are merged"):
            dividing.merge(
                scene.seat(Role.CUSTODY), [taken(scene), taken(scene, None)], what="refitted", reason="one bone", sure=True
            )
