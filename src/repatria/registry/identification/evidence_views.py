"""Pages of evidence: one pair weighed, its genotypes, what to do next; the joint answer and why a pair stands as it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry import gateway
from repatria.registry.identification import answers, casefiles, evidence, forms, grounds, hooks, queries, related, told
from repatria.registry.identification import joint as answer
from repatria.registry.identification.leading import EACH, TOGETHER
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.identification.words import log10, percent
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.searching import scope
from repatria.registry.searching.queries import aside_of
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("identification.read", methods=("GET",))
def pair(request: SeatRequest, search: str, label: str, missing: str) -> HttpResponse:
    """The evidence file of one line of a list, made or found; the look is journalled."""
    seat = request.seat
    listing, who = queries.listing_called(seat, search, label), queries.missing_called(seat, missing)
    try:
        row = evidence.open_evidence(seat, listing, who)
    except Impossible as nothing:
        if listing.search.current:
            return redirect(at(seat, "identification:why", label=label, missing=missing))
        raise NotFound from nothing
    return _shown(request, row)


@page("identification.read", methods=("GET",))
def kept(request: SeatRequest, digest: str) -> HttpResponse:
    """An evidence file as it was made."""
    row = evidence.open_kept(request.seat, queries.evidence_called(request.seat, digest))
    return _shown(request, row)


def _shown(request: SeatRequest, row: EvidenceFile) -> HttpResponse:
    seat = request.seat
    listing = row.listing
    parentage = seat.may("identification.parentage")
    individual = listing.version.individual if listing.version else None
    family = gateway.family_of(casefiles.case_of(listing.search.snapshot), row.missing.code)
    stale = grounds.outdated(row)
    others = queries.open_of(seat, individual.pk if individual else None, row.missing_id)
    out = queries.ruled_out(seat, individual.pk if individual else None, row.missing_id)
    shown = scope.veiled(seat, told.told(row.document, parentage=parentage))
    context = {
        "row": row,
        "listing": listing,
        "individual": individual,
        "shown": shown,
        "main": next(x for x in shown["posterior"] if x["main"]),
        "kinds": told.kinds(answers.kinds_of(listing, row.missing)),
        "drawing": told.drawing(row.document, hooks.reach(seat.incident)),
        "parentage": parentage,
        "refuted": told.refuted(row.document) if parentage else [],
        "stale": stale,
        "out": out,
        "related": [
            one
            for one in related.related_missing(family.pedigree, family.missing, row.missing.code)
            if one.code in scope.seen(seat, family.missing)
        ],
        "pedigree": _pedigree(seat, family, row.missing.code),
        "leads": list(queries.leads(seat, individual=individual.pk, missing=row.missing_id)) if individual else [],
        "each": f"{EACH:g}",
        "together": f"{TOGETHER:g}",
        "may": {
            "lead": individual is not None and seat.may("identification.lead"),
            "exclude": individual is not None and out is None and seat.may("identification.exclude"),
            "draft": individual is not None and out is None and not stale and not others and seat.may("identification.draft"),
            "genotypes": seat.may("laboratory.genotypes"),
            "name": seat.may("families.read"),
        },
        "open": others,
    }
    return render(request, "identification/evidence.html", context)


def _pedigree(seat: Seat, family: Any, focus: str) -> dict[str, Any] | None:
    """The family drawn by code with who is typed, for whoever may see pedigrees."""
    if not seat.may("families.read_pedigree"):
        return None
    typed = sorted(family.references)
    drawing = gateway.draw_pedigree(
        family.pedigree,
        missing=family.missing,
        typed=typed,
        focus=focus,
        title=f"Family {family.id}",
        banner=seat.incident.banner,
    )
    rows = [
        {
            "code": p.id,
            "father": p.father or "",
            "mother": p.mother or "",
            "missing": p.id in family.missing,
            "typed": p.id in family.references,
        }
        for p in family.pedigree.people
    ]
    return {"drawing": drawing, "rows": rows, "code": family.id, "typed": len(typed)}


@page("identification.read", methods=("GET",))
def what_next(request: SeatRequest, digest: str) -> HttpResponse:
    """What one new fact would change the answer most: a part of the page that comes on its own."""
    row = queries.evidence_called(request.seat, digest)
    case = casefiles.case_of(row.listing.search.snapshot)
    found = gateway.facts_that_help(case, row.document, queries.who_could_give(request.seat, row.missing_id))
    context = {"row": row, "facts": told.facts(found, parentage=request.seat.may("identification.parentage"))}
    return render(request, "identification/_next.html", context)


@page("laboratory.genotypes", methods=("GET",))
def markers(request: SeatRequest, digest: str) -> HttpResponse:
    """The genotypes side by side, marker by marker; every look is journalled."""
    row = queries.evidence_called(request.seat, digest)
    names, rows = evidence.open_markers(request.seat, row)
    shown = told.told(row.document, parentage=False)
    signs = {m["marker"]: m for line in shown["lines"] for m in line["markers"]}
    table = [(r.marker, [r.shown.get(who, "") for who in names], signs.get(r.marker)) for r in rows]
    bones = set(row.document["asked"]["profiles"])
    context = {"row": row, "names": [(who, who in bones) for who in names], "table": table}
    return render(request, "identification/markers.html", context)


@page("identification.read", methods=("GET",))
def joint(request: SeatRequest) -> HttpResponse:
    """The joint answer of the last search: pairs by posterior at one λ, or people with "none of these", or sets."""
    seat = request.seat
    search = answer.current_search(seat)
    if search is None:
        return render(request, "identification/joint.html", {"search": None})
    values = answer.values_of(search)
    chosen = _chosen(request.GET.get("listed", ""), values, float(search.rule.listed))
    view = request.GET.get("by", "") if request.GET.get("by", "") in ("people", "sets") else "pairs"
    context: dict[str, Any] = {
        "search": search,
        "values": [(f"{v:g}", f"{100 * v:g} %", v == chosen) for v in values],
        "rule": float(search.rule.listed) == chosen,
        "chosen": f"{chosen:g}",
        "view": view,
        "told": request.GET,
        "why": forms.Why(),
        "name": seat.may("families.read"),
    }
    if view == "pairs":
        found = Paginator(answer.Pairs(seat, search, chosen, request.GET.get("q", "")), PAGE).get_page(request.GET.get("page"))
        context["page"] = found
        context["rows"] = [(x, percent(x.posterior), log10("-inf" if x.log_lr is None else x.log_lr)) for x in found]
    elif view == "people":
        context["page"] = Paginator(answer.people(seat, search), PAGE).get_page(request.GET.get("page"))
        mine = scope.seen(seat, [one.best for one in context["page"] if one.best])
        for one in context["page"]:
            one.mine = one.best in mine
            one.shown, one.none = _at_each(one, values, chosen)
    else:
        context["sets"] = answer.sets(seat, search)
    return render(request, "identification/joint.html", context)


def _at_each(one: Any, values: Sequence[float], chosen: float) -> tuple[list[str], list[str]]:
    """Of one person in words: (the best pair and "without a usable reference" at the chosen λ, "none of these" at each λ); empty where
    the answer of the search is kept no more and the rows have the rule's own λ only."""
    aside = {float(value): told for value, *told in aside_of(one)}
    aside = aside or {float(one.search.rule.listed): [one.none_of_these, one.without_reference]}
    best = {float(value): p for value, p in (one.best_posteriors or {}).items()}
    at_chosen = [best.get(chosen), aside[chosen][1] if chosen in aside else None]
    shown = ["" if p is None else percent(p) for p in at_chosen]
    return shown, [percent(aside[value][0]) if value in aside else "" for value in values]


