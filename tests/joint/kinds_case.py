"""Small cases of lineages for tests: real haplotypes, invented families, nobody with autosomal DNA unless told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.mtdna.profiles import cut
from joint.small_case import PANEL
from repatria.model import CaseFile, Family, Incident, Pedigree, Person, Pool, Prior
from repatria.model.beside import Beside, Recorded, Reference, Remains
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.mtdna import mitogenomes
from repatria.simulate.lineages import haplotypes

MEN, Y_POOL = haplotypes(7, 8, 25)


def mt(number: int, code: str, ranges: str = "CR") -> Mitotype:
    """The control region of a real genome."""
    return cut(mitogenomes().entries[number], code, ranges)


def y(number: int, code: str) -> YHaplotype:
    """An invented Y type."""
    return replace(MEN[number], id=code)


def mt_pool(name: str, first: int, last: int) -> Database[Mitotype]:
    return Database(name, tuple(mt(i, f"{name}{i}") for i in range(first, last)), lengths=False)


def family(code: str, missing: int = 1, pools: Mapping[str, float] | None = None) -> Family:
    """Parents, ``missing`` brothers, a typed brother B and sister S of theirs, the mother's sister A, a brother U of the father."""
    men = tuple(f"{code}-N{k + 1}" for k in range(missing))
    people = (
        Person("GM", "F"), Person("GF", "M"), Person("A", "F", None, "GM"), Person("M", "F", None, "GM"), Person("F", "M", "GF"),
        Person("U", "M", "GF"), *(Person(n, "M", "F", "M") for n in men), Person("B", "M", "F", "M"), Person("S", "F", "F", "M"),
    )  # fmt: skip
    return Family(code, Pedigree(people, code), men, {}, dict(pools or {}))


def case(
    families: Sequence[Family],
    references: Sequence[tuple[str, str, Mitotype | YHaplotype]],
    remains: Sequence[Remains],
    *,
    mtdna: Mapping[str, Database[Mitotype]] | None = None,
    ystr: Mapping[str, Database[YHaplotype]] | None = None,
    pools: Sequence[Pool] = (),
    recorded: Sequence[Recorded] = (),
    open_missing: int = 0,
) -> CaseFile:
    """A case of lineages; by default one small database of each kind serves every pool."""
    known = tuple(Reference(f, p, r) if isinstance(r, Mitotype) else Reference(f, p, None, r) for f, p, r in references)
    beside = Beside(
        tuple(remains), known, tuple(recorded),
        {"": mt_pool("d", 100, 130)} if mtdna is None else dict(mtdna), {"": Y_POOL} if ystr is None else dict(ystr),
    )  # fmt: skip
    return CaseFile(
        Incident("A test of lineages", "exercise"), PANEL, tuple(pools), tuple(families), (), prior=Prior(0.5, sensitivity=(0.5,)),
        open_missing=open_missing, beside=beside,
    )  # fmt: skip
