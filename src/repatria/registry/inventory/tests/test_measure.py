"""Measurements: warned about, asked for twice, never forbidden, withdrawn and kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.inventory import measures
from repatria.registry.inventory.actions import measuring
from repatria.registry.inventory.models import Measurement
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import AskAgain, Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

PACK = Path(__file__).parents[5] / "data-gpl" / "src"


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With the second distribution at hand."""
    monkeypatch.syspath_prepend(str(PACK))
    measures.ranges.cache_clear()
    measures.range_of.cache_clear()
    yield
    measures.ranges.cache_clear()
    measures.range_of.cache_clear()
    sys.modules.pop(measures.PACK, None)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without it."""
    monkeypatch.setattr(measures, "PACK", "no_such_distribution")
    measures.ranges.cache_clear()
    measures.range_of.cache_clear()
    yield
    measures.ranges.cache_clear()
    measures.range_of.cache_clear()


class TestTheReference:
    def test_its_quantiles_are_in_order(self, reference: None) -> None:
        found = measures.ranges()
        assert len(found) == 123
        for code, r in found.items():
            assert code in measures.measures()
            assert r.least <= r.p01 <= r.p50 <= r.p99 <= r.most, code
        assert found["Fem_01"].p50 == pytest.approx(Decimal(450), abs=25)
        assert "OsteoSort" in measures.reference_words()

    def test_without_it_the_fitted_reference_answers(self, bare: None) -> None:
        assert measures.ranges() == {}
        assert "555 adults" in measures.reference_words() or "556 adults" in measures.reference_words()
        assert measures.judge("Fem_01", Decimal(9)).confirm
        assert "in 785 bones" in measures.judge("Fem_01", Decimal(540)).warning
        assert measures.judge("Fem_01", Decimal(455)) == measures.Judged()
        assert measures.judge("Cra_01", Decimal(9)) == measures.Judged(), "no reference holds it"


class TestMeasuring:
    def test_an_ordinary_value(self, scene: Scene, enter: Enter, reference: None) -> None:
        row = measuring.measure(scene.seat(Role.ANTHROPOLOGIST), enter("fe l 5"), code="Fem_01", value_mm=Decimal("455"))
        assert (row.value_mm, row.warning, row.confirmed) == (Decimal("455.00"), "", False)
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.said["facts"]["value_mm"]) == ("inventory.measured", "455.00")

    def test_a_rare_value_is_warned_about_and_kept(self, scene: Scene, enter: Enter, reference: None) -> None:
        row = measuring.measure(scene.seat(Role.ANTHROPOLOGIST), enter("fe l"), code="Fem_01", value_mm=Decimal(540))
        assert "outside the middle 98" in row.warning
        assert not row.confirmed

    def test_an_implausible_value_is_asked_for_twice(self, scene: Scene, enter: Enter, reference: None) -> None:
        bone, by = enter("fe l"), scene.seat(Role.ANTHROPOLOGIST)
        with pytest.raises(AskAgain, match="plausible"):
            measuring.measure(by, bone, code="Fem_01", value_mm=Decimal(87))
        assert not Measurement.objects.exists()
        row = measuring.measure(by, bone, code="Fem_01", value_mm=Decimal(87), sure=True)
        assert row.confirmed

    def test_what_no_reference_holds_is_kept_as_written(self, scene: Scene, enter: Enter, bare: None) -> None:
        row = measuring.measure(scene.seat(Role.ANTHROPOLOGIST), enter("sk 5"), code="Cra_01", value_mm=Decimal(87))
        assert row.warning == ""

    @pytest.mark.parametrize(
        ("code", "value", "message"),
        [
            ("Tib_01", "300", "taken on a tibia"),
            ("Nix_99", "3", "not known"),
            ("Fem_01", "0", "between 0"),
            ("Fem_01", "2001", "between 0"),
        ],
    )
    def test_it_refuses(self, scene: Scene, enter: Enter, code: str, value: str, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            measuring.measure(scene.seat(Role.ANTHROPOLOGIST), enter("fe l"), code=code, value_mm=Decimal(value))

    def test_another_role_finds_nothing(self, scene: Scene, enter: Enter) -> None:
        bone = enter("fe l")
        with pytest.raises(NotFound):
            measuring.measure(scene.seat(Role.GENETICIST), bone, code="Fem_01", value_mm=Decimal(455))

    def test_a_mistake_is_withdrawn_and_stays(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        row = measuring.measure(by, enter("fe l"), code="Fem_01", value_mm=Decimal(455))
        with pytest.raises(Impossible, match="needs a reason"):
            measuring.withdraw_measurement(by, row, reason="")
        measuring.withdraw_measurement(by, row, reason="read the other caliper")
        with pytest.raises(Overtaken, match="already withdrawn"):
            measuring.withdraw_measurement(by, row, reason="again")
        with pytest.raises(DatabaseError), transaction.atomic():
            Measurement.objects.filter(pk=row.pk).update(value_mm=1)
        assert Entry.objects.latest("seq").tag == "inventory.measurement_withdrawn"
