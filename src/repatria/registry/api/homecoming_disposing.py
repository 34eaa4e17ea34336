"""Wishes and disagreements for programs: the acts of the pages. Words of families only for whoever may see relatives."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists
from repatria.registry.homecoming.actions import disposing
from repatria.registry.homecoming.forms import disposing as forms
from repatria.registry.homecoming.models import Disagreement, Election
from repatria.registry.homecoming.queries import disposing as queries
from repatria.registry.homecoming.queries import telling
from repatria.registry.people.seats import Seat

router = Router()
HERE = "/people/{code}"


def _family(at: Seat, code: str) -> dict[str, Any]:
    return {"kin": telling.relatives(at, telling.person_called(at, code))}


@lists(router, HERE + "/wishes", "homecoming.read")
def wishes(at: Seat, code: str) -> Any:
    """Every wish about a person, the one in force first. Opening the words is written into the journal."""
    person = telling.person_called(at, code)
    if at.may("families.read_kin"):
        telling.open_home(at, person)
    return queries.wishes(at, person), lambda one: {**_wish(one["row"]), **_words(one, "place", "honours", "form", "words")}


@acts(router, HERE + "/wishes", "homecoming.elect", forms.Elect, _family)
def elect(at: Seat, form: Any, code: str) -> Row:
    """Write down what whoever directs disposition wishes; it takes the place of the last wish."""
    person = telling.person_called(at, code)
    return _wish(disposing.elect(at, person.thing, **form.cleaned_data))


@lists(router, HERE + "/disagreements", "homecoming.read")
def disagreements(at: Seat, code: str) -> Any:
    """Disagreements about a person, open and settled ones."""
    person = telling.person_called(at, code)
    if at.may("families.read_kin"):
        telling.open_home(at, person)
    told = ("words", "decided_by", "settlement")
    return queries.disagreements(at, person), lambda one: {**_quarrel(one["row"]), **_words(one, *told)}


@acts(router, HERE + "/disagreements", "homecoming.elect", forms.Disagree, _family)
def disagree(at: Seat, form: Any, code: str) -> Row:
    """Write down that somebody of the family wants something else; nothing of the person leaves until it is settled."""
    person = telling.person_called(at, code)
    return _quarrel(disposing.disagree(at, person.thing, **form.cleaned_data))


@acts(router, HERE + "/disagreements/{pk}/settle", "homecoming.settle", forms.Settle)
def settle(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Settle a disagreement by name and reason."""
    row = queries.disagreement_called(at, telling.person_called(at, code), pk)
    return _quarrel(disposing.settle(at, row, **form.cleaned_data))


def _words(one: dict[str, Any], *names: str) -> Row:
    return {name: one[name] or None for name in names}


def _wish(row: Election) -> Row:
    return {
        "missing": row.missing.code,
        "number": row.number,
        "directs": row.directs.code,
        "choice": row.choice,
        "portions": row.portions,
        "ask_again": row.ask_again,
        "since": row.since,
        "until": row.until,
    }


def _quarrel(row: Disagreement) -> Row:
    return {
        "disagreement": row.pk,
        "missing": row.missing.code,
        "raised_by": row.raised_by.code,
        "opened": row.opened,
        "settled": row.settled,
    }
