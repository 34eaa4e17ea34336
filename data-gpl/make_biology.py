"""Make the tables of bodies from the wide reference of OsteoSort 1.4.0: people of six pools here, their fitted model in Repatria.

    python data-gpl/make_biology.py WIDE.csv.gz QC_FLAGS.csv

Writes ``biology_people.csv`` (rows of people, GPL-2, beside this file's package) and ``body_pools.csv`` (means, spreads and
numbers of people, computed) with their checksums. No randomness: the same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import sys
from pathlib import Path

from repatria.evidence.biology.fitting import MEASURES, Body, fit_pools, table_of

HERE = Path(__file__).parent
PEOPLE = HERE / "src" / "repatria_data_gpl" / "biology_people.csv"
POOLS = HERE.parent / "src" / "repatria" / "reference" / "data" / "body_pools.csv"
GROUPS = {"W": "white", "B": "black", "JAP": "asian", "KOR": "asian", "CH": "asian"}


def bodies(wide: Path, flags: Path) -> list[Body]:
    """One body a person: the left bone where it was measured, else the right; flagged values left out."""
    with flags.open(newline="") as file:
        flagged = {(r["source_file"], r["id"], r["side"], r["measurement"]) for r in csv.DictReader(file)}
    seen: dict[tuple[str, str], tuple[str, float | None, dict[str, dict[str, float]]]] = {}
    with gzip.open(wide, "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["Ancestry"] not in GROUPS:
                continue
            pool = f"{GROUPS[row['Ancestry']]}_{row['Sex']}"
            stature = float(row["Stature"]) if row["Stature"] else None
            _, _, sides = seen.setdefault((row["source_file"], row["id"]), (pool, stature, {}))
            for code in MEASURES:
                told = {(row["source_file"], row["id"], side, code) for side in (row["Side"], "both")}
                if row[code] not in ("", "NA") and not told & flagged:
                    sides.setdefault(code, {})[row["Side"]] = float(row[code])
    found = []
    for pool, stature, sides in seen.values():
        values = {code: both.get("left", both.get("right", 0.0)) for code, both in sides.items()}
        if values:
            found.append(Body(pool, stature, values))
    return sorted(found, key=lambda body: (body.pool, body.stature or 0.0, sorted(body.values.items())))


def main() -> int:
    """Read, fit, write."""
    found = bodies(Path(sys.argv[1]), Path(sys.argv[2]))
    lines = [",".join(("pool", "stature_cm", *MEASURES))]
    for body in found:
        cells = [f"{body.values[code]:g}" if code in body.values else "" for code in MEASURES]
        lines.append(",".join((body.pool, "" if body.stature is None else f"{body.stature:g}", *cells)))
    write(PEOPLE, lines)
    write(POOLS, table_of(fit_pools(found)))
    return 0


def write(path: Path, lines: list[str]) -> None:
    """The table, and its checksum in the paper beside it."""
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(data)
    paper = path.with_suffix(".toml")
    text = paper.read_text(encoding="utf-8")
    paper.write_text(re.sub(r'sha256 = "[0-9a-f]*"', f'sha256 = "{hashlib.sha256(data).hexdigest()}"', text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
