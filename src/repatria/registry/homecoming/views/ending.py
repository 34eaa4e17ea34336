"""Pages of honest endings without a name: determinations of a group, and unresolved remains."""

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

from repatria.registry.homecoming import papers_ending
from repatria.registry.homecoming.actions import ending, resting
from repatria.registry.homecoming.forms import ending as forms
from repatria.registry.homecoming.models import Determination, Unresolved
from repatria.registry.homecoming.nations import delegate_of
from repatria.registry.homecoming.queries import ending as queries
from repatria.registry.journal import clock
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.review import confirming
from repatria.registry.web import SeatRequest, page

PAGE = 50
RESTING: dict[str, tuple[Any, type[django_forms.Form], Callable[[Seat, Unresolved, dict[str, Any]], Any]]] = {
    "compare": (gettext_lazy("Note the yearly comparison"), forms.Compare, lambda s, r, t: resting.compare(s, r, **t)),
    "end": (gettext_lazy("Something was found: end it"), forms.Reason, lambda s, r, t: resting.end(s, r, **t)),
}
ENDING: dict[str, tuple[Any, str, Callable[[Seat, Determination, dict[str, Any]], Any]]] = {
    "give-up": (gettext_lazy("Give the draft up"), "homecoming.determine", lambda s, r, t: ending.give_up(s, r, **t)),
    "reverse": (gettext_lazy("Reverse it"), "homecoming.countersign", lambda s, r, t: ending.reverse(s, r, **t)),
}
NOTES = {
    "give-up": gettext_lazy("Its bones are free again. The draft stays readable."),
    "reverse": gettext_lazy(
        "This cannot be taken back. Its bones are without a group again; what has left stays where it is, and is named."
    ),
    "end": gettext_lazy("These remains never stand as unresolved again; their bones are free for what was found."),
    "compare": gettext_lazy("Every search compares them. Here somebody looks at what came of it."),
}


@page("homecoming.ends", methods=("GET",))
def endings(request: SeatRequest) -> HttpResponse:
    """Remains that ended without a name: groups, and what is unresolved."""
    seat = request.seat
    told = {
        "page": Paginator(queries.determinations(seat), PAGE).get_page(request.GET.get("page")),
        "unresolved": queries.unresolved(seat)[:500],
        "today": clock.today(),
        "may_determine": seat.may("homecoming.determine"),
        "may_rest": seat.may("homecoming.rest"),
        "may_nations": seat.may("homecoming.nations"),
    }
    return render(request, "homecoming/endings.html", told)


