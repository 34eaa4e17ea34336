"""Who and what of a lived exercise its papers and pictures show: somebody signed, somebody told, a bone that went home, a dispute."""

from __future__ import annotations

from django.db.models import Count, Q

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.models import Item
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.models import Notification, Portion
from repatria.registry.identification.actions import draft, submit
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.identification.models import EvidenceFile, Identification
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.wording import proposed
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Refusal
from repatria.registry.review import reviewing
from repatria.registry.searching.models import CandidateList

OBJECTION = (
    "The weight comes from one donor. Another tube of the same relative would say more than a second reading of this file."
)
ANSWER = "The relative was asked for another sample. Until it comes the statement says what the one tube carries."
WHY_NOT = "I cannot agree before the second sample is here. What the file says of the first one is right."
TRIED = 8
"""Lists tried for a statement that somebody could disagree with."""


def may(life: Life, verb: str) -> Seat:
    """The first colleague who may do it."""
    return next(seat for role in Role if (seat := life.seat(role)).may(verb))


def signed(life: Life) -> Identification | None:
    """Of the identifications whose signature stands that of most bones."""
    rows = Identification.objects.filter(incident=life.table.incident, state="signed").select_related("thing", "missing")
    some = rows.annotate(bones=Count("version__members", filter=Q(version__members__removed__isnull=True)))
    return some.order_by("-bones", "pk").first()


def best_evidence(life: Life) -> EvidenceFile | None:
    """What a signed statement rests on, else the evidence file of the highest posterior."""
    row = signed(life)
    rows = EvidenceFile.objects.filter(listing__search__incident=life.table.incident)
    return row.statements.get(current=True).evidence if row else rows.order_by("-posterior", "pk").first()


def fullest(life: Life) -> IndividualVersion | None:
    """The locked grouping that holds most bones."""
    here = IndividualVersion.objects.filter(individual__thing__incident=life.table.incident, current=True, state="locked")
    counted = here.annotate(bones=Count("members", filter=Q(members__removed__isnull=True)))
    return counted.filter(bones__gt=0).select_related("individual__thing").order_by("-bones", "pk").first()


def told_one(life: Life) -> Notification | None:
    """The first family that was told under a signature that stands."""
    rows = Notification.objects.filter(missing__incident=life.table.incident, state="told", signature__voided__isnull=True)
    return rows.select_related("missing", "identification__thing").order_by("pk").first()


def person(missing: Thing) -> MissingPerson:
    """The missing person with this code."""
    return MissingPerson.objects.select_related("thing").get(thing=missing)


def first_box(life: Life) -> Item | None:
    """The first box of the hand-over."""
    rows = Item.objects.filter(thing__incident=life.table.incident, thing__kind=Kind.CONTAINER).select_related("thing")
    return rows.order_by("pk").first()


def traveller(life: Life) -> Item | None:
    """A bone that went home and stayed, to a family if one did; else the first box."""
    home = Portion.objects.filter(
        release__incident=life.table.incident, release__state="arrived", standing=True, item__thing__kind=Kind.SPECIMEN
    ).select_related("item__thing")
    named = home.filter(release__missing__isnull=False).order_by("pk").first()
    found = named or home.order_by("pk").first()
    return found.item if found else first_box(life)


def disputed(life: Life) -> Identification | None:
    """A statement with which one reviewer does not agree: one that is there, else one that is drafted today below the rule."""
    here = Identification.objects.filter(incident=life.table.incident)
    row = here.filter(statements__current=True, statements__reviews__verdict="disagree").select_related("thing").first()
    if row is not None:
        return row
    lists = CandidateList.objects.filter(
        search__incident=life.table.incident, search__current=True, version__current=True, version__state="locked"
    )
    taken = here.filter(state__in=OPEN)
    free = lists.exclude(version__individual__in=taken.values("individual")).select_related(
        "search", "version__individual__thing"
    )
    for listing in free.order_by("label")[:TRIED]:
        try:
            return _object_to(life, listing)
        except Refusal:  # this one cannot be drafted today; the next may be
            continue
    return None


def _object_to(life: Life, listing: CandidateList) -> Identification | None:
    """Draft what the best candidate of a list carries; a reviewer objects, is answered, keeps it as a minority view, and disagrees."""
    best = listing.candidates.order_by("rank").select_related("missing").first()
    if best is None:
        return None
    author, reviewer = life.seat(Role.GENETICIST), life.seat(Role.REVIEWER)
    evidence: EvidenceFile = open_evidence(author, listing, best.missing)
    row = draft(author, evidence, text=proposed(evidence))
    submit(author, row)
    reviewing.begin(reviewer, row)
    objection = reviewing.object_to(reviewer, row, text=OBJECTION)
    reviewing.answer(author, objection, text=ANSWER)
    objection.refresh_from_db()
    reviewing.close(reviewer, objection, settled=False, words=WHY_NOT)
    reviewing.finish(reviewer, row, verdict="disagree", words=WHY_NOT)
    row.refresh_from_db()
    return row
