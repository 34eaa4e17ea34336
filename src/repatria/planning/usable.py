"""Which relative can give which kind of DNA for which missing person, derived from the pedigree and told in words.

Autosomal use rests on the kinship coefficient, found by the usual recursion over parents (G. Malecot, 1948); X on the same
recursion over those who pass an X chromosome on. Mitochondrial DNA needs an unbroken line of mothers from a common woman, Y DNA an
unbroken line of fathers from a common man. Adoptive and step relations are no part of a genetic pedigree and so give nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from repatria.model import Pedigree, Person

SYSTEMS = ("autosomal", "mitochondrial", "y", "x")
FAR = 4
"""Beyond this degree an STR profile alone says next to nothing; it is still usable in a joint answer."""


@dataclass(frozen=True, slots=True)
class Use:
    """Whether ``relative`` can serve for ``missing`` in ``system``, and why. ``share`` is twice the kinship coefficient
    (autosomal: 1/2 for a parent); ``degree`` counts 1 for a parent, child or full sibling, 0 for one genotype."""

    relative: str
    missing: str
    system: str
    can: bool
    reason: str
    share: Fraction = Fraction(0)
    degree: int | None = None


def usable_relatives(pedigree: Pedigree, missing: Sequence[str], relatives: Iterable[str] | None = None) -> tuple[Use, ...]:
    """One :class:`Use` for each missing person, relative and system, in that order. ``relatives``: default everybody else.

    Raises
    ------
    KeyError
        If a code is not in the pedigree.
    """
    kinship = Kinship(pedigree)
    asked = list(relatives) if relatives is not None else [p.id for p in pedigree.people if p.id not in missing]
    return tuple(
        use
        for gone in missing
        for who in asked
        if who != gone
        for use in (
            _autosomal(kinship, gone, who),
            _lineage(kinship, gone, who, MOTHERS),
            _y(kinship, gone, who),
            _x(kinship, gone, who),
        )
    )


class Kinship:
    """Kinship coefficients of a pedigree, autosomal and X, as exact fractions. Identical twins count as one."""

    def __init__(self, pedigree: Pedigree) -> None:
        self.pedigree = pedigree
        first: dict[str, str] = {}
        self.same = {p.id: first.setdefault(p.twins, p.id) if p.twins else p.id for p in pedigree.people}
        self.depth: dict[str, int] = {}
        for person in pedigree.people:
            self._measure(self.same[person.id])
        self._known: dict[tuple[bool, str, str], Fraction] = {}

    def person(self, code: str) -> Person:
        """The person who stands for the zygote of ``code``."""
        return self.pedigree[self.same[code]]

    def sex(self, code: str) -> str:
        """``M``, ``F`` or ``U``; a parent's sex follows from the role, a twin's from the other twin."""
        group = [p for p in self.pedigree.people if self.same[p.id] == self.same[code]]
        told = next((p.sex for p in group if p.sex != "U"), "")
        if told:
            return told
        codes = {p.id for p in group}
        if any(p.father in codes for p in self.pedigree.people):
            return "M"
        return "F" if any(p.mother in codes for p in self.pedigree.people) else "U"

    def parents(self, code: str) -> tuple[str | None, str | None]:
        """Father and mother, twins under their first code."""
        person = self.person(code)
        return tuple(self.same[p] if p else None for p in (person.father, person.mother))  # type: ignore[return-value]

    def autosomal(self, a: str | None, b: str | None) -> Fraction:
        """The chance that one allele of each, drawn at random, come from one ancestor's copy."""
        return self._between(a, b, False)

    def x(self, a: str | None, b: str | None) -> Fraction:
        """The same for the X chromosome."""
        return self._between(a, b, True)

    def ancestors(self, code: str) -> set[str]:
        """Everybody ``code`` descends from, with ``code``."""
        found: set[str] = set()
        todo: list[str] = [self.same[code]]
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                todo += [p for p in self.parents(here) if p]
        return found

    def _measure(self, code: str) -> None:
        stack = [code]
        while stack:
            here = stack[-1]
            waiting = [p for p in self.parents(here) if p and p not in self.depth]
            if waiting:
                stack += waiting
            else:
                self.depth[here] = 1 + max((self.depth[p] for p in self.parents(here) if p), default=-1)
                stack.pop()

    def _between(self, a: str | None, b: str | None, on_x: bool) -> Fraction:
        if a is None or b is None:
            return Fraction(0)
        a, b = sorted((self.same[a], self.same[b]), key=lambda c: (self.depth[c], c))
        key = (on_x, a, b)
        if key not in self._known:
            self._known[key] = self._with_itself(a, on_x) if a == b else self._through_parents(a, b, on_x)
        return self._known[key]

    def _with_itself(self, code: str, on_x: bool) -> Fraction:
        if on_x and self.sex(code) == "M":
            return Fraction(1)
        father, mother = self.parents(code)
        return (1 + self._between(father, mother, on_x)) / 2

    def _through_parents(self, elder: str, younger: str, on_x: bool) -> Fraction:
        father, mother = self.parents(younger)
        from_mother = self._between(elder, mother, on_x)
        if on_x and self.sex(younger) == "M":
            return from_mother
        return (from_mother + self._between(elder, father, on_x)) / 2


