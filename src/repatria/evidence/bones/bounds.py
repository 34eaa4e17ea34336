"""What is known of an assemblage beside its measurements, and binds every grouping: who may lie together, who must, who may not.

Bones of one group of nuclear DNA, or of one stated relation, are one unit. Two groups of nuclear DNA, two maternal lines, ranges of
age that do not meet and stated exclusions are never one person. Containers only lean, by a stated share of strays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidInput
from repatria.model.bonenotes import BoneNote
from repatria.model.bones import MeasuredBone

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bounds:
    """By place of a bone in the sheet. ``units``: places that are one person, two or more each. ``stray``: see :func:`bounds_of`."""

    lines: Mapping[int, str] = field(default_factory=dict)
    nuclear: Mapping[int, str] = field(default_factory=dict)
    units: tuple[tuple[int, ...], ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    ages: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    boxes: Mapping[int, str] = field(default_factory=dict)
    stray: float = 1.0

    def why_not(self, i: int, j: int) -> str:
        """Why the bones at ``i`` and ``j`` are never one person, in words; empty if nothing forbids it."""
        if i in self.nuclear and j in self.nuclear and self.nuclear[i] != self.nuclear[j]:
            return f"nuclear DNA {self.nuclear[i]} and {self.nuclear[j]}"
        if i in self.lines and j in self.lines and self.lines[i] != self.lines[j]:
            return f"maternal lines {self.lines[i]} and {self.lines[j]}"
        if i in self.ages and j in self.ages and not _meet(self.ages[i], self.ages[j]):
            return "ages {:g} to {:g} and {:g} to {:g}".format(*self.ages[i], *self.ages[j])
        return "said to be apart" if (min(i, j), max(i, j)) in self.apart else ""


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def bounds_of(
    bones: Sequence[MeasuredBone], notes: Sequence[BoneNote], lines: Mapping[int, str] | None = None, stray: float | None = None
) -> Bounds:
    """The bounds of a sheet; ``lines``: place -> maternal line, from elsewhere, before those of the sheet.

    ``stray``: the share of bones that lie in a container regardless of whose they are; None leaves containers aside.
    :class:`InvalidInput` where two things that are told cannot both be.
    """
    if stray is not None and not 0.0 < stray < 1.0:
        raise InvalidInput(f"share of strays {stray:g}: write a share above 0 and below 1, such as 0.3.")
    known = dict(enumerate(notes))
    held = {i: note.mtdna for i, note in known.items() if note.mtdna} | dict(lines or {})
    place = {bone.code: i for i, bone in enumerate(bones)}
    apart = set()
    for i, note in known.items():
        for name in note.apart:
            if name not in place or place[name] == i:
                raise InvalidInput(
                    f"line {bones[i].line}, field apart: {name[:60]!r} is no other specimen of the sheet. Check it."
                )
            apart.add((min(i, place[name]), max(i, place[name])))
    bounds = Bounds(
        lines=held,
        nuclear={i: note.nuclear for i, note in known.items() if note.nuclear},
        units=_units(notes),
        apart=frozenset(apart),
        ages={i: note.age for i, note in known.items() if note.age},
        boxes={} if stray is None else {i: note.container for i, note in known.items() if note.container},
        stray=1.0 if stray is None else stray,
    )
    for unit in bounds.units:
        for at, i in enumerate(unit):
            for j in unit[at + 1 :]:
                _one_person(bones, bounds, i, j)
    return bounds


def _units(notes: Sequence[BoneNote]) -> tuple[tuple[int, ...], ...]:
    """Places joined by a nuclear group or a stated relation, also through each other."""
    head = list(range(len(notes)))

    def top(i: int) -> int:
        while head[i] != i:
            i = head[i]
        return i

    for name in ("nuclear", "together"):
        first: dict[str, int] = {}
        for i, note in enumerate(notes):
            if word := getattr(note, name):
                a, b = top(first.setdefault(word, i)), top(i)
                head[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = {}
    for i in range(len(notes)):
        found.setdefault(top(i), []).append(i)
    return tuple(tuple(unit) for unit in found.values() if len(unit) > 1)


def _one_person(bones: Sequence[MeasuredBone], bounds: Bounds, i: int, j: int) -> None:
    a, b = bones[i], bones[j]
    why = bounds.why_not(i, j)
    if not why and a.side in ("L", "R") and (a.element, a.side) == (b.element, b.side):
        side = "left" if a.side == "L" else "right"
        why = f"both a {side} {a.element}; fragments of one bone need one row"
    if why:
        raise InvalidInput(
            f"line {b.line}: {a.code!r} (line {a.line}) and {b.code!r} are said to be one person and cannot be ({why}). Correct one."
        )


def never(bounds: Bounds, places: Codes) -> Flags:
    """``[n, n]``: which of the bones at ``places`` of the sheet are never one person; maternal lines are not looked at here."""
    n = len(places)
    out = np.zeros((n, n), dtype=bool)
    known = [k for k, i in enumerate(places.tolist()) if i in bounds.nuclear]
    names = np.array([bounds.nuclear[int(places[k])] for k in known])
    if known:
        out[np.ix_(known, known)] |= names[:, None] != names[None]
    aged = [k for k, i in enumerate(places.tolist()) if i in bounds.ages]
    if aged:
        span = np.array([bounds.ages[int(places[k])] for k in aged])
        out[np.ix_(aged, aged)] |= span[:, None, 1] < span[None, :, 0]
    at = {int(i): k for k, i in enumerate(places)}
    for i, j in bounds.apart:
        if i in at and j in at:
            out[at[i], at[j]] = True
    return np.asarray(out | out.T)
