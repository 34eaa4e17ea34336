"""Everything that rests on one link between bones and a name. Read before a rescission as a preview, and after it as a correction.

``resting_on`` names each thing once: what kind it is, its code (or table and number), and a sentence of what to do. It writes
nothing, and tells no name. What stands higher than this stage adds its own in ``FURTHER``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import EarlierDecision, PedigreeNode
from repatria.registry.homecoming.models import (
    Briefing,
    Burial,
    Conversation,
    CorrectionStep,
    Election,
    Letter,
    Notification,
    PortionEvent,
    Publication,
    Release,
)
from repatria.registry.homecoming.wording_undoing import SENTENCES
from repatria.registry.identification.models import Exclusion, Identification, Lead
from repatria.registry.inventory.models import Individual, Member
from repatria.registry.searching.models import Candidate, CandidateList

Kind = CorrectionStep.Kind
State = Identification.State


@dataclass(frozen=True, slots=True)
class Rests:
    """One thing that rests on a link."""

    kind: str
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link, with what every part asks of it: bones (keys and codes), individuals that hold or held one, the first signature."""

    row: Identification
    bones: frozenset[int]
    codes: frozenset[str]
    individuals: dict[int, str]
    since: datetime | None
    listings: frozenset[int]

    @property
    def missing(self) -> int:
        """The missing person of the link."""
        return self.row.missing_id


FURTHER: list[Callable[[Link], Iterable[Rests]]] = []
"""What stages above this one keep of a link."""


def resting_on(identification: Identification) -> list[Rests]:
    """Everything that rests on ``identification``, each once, grouped by kind in the order in which it is put right."""
    link = link_of(identification)
    found: dict[tuple[str, str], Rests] = {}
    for part in (*PARTS, *FURTHER):
        for one in part(link):
            found.setdefault((one.kind, one.about), one)
    order: dict[str, int] = {kind: place for place, kind in enumerate(ORDER)}
    return sorted(found.values(), key=lambda one: (order[one.kind], one.about))


def link_of(identification: Identification) -> Link:
    """The link as it stands in the tables now."""
    row = Identification.objects.select_related("thing", "missing", "individual__thing").get(pk=identification.pk)
    bones = dict(
        Member.objects.filter(version=row.version_id, removed__isnull=True).values_list(
            "specimen_id", "specimen__item__thing__code"
        )
    )
    sharing = Individual.objects.filter(
        Q(pk=row.individual_id) | Q(versions__members__in=Member.objects.filter(specimen__in=bones, removed__isnull=True))
    )
    first = row.signatures.order_by("at").first()
    listings = row.statements.filter(signatures__isnull=False).values_list("evidence__listing_id", flat=True)
    return Link(
        row, frozenset(bones), frozenset(bones.values()), dict(sharing.values_list("pk", "thing__code")),
        first.at if first else None, frozenset(listings),
    )  # fmt: skip


def _said(kind: str, name: str, about: str, **words: Any) -> Rests:
    return Rests(kind, about, SENTENCES[name].format(about=about, **words)[:400])


def _signatures(link: Link) -> Iterator[Rests]:
    """Whoever holds a copy of what was signed has to hear of it."""
    for one in link.row.signatures.order_by("pk"):
        yield _said(Kind.SIGNATURE, "signature", f"signature {one.pk}", code=link.row.code)


def _individuals(link: Link) -> Iterator[Rests]:
    """Groupings that hold or held one of its bones, and those for which the person was ruled out because of it."""
    for code in link.individuals.values():
        yield _said(Kind.INDIVIDUAL, "individual", code, code=link.row.code)
    if link.since is not None:
        rows = Exclusion.objects.filter(
            missing=link.missing, ground=Exclusion.Ground.ALIVE, revised__isnull=True, at__gte=link.since
        )
        for code in rows.exclude(individual__in=link.individuals).values_list("individual__thing__code", flat=True):
            yield _said(Kind.INDIVIDUAL, "ruled out", code, missing=link.row.missing.code)


def lists_of(link: Link) -> list[CandidateList]:
    """The list it was signed on; and of today's lists those about its bones, those that name its person, those of the same person
    by DNA, and those that weigh somebody of the family."""
    own = Q(pk__in=link.listings)
    today = list(CandidateList.objects.filter(search__current=True, search__incident=link.row.incident_id))
    ours = _about(link, today)
    persons = {one.person for one in ours}
    named = _naming(link, {one.pk for one in today})
    chosen = {one.pk for one in ours} | {one.pk for one in today if one.person in persons} | named
    return list(CandidateList.objects.filter(own | Q(pk__in=chosen)).select_related("search__thing").order_by("pk"))