def _autosomal(kinship: Kinship, gone: str, who: str) -> Use:
    share = 2 * kinship.autosomal(gone, who)
    if kinship.same[gone] == kinship.same[who]:
        return Use(who, gone, "autosomal", True, "the same genotype: an identical twin, or a direct reference", Fraction(1), 0)
    if not share:
        return Use(who, gone, "autosomal", False, _no_blood(kinship, gone, who))
    degree = max(1, round(-math.log2(share)))
    words = relation_in_words(kinship, gone, who)
    reason = f"{words}; expected share of DNA {share}"
    if degree > FAR:
        reason += "; so distant that a few dozen markers say little"
    return Use(who, gone, "autosomal", True, reason, share, degree)


def _no_blood(kinship: Kinship, gone: str, who: str) -> str:
    mine, theirs = kinship.same[gone], kinship.same[who]
    children = [p.id for p in kinship.pedigree.people if {mine, theirs} == set(kinship.parents(p.id))]
    if children:
        return (
            f"not related by blood, but the other parent of {', '.join(children)}: "
            "helps to see what the child has from the missing person, if the child gives a sample too"
        )
    return "no common ancestor is recorded (an adoptive or step relation shares no DNA)"


@dataclass(frozen=True, slots=True)
class _Line:
    """A chromosome that goes down one line only: its system, which parent passes it on, and the words for it."""

    system: str
    parent: int
    line: str
    breaks: str
    carries: str


MOTHERS = _Line("mitochondrial", 1, "mothers", "fathers do not pass mitochondrial DNA on", "mitochondrial DNA")
FATHERS = _Line("y", 0, "fathers", "mothers do not pass a Y chromosome on", "Y chromosome")


def _up(kinship: Kinship, code: str, line: _Line) -> list[str]:
    """``code`` and its mothers (or fathers) as far as they are recorded."""
    chain = [kinship.same[code]]
    while (parent := kinship.parents(chain[-1])[line.parent]) is not None:
        chain.append(parent)
    return chain


def _lineage(kinship: Kinship, gone: str, who: str, line: _Line) -> Use:
    mine, theirs = _up(kinship, gone, line), _up(kinship, who, line)
    common = next((c for c in mine if c in theirs), None)
    if common is not None:
        one = kinship.same[gone] == kinship.same[who]
        return Use(
            who, gone, line.system, True, "one zygote" if one else f"an unbroken line of {line.line}, both from {common}"
        )
    return Use(who, gone, line.system, False, _why_broken(kinship, mine, theirs, line))


