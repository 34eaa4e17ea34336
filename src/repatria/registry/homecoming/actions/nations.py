"""The nations of an incident: entered, and left with a reason; who signs for which, named by an administrator, never by themself."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.homecoming.entries import nations as entries
from repatria.registry.homecoming.models import Delegate, Nation
from repatria.registry.homecoming.nations import key_of, mixed, signers
from repatria.registry.homecoming.spelling import one_form
from repatria.registry.homecoming.within import text, user_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken


@recorded(entries.NationEntered, verb="homecoming.accredit")
def enter(by: Any, *, name: str, part: str = "") -> Done[Nation]:
    """Put a nation on the list of the incident. One that stands there already, however it is spelled, is Overtaken."""
    slug = by.incident.slug
    called = text(slug, one_form(name), "the nation", 80, needed=True)
    word, key = mixed(called), key_of(called)
    if word:
        raise Impossible(f"{slug}: {word!a} mixes letters of two scripts that look alike. Write it in one script.")
    if not key:
        raise Impossible(f"{slug}: {called!r} has no letter. Write the name of the nation.")
    other = Nation.objects.filter(incident=by.incident, key=key).first()
    if other is not None:
        raise Overtaken(f"{slug}: {other.name} stands on the list already. Choose it there.")
    made = Nation(
        incident=by.incident, name=called, key=key, part=text(slug, part, "as what it takes part", 160), added=clock.now(),
        by=user_of(by),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise Overtaken(f"{slug}: {called} was put on the list a moment ago. Choose it there.") from fault
    return Done(made, subject=slug, facts={"nation": made.name, "part": made.part})


@recorded(entries.NationLeft, verb="homecoming.accredit")
def leave(by: Any, nation: Nation, *, reason: str) -> Done[Nation]:
    """From now on nobody signs for this nation; what was signed stays. Its delegates end with it."""
    row = _nation(by, nation)
    row.until, row.until_why = clock.now(), text(row.name, reason, "the reason", 300, needed=True)
    row.save(update_fields=["until", "until_why"])
    count = row.delegates.filter(until__isnull=True).update(until=row.until, until_why=row.until_why)
    return Done(
        row, subject=row.incident.slug, facts={"nation": row.name, "count": count}, personal={"reason": row.until_why}
    )  # fmt: skip


@recorded(entries.DelegateNamed, verb="homecoming.accredit")
def name_delegate(by: Any, nation: Nation, user: User) -> Done[Delegate]:
    """Let a reviewer or medical examiner of the incident sign for a nation. Nobody signs for two at a time, nor names themself."""
    row = _nation(by, nation)
    if user_of(by) is not None and user.pk == by.user.pk:
        raise NotAllowed(f"{user.code}: nobody names themself. Ask another administrator.")
    if not signers(row.incident).filter(user=user).exists():
        raise Impossible(f"{user.code}: is no reviewer or medical examiner of this incident. Give that role first.")
    other = Delegate.objects.filter(user=user, incident=row.incident, until__isnull=True).select_related("nation").first()
    if other is not None:
        raise Overtaken(f"{user.code}: signs for {other.nation.name}. End that first.")
    made = Delegate(incident=row.incident, nation=row, user=user, since=clock.now(), by=user_of(by))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise Overtaken(f"{user.code}: was named for a nation a moment ago. Look at the list.") from fault
    return Done(made, subject=user.code, facts={"nation": row.name})


@recorded(entries.DelegateEnded, verb="homecoming.accredit")
def end_delegate(by: Any, delegate: Delegate, *, reason: str) -> Done[Delegate]:
    """Somebody signs for their nation no more; what they signed stays."""
    rows = Delegate.objects.select_for_update(of=("self",)).select_related("nation", "user")
    row = rows.filter(pk=delegate.pk, incident=by.incident).first()
    if row is None:
        raise NotFound
    if row.until is not None:
        raise Overtaken(f"{row.user.code}: signs for {row.nation.name} no more. Nothing is left to end.")
    row.until, row.until_why = clock.now(), text(row.user.code, reason, "the reason", 300, needed=True)
    row.save(update_fields=["until", "until_why"])
    return Done(row, subject=row.user.code, facts={"nation": row.nation.name}, personal={"reason": row.until_why})


def _nation(by: Any, nation: Nation) -> Nation:
    rows = Nation.objects.select_for_update(of=("self",)).select_related("incident")
    row = rows.filter(pk=nation.pk, incident=by.incident).first()
    if row is None:
        raise NotFound
    if row.until is not None:
        raise Overtaken(f"{row.name}: takes no more part since {row.until:%Y-%m-%d}. Choose another.")
    return row
