"""How long a registry takes to import what a large hand-over brings, through the stages' own acts, into a fresh SQLite file.

The work runs in a process of its own: one process serves one registry. ``python -m repatria.bench.importing FOLDER SPECIMENS
SAMPLES MISSING KIN`` is that process; it says what it measured as one line of JSON.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.errors import ReproductionFailed

HELP = "specimens, samples, the missing and their kin into a fresh registry"
FULL, QUICK = (20_000, 25_000, 8_000, 20_000), (400, 500, 160, 400)
"""Specimens, samples, missing, kin."""
REACH = 180.0
BOX = 250
ELEMENTS = ("femur", "tibia", "humerus", "fibula", "radius", "ulna", "scapula", "clavicle")


def figures(quick: bool = False) -> list[Figure]:
    """Seconds of the whole import, beside a plain ``executemany`` of the same rows into tables without index or rule."""
    sizes = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="repatria-bench-") as folder, Peak() as peak:
        done = subprocess.run(
            [sys.executable, "-m", "repatria.bench.importing", str(Path(folder) / "registry"), *map(str, sizes)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise ReproductionFailed(f"bench import: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    told = json.loads(done.stdout.splitlines()[-1])
    parts = " / ".join(f"{name} {seconds:.3g} s" for name, seconds in told["parts"].items())
    size = f"{sizes[0]:,} specimens, {sizes[1]:,} samples, {sizes[2]:,} missing, {sizes[3]:,} kin: {told['rows']:,} rows"
    note = f"{parts}; {told['processor']:.3g} s of one processor; {told['bytes'] / 1e6:.0f} MB. "
    note += "The journal verifies, every count balances, no row points nowhere."
    whole = float(told["seconds"])
    bare = Ratio("executemany of as many rows into bare tables", told["bare"], told["bare"] / whole)
    return [Figure("import", whole, "s", size, REACH, False, whole, peak.mb, 0.0, bare, note)]


def measure(folder: Path, specimens: int, samples: int, missing: int, kin: int) -> dict[str, Any]:
    """Make a registry in ``folder``, import everything into it and check what is there."""
    from repatria.registry import operations

    operations.init(folder, origin="repatria.local/bench")
    from repatria.registry.live.work import HERON, Work

    work = Work(1, 1.0)
    seats = _people(work)
    before = _rows(folder)
    parts: dict[str, float] = {}
    processor: list[float] = []

    def timed(name: str, do: Callable[[], Any]) -> Any:
        began, worked = time.perf_counter(), time.process_time()
        made = do()
        parts[name] = time.perf_counter() - began
        processor.append(time.process_time() - worked)
        return made

    with tempfile.TemporaryDirectory(prefix="repatria-bench-") as scratch:
        path = Path(scratch) / "missing.csv"
        path.write_bytes(_missing(missing))
        batch = timed("missing", lambda: _import(seats["casualty"], path))
    folders = list(_folders(batch, kin))
    timed("kin", lambda: _families(work.by(HERON), folders, seats["custody"].user))
    sheet = timed("specimens", lambda: _specimens(seats, specimens))
    timed("samples", lambda: _samples(work.by(HERON), samples))
    _check(folder, batch, sheet, (specimens, samples, missing, kin))
    after = _rows(folder)
    return {
        "seconds": sum(parts.values()),
        "parts": parts,
        "processor": sum(processor),
        "rows": sum(after.values()) - sum(before.values()),
        "bytes": (folder / "registry.sqlite3").stat().st_size,
        "bare": _bare(folder, before),
    }


def _people(work: Any) -> dict[str, Any]:
    from repatria.registry.live.opening import open_exercises
    from repatria.registry.live.work import HERON
    from repatria.registry.people.roles import Role

    open_exercises(work)
    return {str(role): work.seat(HERON, role) for role in (Role.INTAKE, Role.CUSTODY, Role.ANTHROPOLOGIST, Role.CASUALTY)}


def _missing(count: int) -> bytes:
    """A casualty extract of invented people."""
    from repatria.registry.live.names import invented

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("service_number", "family_name", "given_names", "sex", "born", "unit", "rank", "status", "loss_date", "loss_place",
                     "longitude", "latitude", "radius_km", "stature_cm"))  # fmt: skip
    for number in range(count):
        name = invented(number)
        born, lost = date(1930, 1, 1) + timedelta(days=number % 3000), date(1951, 1, 1) + timedelta(days=number % 700)
        writer.writerow((f"EX {number:07d}", name.surname, name.given, "M", born, f"regiment {number % 20}", "private", "MIA", lost,
                         f"place {number % 40}", 126 + number % 100 / 100, 38 + number % 90 / 100, 5, 160 + number % 35))  # fmt: skip
    return out.getvalue().encode()


def _import(seat: Any, path: Path) -> Any:
    from repatria.registry.families.importing import import_list

    return import_list(seat, path, dry_run=False)


def _folders(batch: Any, kin: int) -> Iterator[Any]:
    """``kin`` relatives spread over the families of everybody on the list: parents, siblings, their children."""
    from repatria.model import Pedigree, Person
    from repatria.registry.families.models import MissingPerson
    from repatria.registry.live.names import invented
    from repatria.registry.live.peopling import Folder, Relative

    things = list(MissingPerson.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True))
    pedigree = Pedigree(
        (Person("FA", "M"), Person("MO", "F"), Person("M1", "M", "FA", "MO"), Person("S1", "F", "FA", "MO"), Person("X1", "M"),
         Person("N1", "U", "X1", "S1"))
    )  # fmt: skip
    order = ("S1", "MO", "N1", "FA", "X1")
    for at, thing in enumerate(things):
        mine = kin * (at + 1) // len(things) - kin * at // len(things)
        relatives = {
            who: Relative(
                invented(50 * at + n, pedigree[who].sex).whole,
                sex=pedigree[who].sex,
                consent=date(2020, 1, 1) if n == 0 else None,
                form="form 1",
                kit=f"KIT-{at:06d}" if n == 0 and at % 2 else "",
            )
            for n, who in enumerate(order[:mine])
        }
        yield Folder(pedigree, {"M1": thing}, relatives)


def _families(by: Any, folders: list[Any], holder: Any) -> None:
    from repatria.registry.live.peopling import enter_families

    enter_families(by, folders, holder=holder, why="bench")


def _specimens(seats: dict[str, Any], count: int) -> Any:
    """Boxes of :data:`BOX` bones, held by the anthropologist, and one inventory sheet."""
    from repatria.registry.intake import actions as intake
    from repatria.registry.intake.arriving import Arrival
    from repatria.registry.intake.models import Container
    from repatria.registry.inventory.actions.importing import load_sheet
    from repatria.registry.live.heron_boxes import hand_over

    boxes = -(-count // BOX)
    intake.enter_assemblage(
        seats["intake"], number="1999-001", title="bench", boxes=[Arrival(f"B-{n}") for n in range(1, boxes + 1)]
    )
    for container in Container.objects.filter(accession__incident=seats["intake"].incident).select_related("item__thing"):
        hand_over(seats["intake"], seats["anthropologist"], container.item, "for inventory")
    lines = ["box,number,element,side,completeness,condition"]
    lines += [
        f"B-{n // BOX + 1},B{n // BOX + 1}.{n % BOX + 1},{ELEMENTS[n % 8]},{('left', 'right')[n % 2]},{n % 5 + 1},firm"
        for n in range(count)
    ]
    mapping = {"box": "container", "number": "identifier:old inventory", "element": "element", "side": "side",
               "completeness": "completeness", "condition": "condition"}  # fmt: skip
    return load_sheet(seats["anthropologist"], "\n".join(lines).encode(), name="bench.csv", mapping=mapping)


def _samples(by: Any, count: int) -> None:
    """Samples of every specimen, and second samples of some."""
    from decimal import Decimal

    from repatria.registry.custody.models import Item
    from repatria.registry.laboratory.actions import Entered, register_samples

    bones = list(Item.objects.filter(thing__kind="B").select_related("thing").order_by("pk"))
    register_samples(by, [Entered(bones[n % len(bones)], taken_g=Decimal("0.500")) for n in range(count)], why="bench")


def _check(folder: Path, batch: Any, sheet: Any, sizes: tuple[int, int, int, int]) -> None:
    """Counts that balance, a journal that verifies, no row that points nowhere; :class:`ReproductionFailed` otherwise."""
    from repatria.registry.families.models import Kin, MissingPerson
    from repatria.registry.inventory.models import Specimen
    from repatria.registry.laboratory.models import Sample
    from repatria.registry.live import proving

    found = (Specimen.objects.count(), Sample.objects.count(), MissingPerson.objects.count(), Kin.objects.count())
    balances = (sheet.made, batch.made, batch.refused) == (sizes[0], sizes[2], 0)
    if found != sizes or not balances:
        raise ReproductionFailed(f"asked for {sizes}, found {found}; the sheet made {sheet.made}, the list {batch.made}")
    proving.prove()
    proving.close()
    with sqlite3.connect(folder / "registry.sqlite3") as live:
        stray = live.execute("PRAGMA foreign_key_check").fetchone()
    live.close()
    if stray:
        raise ReproductionFailed(f"a row of {stray[0]} points nowhere")


def _rows(folder: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with sqlite3.connect(folder / "registry.sqlite3") as live:
        tables = [
            name for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]
        found = {name: int(live.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
    live.close()
    return found


def _bare(folder: Path, before: dict[str, int]) -> float:
    """Seconds for the rows that were added, into tables with the same columns and nothing else, durable in the same way."""
    with sqlite3.connect(folder / "registry.sqlite3") as live:
        added = {
            name: live.execute(f'SELECT * FROM "{name}" LIMIT -1 OFFSET {before.get(name, 0)}').fetchall()
            for name in _rows(folder)
        }
    live.close()
    began = time.perf_counter()
    with sqlite3.connect(folder / "bare.sqlite3") as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        for name, rows in added.items():
            if rows:
                columns = [f"c{n}" for n in range(len(rows[0]))]
                bare.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
                bare.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" for _ in columns)})', rows)
    bare.close()
    return time.perf_counter() - began


if __name__ == "__main__":
    answer = measure(Path(sys.argv[1]), *map(int, sys.argv[2:6]))
    sys.stdout.write(json.dumps(answer) + "\n")
