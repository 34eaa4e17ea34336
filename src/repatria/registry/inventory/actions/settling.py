"""A conflict of a grouping is settled by name and with a reason; it is open again as soon as the grouping is not what it was."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.inventory import entries
from repatria.registry.inventory.conflicting import conflicts_of
from repatria.registry.inventory.hands import now, user_of
from repatria.registry.inventory.models import Individual, IndividualVersion, Settlement
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


@recorded(entries.ConflictSettled, verb="inventory.settle")
def settle(by: Any, individual: Individual, *, key: str, reason: str) -> Done[Settlement]:
    """Settle the open conflict called ``key`` of the current version. What forbids a grouping goes to a reviewer instead."""
    code, user = individual.thing.code, user_of(by)
    version = IndividualVersion.objects.select_for_update().get(individual=individual, current=True)
    if version.state == IndividualVersion.State.WITHDRAWN:
        raise Overtaken(f"{code}: this grouping was withdrawn ({version.withdrawn_why}).")
    told = " ".join(reason.split())[:600]
    if not told:
        raise Impossible(f"{code}: settling a conflict needs a reason.")
    if user is None:
        raise NotAllowed(f"{code}: a person settles a conflict by name, not the registry.")
    found = next((one for one in conflicts_of(version) if one.key == key), None)
    if found is None:
        raise Overtaken(f"{code}: this conflict does not stand any more, or the grouping has changed since. Look again.")
    if found.forbids:
        raise NotAllowed(f"{code}: {found.sentence}. This forbids the grouping: ask a reviewer.")
    if not found.open:
        raise Overtaken(f"{code}: this conflict is settled already.")
    try:
        with transaction.atomic():
            row = Settlement.objects.create(
                individual=individual,
                kind=found.kind,
                sentence=found.sentence,
                state=found.state,
                reason=told,
                by=user,
                at=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{code}: this conflict was settled a moment ago.") from fault
    facts = {"kind": found.kind, "conflict": found.sentence, "version": version.number, "reason": told, "state": found.state}
    return Done(row, subject=code, facts=facts)
