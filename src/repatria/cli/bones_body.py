"""What ``bones stature`` and ``bones profile`` say of stature, sheets and pools, said once."""

from __future__ import annotations

import argparse
from typing import Any

REFERENCE = "fitted to 568 people of the reference of OsteoSort 1.4.0 (DPAA, 2025); table body_pools"
METHOD = "multivariate t of stature and 24 measurements per pool, pools mixed by weight and by how well the bones fit"


def add_shared(parser: argparse.ArgumentParser) -> None:
    """The sheet, the pools and the file for the answer."""
    from pathlib import Path

    parser.add_argument("file", type=Path, metavar="IN.csv", help="a sheet: specimen, Side, Element, measurement codes in mm")
    parser.add_argument(
        "--pools",
        default="",
        metavar="WEIGHTS",
        help="named pools and their weights, as in 'white_m=0.5 black_m=0.1 asian_m=0.4'",
    )
    parser.add_argument(
        "--sex", choices=("m", "f"), default="", help="take everybody as of this sex where the sheet does not say"
    )
    parser.add_argument(
        "--outside", action="store_true",
        help="take nobody as of a pool of the reference: intervals of stature are widened by as much as pools differ",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")


def read_sheet(path: Any, own: Any = None) -> Any:
    """The bones of a sheet with stages and traits; ``own``: places of a table of the user's own, by name."""
    from repatria.evidence.biology.age import transitions
    from repatria.evidence.biology.sex import TRAITS
    from repatria.formats.bodysheet import read_profiled
    from repatria.reference.biology import codes_by_element, measurement_codes, reach

    tables = own or {}
    places = tuple({**transitions(), **tables})
    tops = {name: max(4, *one.stages) for name, one in tables.items()}
    return read_profiled(path, codes_by_element(), reach(), measurement_codes(), places, tuple(TRAITS), tops)


def stature_document(told: Any, values: dict[str, float], sex: str) -> dict[str, Any]:
    """The stature of one specimen or individual: a number with its interval, or why there is none."""
    from repatria.evidence.biology.stature import NotSupported

    printed = _printed(values, sex)
    if isinstance(told, NotSupported):
        return {"point_cm": None, "interval_95": None, "not_supported": told.reason, "printed": printed}
    cautions = []
    if told.unsupported > 0.005:
        cautions.append(
            f"pools without a stature in the reference hold {told.unsupported:.0%} of the weight; the rest answers alone"
        )
    return {
        "point_cm": round(told.point, 1),
        "interval_95": [round(told.low, 1), round(told.high, 1)],
        "sd_cm": round(told.sd, 2),
        "wording": f"{told.point:.0f} cm (95 % of such people: {told.low:.0f} to {told.high:.0f} cm)",
        "method": METHOD,
        "reference": REFERENCE,
        "measurements": list(told.used),
        "pools": [
            {"pool": s.pool, "before": s.before, "after": s.after, "people_with_stature": s.statured} for s in told.shares
        ],
        "cautions": cautions,
        "printed": printed,
    }


def _printed(values: dict[str, float], sex: str) -> dict[str, Any] | None:
    """The printed equations beside ours; the tibia's with the reason why it is not applied."""
    from repatria.evidence.biology.printed import NO_INTERVAL, TIBIA, printed_statures

    found = printed_statures(values, sex)
    if not found and "Tib_01" not in values:
        return None
    return {
        "equations": [
            {
                "series": e.series,
                "sex": e.sex,
                "bone": e.bone,
                "stature_cm": round(cm, 1),
                "equation": f"{e.slope} x {e.bone} + {e.constant}",
            }
            for e, cm in found
        ],
        "warnings": [*([TIBIA] if "Tib_01" in values else []), *([NO_INTERVAL] if found else [])],
    }
