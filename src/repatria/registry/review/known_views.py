"""Pages of known answers, for the quality manager alone, and the door to take one identification out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.review import bag, bagwords, known, known_forms, papers, queries
from repatria.registry.review import known_queries as found
from repatria.registry.web import SeatRequest, page


@page("review.known", methods=("GET",))
def known_answers(request: SeatRequest) -> HttpResponse:
    """All known answers with their truth, what was answered, and the running tally."""
    seat = request.seat
    rows = [(row, found.answers(seat, row), found.taken_out(seat, row)) for row in found.known_answers(seat)]
    return render(request, "review/known.html", {"rows": rows, "tally": found.tally(seat)})


@page("review.known")
def new_known(request: SeatRequest) -> HttpResponse:
    """Slip one in."""
    seat = request.seat
    form = known_forms.Slip(request.POST or None)
    if request.method == "POST" and form.is_valid():
        where = "bone"
        try:
            bone = found.bone_thing(seat, form.cleaned_data["bone"])
            where = "missing"
            truth = form.cleaned_data["missing"].strip()
            known.slip(seat, bone, missing=found.missing_thing(seat, truth) if truth else None)
            return redirect(at(seat, "review:known"))
        except NotFound:
            form.add_error(
                where, _("There is no such bone here.") if where == "bone" else _("There is no such missing person here.")
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "codes": found.missing_to_choose(seat), "bones": found.bones_to_choose(seat)}
    return render(request, "review/known_new.html", context)


@page("review.known", methods=("POST",))
def open_known(request: SeatRequest, code: str) -> HttpResponse:
    """Open one: compare and end it."""
    known.open_answer(request.seat, found.known_answer(request.seat, code))
    return redirect(at(request.seat, "review:known"))


@page("review.export")
def export(request: SeatRequest, code: str) -> HttpResponse:
    """Take one signed identification out as a bag."""
    seat = request.seat
    row = queries.identification_called(seat, code)
    form = known_forms.Export(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = bag.export_identification(seat, row, **form.cleaned_data)
            name = f'attachment; filename="{made.name}.zip"'
            return HttpResponse(made.data, content_type="application/zip", headers={"Content-Disposition": name})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "row": row, "contents": bagwords.CONTENTS.items(), "signed": row.state in bag.EXPORTED}
    return render(request, "review/export.html", context)


@page("review.read", methods=("GET",))
def statement_paper(request: SeatRequest, code: str) -> HttpResponse:
    """The identification statement, for print."""
    row = queries.identification_called(request.seat, code)
    return _pdf(papers.statement_paper(request.seat, row), f"{row.code}-statement.pdf")


@page("review.read", methods=("GET",))
def dissent_paper(request: SeatRequest, code: str) -> HttpResponse:
    """The minority views, for print."""
    row = queries.identification_called(request.seat, code)
    return _pdf(papers.dissent_paper(request.seat, row), f"{row.code}-dissent.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
