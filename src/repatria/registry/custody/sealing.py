"""Seals: numbered, set, checked; a seal that is not intact opens a discrepancy by itself."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.custody import entries
from repatria.registry.custody.models import Discrepancy, Item, Seal
from repatria.registry.custody.within import hold_check, locked, now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.SealSet, verb="custody.seal")
def set_seal(by: Any, item: Item, *, number: str, position: str = "") -> Done[Seal]:
    """Set a numbered seal on a container one holds. A number is used once in an incident."""
    row = locked(item)
    hold_check(by, row)
    number = " ".join(number.split())
    if not number:
        raise Impossible(f"{row.code}: a seal has a number.")
    try:
        with transaction.atomic():
            seal = Seal.objects.create(
                item=row, incident_id=row.thing.incident_id, number=number, position=position.strip(), since=now()
            )
    except IntegrityError as fault:
        raise Overtaken(f"seal {number}: this number is on another item, or was. Use a new seal.") from fault
    return Done(seal, subject=row.code, facts={"number": number, "position": seal.position})


@recorded(entries.SealChecked, verb="custody.seal")
def check_seal(by: Any, seal: Seal, *, found: str, number_found: str = "") -> Done[Seal]:
    """Say how a seal was found. Anything but intact, or another number, opens a discrepancy."""
    row = Seal.objects.select_for_update(of=("self",)).select_related("item__thing").get(pk=seal.pk)
    if found not in Seal.State.values:
        raise Impossible(f"seal {row.number}: found {found!r}. Write intact, broken, missing or opened.")
    if row.state != Seal.State.INTACT and found == Seal.State.INTACT:
        raise Impossible(f"seal {row.number}: was {row.get_state_display()}, so it cannot be intact now. Set a new seal.")
    row.state, row.checked = found, now()
    row.save(update_fields=["state", "checked"])
    other = " ".join(number_found.split())
    if found in (Seal.State.BROKEN, Seal.State.MISSING) or (other and other != row.number):
        said = f"seal {row.number} was found {row.get_state_display()}" + (f", number read: {other}" if other else "")
        Discrepancy.objects.create(
            thing=row.item.thing,
            kind=Discrepancy.Kind.SEAL,
            sentence=said,
            opened=now(),
            opened_by=getattr(by, "user", None),
        )
    return Done(row, subject=row.item.code, facts={"number": row.number, "state": str(found), "read": other})
