"""Pages of the office about families' private pages, what they ask, and the letters that go to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.homecoming import askpapers
from repatria.registry.homecoming.actions import asking, doors, letters, silence
from repatria.registry.homecoming.forms import asking as forms
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.queries import asking as queries
from repatria.registry.homecoming.queries import telling as people
from repatria.registry.homecoming.views.door import address_of
from repatria.registry.journal import clock
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("homecoming.read", methods=("GET",))
def status(request: SeatRequest, code: str) -> HttpResponse:
    """What the family sees, word for word; the letters that went out, and who has a private page."""
    seat = request.seat
    person = people.person_called(seat, code)
    context = {
        "person": person,
        "status": queries.read_status(seat, person),
        "names": seat.may("families.read"),
        "letters": queries.letters_of(seat, person)[:20] if seat.may("homecoming.letter") else None,
        "doors": queries.doors(seat, person)[:20] if seat.may("homecoming.door") else None,
        "enquiries": queries.enquiries(seat, person=person)[:20] if seat.may("homecoming.answer") else None,
        "silent": queries.silent_relatives(seat, person),
        "sees_kin": seat.may("families.read_kin"),
        "may_answer": seat.may("homecoming.answer"),
        "forms": askpapers.may_print(seat),
    }
    return render(request, "homecoming/status.html", context)


@page("homecoming.door")
def open_door(request: SeatRequest, code: str) -> HttpResponse:
    """Open a private page. The link and the number are shown once, on this answer, and kept nowhere."""
    seat = request.seat
    person = people.person_called(seat, code)
    form = forms.OpenDoor(request.POST or None, kin=people.relatives(seat, person))
    if request.method == "POST" and form.is_valid():
        try:
            made = doors.open_door(seat, person.thing, **form.cleaned_data)
            link = request.build_absolute_uri(address_of(made.door, made.token))
            context = {"person": person, "door": made.door, "link": link, "number": f"{made.number[:4]} {made.number[4:]}"}
            return render(request, "homecoming/door_made.html", context)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"person": person, "form": form, "label": _("Open a private page")}
    return render(request, "homecoming/ask_form.html", context)


@page("homecoming.door")
def end_door(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Close a private page."""
    seat = request.seat
    person = people.person_called(seat, code)
    row = queries.door_called(seat, person, pk)
    form = forms.EndDoor(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            doors.end_door(seat, row, **form.cleaned_data)
            return redirect(at(seat, "homecoming:status", code=person.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"person": person, "form": form, "label": _("Close the private page of %(kin)s") % {"kin": row.kin.listed_as}}
    return render(request, "homecoming/ask_form.html", context)


@page("homecoming.answer", methods=("GET",))
def enquiries(request: SeatRequest) -> HttpResponse:
    """What families asked, by the day an answer is due."""
    told = request.GET
    rows = queries.enquiries(request.seat, state=told.get("state", "open"), mine=told.get("mine") == "yes")
    context = {
        "page": Paginator(rows, PAGE).get_page(told.get("page")), "states": Enquiry.State.choices, "told": told,
        "state": told.get("state", "open"), "today": clock.today(),
    }  # fmt: skip
    return render(request, "homecoming/enquiries.html", context)


@page("homecoming.answer")
def enquiry(request: SeatRequest, code: str) -> HttpResponse:
    """One enquiry: what was asked, who owns it, and the answer."""
    seat = request.seat
    row = queries.enquiry_called(seat, code)
    reply, hand = forms.Reply(None), forms.HandOn(None, people=queries.colleagues(seat), initial={"to": row.owner_id})
    if request.method == "POST":
        handing = "to" in request.POST
        hand = forms.HandOn(request.POST, people=queries.colleagues(seat)) if handing else hand
        reply = forms.Reply(request.POST) if not handing else reply
        form: Any = hand if handing else reply
        if form.is_valid():
            try:
                asking.hand_on(seat, row, **form.cleaned_data) if handing else asking.answer(seat, row, **form.cleaned_data)
                return redirect(at(seat, "homecoming:enquiry", code=row.code))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    context = {"row": row, "reply": reply, "hand": hand, "open": row.state == Enquiry.State.OPEN}
    context["silent"] = queries.silence_of(seat, row)
    return render(request, "homecoming/enquiry.html", context)


@page("homecoming.answer")
def note(request: SeatRequest, code: str) -> HttpResponse:
    """Write down what a relative asked by telephone, by letter or in person."""
    seat = request.seat
    person = people.person_called(seat, code)
    form = forms.Note(request.POST or None, kin=people.relatives(seat, person))
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(seat, person.thing, **form.cleaned_data)
            return redirect(at(seat, "homecoming:enquiry", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"person": person, "form": form, "label": _("Write down what a relative asks")}
    return render(request, "homecoming/ask_form.html", context)


@page("homecoming.answer")
def end_silence(request: SeatRequest, code: str) -> HttpResponse:
    """Write down that a relative who had asked not to be contacted turned to us again."""
    seat = request.seat
    person = people.person_called(seat, code)
    kin = queries.silent_kin(seat, person)
    begin = {"on": clock.today(), "kin": kin[0].pk if len(kin) == 1 else None}
    form = forms.EndSilence(request.POST or None, kin=kin, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            silence.end_silence(seat, person.thing, **form.cleaned_data)
            messages.success(request, _("It is written down. They may be written to and rung again."))
            return redirect(at(seat, "homecoming:status", code=person.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"person": person, "form": form, "label": _("They turned to us again"), "empty": not kin}
    return render(request, "homecoming/ask_form.html", context)


@page("homecoming.letter")
def letter_queue(request: SeatRequest) -> HttpResponse:
    """The print queue: who is due, letters by the day they were written, and the files to print."""
    seat = request.seat
    if request.method == "POST":
        made = letters.write_due(seat)
        words = ngettext("%(n)d letter was written.", "%(n)d letters were written.", len(made)) % {"n": len(made)}
        messages.success(request, words)
        return redirect(at(seat, "homecoming:letters"))
    context = {
        "days": [{**one, "files": range(1, -(-one["count"] // askpapers.SHEETS) + 1)} for one in queries.print_days(seat)],
        "sheets": askpapers.SHEETS,
        "promised": queries.promised(seat),
        "queue": letters.queue_of(seat.incident) if request.GET.get("count") else None,
    }
    return render(request, "homecoming/letters.html", context)


@page("homecoming.letter", methods=("POST",))
def write_one(request: SeatRequest, code: str) -> HttpResponse:
    """Write to one family now."""
    person = people.person_called(request.seat, code)
    try:
        made = letters.write_one(request.seat, person.thing)
        messages.success(request, _("Letter %(n)d was written. Print it from the list below.") % {"n": made.number})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(at(request.seat, "homecoming:status", code=person.code))


@page("homecoming.letter", methods=("GET",))
def letter(request: SeatRequest, code: str, number: int) -> HttpResponse:
    """One letter as PDF. A print is recorded."""
    row = queries.letter_called(request.seat, code, number)
    return _pdf(askpapers.one_letter(request.seat, row), f"letter-{row.missing.code}-{row.number}")


@page("homecoming.letter", methods=("GET",))
def letter_file(request: SeatRequest, on: date, number: int) -> HttpResponse:
    """One file of the print queue. A print is recorded."""
    seat = request.seat
    start = (number - 1) * askpapers.SHEETS
    rows = list(queries.letters_on(seat, on)[max(0, start) : start + askpapers.SHEETS])
    if number < 1 or not rows:
        raise NotFound
    return _pdf(askpapers.many_letters(seat, rows, on, number), f"letters-{on.isoformat()}-{number}")


@page("homecoming.letter", methods=("GET",))
def form_paper(request: SeatRequest, code: str, which: str) -> HttpResponse:
    """A form to fill in by hand: consent, or the interview about somebody as they were."""
    person = people.person_called(request.seat, code)
    return _pdf(askpapers.form(request.seat, person, which), f"{which}-{person.code}")


def _pdf(data: bytes, name: str) -> HttpResponse:
    told = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=told)


class Day:
    """A day in an address: 2031-05-03."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError for none, which makes the address one that is not there."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As it stands in the address."""
        return value.isoformat() if isinstance(value, date) else str(value)


register_converter(Day, "day")
URLS = [
    path("enquiries/", enquiries, name="enquiries"),
    path("enquiries/<str:code>/", enquiry, name="enquiry"),
    path("letters/", letter_queue, name="letters"),
    path("letters/<day:on>/<int:number>.pdf", letter_file, name="letter-file"),
    path("letters/<str:code>/<int:number>.pdf", letter, name="letter"),
    path("family/<str:code>/", status, name="status"),
    path("family/<str:code>/write/", write_one, name="write-letter"),
    path("family/<str:code>/again/", end_silence, name="end-silence"),
    path("family/<str:code>/ask/", note, name="note-enquiry"),
    path("family/<str:code>/door/", open_door, name="open-door"),
    path("family/<str:code>/door/<int:pk>/end/", end_door, name="end-door"),
    path("family/<str:code>/<slug:which>.pdf", form_paper, name="family-form"),
]