def _about(link: Link, today: Iterable[CandidateList]) -> list[CandidateList]:
    """The lists about its bones, or about an individual that holds or held one."""
    labels = link.codes | set(link.individuals.values())
    return [one for one in today if one.label in labels or link.codes.intersection(one.specimens)]


def _naming(link: Link, today: set[int]) -> set[int]:
    """The lists that name its person, or weigh another of the same family: one answer was found for all of them."""
    rows = Candidate.objects.filter(listing__in=today)
    families = set(rows.filter(missing=link.missing).exclude(family="").values_list("family", flat=True))
    return set(rows.filter(Q(missing=link.missing) | Q(family__in=families)).values_list("listing_id", flat=True))


def _lists(link: Link) -> Iterator[Rests]:
    for one in lists_of(link):
        yield _said(Kind.LISTING, "list", f"{one.label} in {one.search.code}", missing=link.row.missing.code)


def _family(link: Link) -> Iterator[Rests]:
    """What the family was told, was written, and wished, since the signature."""
    told = Notification.objects.filter(missing=link.missing, state=Notification.State.TOLD)
    for one in told.exclude(identification__in=_others_that_stand(link)):
        yield _said(Kind.FAMILY, "told", f"notification {one.pk}", missing=link.row.missing.code)
    if link.since is None:
        return
    for pk in Conversation.objects.filter(missing=link.missing, at__gte=link.since).values_list("pk", flat=True):
        yield _said(Kind.FAMILY, "conversation", f"conversation {pk}", missing=link.row.missing.code)
    for pk in Briefing.objects.filter(notification__missing=link.missing, at__gte=link.since).values_list("pk", flat=True):
        yield _said(Kind.FAMILY, "briefing", f"briefing {pk}", missing=link.row.missing.code)
    for pk in Letter.objects.filter(missing=link.missing, at__gte=link.since).values_list("pk", flat=True):
        yield _said(Kind.FAMILY, "letter", f"letter {pk}", missing=link.row.missing.code)
    wishes = Election.objects.filter(Q(until__isnull=True) | Q(since__gte=link.since), missing=link.missing)
    for wish in wishes:
        name = "election" if wish.until is None else "wish before"
        yield _said(Kind.FAMILY, name, f"election {wish.pk}", missing=link.row.missing.code)


def _others_that_stand(link: Link) -> Any:
    """Other identifications of the same person that are signed: what was told under those does not rest on this one."""
    rows = Identification.objects.filter(missing=link.missing, state=State.SIGNED).exclude(pk=link.row.pk)
    return rows.values("pk")


def _other_families(link: Link) -> Iterator[Rests]:
    """Other missing people whose bones these may be: they stand on today's lists about them, or a lead points to them."""
    today = list(CandidateList.objects.filter(search__current=True, search__incident=link.row.incident_id))
    about = [one.pk for one in _about(link, today)]
    codes = set(Candidate.objects.filter(listing__in=about).values_list("missing__code", flat=True))
    leads = Lead.objects.filter(individual__in=link.individuals, withdrawn__isnull=True)
    codes |= set(leads.values_list("missing__code", flat=True))
    for code in codes - {link.row.missing.code}:
        yield _said(Kind.OTHER_FAMILY, "other family", code, code=link.row.code)


def _public(link: Link) -> Iterator[Rests]:
    for pk in Publication.objects.filter(missing=link.missing, withdrawn__isnull=True).values_list("pk", flat=True):
        yield _said(Kind.PUBLIC, "public", f"public text {pk}", missing=link.row.missing.code)


def _releases(link: Link) -> Iterator[Rests]:
    """What was prepared for the family or went to it, and whatever else one of its bones went in."""
    for one in releases_of(link):
        name = STAGES.get(one.state, "release")
        yield _said(Kind.RELEASE, name, one.code, state=one.get_state_display())


STAGES: dict[str, str] = {Release.State.PREPARED: "prepared", Release.State.UNDER_WAY: "under way"}
"""The sentence about a release by its state; one that arrived has the common one."""


