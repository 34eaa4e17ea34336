"""A list on its way in: the file is kept, read and compared row by row (resumable), then carried out by one act or not at all.

Reading writes nothing but the working rows of the import itself. ``import_list`` is the whole way for the command line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from repatria.registry.families.csvfile import digest_of, open_sheet, width_fault
from repatria.registry.families.models import EarlierDecision, ImportBatch, ImportRow, Loss, MissingPerson, Recorded
from repatria.registry.families.quick import insert
from repatria.registry.families.rows import CASUALTY, DECISIONS, Here, Told, compare, key_of, read_row, suggest
from repatria.registry.refusals import Impossible, NotReady

CHUNK = 5_000


def fields_of(what: str) -> Mapping[str, tuple[str, ...]]:
    """The fields that a list of this kind may fill."""
    return DECISIONS if what == ImportBatch.What.DECISIONS else CASUALTY


def keep_file(source: Path) -> tuple[Path, str]:
    """A copy of the file under its digest, in the registry's own folder; (path, SHA-256)."""
    digest = digest_of(source)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / f"{digest}.csv"
    if not kept.exists():
        half = kept.with_suffix(".part")
        shutil.copyfile(source, half)
        half.replace(kept)
    return kept, digest


def file_of(batch: ImportBatch) -> Path:
    """Where the file of an import lies."""
    path = Path(settings.MEDIA_ROOT) / "imports" / f"{batch.digest}.csv"
    if not path.exists():
        raise NotReady(f"{batch.name}: the file of this import is no longer kept here. Open the import again with the file.")
    return path


def forget_file(batch: ImportBatch) -> None:
    """The file has served; it names people and is not kept longer than needed."""
    (Path(settings.MEDIA_ROOT) / "imports" / f"{batch.digest}.csv").unlink(missing_ok=True)


def look_at(path: Path, *, encoding: str, rows: int = 5) -> tuple[tuple[str, ...], list[list[str]], int]:
    """Headings, the first rows, and how many rows there are. Reads the whole file, so that a fault shows before anything else."""
    with open_sheet(path, encoding=encoding) as sheet:
        first = [cells for _, cells in islice(sheet.rows, rows)]
        return sheet.headings, first, len(first) + sum(1 for _ in sheet.rows)


def suggested(headings: Iterable[str], what: str) -> dict[str, str]:
    """The mapping that is shown first."""
    return suggest(list(headings), fields_of(what))


def stage(batch: ImportBatch, *, most: int | None = None, progress: Callable[[int, int], None] | None = None) -> bool:
    """Read on where reading stopped, at most ``most`` rows; True when every row has its planned outcome.

    Rows are written in chunks, each in its own transaction: after a power cut the next call goes on.
    """
    here = what_is_here(batch)
    lines = dict(ImportRow.objects.filter(batch=batch).exclude(key="").values_list("line", "key"))
    done = ImportRow.objects.filter(batch=batch).count()
    with open_sheet(file_of(batch), encoding=batch.encoding) as sheet:
        known = {lines[line]: (line, _print(cells)) for line, cells in islice(sheet.rows, done) if line in lines}
        rows = islice(sheet.rows, most)
        while chunk := list(islice(rows, CHUNK)):
            planned = [_plan(batch, sheet.headings, line, cells, here, known) for line, cells in chunk]
            with transaction.atomic():
                insert(
                    ImportRow,
                    ("batch_id", "line", "outcome", "key", "sentence", "said", "thing_id"),
                    ((r.batch_id, r.line, r.outcome, r.key, r.sentence, r.said, r.thing_id) for r in planned),
                )
                done += len(chunk)
                ImportBatch.objects.filter(pk=batch.pk).update(rows_read=done)
            if progress:
                progress(done, batch.total)
    batch.rows_read = done
    return done >= batch.total


def what_is_here(batch: ImportBatch) -> dict[str, Here]:
    """Everybody on the list, by the key under which a row knows them again."""
    losses = {
        person: rest
        for person, *rest in Loss.objects.filter(person__incident=batch.incident_id, in_force=True).values_list(
            "person", "place", "longitude", "latitude", "first", "last", "precision", "raw"
        )
    }
    statures = dict(
        Recorded.objects.filter(person__incident=batch.incident_id, what="stature_cm").values_list("person", "value")
    )
    fields = (
        "pk", "thing__code", "revision", "row_key", "withdrawn", "merged_into__thing__code", "listed_as", "sex", "service", "rank",
        "unit", "nationality", "word", "category", "first", "last", "precision", "raw",
    )  # fmt: skip
    found: dict[str, Here] = {}
    people = MissingPerson.objects.filter(incident=batch.incident_id).exclude(row_key="")
    for row in people.values_list(*fields).iterator(chunk_size=10_000):
        found[row[3]] = _here(row, losses.get(row[0]), statures.get(row[0]))
    return found


