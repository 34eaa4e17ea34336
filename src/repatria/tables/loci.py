"""Loci as arrays: allele codes, frequencies and mutation matrices, stacked and padded so that many loci are one array."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, MissingReference
from repatria.kernels import mutation
from repatria.model.locus import Locus, MutationModel, Panel

Array = NDArray[np.float64]

_REPEATS = re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?\Z")


@dataclass(frozen=True, eq=False)
class LocusArrays:
    """One locus: ``p`` is ``[alleles]`` (the silent allele last, if any), ``female`` and ``male`` are ``[alleles, alleles]``.

    ``code`` maps an allele's name to its position. Rows of the matrices are parental alleles.
    """

    name: str
    p: Array
    female: Array
    male: Array
    code: dict[str, int]
    silent: int = -1

    def encode(self, allele: str) -> int:
        """Position of ``allele``; :class:`MissingReference` if it has no frequency."""
        try:
            return self.code[allele]
        except KeyError:
            raise MissingReference(
                f"locus {self.name}: allele {allele} has no frequency. Add it to the table or name a minimum-frequency rule."
            ) from None

    @property
    def lumps_exactly(self) -> bool:
        """True if nothing can mutate, so that unseen alleles may always be treated as one."""
        eye = np.eye(len(self.p))
        return bool((self.female == eye).all() and (self.male == eye).all())


@lru_cache(maxsize=4096)
def locus_arrays(locus: Locus) -> LocusArrays:
    """The arrays of ``locus``; listed frequencies are multiplied by 1 - silent, and the silent allele never mutates."""
    listed = np.array(locus.frequencies) * (1.0 - locus.silent)
    n = len(listed)
    female, male = (transition_matrix(model, locus, listed) for model in (locus.female, locus.male))
    if locus.silent:
        p = np.append(listed, locus.silent)
        female, male = (np.block([[m, np.zeros((n, 1))], [np.zeros((1, n)), np.ones((1, 1))]]) for m in (female, male))
    else:
        p = listed
    return LocusArrays(locus.name, p, female, male, {a: i for i, a in enumerate(locus.alleles)}, n if locus.silent else -1)


def transition_matrix(model: MutationModel, locus: Locus, p: Array) -> Array:
    """The mutation matrix of ``model`` at ``locus`` over its listed alleles with frequencies ``p`` (``[alleles]``)."""
    if model.kind == "none":
        return np.eye(len(p))
    if model.kind == "equal":
        out = mutation.equal(len(p), model.rate)
    elif model.kind == "proportional":
        out = mutation.proportional(p, model.rate)
    elif model.kind == "stepwise":
        out = mutation.stepwise(_repeats(locus), model.rate, model.rate2, model.range)
    else:
        out = np.array(model.matrix)
    if model.transform != "none":
        out = mutation.reversible(out, p / p.sum(), model.transform)
    if (out < 0).any():
        raise InvalidCase(f"locus {locus.name}: mutation rate {model.rate} gives a negative probability. Lower it.")
    return out


def _repeats(locus: Locus) -> Array:
    for allele in locus.alleles:
        if not _REPEATS.match(allele):
            raise InvalidCase(
                f"locus {locus.name}: stepwise mutation needs alleles that count repeats; {allele!r} does not. "
                "Use equal or proportional."
            )
    return np.array([float(a) for a in locus.alleles])


@dataclass(frozen=True, eq=False)
class Stack:
    """Several loci as one block: ``p`` is ``[loci, states]``, ``female`` and ``male`` ``[loci, states, states]``.

    Loci with fewer alleles are padded with probability 0. ``cache`` keeps what has been computed for this block once.
    """

    loci: tuple[LocusArrays, ...]
    p: Array
    female: Array
    male: Array
    cache: dict[object, object] = field(default_factory=dict, repr=False)

    @property
    def states(self) -> int:
        """Number of allele states after padding."""
        return int(self.p.shape[1])


def stack(loci: Sequence[LocusArrays]) -> Stack:
    """Pad ``loci`` to a common number of states."""
    k = max(len(x.p) for x in loci)
    p = np.zeros((len(loci), k))
    female, male = np.zeros((len(loci), k, k)), np.zeros((len(loci), k, k))
    for i, x in enumerate(loci):
        n = len(x.p)
        p[i, :n], female[i, :n, :n], male[i, :n, :n] = x.p, x.female, x.male
    return Stack(tuple(loci), p, female, male)


@lru_cache(maxsize=64)
def panel_arrays(panel: Panel) -> tuple[LocusArrays, ...]:
    """The arrays of each locus of ``panel``, in order."""
    return tuple(locus_arrays(locus) for locus in panel.loci)


@lru_cache(maxsize=64)
def panel_stacks(panel: Panel) -> tuple[Stack, ...]:
    """The loci of ``panel`` one by one, in order."""
    return tuple(stack([locus_arrays(locus)]) for locus in panel.loci)


@lru_cache(maxsize=64)
def panel_bundles(panel: Panel) -> tuple[tuple[NDArray[np.int64], Stack], ...]:
    """The loci of ``panel`` in bundles of similar size: (positions in the panel, stack) for each bundle."""
    arrays = [locus_arrays(locus) for locus in panel.loci]
    order = sorted(range(len(arrays)), key=lambda i: len(arrays[i].p))
    bundles: list[list[int]] = []
    for i in order:
        if bundles and len(arrays[i].p) <= 3 * len(arrays[bundles[-1][0]].p) + 4:
            bundles[-1].append(i)
        else:
            bundles.append([i])
    return tuple((np.array(b), stack([arrays[i] for i in b])) for b in bundles)
