"""Individuals: the list, one grouping with its skeleton, its lock and its versions; and the reviewer's page."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.drawing.skeleton import draw_skeleton, skeleton_table
from repatria.registry.inventory import drawn, forms, papers
from repatria.registry.inventory.actions import allowing, grouping, settling
from repatria.registry.inventory.models import Individual, IndividualVersion
from repatria.registry.inventory.queries import bones as bone_queries
from repatria.registry.inventory.queries import individuals as queries
from repatria.registry.inventory.queries import specimens as specimen_queries
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50
UNKNOWN = "codes: one of them is no specimen that you may see. Check each code."


@page("inventory.individuals", methods=("GET",))
def individuals(request: SeatRequest) -> HttpResponse:
    """All groupings; whoever groups may begin one."""
    return _list(request, forms.Codes())


@page("inventory.group", methods=("POST",))
def begin(request: SeatRequest) -> HttpResponse:
    """Begin a grouping."""
    form = forms.Codes(request.POST)
    if form.is_valid():
        try:
            found = specimen_queries.specimens_called(request.seat, form.cleaned_data["codes"])
            made = grouping.open_individual(request.seat, found)
            return redirect(at(request.seat, "inventory:individual", code=made.code))
        except NotFound:
            form.add_error("codes", UNKNOWN)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _list(request, form)


def _list(request: SeatRequest, form: forms.Codes) -> HttpResponse:
    seat, state = request.seat, request.GET.get("state", "")
    context = {
        "page": Paginator(queries.individuals(seat, state=state), PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": IndividualVersion.State.choices,
        "form": form if seat.may("inventory.group") else None,
    }
    return render(request, "inventory/individuals.html", context)


@page("inventory.individuals", methods=("GET",))
def individual(request: SeatRequest, code: str) -> HttpResponse:
    """One grouping as it is now, or as it was in an earlier version."""
    return _answer(request, queries.individual_called(request.seat, code), _number(request), {})


@page("inventory.individuals", methods=("GET",))
def paper(request: SeatRequest, code: str) -> HttpResponse:
    """The summary of a locked version, for print."""
    row = queries.individual_called(request.seat, code)
    pdf = papers.summary_of(request.seat, row, _number(request))
    name = f'inline; filename="{row.code}-summary.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _number(request: SeatRequest) -> int | None:
    asked = request.GET.get("version", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def _answer(request: SeatRequest, row: Individual, number: int | None, tried: dict[str, django_forms.Form]) -> HttpResponse:
    seat = request.seat
    version = queries.version(seat, row, number)
    members = queries.members(seat, version)
    state = specimen_queries.skeleton_of(said.bone(member.specimen.code) for member, said in members if member.removed is None)
    supports = bone_queries.supports(seat, bone_queries.described(seat, version))
    conflicts = bone_queries.conflicts(seat, version)
    may_group = seat.may("inventory.group") and version.current
    is_open = may_group and version.state == IndividualVersion.State.OPEN
    is_locked = may_group and version.state == IndividualVersion.State.LOCKED
    shown_here = {"withdraw", "settle"} | ({"add", "ask", "lock"} if is_open else set()) | ({"unlock"} if is_locked else set())
    context = {
        "row": row,
        "version": version,
        "versions": queries.versions(seat, row),
        "members": members,
        "skeleton": draw_skeleton(state),
        "table": skeleton_table(state),
        "conflicts": [one for one in conflicts if one.open],
        "answered": [one for one in conflicts if not one.open],
        "settle": (tried.get("settle") or forms.Settle()) if seat.may("inventory.settle") and version.current else None,
        "supports": supports,
        "chart": drawn.draw_supports([one for one, _said in supports], [_named(*told) for told in supports]),
        "allowances": queries.allowances(seat, individual=row),
        "candidates": queries.candidates_may_be_seen(row),
        "open": is_open,
        "locked": is_locked,
        "refused": [e for f in tried.values() for e in f.non_field_errors()] if tried.keys() - shown_here else [],
        "withdrawable": may_group and version.state != IndividualVersion.State.WITHDRAWN,
        "add": tried.get("add") or forms.Codes(auto_id="add_%s"),
        "ask": tried.get("ask") or forms.Ask(auto_id="ask_%s"),
        "lock": tried.get("lock"),
        "unlock": tried.get("unlock") or forms.Reason(auto_id="unlock_%s"),
        "withdraw": tried.get("withdraw") or forms.Reason(auto_id="withdraw_%s"),
    }
    return render(request, "inventory/individual.html", context)


def _named(one: Any, said: Any) -> str:
    """A bone in a picture: what it is, and the end of its code."""
    return f"{said.element_name}, {one.code}"


def _do(request: SeatRequest, code: str, name: str, form: django_forms.Form, act: Any) -> HttpResponse:
    row = queries.individual_called(request.seat, code)
    if form.is_valid():
        try:
            act(row, form.cleaned_data)
            return redirect(at(request.seat, "inventory:individual", code=row.code))
        except NotFound:
            form.add_error(None, UNKNOWN)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _answer(request, row, None, {name: form})


@page("inventory.group", methods=("POST",))
def add(request: SeatRequest, code: str) -> HttpResponse:
    """Let specimens join."""
    return _do(
        request, code, "add", forms.Codes(request.POST, auto_id="add_%s"),
        lambda row, told: grouping.add_members(
            request.seat, row, specimen_queries.specimens_called(request.seat, told["codes"])
        ),
    )  # fmt: skip


@page("inventory.group", methods=("POST",))
def remove(request: SeatRequest, code: str, specimen: str) -> HttpResponse:
    """Let a specimen leave."""
    row = queries.individual_called(request.seat, code)
    found = specimen_queries.specimen_called(request.seat, specimen)
    grouping.remove_member(request.seat, row, found, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "inventory:individual", code=row.code))


@page("inventory.group", methods=("POST",))
def lock(request: SeatRequest, code: str) -> HttpResponse:
    """Freeze the current version."""
    return _do(
        request, code, "lock", django_forms.Form(request.POST), lambda row, told: grouping.lock_individual(request.seat, row)
    )


@page("inventory.group", methods=("POST",))
def unlock(request: SeatRequest, code: str) -> HttpResponse:
    """Open a locked grouping again as its next version."""
    return _do(
        request, code, "unlock", forms.Reason(request.POST, auto_id="unlock_%s"),
        lambda row, told: grouping.unlock_individual(request.seat, row, reason=told["reason"]),
    )  # fmt: skip


@page("inventory.group", methods=("POST",))
def withdraw(request: SeatRequest, code: str) -> HttpResponse:
    """End a grouping."""
    return _do(
        request, code, "withdraw", forms.Reason(request.POST, auto_id="withdraw_%s"),
        lambda row, told: grouping.withdraw_individual(request.seat, row, reason=told["reason"]),
    )  # fmt: skip


@page("inventory.group", methods=("POST",))
def ask(request: SeatRequest, code: str) -> HttpResponse:
    """Put what seems impossible before a reviewer."""
    return _do(
        request, code, "ask", forms.Ask(request.POST, auto_id="ask_%s"),
        lambda row, told: allowing.ask_allowance(
            request.seat, row, specimen_queries.specimen_called(request.seat, told["specimen"]), why=told["why"]
        ),
    )  # fmt: skip


@page("inventory.settle", methods=("POST",))
def settle(request: SeatRequest, code: str) -> HttpResponse:
    """Settle a conflict by name and with a reason."""
    return _do(
        request, code, "settle", forms.Settle(request.POST),
        lambda row, told: settling.settle(request.seat, row, **told),
    )  # fmt: skip


@page("inventory.individuals", methods=("GET",))
def allowances(request: SeatRequest) -> HttpResponse:
    """Everything ever put before a reviewer, what waits first."""
    return _allowances(request, None, 0)


@page("inventory.allow", methods=("POST",))
def answer(request: SeatRequest, pk: int) -> HttpResponse:
    """A reviewer answers."""
    row = queries.allowance(request.seat, pk)
    form = forms.Answer(request.POST, auto_id=f"a{pk}_%s")
    if form.is_valid():
        try:
            told = form.cleaned_data
            allowing.answer_allowance(request.seat, row, allow=told["allow"] == "yes", answer=told["answer"])
            return redirect(at(request.seat, "inventory:allowances"))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _allowances(request, form, pk)


def _allowances(request: SeatRequest, tried: forms.Answer | None, pk: int) -> HttpResponse:
    seat = request.seat
    may = seat.may("inventory.allow")
    waiting = [
        (row, (tried if row.pk == pk and tried else forms.Answer(auto_id=f"a{row.pk}_%s")) if may else None)
        for row in queries.allowances(seat, waiting=True)[:PAGE]
    ]
    answered = Paginator(queries.allowances(seat).exclude(state="asked"), PAGE).get_page(request.GET.get("page"))
    return render(request, "inventory/allowances.html", {"waiting": waiting, "page": answered})
