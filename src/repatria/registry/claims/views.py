"""Pages of claims: the topics, one topic side by side, the timeline, the forms, and the public record without login."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from repatria.registry.claims import actions, forms, pictures, queries
from repatria.registry.claims.models import Section
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page, public

PAGE = 100


@public
def public_record(request: HttpRequest, incident: str) -> HttpResponse:
    """Everything a public record says, with its sources: open to everybody, names nobody who died."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        row = queries.record(incident)
    except NotFound as nothing:
        raise Http404(str(nothing)) from nothing
    chapters = queries.chapters(row)
    context = {
        "record": row,
        "chapters": chapters,
        "way": pictures.way([c for c in chapters if c.key == Section.LEGS]),
        "sources": queries.sources(row),
        "disputed": [topic for chapter in chapters for topic, group in chapter.topics if group.contradicts or topic.disputed],
    }
    return render(request, "claims/public_record.html", context)


@page("claims.read", methods=("GET",))
def topics(request: SeatRequest) -> HttpResponse:
    """All topics by chapter."""
    context = {"sections": queries.topics(request.seat), "may_record": request.seat.may("claims.record")}
    return render(request, "claims/topics.html", context)


@page("claims.read", methods=("GET",))
def topic(request: SeatRequest, key: str) -> HttpResponse:
    """One topic: every claim beside the others."""
    seat = request.seat
    row = queries.topic_called(seat, key)
    shown = Paginator(queries.claims_on(seat, row), PAGE).get_page(request.GET.get("page"))
    context = {
        "topic": row,
        "page": shown,
        "groups": queries.side_by_side(shown),
        "may_record": seat.may("claims.record"),
    }
    return render(request, "claims/topic.html", context)


@page("claims.read", methods=("GET",))
def timeline(request: SeatRequest) -> HttpResponse:
    """All dated claims in order of the day they speak of, or of the day they were said."""
    said = request.GET.get("by") == "said"
    rows = queries.timeline(request.seat, by_day_said=said)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/timeline.html", {"page": shown, "by_said": said})


@page("claims.read", methods=("GET",))
def documents(request: SeatRequest) -> HttpResponse:
    """All documents."""
    shown = Paginator(queries.documents(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/documents.html", {"page": shown, "may_record": request.seat.may("claims.record")})


@page("claims.read", methods=("GET",))
def document(request: SeatRequest, code: str) -> HttpResponse:
    """One document and every claim that stands in it."""
    row = queries.document_called(request.seat, code)
    rows = queries.claims(request.seat).filter(document=row).order_by("topic__section", "topic__place", "pk")
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "claims/document.html", {"document": row, "page": shown})


@page("claims.record")
def add_document(request: SeatRequest) -> HttpResponse:
    """Enter a document."""
    form = forms.NewDocument(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        file = told.pop("file")
        try:
            row = actions.enter_document(request.seat, **told, sha256=_fingerprint(file) if file else "")
            return redirect(at(request.seat, "claims:document", code=row.thing.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/form.html", {"form": form, "kind": "document", "upload": True})


@page("claims.record")
def add_party(request: SeatRequest) -> HttpResponse:
    """Enter a party."""
    form = forms.NewParty(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_party(request.seat, **form.cleaned_data)
            return redirect(at(request.seat, "claims:add"))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/form.html", {"form": form, "kind": "party"})


@page("claims.record")
def add(request: SeatRequest) -> HttpResponse:
    """Record a claim."""
    seat = request.seat
    queries.need(seat)
    lists: dict[str, Any] = {
        "topics": queries.topic_rows(seat),
        "parties": queries.parties(seat),
        "documents": queries.documents(seat),
    }
    start = {"topic": request.GET.get("topic"), "document": request.GET.get("document"), "about": request.GET.get("about", "")}
    form = forms.NewClaim(request.POST or None, initial=start, **lists)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        named, about, older = told.pop("new_topic"), told.pop("about"), told.pop("supersedes")
        try:
            told["topic"] = told["topic"] or named
            told["about"] = thing_called(seat, about) if about else None
            told["supersedes"] = queries.claim_called(seat, older) if older else None
            row = actions.record_claim(seat, **told)
            return redirect(at(seat, "claims:topic", key=row.topic.key))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "claims/form.html", {"form": form, "kind": "claim"})


def _fingerprint(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
