"""What corrections put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.queries import undoing as queries
from repatria.registry.people.desks import Alarm, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
LINKS = (Link(gettext_lazy("Corrections"), "homecoming:corrections", "homecoming.steps"),)
PAPERS = (
    Paper(
        gettext_lazy("Rescission notice, a letter to the family"),
        ("homecoming.notify", "homecoming.steps"),
        gettext_lazy("After an identification was rescinded under which a family had been told"),
        "homecoming:corrections",
        gettext_lazy("the missing person by name, in plain words"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Corrections that are open, with how many steps wait; and graves that stand in none although they should."""
    if not seat.may("homecoming.steps"):
        return
    for row in queries.corrections(seat).filter(closed__isnull=True)[:SHOWN]:
        left = row.steps.filter(done__isnull=True).count()
        words = _("%(code)s was wrong: %(n)d things that rest on it wait to be put right") % {
            "code": row.identification.code,
            "n": left,
        }
        if not left:
            words = _("%(code)s was wrong: everything is put right; the correction can be closed") % {
                "code": row.identification.code
            }
        yield Alarm(words, at(seat, "homecoming:correction", code=row.identification.code), weight=3 if left else 1)
    for grave in queries.stranded_graves(seat)[:SHOWN]:
        fell, missing = grave.release.identification, grave.missing
        if fell is None or missing is None:
            continue
        words = _(
            "In the grave of %(missing)s lie bones of %(code)s, which fell, that are not signed for them today. If it was wrong, "
            "rescind it, and its correction holds the grave; if not, ask the family and write down that it was opened"
        ) % {"missing": missing.code, "code": fell.code}
        yield Alarm(words, at(seat, "homecoming:rests-on", code=fell.code), weight=3)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many corrections are open; nothing where none is."""
    if not seat.may("homecoming.steps"):
        return
    count = queries.corrections(seat).filter(closed__isnull=True).count()
    if count:
        yield _("Corrections at work"), f"{count:,}", at(seat, "homecoming:corrections")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """The correction of an identification, by its code."""
    code = read_code(text)
    if not code or not seat.may("homecoming.steps"):
        return
    for row in queries.corrections(seat).filter(identification__thing__code=code):
        words = _("correction, closed") if row.closed else _("correction at work")
        yield Found(code, words, at(seat, "homecoming:correction", code=code))
