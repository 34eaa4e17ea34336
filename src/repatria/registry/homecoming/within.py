"""Small steps that the acts of the way home share; each is recorded by the act around it."""

from __future__ import annotations

from datetime import date
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.homecoming.circle import circle_ids
from repatria.registry.journal import clock
from repatria.registry.refusals import Impossible, NotFound


def user_of(by: Any) -> Any:
    """The account that acts; ``None`` for the registry itself."""
    return getattr(by, "user", None)


def own(by: Any, thing: Thing) -> Thing:
    """``thing``, if it belongs to the actor's incident and laboratory; what is not there and what is not yours are the same answer."""
    laboratories = getattr(by, "laboratories", None)
    if by.incident is None or thing.incident_id != by.incident.pk:
        raise NotFound
    if laboratories is not None and thing.laboratory_id is not None and thing.laboratory_id not in laboratories:
        raise NotFound
    return thing


def person_of(by: Any, missing: Thing) -> MissingPerson:
    """The missing person's row, locked; acts about one person wait for each other. Refused if withdrawn or merged."""
    rows = MissingPerson.objects.select_for_update(of=("self",)).select_related("thing", "merged_into__thing")
    row = rows.filter(pk=missing.pk).first()
    if row is None:
        raise NotFound
    own(by, row.thing)
    if row.withdrawn is not None:
        raise Impossible(f"{row.code}: withdrawn from the list. Nothing more is written here.")
    if row.merged_into is not None:
        raise Impossible(f"{row.code}: is the same person as {row.merged_into.code}. Write there.")
    return row


def relative_of(by: Any, kin: Kin, person: MissingPerson) -> Kin:
    """The relative, if they belong to the folder of ``person`` or its wishes name them; Impossible for anybody else."""
    row = Kin.objects.select_related("thing").get(pk=kin.pk)
    own(by, row.thing)
    if row.pk not in circle_ids(person):
        raise Impossible(
            f"{row.code}: is not in the family of {person.code}, and its wishes do not name them. "
            "Look whether it is the right family; if so, put them into the pedigree or into the wishes first."
        )
    return row


def text(where: str, words: str, what: str, most: int, *, needed: bool = False, lines: bool = False) -> str:
    """``words`` as they are kept, on one line unless ``lines``; Impossible where they are too long, or empty and ``needed``."""
    said = words.strip().replace("\r\n", "\n") if lines else " ".join(words.split())
    if needed and not said:
        raise Impossible(f"{where}: {what} is empty. Write it.")
    if len(said) > most:
        raise Impossible(f"{where}: {what} has {len(said)} characters, {most} are kept. Shorten it.")
    return said


def chosen(where: str, value: str, what: str, choices: list[str]) -> str:
    """``value``, if it is one of ``choices``."""
    if value not in choices:
        raise Impossible(f"{where}: {what} {value!r}. Choose one of {', '.join(one for one in choices if one)}.")
    return value


def day(where: str, on: date, what: str, *, earliest: date | None = None, since: str = "") -> date:
    """``on``, if it is not after today and not before ``earliest`` (``since``: what that day is)."""
    if on > clock.today():
        raise Impossible(f"{where}: {what} on {on}, which has not come yet. Correct the day.")
    if earliest is not None and on < earliest:
        raise Impossible(f"{where}: {what} on {on}, before {since} on {earliest}. Correct the day.")
    return on
