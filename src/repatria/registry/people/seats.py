"""A seat: one person at work in one incident. Everything that is read or done is read or done from a seat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In

from repatria.registry.people.models import Incident, Membership, User
from repatria.registry.people.roles import may
from repatria.registry.refusals import NotFound

if TYPE_CHECKING:
    from repatria.registry.codes.models import Thing


@dataclass(frozen=True, slots=True)
class Seat:
    """``user`` at work in ``incident``. ``laboratories`` holds the ids whose things are seen; ``None`` means all of them."""

    user: User
    incident: Incident
    roles: frozenset[str]
    laboratories: frozenset[int] | None
    scopes: frozenset[str] | None = field(default=None)
    """For a token of the machine entrance: the verbs it was given. ``None`` for a person at a page."""

    @property
    def code(self) -> str:
        """How the journal calls this actor."""
        return self.user.code

    @property
    def slug(self) -> str:
        """The incident's short name."""
        return self.incident.slug

    @property
    def laboratory_id(self) -> int:
        """The laboratory that new things of this seat belong to."""
        mine = sorted(self.laboratories or ())
        return mine[0] if mine else self.incident.laboratory_id

    def may(self, verb: str) -> bool:
        """Whether this seat may do ``verb``."""
        return (self.scopes is None or verb in self.scopes) and may(self.roles, verb)

    def need(self, verb: str) -> None:
        """Refuse, as if nothing were here, unless this seat may do ``verb``."""
        if not self.may(verb):
            raise NotFound

    def sees(self, path: str = "") -> Q:
        """The condition "in this incident, and in a laboratory I work for", over the thing at ``path`` (``"thing"``, …)."""
        lead = f"{path}__" if path else ""
        inside = Q(**{f"{lead}incident_id": self.incident.pk})
        if self.laboratories is None:
            return inside
        return inside & (Q(**{f"{lead}laboratory_id__isnull": True}) | Q(**{f"{lead}laboratory_id__in": self.laboratories}))

    def sees_few(self, path: str) -> Q:
        """The same condition for tables that hold few rows beside the things: the database begins at the table and looks each thing up,
        and does not go through all things of the incident (no index can be used on a sum).
        """
        inside = Q(Exact(F(f"{path}__incident_id") + 0, self.incident.pk))
        if self.laboratories is None:
            return inside
        return inside & Q(In(Coalesce(F(f"{path}__laboratory_id"), 0), (0, *sorted(self.laboratories))))

    def things(self, kind: str = "") -> QuerySet[Thing]:
        """The things of this incident that this seat may see, of one kind or all."""
        found: QuerySet[Thing] = apps.get_model("codes", "Thing").objects.filter(self.sees())  # codes stand above people
        return found.filter(kind=kind) if kind else found


@dataclass(frozen=True, slots=True)
class TheRegistry:
    """The registry itself as actor: acts from the command line and of the river. May do what no role may."""

    incident: Incident | None = None
    why: str = "registry"

    @property
    def code(self) -> str:
        """How the journal calls this actor."""
        return self.why

    @property
    def slug(self) -> str:
        """The incident's short name, or empty."""
        return self.incident.slug if self.incident else ""

    def may(self, verb: str) -> bool:
        """The registry may."""
        return True

    def need(self, verb: str) -> None:
        """The registry may."""


@dataclass(frozen=True, slots=True)
class Oneself:
    """Somebody at their own account, in no incident: what they do there is theirs to do."""

    user: User

    @property
    def code(self) -> str:
        """How the journal calls this actor."""
        return self.user.code

    @property
    def slug(self) -> str:
        """An account belongs to no incident."""
        return ""

    def need(self, verb: str) -> None:
        """The views of the account have asked who it is."""


def seat_of(user: Any, slug: str, scopes: frozenset[str] | None = None) -> Seat:
    """The seat of ``user`` in the incident called ``slug``; NotFound where there is none. Read afresh at every request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        raise NotFound
    rows = list(
        Membership.objects.filter(user=user, incident__slug=slug, until__isnull=True).select_related("incident__laboratory")
    )
    if not rows:
        raise NotFound
    whole = any(row.whole for row in rows)
    return Seat(
        user=user,
        incident=rows[0].incident,
        roles=frozenset(row.role for row in rows),
        laboratories=None if whole else frozenset(row.laboratory_id for row in rows),
        scopes=scopes,
    )
