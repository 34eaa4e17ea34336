"""What the exercise's bones are measured as, and what the list records, is of the simulator's people: one and the same man."""

from __future__ import annotations

from repatria.registry.inventory.models import Measurement
from repatria.registry.live.heron_measures import shown_by_bones
from repatria.registry.live.work import Work


def test_a_bone_is_measured_as_the_simulator_has_it(filled: Work) -> None:
    case, _ = filled.exercise()
    bone_of = dict(zip(case.extra["samples"]["sample"], case.extra["samples"]["specimen"], strict=True))
    told = {bone_of[r.subject]: dict(r.measurements) for r in case.beside.remains if r.measurements and r.subject in bone_of}
    bones = filled.kept["specimens"]
    assert shown_by_bones(filled) == {row.pk: told[code] for code, row in bones.items() if code in told}
    codes = {row.pk: code for code, row in bones.items()}
    rows = Measurement.objects.filter(specimen__in=codes).values_list("specimen_id", "code", "value_mm")
    measured = [(codes[pk], code, float(mm)) for pk, code, mm in rows if pk in codes]
    assert len(measured) > 5
    assert all(told[bone][code] == mm for bone, code, mm in measured)


def test_the_list_records_the_age_and_stature_of_the_simulators_record(filled: Work) -> None:
    case, _ = filled.exercise()
    recorded = {r.missing: r for r in case.beside.recorded}
    men = filled.kept["men"]
    assert any(men[code].cells["stature_cm"] for code in men)
    for code, man in men.items():
        cm = recorded[code].stature_cm
        assert man.cells["stature_cm"] == ("" if cm is None else f"{cm:.1f}")
