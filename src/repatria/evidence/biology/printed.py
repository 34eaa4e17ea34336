"""Printed equations of stature (Trotter and Gleser 1952, 1977), beside our own: a point, and no interval, since none can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from repatria.reference.tables import shipped

BONES: Mapping[str, str] = {"Fem1": "Fem_01", "Fib1": "Fib_01", "Hum1": "Hum_01", "Rad1": "Rad_01", "Uln1": "Uln_01"}
"""The equations' bone (Martin's number) -> the code of the same measurement. The tibia is left out: see :data:`TIBIA`."""
TIBIA = (
    "The tibia of these equations was measured without the malleolus although their text says otherwise (Jantz, Hunt and Meadows "
    "1995, J. Forensic Sci. 40:758-761): on a tibia measured to the malleolus they tell 2.5 to 3.0 cm too much. They are not applied "
    "to Tib_01."
)
NO_INTERVAL = (
    "The printed standard error is no interval for one person (Ousley 1995, J. Forensic Sci. 40:768-773), and the rows printed "
    "beside the equations are computed from them, so that no error can be computed from those rows."
)


@dataclass(frozen=True, slots=True)
class Equation:
    """stature in cm = slope × bone in cm + constant."""

    series: str
    sex: str
    bone: str
    slope: float
    constant: float

    def of(self, millimetres: float) -> float:
        """The stature in cm that this bone tells."""
        return self.slope * millimetres / 10.0 + self.constant


def equations() -> tuple[Equation, ...]:
    """All printed equations, the tibia's too (``bone`` is Martin's number)."""
    return tuple(
        Equation(row["series"], row["sex"].lower(), row["bone"], float(row["slope"]), float(row["constant_cm"]))
        for row in shipped("trotter_gleser_1952")
    )


def printed_statures(values: Mapping[str, float], sex: str = "") -> tuple[tuple[Equation, float], ...]:
    """Every printed equation that a measurement of ``values`` (code -> mm) can enter, with its stature in cm; never the tibia's."""
    told = (e for e in equations() if e.bone in BONES and BONES[e.bone] in values and (not sex or e.sex == sex))
    return tuple((e, e.of(values[BONES[e.bone]])) for e in told)
