"""Pages of tellings: who has to be told, one person's way home, effects that go to families, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import packs, wording
from repatria.registry.homecoming.actions import conversing, publishing, telling
from repatria.registry.homecoming.forms import telling as forms
from repatria.registry.homecoming.models import Notification
from repatria.registry.homecoming.queries import beside, timeline
from repatria.registry.homecoming.queries import telling as queries
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50
State = Notification.State
Told = dict[str, Any]


def _family(seat: Seat, person: MissingPerson) -> Mapping[str, Any]:
    return {"kin": queries.relatives(seat, person)}


def _family_and_effects(seat: Seat, person: MissingPerson) -> Mapping[str, Any]:
    return {"kin": queries.relatives(seat, person), "effects": queries.effects_held(seat)}


def _nothing(_seat: Seat, _person: MissingPerson) -> Mapping[str, Any]:
    return {}


def _attempt(seat: Seat, person: MissingPerson, told: Told) -> Any:
    return telling.attempt(seat, queries.notification_of(seat, person), **told)


def _take_back(seat: Seat, person: MissingPerson, told: Told) -> Any:
    return telling.take_back(seat, queries.notification_of(seat, person, State.TOLD, State.TAKEN_BACK), **told)


def brief(seat: Seat, person: MissingPerson, told: Told) -> Any:
    """Explain the file, with the digest of the pack as it prints now where it was handed over."""
    row, said = queries.notification_of(seat, person), dict(told)
    said["pack_digest"] = packs.digest_of(seat, person) if said.pop("pack") else ""
    return telling.brief(seat, row, **said)


def _publish(seat: Seat, person: MissingPerson, told: Told) -> Any:
    return publishing.try_to_publish(seat, person.thing, **told)


def _withdraw(seat: Seat, person: MissingPerson, told: Told) -> Any:
    row = queries.public_text(seat, person)
    if row is None:
        raise NotFound
    return publishing.withdraw(seat, row, **told)


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a person's way home: label, verb, form, what the form needs, the act, what the page says beside it."""

    label: Any
    verb: str
    form: type[django_forms.Form]
    given: Callable[[Seat, MissingPerson], Mapping[str, Any]]
    do: Callable[[Seat, MissingPerson, Told], Any]
    note: Any = ""
    grave: bool = False


ACTS: dict[str, Act] = {
    "contact": Act(
        gettext_lazy("Note a contact"), "homecoming.converse", forms.SayContact, _family,
        lambda s, p, t: conversing.contact(s, p.thing, **t),
        gettext_lazy("Any conversation. That somebody is identified is no contact: it is told once, after a signature."),
    ),
    "others": Act(
        gettext_lazy("They heard it from others"), "homecoming.converse", forms.SayOthers, _family,
        lambda s, p, t: conversing.told_by_others(s, p.thing, **t),
        gettext_lazy("Press, a message, the other side. This opens an urgent task and changes no state."),
    ),
    "effect": Act(
        gettext_lazy("An effect goes to the family"), "homecoming.converse", forms.SayEffect, _family_and_effects,
        lambda s, p, t: conversing.announce_effect(s, p.thing, **t),
        wording.SAID[wording.Wording.EFFECT_HOME],
    ),
    "attempt": Act(
        gettext_lazy("Note an attempt to reach them"), "homecoming.notify", forms.SayAttempt, _family, _attempt,
        gettext_lazy("Who else could be told stands on the page of the person, in the order in which to turn to them."),
    ),
    "tell": Act(
        gettext_lazy("Write down that the family was told"), "homecoming.notify", forms.SayTold, _family,
        lambda s, p, t: telling.try_to_tell(s, p.thing, **t),
        gettext_lazy("The notification of identification. It is told once, by name, and cannot be taken back but by a rescission."),
    ),
    "brief": Act(
        gettext_lazy("Write down a briefing"), "homecoming.notify", forms.SayBriefed, _family, brief,
        gettext_lazy("The conversation after the notification, in which the file is explained."),
    ),
    "take-back": Act(
        gettext_lazy("Take the telling back"), "homecoming.notify", forms.SayTakenBack, _nothing, _take_back,
        gettext_lazy("After a rescission: the family was told that the identification was wrong. This stays."), grave=True,
    ),
    "publish": Act(
        gettext_lazy("Make the name public"), "homecoming.publish", forms.SayPublic, _nothing, _publish,
        gettext_lazy("Only after the family was told. An attempt before that is refused and written into the journal."),
    ),
    "withdraw": Act(
        gettext_lazy("Withdraw the public text"), "homecoming.publish", forms.Why, _nothing, _withdraw,
        gettext_lazy("What was public stays readable here, with the reason."), grave=True,
    ),
}  # fmt: skip
"""Acts on one person, in the order of the way."""


