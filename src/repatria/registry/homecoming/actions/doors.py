"""A relative's private page: opened by an officer, entered by link and second factor, closed by a day, an officer or wrong tries."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.homecoming.circle import circle_ids
from repatria.registry.homecoming.entries import asking as entries
from repatria.registry.homecoming.models import Door
from repatria.registry.homecoming.visitor import AT_THE_DOOR, Visitor
from repatria.registry.homecoming.within import own, person_of, relative_of, text, user_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.lived import in_its_time
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken

DAYS, MOST_DAYS = 90, 366
"""Days a link works unless said otherwise, and at most (our own bounds)."""
TRIES = 5
"""Wrong tries after which a page is locked."""
DIGITS = 8
TOKEN_BYTES = 32
_NOBODY = make_password(secrets.token_urlsafe(16))
"""Checked where no door is, so that a stranger's try takes as long as a relative's."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new door with the two things that are shown once and kept nowhere: the link's token, and the number to tell another way."""

    door: Door
    token: str
    number: str


@recorded(entries.DoorOpened, verb="homecoming.door")
def open_door(by: Any, missing: Thing, *, kin: Kin, days: int = DAYS) -> Done[Opened]:
    """Open a private page for a relative. An older one of theirs about the same person ends: a link is never shown twice."""
    person = person_of(by, missing)
    who = relative_of(by, kin, person)
    if who.living == Kin.Living.NO:
        raise Impossible(f"{who.code}: has died. A private page is opened for a living relative.")
    if not 1 <= days <= MOST_DAYS:
        raise Impossible(f"{who.code}: a link for {days} days. Choose between 1 and {MOST_DAYS} days.")
    now = clock.now()
    Door.objects.filter(kin=who, missing=person.thing, ended__isnull=True).update(ended=now, ended_why="another was opened")
    token, number = secrets.token_urlsafe(TOKEN_BYTES), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    door = Door.objects.create(
        kin=who, missing=person.thing, token_hash=hash_of(token), code_hash=make_password(number), made=now, by=user_of(by),
        until=now + timedelta(days=days),
    )  # fmt: skip
    facts = {"kin": who.code, "door": door.pk, "until": door.until.date()}
    return Done(Opened(door, token, number), subject=person.code, facts=facts)


@recorded(entries.DoorEnded, verb="homecoming.door")
def end_door(by: Any, door: Door, *, why: str) -> Done[Door]:
    """Close a private page at once."""
    row = _locked(door)
    own(by, row.missing)
    if row.ended is not None:
        raise Overtaken(f"{row.kin.code}: this page was closed at {row.ended:%Y-%m-%d %H:%M} UTC.")
    row.ended, row.ended_why = clock.now(), text(row.kin.code, why, "why it is closed", 200, needed=True)
    row.save(update_fields=["ended", "ended_why"])
    return Done(row, subject=row.missing.code, facts={"kin": row.kin.code, "door": row.pk}, personal={"why": row.ended_why})


@recorded(entries.DoorTried, verb=AT_THE_DOOR)
def try_door(by: Any, door: Door, *, right: bool) -> Done[bool]:
    """One try of the second factor, right or wrong; the fifth wrong one locks. A door that is shut stays shut for the right number."""
    row = _locked(door)
    opened = right and is_open(row)
    if opened:
        row.tries, row.last_seen = 0, clock.now()
    elif is_open(row):
        row.tries += 1
        row.locked = clock.now() if row.tries >= TRIES else None
    row.save(update_fields=["tries", "locked", "last_seen"])
    facts = {"kin": row.kin.code, "door": row.pk, "opened": opened, "tries": row.tries, "locked": row.locked is not None}
    return Done(opened, subject=row.missing.code, facts=facts)


@recorded(entries.FamilyPageRead, verb=AT_THE_DOOR)
def look(by: Visitor) -> Done[Door]:
    """A relative looks at their page; the page fails if this cannot be written down."""
    row = _locked(by.door)
    if not is_open(row):
        raise NotFound
    row.last_seen = clock.now()
    row.save(update_fields=["last_seen"])
    return Done(row, subject=row.missing.code, facts={"kin": row.kin.code, "door": row.pk})


def knock(token: str, number: str) -> Door | None:
    """The door that ``token`` and ``number`` open together; ``None`` for any other pair, as slowly. Each try of a door is recorded."""
    door = Door.objects.filter(token_hash=hash_of(token)).select_related("missing__incident", "kin__thing").first()
    told = "".join(one for one in number if one.isascii() and one.isdigit())[: DIGITS * 2]
    right = check_password(told, door.code_hash if door else _NOBODY)
    if door is None:
        return None
    with in_its_time(door.missing.incident.slug):
        return door if try_door(TheRegistry(door.missing.incident, why="door"), door, right=right) else None


def is_open(door: Door) -> bool:
    """Whether a door can be used now: not ended, not locked, not past its day, and its relative still one of the family."""
    return door.ended is None and door.locked is None and clock.now() < door.until and is_theirs(door)


def is_theirs(door: Door) -> bool:
    """Whether the relative of a door lives, as far as is known, and still stands in the family or its wishes."""
    person = MissingPerson.objects.filter(pk=door.missing_id, withdrawn__isnull=True, merged_into__isnull=True).first()
    lives = Kin.objects.filter(pk=door.kin_id).exclude(living=Kin.Living.NO).exists()
    return person is not None and lives and door.kin_id in circle_ids(person)


def hash_of(token: str) -> str:
    """What is kept of a link: SHA-256 of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _locked(door: Door) -> Door:
    rows = Door.objects.select_for_update(of=("self",)).select_related("missing__incident", "kin__thing")
    return rows.get(pk=door.pk)
