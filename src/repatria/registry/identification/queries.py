"""What people may read of evidence, leads, exclusions and identifications. Every reading begins with a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.families.models import PedigreeNode
from repatria.registry.identification import hooks, standing
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Lead, Statement
from repatria.registry.identification.states import OPEN, RESTING
from repatria.registry.inventory.models import Individual
from repatria.registry.journal.entrytypes import sentence_of
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.searching.models import CandidateList, Search
from repatria.registry.searching.scope import own_units

READ = "identification.read"
BEHIND = (
    "listing__search__rule",
    "listing__search__thing",
    "listing__search__snapshot",
    "listing__version__individual__thing",
    "missing__incident",
)
"""What stands behind an evidence file."""


def search_called(seat: Seat, code: str) -> Search:
    """A finished search; the word ``current`` names the last one."""
    seat.need(READ)
    rows = Search.objects.filter(seat.sees("thing"), incident=seat.incident, finished__isnull=False)
    rows = rows.filter(current=True) if code == "current" else rows.filter(thing__code=read_code(code) or "")
    row = rows.select_related("thing", "rule", "snapshot").first()
    if row is None:
        raise NotFound
    return row


def listing_called(seat: Seat, search: str, label: str) -> CandidateList:
    """The list of one unit in a search."""
    found = search_called(seat, search)
    row = (
        CandidateList.objects.filter(own_units(seat), search=found, label=label)
        .select_related("version__individual__thing", "search")
        .first()
    )
    if row is None:
        raise NotFound
    row.search = found
    return row


def missing_called(seat: Seat, code: str) -> Thing:
    """A missing person by code; no name is read."""
    seat.need(READ)
    row = seat.things(Kind.MISSING).filter(code=read_code(code) or "").select_related("incident").first()
    if row is None:
        raise NotFound
    return row


def individual_called(seat: Seat, code: str) -> Individual:
    """An individual by code."""
    seat.need(READ)
    row = Individual.objects.filter(seat.sees("thing"), thing__code=read_code(code) or "").select_related("thing").first()
    if row is None:
        raise NotFound
    return row


def evidence_called(seat: Seat, digest: str) -> EvidenceFile:
    """A frozen evidence file by its digest."""
    seat.need(READ)
    rows = EvidenceFile.objects.filter(seat.sees("listing__search__thing"), seat.sees("missing"), digest=digest)
    rows = rows.filter(own_units(seat, "listing__label"))
    row = rows.select_related(*BEHIND).first()
    if row is None:
        raise NotFound
    return row


def leads(seat: Seat, *, individual: int | None = None, missing: int | None = None) -> QuerySet[Lead]:
    """Leads, the newest first; of one pair where it is given."""
    seat.need(READ)
    rows = Lead.objects.filter(seat.sees("individual__thing")).select_related(
        "individual__thing", "missing", "by", "withdrawn_by"
    )
    if individual is not None:
        rows = rows.filter(individual=individual)
    if missing is not None:
        rows = rows.filter(missing=missing)
    return rows.order_by("-at", "-pk")


def lead_of(seat: Seat, pk: int) -> Lead:
    """One lead."""
    row = leads(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def exclusions(seat: Seat, *, text: str = "", ground: str = "", revised: bool = True) -> QuerySet[Exclusion]:
    """The register of exclusions, those in force first; ``text`` is the code of an individual or a missing person."""
    seat.need(READ)
    rows = Exclusion.objects.filter(seat.sees("individual__thing"))
    rows = rows.select_related("individual__thing", "missing", "by", "revised_by", "evidence")
    if text.strip():
        code = read_code(text) or ""
        rows = rows.filter(Q(individual__thing__code=code) | Q(missing__code=code))
    if ground:
        rows = rows.filter(ground=ground)
    if not revised:
        rows = rows.filter(revised__isnull=True)
    return rows.order_by("-at", "-pk")


def exclusion_of(seat: Seat, pk: int) -> Exclusion:
    """One line of the register."""
    row = exclusions(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def ruled_out(seat: Seat, individual: int | None, missing: int) -> Exclusion | None:
    """The exclusion in force of a pair."""
    return exclusions(seat, revised=False).filter(individual=individual, missing=missing).first() if individual else None


def identifications(seat: Seat, *, state: str = "", text: str = "") -> QuerySet[Identification]:
    """Identifications, the newest first."""
    seat.need(READ)
    rows = Identification.objects.filter(seat.sees("thing"), incident=seat.incident)
    rows = rows.select_related("thing", "individual__thing", "version", "missing", "author")
    if state in Identification.State.values:
        rows = rows.filter(state=state)
    if text.strip():
        code = read_code(text) or ""
        rows = rows.filter(Q(thing__code=code) | Q(individual__thing__code=code) | Q(missing__code=code))
    return rows.order_by("-made", "-pk")


def tally(seat: Seat) -> dict[str, int]:
    """How many identifications there are in each state, without known answers that were opened."""
    rows = identifications(seat).filter(at_work("individual_id")).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def open_of(seat: Seat, individual: int | None, missing: int) -> list[Identification]:
    """The identifications on their way, or signed, of an individual or of a missing person."""
    return list(identifications(seat).filter(Q(individual=individual) | Q(missing=missing), state__in=OPEN))


def identification_called(seat: Seat, code: str) -> Identification:
    """One identification."""
    row = identifications(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Row:
    """An identification as a list shows it: who it waits for, and what changed under it."""

    row: Identification
    statement: Statement | None
    changed: tuple[str, ...]
    waits: str

    @property
    def stands(self) -> bool:
        """Whether everything it rests on is as it was."""
        return not self.changed


def told(rows: Sequence[Identification]) -> list[Row]:
    """Identifications with what changed under each, asked of the rows and not of their state: nothing shows as standing that fell."""
    current = Statement.objects.filter(identification__in=rows, current=True).select_related("identification", "evidence")
    by_row = {s.identification_id: s for s in current}
    watched = [s for s in by_row.values() if s.identification.state in (*RESTING, Identification.State.DRAFT)]
    changed = standing.changed_of(watched)
    waiting: dict[int, str] = {}
    for ask in hooks.WAITING:
        waiting.update(ask(rows))
    out = []
    for row in rows:
        statement = by_row.get(row.pk)
        names = changed.get(statement.pk, []) if statement else []
        words = waiting.get(row.pk) or waits_for(row)
        out.append(Row(row, statement, tuple(str(standing.in_words(name)) for name in names), words))
    return out


def waits_for(row: Identification) -> str:
    """Who has to act next, from the state alone."""
    state = Identification.State
    words = {
        state.DRAFT: _("its author, %(who)s") % {"who": row.author.called},
        state.REVIEW: _("two reviewers"),
        state.AGREED: _("the medical examiner"),
    }
    return str(words.get(state(row.state), _("nobody")))


def statements(seat: Seat, row: Identification) -> QuerySet[Statement]:
    """All versions of a statement, the newest first."""
    seat.need(READ)
    return Statement.objects.filter(identification=row).select_related("evidence", "by", "identification").order_by("-number")


def history(seat: Seat, row: Identification) -> list[tuple[int, str, Any, str]]:
    """The journal's entries about an identification: (number, sentence, moment, actor), the first first.

    While it is in review, or was sent back for another, what reviewers do is left out: the second is blind to the first, here too.
    Why a signature was refused is told to those who sign: quality control may be the reason, and nobody else may know of that.
    """
    seat.need(READ)
    rows = Entry.objects.filter(incident=seat.slug, subject=row.code).order_by("seq")
    if row.state in (Identification.State.DRAFT, Identification.State.REVIEW):
        rows = rows.exclude(tag__startswith="review.")
    if not (seat.may("review.sign") or seat.may("journal.read")):
        rows = rows.exclude(tag="review.signing_refused")
    entries = list(rows)
    words: dict[int, dict[str, str]] = {}
    for one in Disclosure.objects.filter(entry__in=entries):
        words.setdefault(one.entry_id, {})[one.field] = one.value.strip('"')
    return [(e.seq, sentence_of(e.said, words.get(e.seq, {})), e.at, e.actor) for e in entries]


def who_could_give(seat: Seat, missing: int) -> list[str]:
    """Codes of the relatives in a missing person's pedigree who are not known to have died."""
    seat.need(READ)
    home = PedigreeNode.objects.filter(missing=missing, until__isnull=True).values("family")
    rows = PedigreeNode.objects.filter(family__in=home, until__isnull=True, kin__isnull=False)
    return list(rows.exclude(kin__living="no").values_list("kin__thing__code", flat=True))
