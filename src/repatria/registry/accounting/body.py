"""What is published of the account: few figures, small ones suppressed, nothing that a family was not told before.

Every figure of a published account moves only with acts that follow the telling (or that concern no family). So nobody can read from a
public number that somebody has been identified whose family does not know it yet. How the figures were suppressed is in suppress.py; what
is kept is what was published: exact small numbers are in no published row. Two published days cannot be laid side by side to find one
person either: a number stands still, with the day it was shown of, until it has moved by five or more (:func:`shown_before`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from repatria.registry.accounting.balances import all_close, balances
from repatria.registry.accounting.ledger.book import Book, book_of, moment_of
from repatria.registry.accounting.ledger.things import COLUMNS
from repatria.registry.accounting.models import Statement
from repatria.registry.accounting.suppress import Shown, Sum, suppress
from repatria.registry.codes import keptout
from repatria.registry.journal.verifier import canonical
from repatria.registry.people.models import Incident

SCHEMA = "repatria-account/2"
"""Since 2 every figure has a day of its own, and what is held stands in one number with what has no name yet."""
NOT_YET = "not yet known"


@dataclass(frozen=True, slots=True)
class Public:
    """A figure that may be published. English, because what is published is fixed to the letter."""

    key: str
    title: str
    unit: str
    definition: str


FIGURES: tuple[Public, ...] = (
    Public("home", "came home", "people", "Remains were handed to the family and counted in there; the identification was not rescinded."),
    Public("transferred", "returned without a name", "bones and teeth",
           "Left as part of a group, without a name, to the nation that receives it. How many people they are of is not known."),
    Public("laid", "laid in numbered graves", "bones and teeth",
           "Of no name and no group so far; laid to rest under a number, in a grave that may be opened again."),
    Public("waited", "still waited for", "people", "On the list of the missing, and nothing of them has come home."),
    Public("listed", "on the list of the missing", "people", "Everybody on the list, one entry a person."),
    Public("told", "identified, family told", "people",
           "Identified under a signature, and the family was told. Nobody is counted before their family was told."),
    Public("buried", "buried under their name", "people",
           "A grave is written down, was not opened since, and the identification was not rescinded."),
    Public("published", "name made public", "people", "A public text names the person, after the family was told."),
    Public("decided_by_others", "decided by other issuers", "people",
           "Another office decided this name under its own rule. In no sum with the others."),
    Public("boxes", "boxes received", "boxes", "Containers that were entered as received. A box is not a person."),
    Public("bones", "bones and teeth", "bones and teeth",
           "Every bone, tooth or fragment entered, with what came of dividing or joining counted once."),
    Public("here", "of these: here", "bones and teeth",
           "Not used up and not gone anywhere, with a name or without one, or on the way to a numbered grave. They stand in one number, "
           "so that nobody reads from it that something was found before a family was told."),
    Public("consumed", "of these: used up", "bones and teeth", "Used up in the laboratory, so that nothing is left."),
    Public("returned", "of these: returned to a family", "bones and teeth", "Handed to a family and counted in there."),
    Public("under_way", "of these: on the way", "bones and teeth", "Counted out with a release and not yet counted in."),
    Public("otherwise", "of these: left otherwise", "bones and teeth", "With somebody else against a paper."),
    Public("people_at_least", "people at least, by the bones", "people",
           "The largest repeat of one element, side and zone among all human bones: a floor, not an estimate."),
    Public("people_by_dna", "people at least, by DNA", "people", "The largest set found of bones whose DNA no one person could have."),
)  # fmt: skip
SUMS = (
    Sum("listed", ("home", "waited")),
    Sum("told", ("home", "~told and not home")),
    Sum("home", ("buried", "~home and not buried")),
    Sum("told", ("published", "~told and not public")),
    Sum("bones", ("here", "consumed", "returned", "transferred", "under_way", "laid", "otherwise")),
)
"""How published figures hang together, for whoever would work a hidden one out."""
MOVE_SLOWLY = frozenset({*(name for one in SUMS for name in one.members if not name.startswith("~")), "decided_by_others"})
"""Figures of people and of their bones: those that stand still until they have moved by five or more. Boxes and what is read from all
bones together (people at least) are of nobody's family."""


