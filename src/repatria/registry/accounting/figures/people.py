"""Figures of people: the missing and what was found out and done about each; how many the remains come from; what others decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.figures.base import Figure, Line, counting
from repatria.registry.accounting.ledger.book import Book
from repatria.registry.accounting.spans import Spans
from repatria.registry.intake.arriving import BOXES, PEOPLE
from repatria.registry.inventory.models import Specimen

FACTS: tuple[tuple[str, str, Any, Any, str, tuple[str, ...]], ...] = (
    ("missing", "listed", _("on the list of the missing"),
     _("Everybody on the list, one entry a person: entries that were withdrawn or merged into another do not count."),
     "families.read", ("missing",)),
    ("identified", "signed", _("identified"),
     _("A medical examiner has signed, two reviewers agreed, and the signature "
       "stands. Nothing is said about whether the family was told."),
     "identification.read", ("results",)),
    ("accounted-for", "accounted", _("accounted for, for the first time"),
     _("Identified here, and no decision of another issuer had accounted for this person before the day of the signature."),
     "identification.read", ()),
    ("told", "told", _("family told"),
     _("The notification of identification was given, by name and day, under a signature that stands, and was not taken back."),
     "homecoming.read", ()),
    ("waiting", "waiting", _("identified, family not yet told"),
     _("A signature stands and the family has not been told under it."), "homecoming.read", ()),
    ("told-and-fallen", "fallen", _("told, and the signature has fallen since"),
     _("The family was told and the signature no longer stands: it is to be signed anew, or the telling to be taken back."),
     "homecoming.read", ()),
    ("home", "home", _("came home"),
     _("Remains left with a release to the family and were counted in there. "
       "Somebody whose identification was rescinded is not counted."),
     "homecoming.read", ()),
    ("buried", "buried", _("buried under their name"),
     _("A grave is written down, has not been opened since, and the identification was not rescinded."), "homecoming.read", ()),
    ("public", "published", _("name made public"),
     _("A public text names the person; it was published after the "
       "family was told and has not been withdrawn."), "homecoming.read", ()),
    ("still-missing", "still", _("still missing"),
     _("On the list, not identified here, and decided by no other issuer."), "families.read", ()),
    ("still-waited-for", "unhomed", _("still waited for"),
     _("On the list, and nothing of them has come home with a release of this registry."), "families.read", ()),
    ("decided-by-others", "historic", _("decided by other issuers"),
     _("Another office decided this name, under its own rule and on its own day. Not a "
       "decision of this registry, and in no sum with it but as a column of its own."),
     "families.read_decisions", ()),
    ("decided-by-others-alone", "historic_alone", _("decided by other issuers alone"),
     _("On the list and decided by another issuer, and not identified here."), "families.read_decisions", ()),
)  # fmt: skip
"""(key, name of the facts, title, definition, verb of its list, chapters of claims)."""


def _fact(name: str) -> Callable[[Book], Spans]:
    return lambda book: book.people[name]


def _ground(name: str) -> Callable[[Book], Sequence[Spans]]:
    if name.startswith("historic"):
        return lambda book: (book.people["historic"],)
    return lambda book: (book.people["listed"], book.people["signed"])


def _of_the_missing() -> Iterable[Figure]:
    for key, name, title, definition, verb, sections in FACTS:
        spans = _fact(name)
        yield Figure(
            key=key,
            title=title,
            definition=definition,
            unit=_("people"),
            group="people",
            value=counting(spans, _ground(name)),
            verb=verb,
            spans=spans,
            page="families:missing",
            sections=sections,
        )


def _least(book: Book, moment: datetime) -> int | None:
    return book.floors.at(moment).people


def _least_lines(book: Book, moment: datetime) -> list[Line]:
    floor = book.floors.at(moment)
    return [Line(code, floor.basis, None, "inventory:specimen") for code in floor.codes]


def _dna(book: Book, moment: datetime) -> int | None:
    return book.people_by_dna(moment)


def _dna_lines(book: Book, moment: datetime) -> list[Line]:
    rows = {row.subject: row for row in book.profiles.at(moment)}
    codes = Specimen.objects.filter(pk__in=rows).values_list("pk", "item__thing__code").order_by("item__thing__code")
    return [Line(code, say("its DNA was compared"), rows[pk].made, "inventory:specimen") for pk, code in codes]


def _stated(topic: str) -> Callable[[Book, datetime], int | None]:
    return lambda book, moment: book.given.total(topic, moment)


def _stated_lines(topic: str) -> Callable[[Book, datetime], Sequence[Line]]:
    return lambda book, moment: [Line(row.code, row.words, row.since) for row in book.given.at(topic, moment)]


def _stated_days(topic: str) -> Callable[[Book], Sequence[date]]:
    return lambda book: sorted({row.since.date() for row in book.given.rows if row.topic == topic})


HOW_MANY = (
    Figure(
        "claimed-boxes", _("boxes, as the givers state"),
        _("The sum of what givers state of their hand-overs, where each states one "
          "number. A claim: it stands beside what was found, never in it."),
        _("boxes"), "claimed", _stated(BOXES), "claims.read", lines=_stated_lines(BOXES), topics=(BOXES,), days=_stated_days(BOXES),
    ),
    Figure(
        "claimed-people", _("people, as the givers state"),
        _("The sum of what givers state of the people in their hand-overs, where "
          "each states one number. A box is never counted as a person."),
        _("people"), "claimed", _stated(PEOPLE), "claims.read", lines=_stated_lines(PEOPLE), topics=(PEOPLE,),
        sections=("contents",), days=_stated_days(PEOPLE),
    ),
    Figure(
        "people-at-least", _("people at least, by the bones"),
        _("The largest repeat of one element, side and zone among all human bones: a "
          "floor, not an estimate. It may fall when a bone is described anew."),
        _("people"), "remains", _least, "inventory.read", lines=_least_lines,
        topics=(PEOPLE,), sections=("contents",), days=lambda book: sorted({step.at.date() for step in book.floors.steps}),
    ),
    Figure(
        "people-by-dna", _("people at least, by DNA"),
        _("The largest set found of bones whose genotypes no one person could have. Bones without a usable profile are not in it."),
        _("people"), "remains", _dna, "inventory.read", lines=_dna_lines, topics=(PEOPLE,),
        sections=("contents",), days=lambda book: book.profiles.days(),
    ),
    Figure(
        "bones-of-a-group", _("bones determined to be of a group"),
        _("Two nations have signed, without a name, to which group they belong, "
          "and it was not reversed; whether or not they have left."),
        _("bones and teeth"), "remains", counting(lambda book: book.determined, lambda book: (book.things["B"]["received"],)),
        "custody.read", spans=lambda book: book.determined, page="custody:item",
    ),
    Figure(
        "bones-laid", _("bones in numbered graves"),
        _("Unresolved remains that were laid to rest under a number, with a rule by which the grave may be opened again."),
        _("bones and teeth"), "remains", counting(lambda book: book.things["B"]["laid"], lambda book: (book.things["B"]["received"],)),
        "custody.read", spans=lambda book: book.things["B"]["laid"], page="custody:item",
    ),
)  # fmt: skip
PEOPLE_FIGURES: tuple[Figure, ...] = (*_of_the_missing(), *HOW_MANY)
