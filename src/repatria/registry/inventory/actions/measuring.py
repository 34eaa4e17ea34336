"""Measurements: written with a warning where the reference says so, withdrawn where they were wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from repatria.registry.inventory import entries
from repatria.registry.inventory.hands import now, reasoned, user_of
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.measures import judge, measure_of
from repatria.registry.inventory.models import Measurement, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible, Overtaken

MOST = Decimal(2000)


@recorded(entries.Measured, verb="inventory.measure")
def measure(
    by: Any, specimen: Specimen, *, code: str, value_mm: Decimal, method: str = "", note: str = "", sure: bool = False
) -> Done[Measurement]:
    """Note a value in millimetres. A value outside all that is plausible is asked for twice (``sure``); none is forbidden."""
    row = Specimen.objects.select_for_update(of=("self",)).select_related("item__thing").get(pk=specimen.pk)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.code}: this entry was withdrawn. Measure the specimen that replaced it.")
    said = row.descriptions.get(current=True)
    measure_of(code, kind_of(said.element))
    value = value_mm.quantize(Decimal("0.01"))
    if not 0 < value <= MOST:
        raise Impossible(f"{row.code}: {code} of {value_mm} mm. Write millimetres between 0 and {MOST}.")
    judged = judge(code, value)
    if judged.confirm and not sure:
        raise AskAgain(f"{judged.warning}. Measure again; if the value stands, confirm it.")
    made = Measurement.objects.create(
        specimen=row,
        code=code,
        value_mm=value,
        method=" ".join(method.split())[:120],
        note=" ".join(note.split())[:200],
        warning=judged.warning,
        confirmed=judged.confirm,
        by=user_of(by),
        at=now(),
    )
    facts = {"code": code, "value_mm": value, "warning": judged.warning, "confirmed": judged.confirm}
    return Done(made, subject=row.code, facts=facts)


@recorded(entries.MeasurementWithdrawn, verb="inventory.measure")
def withdraw_measurement(by: Any, measurement: Measurement, *, reason: str) -> Done[Measurement]:
    """Take back a mistaken value; it stays readable, struck through."""
    row = Measurement.objects.select_for_update(of=("self",)).select_related("specimen__item__thing").get(pk=measurement.pk)
    code = row.specimen.code
    if row.withdrawn is not None:
        raise Overtaken(f"{code}: {row.code} was already withdrawn ({row.withdrawn_why}).")
    row.withdrawn_why = reasoned(code, reason, "withdrawing a measurement")
    row.withdrawn, row.withdrawn_by = now(), user_of(by)
    row.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_why"])
    return Done(row, subject=code, facts={"code": row.code, "value_mm": row.value_mm, "reason": row.withdrawn_why})
