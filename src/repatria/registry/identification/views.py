"""Pages of identifications, leads and exclusions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.errors import RepatriaError
from repatria.registry.identification import (
    actions,
    evidence,
    excluding,
    forms,
    hooks,
    leading,
    queries,
    standing,
    told,
    wording,
)
from repatria.registry.identification.models import Exclusion, Identification
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.words import log10
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound
from repatria.registry.web import SeatRequest, page

PAGE = 50
State = Identification.State


@page("identification.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """All identifications with their state, what changed under them, and who they wait for."""
    given = request.GET
    rows = queries.identifications(request.seat, state=given.get("state", ""), text=given.get("q", ""))
    shown = Paginator(rows, PAGE).get_page(given.get("page"))
    context = {"page": shown, "rows": queries.told(list(shown)), "states": State.choices, "told": given}
    return render(request, "identification/index.html", context)


@page("identification.read", methods=("GET",))
def identification(request: SeatRequest, code: str) -> HttpResponse:
    """One identification with its whole history."""
    seat = request.seat
    row = queries.identification_called(seat, code)
    line = queries.told([row])[0]
    mine = row.author_id == seat.user.pk
    statements = list(queries.statements(seat, row))
    may_draft = seat.may("identification.draft")
    context = {
        "row": row,
        "line": line,
        "statement": line.statement,
        "statements": [(s, told.told(s.evidence.document, parentage=False)) for s in statements],
        "parts": [part for ask in hooks.PARTS if (part := ask(seat, row)) is not None],
        "history": queries.history(seat, row),
        "open": row.state in OPEN,
        "may": {
            "write": may_draft and mine and row.state == State.DRAFT,
            "submit": may_draft and mine and row.state == State.DRAFT and line.stands,
            "withdraw": may_draft and row.state in (State.DRAFT, State.REVIEW, State.AGREED),
            "name": seat.may("families.read"),
            "individual": seat.may("inventory.individuals"),
        },
        "withdraw": forms.Reason(),
    }
    return render(request, "identification/identification.html", context)


@page("identification.draft")
def draft(request: SeatRequest, digest: str) -> HttpResponse:
    """Draft an identification from an evidence file that was opened."""
    seat = request.seat
    row = queries.evidence_called(seat, digest)
    form = forms.Statement(request.POST or None, initial={"text": wording.proposed(row)})
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.draft(seat, row, text=form.cleaned_data["text"]))
        if made is not None:
            return redirect(at(seat, "identification:identification", code=made.code))
    context = {
        "form": form,
        "row": row,
        "title": _("Draft an identification"),
        "back": at(seat, "identification:evidence-file", digest=digest),
    }
    return render(request, "identification/statement.html", context)


@page("identification.draft")
def statement(request: SeatRequest, code: str) -> HttpResponse:
    """Write the next version of a statement, on the evidence as it stands now."""
    seat = request.seat
    one = queries.identification_called(seat, code)
    listing = queries.listing_called(seat, "current", one.individual.code)
    fresh = evidence.open_evidence(seat, listing, one.missing)
    last = standing.current_statement(one)
    start = last.text if last.evidence_id == fresh.pk else wording.proposed(fresh)
    form = forms.Statement(request.POST or None, initial={"text": start})
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.write_statement(seat, one, fresh, text=form.cleaned_data["text"]))
        if made is not None:
            return redirect(at(seat, "identification:identification", code=code))
    context = {
        "form": form,
        "row": fresh,
        "title": _("Write a new statement"),
        "back": at(seat, "identification:identification", code=code),
    }
    return render(request, "identification/statement.html", context)


@page("identification.draft", methods=("POST",))
def submit(request: SeatRequest, code: str) -> HttpResponse:
    """Put a draft before its reviewers."""
    actions.submit(request.seat, queries.identification_called(request.seat, code))
    messages.success(request, _("The draft is before its reviewers."))
    return redirect(at(request.seat, "identification:identification", code=code))


@page("identification.draft")
def withdraw(request: SeatRequest, code: str) -> HttpResponse:
    """Withdraw an identification that is not signed."""
    row = queries.identification_called(request.seat, code)
    return _reason(
        request,
        lambda why: actions.withdraw(request.seat, row, reason=why),
        title=_("Withdraw %(code)s") % {"code": row.code},
        back=at(request.seat, "identification:identification", code=code),
    )


@page("identification.read", methods=("GET",))
def leads(request: SeatRequest) -> HttpResponse:
    """All leads, the newest first; those taken back stay readable."""
    shown = Paginator(queries.leads(request.seat), PAGE).get_page(request.GET.get("page"))
    rows = [(row, log10(row.log_lr)) for row in shown]
    return render(
        request, "identification/leads.html", {"page": shown, "rows": rows, "may": request.seat.may("identification.lead")}
    )


@page("identification.lead")
def enter_lead(request: SeatRequest, individual: str, missing: str) -> HttpResponse:
    """Enter a lead from an individual to a missing person."""
    seat = request.seat
    whom, who = queries.individual_called(seat, individual), queries.missing_called(seat, missing)
    form = forms.EnterLead(request.POST or None)
    back = at(seat, "identification:leads")
    entered = request.method == "POST" and form.is_valid()
    if entered and _try(form, lambda: leading.enter_lead(seat, whom, who, **form.cleaned_data)) is not None:
        messages.success(request, _("The lead was entered. Open the evidence again to see it weighed."))
        return redirect(back)
    context = {
        "form": form,
        "title": _("A lead from %(one)s to %(other)s") % {"one": whom.code, "other": who.code},
        "lead": _(
            "Tags, papers, uniform and words point the way. One weighs at most 10, all together at most 30, "
            "and a signature never rests on them."
        ),
        "button": _("Enter this lead"),
        "back": back,
    }
    return render(request, "identification/form.html", context)


@page("identification.lead")
def take_back(request: SeatRequest, pk: int) -> HttpResponse:
    """Take a lead back."""
    row = queries.lead_of(request.seat, pk)
    return _reason(
        request,
        lambda why: leading.withdraw_lead(request.seat, row, reason=why),
        title=_("Take back a lead from %(one)s to %(other)s") % {"one": row.individual.code, "other": row.missing.code},
        back=at(request.seat, "identification:leads"),
    )


@page("identification.read", methods=("GET",))
def exclusions(request: SeatRequest) -> HttpResponse:
    """The register: who is ruled out for whom, by what; revised ones stay readable."""
    given = request.GET
    rows = queries.exclusions(
        request.seat, text=given.get("q", ""), ground=given.get("ground", ""), revised=given.get("all", "1") == "1"
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(given.get("page")),
        "grounds": Exclusion.Ground.choices,
        "told": given,
        "may": request.seat.may("identification.exclude"),
    }
    return render(request, "identification/exclusions.html", context)


@page("identification.exclude")
def rule_out(request: SeatRequest) -> HttpResponse:
    """Rule somebody out on a ground that is not the DNA."""
    seat = request.seat
    start = {k: request.GET.get(k, "") for k in ("individual", "missing")}
    form = forms.RuleOut(request.POST or None, initial=start)
    back = at(seat, "identification:exclusions")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> Exclusion:
            try:
                whom, who = queries.individual_called(seat, said["individual"]), queries.missing_called(seat, said["missing"])
            except NotFound as nothing:
                raise NotFound(_("One of the two codes names nothing here. Check them.")) from nothing
            return excluding.rule_out(seat, whom, who, ground=said["ground"], words=said["words"])

        if _try(form, act) is not None:
            return redirect(back)
    context = {
        "form": form,
        "title": _("Rule somebody out"),
        "lead": _(
            "The person stays on every list, marked as ruled out, until this is revised. By DNA: begin at the evidence file."
        ),
        "button": _("Enter into the register"),
        "back": back,
    }
    return render(request, "identification/form.html", context)


@page("identification.exclude")
def rule_out_here(request: SeatRequest, digest: str) -> HttpResponse:
    """Rule the person of an evidence file out for its individual; by DNA, with that file as the ground."""
    seat = request.seat
    row = queries.evidence_called(seat, digest)
    if row.listing.version is None:
        raise NotFound
    individual = row.listing.version.individual
    form = forms.RuleOutHere(request.POST or None, initial={"ground": "dna"})
    back = at(seat, "identification:evidence-file", digest=digest)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _try(form, lambda: excluding.rule_out(seat, individual, row.missing, **said, evidence=row)) is not None:
            return redirect(at(seat, "identification:exclusions"))
    context = {
        "form": form,
        "title": _("Rule %(who)s out for %(whom)s") % {"who": row.missing.code, "whom": individual.code},
        "lead": _("The evidence file is kept as the ground."),
        "button": _("Enter into the register"),
        "back": back,
    }
    return render(request, "identification/form.html", context)


@page("identification.exclude")
def revise(request: SeatRequest, pk: int) -> HttpResponse:
    """Take an exclusion back."""
    row = queries.exclusion_of(request.seat, pk)
    return _reason(
        request,
        lambda why: excluding.revise(request.seat, row, reason=why),
        title=_("Take back that %(who)s was ruled out for %(whom)s") % {"who": row.missing.code, "whom": row.individual.code},
        back=at(request.seat, "identification:exclusions"),
    )


def _reason(request: SeatRequest, act: Callable[[str], Any], *, title: str, back: str) -> HttpResponse:
    """A page that asks for a reason, does the act, and goes back."""
    form = forms.Reason(request.POST or None)
    if request.method == "POST" and form.is_valid() and _try(form, lambda: act(form.cleaned_data["reason"])) is not None:
        return redirect(back)
    context = {"form": form, "title": title, "lead": "", "button": _("Do this"), "back": back}
    return render(request, "identification/form.html", context)


def _try(form: django_forms.Form, act: Callable[[], Any]) -> Any:
    """What the act made, or None with its refusal beside the form."""
    try:
        return act()
    except RepatriaError as refusal:
        form.add_error(None, str(refusal))
        return None
