"""Pages about lists from elsewhere: the file, the columns, what would happen, the act, the way back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.families import actions, importing, queries
from repatria.registry.families.forms.imports import MapImport, OpenImport
from repatria.registry.families.forms.parts import Reason
from repatria.registry.families.models import ImportBatch
from repatria.registry.people.desks import at
from repatria.registry.refusals import Impossible, NotReady, Refusal
from repatria.registry.web import SeatRequest, page

PAGE, STEP = 100, 10_000


@page("families.import", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """Every import of this incident."""
    rows = Paginator(queries.imports(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "families/imports.html", {"page": rows})


@page("families.import")
def add(request: SeatRequest) -> HttpResponse:
    """Receive a file."""
    form = OpenImport(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.told()
        upload = told["file"]
        try:
            if upload.size > settings.UPLOAD_LIMIT:
                raise Impossible(
                    f"{upload.name}: {upload.size} bytes; at most {settings.UPLOAD_LIMIT} are received here. Use the command line."
                )
            with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
                for part in upload.chunks():
                    kept.write(part)
                kept.flush()
                row = actions.open_import(
                    request.seat,
                    source=Path(kept.name),
                    what=told["what"],
                    name=Path(upload.name).name,
                    encoding=told["encoding"],
                )
            return redirect(at(request.seat, "families:map-import", code=row.thing.code))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    return render(request, "families/import_open.html", {"form": form})


@page("families.import")
def map_columns(request: SeatRequest, code: str) -> HttpResponse:
    """Which column holds which field; suggested, and changed by a person."""
    row = queries.import_called(request.seat, code)
    headings, first, _total = importing.look_at(importing.file_of(row), encoding=row.encoding)
    given: dict[str, Any] = {"fields": importing.fields_of(row.what), "headings": headings, "chosen": row.mapping}
    form = MapImport(request.POST or None, initial={"encoding": row.encoding, "keep_both_dates": row.keep_both_dates}, **given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_import(request.seat, row, **form.told())
            return redirect(at(request.seat, "families:import", code=code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "families/import_map.html", {"batch": row, "form": form, "headings": headings, "first": first})


@page("families.import", methods=("GET",))
def batch(request: SeatRequest, code: str) -> HttpResponse:
    """One import: how far it is, what each row becomes, the balance."""
    row = queries.import_called(request.seat, code)
    return render(request, "families/import.html", _context(request, row))


@page("families.import", methods=("POST",))
def compare(request: SeatRequest, code: str) -> HttpResponse:
    """Compare the next rows; the page asks again until all are compared, and goes on after an interruption."""
    row = queries.import_called(request.seat, code)
    if row.state not in (ImportBatch.State.OPENED, ImportBatch.State.READ):
        raise NotReady(f"{row.name}: {row.get_state_display()} already.")
    importing.stage(row, most=STEP)
    if request.htmx:
        return render(request, "families/_import_progress.html", _context(request, row))
    return redirect(at(request.seat, "families:import", code=code))


@page("families.import", methods=("POST",))
def carry_out(request: SeatRequest, code: str) -> HttpResponse:
    """Write what the comparison planned: everything or nothing."""
    actions.carry_out(request.seat, queries.import_called(request.seat, code))
    return redirect(at(request.seat, "families:import", code=code))


@page("families.import")
def undo(request: SeatRequest, code: str) -> HttpResponse:
    """Undo an import, with a reason."""
    row = queries.import_called(request.seat, code)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo_import(request.seat, row, **form.told())
            return redirect(at(request.seat, "families:import", code=code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(request.seat, "families:import", code=code)
    return render(
        request, "families/act.html", {"form": form, "label": "Undo this import", "who": row.thing.code, "back": back}
    )


def _context(request: SeatRequest, row: ImportBatch) -> dict[str, Any]:
    outcome = request.GET.get("outcome", "")
    rows = queries.rows_of(request.seat, row, outcome=outcome)
    return {
        "batch": row,
        "outcomes": queries.outcomes(request.seat, row),
        "outcome": outcome,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "open": row.state in (ImportBatch.State.OPENED, ImportBatch.State.READ),
        "compared": row.rows_read >= row.total,
        "mapping": sorted(row.mapping.items()),
    }
