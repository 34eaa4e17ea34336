"""Making a name public after the family was told, and taking it back. An attempt before that is refused and written down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.homecoming import gates
from repatria.registry.homecoming.entries import telling as entries
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Publication
from repatria.registry.homecoming.others import named_besides
from repatria.registry.homecoming.within import day, own, person_of, text, user_of
from repatria.registry.identification.within import locked
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.Published, verb="homecoming.publish")
def publish(by: Any, missing: Thing, *, text_: str, on: date) -> Done[Publication]:
    """Make a public text about somebody whose family was told. GateClosed before that, or once the signature fell; Impossible where it
    names somebody else of the list whose name is not public.
    """
    person = person_of(by, missing)
    found = gates.told_of(missing.pk)
    if found is not None:
        locked(found.identification)  # it may fall while one waits for it, so it is looked at again
    told = gates.told_of(missing.pk)
    if told is None:
        raise GateClosed(gates.why_not_public(missing.pk, person.code))
    said = text(person.code, text_, "the public text", 4_000, needed=True, lines=True)
    others = named_besides(person, said)
    if others:
        raise Impossible(
            f"{person.code}: the text names {', '.join(others[:3])} as well, whose name is not public. Write it without that name."
        )
    made = Publication(
        notification=told, missing=person.thing, text=said,
        on=day(person.code, on, "public", earliest=told.told_on, since="the family was told"), at=clock.now(), by=user_of(by),
    )  # fmt: skip
    _keep(made, person.code)
    facts = {"publication": made.pk, "date": on, "notification": told.pk, "identification": told.identification.code}
    return Done(made, subject=person.code, facts=facts, personal={"text": made.text})


@recorded(entries.PublicationRefused, verb="homecoming.publish")
def note_refused(by: Any, missing: Thing, *, why: str) -> Done[None]:
    """Note that somebody tried to make a name public while the gate was closed, and why it was refused."""
    return Done(None, subject=missing.code, facts={"why": why[:1_000]})


def try_to_publish(by: Any, missing: Thing, *, text_: str, on: date) -> Publication:
    """Publish; a closed gate leaves its own entry in the journal and is then raised."""
    try:
        return publish(by, missing, text_=text_, on=on)
    except GateClosed as refusal:
        note_refused(by, missing, why=str(refusal))
        raise


@recorded(entries.PublicationWithdrawn, verb="homecoming.publish")
def withdraw(by: Any, publication: Publication, *, reason: str) -> Done[Publication]:
    """Take a public text back, with a reason. What was public stays readable here."""
    row = Publication.objects.select_for_update(of=("self",)).select_related("missing").get(pk=publication.pk)
    own(by, row.missing)
    code = row.missing.code
    if row.withdrawn is not None:
        raise Overtaken(f"{code}: was withdrawn at {row.withdrawn:%Y-%m-%d %H:%M} UTC. Nothing is left to do.")
    row.withdrawn_why, row.withdrawn = text(code, reason, "the reason", 400, needed=True), clock.now()
    row.save(update_fields=["withdrawn", "withdrawn_why"])
    return Done(row, subject=code, facts={"publication": row.pk}, personal={"reason": row.withdrawn_why})


def _keep(row: Publication, code: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        if "is told before" in str(fault):
            raise GateClosed(f"{code}: the family is told before a name is public. Tell them first.") from fault
        raise Overtaken(f"{code}: a public text stands already. Withdraw it before another is made.") from fault
    except DatabaseError as fault:
        if "is told before" not in str(fault):
            raise
        raise GateClosed(f"{code}: the family is told before a name is public. Tell them first.") from fault