def values(book: Book, moment: datetime) -> dict[str, int | None]:
    """The figures before suppression. None: not yet known."""
    people, bones = book.people, book.things["B"]
    listed, any_bone = people["listed"].ever(moment), bones["received"].ever(moment) or bones["made"].ever(moment)
    told: dict[str, int | None] = dict.fromkeys(("home", "waited", "listed", "told", "buried", "published"))
    if listed:
        names = {
            "home": "home",
            "waited": "unhomed",
            "listed": "listed",
            "told": "heard",
            "buried": "buried",
            "published": "published",
        }
        told |= {key: people[name].count(moment) for key, name in names.items()}
        told["home"] = len(people["home"].subjects(moment) & people["listed"].subjects(moment))
    told["decided_by_others"] = people["historic"].count(moment) if people["historic"].ever(moment) else None
    told["boxes"] = book.things["C"]["received"].count(moment) or None
    columns = {name: bones[name].count(moment) if any_bone else None for name in (*COLUMNS, "laid")}
    columns["here"] = _here(columns)
    whole = bones["received"].count(moment) + bones["made"].count(moment) - bones["divided"].count(moment)
    told |= {**columns, "bones": whole if any_bone else None}
    told["people_at_least"] = book.floors.at(moment).people
    told["people_by_dna"] = book.people_by_dna(moment)
    return {one.key: told[one.key] for one in FIGURES}


def _here(columns: Mapping[str, int | None]) -> int | None:
    """Held and unresolved together, but for what lies in a numbered grave."""
    held, unresolved, laid = (columns[name] for name in ("held", "unresolved", "laid"))
    return None if held is None or unresolved is None or laid is None else held + unresolved - laid


def shown_before(incident: Incident) -> dict[str, list[tuple[int, str]]]:
    """For each figure that moves slowly: every number that was ever shown exactly in its place, with its day, the last one last.

    Withdrawn accounts count as well: they were read.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    rows = Statement.objects.filter(incident=incident).order_by("number")
    for day, body in rows.values_list("day", "body"):
        for one in body.get("figures", ()):
            if one["key"] in MOVE_SLOWLY and one["kind"] == "exact":
                told = (int(one["low"]), str(one.get("day") or day.isoformat()))
                before = found.setdefault(one["key"], [])
                if not before or before[-1] != told:
                    before.append(told)
    return found


def body_of(incident: Incident, day: date) -> tuple[dict[str, Any], bool]:
    """(what would be published of ``day``, whether every balance closes). No known answer of quality control stands in it."""
    moment = moment_of(incident, day)
    with keptout.for_the_public():
        known = values(book_of(incident), moment)
        checked = balances(incident, day)
    before = shown_before(incident)
    earlier = {key: [value for value, _day in some] for key, some in before.items()}
    shown = suppress({key: value for key, value in known.items() if value is not None}, SUMS, earlier)
    days = {key: before[key][-1][1] for key, one in shown.items() if one.still}
    with override("en"):  # what is published is fixed to the letter, whoever publishes it
        notice = incident.banner
        closing = [{"name": one.name, "title": str(one.title), "closes": one.closes} for one in checked if one.known]
    body = {
        "schema": SCHEMA,
        "incident": incident.slug,
        "title": incident.title,
        "notice": notice,
        "day": day.isoformat(),
        "known_by": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "figures": [_figure(one, shown.get(one.key), days.get(one.key, day.isoformat())) for one in FIGURES],
        "balances": closing,
    }
    return body, all_close(checked)


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical bytes of what was published."""
    return hashlib.sha256(canonical(dict(body))).hexdigest()


def _figure(one: Public, shown: Shown | None, day: str) -> dict[str, Any]:
    told: dict[str, Any] = {"key": one.key, "title": one.title, "unit": one.unit, "definition": one.definition, "day": day}
    if shown is None:
        return {**told, "kind": "unknown", "low": None, "high": None, "words": NOT_YET}
    return {**told, "kind": shown.kind, "low": shown.low, "high": shown.high, "words": shown.words}
