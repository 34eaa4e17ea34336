"""Pages of the nations of an incident: the list, and who signs determinations of a group for which of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from repatria.registry.homecoming.actions import nations as acts
from repatria.registry.homecoming.forms import nations as forms
from repatria.registry.homecoming.queries import nations as queries
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page


@page("homecoming.nations")
def nations(request: SeatRequest) -> HttpResponse:
    """The nations of the incident and who signs for each; an administrator enters one more."""
    seat = request.seat
    form = forms.Enter(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat.need("homecoming.accredit")
        if form.is_valid():
            try:
                made = acts.enter(seat, **form.cleaned_data)
                messages.success(request, _("%(nation)s stands on the list.") % {"nation": made.name})
                return redirect(at(seat, "homecoming:nations"))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    may = seat.may("homecoming.accredit")
    told = {
        "rows": queries.nations(seat), "form": form, "may": may, "unnamed": queries.unnamed(seat) if may else [],
        "ends": seat.may("homecoming.ends"),
    }  # fmt: skip
    return render(request, "homecoming/nations.html", told)


@page("homecoming.accredit")
def name(request: SeatRequest, pk: int) -> HttpResponse:
    """Say who signs for a nation."""
    seat, row = request.seat, queries.nation(request.seat, pk)
    form = forms.Name(request.POST if request.method == "POST" else None, people=queries.unnamed(seat))
    if request.method == "POST" and form.is_valid():
        try:
            acts.name_delegate(seat, row, form.cleaned_data["user"])
            messages.success(request, _("Written down."))
            return redirect(at(seat, "homecoming:nations"))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    note = _("They sign every determination of this incident for this nation, and for no other, until that is ended.")
    return _form(request, form, _("Who signs for %(nation)s") % {"nation": row.name}, note)


@page("homecoming.accredit")
def end(request: SeatRequest, what: str, pk: int) -> HttpResponse:
    """A nation takes no more part, or somebody signs for it no more; with the reason."""
    seat = request.seat
    if what not in ("nation", "delegate"):
        raise NotFound
    row: Any = queries.nation(seat, pk) if what == "nation" else queries.delegate(seat, pk)
    form = forms.Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            (acts.leave if what == "nation" else acts.end_delegate)(seat, row, **form.cleaned_data)
            messages.success(request, _("Written down. What was signed stays."))
            return redirect(at(seat, "homecoming:nations"))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    if what == "nation":
        label = _("%(nation)s takes no more part") % {"nation": row.name}
    else:
        label = _("%(who)s signs for %(nation)s no more") % {"who": row.user.called, "nation": row.nation.name}
    return _form(request, form, label, _("What was signed stays as it is."), danger=True)


def _form(request: SeatRequest, form: Any, label: str, note: str, *, danger: bool = False) -> HttpResponse:
    told = {
        "form": form, "label": label, "of": note, "back": at(request.seat, "homecoming:nations"), "crumb": _("Nations"),
        "danger": danger,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", told)


URLS = [
    path("nations/", nations, name="nations"),
    path("nations/<int:pk>/who/", name, name="name-delegate"),
    path("nations/<slug:what>/<int:pk>/end/", end, name="end-nation"),
]
