"""Erasing what is personal about somebody: asked for by one person, carried out by a second, and told in the journal for good.

An erasure blanks what entries disclose and the columns that stages name as personal; codes, states and the chain stay. It cannot
be taken back. Copies that left the registry before (exports, papers, backups) are not reached; the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps

from repatria.registry.journal import clock
from repatria.registry.journal.entries import ValueErased
from repatria.registry.journal.erasing import blank, disclosures
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people import entries
from repatria.registry.people.models import Erasure, Incident, Membership, User
from repatria.registry.people.personal import Personal, codes_under, personal, speaks_of
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import AskAgain, Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.texts import plain

LONGEST = 300
_ACCOUNT = re.compile(r"u-([0-9]{1,9})", re.IGNORECASE)
ALSO: list[Callable[[Incident], object]] = []
"""What higher stages forget of an incident whenever something in it is erased, where their rows do not say whom they speak of."""


@recorded(entries.ErasureAsked, verb="journal.erase")
def ask(by: Seat, about: str, *, reason: str, sure: bool = False) -> Done[Erasure]:
    """Ask that what is personal about ``about`` be erased; a second person does it.

    ``about`` is a thing's code, an account's (``u-0007``), or a control's token.
    """
    code, _whom = named(by, about)
    why = plain(reason, f"{code}: reason")
    if not why or len(why) > LONGEST:
        raise Impossible(
            f"{code}: an erasure needs a reason of 1 to {LONGEST} characters. Say who asked for it, and by what right."
        )
    if Erasure.objects.filter(incident=by.incident, subject=code, state=Erasure.State.ASKED).exists():
        raise Overtaken(f"{code}: its erasure has been asked for already and waits for a second person.")
    values, cells = counted(by, code)
    _ask(sure, code, values, cells)
    row = Erasure.objects.create(incident=by.incident, subject=code, reason=why, asked_by=by.user)
    return Done(row, subject=code, facts={"values": values, "cells": cells}, personal={"reason": why})


@recorded(ValueErased, verb="journal.confirm_erasure")
def carry_out(by: Seat, erasure: Erasure, *, sure: bool = False) -> Done[Erasure]:
    """Erase, as the second person. Cannot be taken back."""
    row = _open(by, erasure)
    if row.asked_by == by.user:
        raise NotAllowed(f"{row.subject}: you asked for this erasure. Somebody else looks at it and carries it out.")
    values, cells = counted(by, row.subject)
    _ask(sure, row.subject, values, cells)
    _code, whom = named(by, row.subject)
    row.values_blanked = blank(row.subject, _incidents(by, row.subject), speaks_of(), codes_under(whom))
    row.cells_blanked = sum(_blank(one, whom) for one in _tables(whom))
    for forget in ALSO:
        forget(by.incident)
    row.state, row.answered_by, row.answered = Erasure.State.DONE, by.user, clock.now()
    row.save(update_fields=["values_blanked", "cells_blanked", "state", "answered_by", "answered"])
    facts = {"count": row.values_blanked, "cells": row.cells_blanked, "asked_by": row.asked_by.code}
    return Done(row, subject=row.subject, facts=facts, personal={"reason": row.reason})


@recorded(entries.ErasureDeclined, verb="journal.confirm_erasure")
def decline(by: Seat, erasure: Erasure, *, reason: str) -> Done[Erasure]:
    """Do not erase; also how whoever asked takes it back."""
    row = _open(by, erasure)
    if not reason.strip() or len(reason.strip()) > LONGEST:
        raise Impossible(f"{row.subject}: say in 1 to {LONGEST} characters why it is not erased.")
    row.state, row.answered_by, row.answered = Erasure.State.DECLINED, by.user, clock.now()
    row.answer = plain(reason, f"{row.subject}: reason")
    row.save(update_fields=["state", "answered_by", "answered", "answer"])
    return Done(row, subject=row.subject, personal={"reason": row.answer})


def named(by: Seat, about: str) -> tuple[str, Any]:
    """The code and the thing, account or other row that ``about`` names in the incident. NotFound for what is not there or not seen."""
    account = _ACCOUNT.fullmatch(about.strip())
    if account is None:
        thing = by.things().filter(code=about.strip().upper()).first()
        return (thing.code, thing) if thing is not None else _called(by, about.strip())
    user = User.objects.filter(pk=int(account[1])).first()
    if user is None or not Membership.objects.filter(user=user, incident=by.incident).exists():
        raise NotFound
    if user.is_active:
        raise Impossible(
            f"{user.code}: the account is open. Close it first: repatria registry close-user FOLDER {user.username}"
        )
    return user.code, user


def _called(by: Seat, about: str) -> tuple[str, Any]:
    for one in personal():
        if one.known_by:
            row = apps.get_model(one.model)._default_manager.filter(**{one.known_by: about}, incident=by.incident).first()
            if row is not None:
                return str(getattr(row, one.known_by)), row
    raise NotFound


def counted(by: Seat, about: str) -> tuple[int, int]:
    """(values in the journal, cells of tables) that an erasure would blank now. Impossible where there is nothing to erase."""
    code, whom = named(by, about)
    values = disclosures(code, _incidents(by, code), speaks_of(), codes_under(whom)).count()
    cells = sum(
        one.rows(whom).count() if one.goes else sum(rows.count() for rows, _ in one.cells(whom)) for one in _tables(whom)
    )
    if not values + cells:
        raise Impossible(f"{code}: nothing personal stands about it any more. There is nothing to erase.")
    return values, cells


def _tables(whom: Any) -> list[Personal]:
    return [one for one in personal() if one.tells_about(whom)]


def _incidents(by: Seat, code: str) -> tuple[str, ...]:
    """Whose entries: an account is opened by the registry itself, everything else by people of the incident."""
    return (by.slug, "") if _ACCOUNT.fullmatch(code) else (by.slug,)


def _blank(table: Personal, whom: Any) -> int:
    if table.goes:
        return int(table.rows(whom).delete()[0])
    return sum(rows.update(**value) for rows, value in table.cells(whom))


def _open(by: Seat, erasure: Erasure) -> Erasure:
    row = (
        Erasure.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .filter(pk=erasure.pk, incident=by.incident)
        .first()
    )
    if row is None:
        raise NotFound
    if row.state != Erasure.State.ASKED:
        raise Overtaken(f"{row.subject}: this erasure was {row.get_state_display()} already.")
    return row


def _ask(sure: bool, code: str, values: int, cells: int) -> None:
    if not sure:
        raise AskAgain(
            f"{code}: {values} personal values in the journal and {cells} in the tables will be gone for good; codes and the "
            "chain stay. Say that you are sure."
        )