def _here(row: tuple[Any, ...], loss: list[Any] | None, stature: str | None) -> Here:
    pk, code, revision, _, withdrawn, into, *told = row
    names = ("name", "sex", "service", "rank", "unit", "nationality", "status", "category")
    known: Told = {n: v for n, v in zip(names, told[:8], strict=True) if v}
    known |= {"born": _days(told[8:])} if told[8] else {}
    if loss:
        place, longitude, latitude, *days = loss
        known |= {"loss_place": place} if place else {}
        known |= {"longitude": _text(longitude), "latitude": _text(latitude)} if longitude is not None else {}
        known |= {"loss_date": _days(days)} if days[0] else {}
    known |= {"stature_cm": stature} if stature else {}
    return Here(pk, code, revision, known, f"is the same person as {into}" if into else "", withdrawn is not None)


def _plan(
    batch: ImportBatch,
    headings: tuple[str, ...],
    line: int,
    cells: list[str],
    here: Mapping[str, Here],
    known: dict[str, tuple[int, int]],
) -> ImportRow:
    row = ImportRow(batch=batch, line=line, outcome=ImportRow.Outcome.REFUSED)
    wrong = width_fault(cells, headings)
    if wrong:
        row.sentence = wrong
        return row
    at = dict(zip(headings, cells, strict=True))
    try:
        said = read_row({f: at[h] for f, h in batch.mapping.items()}, keep_both=batch.keep_both_dates)
        if batch.what == ImportBatch.What.DECISIONS:
            return _plan_decision(row, said, here, known)
        row.key = key_of(said)
    except Impossible as fault:
        row.sentence = str(fault)[:400]
        return row
    if row.key in known:
        return _twice(row, said, known[row.key], cells)
    known[row.key] = (line, _print(cells))
    found = here.get(row.key)
    row.outcome, row.sentence, _ = compare(said, found)
    row.sentence = row.sentence[:400]
    row.said = said | ({"here": [found.pk, found.revision]} if found else {})
    row.thing_id = found.pk if found else None
    return row


def _twice(row: ImportRow, said: Told, before: tuple[int, int], cells: Sequence[str]) -> ImportRow:
    row.key, row.said = "", said
    if before[1] == _print(cells):
        row.outcome, row.sentence = ImportRow.Outcome.SAME, f"The same row stands in line {before[0]}."
    elif "service_number" in said:
        row.outcome = ImportRow.Outcome.CONFLICT
        row.sentence = f"The number of line {before[0]} stands here again with other words. Decide which row is right."
    else:
        row.outcome = ImportRow.Outcome.CONFLICT
        row.sentence = (
            f"By the columns that are read this is the person of line {before[0]}, and the rows differ. "
            "Map the column that tells them apart, or decide which row is right."
        )
    return row


def _print(cells: Sequence[str]) -> int:
    """What a row says, read or not, as one number: equal rows have equal ones."""
    return hash(tuple(cells))


def _plan_decision(row: ImportRow, said: Told, here: Mapping[str, Here], known: dict[str, tuple[int, int]]) -> ImportRow:
    for field in ("issuer", "decided"):
        if field not in said:
            raise Impossible(f"{field}: is empty. A decision of others needs its issuer and its date.")
    person = key_of(said)
    row.key = f"{person}|{said['issuer']}|{said.get('remains', '')}"[:80]
    found = here.get(person)
    row.said = said | {"person": person}
    if row.key in known:
        row.outcome, row.sentence, row.key = "same", f"The same decision stands in line {known[row.key][0]}.", ""
        return row
    known[row.key] = (row.line, 0)
    if found is not None and found.gone:
        row.outcome, row.sentence = "conflict", f"{found.code}: {found.gone}. Decide by hand."
        return row
    there = found is not None and _decided(found.pk, said)
    row.outcome = "same" if there else "new"
    row.thing_id = found.pk if found else None
    row.sentence = "" if found else "Not on the list yet: the person is entered as their decision names them."
    return row


def _decided(person: int, said: Told) -> bool:
    return EarlierDecision.objects.filter(
        person=person, issuer=said["issuer"], remains=said.get("remains", ""), withdrawn__isnull=True
    ).exists()


def _days(row: Any) -> list[str]:
    first, last, precision, raw = row
    return [first.isoformat(), last.isoformat(), precision, raw]


def _text(number: float) -> str:
    from decimal import Decimal

    return format(Decimal(repr(number)).normalize(), "f")


def import_list(
    by: Any,
    source: Path,
    *,
    what: str = "casualty",
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    keep_both_dates: bool = False,
    dry_run: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> ImportBatch:
    """The whole way of a list from a file, for the command line: open, compare, and unless ``dry_run`` carry out.

    ``by`` is a seat, or :class:`repatria.registry.people.seats.TheRegistry` with its incident. Gives the import with its counts; the
    rows of ``batch.rows`` say what became of each.
    """
    from repatria.registry.families.actions import imports

    batch = imports.open_import(
        by, source=source, what=what, mapping=mapping, encoding=encoding, keep_both_dates=keep_both_dates
    )
    while not stage(batch, progress=progress):
        raise NotReady(f"{source.name}: only {batch.rows_read} of {batch.total} rows could be read. Try again.")
    if dry_run:
        return batch
    return imports.carry_out(by, batch)
