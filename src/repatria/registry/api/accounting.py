"""The account for programs: figures with definitions as of any past day, balances, published accounts; publishing and withdrawing."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router

from repatria.registry.accounting import actions, forms, queries
from repatria.registry.accounting.balances import Balance
from repatria.registry.accounting.figures.all import figure_called
from repatria.registry.accounting.models import Statement
from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

router = Router()


@lists(router, "/figures", "accounting.read")
def figures(at: Seat, day: str = "") -> Any:
    """Every figure as it was known at the end of ``day`` (2031-05-04; today without one). Null is "not yet known", 0 is none."""
    return list(queries.figures(at, _day(at, day)).values()), lambda told: _figure(told.figure, told.value)


@looks(router, "/figures/{key}", "accounting.read")
def figure(at: Seat, key: str, day: str = "") -> Row:
    """One figure with its history and the list that makes it; ``list`` is null where it is not yours to open."""
    one, on = figure_called(key), _day(at, day)
    listed = queries.rows(at, one, on)
    return {
        **_figure(one, one.of(at.incident, on)),
        "history": [{"day": when.isoformat(), "value": value} for when, value in one.history(at.incident) if when <= on],
        "list": None if listed is None else [{"code": x.code, "words": x.words, "since": x.since} for x in listed.lines],
        "held_elsewhere": 0 if listed is None else listed.elsewhere,
        "claims": [
            {"claim": claim.thing.code, "words": claim.words, "said_by": str(claim.said_by)}
            for claim in queries.beside(at, one)
        ],
    }


@lists(router, "/balances", "accounting.read")
def balances(at: Seat, day: str = "") -> Any:
    """Every balance as it stood at the end of ``day``: both sides, and whether it closes."""
    return queries.balances(at, _day(at, day)), _balance


@lists(router, "/published", "accounting.read")
def published(at: Seat) -> Any:
    """Every published account, the last first, withdrawn ones as well."""
    return queries.statements(at), _statement


@looks(router, "/published/{number}", "accounting.read")
def one_published(at: Seat, number: int) -> Row:
    """One published account, to the letter."""
    row = queries.statement(at, number)
    return {**_statement(row), "body": row.body}


@acts(router, "/published", "accounting.publish", forms.Publish)
def publish(at: Seat, form: Any) -> Row:
    """Publish the account as it was known at the end of a day; with a ground where a balance does not close."""
    return _statement(actions.publish(at, **form.cleaned_data))


@acts(router, "/published/{number}/withdraw", "accounting.publish", forms.Withdraw)
def withdraw(at: Seat, form: Any, number: int) -> Row:
    """Withdraw a published account, with a reason that is shown in public."""
    return _statement(actions.withdraw(at, queries.statement(at, number), **form.cleaned_data))


def _day(at: Seat, text: str) -> date:
    """The day that was asked for, or today; Impossible for what is none or has not come."""
    form = forms.OnDay({"day": text}, latest=queries.today(at))
    if not form.is_valid():
        raise Impossible(f"day {text[:20]!r}: {' '.join(str(one) for one in form.errors['day'])} Write it as 2031-05-04.")
    return form.chosen()


def _figure(one: Any, value: int | None) -> Row:
    told = {"key": one.key, "title": str(one.title), "unit": str(one.unit), "definition": str(one.definition)}
    return {**told, "group": one.group, "value": value}


def _balance(one: Balance) -> Row:
    return {
        "name": one.name,
        "title": str(one.title),
        "left": [{"figure": term.key, "value": term.value} for term in one.left],
        "right": [{"figure": term.key, "value": term.value} for term in one.right],
        "known": one.known,
        "closes": one.closes,
        "waits_for": len(one.open),
    }


def _statement(row: Statement) -> Row:
    return {
        "number": row.number,
        "day": row.day,
        "published": row.at,
        "digest": row.digest,
        "closes": row.closes,
        "ground": row.ground,
        "withdrawn": row.withdrawn,
        "withdrawn_why": row.withdrawn_why,
    }
