"""What families hear and ask: letters on a grid of quarters, private pages for some, questions with their answers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.actions import asking, doors, letters
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.status import statuses
from repatria.registry.live import parameters
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role

GRID, FIRST, YEARLY, AGAIN = 91, 30, 366, 350
"""Letters are written every 91 days, so that a family hears again after 364; who was told gets a letter of their own before the year
is over."""
ANSWER = "Thank you for writing. This is what was done and what we still wait for; we write again within the year."


def begin(life: Life) -> None:
    """The first letters go out a month after the hand-over."""
    life.kept["heard"] = defaultdict(list)
    life.on(HAND_OVER + timedelta(days=FIRST), write, hour=10)


def write(life: Life) -> None:
    """Everybody who is due is written to; a few of them ask something."""
    life.later(GRID, write, hour=10)
    made = life.honestly("letters written", letters.write_due, life.seat(Role.CASUALTY))
    rows = [] if made in (None, True) else made
    for row in rows:
        heard(life, row.missing_id)
        if row.missing_id in life.kept.get("named", ()):
            life.rest(row.missing_id, "family", f"letter {row.pk}")
    life.noted["letters"] += len(rows)
    asked = sum(life.rng.random(len(rows)) < parameters.of("questions"))
    for row in [rows[int(i)] for i in sorted(life.rng.choice(len(rows), min(asked, 5), replace=False))] if asked else []:
        life.later(int(life.rng.integers(5, 25)), partial(_ask, missing=row.missing_id, kin=row.kin_id))


def heard(life: Life, missing: int) -> None:
    """Note that a family heard from the office today."""
    life.kept["heard"][missing].append(life.today)


def told(life: Life, missing: int, near: Kin) -> None:
    """Who was told hears again within the year; some want a private page."""
    heard(life, missing)
    life.later(AGAIN, partial(_letter, missing=missing))
    if near.living == Kin.Living.YES and life.chance("doors"):
        thing = Thing.objects.get(pk=missing)
        life.honestly("private page opened", doors.open_door, life.seat(Role.CASUALTY), thing, kin=near, days=180)


def _letter(life: Life, *, missing: int) -> None:
    made = life.honestly("letter to who was told", letters.write_one, life.seat(Role.CASUALTY), Thing.objects.get(pk=missing))
    if made is not None:
        heard(life, missing)
        life.noted["letters"] += 1
        life.rest(missing, "family", f"letter {made.pk}")
        life.later(AGAIN, partial(_letter, missing=missing))


def _ask(life: Life, *, missing: int, kin: int) -> None:
    kinds = (Enquiry.Kind.QUESTION, Enquiry.Kind.QUESTION, Enquiry.Kind.FACT, Enquiry.Kind.RETEST)
    kind = str(kinds[int(life.rng.integers(len(kinds)))])
    whom = Kin.objects.select_related("thing").get(pk=kin)
    made = life.honestly(
        "family asked", asking.ask, life.seat(Role.CASUALTY), Thing.objects.get(pk=missing), kin=whom, kind=kind,
        words="What was done since you wrote, and what can we do?",
    )  # fmt: skip
    if made is not None:
        life.later(6, partial(_answer, enquiry=made.pk))


def _answer(life: Life, *, enquiry: int) -> None:
    row = Enquiry.objects.select_related("thing").get(pk=enquiry)
    life.honestly("family answered", asking.answer, life.seat(Role.CASUALTY), row, answer=ANSWER)


def families(life: Life) -> dict[str, Any]:
    """Families with a living relative: how many, with a status in words, and who always heard within twelve months."""
    known = life.kept["known since"]
    with_status = sum(bool(one.paragraphs) for one in statuses(life.table.incident, on=life.today, only=sorted(known)))
    in_time = sum(_in_time(since, life.kept["heard"].get(man, []), life.today) for man, since in known.items())
    longest = max((_longest(since, life.kept["heard"].get(m, []), life.today) for m, since in known.items()), default=0)
    return {"n": len(known), "with_status": with_status, "heard_in_12_months": in_time, "longest_silence_days": longest}


def _longest(since: date, days: list[date], last: date) -> int:
    points = [since, *sorted(days), last]
    return max((b - a).days for a, b in pairwise(points))


def _in_time(since: date, days: list[date], last: date) -> bool:
    return _longest(since, days, last) <= YEARLY
