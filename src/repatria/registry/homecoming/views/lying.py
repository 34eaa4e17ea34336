"""Pages of graves with their map, and of bones that came to light later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from repatria.registry.homecoming import graveyard
from repatria.registry.homecoming.actions import burying, portions
from repatria.registry.homecoming.forms import going as forms
from repatria.registry.homecoming.models import PortionEvent
from repatria.registry.homecoming.queries import going as queries
from repatria.registry.homecoming.queries import telling
from repatria.registry.journal import clock
from repatria.registry.people.desks import at
from repatria.registry.refusals import AskAgain, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("homecoming.releases", methods=("GET",))
def graves(request: SeatRequest) -> HttpResponse:
    """Where everybody lies, with a map of the places that are known."""
    seat, text = request.seat, request.GET.get("q", "")[:40]
    rows = queries.graves(seat, text=text)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [(one, burying.about_code(one), queries.reads_place(seat, one)) for one in shown],
        "map": graveyard.map_of(seat, rows),
        "q": text,
        "may_open": seat.may("homecoming.bury"),
        "named": queries.names_of_receivers(seat),
    }
    return render(request, "homecoming/graves.html", context)


@page("homecoming.bury")
def open_grave(request: SeatRequest, pk: int) -> HttpResponse:
    """Write down that a grave was opened again."""
    seat = request.seat
    row = queries.grave_called(seat, pk)
    where = f"{burying.about_code(row)} · {row.place}, {row.grave}"  # who writes this down may read it
    form: Any = forms.OpenGrave(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            burying.open_grave(seat, row, **form.cleaned_data)
            messages.success(request, _("It is written down. What was taken out comes back on the page of its release."))
            return redirect(at(seat, "homecoming:graves"))
        except AskAgain as again:
            form.add_error("sure", str(again))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "label": _("A grave was opened again"), "of": where,
        "note": row.exhumation, "back": at(seat, "homecoming:graves"), "crumb": _("Graves"), "danger": True,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


@page("homecoming.read", methods=("GET",))
def later(request: SeatRequest, code: str = "") -> HttpResponse:
    """Bones that came to light after the family was told: of everybody, or of one person."""
    seat = request.seat
    person = telling.person_called(seat, code) if code else None
    shown = Paginator(queries.later_bones(seat, person=person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [(one, queries.standing_wish(seat, one)[0]) for one in shown],
        "person": person,
        "names": seat.may("families.read"),
        "today": clock.today(),
        "may_answer": seat.may("homecoming.portion"),
        "private": seat.may("families.read_kin"),
    }
    return render(request, "homecoming/later.html", context)


@page("homecoming.portion")
def answer(request: SeatRequest, pk: int) -> HttpResponse:
    """Answer for a later bone as the standing wish says."""
    seat = request.seat
    row = queries.later_bone(seat, pk)
    wish, outcome = queries.standing_wish(seat, row)
    form: Any = forms.AnswerPortion(request.POST if request.method == "POST" else None, initial={"outcome": outcome})
    if request.method == "POST" and form.is_valid():
        try:
            portions.try_to_answer(seat, row, **form.cleaned_data)
            messages.success(request, _("It is written down."))
            return redirect(at(seat, "homecoming:portions", code=row.missing.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    note = _("The family's wish: %(wish)s.") % {"wish": wish} if wish else _("The family has not said what they wish.")
    context = {
        "form": form, "label": _("Answer for a later bone"), "of": f"{row.specimen.code} · {row.missing.code}", "note": note,
        "back": at(seat, "homecoming:portions", code=row.missing.code), "crumb": _("Later bones"),
        "done": row.outcome != PortionEvent.Outcome.WAITING,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


URLS = [
    path("graves/", graves, name="graves"),
    path("graves/<int:pk>/open/", open_grave, name="open-grave"),
    path("later/", later, name="portion-events"),
    path("later/<int:pk>/answer/", answer, name="answer-portion"),
    path("later/<str:code>/", later, name="portions"),
]
