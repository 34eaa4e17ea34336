"""What several profiles of one subject say together, and where they contradict each other. Pure: nouns in, nouns out.

A marker is agreed when one genotype explains every call. Repeated results that may have lost copies are put together as one
call that shows all alleles seen, with the product of the drop-out probabilities: both copies would have had to be lost every
time. That is an approximation (it forgets how often each allele was seen) and errs towards caution.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from repatria.formats.markers import AMELOGENIN
from repatria.model import Call, CallKind


@dataclass(frozen=True, slots=True)
class Member:
    """One profile that takes part: its code, calls and sex; ``failed`` ones take part by being named."""

    code: str
    calls: Mapping[str, Call] = field(default_factory=dict)
    sex: str = "U"
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A marker at which no one genotype explains all members: ``shown`` lists (member, alleles as shown)."""

    marker: str
    shown: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def words(self) -> str:
        """The contradiction as a sentence's middle: ``TH01: S1 shows 6, 9.3; S2 shows 7, 8``."""
        return f"{self.marker}: " + "; ".join(f"{code} shows {', '.join(alleles)}" for code, alleles in self.shown)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The consensus: agreed calls (contradicted markers left out), sex, contradictions, failures."""

    calls: Mapping[str, Call]
    sex: str
    contradictions: tuple[Contradiction, ...]
    failures: tuple[str, ...]
    members: tuple[str, ...]


def merge(members: Sequence[Member]) -> Agreed:
    """Put the profiles of one subject together. Failed members are kept by name; contradictions are named, never voted on.

    >>> one, two = Member("S1", {"TH01": Call(("6", "9.3"))}), Member("S2", {"TH01": Call(("6",), CallKind.AT_LEAST)})
    >>> merge([one, two]).calls["TH01"].alleles
    ('6', '9.3')
    """
    usable = [m for m in members if not m.failed]
    markers = dict.fromkeys(marker for m in usable for marker in m.calls)
    calls: dict[str, Call] = {}
    wrong: list[Contradiction] = []
    for marker in markers:
        shown = [(m.code, m.calls[marker]) for m in usable if marker in m.calls]
        together = agree([call for _, call in shown])
        if together is None:
            wrong.append(Contradiction(marker, tuple((code, call.alleles) for code, call in shown)))
        else:
            calls[marker] = together
    sexes = {m.code: m.sex for m in usable if m.sex != "U"}
    if len(set(sexes.values())) > 1:
        wrong.append(Contradiction(AMELOGENIN, tuple((c, ("X", "Y") if s == "M" else ("X",)) for c, s in sexes.items())))
    sex = next(iter(sexes.values())) if len(set(sexes.values())) == 1 else "U"
    return Agreed(calls, sex, tuple(wrong), tuple(m.code for m in members if m.failed), tuple(m.code for m in usable))


def agree(calls: Sequence[Call]) -> Call | None:
    """One call that explains all ``calls`` of a marker, or ``None`` if no one genotype does."""
    if len(calls) == 1:
        return calls[0]
    certain = {tuple(sorted(c.alleles)) for c in calls if c.kind is CallKind.CALLED}
    if len(certain) > 1:
        return None
    if certain:
        genotype = next(iter(certain))
        if all(set(c.alleles) <= set(genotype) for c in calls):
            return next(c for c in calls if c.kind is CallKind.CALLED)
        return None
    seen = tuple(dict.fromkeys(a for c in calls for a in c.alleles))
    if len(seen) > 2:
        return None
    sure = {c.alleles[0] for c in calls if c.kind is CallKind.AT_LEAST}
    if len(sure) == 2:
        return Call(tuple(sorted(sure)))
    soft = [c for c in calls if c.kind is CallKind.DROPPED]
    if not soft:
        return Call(seen, CallKind.AT_LEAST)
    return Call(
        tuple(sorted(seen)),
        CallKind.DROPPED,
        dropout=math.prod(c.dropout for c in soft),
        dropout_hom=math.prod(c.d_hom for c in soft),
        dropin=max(c.dropin for c in soft),
    )
