"""Exercise Heron: the list of the missing as a casualty extract, imported as any other list, and a second list that overlaps it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from repatria.model.beside import Recorded
from repatria.registry.families.importing import import_list
from repatria.registry.families.models import ImportBatch, ImportRow
from repatria.registry.live.names import Invented, invented, native
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible

COLUMNS = (
    "service_number", "family_name", "given_names", "other_name", "sex", "born", "service", "rank", "unit", "status", "category",
    "loss_date", "loss_place", "longitude", "latitude", "radius_km", "circumstances", "stature_cm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A place of loss: invented name, where the map shows it, radius in kilometres, its share, the days it lasted."""

    name: str
    longitude: float
    latitude: float
    radius_km: float
    share: float
    first: date
    days: int


HARN, ORRIN = "Harn valley", "Lake Orrin, east shore"
CLAIMED = {"Unsan": HARN, "Chosin": ORRIN}
"""The two places of the simulator under their invented names."""
FIELDS = (
    Field(HARN, 125.85, 40.08, 12.0, 0.21, date(1961, 11, 1), 9),
    Field(ORRIN, 127.22, 40.42, 8.0, 0.16, date(1961, 11, 27), 16),
    Field("Camp on the Sel", 124.95, 40.52, 5.0, 0.07, date(1962, 1, 5), 120),
    Field("Valley of the Tarn", 126.25, 39.92, 10.0, 0.05, date(1961, 12, 1), 70),
    Field("Camps at Mirren", 125.72, 38.95, 10.0, 0.07, date(1962, 2, 1), 150),
    Field("March to the north", 126.3, 39.5, 45.0, 0.08, date(1961, 11, 10), 60),
    Field("In the air, east coast", 128.3, 39.3, 40.0, 0.09, date(1961, 8, 1), 700),
    Field("Kestrel ridge", 127.1, 38.3, 15.0, 0.17, date(1962, 4, 20), 440),
    Field("Ford of the Anner", 128.4, 36.4, 20.0, 0.10, date(1961, 8, 3), 45),
)
SERVICES = (("Army", 0.79), ("Air Force", 0.11), ("Marines", 0.05), ("Navy", 0.05))
RANKS = (("private", 0.28), ("private first class", 0.30), ("corporal", 0.24), ("sergeant", 0.12), ("lieutenant", 0.06))
STATUS = (("MIA", 0.68), ("KIA, not recovered", 0.16), ("POW", 0.16))
CATEGORIES = (("active pursuit", 0.55), ("deferred", 0.30), ("non-recoverable", 0.15))
SCRIPTS = (("Latn", 0.94), ("Cyrl", 0.03), ("Kore", 0.03))
UNITS = 14
MIN_DUPLICATES, MAX_DUPLICATES = 3, 12
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Man:
    """One row of the list before it is written, and the script his family writes in."""

    code: str
    name: Invented
    script: str
    born: date
    cells: dict[str, str]


def enter_list(work: Work) -> None:
    """Import the list as the casualty officer does, then a regiment's own list that repeats some of it."""
    men = make_men(work)
    seat = work.seat(HERON, Role.CASUALTY)
    batch = _import(seat, "casualty extract of the exercise.csv", [man.cells for man in men])
    things = list(ImportRow.objects.filter(batch=batch).order_by("line").values_list("thing_id", flat=True))
    if batch.made != len(men) or None in things:
        raise Impossible(f"list of the exercise: {batch.made} of {len(men)} rows were made. Look at {batch.thing.code}.")
    work.kept["men"] = {man.code: man for man in men}
    work.kept["missing"] = {man.code: thing for man, thing in zip(men, things, strict=True)}
    _import(seat, "list of regiment 3.csv", list(_second(work, men)))


def make_men(work: Work) -> list[Man]:
    """The listed men in the order of the simulated case; who lies in a box was lost where that box truly came from."""
    rng = work.rng("list")
    at = _true_fields(work)
    case, _ = work.exercise()
    codes = [code for family in case.families for code in family.missing]
    shares = np.array([f.share for f in FIELDS])
    drawn = rng.choice(len(FIELDS), len(codes), p=shares / shares.sum())
    named = {f.name: f for f in FIELDS}
    fields = [named[at[code]] if code in at else FIELDS[int(k)] for code, k in zip(codes, drawn, strict=True)]
    numbers = rng.permutation(9_000_000)[: len(codes)] + 1_000_000
    recorded = {r.missing: r for r in case.beside.recorded}
    return [
        _man(rng, place, code, fields[place], int(number), recorded.get(code))
        for place, (code, number) in enumerate(zip(codes, numbers, strict=True))
    ]