def releases_of(link: Link) -> list[Release]:
    """Releases to the family of the person, and those in which one of the bones went; cancelled ones left out."""
    rows = Release.objects.exclude(state=Release.State.CANCELLED).select_related("thing")
    carried = Q(portions__item__in=link.bones, portions__standing=True)
    return list(rows.filter(Q(missing=link.missing) | carried).distinct().order_by("pk"))


def _graves(link: Link) -> Iterator[Rests]:
    rows = Burial.objects.filter(opened__isnull=True)
    rows = rows.filter(Q(missing=link.missing) | Q(release__in=[one.pk for one in releases_of(link)]))
    for pk in rows.values_list("pk", flat=True):
        yield _said(Kind.GRAVE, "grave", f"grave {pk}", missing=link.row.missing.code)


def _portions(link: Link) -> Iterator[Rests]:
    rows = PortionEvent.objects.filter(Q(missing=link.missing) | Q(specimen__in=link.bones))
    for one in rows.exclude(outcome=PortionEvent.Outcome.WITHDRAWN).select_related("specimen", "missing"):
        yield _said(Kind.PORTION, "portion", f"portion event {one.pk}", bone=one.specimen.code, missing=one.missing.code)


def _historic(link: Link) -> Iterator[Rests]:
    """What other issuers decided about the same person, the same bones, or an individual that holds or held them."""
    things = link.bones | set(link.individuals)
    rows = EarlierDecision.objects.filter(incident=link.row.incident_id, withdrawn__isnull=True)
    for pk in rows.filter(Q(person__thing=link.missing) | Q(remains_thing__in=things)).values_list("pk", flat=True):
        yield _said(Kind.HISTORIC, "historic", f"decision of another issuer {pk}", missing=link.row.missing.code)


def _identifications(link: Link) -> Iterator[Rests]:
    """Other identifications that shared its bones or its person, or were weighed with it as settled."""
    rows = Identification.objects.filter(incident=link.row.incident_id).exclude(pk=link.row.pk)
    rows = rows.exclude(state__in=(State.WITHDRAWN, State.RESCINDED)).distinct()
    bones = Q(version__members__in=Member.objects.filter(specimen__in=link.bones, removed__isnull=True))
    named_there = Q(statements__current=True, statements__evidence__listing__candidates__missing=link.missing)
    listed_here = Q(missing__in=Candidate.objects.filter(listing__in=link.listings).values("missing"))
    related = Q(missing__in=_same_family(link))
    near = Q(missing=link.missing) | bones | named_there | listed_here | related
    for code in rows.filter(near).values_list("thing__code", flat=True):
        yield _said(Kind.IDENTIFICATION, "identification", code, code=link.row.code)


def _same_family(link: Link) -> Any:
    """Other missing people who stand in the same pedigree: the joint answer gives each of them other bones."""
    homes = PedigreeNode.objects.filter(missing=link.missing, until__isnull=True).values("family")
    rows = PedigreeNode.objects.filter(family__in=homes, until__isnull=True, missing__isnull=False)
    return Thing.objects.filter(pk__in=rows.values("missing"))


def _figures(link: Link) -> Iterator[Rests]:
    """Published accounts whose cut-off day came after the signature: they counted it. The stage of the account stands higher."""
    if link.since is None or not apps.is_installed("repatria.registry.accounting"):
        return
    rows = apps.get_model("accounting", "Statement").objects.filter(incident=link.row.incident_id, withdrawn__isnull=True)
    for number in rows.filter(day__gte=link.since.date()).values_list("number", flat=True):
        yield _said(Kind.FIGURE, "figure", f"account {number}", code=link.row.code)


PARTS: tuple[Callable[[Link], Iterable[Rests]], ...] = (
    _signatures, _individuals, _lists, _family, _other_families, _public, _releases, _graves, _portions, _historic,
    _identifications, _figures,
)  # fmt: skip
ORDER = (
    Kind.PUBLIC, Kind.RELEASE, Kind.FAMILY, Kind.GRAVE, Kind.PORTION, Kind.SIGNATURE, Kind.IDENTIFICATION, Kind.INDIVIDUAL,
    Kind.LISTING, Kind.OTHER_FAMILY, Kind.HISTORIC, Kind.FIGURE,
)  # fmt: skip
"""The order in which things are put right: first what does more harm every hour."""
