"""An old inventory sheet is loaded: all its lines in one act, each with its outcome, and a balance that closes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Identifier, Kind
from repatria.registry.codes.naming import normal_of
from repatria.registry.inventory import entries, sheets
from repatria.registry.inventory import within as rows
from repatria.registry.inventory.hands import now, user_of
from repatria.registry.inventory.models import Sheet, SheetLine, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible


@recorded(entries.SheetLoaded, verb="inventory.import")
def load_sheet(by: Any, raw: bytes, *, name: str, mapping: Mapping[str, str]) -> Done[Sheet]:
    """Load the sheet as mapped. Refused lines stay with their reasons; nothing is invented for what the sheet does not say."""
    table = sheets.read_table(raw, name)
    plan = sheets.plan(by, table, mapping)
    sha256 = hashlib.sha256(raw).hexdigest()
    if Sheet.objects.filter(thing__incident=by.incident, sha256=sha256, made__gt=0).exists() and not plan.count("made"):
        raise Impossible(f"{name}: this very file was loaded before and says nothing new. Nothing was written.")
    fresh = [line for line in plan.lines if line.outcome == "made"]
    made = rows.make(by, [line.placed for line in fresh if line.placed is not None])
    by_line = {line.number: specimen for line, specimen in zip(fresh, made, strict=True)}
    for line in plan.lines:
        if line.outcome == "merged":
            _merge(line, by_line)
    sheet = Sheet.objects.create(
        thing=new_thing(by, Kind.BATCH),
        name=name[:120],
        sha256=sha256,
        mapping=json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True),
        read=len(plan.lines),
        made=plan.count("made"),
        merged=plan.count("merged"),
        refused=plan.count("refused"),
        by=user_of(by),
        at=now(),
    )
    SheetLine.objects.bulk_create(
        (
            SheetLine(
                sheet=sheet, number=line.number, outcome=line.outcome, why=line.why, said=line.said,
                specimen=by_line.get(line.number),
            )
            for line in plan.lines
        ),
        batch_size=rows.AT_ONCE,
    )  # fmt: skip
    facts = {
        "name": sheet.name, "sha256": sha256, "read": sheet.read, "made": sheet.made, "merged": sheet.merged, "refused": sheet.refused,
    }  # fmt: skip
    return Done(sheet, subject=sheet.code, facts=facts)


def _merge(line: sheets.Line, by_line: dict[int, Specimen]) -> None:
    """Add a merged line's further numbers to the specimen it repeats."""
    assert line.told is not None
    if line.known is not None:
        specimen = Specimen.objects.select_related("item__thing").get(pk=line.known)
    else:
        specimen = by_line[line.same_as or 0]
    by_line[line.number] = specimen
    thing = specimen.item.thing
    fresh = [
        (issuer, value)
        for issuer, value in line.told.identifiers
        if not Identifier.objects.filter(incident_id=thing.incident_id, issuer=issuer, normal=normal_of(value, issuer)).exists()
    ]
    rows.name_all([(specimen, fresh)])
