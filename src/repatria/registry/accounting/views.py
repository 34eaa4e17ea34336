"""Pages of the account for whoever works on the incident."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.accounting import actions, body, forms, papers, pictures, queries
from repatria.registry.accounting.balances import all_close
from repatria.registry.accounting.figures.all import figure_called
from repatria.registry.accounting.figures.things import KINDS, ROWS
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 100


def _on(request: SeatRequest) -> tuple[forms.OnDay, date]:
    latest = queries.today(request.seat)
    form = forms.OnDay(request.GET if request.GET.get("day") else {"day": latest.isoformat()}, latest=latest)
    return form, form.chosen()


@page("accounting.read", methods=("GET",))
def account(request: SeatRequest) -> HttpResponse:
    """Every figure of a day, the balances, and the claims beside them."""
    seat = request.seat
    form, day = _on(request)
    told, known = queries.figures(seat, day), queries.known_by(seat, day)
    groups = {name: [one for one in told.values() if one.figure.group == name] for name in ("claimed", "people", "remains")}
    table = [(title, [told[f"{word}-{key}"] for word, _kind, _unit in KINDS]) for key, title in ROWS]
    checked = queries.balances(seat, day)
    beside = []
    for key in ("boxes-received", "people-at-least", "identified", "missing"):
        some = queries.beside(seat, told[key].figure, known)
        if some:
            beside.append((told[key].figure, some[: queries.CLAIMS_SHOWN], len(some)))
    context = {
        "form": form, "day": day, "known": known, "groups": groups, "table": table, "balances": checked,
        "units": [u for _w, _k, u in KINDS], "closes": all_close(checked), "beside": beside, "since": queries.first_day(seat),
        "may_publish": seat.may("accounting.publish"), "shown": queries.public_statement(seat.incident),
    }  # fmt: skip
    return render(request, "accounting/account.html", context)


@page("accounting.read", methods=("GET",))
def figure(request: SeatRequest, key: str) -> HttpResponse:
    """One figure: definition, history, claims beside it, and the list that makes it."""
    seat, one = request.seat, figure_called(key)
    form, day = _on(request)
    drawn, table = pictures.kept(seat.incident, ("history", key, day), lambda: pictures.history(one, seat.incident, day))
    listed = queries.rows(seat, one, day)
    shown = Paginator(listed.lines, PAGE).get_page(request.GET.get("page")) if listed is not None else None
    context = {
        "figure": one, "value": one.of(seat.incident, day), "form": form, "day": day,
        "known": queries.known_by(seat, day), "svg": drawn, "table": table,
        "listed": listed, "page": shown, "rows": [(line, queries.address(seat, line)) for line in shown] if shown else [],
        "claims": queries.beside(seat, one, queries.known_by(seat, day)),
    }  # fmt: skip
    return render(request, "accounting/figure.html", context)


@page("accounting.read", methods=("GET",))
def balance(request: SeatRequest, name: str) -> HttpResponse:
    """One balance: both sides, and what it waits for."""
    seat = request.seat
    form, day = _on(request)
    found = next((one for one in queries.balances(seat, day) if one.name == name), None)
    if found is None:
        raise NotFound
    context = {
        "balance": found,
        "form": form,
        "day": day,
        "known": queries.known_by(seat, day),
        "listed": queries.not_closing(seat, found),
    }
    return render(request, "accounting/balance.html", context)


@page("accounting.read", methods=("GET",))
def drawings(request: SeatRequest) -> HttpResponse:
    """The pictures of the account, for choosing one."""
    return redirect(at(request.seat, "accounting:picture", key="over-time"))


@page("accounting.read", methods=("GET",))
def picture(request: SeatRequest, key: str) -> HttpResponse:
    """One picture as of a day, with its table."""
    if key not in pictures.PICTURES:
        raise NotFound
    seat = request.seat
    form, day = _on(request)
    tabs = [(name, told[0]) for name, told in pictures.PICTURES.items() if seat.may(told[2])]
    context = {"picture": pictures.picture(seat, key, day), "tabs": tabs, "key": key, "form": form,
               "title": pictures.PICTURES[key][0],
               "day": day, "known": queries.known_by(seat, day)}  # fmt: skip
    return render(request, "accounting/picture.html", context)


@page("accounting.read", methods=("GET",))
def statements(request: SeatRequest) -> HttpResponse:
    """Every published account."""
    context = {"rows": queries.statements(request.seat), "may_publish": request.seat.may("accounting.publish")}
    return render(request, "accounting/statements.html", context)


@page("accounting.publish")
def publish(request: SeatRequest) -> HttpResponse:
    """See what would be published of a day, then publish it."""
    seat = request.seat
    form = forms.Publish(request.POST if request.method == "POST" else None, initial={"day": _on(request)[1]})
    day = forms.OnDay(request.POST if request.method == "POST" else request.GET, latest=queries.today(seat)).chosen()
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.publish(seat, **form.cleaned_data)
            return redirect(at(seat, "accounting:statement", number=row.number))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    told, closes = body.body_of(seat.incident, day)
    open_ = [one for one in queries.balances(seat, day) if not one.closes]
    return render(request, "accounting/publish.html", {"form": form, "day": day, "body": told, "closes": closes, "open": open_})


@page("accounting.read")
def statement(request: SeatRequest, number: int) -> HttpResponse:
    """One published account, to the letter; withdrawing it."""
    seat = request.seat
    row = queries.statement(seat, number)
    form = None
    if seat.may("accounting.publish") and row.withdrawn is None:
        form = forms.Withdraw(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat.need("accounting.publish")
        if form is None or form.is_valid():
            try:
                actions.withdraw(seat, row, reason=form.cleaned_data["reason"] if form else "")
                return redirect(at(seat, "accounting:statement", number=number))
            except Refusal as refusal:
                if form is None:
                    raise
                form.add_error(None, str(refusal))
    holds = body.digest_of(row.body) == row.digest
    return render(request, "accounting/statement.html", {"row": row, "form": form, "holds": holds})


@page("accounting.read", methods=("GET",))
def paper_room(request: SeatRequest) -> HttpResponse:
    """The papers of the account, and what they ask for."""
    return _paper_room(request, _any_day(request), forms.Period())


@page("accounting.read", methods=("GET",))
def figures_paper(request: SeatRequest) -> HttpResponse:
    """Figures with definitions as of a day, for print."""
    form = forms.OnDay(request.GET, latest=queries.today(request.seat))
    if not form.is_valid():
        return _paper_room(request, form, forms.Period(), status=422)
    day = form.chosen()
    try:
        return _file(
            papers.figures_paper(request.seat, day), f"{request.seat.slug}-figures-{day.isoformat()}.pdf", "application/pdf"
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _paper_room(request, form, forms.Period(), status=422)


@page("journal.read", methods=("GET",))
def extract(request: SeatRequest) -> HttpResponse:
    """A part of the journal with its hashes, for print or (``as=data``) as lines."""
    form = forms.Period(request.GET)
    if not form.is_valid():
        return _paper_room(request, _any_day(request), form, status=422)
    told = form.cleaned_data
    name = f"{request.seat.slug}-journal-{told['since'].isoformat()}-{told['until'].isoformat()}"
    if request.GET.get("as") == "data":
        return _file(
            papers.extract_lines(request.seat, told["since"], told["until"]).encode(), f"{name}.jsonl", "application/jsonl"
        )
    try:
        return _file(papers.extract_paper(request.seat, told["since"], told["until"]), f"{name}.pdf", "application/pdf")
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _paper_room(request, _any_day(request), form, status=422)


def _any_day(request: SeatRequest) -> forms.OnDay:
    latest = queries.today(request.seat)
    return forms.OnDay(initial={"day": latest}, latest=latest)


def _paper_room(request: SeatRequest, day: forms.OnDay, period: forms.Period, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"day_form": day, "period": period, "may_extract": request.seat.may("journal.read")}
    return render(request, "accounting/papers.html", context, status=status)


def _file(data: bytes, name: str, media: str) -> HttpResponse:
    return HttpResponse(data, content_type=media, headers={"Content-Disposition": f'inline; filename="{name}"'})
