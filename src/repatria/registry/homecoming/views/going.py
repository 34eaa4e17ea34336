"""Pages of releases: what may leave, one release with its counts, and the acts on it. Graves and later bones: lying.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.homecoming import papers_going
from repatria.registry.homecoming.actions import burying, going
from repatria.registry.homecoming.forms import going as forms
from repatria.registry.homecoming.models import Release
from repatria.registry.homecoming.queries import going as queries
from repatria.registry.homecoming.views import lying
from repatria.registry.journal import clock
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import AskAgain, NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50
State = Release.State
Act = tuple[Any, str, str, type[django_forms.Form], Callable[[Seat, Release, dict[str, Any]], Any], Any]
ACTS: dict[str, Act] = {
    "out": (
        gettext_lazy("Count out"), "homecoming.release", State.PREPARED, forms.CountOut,
        lambda s, r, t: going.try_to_count_out(s, r, **t),
        gettext_lazy("Weigh each portion and count its pieces. From then on nobody here holds them; somebody else counts them in."),
    ),
    "cancel": (
        gettext_lazy("Cancel it"), "homecoming.release", State.PREPARED, forms.Reason,
        lambda s, r, t: going.cancel(s, r, **t), gettext_lazy("It has not left. Its portions are free for another release."),
    ),
    "in": (
        gettext_lazy("Count in"), "homecoming.arrive", State.UNDER_WAY, forms.CountIn,
        lambda s, r, t: going.count_in(s, r, **t),
        gettext_lazy("Never by whoever counted it out. A portion that is not there, or that differs, opens a discrepancy."),
    ),
    "bury": (
        gettext_lazy("Write down the grave"), "homecoming.bury", State.ARRIVED, forms.Bury,
        lambda s, r, t: burying.try_to_bury(s, r, **t), gettext_lazy("Once it is written down, place and grave stay."),
    ),
}  # fmt: skip
"""Acts on one release: label, verb, the state it needs, form, act, what the page says beside it."""


@page("homecoming.releases", methods=("GET",))
def releases(request: SeatRequest) -> HttpResponse:
    """Who may leave and has not, and every release."""
    seat, told = request.seat, request.GET
    state, text = told.get("state", ""), told.get("q", "")[:40]
    shown = Paginator(queries.releases(seat, state=state, text=text), PAGE).get_page(told.get("page"))
    context = {
        "page": shown,
        "rows": [(one, going.about(one).code) for one in shown],
        "may_read": seat.may("homecoming.read"),
        "ready": queries.ready(seat) if seat.may("homecoming.release") else [],
        "states": State.choices,
        "state": state,
        "q": text,
    }
    return render(request, "homecoming/releases.html", context)


@page("homecoming.release")
def prepare(request: SeatRequest, code: str) -> HttpResponse:
    """Choose what leaves, to whom; or read why it stays."""
    seat = request.seat
    whom = queries.whom(seat, code)
    bones, effects = list(queries.bones_of(seat, whom)), list(queries.effects_for(seat, whom))
    items = {one.code: one for one in (*bones, *effects)}
    choices = [(one.code, f"{one.code}: {one.what}") for one in items.values()]
    posted = request.POST if request.method == "POST" else None
    way = queries.for_the_way(seat, whom)
    begin = {"items": [one.code for one in bones], "honours": way.honours if way else ""}
    form: Any = forms.Prepare(posted, items=choices, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "items": [items[one] for one in form.cleaned_data["items"]]}
        try:
            made = going.try_to_prepare(seat, whom, **said)
            messages.success(request, _("Prepared. Count it out when it leaves."))
            return redirect(at(seat, "homecoming:release", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "label": _("Prepare a release"), "of": whom.code, "back": at(seat, "homecoming:releases"),
        "crumb": _("Releases"), "note": "", "stays": queries.why_it_stays(seat, whom), "empty": not items, "way": way,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


@page("homecoming.releases", methods=("GET",))
def release(request: SeatRequest, code: str) -> HttpResponse:
    """One release: what leaves, who counted what, where it lies."""
    seat = request.seat
    row = queries.release_called(seat, code)
    where = queries.holders(row)
    context = {
        "row": row,
        "told": queries.told(seat, row),
        "portions": [(one, where.get(one.item_id, "")) for one in queries.portions(seat, row)],
        "differs": queries.discrepancies(seat, row),
        "grave": getattr(row, "burial", None),
        "way": queries.for_the_way(seat, going.about(row), row),
        "stops": queries.why_it_stops(seat, row),
        "correction": queries.correction_of(seat, row),
        "acts": [(name, act[0]) for name, act in ACTS.items() if seat.may(act[1]) and _fits(seat, row, name)],
        "may_take_back": seat.may("homecoming.release") and row.state in (State.UNDER_WAY, State.ARRIVED),
        "may_read": seat.may("homecoming.read"),
    }
    return render(request, "homecoming/release.html", context)


@page("homecoming.releases")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act on a release: its form, then the act."""
    seat = request.seat
    if name not in ACTS:
        raise NotFound
    label, verb, _state, kind, do, note = ACTS[name]
    seat.need(verb)
    row = queries.release_called(seat, code)
    counting = name in ("out", "in")
    given: dict[str, Any] = {"portions": [p for p in queries.portions(seat, row) if p.standing]} if counting else {}
    fell = queries.why_asked_again(seat, row) if name == "in" and row.state == State.UNDER_WAY else ""
    if name == "in":
        given["fell"] = bool(fell)
    if name == "bury":
        given["initial"] = {"on": clock.today()}
    form: Any = kind(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, form.told() if counting else dict(form.cleaned_data))
            messages.success(request, _("It is written down."))
            return redirect(at(seat, "homecoming:release", code=row.code))
        except AskAgain as again:
            form.add_error("sure" if "sure" in form.fields else None, str(again))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "label": label, "note": note, "stays": fell, "of": f"{row.code} · {going.about(row).code}", "crumb": _("Releases"),
        "back": at(seat, "homecoming:release", code=row.code), "danger": name == "cancel", "counting": counting,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


