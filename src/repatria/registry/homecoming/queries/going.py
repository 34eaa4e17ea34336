"""What people may see of releases, graves and later bones: by code for everybody who carries, words and names for few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import read_code
from repatria.registry.custody.models import Discrepancy, Holding, Item
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import gates, leaving, stopping
from repatria.registry.homecoming.actions.going import For, about
from repatria.registry.homecoming.entries import disposing as disposing_entries
from repatria.registry.homecoming.models import (
    Burial,
    Conversation,
    Correction,
    Determination,
    DeterminationMember,
    Election,
    Notification,
    Portion,
    PortionEvent,
    Release,
    Unresolved,
    UnresolvedMember,
)
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

ON_THE_WAY = timedelta(days=14)
"""How long a release may be under way before the desk asks where it is. An assumption of this project."""
State = Release.State


@dataclass(frozen=True, slots=True, order=True)
class Ready:
    """Somebody, or a group, or unresolved remains that may leave and have not: code, kind in words, how many bones are held."""

    code: str
    what: str
    bones: int


def releases(seat: Seat, *, state: str = "", text: str = "") -> QuerySet[Release]:
    """The releases this seat may see, the newest first; ``text``: the code of a release, or of whom it is about."""
    seat.need("homecoming.releases")
    rows = Release.objects.filter(seat.sees_few("thing")).annotate(portions_n=Count("portions"))
    if state in State.values:
        rows = rows.filter(state=state)
    if text:
        code = read_code(text) or ""
        of = Q(missing__code=code) | Q(determination__thing__code=code) | Q(unresolved__thing__code=code)
        rows = rows.filter(of | Q(thing__code=code))
    return rows.select_related(
        "thing", "missing", "determination__thing", "unresolved__thing", "prepared_by", "out_by", "arrived_by", "election",
        "identification__thing", "burial",
    ).order_by("-prepared", "-pk")  # fmt: skip


def release_called(seat: Seat, code: str) -> Release:
    """One release."""
    row = releases(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def told(seat: Seat, release: Release) -> dict[str, Any]:
    """What this reader may read of a release besides codes, states and days: outside names, for whoever carries or sees relatives."""
    seat.need("homecoming.releases")
    named = names_of_receivers(seat)
    names = ("receiver", "escort", "honours", "signed_by", "document", "cancelled_why")
    return {
        "about": about(release).code,
        "named": named,
        "lies": named or release.missing_id is None,
        **{name: getattr(release, name) if named else "" for name in names},
    }


def names_of_receivers(seat: Seat) -> bool:
    """Whether this reader may see who receives and escorts: carriers and the families' office; not reviewers or auditors."""
    return seat.may("homecoming.arrive") or seat.may("families.read_kin")


def portions(seat: Seat, release: Release) -> list[Portion]:
    """The portions of a release in the order of their codes."""
    seat.need("homecoming.releases")
    rows = Portion.objects.filter(release=release).select_related("item__thing", "release__thing")
    return list(rows.order_by("item__thing__kind", "item__thing__number"))


def portion_of(seat: Seat, release: Release, pk: int) -> Portion:
    """One portion of a release."""
    row = next((one for one in portions(seat, release) if one.pk == pk), None)
    if row is None:
        raise NotFound
    return row


def why_it_stops(seat: Seat, release: Release) -> str:
    """Why a release must not go on, with what to do; empty where it may."""
    seat.need("homecoming.releases")
    return stopping.why_it_stops(release)


def why_asked_again(seat: Seat, release: Release) -> str:
    """What whoever counts a release in reads first where what it rests on was taken back; empty otherwise."""
    seat.need("homecoming.releases")
    return stopping.why_asked_again(release)


def correction_of(seat: Seat, release: Release) -> str:
    """The code under which the correction of what a release rests on is found; empty where there is none for this reader."""
    seat.need("homecoming.releases")
    found = Correction.objects.filter(identification=release.identification_id, identification__isnull=False)
    row = found.select_related("identification__thing").first() if seat.may("homecoming.steps") else None
    return row.identification.code if row is not None else ""


def stopped(seat: Seat) -> list[tuple[Release, str]]:
    """Releases that are away, lie in no grave, and rest on what fell since: each with what to do."""
    rows = releases(seat).filter(state__in=stopping.AWAY, burial__isnull=True)
    away = Portion.objects.filter(release=OuterRef("pk"), standing=True)
    found = ((one, stopping.why_it_stops(one)) for one in rows.filter(_fell(), Exists(away)))
    return [(one, why) for one, why in found if why]


def _fell() -> Q:
    """What a release was prepared under is not what it was: only these can be stopped."""
    person = Q(missing__isnull=False) & ~Q(identification__state=Identification.State.SIGNED)
    group = Q(determination__isnull=False) & ~Q(determination__state=Determination.State.SIGNED)
    return person | group | Q(unresolved__ended__isnull=False)


