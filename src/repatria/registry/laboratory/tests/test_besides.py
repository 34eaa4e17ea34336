"""What is not autosomal leaves with the case: by code, with consent, from what is in force; without any of it the case is as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from repatria.formats.casefile import read_case, write_case
from repatria.model.beside import Beside
from repatria.model.yhaplotype import YHaplotype
from repatria.registry import gateway
from repatria.registry.families import models as families
from repatria.registry.inventory.models import Measurement, Observation, Specimen, SpecimenDescription
from repatria.registry.journal import clock
from repatria.registry.laboratory import exporting, lineage_bases
from repatria.registry.laboratory.models import Alarm, Haplotypes, Lineage
from repatria.registry.laboratory.tests.helping import sample
from repatria.registry.laboratory.tests.test_kin import FAMILY, Entered, enter, typed
from repatria.registry.laboratory.tests.test_lineages import Y8, deliver, mt
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

BASE = [mt("E-1"), mt("E-2", "263G"), mt("E-3", "16223T 263G")]


def swabs(entered: Entered, **differences: str) -> list:
    return [mt(entered.kits[who].thing.code, shown) for who, shown in differences.items()]


def on_the_line() -> list[str]:
    """The typed of the family who are of the missing man's mothers' line."""
    gone = FAMILY.missing[0]
    return [w for w in FAMILY.references if gateway.transmissions(FAMILY.pedigree, w, gone, "mothers") is not None]


class TestCase:
    def test_without_anything_of_it_the_case_is_as_it_was(self, scene: Scene, tmp_path: Path) -> None:
        typed(scene, enter(scene))
        case = exporting.assemble(scene.heron)
        assert not case.beside
        assert write_case(case, tmp_path / "a") == write_case(replace(case, beside=Beside()), tmp_path / "b")

    def test_lineages_leave_by_code_and_only_with_consent(self, scene: Scene, tmp_path: Path) -> None:
        entered = enter(scene)
        typed(scene, entered)
        femur, who = sample(scene), next(iter(FAMILY.references))
        deliver(scene, mt(femur.code), YHaplotype(femur.code, Y8), *swabs(entered, **{who: "16126C 73G 263G"}))
        lineage_bases.enter_haplotypes(
            scene.seat(Role.GENETICIST), BASE, type="mt", name="draw", source="drawn here", simulated=True
        )
        case = exporting.assemble(scene.heron)
        (remains,) = case.beside.remains
        assert (remains.subject, remains.mitotypes[0].text()) == (femur.root.code, "73G 263G 16126C")
        assert dict(remains.yhaplotypes[0].alleles) == Y8
        (reference,) = case.beside.references
        assert (reference.family, reference.person) == (case.families[0].id, entered.kin[who].thing.code)
        assert (len(case.beside.mtdna[""]), case.beside.mtdna[""].simulated, dict(case.beside.ystr)) == (3, True, {})
        write_case(case, tmp_path / "case")
        assert read_case(tmp_path / "case").beside == case.beside
        families.Consent.objects.filter(kin=entered.kin[who]).update(withdrawn_on=date(2021, 1, 1), withdrawal="letter")
        after = exporting.assemble(scene.heron)
        assert (after.beside.references, after.withheld) == ((), 1)

    def test_what_is_held_or_short_stays_out(self, scene: Scene) -> None:
        one = sample(scene)
        deliver(scene, mt(one.code, "16126C", "16100-16180"))
        assert not exporting.assemble(scene.heron).beside
        deliver(scene, mt(one.code, "16223T", "16100-16300"), name="more")
        assert Lineage.objects.get(state="held").subject == one.root
        assert not exporting.assemble(scene.heron).beside

    def test_records_measurements_and_claimed_origins_leave_without_a_word(self, scene: Scene) -> None:
        entered = enter(scene)
        person = families.MissingPerson.objects.get()
        families.MissingPerson.objects.update(first=date(1930, 6, 1), last=date(1930, 6, 30), unit="7th Regiment")
        families.Loss.objects.create(
            person=person, place="Sinpo", latitude=40.0, longitude=127.2, radius_km=3.0, first=date(1950, 12, 1),
            last=date(1950, 12, 2), source="roll", in_force=True, at=clock.now(),
        )  # fmt: skip
        families.Recorded.objects.create(
            person=person, what="stature_cm", value="177.8", number=Decimal("177.80"), source="card"
        )
        one = sample(scene)
        deliver(scene, mt(one.code))
        specimen = Specimen.objects.create(item_id=one.root_id, made_at=clock.now())
        SpecimenDescription.objects.create(
            specimen=specimen, number=1, element="femur-left", family="femur", side="L", human="human", at=clock.now()
        )
        for mm in ("450.0", "452.0"):
            Measurement.objects.create(specimen=specimen, code="FEM1", value_mm=Decimal(mm), at=clock.now())
        Observation.objects.create(specimen=specimen, kind="stage", what="femur_head", low=4, high=4, at=clock.now())
        beside = exporting.assemble(scene.heron).beside
        (told,) = beside.recorded
        assert (told.missing, told.stature_cm, told.stature_step, told.lost_first) == (
            person.code,
            177.8,
            2.54,
            date(1950, 12, 1),
        )
        assert told.ages == pytest.approx((20.42, 20.5), abs=0.01)
        assert (told.unit[:2], told.lost_at.within_km) == ("U-", 3.0)
        assert "Regiment" not in repr(beside)
        assert dict(beside.remains[0].measurements) == {"FEM1": 451.0}
        assert dict(beside.remains[0].stages) == {"femur_head": (4, 4)}
        assert entered.kits


class TestDatabases:
    def test_a_new_one_takes_the_place_and_the_old_stays(self, scene: Scene) -> None:
        by = scene.seat(Role.GENETICIST)
        first = lineage_bases.enter_haplotypes(by, BASE, type="mt", name="draw", source="here", simulated=True)
        second = lineage_bases.enter_haplotypes(by, BASE[:2], type="mt", name="other", source="there")
        assert Haplotypes.objects.get(pk=first.pk).until is not None
        with pytest.raises(DatabaseError, match="ended, never rewritten"), transaction.atomic():
            Haplotypes.objects.filter(pk=second.pk).update(body="")
        lineage_bases.end_haplotypes(by, second, reason="asked anew")
        with pytest.raises(Overtaken):
            lineage_bases.end_haplotypes(by, second, reason="again")

    def test_what_is_no_database_is_refused(self, scene: Scene) -> None:
        by = scene.seat(Role.GENETICIST)
        told = {"type": "mt", "name": "draw", "source": "here"}
        for nouns, change in ((BASE, {"source": " "}), ([], {}), ([YHaplotype("E", Y8)], {}), (BASE, {"type": "str"})):
            with pytest.raises(Impossible):
                lineage_bases.enter_haplotypes(by, nouns, **{**told, **change})
        with pytest.raises(NotFound):
            lineage_bases.enter_haplotypes(scene.seat(Role.TECHNICIAN), BASE, **told)


def test_relatives_of_one_line_who_differ_are_held(scene: Scene) -> None:
    entered = enter(scene)
    both = on_the_line()[:2]
    if len(both) < 2:
        both = list(FAMILY.references)[:2]
    fit = gateway.transmissions(FAMILY.pedigree, *both, "mothers") is not None
    deliver(scene, *swabs(entered, **{both[0]: "263G", both[1]: "16126C 16189C 16223T 263G"}))
    assert Alarm.objects.filter(kind="kin").count() == (2 if fit else 0)
    assert fit
