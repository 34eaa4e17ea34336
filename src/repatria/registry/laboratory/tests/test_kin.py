"""Relatives: the wrong sex and kin that do not fit are held; without consent nothing is compared or exported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from repatria.model import Family
from repatria.model import Profile as Noun
from repatria.registry import gateway
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Item
from repatria.registry.families import models as families
from repatria.registry.laboratory import exporting
from repatria.registry.laboratory.checking import check_new, check_relatives
from repatria.registry.laboratory.delivering import import_profiles
from repatria.registry.laboratory.models import Alarm, Consensus, Profile
from repatria.registry.laboratory.tests.helping import RUN, file
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

FAMILY: Family = next(
    f
    for f in gateway.invented_families(200, seed=7)
    if any(p.father in f.references or p.mother in f.references for p in f.pedigree.people if p.id in f.references)
)
STRANGER = gateway.invented_profiles(1, seed=77)[0]


@dataclass
class Entered:
    """A family in the registry: the kit of each typed person, and the kin behind it."""

    kits: dict[str, Item]
    kin: dict[str, families.Kin]


def enter(scene: Scene, *, without_consent: str = "") -> Entered:
    """FAMILY as rows of the families stage, written past its actions: only the shape counts here."""
    by = TheRegistry(scene.heron)
    folder = families.Family.objects.create(thing=new_thing(by, Kind.FAMILY), incident=scene.heron)
    nodes, kin, kits = {}, {}, {}
    for number, person in enumerate(FAMILY.pedigree.people, 1):
        missing = relative = None
        if person.id in FAMILY.missing:
            missing = families.MissingPerson.objects.create(thing=new_thing(by, Kind.MISSING), incident=scene.heron, sex="M")
        elif person.id in FAMILY.references:
            thing = new_thing(by, Kind.KIN)
            relative = families.Kin.objects.create(thing=thing, incident=scene.heron, sex=person.sex)
            consent = families.Consent.objects.create(
                kin=relative, purpose="identification", given_on=date(2020, 1, 1), form="form 1"
            )
            item = Item.objects.create(thing=new_thing(by, Kind.SAMPLE), what="cheek swab")
            families.Donation.objects.create(
                thing=item.thing, kin=relative, consent=consent, kit=f"kit {number}", what="swab", on=date(2020, 1, 1),
                incident=scene.heron,
            )  # fmt: skip
            if person.id == without_consent:
                families.Consent.objects.filter(pk=consent.pk).update(withdrawn_on=date(2021, 1, 1), withdrawal="letter")
            kin[person.id], kits[person.id] = relative, item
        nodes[person.id] = families.PedigreeNode.objects.create(
            family=folder, code=f"P{number}", sex=person.sex, missing=missing, kin=relative
        )
    for person in FAMILY.pedigree.people:
        for role, parent in (("father", person.father), ("mother", person.mother)):
            if parent:
                families.Parentage.objects.create(child=nodes[person.id], parent=nodes[parent], role=role)
    return Entered(kits, kin)


def typed(scene: Scene, entered: Entered, **instead: Noun) -> None:
    shown = [
        replace(instead.get(who, FAMILY.references[who]), id=item.thing.code, sex=instead.get(who, FAMILY.references[who]).sex)
        for who, item in entered.kits.items()
    ]
    import_profiles(scene.seat(Role.TECHNICIAN), file(shown), run=RUN)
    check_new(TheRegistry(scene.heron))


class TestRelatives:
    def test_a_family_that_fits_leaves_with_the_case(self, scene: Scene) -> None:
        entered = enter(scene)
        typed(scene, entered)
        assert not Alarm.objects.exists()
        assert {c.subject_id for c in Consensus.objects.all()} == {k.pk for k in entered.kin.values()}
        (family,) = exporting.assemble(scene.heron).families
        assert set(family.references) == {k.thing.code for k in entered.kin.values()}
        assert family.missing[0].startswith("HERON-M")

    def test_a_tube_of_somebody_else_holds_the_family(self, scene: Scene) -> None:
        entered = enter(scene)
        child = next(
            p.id
            for p in FAMILY.pedigree.people
            if p.id in FAMILY.references and (p.father in FAMILY.references or p.mother in FAMILY.references)
        )
        sex = FAMILY.references[child].sex
        typed(scene, entered, **{child: replace(STRANGER, sex=sex)})
        alarm = Alarm.objects.filter(kind="kin", profile__of=entered.kits[child].thing).get()
        assert alarm.holds
        assert Profile.objects.get(of=entered.kits[child].thing).status == Profile.Status.HELD
        assert entered.kin[child].thing.code not in exporting.assemble(scene.heron).families[0].references

    def test_another_sex_than_recorded_is_held(self, scene: Scene) -> None:
        entered = enter(scene)
        who = next(w for w in entered.kits if entered.kin[w].sex in "MF")
        other = {"M": "F", "F": "M"}[entered.kin[who].sex]
        typed(scene, entered, **{who: replace(FAMILY.references[who], sex=other)})
        assert Alarm.objects.get(kind="sex").profile.of == entered.kits[who].thing

    @pytest.mark.parametrize("position", [0])
    def test_without_consent_nothing_leaves_and_it_is_counted(self, scene: Scene, position: int) -> None:
        who = list(FAMILY.references)[position]
        entered = enter(scene, without_consent=who)
        typed(scene, entered)
        case = exporting.assemble(scene.heron)
        assert case.withheld == 1
        assert entered.kin[who].thing.code not in case.families[0].references

    def test_a_consent_given_later_is_followed_by_the_check_that_was_missed(self, scene: Scene) -> None:
        child = next(
            p.id
            for p in FAMILY.pedigree.people
            if p.id in FAMILY.references and (p.father in FAMILY.references or p.mother in FAMILY.references)
        )
        entered = enter(scene, without_consent=child)
        typed(scene, entered, **{child: replace(STRANGER, sex=FAMILY.references[child].sex)})
        assert not Alarm.objects.filter(kind="kin").exists()
        families.Consent.objects.create(
            kin=entered.kin[child], purpose="identification", given_on=date(2022, 1, 1), form="form 2"
        )
        check_relatives(TheRegistry(scene.heron), entered.kin[child].thing.code, everybody=True)
        assert Alarm.objects.filter(kind="kin", profile__of=entered.kits[child].thing).exists()
        assert Profile.objects.get(of=entered.kits[child].thing).status == Profile.Status.HELD

    def test_the_river_wakes_it_when_kin_change(self) -> None:
        from repatria.registry.flow import river

        assert {"families.pedigree_edited", "families.consent_given"} <= set(river())
