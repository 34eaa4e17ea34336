"""The page of the databases in which types of lines are counted: what is in force, what was, entering and ending one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.laboratory import forms, lineage_bases, lineage_queries, receiving
from repatria.registry.laboratory.views import form_page
from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.web import SeatRequest, page


@page("laboratory.databases", methods=("GET",))
def haplotypes(request: SeatRequest) -> HttpResponse:
    """The databases of this incident, those in force first."""
    return render(request, "laboratory/haplotypes.html", {"rows": lineage_queries.haplotypes(request.seat)})


@page("laboratory.databases")
def new_haplotypes(request: SeatRequest) -> HttpResponse:
    """Enter a database from a file."""
    seat = request.seat
    form = forms.NewHaplotypes(request.POST or None, request.FILES or None)
    back = at(seat, "laboratory:haplotypes")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        upload = told["file"]
        try:
            found = receiving.fetch(seat, upload.chunks(), upload.name, told["type"], told["ranges"])
            names = ("type", "source", "simulated", "lengths", "pool")
            lineage_bases.enter_haplotypes(seat, found.profiles, name=told["title"], **{n: told[n] for n in names})  # type: ignore[arg-type]
            return redirect(back)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    lead = _(
        "It takes the place of the one in force for its population. Entries are kept by number, without the names of the file."
    )
    return form_page(request, form, _("Enter a database of types"), back, lead)


@page("laboratory.databases")
def end_haplotypes(request: SeatRequest, pk: int) -> HttpResponse:
    """Count no more in a database."""
    seat = request.seat
    row = lineage_queries.haplotypes_called(seat, pk)
    form = forms.Reason(request.POST or None)
    back = at(seat, "laboratory:haplotypes")
    if request.method == "POST" and form.is_valid():
        try:
            lineage_bases.end_haplotypes(seat, row, reason=form.cleaned_data["reason"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Count no more in %(name)s") % {"name": row.name}, back)
