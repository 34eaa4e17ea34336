"""Everything that can happen to identifiers."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes import entries
from repatria.registry.codes.models import Identifier, Thing
from repatria.registry.codes.naming import normal_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.IdentifierGiven, verb="codes.give")
def give_identifier(by: Any, thing: Thing, *, issuer: str, value: str) -> Done[Identifier]:
    """Note that ``issuer`` calls ``thing`` ``value``. An identifier in use, or ever used, by another thing is refused."""
    row = _give(thing, issuer, value, personal=False)
    return Done(row, subject=thing.code, facts={"issuer": row.issuer, "value": row.value})


@recorded(entries.PersonalIdentifierGiven, verb="codes.give_personal")
def give_personal_identifier(by: Any, thing: Thing, *, issuer: str, value: str) -> Done[Identifier]:
    """The same for a number that names a person; the journal keeps a commitment to it, not the number."""
    row = _give(thing, issuer, value, personal=True)
    return Done(row, subject=thing.code, facts={"issuer": row.issuer}, personal={"value": row.value})


@recorded(entries.IdentifierWithdrawn, verb="codes.withdraw")
def withdraw_identifier(by: Any, identifier: Identifier, *, reason: str) -> Done[Identifier]:
    """Withdraw a wrong identifier. It stays readable and is never given again."""
    row = Identifier.objects.select_for_update().select_related("thing").get(pk=identifier.pk)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.issuer} {row.value}: already withdrawn ({row.reason}).")
    if not reason.strip():
        raise Impossible(f"{row.issuer} {row.value}: withdrawing an identifier needs a reason.")
    row.withdrawn, row.reason = clock.now(), reason.strip()
    row.save(update_fields=["withdrawn", "reason"])
    return Done(row, subject=row.thing.code, facts={"issuer": row.issuer, "reason": row.reason})


def _give(thing: Thing, issuer: str, value: str, *, personal: bool) -> Identifier:
    issuer, value = " ".join(issuer.split()), " ".join(value.split())
    normal = normal_of(value, issuer)
    if not issuer or not normal:
        raise Impossible(f"{thing.code}: identifier {value!r} of issuer {issuer!r}. Both are needed.")
    taken = Identifier.objects.filter(incident_id=thing.incident_id, issuer=issuer, normal=normal).first()
    if taken is not None:
        raise Overtaken(_taken(taken, thing))
    try:
        with transaction.atomic():
            return Identifier.objects.create(
                thing=thing, incident_id=thing.incident_id, issuer=issuer, value=value, normal=normal, personal=personal
            )
    except IntegrityError as fault:
        raise Overtaken(f"{issuer} {value}: given to another thing a moment ago. Look it up.") from fault


def _taken(taken: Identifier, thing: Thing) -> str:
    whose = "this thing" if taken.thing_id == thing.pk else "another thing"
    if taken.withdrawn is not None:
        return (
            f"{taken.issuer} {taken.value}: once belonged to {whose}, withdrawn {taken.withdrawn:%Y-%m-%d} "
            f"({taken.reason}). Numbers are never re-used; give a new one."
        )
    return f"{taken.issuer} {taken.value}: already belongs to {whose}. Look it up before you go on."
