"""Small cases for the tests of formats: every kind of column is used at least once."""

from __future__ import annotations

from repatria.model import (
    Call,
    CallKind,
    CaseFile,
    Conventions,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Prior,
    Profile,
)

STEP = MutationModel("stepwise", 0.002, 1e-6, 0.1, source="a table", provisional=True)
MATRIX = MutationModel("matrix", matrix=((0.99, 0.01), (0.02, 0.98)))


def panel(name: str, share: float) -> Panel:
    """Two loci, one of them on X with an explicit matrix."""
    return Panel(
        name,
        (
            Locus("TH01", ("6", "9.3", "10"), (share, 0.5, 0.5 - share), female=STEP, male=STEP, silent=0.01, sampled=722),
            Locus("DXS8378", ("10", "11"), (0.4, 0.6), chromosome="X", female=MATRIX, male=MATRIX),
        ),
        source=f"source of {name}",
    )


def small_case() -> CaseFile:
    """Two families, three unknown profiles, one control, two pools, an extra table, one profile withheld."""
    father, mother = Person("F", "M"), Person("M", "F")
    first = Pedigree(
        (father, mother, Person("MP1", "M", "F", "M", "z"), Person("CARD", "M", "F", "M", "z"), Person("S", "F", None, "M")),
        "one",
        {"F": 0.0625},
        {"M": 0.125},
    )
    second = Pedigree((father, Person("MP2", "M", "F"), Person("MP3", "U", "F")))
    return CaseFile(
        Incident("Exercise Wren", "exercise", 'äö "quoted" \n line'),
        panel("told", 0.2),
        (Pool("north", 0.25, panel("n", 0.3)), Pool("south", 0.75, panel("s", 0.1))),
        (
            Family(
                "FAM-1",
                first,
                ("MP1",),
                {
                    "CARD": Profile("K1", {"TH01": Call(("6", "6"))}, "M"),
                    "S": Profile("K2", {"TH01": Call(("9.3", "10"))}, "F", "KitA"),
                },
                {"north": 1.0},
            ),
            Family("FAM-2", second, ("MP3", "MP2"), {"F": Profile("K1", {"DXS8378": Call(("10",))}, "M", "", "buccal")}),
        ),
        (
            Profile("U2", {"DXS8378": Call(("11", "10")), "TH01": Call(("9.3",), CallKind.DROPPED, 0.1, None, 0.01)}),
            Profile("U1", {"TH01": Call(("9.3",), CallKind.DROPPED, 0.1, 0.02)}, "M", "KitB", "femur"),
            Profile("U3"),
        ),
        (Profile("STAFF", {"TH01": Call(("10",), CallKind.AT_LEAST)}, "F"),),
        Prior(0.4, {"MP1": 0.5, "MP2": 0.25, "ELSEWHERE": 0.25}, (0.1, 0.9)),
        Conventions("sum", 0.01, "none"),
        open_missing=9,
        extra={"specimens": {"specimen": ["B-1", None], "mass_g": [12.5, None], "zones": [3, 4], "burnt": [True, False]}},
        withheld=1,
    )