@dataclass(frozen=True, slots=True)
class ForTheWay:
    """What of a family's wish concerns whoever carries: where to, and with which honours. Nothing else of it."""

    place: str
    honours: str


@opened(disposing_entries.WishForTheWayRead, verb="homecoming.arrive")
def read_for_the_way(seat: Any, missing: Thing, wish: Election) -> Done[ForTheWay]:
    """Read it; fails if the look cannot be written down."""
    return Done(ForTheWay(wish.place, wish.honours), subject=missing.code)


def for_the_way(seat: Seat, of: For, release: Release | None = None) -> ForTheWay | None:
    """What the family wishes for the way: under the wish that a release rests on, or the one in force before there is a release.

    None for whoever does not carry, where the family said nothing of it, and once a release is over.
    """
    seat.need("homecoming.releases")
    over = release is not None and release.state not in (State.PREPARED, State.UNDER_WAY)
    if of.missing is None or over or not seat.may("homecoming.arrive"):
        return None
    wish = release.election if release is not None else leaving.wish_in_force(of.missing.pk)
    if wish is None or wish.choice != Election.Choice.NOW or not (wish.place or wish.honours):
        return None
    return read_for_the_way(seat, of.missing, wish)


def holders(release: Release) -> dict[int, str]:
    """Who holds each portion now, by the id of the item; what left is held by nobody here."""
    items = release.portions.values("item")
    rows = Holding.objects.filter(item__in=items, until__isnull=True).select_related("holder")
    return {one.item_id: one.who for one in rows}


def discrepancies(seat: Seat, release: Release) -> list[Discrepancy]:
    """What did not agree when this release was counted."""
    seat.need("homecoming.releases")
    rows = Discrepancy.objects.filter(thing__in=release.portions.values("item"), sentence__contains=release.code)
    return list(rows.select_related("thing").order_by("pk"))


def whom(seat: Seat, code: str) -> For:
    """A missing person, a determination or unresolved remains, by code, as something to be released."""
    seat.need("homecoming.releases")
    thing = Thing.objects.filter(seat.sees(), code=read_code(code) or "").first()
    if thing is None:
        raise NotFound
    if thing.kind == Kind.MISSING:
        return For(missing=thing)
    group = Determination.objects.filter(pk=thing.pk).select_related("thing").first()
    rest = Unresolved.objects.filter(pk=thing.pk).select_related("thing").first()
    if group is None and rest is None:
        raise NotFound
    return For(determination=group, unresolved=rest)


def why_it_stays(seat: Seat, of: For) -> str:
    """Why nothing of it may leave now; empty where it may."""
    seat.need("homecoming.releases")
    if of.missing is not None:
        return leaving.why_a_person_stays(of.missing.pk, of.code)
    if of.determination is not None:
        return leaving.why_a_group_stays(of.determination)
    return leaving.why_the_unresolved_stay(of.unresolved) if of.unresolved is not None else ""


def bones_of(seat: Seat, of: For) -> QuerySet[Item]:
    """The bones that belong to it, are held, and are in no release."""
    seat.need("homecoming.releases")
    rows = Item.objects.filter(state=Item.State.HELD).exclude(portions__standing=True).select_related("thing", "inside__thing")
    if of.determination is not None:
        rows = rows.filter(pk__in=of.determination.members.filter(current=True).values("specimen"))
    elif of.unresolved is not None:
        rows = rows.filter(pk__in=of.unresolved.members.filter(current=True).values("specimen"))
    else:
        found = gates.told_of(of.missing.pk) if of.missing is not None else None
        version = found.identification.version_id if found is not None else None
        rows = rows.filter(pk__in=Member.objects.filter(version=version, removed__isnull=True).values("specimen"))
    return rows.order_by("thing__number")


def effects_for(seat: Seat, of: For) -> QuerySet[Item]:
    """Effects that the family of a person was told of in fixed words, held here and in no release."""
    seat.need("homecoming.releases")
    if of.missing is None:
        return Item.objects.none()
    promised = Conversation.objects.filter(missing=of.missing, effect__isnull=False).values("effect")
    rows = Item.objects.filter(state=Item.State.HELD, thing__kind=Kind.EFFECT, pk__in=promised)
    return rows.exclude(portions__standing=True).select_related("thing").order_by("thing__number")


