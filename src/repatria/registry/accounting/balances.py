"""The balances of the account: each closes, or says where it does not and lists what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.figures.things import KINDS
from repatria.registry.accounting.ledger.book import Book, book_of, moment_of
from repatria.registry.accounting.ledger.people import merges_into
from repatria.registry.accounting.ledger.things import COLUMNS
from repatria.registry.codes.models import Thing
from repatria.registry.people.models import Incident


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a balance: a figure by its key, and its value (None: not yet known)."""

    key: str
    value: int | None

    @property
    def title(self) -> Any:
        """What it counts."""
        return FIGURES[self.key].title


@dataclass(frozen=True, slots=True)
class Balance:
    """``left`` must be as much as ``right``. ``open``: (id of a thing, what is wrong) of everything that it waits for."""

    name: str
    title: Any
    left: Sequence[Term]
    right: Sequence[Term]
    open: Sequence[tuple[int, str]] = ()
    verb: str = "custody.read"

    @property
    def known(self) -> bool:
        """Whether there is anything to balance."""
        return any(term.value is not None for term in self.left)

    @property
    def left_sum(self) -> int:
        """The left side."""
        return sum(term.value or 0 for term in self.left)

    @property
    def right_sum(self) -> int:
        """The right side."""
        return sum(term.value or 0 for term in self.right)

    @property
    def closes(self) -> bool:
        """Whether both sides are equal and nothing is left open."""
        return self.left_sum == self.right_sum and not self.open

    @property
    def sentence(self) -> str:
        """The balance in one line."""
        left, right = _said(self.left), _said(self.right)
        if not self.known:
            return say("not yet known")
        if self.closes:
            return f"{left} = {right}"
        return say("%(left)s is not %(right)s: %(n)s differ") % {
            "left": left, "right": right, "n": f"{max(abs(self.left_sum - self.right_sum), len(self.open)):,}",
        }  # fmt: skip


def _said(terms: Sequence[Term]) -> str:
    """Its terms in one line: the first always, the others where there is something of them."""
    told = [term for place, term in enumerate(terms) if term.value or not place]
    return " + ".join(f"{term.value or 0:,} {term.title}" for term in told)


def balances(incident: Incident, day: date) -> list[Balance]:
    """Every balance as it stood at the end of ``day``."""
    book, moment = book_of(incident), moment_of(incident, day)

    def term(key: str) -> Term:
        return Term(key, FIGURES[key].value(book, moment))

    told = []
    for word, kind, unit in KINDS:
        columns = [name.replace("_", "-") for name in (*COLUMNS, "divided")]
        told.append(
            Balance(
                word,
                unit,
                [term(f"{word}-received"), term(f"{word}-made")],
                [term(f"{word}-{name}") for name in columns],
                [(span.subject, span.words) for span in book.things[kind]["open"].at(moment)],
                FIGURES[f"{word}-open"].verb,
            )
        )
    told.append(
        Balance(
            "people",
            _("the missing"),
            [term("missing")],
            [term("still-missing"), term("identified"), term("decided-by-others-alone")],
            _not_listed(book, moment),
            "identification.read",
        )
    )
    fallen = str(_("told, and the signature has fallen since"))
    told.append(
        Balance(
            "families",
            _("families told"),
            [term("identified")],
            [term("told"), term("waiting"), term("told-and-fallen")],
            [(span.subject, fallen) for span in book.people["fallen"].at(moment)],
            "homecoming.read",
        )
    )
    return told


def _not_listed(book: Book, moment: Any) -> list[tuple[int, str]]:
    """Who is identified and does not stand on the list: a merged or withdrawn entry."""
    strangers = book.people["signed"].subjects(moment) - book.people["listed"].subjects(moment)
    if not strangers:
        return []
    codes = dict(Thing.objects.filter(pk__in=strangers).values_list("pk", "code"))
    into = merges_into(book.incident)
    told = []
    for pk in sorted(strangers):
        other = into.get(codes[pk])
        words = say("identified under an entry that was merged into %(code)s") % {"code": other} if other else ""
        told.append((pk, words or say("identified, and not on the list")))
    return told


def all_close(told: Sequence[Balance]) -> bool:
    """Whether every balance closes."""
    return all(one.closes for one in told)
