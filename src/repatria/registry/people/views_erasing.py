"""Pages of erasures: asked for by one person, carried out or declined by a second."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.people import erasing, forms
from repatria.registry.people.desks import at
from repatria.registry.people.queries_erasing import erasure as erasure_of
from repatria.registry.people.queries_erasing import erasures as erasures_of
from repatria.registry.refusals import AskAgain, NotFound, Refusal
from repatria.registry.web import SeatRequest, page


@page("journal.erasures")
def erasures(request: SeatRequest) -> HttpResponse:
    """What was erased and what is asked to be; an administrator asks here."""
    seat = request.seat
    form = forms.AskErasure(request.POST if request.method == "POST" else None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST":
        seat.need("journal.erase")
        if form.is_valid():
            told = form.cleaned_data
            try:
                row = erasing.ask(seat, told["about"], reason=told["reason"], sure=told["sure"])
                return redirect(at(seat, "people:erasure", pk=row.pk))
            except AskAgain as again:
                form.add_error("sure", str(again))
            except NotFound:
                form.add_error("about", f"{told['about']}: nothing here has this code. Write it as it stands on the page.")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    context = {"rows": erasures_of(seat), "form": form, "can_ask": seat.may("journal.erase")}
    return render(request, "people/erasures.html", context)


@page("journal.erasures")
def erasure(request: SeatRequest, pk: int) -> HttpResponse:
    """One erasure; a second person carries it out here."""
    seat, row = request.seat, erasure_of(request.seat, pk)
    form = forms.CarryOutErasure(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat.need("journal.confirm_erasure")
        if form.is_valid():
            try:
                erasing.carry_out(seat, row, sure=form.cleaned_data["sure"])
                return redirect(at(seat, "people:erasure", pk=pk))
            except AskAgain as again:
                form.add_error("sure", str(again))
    return _shown(request, pk, form)


@page("journal.confirm_erasure", methods=("POST",))
def decline(request: SeatRequest, pk: int) -> HttpResponse:
    """Not erased, with a reason."""
    form = forms.DeclineErasure(request.POST)
    if form.is_valid():
        erasing.decline(request.seat, erasure_of(request.seat, pk), reason=form.cleaned_data["reason"])
        return redirect(at(request.seat, "people:erasure", pk=pk))
    return _shown(request, pk, forms.CarryOutErasure(), form)


def _shown(
    request: SeatRequest, pk: int, form: forms.CarryOutErasure, against: forms.DeclineErasure | None = None
) -> HttpResponse:
    seat, row = request.seat, erasure_of(request.seat, pk)
    context = {
        "row": row,
        "form": form,
        "against": against or forms.DeclineErasure(),
        "can_answer": row.state == "asked" and seat.may("journal.confirm_erasure"),
        "mine": row.asked_by_id == seat.user.pk,
    }
    return render(request, "people/erasure.html", context)
