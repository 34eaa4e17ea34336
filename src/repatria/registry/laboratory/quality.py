"""The thresholds of the quality checks, and how often they miss and cry wolf, measured on invented people (T-37, T-38).

``contamination`` and ``swaps`` run at any size; the registry's tests run them small, the assurance run at the named sizes. Each
has a negative control: with ``blind`` the check is made to look at the wrong people, and the share found must collapse.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from repatria.model import Call, CallKind, Family, Profile
from repatria.registry import gateway

LEAST = 8
"""Markers in common below which two profiles are not compared."""
SAME = math.log(1e6)
"""Natural log LR from which two profiles may be one person's. Chance gives at most one in a million pairs of strangers."""
CONTAMINATION = math.log(1e4)
"""The same for a profile read forgivingly against staff and controls. Chosen so that both figures of T-38 are met; see
:func:`contamination`."""
STAFF = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measurement found. ``wrong`` of ``clean`` gave an alarm without cause; with 0 the 95 % bound is 3 / clean."""

    planted: int
    found: int
    clean: int
    wrong: int
    seed: int
    undetectable: int = 0

    @property
    def share(self) -> float:
        """The share of the planted ones that were found."""
        return self.found / self.planted if self.planted else math.nan

    @property
    def false_alarms(self) -> float:
        """The share of clean ones with an alarm."""
        return self.wrong / self.clean if self.clean else math.nan


def contamination(
    n: int, seed: int, *, loci: int = 0, unnoticed: bool = False, clean: int | None = None, blind: bool = False
) -> Measured:
    """Plant ``n`` profiles of staff among strangers and look for them.

    ``loci`` = 0 plants full profiles; otherwise each keeps that many to all markers, and each allele drops out with probability
    0.05 to 0.3. ``unnoticed``: the laboratory reports a lost allele as a homozygote instead of marking the drop-out. Half of the
    clean profiles are full and half degraded likewise.
    """
    rng = np.random.default_rng(seed)
    strangers = n if clean is None else clean
    people = gateway.invented_profiles(2 * STAFF + strangers, seed)
    staff, others = people[:STAFF], people[STAFF : 2 * STAFF]
    planted = [replace(staff[int(rng.integers(len(staff)))], id=f"planted-{i}") for i in range(n)]
    if loci:
        planted = [_degraded(rng, p, loci, unnoticed) for p in planted]
    honest = [_degraded(rng, p, LEAST, unnoticed) if i % 2 else p for i, p in enumerate(people[2 * STAFF :])]
    looked_for = others if blind else staff
    found = gateway.same_person(
        [*planted, *honest], looked_for, threshold=CONTAMINATION, least=LEAST, among=False, forgiving=True
    )
    alarmed = {pair.left for pair in found}
    return Measured(n, sum(p.id in alarmed for p in planted), len(honest), sum(p.id in alarmed for p in honest), seed)


def _degraded(rng: np.random.Generator, profile: Profile, least: int, unnoticed: bool) -> Profile:
    """The same profile from a poor sample: exactly ``least`` markers or more by even odds, alleles lost with probability 0.05 to 0.3."""
    markers = list(profile.calls)
    lost = float(rng.uniform(0.05, 0.3))
    rng.shuffle(markers)
    wanted = least if rng.random() < 0.5 else int(rng.integers(least, len(markers) + 1))
    calls: dict[str, Call] = {}
    for marker in markers:
        kept = tuple(dict.fromkeys(a for a in profile.calls[marker].alleles if rng.random() >= lost))
        if kept and len(calls) < wanted:
            calls[marker] = _reported(kept, lost, unnoticed)
    return replace(profile, calls=calls)


def _reported(kept: tuple[str, ...], lost: float, unnoticed: bool) -> Call:
    if unnoticed:
        return Call(kept if len(kept) == 2 else (kept[0], kept[0]))
    return Call(kept, CallKind.DROPPED, dropout=lost, dropin=0.01)


def swaps(families: int, seed: int, *, blind: bool = False, sexes: bool = True) -> Measured:
    """Exchange one donor's tube between every second pair of ``families``, and look for families that do not fit.

    Detectable are exchanges that change the recorded sex, or that touch somebody with a typed parent or child; the others are
    counted as undetectable. The families left alone are the clean ones. ``blind``: nothing is exchanged and all must be silent.
    ``sexes`` = False looks at kinship alone.
    """
    rng = np.random.default_rng(seed)
    drawn = [f for f in gateway.invented_families(families, seed) if len(f.references) > 1]
    half = len(drawn) // 2 // 2 * 2
    touched, clean = drawn[:half], drawn[half:]
    exchanged: list[Family] = []
    detectable: set[str] = set()
    by_sex: set[str] = set()
    for one, other in zip(touched[::2], touched[1::2], strict=True):
        a, b = str(rng.choice(sorted(one.references))), str(rng.choice(sorted(other.references)))
        for family, who, tube in ((one, a, other.references[b]), (other, b, one.references[a])):
            now = family if blind else replace(family, references={**family.references, who: tube})
            exchanged.append(now)
            if sexes and _sexes_differ(family, who, tube):
                by_sex.add(family.id)
            if family.id in by_sex or _has_close_kin(family, who):
                detectable.add(family.id)
    misfits = {m.family for m in gateway.swap_suspects([*exchanged, *clean])} | (set() if blind else by_sex)
    return Measured(
        len(detectable),
        len(detectable & misfits),
        len(clean),
        sum(f.id in misfits for f in clean),
        seed,
        half - len(detectable),
    )


def _sexes_differ(family: Family, who: str, tube: Profile) -> bool:
    return {family.pedigree[who].sex, tube.sex} == {"M", "F"}


def _has_close_kin(family: Family, who: str) -> bool:
    """Whether a typed parent or child of ``who`` is in the family."""
    person = family.pedigree[who]
    near: Sequence[str] = [p for p in (person.father, person.mother) if p] + [c.id for c in family.pedigree.children(who)]
    return any(p in family.references for p in near)
