"""Pages of corrections: what would rest on a link, what rested on a wrong one, and each step of putting it right."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.homecoming import papers_undoing
from repatria.registry.homecoming.actions import undoing
from repatria.registry.homecoming.forms import undoing as forms
from repatria.registry.homecoming.queries import undoing as queries
from repatria.registry.people.desks import at
from repatria.registry.refusals import AskAgain, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("homecoming.steps", methods=("GET",))
def corrections(request: SeatRequest) -> HttpResponse:
    """Every correction, open ones first."""
    shown = Paginator(queries.corrections(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "homecoming/corrections.html", {"page": shown})


@page("homecoming.steps", methods=("GET",))
def preview(request: SeatRequest, code: str) -> HttpResponse:
    """What would have to be put right if this identification were rescinded now. Nothing is written."""
    row = queries.identification_called(request.seat, code)
    groups = queries.preview(request.seat, row)
    told = {"identification": row, "groups": groups, "count": sum(len(some) for _label, some in groups)}
    return render(request, "homecoming/rests_on.html", {**told, "may_rescind": request.seat.may("review.sign")})


@page("homecoming.steps", methods=("GET",))
def correction(request: SeatRequest, code: str) -> HttpResponse:
    """One correction: everything that rested on the wrong link, what to do about each, and what was done."""
    seat = request.seat
    row = queries.correction_called(seat, code)
    told = {
        "row": row,
        "groups": queries.lines(seat, row),
        "stale": queries.is_stale(seat, row),
        "words": queries.reads_words(seat),
        "may_close": seat.may("homecoming.correct") and row.closed is None and row.all_steps == row.ended,  # type: ignore[attr-defined]
        "may_write": seat.may("homecoming.notify"),
    }
    return render(request, "homecoming/correction.html", told)


@page("homecoming.steps")
def step(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """End one step, with words that say what was done."""
    seat = request.seat
    row = queries.correction_called(seat, code)
    found = queries.step_of(seat, row, pk)
    form = forms.EndStep(request.POST if request.method == "POST" else None, stays=queries.stays(seat, found))
    if request.method == "POST" and form.is_valid():
        try:
            undoing.end_step(seat, found, **form.cleaned_data)
            messages.success(request, _("The step has ended."))
            return redirect(at(seat, "homecoming:correction", code=code))
        except AskAgain as again:
            form.add_error("sure" if "sure" in form.fields else None, str(again))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "homecoming/step.html", {"row": row, "line": queries.line_of(seat, found), "form": form})


@page("homecoming.steps", methods=("POST",))
def look_again(request: SeatRequest, code: str) -> HttpResponse:
    """Add what came since the correction was opened."""
    row = queries.correction_called(request.seat, code)
    try:
        made = undoing.look_again(request.seat, row)
        words = ngettext("%(n)d step was added.", "%(n)d steps were added.", len(made)) % {"n": len(made)}
        messages.success(request, words if made else _("Nothing more rests on it than is listed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(at(request.seat, "homecoming:correction", code=code))


@page("homecoming.correct", methods=("POST",))
def close(request: SeatRequest, code: str) -> HttpResponse:
    """Close a correction in which every step has ended."""
    row = queries.correction_called(request.seat, code)
    try:
        undoing.close(request.seat, row)
        messages.success(request, _("The correction is closed. It stays readable."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(at(request.seat, "homecoming:correction", code=code))


@page("homecoming.notify", methods=("GET",))
def notice(request: SeatRequest, code: str) -> HttpResponse:
    """The letter to the family that says the identification was wrong, as PDF."""
    row = queries.correction_called(request.seat, code)
    pdf = papers_undoing.notice_paper(request.seat, row)
    name = f'inline; filename="{row.identification.missing.code}-rescission.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


URLS = [
    path("corrections/", corrections, name="corrections"),
    path("corrections/<str:code>/", correction, name="correction"),
    path("corrections/<str:code>/before/", preview, name="rests-on"),
    path("corrections/<str:code>/steps/<int:pk>/", step, name="step"),
    path("corrections/<str:code>/look-again/", look_again, name="look-again"),
    path("corrections/<str:code>/close/", close, name="close-correction"),
    path("corrections/<str:code>/letter.pdf", notice, name="rescission-notice"),
]