def ready(seat: Seat, limit: int = 200) -> list[Ready]:
    """Who may leave and has bones held here that are in no release: persons first, then groups, then what is unresolved."""
    seat.need("homecoming.releases")
    told = Identification.objects.filter(
        missing__in=leaving.freed().filter(seat.sees_few("missing")).values("missing"), state=Identification.State.SIGNED,
        notifications__state=Notification.State.TOLD, notifications__signature__voided__isnull=True,
    )  # fmt: skip
    people = dict(told.order_by("version").values_list("version", "missing__code"))
    held = _held_here(Member.objects.filter(version__in=list(people), removed__isnull=True))
    by_version = held.values("version").annotate(n=Count("pk")).values_list("version", "n")
    found = sorted(Ready(people[version], _("a person"), n) for version, n in by_version)
    groups = _held_here(DeterminationMember.objects.filter(seat.sees_few("determination__thing"), current=True))
    groups = groups.filter(determination__state=Determination.State.SIGNED)
    rest = _held_here(UnresolvedMember.objects.filter(seat.sees("unresolved__thing"), current=True))
    rest = rest.filter(unresolved__ended__isnull=True)
    for what, rows, code in (
        (_("a group"), groups, "determination__thing__code"),
        (_("unresolved remains"), rest, "unresolved__thing__code"),
    ):
        counted = rows.order_by().values(code).annotate(n=Count("pk")).values_list(code, "n")
        found += sorted(Ready(one, what, n) for one, n in counted)
    return found[:limit]


def _held_here(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` (with a ``specimen``) whose bone is held and in no release that stands."""
    leaves = Portion.objects.filter(item=OuterRef("specimen"), standing=True)
    return rows.filter(~Exists(leaves), specimen__item__state=Item.State.HELD).order_by()


def reads_place(seat: Seat, grave: Burial) -> bool:
    """Whether this reader may see where somebody lies and with which honours: of a person, whoever carries or sees relatives."""
    seat.need("homecoming.releases")
    return grave.missing_id is None or names_of_receivers(seat)


def graves(seat: Seat, *, text: str = "") -> QuerySet[Burial]:
    """Every grave, the newest first; ``text``: the code of whom it is about or of its release."""
    seat.need("homecoming.releases")
    rows = Burial.objects.filter(seat.sees_few("release__thing"))
    if text:
        code = read_code(text) or ""
        of = Q(missing__code=code) | Q(determination__thing__code=code) | Q(unresolved__thing__code=code)
        rows = rows.filter(of | Q(release__thing__code=code))
    return rows.select_related(
        "release__thing", "missing", "determination__thing", "unresolved__thing", "by"
    ).order_by("-on", "-pk")  # fmt: skip


def grave_called(seat: Seat, pk: int) -> Burial:
    """One grave."""
    row = graves(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def later_bones(seat: Seat, *, person: MissingPerson | None = None, waiting: bool = False) -> QuerySet[PortionEvent]:
    """What came to light later of people whose families were told, the most pressing first."""
    seat.need("homecoming.read")
    rows = PortionEvent.objects.filter(seat.sees_few("missing"))
    if person is not None:
        rows = rows.filter(missing=person.thing)
    if waiting:
        rows = rows.filter(outcome=PortionEvent.Outcome.WAITING)
    return rows.select_related(
        "missing", "specimen", "identification__thing", "release__thing", "done_by"
    ).order_by("done", "due", "pk")  # fmt: skip


def later_bone(seat: Seat, pk: int) -> PortionEvent:
    """One of them."""
    row = later_bones(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def standing_wish(seat: Seat, event: PortionEvent) -> tuple[str, str]:
    """The wish in force about later bones, in words, and the outcome it allows; empty where nothing is wished yet."""
    seat.need("homecoming.read")
    wish = leaving.wish_in_force(event.missing_id)
    if wish is None:
        return "", ""
    return str(Election.Portions(wish.portions).label), str(leaving.ALLOWED[wish.portions])


def laid_and_untold(seat: Seat) -> QuerySet[PortionEvent]:
    """Later bones that were laid with the rest as wished, and of which nobody has told the family afterwards."""
    seat.need("homecoming.read")
    spoken = Conversation.objects.filter(
        missing=OuterRef("missing"), kind=Conversation.Kind.CONTACT, kin__isnull=False, at__gte=OuterRef("done")
    )
    return later_bones(seat).filter(~Exists(spoken), outcome=PortionEvent.Outcome.LAID)


def long_under_way(seat: Seat) -> QuerySet[Release]:
    """Releases that were counted out more than two weeks ago and are not counted in."""
    return releases(seat, state=State.UNDER_WAY).filter(out__lt=clock.now() - ON_THE_WAY).order_by("out")


def arrived_without_grave(seat: Seat) -> QuerySet[Release]:
    """Releases that were counted in and have no grave written down. A group's remains are laid to rest by whoever received them."""
    there = Portion.objects.filter(release=OuterRef("pk"), counted_in=True, standing=True)
    rows = releases(seat, state=State.ARRIVED).filter(Exists(there), burial__isnull=True, determination__isnull=True)
    return rows.exclude(pk__in=[one.pk for one, _why in stopped(seat)]).order_by("arrived")
