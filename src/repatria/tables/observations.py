"""Calls as arrays: codes of clean genotypes, and weightings of genotypes for everything softer.

Drop-out follows the usual per-copy model (as in Gill et al. 2012, Forensic Sci. Int. Genet. 6:679-688): each copy of a
heterozygote is lost with probability d, a homozygote with d_hom; with probability c one foreign allele drops in, its kind by
frequency. At most one allele drops in per marker, and one that is already visible is masked, so that the probabilities of all
possible results, "nothing seen" included, sum to one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCall
from repatria.model.profile import Call, CallKind
from repatria.tables.loci import LocusArrays

Array = NDArray[np.float64]


def clean_codes(call: Call, locus: LocusArrays, *, single: bool = False) -> tuple[int, int] | None:
    """The two allele codes of a call that fixes the genotype, else ``None``. A hemizygous call repeats its code.

    Where silent alleles occur a visible homozygote does not fix the genotype. ``single`` means one copy only (a male at an X
    marker).
    """
    if call.kind is not CallKind.CALLED:
        return None
    if single and call.alleles[0] != call.alleles[-1]:
        raise InvalidCall(f"locus {locus.name}: a male shows {' and '.join(call.alleles)} at an X marker. Check sex and call.")
    if not single and len(call.alleles) == 1:
        raise InvalidCall(f"locus {locus.name}: {call.alleles[0]} alone is a call of a male X marker. Write the allele twice.")
    a, b = locus.encode(call.alleles[0]), locus.encode(call.alleles[-1])
    if a == b and locus.silent >= 0 and not single:
        return None
    return (a, b) if a <= b else (b, a)


def weights(calls: Sequence[Call], locus: LocusArrays, *, single: bool = False) -> Array:
    """P(all ``calls`` | ordered genotype), ``[alleles, alleles]``, or ``[alleles]`` if ``single`` (a male at an X marker)."""
    n = len(locus.p)
    out: Array = np.ones(n) if single else np.ones((n, n))
    for call in calls:
        out = out * (_single(call, locus) if single else _pair(call, locus))
    return out


def _pair(call: Call, locus: LocusArrays) -> Array:
    n = len(locus.p)
    seen = sorted({locus.encode(a) for a in call.alleles})
    if call.kind is CallKind.DROPPED:
        return _dropped(call, seen, locus)
    out = np.zeros((n, n))
    a, b = seen[0], seen[-1]
    if call.kind is CallKind.AT_LEAST:
        out[a, :] = out[:, a] = 1.0
    else:
        out[a, b] = out[b, a] = 1.0
        if a == b and locus.silent >= 0:
            out[a, locus.silent] = out[locus.silent, a] = 1.0
    return out


def _dropped(call: Call, seen: list[int], locus: LocusArrays) -> Array:
    """P(the alleles ``seen`` | genotype) with drop-out and at most one drop-in."""
    n, d, h, c = len(locus.p), call.dropout, call.d_hom, call.dropin
    p = _foreign(locus)
    out = np.zeros((n, n))
    for left in _subsets(seen):  # what survived of the genotype; the rest of ``seen`` must have dropped in
        added = [x for x in seen if x not in left]
        if len(added) > 1:
            continue
        joining = c * p[added[0]] if added else (1.0 - c) + c * float(sum(p[x] for x in left))
        out += joining * _survivors(left, n, d, h, locus.silent)
    return out


def _foreign(locus: LocusArrays) -> Array:
    """The kind of an allele that drops in: by frequency among those that can be seen, ``[alleles]``."""
    p: Array = locus.p.copy()
    if locus.silent >= 0:
        p[locus.silent] = 0.0
    return np.asarray(p / p.sum())


def _subsets(seen: list[int]) -> list[tuple[int, ...]]:
    return [(), *((x,) for x in seen), *([tuple(seen)] if len(seen) == 2 else [])]


def _survivors(left: tuple[int, ...], n: int, d: float, h: float, silent: int) -> Array:
    """P(exactly the alleles ``left`` survive | genotype), ``[n, n]``; a silent copy never shows."""
    out = np.zeros((n, n))
    if len(left) == 2:
        out[left[0], left[1]] = out[left[1], left[0]] = (1.0 - d) ** 2
        return out
    if len(left) == 1:
        a = left[0]
        out[a, :] = out[:, a] = (1.0 - d) * d
        out[a, a] = 1.0 - h
        if silent >= 0:
            out[a, silent] = out[silent, a] = 1.0 - d
        return out
    out[:, :] = d * d
    np.fill_diagonal(out, h)
    if silent >= 0:
        out[silent, :] = out[:, silent] = d
        out[silent, silent] = 1.0
    return out


def _single(call: Call, locus: LocusArrays) -> Array:
    """One copy only: lost with probability d."""
    seen = sorted({locus.encode(a) for a in call.alleles})
    if len(seen) > 1:
        raise InvalidCall(f"locus {locus.name}: a male shows {' and '.join(call.alleles)} at an X marker. Check sex and call.")
    out = np.zeros(len(locus.p))
    if call.kind is CallKind.DROPPED:
        d, c, q = call.dropout, call.dropin, _foreign(locus)[seen[0]]
        out[:] = d * c * q
        out[seen[0]] += (1.0 - d) * ((1.0 - c) + c * q)
        if locus.silent >= 0:
            out[locus.silent] = c * q  # nothing to lose: it never shows
        return out
    out[seen[0]] = 1.0
    return out
