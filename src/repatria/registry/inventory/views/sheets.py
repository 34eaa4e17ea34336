"""Old inventory sheets: choose the file, say what its columns mean, see what would become of it, then load it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.inventory import forms, images, sheets
from repatria.registry.inventory.actions import importing
from repatria.registry.inventory.queries import sheets as queries
from repatria.registry.people.desks import at
from repatria.registry.refusals import Impossible, NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE, ROOM = 100, "sheets"


@page("inventory.import")
def bring_in(request: SeatRequest) -> HttpResponse:
    """The sheets brought in so far, and the field for the next."""
    form = forms.SheetFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > sheets.MOST_BYTES:
                raise Impossible(f"{file.name}: larger than {sheets.MOST_BYTES // 1_048_576} MiB. Cut it into several sheets.")
            raw = file.read()
            sheets.read_table(raw, file.name)
            digest = images.keep(raw, ROOM)
            return redirect(at(request.seat, "inventory:sheet-mapping", digest=digest, file=_safe(file.name)))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "page": Paginator(queries.sheets(request.seat), PAGE).get_page(request.GET.get("page"))}
    return render(request, "inventory/sheets.html", context)


@page("inventory.import")
def mapping(request: SeatRequest, digest: str, file: str) -> HttpResponse:
    """Say what each column means; see what would become of each line; then load the sheet."""
    raw = images.fetch(digest, ROOM)
    table = sheets.read_table(raw, file)
    guessed = {f"column{place}": target for place, target in enumerate(sheets.guess(table.heads).values())}
    form = forms.Mapping(request.POST or None, heads=table.heads, fields=sheets.PLAIN, initial=guessed)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            if "load" in request.POST:
                made = importing.load_sheet(request.seat, raw, name=file, mapping=form.mapping())
                return redirect(at(request.seat, "inventory:sheet", code=made.code))
            found = sheets.plan(request.seat, table, form.mapping())
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "name": file,
        "plan": found,
        "counts": {end: found.count(end) for end in ("made", "merged", "refused")} if found else {},
        "lines": found.lines[:200] if found else [],
        "table": table,
        "sample": table.lines[:3],
    }
    return render(request, "inventory/mapping.html", context)


@page("inventory.read", methods=("GET",))
def sheet(request: SeatRequest, code: str) -> HttpResponse:
    """One sheet, its balance and its lines."""
    row = queries.sheet_called(request.seat, code)
    outcome = request.GET.get("outcome", "")
    shown = Paginator(queries.lines(request.seat, row, outcome=outcome), PAGE).get_page(request.GET.get("page"))
    return render(request, "inventory/sheet.html", {"row": row, "page": shown, "outcome": outcome})


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in name)[-80:] or "sheet.csv"