def _true_fields(work: Work) -> dict[str, str]:
    """Listed man -> the invented name of the place he was lost at, for those who lie in a box, as the truth has it."""
    case, truth = work.exercise()
    box = dict(zip(case.extra["specimens"]["specimen"], case.extra["specimens"]["container"], strict=True))
    place = dict(zip(truth["boxes"]["container"], truth["boxes"]["place"], strict=True))
    lain = {
        who: CLAIMED[place[box[bone]]]
        for who, bone in zip(truth["samples"]["bone_of"], truth["samples"]["specimen"], strict=True)
    }
    men = zip(truth["men"]["missing"], truth["men"]["person"], strict=True)
    return {man: lain[person] for man, person in men if person in lain}


def _man(rng: np.random.Generator, place: int, code: str, field: Field, number: int, recorded: Recorded | None) -> Man:
    """Age and stature are those of the simulator's record, whose bodies the bones are of; the rest is drawn here."""
    name, script = invented(place), _drawn(rng, SCRIPTS)
    lost = field.first + timedelta(days=int(rng.integers(field.days)))
    low, high = recorded.ages if recorded is not None and recorded.ages is not None else (20.0, 30.0)
    age = float(rng.uniform(low, high))
    born = lost - timedelta(days=round(age * YEAR))
    angle, away = rng.random() * 2 * np.pi, field.radius_km * np.sqrt(rng.random())
    unit = f"{'air ' if field.name.startswith('In the air') else ''}regiment {1 + int(rng.integers(UNITS))}, exercise"
    cells = {
        "service_number": f"EX {number:07d}",
        "family_name": name.surname,
        "given_names": name.given,
        "other_name": native(name.whole, script) if script != "Latn" else "",
        "sex": "M",
        "born": born.isoformat() if rng.random() < 0.94 else str(born.year),
        "service": _drawn(rng, SERVICES),
        "rank": _drawn(rng, RANKS),
        "unit": unit,
        "status": _drawn(rng, STATUS),
        "category": _drawn(rng, CATEGORIES),
        "loss_date": lost.isoformat() if rng.random() < 0.9 else lost.isoformat()[:7],
        "loss_place": field.name,
        "longitude": f"{field.longitude + away * np.cos(angle) / 85.0:.4f}",
        "latitude": f"{field.latitude + away * np.sin(angle) / 111.0:.4f}",
        "radius_km": f"{max(1.0, field.radius_km / 2):.0f}",
        "circumstances": "",
        "stature_cm": "" if recorded is None or recorded.stature_cm is None else f"{recorded.stature_cm:.1f}",
    }
    return Man(code, name, script, born, cells)


def _second(work: Work, men: Sequence[Man]) -> Iterable[dict[str, str]]:
    """Rows of a regiment: some of the same men without number and birth (possible duplicates), some equal, some that cannot be read."""
    rng = work.rng("open")
    picked = [
        men[int(i)] for i in rng.choice(len(men), min(len(men), 2 * work.count(MAX_DUPLICATES, MIN_DUPLICATES)), replace=False)
    ]
    half = len(picked) // 2
    for man in picked[:half]:
        kept = ("family_name", "given_names", "sex", "service", "rank", "loss_date", "loss_place")
        yield {name: man.cells[name] for name in kept} | {"unit": "regiment 3, exercise", "status": "MIA"}
    for man in picked[half:]:
        yield dict(man.cells)
    for number, day in enumerate(("03/04/1962", "05/06/1962")):
        name = invented(50_000 + number)
        yield {"family_name": name.surname, "given_names": name.given, "sex": "M", "loss_date": day, "loss_place": HARN}


def _import(seat: object, name: str, rows: Sequence[dict[str, str]]) -> ImportBatch:
    with tempfile.TemporaryDirectory(prefix="repatria-list-") as folder:
        path = Path(folder) / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return import_list(seat, path, dry_run=False)


def _drawn(rng: np.random.Generator, choices: Sequence[tuple[str, float]]) -> str:
    shares = np.array([share for _, share in choices])
    return choices[int(np.searchsorted(np.cumsum(shares / shares.sum()), rng.random()))][0]
