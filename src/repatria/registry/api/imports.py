"""Lists from elsewhere, for programs: the file, the columns, what would happen, the act, the way back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from ninja import Router, UploadedFile

from repatria.registry.api.ways import Row, acts, brings, lists, looks
from repatria.registry.families import actions, importing, queries
from repatria.registry.families.csvfile import ENCODINGS
from repatria.registry.families.forms.imports import OpenImport
from repatria.registry.families.forms.parts import Reason
from repatria.registry.families.models import ImportBatch, ImportRow
from repatria.registry.families.views_imports import STEP
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotReady

router = Router()


class Columns(django_forms.Form):
    """Which column holds which field."""

    columns = django_forms.CharField(label=_("One a line: field = heading"), max_length=20_000)
    encoding = django_forms.ChoiceField(label=_("Encoding"), choices=[(e, e) for e in ENCODINGS], initial="utf-8")
    keep_both_dates = django_forms.BooleanField(label=_("Keep both readings of ambiguous dates"), required=False)

    def told(self) -> Row:
        """What the action takes."""
        mapping = {}
        for number, line in enumerate(self.cleaned_data["columns"].splitlines(), start=1):
            field, sign, heading = line.partition("=")
            if line.strip() and (not sign or not heading.strip()):
                raise Impossible(f"columns, line {number}: {line[:60]!r}. Write: field = heading.")
            if line.strip():
                mapping[field.strip()] = heading.strip()
        return {**self.cleaned_data, "mapping": mapping}


@lists(router, "/", "families.import")
def imports(at: Seat) -> Any:
    """Every import, the newest first."""
    return queries.imports(at), told


@looks(router, "/{code}", "families.import")
def one_import(at: Seat, code: str) -> Row:
    """One import: how far it is, its columns, and what becomes of its rows."""
    row = queries.import_called(at, code)
    return {
        **told(row),
        "mapping": row.mapping,
        "fields": {name: list(words) for name, words in importing.fields_of(row.what).items()},
        "outcomes": {outcome: n for outcome, _label, n in queries.outcomes(at, row)},
    }


@lists(router, "/{code}/rows", "families.import")
def rows(at: Seat, code: str, outcome: str = "") -> Any:
    """What becomes of each row."""
    return queries.rows_of(at, queries.import_called(at, code), outcome=outcome), _row


@brings(router, "/", "families.import", OpenImport)
def open_import(at: Seat, form: Any, file: UploadedFile) -> Callable[[], Row]:
    """Receive a CSV file. Nothing is compared or written yet; columns are suggested."""
    said, size = form.told(), file.size or 0
    if size > settings.UPLOAD_LIMIT:
        raise Impossible(f"{file.name}: {size} bytes; at most {settings.UPLOAD_LIMIT} are received here. Use the command line.")

    def act() -> Row:
        with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
            for part in file.chunks():
                kept.write(part)
            kept.flush()
            told_of = {"what": said["what"], "name": Path(file.name or "list").name, "encoding": said["encoding"]}
            row = actions.open_import(at, source=Path(kept.name), **told_of)
        return {**told(row), "mapping": row.mapping}

    return act


@acts(router, "/{code}/columns", "families.import", Columns)
def columns(at: Seat, form: Any, code: str) -> Row:
    """Say which column holds which field; what was compared under another mapping is compared again."""
    said = {name: value for name, value in form.told().items() if name != "columns"}
    return told(actions.map_import(at, queries.import_called(at, code), **said))


@acts(router, "/{code}/compare", "families.import")
def compare(at: Seat, _form: Any, code: str) -> Row:
    """Compare the next rows with the list; ask again, each time with a new key, until ``compared`` is true."""
    row = queries.import_called(at, code)
    if row.state not in (ImportBatch.State.OPENED, ImportBatch.State.READ):
        raise NotReady(f"{row.thing.code}: {row.get_state_display()} already. Open a new import for another file.")
    done = importing.stage(row, most=STEP)
    return {**told(queries.import_called(at, code)), "compared": done}


@acts(router, "/{code}/carry-out", "families.import")
def carry_out(at: Seat, _form: Any, code: str) -> Row:
    """Write what the comparison planned: everything or nothing."""
    return told(actions.carry_out(at, queries.import_called(at, code)))


@acts(router, "/{code}/undo", "families.import", Reason)
def undo(at: Seat, form: Any, code: str) -> Row:
    """Undo an import, with a reason; refused as a whole where other work rests on it."""
    return told(actions.undo_import(at, queries.import_called(at, code), **form.told()))


def told(row: ImportBatch) -> Row:
    """An import as programs see it, with its balance."""
    counts = ("total", "rows_read", "made", "merged", "refused", "changed", "conflicts")
    return {
        "code": row.thing.code,
        "what": row.what,
        "name": row.name,
        "sha256": row.digest,
        "state": row.state,
        **{name: getattr(row, name) for name in counts},
    }


def _row(row: ImportRow) -> Row:
    return {"line": row.line, "outcome": row.outcome, "sentence": row.sentence, "thing": row.thing.code if row.thing else None}
