"""A relative at their own page: who acts there. They have no account, no role and no seat, and may do three things only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from repatria.registry.homecoming.models import Door
from repatria.registry.people.models import Incident
from repatria.registry.refusals import NotFound

AT_THE_DOOR = "homecoming.answer"
"""The one verb that the acts of a private page ask for; an officer has it by role, a relative by their door."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The relative behind ``door``, once the second factor was right. Everything they reach hangs on this one row."""

    door: Door

    @property
    def code(self) -> str:
        """How the journal calls this actor: by the relative's code."""
        return self.door.kin.code

    @property
    def incident(self) -> Incident:
        """The incident of the person they miss."""
        return self.door.missing.incident

    @property
    def slug(self) -> str:
        """The incident's short name."""
        return self.incident.slug

    def may(self, verb: str) -> bool:
        """Whether a relative may do ``verb`` on their page."""
        return verb == AT_THE_DOOR

    def need(self, verb: str) -> None:
        """Nothing else is there for them."""
        if not self.may(verb):
            raise NotFound


def is_visitor(by: Any) -> bool:
    """Whether a relative acts on their own page."""
    return isinstance(by, Visitor)
