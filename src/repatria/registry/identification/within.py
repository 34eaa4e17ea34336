"""Steps that acts of this stage and of the reviews share; each is recorded by the act around it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from repatria.registry.identification import hooks
from repatria.registry.identification.models import Identification
from repatria.registry.identification.states import ENDED, MOVES
from repatria.registry.journal import clock
from repatria.registry.refusals import Impossible, NotFound, Overtaken


def now() -> datetime:
    """The present moment, UTC."""
    return clock.now()


def user_of(by: Any) -> Any:
    """The account that acts; ``None`` for the registry itself."""
    return getattr(by, "user", None)


def said(text: str, where: str, what: str, most: int = 300) -> str:
    """``text`` in one line; Impossible if it is empty or longer than ``most`` characters."""
    told = " ".join(text.split())
    if not told:
        raise Impossible(f"{where}: {what} is needed. Write it.")
    if len(told) > most:
        raise Impossible(f"{where}: {what} has {len(told)} characters, {most} are kept. Shorten it.")
    return told


def locked(identification: Identification) -> Identification:
    """The row as it stands, held until the act is written down."""
    return Identification.objects.select_for_update(of=("self",)).select_related("thing", "missing").get(pk=identification.pk)


def own(by: Any, row: Identification) -> Identification:
    """The row, if it belongs to the actor's incident and laboratory; what is not there and what is not yours are the same answer."""
    where = by.incident
    laboratories = getattr(by, "laboratories", None)
    if where is None or row.incident_id != where.pk:
        raise NotFound
    if laboratories is not None and row.thing.laboratory_id is not None and row.thing.laboratory_id not in laboratories:
        raise NotFound
    return row


def move(by: Any, row: Identification, after: str, act: str, *, why: str = "") -> Identification:
    """Take one step of the table of states; :class:`Overtaken` where the table knows no such step from here.

    ``row`` is the one :func:`locked` gave. A step to an ended state needs ``why``; higher stages end first what they keep of it.
    """
    if (row.state, after, act) not in MOVES:
        shown = Identification.State(row.state).label
        raise Overtaken(f"{row.code}: is {shown}. {_instead(row.state, act)}")
    if after in ENDED:
        for ending in hooks.ENDING:
            ending(by, row, after, why)
    row.state, row.state_why, row.changed = after, why[:400] if after in ENDED else "", now()
    row.save(update_fields=["state", "state_why", "changed"])
    return row


def _instead(state: str, act: str) -> str:
    froms = [before for before, _after, name in MOVES if name == act and before]
    if state in ENDED:
        return "It never comes back; draft a new identification."
    shown = ", ".join(dict.fromkeys(str(Identification.State(one).label) for one in froms))
    return f"This step is taken from: {shown}." if shown else "Open it anew and look."
