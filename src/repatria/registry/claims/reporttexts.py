"""Two reports of our own, written from the cited facts of the public record: they ship with it, to be read and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from repatria.registry import gateway
from repatria.registry.claims.reporting import read_report
from repatria.registry.claims.reportmodels import Report

DATA = Path(__file__).with_name("data")
TEXTS = (
    ("report-agency.txt", "The hand-over of 27 July 2018, told in the manner of an agency", "2018-07-27", "Osan"),
    ("report-wire.txt", "The hand-over of 27 July 2018, told in the manner of a wire service", "2018-07-26", "Washington"),
)
"""(file, title, the day it is told of, where)."""
PUBLISHER = "Repatria, written from the cited facts of this record"


def read_texts(by: Any) -> list[Report]:
    """Enter both into the record of ``by`` and propose what they claim."""
    return [
        read_report(
            by,
            gateway.open_report((DATA / name).read_bytes(), name),
            title=title,
            publisher=PUBLISHER,
            dated=dated,
            place=place,
            citation=f"claims/data/{name} of this software",
        )
        for name, title, dated, place in TEXTS
    ]
