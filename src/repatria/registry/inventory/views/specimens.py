"""Specimens: the list, one specimen, and the acts on it."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.drawing.skeleton import draw_skeleton
from repatria.registry.gateway import bones
from repatria.registry.inventory import drawn, forms, graph, kinds
from repatria.registry.inventory.actions import entering, measuring, photographing, relating, scoring
from repatria.registry.inventory.hooks import samples_of
from repatria.registry.inventory.measures import reference_words
from repatria.registry.inventory.models import Measurement, Specimen
from repatria.registry.inventory.queries import bones as bone_queries
from repatria.registry.inventory.queries import individuals as individual_queries
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.inventory.views.pictures import shown
from repatria.registry.inventory.zones import LETTERS
from repatria.registry.people.desks import at
from repatria.registry.refusals import AskAgain, NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50
FILTERS = ("element", "side", "container", "accession", "state", "text")


@page("inventory.read", methods=("GET",))
def specimens(request: SeatRequest) -> HttpResponse:
    """All specimens, filtered by element, side, container and state."""
    told = {name: request.GET.get(name, "") for name in FILTERS}
    found = Paginator(queries.descriptions(request.seat, **told), PAGE).get_page(request.GET.get("page"))
    families = sorted({kind.family for kind in kinds.kinds().values() if kind.region != "teeth"})
    return render(request, "inventory/specimens.html", {"page": found, "told": told, "families": families})


@page("inventory.read", methods=("GET",))
def specimen(request: SeatRequest, code: str) -> HttpResponse:
    """One specimen with everything said of it."""
    return _answer(request, queries.specimen_called(request.seat, code), {})


Answered = dict[str, django_forms.Form]


def _answer(request: SeatRequest, row: Specimen, tried: Answered) -> HttpResponse:
    seat = request.seat
    versions = list(queries.versions(seat, row))
    said = next(v for v in versions if v.current)
    kind = kinds.kind_of(said.element)
    drawn = queries.skeleton_of([said.bone(row.code)])
    may_enter = seat.may("inventory.enter") and row.withdrawn is None
    context = {
        "row": row,
        "said": said,
        "versions": versions,
        "kind": kind,
        "letters": [(LETTERS[z.number - 1], z.description) for z in kind.zones],
        "drawn": bool(drawn),
        "skeleton": draw_skeleton(drawn) if drawn and "skeleton" in request.GET else "",
        "measurements": [(m, *_placed(m)) for m in queries.measurements(seat, row)],
        "scores": bone_queries.observations(seat, row),
        "reference": reference_words(),
        "relations": queries.relations(seat, row),
        "photographs": queries.photographs(seat, row.item.thing),
        "samples": samples_of(seat, row),
        "identifiers": queries.identifiers(seat, row),
        "individual": individual_queries.individual_of(seat, row),
        "may_enter": may_enter,
        "may_open": seat.may("inventory.open_photograph"),
        "describe": (tried.get("describe") or forms.Describe.of(said)) if may_enter else None,
        "withdraw": tried.get("withdraw") or forms.Reason(auto_id="withdraw_%s"),
        "measure": _offered(seat, "inventory.measure", row, tried.get("measure") or _measure_form(seat, row, said.element)),
        "score": _offered(
            seat, "inventory.measure", row, tried.get("score") or forms.Score(element=said.element, auto_id="s_%s")
        ),
        "relate": _offered(seat, "inventory.relate", row, tried.get("relate") or forms.Relate(auto_id="r_%s")),
        "photograph": _offered(seat, "inventory.photograph", row, tried.get("photograph") or forms.Photograph(auto_id="p_%s")),
        "tried": set(tried),
        "refused": [] if row.withdrawn is None else [e for f in tried.values() for e in f.non_field_errors()],
    }
    return render(request, "inventory/specimen.html", context)


def _placed(row: Measurement) -> tuple[str, str]:
    """(percentile in the reference, a small picture) of a standing value; empty texts where the reference does not hold it."""
    told = None if row.withdrawn else bones.measured(row.code, float(row.value_mm))
    return (told.percentile, drawn.draw_place(told, f"place-{row.pk}")) if told else ("", "")


def _measure_form(seat: Any, row: Specimen, element: str, data: Any = None) -> forms.Measure:
    return forms.Measure(data, element=element, place=at(seat, "inventory:place", code=row.code), auto_id="m_%s")


def _offered(seat: Any, verb: str, row: Specimen, form: django_forms.Form) -> django_forms.Form | None:
    return form if seat.may(verb) and row.withdrawn is None else None


def _do(request: SeatRequest, row: Specimen, name: str, form: django_forms.Form, act: Any) -> HttpResponse:
    """Do ``act`` with what a valid form says and go back to the specimen; a refusal stands beside the form."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect(at(request.seat, "inventory:specimen", code=row.code))
        except NotFound:
            raise
        except AskAgain as again:
            form.add_error("sure" if "sure" in form.fields else None, str(again))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _answer(request, row, {name: form})


