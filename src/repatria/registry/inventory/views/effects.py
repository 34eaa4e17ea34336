"""Effects, for those who may read them; whoever groups bones finds nothing here."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.inventory import forms
from repatria.registry.inventory.actions import effects as actions
from repatria.registry.inventory.actions import photographing
from repatria.registry.inventory.models import Effect, EffectDescription
from repatria.registry.inventory.queries import effects as queries
from repatria.registry.inventory.queries import specimens as specimen_queries
from repatria.registry.inventory.views.pictures import shown
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("inventory.effects", methods=("GET",))
def effects(request: SeatRequest) -> HttpResponse:
    """All effects, filtered by kind and words."""
    told = {name: request.GET.get(name, "") for name in ("kind", "text")}
    context = {
        "page": Paginator(queries.effects(request.seat, **told), PAGE).get_page(request.GET.get("page")),
        "told": told,
        "kinds": EffectDescription.Kind.choices,
        "may_record": request.seat.may("inventory.record_effect"),
    }
    return render(request, "inventory/effects.html", context)


@page("inventory.record_effect")
def new_effect(request: SeatRequest) -> HttpResponse:
    """Record an effect."""
    seat = request.seat
    boxes, own = {i.code: i for i in queries.boxes(seat)}, {i.code: i for i in queries.own_boxes(seat)}
    form = forms.NewEffect(request.POST or None, boxes=boxes.values(), own=own.values())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.record_effect(seat, boxes[told.pop("found_in")], into=own.get(told.pop("into")), **told)
            return redirect(at(seat, "inventory:effect", code=made.code))
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "inventory/new_effect.html", {"form": form})


@page("inventory.effects", methods=("GET",))
def effect(request: SeatRequest, code: str) -> HttpResponse:
    """One effect, its versions, its photographs and the names read from it."""
    return _answer(request, queries.effect_called(request.seat, code), {})


def _answer(request: SeatRequest, row: Effect, tried: dict[str, django_forms.Form]) -> HttpResponse:
    seat = request.seat
    versions = list(queries.versions(seat, row))
    said = next(v for v in versions if v.current)
    may = seat.may("inventory.record_effect")
    now = {name: getattr(said, name) for name in ("kind", "description", "marks", "text_read")}
    context = {
        "row": row,
        "said": said,
        "versions": versions,
        "leads": queries.leads(seat, row),
        "photographs": specimen_queries.photographs(seat, row.item.thing),
        "describe": (tried.get("describe") or forms.EffectAgain(initial=now)) if may else None,
        "name": (tried.get("name") or forms.Name(auto_id="n_%s")) if may else None,
        "photograph": (tried.get("photograph") or forms.Photograph(auto_id="p_%s")) if may else None,
        "tried": set(tried),
    }
    return render(request, "inventory/effect.html", context)


def _do(request: SeatRequest, row: Effect, name: str, form: django_forms.Form, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect(at(request.seat, "inventory:effect", code=row.code))
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _answer(request, row, {name: form})


@page("inventory.record_effect", methods=("POST",))
def describe_effect(request: SeatRequest, code: str) -> HttpResponse:
    """Describe an effect anew."""
    row = queries.effect_called(request.seat, code)
    return _do(
        request, row, "describe", forms.EffectAgain(request.POST),
        lambda told: actions.describe_effect(request.seat, row, **told),
    )  # fmt: skip


@page("inventory.record_effect", methods=("POST",))
def note_name(request: SeatRequest, code: str) -> HttpResponse:
    """Note a name read from an effect."""
    row = queries.effect_called(request.seat, code)
    return _do(
        request,
        row,
        "name",
        forms.Name(request.POST, auto_id="n_%s"),
        lambda told: actions.note_name(request.seat, row, **told),
    )


@page("inventory.record_effect", methods=("POST",))
def withdraw_name(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a name read wrongly."""
    row = queries.effect_called(request.seat, code)
    actions.withdraw_name(request.seat, queries.lead(request.seat, row, pk), reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "inventory:effect", code=row.code))


@page("inventory.record_effect", methods=("POST",))
def photograph_effect(request: SeatRequest, code: str) -> HttpResponse:
    """Keep a photograph of an effect."""
    row = queries.effect_called(request.seat, code)
    return _do(
        request, row, "photograph", forms.Photograph(request.POST, request.FILES, auto_id="p_%s"),
        lambda told: photographing.add_effect_photograph(
            request.seat, row, told["file"].read(), name=told["file"].name, caption=told["caption"]
        ),
    )  # fmt: skip


@page("inventory.effects", methods=("POST",))
def open_effect_photograph(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Open a photograph of an effect: an act, kept in the journal."""
    row = queries.effect_called(request.seat, code)
    whole = "whole" in request.POST
    found, data = queries.open_effect_photograph(request.seat, row, pk, whole=whole)
    back = at(request.seat, "inventory:effect", code=row.code)
    return shown(request, found, data, whole=whole, code=row.code, back=back)
