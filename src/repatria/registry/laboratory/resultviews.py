"""Pages of profiles, consensus, quality and the case that leaves."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.laboratory import exporting, forms, lineage_queries, profiling, queries, settling
from repatria.registry.laboratory.calls import in_words
from repatria.registry.laboratory.enough import too_few
from repatria.registry.laboratory.lineages import LINEAGES
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.views import PAGE, form_page
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page


@page("laboratory.record")
def record(request: SeatRequest, code: str) -> HttpResponse:
    """A first reading of a sample, or that its run failed."""
    seat = request.seat
    item = queries.sample_item(seat, code)
    form = forms.Record(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = profiling.record_profile(
                seat, item, calls=told["alleles"], sex=told["sex"], kit=told["kit"], type=told["type"], raw=told["raw"],
                failed=told["failed"],
            )  # fmt: skip
            return redirect(at(seat, "laboratory:profile", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(seat, "laboratory:samples")
    lead = _("A second geneticist reads it again before it counts.")
    return form_page(request, form, _("Read a run of %(code)s") % {"code": item.code}, back, lead)


@page("laboratory.genotypes", methods=("GET",))
def profile(request: SeatRequest, code: str) -> HttpResponse:
    """One profile: its alleles, who read them, its alarms, and whose it may be besides. The look is journalled."""
    seat = request.seat
    row = queries.open_profile(seat, code)
    waits = row.status == Profile.Status.WAITING
    hidden = waits and row.first_reader != seat.code
    lineage = bool(row.calls) and row.type in LINEAGES and not hidden
    context = {
        "row": row,
        "hidden": hidden,
        "calls": [] if hidden or lineage else [(m, in_words(c)) for m, c in sorted(row.calls.items())],
        "shown": lineage_queries.shown(row.type, row.code, row.calls) if lineage else None,
        "off": lineage_queries.off_the_line(seat.incident, row) if lineage else (),
        "kinds": lineage_queries.kinds_of(seat, row.subject.code) if row.subject else (),
        "alarms": queries.alarms(seat, answer="").filter(profile=row),
        "same": queries.same_person(seat, row),
        "may_record": seat.may("laboratory.record"),
        "may_resolve": seat.may("laboratory.resolve"),
        "waits": waits,
        "too_few": too_few(row.loci) if row.type == Profile.Type.STR and row.loci and not hidden else "",
        "later": getattr(row, "superseded_by", None),
    }
    return render(request, "laboratory/profile.html", context)


@page("laboratory.record")
def second_read(request: SeatRequest, code: str) -> HttpResponse:
    """The second reading, without seeing the first."""
    seat = request.seat
    row = queries.profile_called(seat, code)
    form = forms.SecondRead(request.POST or None)
    back = at(seat, "laboratory:profile", code=row.code)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            profiling.second_read(seat, row, calls=told["alleles"], sex=told["sex"], raw=told["raw"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Read %(code)s a second time") % {"code": row.code}, back)


@page("laboratory.record")
def supersede(request: SeatRequest, code: str) -> HttpResponse:
    """Correct a profile by one that takes its place."""
    seat = request.seat
    row = queries.profile_called(seat, code)
    form = forms.Supersede(request.POST or None, initial={"sex": row.sex})
    back = at(seat, "laboratory:profile", code=row.code)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = profiling.supersede(
                seat, row, calls=told["alleles"], sex=told["sex"], reason=told["reason"], raw=told["raw"]
            )
            return redirect(at(seat, "laboratory:profile", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Supersede %(code)s") % {"code": row.code}, back)


@page("laboratory.resolve")
def set_aside(request: SeatRequest, code: str) -> HttpResponse:
    """Call a profile inconclusive."""
    seat = request.seat
    row = queries.profile_called(seat, code)
    form = forms.Reason(request.POST or None)
    back = at(seat, "laboratory:profile", code=row.code)
    if request.method == "POST" and form.is_valid():
        try:
            profiling.set_aside(seat, row, reason=form.cleaned_data["reason"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Call %(code)s inconclusive") % {"code": row.code}, back)


@page("laboratory.genotypes")
def consensus(request: SeatRequest, code: str) -> HttpResponse:
    """All versions of one subject's consensus, its contradictions by marker, allele and sample; and settling them."""
    seat = request.seat
    rows = queries.open_consensus(seat, code)
    now = rows[0]
    form = _settlement(seat, now, request.POST or None)
    if request.method == "POST":
        if form is None:
            raise NotFound
        if form.is_valid() and _settled(seat, now, form):
            return redirect(at(seat, "laboratory:consensus", code=now.subject.code))
    context = {
        "now": now,
        "versions": rows,
        "calls": [(m, in_words(c)) for m, c in sorted(now.calls.items())],
        "too_few": too_few(now.loci),
        "kinds": lineage_queries.kinds_of(seat, now.subject.code),
        "form": form,
        "second": isinstance(form, forms.Confirm),
    }
    return render(request, "laboratory/consensus.html", context)