@page("inventory.enter", methods=("POST",))
def describe(request: SeatRequest, code: str) -> HttpResponse:
    """Describe a specimen anew."""
    row, form = queries.specimen_called(request.seat, code), forms.Describe(request.POST)
    return _do(
        request, row, "describe", form,
        lambda told: entering.describe_specimen(request.seat, row, form.told(), reason=told["reason"], after=told["after"]),
    )  # fmt: skip


@page("inventory.enter", methods=("POST",))
def withdraw(request: SeatRequest, code: str) -> HttpResponse:
    """Withdraw an entry that should not be there."""
    row, form = queries.specimen_called(request.seat, code), forms.Reason(request.POST, auto_id="withdraw_%s")
    return _do(
        request, row, "withdraw", form, lambda told: entering.withdraw_specimen(request.seat, row, reason=told["reason"])
    )


@page("inventory.measure", methods=("POST",))
def measure(request: SeatRequest, code: str) -> HttpResponse:
    """Note a measurement."""
    row = queries.specimen_called(request.seat, code)
    said = next(v for v in queries.versions(request.seat, row) if v.current)
    form = _measure_form(request.seat, row, said.element, request.POST)
    return _do(request, row, "measure", form, lambda told: measuring.measure(request.seat, row, **told))


@page("inventory.measure", methods=("POST",))
def score(request: SeatRequest, code: str) -> HttpResponse:
    """Note the score of a growing place, a trait or a phase."""
    row = queries.specimen_called(request.seat, code)
    said = next(v for v in queries.versions(request.seat, row) if v.current)
    form = forms.Score(request.POST, element=said.element, auto_id="s_%s")
    return _do(request, row, "score", form, lambda told: scoring.score(request.seat, row, **told))


@page("inventory.measure", methods=("POST",))
def withdraw_measurement(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a mistaken measurement."""
    row = queries.specimen_called(request.seat, code)
    measuring.withdraw_measurement(
        request.seat, queries.measurement(request.seat, row, pk), reason=request.POST.get("reason", "")
    )
    return redirect(at(request.seat, "inventory:specimen", code=row.code))


@page("inventory.relate", methods=("POST",))
def relate(request: SeatRequest, code: str) -> HttpResponse:
    """Note a relation to another specimen."""
    row, form = queries.specimen_called(request.seat, code), forms.Relate(request.POST, auto_id="r_%s")

    def act(told: dict[str, Any]) -> None:
        try:
            other = queries.specimen_called(request.seat, told.pop("other"))
        except NotFound:
            form.add_error("other", "code: no specimen of this code that you may see. Check it.")
            raise Refusal("Choose the other specimen.") from None
        relating.relate(request.seat, row, other, **told)

    return _do(request, row, "relate", form, act)


@page("inventory.relate", methods=("POST",))
def withdraw_relation(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a relation."""
    row = queries.specimen_called(request.seat, code)
    relating.withdraw_relation(request.seat, queries.relation(request.seat, row, pk), reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "inventory:specimen", code=row.code))


@page("inventory.photograph", methods=("POST",))
def photograph(request: SeatRequest, code: str) -> HttpResponse:
    """Keep a photograph."""
    row, form = queries.specimen_called(request.seat, code), forms.Photograph(request.POST, request.FILES, auto_id="p_%s")
    return _do(
        request, row, "photograph", form,
        lambda told: photographing.add_photograph(
            request.seat, row, told["file"].read(), name=told["file"].name, caption=told["caption"]
        ),
    )  # fmt: skip


@page("inventory.open_photograph", methods=("POST",))
def open_photograph(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Open one photograph: an act, kept in the journal. The picture comes with the answer and has no address of its own."""
    row = queries.specimen_called(request.seat, code)
    whole = "whole" in request.POST
    found, data = queries.open_photograph(request.seat, row, pk, whole=whole)
    back = at(request.seat, "inventory:specimen", code=row.code)
    return shown(request, found, data, whole=whole, code=row.code, back=back)


@page("inventory.read", methods=("GET",))
def relations(request: SeatRequest, code: str) -> HttpResponse:
    """The neighbourhood of a specimen, up to four relations away."""
    seat = request.seat
    row = queries.specimen_called(seat, code)
    asked = request.GET.get("hops", "2")
    most = min(max(int(asked) if asked.isdecimal() and len(asked) < 3 else 2, 1), graph.MOST_HOPS)
    found, rows, told = queries.neighbourhood(seat, row, most)
    names = {pk: said.specimen.code for pk, said in told.items()}
    names.setdefault(row.pk, row.code)
    edges = [graph.Edge(r.left_id, r.right_id, r.kind) for r in rows if r.left_id in found and r.right_id in found]
    picture = graph.draw(row.pk, found, edges, names, lambda pk: at(seat, "inventory:specimen", code=names[pk]))
    near = [(hop, told[pk]) for pk, hop in sorted(found.items(), key=lambda kv: (kv[1], kv[0])) if pk in told and hop]
    lines = [(r, names[r.left_id], names[r.right_id]) for r in rows if r.left_id in names and r.right_id in names]
    context = {
        "row": row,
        "hops": most,
        "picture": picture,
        "near": near,
        "lines": lines,
        "choices": range(1, graph.MOST_HOPS + 1),
    }
    return render(request, "inventory/relations.html", context)