@page("homecoming.release")
def back(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """A portion of a release is here again."""
    seat = request.seat
    row = queries.release_called(seat, code)
    portion = queries.portion_of(seat, row, pk)
    form: Any = forms.Back(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            going.come_back(seat, portion, **form.cleaned_data)
            messages.success(request, _("It is here again, in your hands."))
            return redirect(at(seat, "homecoming:release", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "label": _("It is here again"), "of": f"{portion.item.code} · {row.code}", "crumb": _("Releases"),
        "back": at(seat, "homecoming:release", code=row.code),
        "note": _("Called back, found later, or taken out of a grave that was opened. You hold it from now on."),
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


@page("homecoming.releases", methods=("GET",))
def manifest(request: SeatRequest, code: str) -> HttpResponse:
    """The count-out and escort manifest as PDF. A print is recorded."""
    row = queries.release_called(request.seat, code)
    name = {"Content-Disposition": f'inline; filename="manifest-{row.code}.pdf"'}
    return HttpResponse(papers_going.manifest(request.seat, row), content_type="application/pdf", headers=name)


def _fits(seat: Seat, row: Release, name: str) -> bool:
    """Whether an act is offered on this page; the act itself asks again."""
    if row.state != ACTS[name][2]:
        return False
    if name == "in":
        return row.out_by_id != seat.user.pk
    if name in ("bury", "out") and queries.why_it_stops(seat, row):
        return False
    return name != "bury" or getattr(row, "burial", None) is None


URLS = [
    path("releases/", releases, name="releases"),
    path("releases/for/<str:code>/", prepare, name="prepare"),
    path("releases/<str:code>/", release, name="release"),
    path("releases/<str:code>/manifest.pdf", manifest, name="manifest"),
    path("releases/<str:code>/act/<slug:name>/", act, name="release-act"),
    path("releases/<str:code>/portions/<int:pk>/back/", back, name="come-back"),
    *lying.URLS,
]
