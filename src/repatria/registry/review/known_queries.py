"""What the quality manager reads of known answers; nobody else gets any answer but "not found"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.families.models import PedigreeNode
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory.entries import CaseExported
from repatria.registry.laboratory.models import Consensus, Sample
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.review.known import answers_to
from repatria.registry.review.models import KnownAnswer

OFFERED = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """How the known answers of an incident came out so far."""

    made: int
    waiting: int
    right: int
    withheld: int
    wrong: int

    @property
    def opened(self) -> int:
        """How many were opened."""
        return self.made - self.waiting


def known_answers(seat: Seat) -> QuerySet[KnownAnswer]:
    """All of the incident, the latest first."""
    seat.need("review.known")
    rows = KnownAnswer.objects.filter(seat.sees("specimen"), specimen__incident=seat.incident)
    return rows.select_related("specimen", "truth", "made_by")


def known_answer(seat: Seat, code: str) -> KnownAnswer:
    """The one whose bone has this code."""
    row = known_answers(seat).filter(specimen__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def answers(seat: Seat, row: KnownAnswer) -> list[Identification]:
    """What was answered so far."""
    seat.need("review.known")
    return answers_to(row)


def taken_out(seat: Seat, row: KnownAnswer) -> int:
    """How many cases left while it was open: each holds the bone under its code."""
    seat.need("review.known")
    left = Entry.objects.filter(tag=CaseExported.tag, incident=seat.slug, at__gte=row.made)
    return (left if row.opened is None else left.filter(at__lte=row.opened)).count()


def tally(seat: Seat) -> Tally:
    """The running tally."""
    counts = Counter(known_answers(seat).order_by().values_list("outcome", flat=True))
    outcome = KnownAnswer.Outcome
    return Tally(
        sum(counts.values()), counts[outcome.WAITING], counts[outcome.RIGHT], counts[outcome.WITHHELD], counts[outcome.WRONG]
    )


def missing_to_choose(seat: Seat) -> list[str]:
    """Codes of missing people whose family has a typed relative, a few of them: what the form proposes."""
    seat.need("review.known")
    typed = Consensus.objects.filter(subject__incident=seat.incident, subject__kind=Kind.KIN, state=Consensus.State.CURRENT)
    nodes = PedigreeNode.objects.filter(until__isnull=True)
    families = nodes.filter(kin__in=typed.values("subject_id")).values("family_id")
    found = nodes.filter(family__in=families, missing__isnull=False).order_by("-family_id", "pk")
    return list(found.values_list("missing__thing__code", flat=True)[:OFFERED])


def missing_thing(seat: Seat, code: str) -> Thing:
    """The missing person with this code."""
    seat.need("review.known")
    row = seat.things(Kind.MISSING).filter(code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def bones_to_choose(seat: Seat) -> list[str]:
    """Codes of bones that were cut and whose DNA has not come, a few of them: what the form proposes."""
    seat.need("review.known")
    here = Specimen.objects.filter(
        seat.sees("item__thing"),
        withdrawn__isnull=True,
        item__thing__known_answer__isnull=True,
        item__thing__typed__isnull=True,
    )
    cut = Sample.objects.filter(purpose=Sample.Purpose.DNA).values("root")
    return list(here.filter(pk__in=cut).order_by("-pk").values_list("item__thing__code", flat=True)[:OFFERED])


def bone_thing(seat: Seat, code: str) -> Thing:
    """The bone with this code."""
    seat.need("review.known")
    row = seat.things(Kind.SPECIMEN).filter(code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row
