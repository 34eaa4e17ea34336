"""Pages of wishes and disagreements of one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import papers_going
from repatria.registry.homecoming.actions import disposing
from repatria.registry.homecoming.forms import disposing as forms
from repatria.registry.homecoming.queries import disposing as queries
from repatria.registry.homecoming.queries import telling
from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.web import SeatRequest, page


@page("homecoming.read", methods=("GET",))
def wishes(request: SeatRequest, code: str) -> HttpResponse:
    """What a family wishes, and where two of them disagree. Opening its words is written into the journal."""
    seat = request.seat
    person = telling.person_called(seat, code)
    private = seat.may("families.read_kin")
    if private:
        telling.open_home(seat, person)
    context = {
        "person": person,
        "names": seat.may("families.read"),
        "private": private,
        "wishes": queries.wishes(seat, person),
        "disagreements": queries.disagreements(seat, person),
        "stays": queries.why_it_stays(seat, person),
        "may_elect": seat.may("homecoming.elect"),
        "may_settle": seat.may("homecoming.settle"),
        "may_release": seat.may("homecoming.releases"),
    }
    return render(request, "homecoming/wishes.html", context)


@page("homecoming.elect")
def elect(request: SeatRequest, code: str) -> HttpResponse:
    """Write a wish down."""
    seat = request.seat
    person = telling.person_called(seat, code)
    start = queries.start_of(seat, person)
    form: Any = forms.Elect(
        request.POST if request.method == "POST" else None, kin=telling.relatives(seat, person), initial=start
    )
    note = _("Whoever directs disposition signs the form; write down here what they signed.")
    return _done(
        request, person, form, _("Write down what they wish"), note, lambda t: disposing.elect(seat, person.thing, **t)
    )


@page("homecoming.elect")
def disagree(request: SeatRequest, code: str) -> HttpResponse:
    """Write down that somebody of the family wants something else."""
    seat = request.seat
    person = telling.person_called(seat, code)
    form: Any = forms.Disagree(request.POST if request.method == "POST" else None, kin=telling.relatives(seat, person))
    note = _("Nothing of the person leaves until the medical examiner has settled it by name and reason.")
    label = _("Somebody of the family does not agree")
    return _done(request, person, form, label, note, lambda t: disposing.disagree(seat, person.thing, **t))


@page("homecoming.settle")
def settle(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Settle a disagreement by name and reason."""
    seat = request.seat
    person = telling.person_called(seat, code)
    row = queries.disagreement_called(seat, person, pk)
    form: Any = forms.Settle(request.POST if request.method == "POST" else None)
    return _done(request, person, form, _("Settle the disagreement"), row.words, lambda t: disposing.settle(seat, row, **t))


@page("homecoming.elect", methods=("GET",))
def election_form(request: SeatRequest, code: str) -> HttpResponse:
    """The form on which a wish is signed, as PDF. A print is recorded."""
    person = telling.person_called(request.seat, code)
    name = {"Content-Disposition": f'inline; filename="wishes-{person.code}.pdf"'}
    return HttpResponse(papers_going.election_form(request.seat, person), content_type="application/pdf", headers=name)


def _done(
    request: SeatRequest, person: MissingPerson, form: Any, label: str, note: str, do: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """The form; or the act, and back to the wishes."""
    back = at(request.seat, "homecoming:wishes", code=person.code)
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
            messages.success(request, _("It is written down."))
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lead = person.code + (f" · {person.listed_as}" if request.seat.may("families.read") else "")
    context = {
        "form": form, "label": label, "note": note, "back": back, "of": lead, "crumb": _("Wishes"), "wisher": person.code,
    }  # fmt: skip
    return render(request, "homecoming/going_form.html", context)


URLS = [
    path("wishes/<str:code>/", wishes, name="wishes"),
    path("wishes/<str:code>/elect/", elect, name="elect"),
    path("wishes/<str:code>/disagree/", disagree, name="disagree"),
    path("wishes/<str:code>/disagreements/<int:pk>/settle/", settle, name="settle"),
    path("wishes/<str:code>/form.pdf", election_form, name="election-form"),
]