def _chosen(text: str, values: Sequence[float], rule: float) -> float:
    """The λ that an address asks for, or the rule's own."""
    return next((v for v in values if f"{v:g}" == text), rule)


@page("identification.read", methods=("GET",))
def ask_why(request: SeatRequest) -> HttpResponse:
    """Two codes from a form: on to the page of their pair, or back to the form where nothing that one may see has such a code."""
    form = forms.Why(request.GET)
    if not form.is_valid():
        raise NotFound
    label, missing = (form.cleaned_data[k].strip().upper() for k in ("label", "missing"))
    try:
        queries.listing_called(request.seat, "current", label)
        queries.missing_called(request.seat, missing)
    except NotFound:
        words = _("Nothing that you may see in the last search is called %(label)s and %(missing)s. Look at both codes again.")
        messages.warning(request, words % {"label": label, "missing": missing})
        return redirect(at(request.seat, "identification:joint"))
    return redirect(at(request.seat, "identification:why", label=label, missing=missing))


@page("identification.read", methods=("GET",))
def why(request: SeatRequest, label: str, missing: str) -> HttpResponse:
    """Why a pair stands as it does in the last search: not compared, ruled out, taken by another, too weak."""
    seat = request.seat
    listing, who = queries.listing_called(seat, "current", label), queries.missing_called(seat, missing)
    found = answer.why(seat, listing, who)
    sentences = [
        (kind, {**facts, "posterior": percent(facts["posterior"])} if "posterior" in facts else facts)
        for kind, facts in found.sentences
    ]
    context = {
        "listing": listing,
        "missing": who,
        "sentences": sentences,
        "candidate": found.candidate,
        "posterior": percent(found.candidate.posterior) if found.candidate else "",
        "log10": log10("-inf" if found.candidate.log_lr is None else found.candidate.log_lr) if found.candidate else "",
        "none": percent(listing.none_of_these),
        "name": seat.may("families.read"),
    }
    return render(request, "identification/why.html", context)
