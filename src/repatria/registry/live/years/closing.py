"""The account: published every year as it stands, and what the last day says of balances, later bones and families."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from repatria.registry.accounting import actions as accounting
from repatria.registry.accounting.balances import balances
from repatria.registry.homecoming.leaving import ALLOWED
from repatria.registry.homecoming.models import Election, PortionEvent
from repatria.registry.live.years import asking
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role

YEAR = 365
OPEN = "The exercise goes on; what is open is listed beside the balance."


def begin(life: Life) -> None:
    """Once a year the account is published as it stood the day before."""
    life.on(HAND_OVER + timedelta(days=YEAR), publish, hour=18)


def publish(life: Life) -> None:
    """The medical examiner publishes; an open balance is named with its ground."""
    life.later(YEAR, publish, hour=18)
    account(life)


def account(life: Life) -> Any:
    """Publish the account as it stood yesterday; the statement, or None where it was refused."""
    day = life.today - timedelta(days=1)
    made = life.honestly("account published", accounting.publish, life.seat(Role.EXAMINER), day=day, ground=OPEN)
    if made is not None:
        for missing in life.kept.get("named", ()):
            if life.kept["named on"][missing] <= day:
                life.rest(missing, "figure", f"account {made.number}")
    return made


def close(life: Life) -> None:
    """The last day: the account once more, and what the registry says of itself."""
    account(life)
    life.told["balances"] = [
        {"name": str(one.name), "left": one.left_sum, "right": one.right_sum, "closes": one.closes, "open": len(one.open)}
        for one in balances(life.table.incident, life.today)
    ]
    life.told["portions"] = portions(life)
    life.told["families"] = asking.families(life)


def portions(life: Life) -> dict[str, int]:
    """Later bones whose day of answer has come; of them those answered as the wish in force at that moment said; how many late.

    Where nobody has said yet what they wish there is nothing to obey: such a bone waits, and is counted apart.
    """
    rows = PortionEvent.objects.filter(missing__incident=life.table.incident).exclude(outcome="withdrawn")
    come = [row for row in rows if row.done is not None or row.due <= life.today]
    wished = set(Election.objects.filter(until__isnull=True).values_list("missing_id", flat=True))
    due = [row for row in come if row.done is not None or row.missing_id in wished]
    late = sum(row.done is not None and row.done.date() > row.due for row in due)
    return {"due": len(due), "obeyed": sum(_obeyed(row) for row in due), "late": late, "no_wish_yet": len(come) - len(due)}


def _obeyed(row: PortionEvent) -> bool:
    if row.done is None:
        return False
    wish = Election.objects.filter(missing=row.missing_id, since__lte=row.done).order_by("-number").first()
    return wish is not None and ALLOWED[wish.portions] == row.outcome
