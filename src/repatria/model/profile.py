"""What a laboratory reported about one person or one sample: calls per marker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from repatria.errors import InvalidCall
from repatria.model.locus import check_allele


class CallKind(StrEnum):
    """How a call is to be read. Three readings of a single allele *a* are three different things."""

    CALLED = "called"
    """The genotype is as written: ``("a", "a")`` is a homozygote."""
    DROPPED = "dropped"
    """Alleles may be missing (drop-out) or extra (drop-in): ``("a",)`` is a/a or a with a partner that dropped."""
    AT_LEAST = "at_least"
    """``("a",)``: one copy of *a* is certain, the other allele is unknown."""


@dataclass(frozen=True, slots=True)
class Call:
    """One marker of one profile.

    ``alleles`` holds one or two names, sorted as given; ``("a",)`` with kind ``CALLED`` is a hemizygous male at an X marker.
    ``dropout`` is the probability d that one heterozygous copy drops out, ``dropout_hom`` that a homozygote does (default
    d²), ``dropin`` the probability c that one foreign allele drops in, its kind drawn from the allele frequencies; the three
    matter only for kind ``DROPPED``. A marker without result is absent from the profile.
    """

    alleles: tuple[str, ...]
    kind: CallKind = CallKind.CALLED
    dropout: float = 0.0
    dropout_hom: float | None = None
    dropin: float = 0.0

    def __post_init__(self) -> None:
        for allele in self.alleles:
            check_allele(allele)
        if not 1 <= len(self.alleles) <= 2:
            raise InvalidCall(
                f"call {self.alleles!r}: {len(self.alleles)} alleles. One person shows one or two; "
                "mixtures are not covered: resolve the contributors first."
            )
        if self.kind is CallKind.AT_LEAST and len(self.alleles) != 1:
            raise InvalidCall(f"call {self.alleles!r}: 'at_least' takes one allele.")
        if self.kind is CallKind.DROPPED and len(self.alleles) == 2 and self.alleles[0] == self.alleles[1]:
            raise InvalidCall(f"call {self.alleles!r}: with possible drop-out write the allele once.")
        for name, value in (("dropout", self.dropout), ("dropin", self.dropin), ("dropout_hom", self.d_hom)):
            if not (math.isfinite(value) and 0.0 <= value < 1.0):
                raise InvalidCall(f"call {self.alleles!r}: {name} {value!r}. Use a probability from 0 to below 1.")

    @property
    def d_hom(self) -> float:
        """Drop-out probability of a homozygote (both copies)."""
        return self.dropout**2 if self.dropout_hom is None else self.dropout_hom


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of calls. Codes only: the owner's name never stands here."""

    id: str
    calls: Mapping[str, Call] = field(default_factory=dict)
    sex: str = "U"
    kit: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidCall("profile without an id: give it one.")
        if self.sex not in ("M", "F", "U"):
            raise InvalidCall(f"profile {self.id}: sex {self.sex!r}. Write M, F or U.")
        object.__setattr__(self, "calls", MappingProxyType(dict(self.calls)))

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.id, dict(self.calls), self.sex, self.kit, self.source))
