"""A family as a case holds it: a pedigree, who is missing from it, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repatria.errors import InvalidPedigree
from repatria.model.pedigree import Pedigree
from repatria.model.profile import Profile


@dataclass(frozen=True, slots=True)
class Family:
    """One pedigree with the people missing from it and the profiles of its typed members.

    ``missing`` lists the codes of the missing people (at least one). ``references`` maps a person of the pedigree to that
    person's profile; the missing themselves are never in it (a direct reference is a separate person with the same
    ``twins`` value). ``pools`` optionally gives the family's own weights over the case's pools.
    """

    id: str
    pedigree: Pedigree
    missing: tuple[str, ...]
    references: Mapping[str, Profile] = field(default_factory=dict)
    pools: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.missing:
            raise InvalidPedigree(f"family {self.id}: nobody is missing from it. Name the missing person.")
        if len(set(self.missing)) != len(self.missing):
            raise InvalidPedigree(f"family {self.id}: a missing person is listed twice.")
        for who in (*self.missing, *self.references):
            if who not in self.pedigree:
                raise InvalidPedigree(f"family {self.id}: {who!r} is not in its pedigree. Add the person or correct the code.")
        both = set(self.missing) & set(self.references)
        if both:
            raise InvalidPedigree(
                f"family {self.id}: {sorted(both)[0]} is both missing and typed. Enter a direct reference as a second person "
                "with the same twins value."
            )
        object.__setattr__(self, "references", dict(self.references))
        object.__setattr__(self, "pools", dict(self.pools))