@page("homecoming.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """Who has to be told and who was: the list, with what is urgent above it."""
    seat, told = request.seat, request.GET
    state, text = told.get("state", ""), told.get("q", "")[:80]
    rows = queries.notifications(seat, state=state, text=text)
    context = {
        "page": Paginator(rows, PAGE).get_page(told.get("page")),
        "state": state,
        "q": text,
        "states": [("overdue", _("due, and nobody tried for a week")), *State.choices],
        "overdue": set(queries.overdue_ids(seat)),
        "urgent": queries.urgent(seat)[:PAGE],
        "names": seat.may("families.read"),
        "kin": seat.may("families.read_kin"),
        "may_effects": seat.may("homecoming.releases"),
    }
    return render(request, "homecoming/notifications.html", context)


@page("homecoming.read", methods=("GET",))
def person(request: SeatRequest, code: str) -> HttpResponse:
    """One person's way home: each act by itself, what is due next, who could be told. Opening it is written into the journal."""
    seat = request.seat
    row = queries.person_called(seat, code)
    if seat.may("families.read_kin"):
        queries.open_home(seat, row)
    steps = queries.next_steps(seat, row)
    context = {
        "person": row,
        "names": seat.may("families.read"),
        "sees_kin": seat.may("families.read_kin"),
        "may_answer": seat.may("homecoming.answer"),
        "steps": [(step, _to(seat, row, step)) for step in steps],
        "events": timeline.events(seat, row),
        "circle": queries.circle_shown(seat, row),
        "acts": [(name, act) for name, act in ACTS.items() if seat.may(act.verb) and queries.fits(seat, row, name)],
        "pack": packs.may_print(seat, row),
        "links": beside.links(seat, row),
    }
    return render(request, "homecoming/person.html", context)


@page("homecoming.read")
def act(request: SeatRequest, code: str, what: str) -> HttpResponse:
    """Do one act on a person's way home: its form, then the act."""
    seat = request.seat
    if what not in ACTS:
        raise NotFound
    one = ACTS[what]
    seat.need(one.verb)
    row = queries.person_called(seat, code)
    kind: Any = one.form
    given = {**one.given(seat, row), "initial": queries.start_of(seat, row)}
    if what == "contact":
        given["fixed"] = queries.fixed_words_hold(seat, row)
    form = kind(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            one.do(seat, row, form.told() if hasattr(form, "told") else dict(form.cleaned_data))
            messages.success(request, _("It is written down."))
            return redirect(at(seat, "homecoming:person", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    fixed = [(str(label), wording.said(value)) for value, label in forms.WORDINGS if wording.said(value)]
    context = {
        "person": row, "names": seat.may("families.read"), "form": form, "label": one.label, "note": one.note,
        "grave": one.grave, "fixed": fixed if given.get("fixed") else [],
    }  # fmt: skip
    return render(request, "homecoming/act.html", context)


@page("homecoming.converse")
def answer(request: SeatRequest, pk: int) -> HttpResponse:
    """Answer the urgent task of a family that heard from others."""
    seat = request.seat
    row = queries.conversation_called(seat, pk)
    found = queries.person_called(seat, row.missing.code)
    form: Any = forms.Answer(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            conversing.answer_urgent(seat, row, **form.cleaned_data)
            return redirect(at(seat, "homecoming:person", code=found.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"person": found, "names": seat.may("families.read"), "form": form, "label": _("Say what was done")}
    note = row.source if seat.may("families.read_kin") else ""
    return render(request, "homecoming/act.html", {**context, "note": note})


@page("homecoming.releases", methods=("GET",))
def effects(request: SeatRequest) -> HttpResponse:
    """Effects that families were told of: where each is, and who hands it over."""
    seat = request.seat
    shown = Paginator(queries.effects(seat), PAGE).get_page(request.GET.get("page"))
    context = {"page": shown, "may_offer": seat.may("homecoming.release"), "may_read": seat.may("homecoming.read")}
    return render(request, "homecoming/effects.html", context)


@page("homecoming.release", methods=("POST",))
def offer(request: SeatRequest, pk: int) -> HttpResponse:
    """Offer an effect that one holds to the relative who was told of it."""
    done = conversing.give_effect_home(request.seat, queries.effect_promised(request.seat, pk))
    messages.success(request, _("Offered. Another keeper enters the paper that the family signs."))
    return redirect(at(request.seat, "custody:item", code=done.item.code))


@page("homecoming.notify", methods=("GET",))
def pack(request: SeatRequest, code: str) -> HttpResponse:
    """The briefing pack of a person whose family was told, as PDF. A print is recorded."""
    row = queries.person_called(request.seat, code)
    name = {"Content-Disposition": f'inline; filename="briefing-{row.code}.pdf"'}
    return HttpResponse(packs.briefing_pack(request.seat, row), content_type="application/pdf", headers=name)


def _to(seat: Seat, row: MissingPerson, step: queries.Step) -> str:
    """Where a step is done by this person; empty where it is somebody else's or stands on another page."""
    if step.act == "answer":
        return at(seat, "homecoming:answer", pk=step.pk) if seat.may("homecoming.converse") else ""
    if step.act in ACTS:
        return at(seat, "homecoming:act", code=row.code, what=step.act) if seat.may(ACTS[step.act].verb) else ""
    return beside.page_of(seat, row, step.act)


URLS = [
    path("", index, name="notifications"),
    path("effects/", effects, name="effects"),
    path("effects/<int:pk>/offer/", offer, name="offer-effect"),
    path("heard/<int:pk>/", answer, name="answer"),
    path("<str:code>/", person, name="person"),
    path("<str:code>/briefing-pack.pdf", pack, name="briefing-pack"),
    path("<str:code>/act/<slug:what>/", act, name="act"),
]
