"""Who is related to a missing man and gave a sample: shapes of families, and how often each occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import InvalidCase

MIX: Mapping[str, float] = {"child": 0.10, "sibling": 0.32, "several": 0.17, "nephew": 0.26, "cousin": 0.15}
"""Kin of the men who have an autosomal reference: one child; one sibling; several siblings or children; nephew or niece;
cousin or further. An assumption of the exercise, stated in docs/explanation/simulation.md."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of family: people with parents before children, who is missing, who is typed.

    ``father`` and ``mother`` are positions in ``codes``, -1 for a founder. ``sex`` U is drawn at random. ``link`` is the
    person whose recorded father may be another man: the one through whom the typed descend.
    """

    kind: str
    codes: tuple[str, ...]
    sex: tuple[str, ...]
    father: tuple[int, ...]
    mother: tuple[int, ...]
    missing: tuple[str, ...]
    typed: tuple[str, ...]
    link: str


def shape(kind: str, people: str, typed: str, link: str, missing: str = "M1") -> Shape:
    """Read a shape from ``"FA.M MO.F M1.M=FA+MO"``: code, sex, and for a child father + mother."""
    codes: list[str] = []
    sexes, fathers, mothers = [], [], []
    for word in people.split():
        who, _, parents = word.partition("=")
        code, sex = who.split(".")
        pair = [codes.index(p) for p in parents.split("+")] if parents else [-1, -1]
        codes.append(code)
        sexes.append(sex)
        fathers.append(pair[0])
        mothers.append(pair[1])
    named = tuple(missing.split()), tuple(typed.split())
    return Shape(kind, tuple(codes), tuple(sexes), tuple(fathers), tuple(mothers), *named, link)


_PARENTS = "FA.M MO.F M1.M=FA+MO "
_UNCLES = "GF.M GM.F FA.M=GF+GM MO.F M1.M=FA+MO "
_AUNTS = "GF.M GM.F FA.M MO.F=GF+GM M1.M=FA+MO "

ALONE = shape("alone", "M1.M", "", "")
"""A missing man without a usable reference."""

SHAPES: Mapping[str, tuple[tuple[Shape, float], ...]] = {
    "child": ((shape("child", "M1.M W1.F C1.U=M1+W1", "C1", "C1"), 1.0),),
    "sibling": ((shape("sibling", _PARENTS + "S1.U=FA+MO", "S1", "S1"), 1.0),),
    "several": (
        (shape("several", _PARENTS + "S1.U=FA+MO S2.U=FA+MO", "S1 S2", "S1"), 0.5),
        (shape("several", _PARENTS + "S1.U=FA+MO S2.U=FA+MO S3.U=FA+MO", "S1 S2 S3", "S1"), 0.2),
        (shape("several", "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1", "C1 C2", "C1"), 0.2),
        (shape("several", "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1 C3.U=M1+W1", "C1 C2 C3", "C1"), 0.1),
    ),
    "nephew": (
        (shape("nephew", _PARENTS + "S1.M=FA+MO X1.F N1.U=S1+X1", "N1", "S1"), 0.45),
        (shape("nephew", _PARENTS + "S1.F=FA+MO X1.M N1.U=X1+S1", "N1", "S1"), 0.45),
        (shape("nephew", _PARENTS + "S1.F=FA+MO X1.M N1.U=X1+S1 N2.U=X1+S1", "N1 N2", "S1"), 0.10),
    ),
    "cousin": (
        (shape("cousin", _UNCLES + "U1.M=GF+GM X1.F K1.U=U1+X1", "K1", "U1"), 0.2),
        (shape("cousin", _UNCLES + "U1.F=GF+GM X1.M K1.U=X1+U1", "K1", "U1"), 0.2),
        (shape("cousin", _AUNTS + "U1.M=GF+GM X1.F K1.U=U1+X1", "K1", "U1"), 0.2),
        (shape("cousin", _AUNTS + "U1.F=GF+GM X1.M K1.U=X1+U1", "K1", "U1"), 0.2),
        (shape("cousin", _PARENTS + "S1.M=FA+MO X1.F N1.M=S1+X1 X2.F G1.U=N1+X2", "G1", "S1"), 0.1),
        (shape("cousin", _AUNTS + "U1.F=GF+GM X1.M K1.F=X1+U1 X2.M L1.U=X2+K1", "L1", "U1"), 0.1),
    ),
}
"""Each kind of kin as shapes with their shares. Great-nephews and cousins once removed count as further than cousins."""

PAIRS: tuple[tuple[Shape, float], ...] = (
    (shape("sibling", _PARENTS + "M2.M=FA+MO S1.U=FA+MO", "S1", "S1", "M1 M2"), 0.4),
    (shape("nephew", _PARENTS + "M2.M=FA+MO S1.F=FA+MO X1.M N1.U=X1+S1", "N1", "S1", "M1 M2"), 0.3),
    (
        shape(
            "cousin",
            "GF.M GM.F FA.M=GF+GM MO.F M1.M=FA+MO FB.M=GF+GM MB.F M2.M=FB+MB U1.F=GF+GM X1.M K1.U=X1+U1",
            "K1",
            "U1",
            "M1 M2",
        ),
        0.3,
    ),
)
"""Two men missing from one family, brothers or cousins, whose typed kin is kin to both alike."""


def pick(rng: np.random.Generator, choices: Sequence[tuple[Shape, float]]) -> Shape:
    """One shape by its share."""
    return choices[int(rng.choice(len(choices), p=np.array([share for _, share in choices])))][0]


def pick_shapes(rng: np.random.Generator, mix: Mapping[str, float], n: int) -> list[Shape]:
    """``n`` shapes by the shares of ``mix``, which :func:`check_mix` accepts."""
    kinds = list(check_mix(mix))
    chosen = rng.choice(len(kinds), n, p=np.array(list(mix.values())))
    return [pick(rng, SHAPES[kinds[int(k)]]) for k in chosen]


def check_mix(mix: Mapping[str, float]) -> Mapping[str, float]:
    """``mix`` unchanged if it names known kinds with shares that sum to one, else :class:`InvalidCase`."""
    unknown = sorted(set(mix) - set(SHAPES))
    if unknown:
        raise InvalidCase(f"kin mix: {unknown[0]!r} is not a kind of kin. Choose among {', '.join(SHAPES)}.")
    if min(mix.values(), default=-1.0) < 0.0 or abs(sum(mix.values()) - 1.0) > 1e-9:
        raise InvalidCase(f"kin mix: shares {list(mix.values())}. Give shares of at least 0 that sum to 1.")
    return mix
