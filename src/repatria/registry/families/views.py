"""Pages about the missing: the list, one record, the acts on it, possible duplicates, decisions of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from repatria.registry.families import actions, pictures, queries
from repatria.registry.families.forms import missing as forms
from repatria.registry.families.forms.parts import Reason
from repatria.registry.families.models import MissingPerson
from repatria.registry.families.models.missing import Category, Kinds
from repatria.registry.families.onfile import on_file
from repatria.registry.families.relatives import usable_table
from repatria.registry.families.tree import tree_of
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("families.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """The list of the missing, found by any name in any script."""
    seat, told = request.seat, request.GET
    category = told.get("category", "")
    rows = queries.missing(seat, text=told.get("q", "")[:80], category=category if category in Category.values else "")
    context = {
        "page": Paginator(rows, PAGE).get_page(told.get("page")),
        "categories": [(c.value, c.label) for c in Category if c.value],
        "told": told,
        "figures": queries.figures(seat),
        "may": {name: seat.may(f"families.{name}") for name in ("write", "merge", "import")},
    }
    return render(request, "families/index.html", context)


@page("families.write")
def add(request: SeatRequest) -> HttpResponse:
    """Enter a missing person."""
    form = forms.AddMissing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_missing(request.seat, **form.told())
            return redirect(at(request.seat, "families:missing", code=person.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "label": _("Enter a missing person"), "back": at(request.seat, "families:index")}
    return render(request, "families/act.html", context)


@page("families.read", methods=("GET",))
def missing(request: SeatRequest, code: str) -> HttpResponse:
    """One missing person: everything on record. Opening it is written into the journal."""
    seat = request.seat
    person = queries.open_missing(seat, code)
    family = queries.family_of(seat, person)
    tree = tree_of(family) if family and seat.may("families.read_pedigree") else None
    kin = seat.may("families.read_kin")
    people = {person.pk, *(tree.kin.values() if tree and kin else ())}
    losses = list(person.losses.select_related("by"))
    names = list(queries.names_of(person))
    context = {
        "person": person,
        "names": names,
        "entered_from": next((n.source for n in names if n.kind == Kinds.OFFICIAL and n.until is None), ""),
        "numbers": queries.numbers_of(seat, person),
        "statuses": person.statuses.select_related("by", "batch__thing"),
        "losses": losses,
        "map": pictures.map_of(losses, invented=seat.incident.is_exercise),
        "recorded": person.recorded.all(),
        "versions": person.thing.versions.all(),
        "absorbed": person.absorbed.select_related("thing"),
        "earlier": person.earlier.order_by("withdrawn", "first"),
        "maybe": queries.duplicates(seat, person) if seat.may("families.merge") and not person.merged_into_id else [],
        "family": family,
        "usable": usable_table(tree, person, names=kin) if tree else [],
        "drawing": pictures.pedigree(tree, seat, names=kin, focus=person.pk) if tree else "",
        "on_file": _on_file(people, person, tree if kin else None),
        "papers": person.on_file.all(),
        "wish": person.wishes.filter(until__isnull=True).select_related("next_of_kin__thing", "directs__thing").first()
        if kin
        else None,
        "former_wishes": person.wishes.filter(until__isnull=False) if kin else [],
        "sees_kin": kin,
        "sees_by_code": seat.may("families.read_pedigree"),
        "acts": [
            (name, label) for name, (label, verb, *_rest) in ACTS.items() if seat.may(verb) and _fits(name, person, family)
        ],
        "may": {
            name: seat.may(f"families.{name}") for name in ("write", "write_loss", "write_kin", "merge", "decide_elsewhere")
        },
    }
    return render(request, "families/missing.html", context)


def _on_file(things: set[int], person: MissingPerson, tree: Any) -> list[tuple[str, dict[str, int]]]:
    called = {person.pk: person.code}
    if tree is not None:
        called |= {thing: code for code, thing in tree.kin.items()}
    return [(called[thing], kinds) for thing, kinds in on_file(things).items() if thing in called]


def _fits(name: str, person: MissingPerson, family: Any) -> bool:
    closed = person.withdrawn is not None or person.merged_into_id is not None
    if name == "part":
        return person.merged_into_id is not None
    if name == "open-family":
        return not closed and family is None
    return not closed


Act = Callable[[Any, MissingPerson, dict[str, Any]], Any]


def _merge(seat: Any, person: MissingPerson, told: dict[str, Any]) -> Any:
    return actions.merge_missing(
        seat, person, into=queries.missing_called(seat, told["other"].strip().upper()), reason=told["reason"]
    )


class _Yes(django_forms.Form):
    """Nothing to fill in."""

    def told(self) -> dict[str, Any]:
        """Nothing."""
        return {}


ACTS: dict[str, tuple[Any, str, type[django_forms.Form], Act]] = {
    "name": (_("Add a name"), "families.write", forms.AddName, lambda s, p, t: actions.add_name(s, p, **t)),
    "correct": (
        _("Correct what is recorded"),
        "families.write",
        forms.CorrectMissing,
        lambda s, p, t: actions.correct_missing(s, p, **t),
    ),
    "status": (_("Add a status"), "families.write_loss", forms.AddStatus, lambda s, p, t: actions.add_status(s, p, **t)),
    "loss": (_("Add a stated loss"), "families.write_loss", forms.AddLoss, lambda s, p, t: actions.add_loss(s, p, **t)),
    "record": (
        _("Add what a record says"),
        "families.write_loss",
        forms.AddRecord,
        lambda s, p, t: actions.note_record(s, p, **t),
    ),
    "on-file": (
        _("Note a reference on file"),
        "families.write_loss",
        forms.AddOnFile,
        lambda s, p, t: actions.note_on_file(s, p, **t),
    ),
    "decision": (
        _("Enter a decision of others"),
        "families.decide_elsewhere",
        forms.AddDecision,
        lambda s, p, t: actions.note_earlier_decision(s, p, **t),
    ),
    "open-family": (_("Open the family's folder"), "families.write_kin", _Yes, lambda s, p, t: actions.open_family(s, p)),
    "wish": (_("Enter the family's wishes"), "families.write_kin", forms.SetWish, lambda s, p, t: actions.note_wish(s, p, **t)),
    "merge": (_("Same person as another entry"), "families.merge", forms.Merge, _merge),
    "part": (_("Two people after all"), "families.merge", Reason, lambda s, p, t: actions.part_missing(s, p, **t)),
}
"""Each act on a missing person: label, verb, form, and the action it speaks to."""


@page("families.read")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act on a missing person: its form, then the act."""
    seat = request.seat
    if name not in ACTS:
        raise NotFound
    label, verb, kind, do = ACTS[name]
    seat.need(verb)
    person = queries.missing_called(seat, code)
    extra: dict[str, Any] = {}
    if kind is forms.SetWish:
        kind, extra = forms.ChooseWish, {"kin": queries.kin_around(seat, person), "anybody": queries.kin(seat)}
    elif kind is forms.CorrectMissing:
        extra["initial"] = forms.CorrectMissing.about(person)
    elif kind is forms.Merge:
        extra["initial"] = {"other": request.GET.get("with", "")}
    form = kind(request.POST if request.method == "POST" else None, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, person, form.told())  # type: ignore[attr-defined]
            return redirect(at(seat, "families:missing", code=person.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(seat, "families:missing", code=person.code)
    return render(request, "families/act.html", {"form": form, "label": label, "who": person.code, "back": back})


@page("families.write", methods=("POST",))
def end_name(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """A name no longer counts."""
    person = queries.missing_called(request.seat, code)
    name = queries.names_of(person).filter(pk=pk).first()
    if name is None:
        raise NotFound
    actions.end_name(request.seat, name, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "families:missing", code=code))


@page("families.write_loss", methods=("POST",))
def loss_in_force(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Put another stated loss in force."""
    loss = queries.loss_of(request.seat, queries.missing_called(request.seat, code), pk)
    actions.put_loss_in_force(request.seat, loss, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "families:missing", code=code))


@page("families.merge", methods=("GET",))
def duplicates(request: SeatRequest) -> HttpResponse:
    """Entries that may be one person; nothing is merged without a person's word."""
    rows = Paginator(queries.possible_duplicates(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "families/duplicates.html", {"page": rows})


@page("families.read_decisions", methods=("GET",))
def decisions(request: SeatRequest) -> HttpResponse:
    """Names decided by others, under their rule, in a column of their own."""
    rows = Paginator(queries.decisions(request.seat), PAGE).get_page(request.GET.get("page"))
    seat = request.seat
    context = {
        "page": rows,
        "figures": queries.figures(seat),
        "names": seat.may("families.read"),
        "may_write": seat.may("families.decide_elsewhere"),
    }
    return render(request, "families/decisions.html", context)


@page("families.decide_elsewhere", methods=("POST",))
def withdraw_decision(request: SeatRequest, pk: int) -> HttpResponse:
    """Their decision was withdrawn, or entered wrongly."""
    row = queries.decisions(request.seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    actions.withdraw_earlier_decision(request.seat, row, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "families:decisions"))