@page("homecoming.determine")
def determine(request: SeatRequest, code: str = "") -> HttpResponse:
    """Write a determination, or revise a draft of one's own."""
    seat = request.seat
    row = queries.determination_called(seat, code) if code else None
    start = {}
    if row is not None:
        codes = " ".join(ending.manifest_of(row))
        start = {"group": row.group, "receiving": row.receiving, "evidence": row.evidence, "specimens": codes}
    form = forms.DetermineOnPage(
        request.POST if request.method == "POST" else None, initial=start, nations=queries.receivers(seat)
    )
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            told["specimens"] = queries.bones_called(seat, told["specimens"])
            made = ending.revise(seat, row, **told) if row else ending.determine(seat, **told)
            messages.success(request, _("The draft is written. Reviewers of two nations sign it; nobody who wrote it."))
            return redirect(at(seat, "homecoming:determination", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    label = _("Revise the draft") if row else _("Write a determination of a group")
    back = at(seat, "homecoming:determination", code=row.code) if row else at(seat, "homecoming:endings")
    return render(request, "homecoming/ending_form.html", {"form": form, "label": label, "back": back, "row": row})


@page("homecoming.ends", methods=("GET",))
def determination(request: SeatRequest, code: str) -> HttpResponse:
    """One determination: whom it names, its evidence, its manifest, who signed for which nation."""
    seat = request.seat
    row = queries.determination_called(seat, code)
    told = {
        "row": row,
        "given_up": row.state == Determination.State.DRAFT and row.reversed is not None,
        "signatures": list(row.signatures.select_related("signer")),
        "bones": queries.bones(seat, row),
        "digest": ending.digest_of(row),
        "releases": queries.releases(seat, row),
        "graves": queries.graves(seat, row),
        **_offered(seat, row),
    }
    return render(request, "homecoming/determination.html", told)


@page("homecoming.ends")
def determination_act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Give a draft up, or reverse what two nations signed."""
    seat = request.seat
    if name not in ENDING:
        raise NotFound
    label, verb, do = ENDING[name]
    seat.need(verb)
    row = queries.determination_called(seat, code)
    form = forms.Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, dict(form.cleaned_data))
            messages.success(request, _("Done."))
            return redirect(at(seat, "homecoming:determination", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(seat, "homecoming:determination", code=row.code)
    told = {"form": form, "label": label, "back": back, "row": row, "note": NOTES[name], "danger": True}
    return render(request, "homecoming/ending_form.html", told)


@page("homecoming.countersign")
def sign(request: SeatRequest, code: str) -> HttpResponse:
    """Sign a determination for a nation: the text and manifest, and the proof of who signs."""
    seat = request.seat
    row = queries.determination_called(seat, code)
    stands_in, target = confirming.needs_only_code(seat), _as_signed(row)
    kind: type[forms.Sign] = forms.SignByCode if stands_in else forms.SignByPassword
    start = {"digest": ending.digest_of(row)}
    form: Any = kind(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def prove() -> confirming.Proof:
            if stands_in:
                return confirming.by_code(seat, target, told["digest"], told["code"])
            words = {"password": told["password"], "second": told["second"]}
            return confirming.by_password(request, seat, target, told["digest"], **words)

        try:
            ending.try_to_sign(seat, row, prove, words=told["words"], digest=told["digest"])
            messages.success(request, _("Your signature is written down."))
            return redirect(at(seat, "homecoming:determination", code=row.code))
        except Refusal as refusal:
            form = kind(initial={**start, "words": told["words"]})
            form.refused = str(refusal)
    named = delegate_of(seat.user, seat.incident)
    told = {
        "row": row, "form": form, "stands_in": stands_in, "bones": queries.bones(seat, row), **_signed(row), "named": named,
        "why_not": ending.why_nobody_signs(row, named),
    }  # fmt: skip
    return render(request, "homecoming/determination_sign.html", told)


@page("homecoming.ends", methods=("GET",))
def manifest(request: SeatRequest, code: str) -> HttpResponse:
    """The group-transfer manifest as PDF."""
    row = queries.determination_called(request.seat, code)
    pdf = papers_ending.manifest_paper(request.seat, row)
    name = f'inline; filename="{row.code}-manifest.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@page("homecoming.rest", methods=("GET",))
def boxes(request: SeatRequest) -> HttpResponse:
    """Containers that hold bones nobody has named: write up what remains of one."""
    return render(request, "homecoming/unresolved_boxes.html", {"boxes": queries.boxes(request.seat)})


@page("homecoming.rest")
def write_up(request: SeatRequest, code: str) -> HttpResponse:
    """Write up what remains of one container."""
    seat = request.seat
    box = queries.container_called(seat, code)
    form = forms.WriteUp(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = resting.write_up(seat, box, **form.cleaned_data)
            messages.success(request, _("Written up. They are compared again every year."))
            return redirect(at(seat, "homecoming:unresolved", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    label = _("Write up what remains of %(code)s") % {"code": box.code}
    told = {"form": form, "label": label, "back": at(seat, "homecoming:boxes"), "free": queries.free_bones(seat, box)}
    return render(request, "homecoming/ending_form.html", told)


@page("homecoming.ends", methods=("GET",))
def unresolved(request: SeatRequest, code: str) -> HttpResponse:
    """Unresolved remains: why, which bones, where they lie, when they were compared and are compared next."""
    seat = request.seat
    row = queries.unresolved_called(seat, code)
    told = {
        "row": row,
        "bones": queries.bones(seat, row),
        "comparisons": queries.comparisons(seat, row),
        "releases": queries.releases(seat, row),
        "graves": queries.graves(seat, row),
        "overdue": row.ended is None and row.compare_next <= clock.today(),
        "acts": [(n, RESTING[n][0]) for n in RESTING] if seat.may("homecoming.rest") and row.ended is None else [],
    }
    return render(request, "homecoming/unresolved.html", told)


@page("homecoming.rest")
def unresolved_act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Note the yearly comparison, or end what was unresolved."""
    seat = request.seat
    if name not in RESTING:
        raise NotFound
    label, kind, do = RESTING[name]
    row = queries.unresolved_called(seat, code)
    form = kind(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, dict(form.cleaned_data))
            messages.success(request, _("Done."))
            return redirect(at(seat, "homecoming:unresolved", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(seat, "homecoming:unresolved", code=row.code)
    told = {"form": form, "label": label, "back": back, "row": row, "note": NOTES[name], "danger": name == "end"}
    return render(request, "homecoming/ending_form.html", told)


def _as_signed(row: Determination) -> Any:
    """A determination where the proof asks for what is signed: it reads code and key only, and no two things share a key."""
    return row


def _signed(row: Determination) -> dict[str, Any]:
    open_ = row.state == Determination.State.DRAFT and row.reversed is None
    return {"signatures": list(row.signatures.select_related("signer")), "open": open_}


def _offered(seat: Seat, row: Determination) -> dict[str, bool]:
    """What this person is offered; the acts ask again."""
    draft, mine = row.state == Determination.State.DRAFT and row.reversed is None, row.author_id == seat.user.pk
    signed_by_me = row.signatures.filter(signer=seat.user).exists()
    return {
        "may_sign": seat.may("homecoming.countersign") and draft and not mine and not signed_by_me,
        "may_revise": seat.may("homecoming.determine") and draft and mine and not row.signatures.exists(),
        "may_give_up": seat.may("homecoming.determine") and draft and mine,
        "may_reverse": seat.may("homecoming.countersign") and row.state == Determination.State.SIGNED,
    }


URLS = [
    path("without-a-name/", endings, name="endings"),
    path("without-a-name/groups/new/", determine, name="determine"),
    path("without-a-name/groups/<str:code>/", determination, name="determination"),
    path("without-a-name/groups/<str:code>/revise/", determine, name="revise-determination"),
    path("without-a-name/groups/<str:code>/sign/", sign, name="sign-determination"),
    path("without-a-name/groups/<str:code>/manifest.pdf", manifest, name="group-manifest"),
    path("without-a-name/groups/<str:code>/act/<slug:name>/", determination_act, name="determination-act"),
    path("without-a-name/unresolved/boxes/", boxes, name="boxes"),
    path("without-a-name/unresolved/boxes/<str:code>/", write_up, name="write-up"),
    path("without-a-name/unresolved/<str:code>/", unresolved, name="unresolved"),
    path("without-a-name/unresolved/<str:code>/act/<slug:name>/", unresolved_act, name="unresolved-act"),
]
