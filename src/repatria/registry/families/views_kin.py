"""Pages about relatives: the list, one record, the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from repatria.registry.families import actions, queries
from repatria.registry.families.consents import consents_in_force
from repatria.registry.families.forms import kin as forms
from repatria.registry.families.forms.missing import AddName
from repatria.registry.families.keeping import today
from repatria.registry.families.models import Consent, Kin
from repatria.registry.families.onfile import on_file
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("families.read_kin", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """All relatives, found by any name in any script."""
    rows = queries.kin(request.seat, text=request.GET.get("q", "")[:80])
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "told": request.GET,
        "may_write": request.seat.may("families.write_kin"),
    }
    return render(request, "families/kin_list.html", context)


@page("families.write_kin")
def add(request: SeatRequest) -> HttpResponse:
    """Enter a relative."""
    form = forms.AddKin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_kin(request.seat, **form.told())
            return redirect(at(request.seat, "families:kin", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "label": _("Enter a relative"), "back": at(request.seat, "families:kin-list")}
    return render(request, "families/act.html", context)


@page("families.read_kin", methods=("GET",))
def kin(request: SeatRequest, code: str) -> HttpResponse:
    """One relative: everything on record. Opening it is written into the journal."""
    seat = request.seat
    row = queries.open_kin(seat, code)
    now = today()
    context = {
        "kin": row,
        "names": queries.names_of(row),
        "family": queries.family_of(seat, row),
        "contacts": row.contacts.all(),
        "attempts": row.attempts.select_related("by")[:50],
        "purposes": [
            (label, next(iter(consents_in_force(row, purpose, now)), None)) for purpose, label in Consent.Purpose.choices
        ],
        "former": row.consents.filter(withdrawn_on__isnull=False),
        "may_use": bool(consents_in_force(row, Consent.Purpose.IDENTIFICATION, now)),
        "donations": row.donations.select_related("thing", "consent"),
        "on_file": on_file([row.pk]).get(row.pk, {}),
        "versions": row.thing.versions.all(),
        "told_first": row.next_of_kin_for.filter(until__isnull=True).select_related("person__thing"),
        "directs": row.directs_for.filter(until__isnull=True).select_related("person__thing"),
        "acts": [(name, label) for name, (label, verb, *_rest) in ACTS.items() if seat.may(verb) and _fits(name, row)],
        "may_write": seat.may("families.write_kin"),
    }
    return render(request, "families/kin.html", context)


Act = Callable[[Any, Kin, dict[str, Any]], Any]


def _withdraw(seat: Any, _row: Kin, told: dict[str, Any]) -> Any:
    return actions.withdraw_consent(seat, told["consent"], words_used=told["words_used"])


ACTS: dict[str, tuple[Any, str, type[django_forms.Form], Act]] = {
    "consent": (_("Note a consent"), "families.write_kin", forms.GiveConsent, lambda s, k, t: actions.give_consent(s, k, **t)),
    "withdraw": (_("Withdraw a consent"), "families.write_kin", forms.WithdrawConsent, _withdraw),
    "donate": (_("Register a reference sample"), "families.donate", forms.Donate, lambda s, k, t: actions.donate(s, k, **t)),
    "contact": (
        _("Add a way to reach them"),
        "families.write_kin",
        forms.AddContact,
        lambda s, k, t: actions.add_contact(s, k, **t),
    ),
    "attempt": (
        _("Note an attempt to reach them"),
        "families.write_kin",
        forms.Attempt,
        lambda s, k, t: actions.note_attempt(s, k, **t),
    ),
    "name": (_("Add a name"), "families.write", AddName, lambda s, k, t: actions.add_name(s, k, **t)),
    "correct": (
        _("Correct what is recorded"),
        "families.write_kin",
        forms.CorrectKin,
        lambda s, k, t: actions.correct_kin(s, k, **t),
    ),
}
"""Each act on a relative: label, verb, form, and the action it speaks to."""
OF_THE_LIVING = ("contact", "attempt")
"""Acts that the page of a relative who has died does not offer."""


def _fits(name: str, kin: Kin) -> bool:
    return kin.living != Kin.Living.NO or name not in OF_THE_LIVING


@page("families.read_kin")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act on a relative: its form, then the act."""
    seat = request.seat
    if name not in ACTS:
        raise NotFound
    label, verb, kind, do = ACTS[name]
    seat.need(verb)
    row = queries.kin_called(seat, code)
    extra: dict[str, Any] = {}
    if kind is forms.WithdrawConsent:
        extra = {"kin": row}
    elif kind is forms.Donate:
        extra = {"people": queries.receivers(seat)}
    elif kind is forms.CorrectKin:
        extra = {"initial": forms.CorrectKin.about(row)}
    form = kind(request.POST if request.method == "POST" else None, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, form.told())  # type: ignore[attr-defined]
            return redirect(at(seat, "families:kin", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(seat, "families:kin", code=row.code)
    return render(request, "families/act.html", {"form": form, "label": label, "who": row.code, "back": back})


@page("families.write_kin", methods=("POST",))
def end_contact(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """A way to reach somebody no longer works."""
    row = queries.kin_called(request.seat, code).contacts.filter(pk=pk).first()
    if row is None:
        raise NotFound
    actions.end_contact(request.seat, row, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "families:kin", code=code))
