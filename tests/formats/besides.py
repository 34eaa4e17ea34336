"""What a case may hold beside autosomal DNA, for the tests of formats: every column is used at least once, every one empty once."""

from __future__ import annotations

import datetime
from dataclasses import replace

from formats.cases import small_case
from repatria.model import CaseFile
from repatria.model.beside import Beside, Origin, Place, Recorded, Reference, Remains
from repatria.model.haplotypes import Database
from repatria.model.mitotype import GAP, REGIONS, Mitotype, Site
from repatria.model.yhaplotype import YHaplotype

HV = REGIONS["HV1/HV2"]
A_TO_G = Site(263, 0, 4)
SITES = (Site(152, 0, 10), A_TO_G, Site(309, 1, 2), Site(309, 2, 2 | GAP), Site(73, 0, GAP), Site(150, 0, 13 | GAP))


def y_of(code: str, **changes: object) -> YHaplotype:
    """A Y profile with a marker of two copies, a microvariant and a marker that may lack an allele."""
    alleles = {"DYS19": ("14",), "DYS385": ("11", "13.2"), "DYS390": ("24",)}
    return replace(YHaplotype(code, alleles, dropped=frozenset({"DYS390"}), kit="Yfiler"), **changes)


def beside() -> Beside:
    """Two remains with and one without anything, references of two people, records of three, a database of each kind."""
    place = Place(40.5, 127.25, 2.5)
    day = datetime.date(1950, 12, 1)
    return Beside(
        (
            Remains(
                "U1", (Mitotype("U1-mt1", HV, SITES, (16100, 16101)), Mitotype("U1-mt2", REGIONS["HV1"])), (y_of("U1-y"),),
                {"Fem_01": 451.5, "Fem_02": 440.0}, {"medial clavicle": (1, 2)}, "M", "dna", "K01",
                (Origin("excavated", place, error=0.01), Origin("stated", None, day, day, "7th", 0.25)),
            ),
            Remains("B-77", sex="F", sex_from="bones"),
            Remains("B-78", (Mitotype("B-78-mt", REGIONS["control region"], (A_TO_G,), group="x", line="l", meioses=3),)),
        ),
        (
            Reference("FAM-2", "F", yhaplotype=y_of("R1-y", sex="U", line="p", meioses=1, group="g")),
            Reference("FAM-1", "S", Mitotype("R2-mt", HV, SITES)),
            Reference("FAM-2", "F", Mitotype("R1-mt", HV)),
        ),
        (
            Recorded("MP1", "M", (19.0, 20.5), 175.26, 1.0, "reported", 18.5, place, day, day, "7th", "north"),
            Recorded("MP2", lost_first=day),
            Recorded("ELSEWHERE"),
        ),
        {"": Database("invented", (Mitotype("D1", HV, SITES), Mitotype("D2", HV)), "urn", True, False)},
        {"north": Database("invented men", (y_of("D1"),), simulated=True)},
    )  # fmt: skip


def full_case() -> CaseFile:
    """The small case with all of it."""
    return replace(small_case(), beside=beside())
