"""What people may read of the account. The public reads published statements alone, and of those the last one that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from repatria.registry.accounting.balances import Balance
from repatria.registry.accounting.balances import balances as balances_of
from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.figures.base import Figure, Line
from repatria.registry.accounting.ledger.book import book_of, moment_of, today_of
from repatria.registry.accounting.models import Statement
from repatria.registry.accounting.spans import Span
from repatria.registry.claims import queries as claims
from repatria.registry.claims.models import Claim
from repatria.registry.codes.models import Thing
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

CLAIMS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with its value on a day."""

    figure: Figure
    value: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """The list that makes a figure. ``elsewhere``: how many more there are that other laboratories hold."""

    lines: Sequence[Line]
    elsewhere: int = 0


def figures(seat: Seat, day: date) -> Mapping[str, Told]:
    """Every figure as it was known at the end of ``day``."""
    seat.need("accounting.read")
    book, moment = book_of(seat.incident), moment_of(seat.incident, day)
    return {key: Told(one, one.value(book, moment)) for key, one in FIGURES.items()}


def balances(seat: Seat, day: date) -> list[Balance]:
    """Every balance as it stood at the end of ``day``."""
    seat.need("accounting.read")
    return balances_of(seat.incident, day)


def rows(seat: Seat, figure: Figure, day: date) -> Listed | None:
    """The list that makes a figure on a day; None where this seat may not open it. Things of other laboratories are only counted."""
    seat.need("accounting.read")
    if not seat.may(figure.verb):
        return None
    if figure.lines is not None:
        return Listed(figure.lines(book_of(seat.incident), moment_of(seat.incident, day)))
    return listed(seat, figure.at(seat.incident, moment_of(seat.incident, day)), figure.page)


def listed(seat: Seat, spans: Iterable[Span], page: str = "") -> Listed:
    """Spans as rows, by code; what this seat may not see is only counted."""
    some = list(spans)
    seen: dict[int, str] = {}
    ids = [span.subject for span in some]
    for first in range(0, len(ids), 800):
        part = Thing.objects.filter(seat.sees(), pk__in=ids[first : first + 800])
        seen |= dict(part.values_list("pk", "code"))
    lines = [Line(seen[s.subject], s.words, s.since, page) for s in some if s.subject in seen]
    return Listed(sorted(lines, key=lambda line: line.code), len(some) - len(lines))


def not_closing(seat: Seat, balance: Balance) -> Listed | None:
    """What a balance waits for; None where this seat may not open it."""
    seat.need("accounting.read")
    if not seat.may(balance.verb):
        return None
    words = dict(balance.open)
    seen = Thing.objects.filter(seat.sees(), pk__in=words).values_list("pk", "code").order_by("code")
    lines = [Line(code, words[pk], None) for pk, code in seen]
    return Listed(lines, len(words) - len(lines))


def address(seat: Seat, line: Line) -> str:
    """The page of a row, for whoever may open it."""
    return reverse(line.page, kwargs={"incident": seat.slug, "code": line.code}) if line.page else ""


def beside(seat: Seat, figure: Figure, moment: datetime | None = None) -> list[Claim]:
    """What others claim of the same, each by whom and with what hedge, entered by then and not corrected since."""
    if not (figure.topics or figure.sections) or not seat.may("claims.read"):
        return []
    try:
        found = claims.claims(seat)
    except NotFound:
        return []
    found = found.filter(Q(topic__key__in=figure.topics) | Q(topic__section__in=figure.sections, value_low__isnull=False))
    if moment is not None:
        found = found.filter(entered__lt=moment).filter(Q(superseded_by__isnull=True) | Q(superseded_by__entered__gte=moment))
    return list(found.order_by("about_id", "-said_on", "pk")[:60])


def today(seat: Seat) -> date:
    """The day that it is for the incident: today, or the last day lived of an exercise that was lived in invented time."""
    return today_of(seat.incident)


def known_by(seat: Seat, day: date) -> datetime:
    """The cut-off of a day, for a page to say it."""
    return moment_of(seat.incident, day)


def first_day(seat: Seat) -> date | None:
    """The day on which anything of the incident was first known."""
    row = Thing.objects.filter(incident=seat.incident).order_by("created").values_list("created", flat=True).first()
    return row.date() if row else None


def statements(seat: Seat) -> QuerySet[Statement]:
    """Every published account, the last first, withdrawn ones as well."""
    seat.need("accounting.read")
    return Statement.objects.filter(incident=seat.incident).select_related("by")


def statement(seat: Seat, number: int) -> Statement:
    """One of them."""
    row = statements(seat).filter(number=number).first()
    if row is None:
        raise NotFound
    return row


def public_statement(incident: Incident) -> Statement | None:
    """The last account of an incident that was published and stands. Open to everybody."""
    return Statement.objects.filter(incident=incident, withdrawn__isnull=True).order_by("-number").first()


def public_incident(slug: str) -> tuple[Incident, Statement]:
    """An incident with its public account; NotFound where none stands, as for an incident that does not exist."""
    incident = Incident.objects.filter(slug=slug).first()
    row = public_statement(incident) if incident is not None else None
    if incident is None or row is None:
        raise NotFound
    return incident, row


def all_public() -> list[Statement]:
    """The public account of every incident that has one."""
    told = (public_statement(incident) for incident in Incident.objects.order_by("kind", "when", "slug"))
    return [one for one in told if one is not None]


def withdrawn_since(row: Statement) -> list[Statement]:
    """Accounts of the same incident that were withdrawn: their number, day and reason stay public."""
    found: Any = Statement.objects.filter(incident=row.incident, withdrawn__isnull=False)
    return list(found.order_by("-number"))
