"""Pages of searches: the list of them, one with its manifest and lists, one list, the rules, and one unit over time."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.searching import actions, forms, papers, queries
from repatria.registry.searching.models import Job, Search
from repatria.registry.searching.words import manifest_for, not_compared
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("searching.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """All searches, and what is under way."""
    seat = request.seat
    context = {
        "page": Paginator(queries.searches(seat), PAGE).get_page(request.GET.get("page")),
        "current": queries.current_search(seat),
        "may_ask": seat.may("searching.ask"),
        "form": forms.Ask(),
        "under_way": queries.under_way(seat),
    }
    return render(request, "searching/index.html", context)


@page("searching.read", methods=("GET",))
def under_way(request: SeatRequest) -> HttpResponse:
    """The live part of the list of searches; when the last one ends, the page is opened anew."""
    rows = queries.under_way(request.seat)
    if not rows and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "searching/_under_way.html", {"under_way": rows, "may_ask": request.seat.may("searching.ask")})


@page("searching.ask")
def ask(request: SeatRequest) -> HttpResponse:
    """Queue a search of everybody against everybody."""
    form = forms.Ask(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_search(request.seat, form.cleaned_data["why"])
            return redirect(at(request.seat, "searching:search", code=made.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lead = _("Everybody is compared with everybody on the list. A worker does it beside the server; this page stays free.")
    return _form(request, form, _("Queue a search"), at(request.seat, "searching:searches"), lead)


@page("searching.ask")
def cancel(request: SeatRequest, code: str) -> HttpResponse:
    """Stop a search that waits or runs."""
    row = queries.search_called(request.seat, code)
    here = at(request.seat, "searching:search", code=row.code)
    form = forms.Cancel(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_search(request.seat, row, reason=form.cleaned_data["reason"])
            return redirect(here)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, _("Cancel %(code)s") % {"code": row.code}, here)


@page("searching.read", methods=("GET",))
def search(request: SeatRequest, code: str) -> HttpResponse:
    """One search: how far it is, or what it compared and did not compare, and its lists."""
    seat, told = request.seat, request.GET
    row = queries.search_called(seat, code)
    lists = queries.lists_of(
        seat, row, label=told.get("unit", ""), changed=told.get("changed") == "1", order=told.get("order", "")
    )
    context = {
        "search": row,
        "live": row.job.state in (Job.State.QUEUED, Job.State.RUNNING),
        "told": told,
        "page": Paginator(lists, PAGE).get_page(told.get("page")) if row.finished else None,
        "orders": [("unit", _("unit")), ("posterior", _("highest posterior")), ("changed", _("changed first"))],
        "reasons": not_compared(seat, row),
        "manifest": manifest_for(seat, row),
        "left_out": _left_out(row),
        "may_ask": seat.may("searching.ask"),
        "sensitivity": list(row.rule.sensitivity),
        "bones": queries.lists_of(seat, row).filter(version__isnull=True).count() if row.finished else 0,
    }
    return render(request, "searching/search.html", context)


def _left_out(row: Search) -> list[tuple[str, Any]]:
    """What stayed out of the case, in words, where there is any."""
    words = {
        "held": _("profiles held by an alarm"),
        "quarantined": _("profiles in quarantine"),
        "waiting": _("profiles that wait for a second reader"),
        "unchecked": _("profiles not yet compared with staff and kin"),
        "contradicting": _("bones or donors whose samples contradict each other"),
        "unconfirmed": _("contradictions settled by one person only"),
        "too_few": _("bones or donors with too few markers"),
    }
    told = dict(row.manifest.get("left_out", {}))
    out: list[tuple[str, Any]] = [(words[key], told[key]) for key in words if told.get(key)]
    withheld = row.manifest.get("withheld")
    return [*out, (_("relatives without a consent in force"), withheld)] if withheld else out


@page("searching.read", methods=("GET",))
def progress(request: SeatRequest, code: str) -> HttpResponse:
    """The live part of one search; when it ends, the page is opened anew."""
    row = queries.search_called(request.seat, code)
    if row.job.state not in (Job.State.QUEUED, Job.State.RUNNING) and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "searching/_progress.html", {"search": row})


@page("searching.read", methods=("GET",))
def listing(request: SeatRequest, code: str, label: str) -> HttpResponse:
    """One candidate list. The look is journalled."""
    seat = request.seat
    row = queries.search_called(seat, code)
    told = queries.read_list(seat, row, label)
    may_weigh, tied = seat.may("identification.read"), any(line.candidate.tied_with for line in told.lines)
    rest = 1 + tied + (row.before_id is not None)
    context = {
        "search": row,
        "told": told,
        "listing": told.listing,
        "tied": tied,
        "rest": rest,
        "width": 3 + len(row.rule.sensitivity) + rest,
        "page": Paginator(told.lines, PAGE).get_page(request.GET.get("page")),
        "values": row.rule.sensitivity,
        "may_weigh": may_weigh,
        "current": row.current,
    }
    return render(request, "searching/list.html", context)


@page("searching.read", methods=("GET",))
def memo(request: SeatRequest, code: str, label: str) -> HttpResponse:
    """One list on paper."""
    seat = request.seat
    paper = papers.memo(seat, queries.listing(seat, queries.search_called(seat, code), label))
    name = {"Content-Disposition": f'inline; filename="{label}-{code}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=name)


@page("searching.read", methods=("GET",))
def unit(request: SeatRequest, label: str) -> HttpResponse:
    """The lists of one unit over time."""
    rows = queries.lists_over_time(request.seat, label)
    return render(request, "searching/unit.html", {"label": label, "rows": rows, "version": rows[0].version})


@page("searching.read", methods=("GET",))
def rules(request: SeatRequest) -> HttpResponse:
    """The rules for lists, with their grounds."""
    rows = queries.rules(request.seat)
    return render(request, "searching/rules.html", {"rules": rows, "may_set": request.seat.may("searching.rule")})


@page("searching.rule")
def set_rule(request: SeatRequest) -> HttpResponse:
    """Set a new rule for lists."""
    newest = queries.rules(request.seat).first() if request.seat.may("searching.read") else None
    initial = {} if newest is None else _as_typed(newest)
    form = forms.SetRule(request.POST or None, initial=initial)
    back = at(request.seat, "searching:rules")
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "sensitivity": form.cleaned_data["sensitivity"].split()}
        try:
            actions.set_rule(request.seat, **told)
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lead = _("A search that waits or runs under the old rule brings nothing any more; a new one is queued by itself.")
    return _form(request, form, _("Set a new rule for lists"), back, lead)


def _as_typed(rule: Any) -> dict[str, Any]:
    """A rule as its form shows it."""
    return {
        "listed": f"{rule.listed.normalize():f}",
        "sensitivity": " ".join(rule.sensitivity),
        "threshold_lr": rule.threshold_lr,
        "best": rule.best,
        "grouping_lr": rule.grouping_lr,
    }


def _form(request: SeatRequest, form: django_forms.Form, title: str, back: str, lead: str = "") -> HttpResponse:
    return render(request, "searching/form.html", {"form": form, "title": title, "back": back, "lead": lead})