def _settlement(seat: Any, now: Any, told: Any) -> Any:
    """The form that this person may send about a consensus: a proposal, or the second person's answer to one."""
    if now.state == "held" and seat.may("laboratory.resolve"):
        return forms.Settle(told, members=now.members)
    if now.state == "proposed" and seat.may("laboratory.confirm") and now.settled_by_id != seat.user.pk:
        return forms.Confirm(told)
    return None


def _settled(seat: Any, now: Any, form: Any) -> bool:
    told = form.cleaned_data
    try:
        if isinstance(form, forms.Settle):
            settling.settle(seat, now, reason=told["reason"], without=told["without"])
        elif told["answer"] == "confirm":
            settling.confirm(seat, now, reason=told["reason"])
        else:
            settling.decline(seat, now, reason=told["reason"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@page("laboratory.quality", methods=("GET",))
def quality(request: SeatRequest) -> HttpResponse:
    """Alarms, contradictions, second readings that wait, and what profiles are compared with."""
    seat, told = request.seat, request.GET
    answer = told.get("answer", "open")
    context: dict[str, Any] = {
        "page": Paginator(queries.alarms(seat, answer=answer), PAGE).get_page(told.get("page")),
        "answer": answer,
        "controls": queries.controls(seat),
        "names": seat.may("laboratory.staff"),
        "may": seat.may("laboratory.resolve"),
        "genotypes": seat.may("laboratory.genotypes"),
        "proposed": queries.proposed_consensuses(seat)[:50] if seat.may("laboratory.confirm") else (),
        "held_lineages": lineage_queries.held_lineages(seat)[:50] if seat.may("laboratory.genotypes") else (),
        "proposed_lineages": lineage_queries.proposed_lineages(seat)[:50] if seat.may("laboratory.confirm") else (),
        "held": queries.held_consensuses(seat)[:50] if seat.may("laboratory.genotypes") else (),
        "waiting": queries.waiting_profiles(seat)[:50] if seat.may("laboratory.record") else (),
    }
    return render(request, "laboratory/quality.html", context)


@page("laboratory.resolve")
def answer(request: SeatRequest, pk: int) -> HttpResponse:
    """Answer an alarm."""
    seat = request.seat
    row = queries.alarm_of(seat, pk)
    form = forms.Answer(request.POST or None)
    back = at(seat, "laboratory:quality")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            profiling.answer_alarm(seat, row, release=told["answer"] == "release", reason=told["reason"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Answer an alarm"), back, row.sentence)


@page("laboratory.staff")
def new_control(request: SeatRequest) -> HttpResponse:
    """Enter the profile of a member of staff or of a control."""
    form = forms.NewControl(request.POST or None)
    back = at(request.seat, "laboratory:quality")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            profiling.enter_control(request.seat, kind=told["kind"], calls=told["alleles"], name=told["name"], sex=told["sex"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Enter a staff or control profile"), back)


@page("laboratory.staff")
def end_control(request: SeatRequest, token: str) -> HttpResponse:
    """Stop comparing with a control."""
    row = queries.control_of(request.seat, token)
    form = forms.Reason(request.POST or None)
    back = at(request.seat, "laboratory:quality")
    if request.method == "POST" and form.is_valid():
        try:
            profiling.end_control(request.seat, row, reason=form.cleaned_data["reason"])
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("No longer compare with %(token)s") % {"token": row.token}, back)


@page("laboratory.export")
def case(request: SeatRequest) -> HttpResponse:
    """What a case would hold, and the case itself as a ZIP archive."""
    seat = request.seat
    if request.method == "POST":
        packed, left = exporting.zipped(seat)
        name = f'attachment; filename="{seat.slug}-case-{left.digest[:12]}.zip"'
        return HttpResponse(packed, content_type="application/zip", headers={"Content-Disposition": name})
    return render(request, "laboratory/case.html", exporting.preview(seat))
