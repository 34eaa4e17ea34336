"""Makes the osteometric tables: the compact copy of the reference here, and the fitted model that Repatria ships.

    python data-gpl/make_osteometry.py WIDE.csv.gz DEFINITIONS.csv
    python data-gpl/make_osteometry.py --lines

Written to ``src/repatria_data_gpl/osteometry_bones.csv`` (the rows themselves, GPL-2 like their source) and to
``src/repatria/reference/data/bone_model.csv`` and ``bone_measurements.csv``, each with the checksum in its TOML file. No random
numbers are drawn: the fit begins at principal components.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import sys
from pathlib import Path

from repatria.bench.bones_held_out import held_out, joined, judged
from repatria.evidence.bones.fitting import fit
from repatria.evidence.bones.recalibrating import Judged, lines
from repatria.formats.bonereference import people_of
from repatria.reference.osteometry import to_rows, written

HERE = Path(__file__).parent
FOLDS = 5
PACK, SHIPPED = HERE / "src/repatria_data_gpl", HERE.parent / "src/repatria/reference/data"


def main(wide: Path, definitions: Path) -> None:
    """Write the three tables."""
    with gzip.open(wide, "rt", encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    fixed = ("source_file", "id", "Side", "Element", "Stature", "Sex", "Ancestry")
    lines = ["person,group,sex,side,element,values"]
    for row in found:
        values = " ".join(f"{code}={float(row[code]):g}" for code in row if code not in fixed and row[code])
        lines.append(f"{row['id']},{row['Ancestry']},{row['Sex']},{row['Side'][0].upper()},{row['Element']},{values}")
    _write(PACK / "osteometry_bones.csv", ("\n".join(lines) + "\n").encode())
    with definitions.open(encoding="utf-8", newline="") as file:
        codes = [f"{row['code']},{row['section']}" for row in csv.DictReader(file)]
    _write(SHIPPED / "bone_measurements.csv", ("code,section\n" + "\n".join(codes) + "\n").encode())
    with (PACK / "osteometry_bones.csv").open(encoding="utf-8", newline="") as file:
        people = people_of(csv.DictReader(file))
    _write(SHIPPED / "bone_model.csv", written(to_rows(fit(people))))
    recalibrate()


def recalibrate() -> None:
    """The lines that bring log LRs to mean what they say, from five folds of people kept from the fit. Also run alone: ``--lines``."""
    parts: dict[tuple[str, str], list[Judged]] = {}
    start = 0
    for one in held_out(FOLDS):
        for key, found in judged(one, start).items():
            parts.setdefault(key, []).append(found)
        start += len(one.people)
    out = ["first,second,people,intercept,slope"]
    merged = {key: joined(found) for key, found in parts.items()}
    for (first, second), (intercept, slope) in sorted(lines(merged).items()):
        people = len(set(merged[first, second].who.tolist()))
        out.append(f"{first},{second},{people},{intercept:.5f},{slope:.5f}")
    _write(SHIPPED / "bone_recalibration.csv", ("\n".join(out) + "\n").encode())


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    papers = path.with_suffix(".toml")
    text = papers.read_text(encoding="utf-8")
    papers.write_text(re.sub(r'sha256 = "\w*"', f'sha256 = "{hashlib.sha256(data).hexdigest()}"', text), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--lines"]:
        recalibrate()
    else:
        main(*map(Path, sys.argv[1:3]))