def _why_broken(kinship: Kinship, mine: list[str], theirs: list[str], line: _Line) -> str:
    gone, who = mine[0], theirs[0]
    if gone in kinship.ancestors(who):
        return f"descends from the missing person, but not through {line.line} only; {line.breaks}"
    if kinship.autosomal(gone, who):
        return f"related, but not through {line.line} only: the lines end at {mine[-1]} and {theirs[-1]}; {line.breaks}"
    return f"no common ancestor in the line of {line.line}: it ends at {mine[-1]} and at {theirs[-1]}"


def _y(kinship: Kinship, gone: str, who: str) -> Use:
    for code, words in ((gone, "the missing person"), (who, "this relative")):
        sex = kinship.sex(code)
        if sex == "F":
            return Use(who, gone, "y", False, f"{words} is a woman and carries no Y chromosome")
        if sex == "U":
            return Use(who, gone, "y", False, f"the sex of {words} is not recorded")
    return _lineage(kinship, gone, who, FATHERS)


def _x(kinship: Kinship, gone: str, who: str) -> Use:
    for code, words in ((gone, "the missing person"), (who, "this relative")):
        if kinship.sex(code) == "U":
            return Use(who, gone, "x", False, f"the sex of {words} is not recorded")
    share = kinship.x(gone, who)
    if share:
        return Use(who, gone, "x", True, "shares X chromosome through a line without two men in a row", share)
    if kinship.autosomal(gone, who):
        return Use(who, gone, "x", False, "every line between them has two men in a row; a father gives a son no X chromosome")
    return Use(who, gone, "x", False, "no common ancestor is recorded")


def relation_in_words(kinship: Kinship, gone: str, who: str) -> str:
    """What ``who`` is to ``gone``: "mother", "full sibling", … or the nearest common ancestors."""
    gone, who = kinship.same[gone], kinship.same[who]
    for words, test in _NEAR:
        if test(kinship, gone, who):
            return words(kinship, who) if callable(words) else words
    common = kinship.ancestors(gone) & kinship.ancestors(who)
    if gone in common:
        return "descendant"
    if who in common:
        return "ancestor"
    above = {a for c in common for a in kinship.ancestors(c) - {c}}
    return f"through {' and '.join(sorted(common - above))}"


def _sexed(man: str, woman: str, either: str) -> Callable[[Kinship, str], str]:
    return lambda kinship, who: {"M": man, "F": woman}.get(kinship.sex(who), either)


def _full(kinship: Kinship, a: str, b: str) -> bool:
    mine, theirs = kinship.parents(a), kinship.parents(b)
    return None not in mine and mine == theirs


def _half(kinship: Kinship, a: str, b: str) -> bool:
    shared = [p for p, q in zip(kinship.parents(a), kinship.parents(b), strict=True) if p and p == q]
    return bool(shared) and not _full(kinship, a, b)


def _side(kinship: Kinship, a: str, b: str) -> bool:
    """Is ``b`` a full sibling of a parent of ``a``?"""
    return any(p and _full(kinship, p, b) for p in kinship.parents(a))


_NEAR: tuple[tuple[str | Callable[[Kinship, str], str], Callable[[Kinship, str, str], bool]], ...] = (
    (_sexed("father", "mother", "parent"), lambda k, g, w: w in k.parents(g)),
    (_sexed("son", "daughter", "child"), lambda k, g, w: g in k.parents(w)),
    (_sexed("full brother", "full sister", "full sibling"), _full),
    (_sexed("half-brother", "half-sister", "half-sibling"), _half),
    (
        _sexed("grandfather", "grandmother", "grandparent"),
        lambda k, g, w: any(p and w in k.parents(p) for p in k.parents(g)),
    ),
    (_sexed("grandson", "granddaughter", "grandchild"), lambda k, g, w: any(p and g in k.parents(p) for p in k.parents(w))),
    (_sexed("uncle", "aunt", "uncle or aunt"), _side),
    (_sexed("nephew", "niece", "nephew or niece"), lambda k, g, w: _side(k, w, g)),
    (
        "first cousin",
        lambda k, g, w: any(p and q and _full(k, p, q) for p in k.parents(g) for q in k.parents(w)),
    ),
)
