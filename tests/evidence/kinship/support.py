"""The support table: family shapes × settings, each cell either exact or refused. The manual's page is written from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repatria.errors import OutOfScope
from repatria.model import NO_MUTATION, Call, CallKind, Locus, MutationModel, Pedigree, Person, Profile


@dataclass(frozen=True)
class Shape:
    """A family: everybody but the missing ``C`` as (code, sex, father, mother), and who is typed."""

    name: str
    people: tuple[tuple[str, str, str | None, str | None], ...]
    typed: tuple[str, ...]
    parents: tuple[str | None, str | None]
    twin: str = ""
    inbred: str = ""

    def pedigree(self, sex: str) -> Pedigree:
        """The family with ``C`` of this sex; a direct reference is of the same sex."""
        rows = [Person(w, sex if w == self.twin else s, f, m, "z" if w == self.twin else "") for w, s, f, m in self.people]
        inbred = {self.inbred: 0.25} if self.inbred else {}
        return Pedigree((*rows, Person("C", sex, *self.parents, "z" if self.twin else "")), self.name, inbred, inbred)


@dataclass(frozen=True)
class Setting:
    """A marker, how calls are read, and theta."""

    name: str
    locus: Locus
    kind: CallKind = CallKind.CALLED
    theta: float = 0.0

    def profile(self, code: str, sex: str, alleles: Sequence[str]) -> Profile:
        """One profile with ``alleles`` of the locus as this setting reads them."""
        have = [a for a in alleles if a in self.locus.alleles] or list(self.locus.alleles[:1])
        one = (self.locus.chromosome == "X" and sex == "M") or self.kind is not CallKind.CALLED or self.locus.silent
        shown = tuple(have[:1]) if one else tuple((have * 2)[:2])
        if self.kind is CallKind.CALLED and self.locus.silent and not (self.locus.chromosome == "X" and sex == "M"):
            shown *= 2
        dropout = (0.3, None, 0.05) if self.kind is CallKind.DROPPED else (0.0, None, 0.0)
        return Profile(code, {self.locus.name: Call(shown, self.kind, *dropout)}, sex)


FATHER, MOTHER = ("F", "M", None, None), ("M", "F", None, None)
GRANDPARENTS = (("G", "M", None, None), ("H", "F", None, None))
SHAPES = (
    Shape("one parent", (FATHER, MOTHER), ("M",), ("F", "M")),
    Shape("both parents", (FATHER, MOTHER), ("F", "M"), ("F", "M")),
    Shape("one recorded parent", (MOTHER,), ("M",), (None, "M")),
    Shape("full sibling", (FATHER, MOTHER, ("S", "F", "F", "M")), ("S",), ("F", "M")),
    Shape("half sibling", (FATHER, MOTHER, ("N", "M", None, None), ("S", "F", "N", "M")), ("S",), ("F", "M")),
    Shape("grandmother", (*GRANDPARENTS, ("M", "F", "G", "H"), FATHER), ("H",), ("F", "M")),
    Shape("maternal uncle", (*GRANDPARENTS, ("M", "F", "G", "H"), ("U", "M", "G", "H"), FATHER), ("U",), ("F", "M")),
    Shape(
        "first cousin",
        (*GRANDPARENTS, ("M", "F", "G", "H"), ("A", "F", "G", "H"), FATHER, ("N", "M", None, None), ("K", "F", "N", "A")),
        ("K",),
        ("F", "M"),
    ),
    Shape(
        "loop: the parents are half siblings",
        (
            ("G", "M", None, None),
            ("H", "F", None, None),
            ("N", "F", None, None),
            ("F", "M", "G", "H"),
            ("M", "F", "G", "N"),
            ("S", "F", "F", "M"),
        ),
        ("S",),
        ("F", "M"),
    ),
    Shape("inbred founder", (FATHER, MOTHER, ("S", "F", "F", "M")), ("S",), ("F", "M"), inbred="M"),
    Shape("direct reference", (("D", "U", None, None),), ("D",), (None, None), twin="D"),
)

EQUAL = MutationModel("equal", 0.01)
PROPORTIONAL = MutationModel("proportional", 0.01)
STEPWISE = MutationModel("stepwise", 0.01, 0.002, 0.1)
STEPS = MutationModel("stepwise", 0.01, 0.0, 0.1)
MATRIX = MutationModel("matrix", matrix=((0.94, 0.06), (0.1, 0.9)))
REVERSIBLE = MutationModel("stepwise", 0.01, 0.0, 0.1, transform="MH")


def three(model: MutationModel = NO_MUTATION, *, x: bool = False) -> Locus:
    """A marker of three alleles, one of them a microvariant."""
    return Locus("D1", ("12", "13", "13.2"), (0.2, 0.5, 0.3), "X" if x else "autosomal", female=model, male=model)


def two(
    male: MutationModel = NO_MUTATION, female: MutationModel | None = None, *, silent: float = 0.0, x: bool = False
) -> Locus:
    """A marker of two alleles, small enough to enumerate whatever is asked of it."""
    both = male if female is None else female
    return Locus("D1", ("12", "13"), (0.3, 0.7), "X" if x else "autosomal", female=both, male=male, silent=silent)


SETTINGS = (
    Setting("no mutation", three()),
    Setting("equal", two(EQUAL)),
    Setting("proportional", two(PROPORTIONAL)),
    Setting("stepwise, microvariants", three(STEPWISE)),
    Setting("explicit matrix", two(MATRIX)),
    Setting("reversible", two(REVERSIBLE)),
    Setting("the sexes differ", two(STEPS, EQUAL)),
    Setting("drop-out and drop-in", two(STEPS), CallKind.DROPPED),
    Setting("at least one allele", two(STEPS), CallKind.AT_LEAST),
    Setting("silent alleles", two(PROPORTIONAL, silent=0.05)),
    Setting("theta", two(), theta=0.03),
    Setting("theta, mutation", two(STEPS), theta=0.03),
    Setting("theta, drop-out", two(STEPS), CallKind.DROPPED, theta=0.03),
    Setting("theta, silent", Locus("D1", ("12",), (1.0,), silent=0.2), theta=0.03),
    Setting("X", three(x=True)),
    Setting("X, mutation", two(STEPS, EQUAL, x=True)),
    Setting("X, drop-out", two(STEPS, x=True), CallKind.DROPPED),
    Setting("X, silent", two(PROPORTIONAL, silent=0.05, x=True)),
    Setting("X, theta", two(STEPS, x=True), theta=0.03),
)

REFUSED: dict[tuple[str, str], type[Exception]] = {
    ("inbred founder", setting.name): OutOfScope for setting in SETTINGS if setting.theta
}
"""Cells that raise instead of answering; every other cell is exact."""
