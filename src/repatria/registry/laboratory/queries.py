"""What people may read of the laboratory. Genotypes pass only through the functions marked ``@opened``, which leave a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from repatria.registry.codes.keptout import at_work
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normals_to_try, read_code
from repatria.registry.custody.models import Item
from repatria.registry.journal.recording import Done, opened
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.models import (
    Alarm,
    Consensus,
    Control,
    Delivery,
    DeliveryLine,
    Profile,
    Request,
    SamePerson,
    Sample,
)
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

STATES = ("result", "failed", "held", "requested", "cut")


def _blind(seat: Seat) -> bool:
    """Whether this person groups bones, and so sees remains only."""
    return Role.ANTHROPOLOGIST in seat.roles


def samples(seat: Seat, *, text: str = "", state: str = "") -> QuerySet[Sample]:
    """Samples of remains this seat may see, newest first, each with ``has_result``, ``has_failed``, ``is_held``, ``is_asked``."""
    rows = _told(seat, seat.sees_few("item__thing"))  # begin with the newest sample: a page shows a few of very many
    if state in STATES:
        rows = rows.filter(_state(state))
    if text.strip():
        code = read_code(text)
        named = Identifier.objects.filter(incident=seat.incident, normal__in=normals_to_try(text), personal=False)
        rows = rows.filter(
            Q(item__thing__code=code) | Q(root__code=code)
            if code
            else Q(pk__in=named.values("thing_id")) | Q(root__in=named.values("thing_id"))
        )
    return rows.select_related("item__thing", "parent__thing", "root", "cut_by").order_by("-item_id")


def _told(seat: Seat, mine: Q) -> QuerySet[Sample]:
    """The samples under the condition ``mine``, each with what became of it."""
    seat.need("laboratory.read")
    shown = Profile.objects.filter(of=OuterRef("pk"))
    rows = Sample.objects.filter(mine).annotate(
        has_result=Exists(shown.filter(status=Profile.Status.REPORTABLE)),
        has_failed=Exists(shown.filter(status=Profile.Status.FAILED)),
        is_held=Exists(shown.filter(status=Profile.Status.HELD)),
        is_asked=Exists(Item.objects.filter(pk=OuterRef("pk"), requested__isnull=False)),
    )
    return rows.filter(root__kind=Kind.SPECIMEN) if _blind(seat) else rows


def _state(state: str) -> Q:
    return {
        "result": Q(has_result=True),
        "failed": Q(has_failed=True, has_result=False),
        "held": Q(is_held=True),
        "requested": Q(is_asked=True, has_result=False, has_failed=False),
        "cut": Q(is_asked=False, has_result=False, has_failed=False),
    }[state]


def sample_called(seat: Seat, code: str) -> Sample:
    """The sample with this code."""
    row = samples(seat).filter(item__thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def item_to_cut(seat: Seat, text: str) -> Item:
    """The specimen or sample that a scan or a typed number names."""
    return _item(seat, text, (Kind.SPECIMEN, Kind.SAMPLE))


def sample_item(seat: Seat, text: str) -> Item:
    """The sample or donation that a scan or a typed number names."""
    return _item(seat, text, (Kind.SAMPLE,))


def _item(seat: Seat, text: str, kinds: Sequence[Kind]) -> Item:
    seat.need("laboratory.read")
    code = read_code(text)
    rows = Item.objects.filter(seat.sees("thing"), thing__kind__in=kinds).select_related("thing")
    if code:
        found = list(rows.filter(thing__code=code)[:1])
    else:
        named = Identifier.objects.filter(incident=seat.incident, normal__in=normals_to_try(text), personal=False)
        found = list(rows.filter(pk__in=named.values("thing_id"))[:2])
    if len(found) != 1:
        raise NotFound(f"{text.strip()[:60]!r}: no single item has this number. Check the label, or search for it.")
    return found[0]


@dataclass(frozen=True, slots=True)
class Twig:
    """One sample of a tree, with its depth and what became of it."""

    sample: Sample
    depth: int


def tree(seat: Seat, root: Thing) -> list[Twig]:
    """All samples of one specimen, resamples under what they were cut from, failures included."""
    rows = list(samples(seat).filter(root=root).prefetch_related("extractions").order_by("item_id"))
    under: dict[int, list[Sample]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)
    out: list[Twig] = []

    def walk(parent: int, depth: int) -> None:
        for row in under.get(parent, []):
            out.append(Twig(row, depth))
            walk(row.pk, depth + 1)

    walk(root.pk, 0)
    return out


def profiles_of(seat: Seat, thing: Thing) -> list[Profile]:
    """The profiles of one sample: state only, no allele."""
    seat.need("laboratory.read")
    rows = Profile.objects.filter(of=thing).defer("calls", "raw").select_related("thing", "run")
    return list(rows.order_by("pk"))


def requests(seat: Seat) -> QuerySet[Request]:
    """Requests, newest first, with counts."""
    seat.need("laboratory.read")
    rows = Request.objects.filter(seat.sees("thing")).select_related("thing", "made_by")
    said = {name: Count("lines", filter=Q(lines__outcome=name)) for name in ("asked", "received", "failed")}
    return rows.annotate(total=Count("lines"), **said).order_by("-made", "-pk")


def request_called(seat: Seat, code: str) -> Request:
    """The request with this code."""
    row = requests(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def request_lines(seat: Seat, request: Request) -> QuerySet[Any]:
    """The samples of a request and what became of each."""
    rows = request.lines.select_related("item__thing", "item__sample__root")
    return rows.exclude(item__sample__isnull=True) if _blind(seat) else rows


def waiting_samples(seat: Seat) -> QuerySet[Sample]:
    """Samples for DNA that were never asked for."""
    return samples(seat, state="cut").filter(purpose=Sample.Purpose.DNA, item__state=Item.State.HELD)


def deliveries(seat: Seat) -> QuerySet[Delivery]:
    """Files that came back, newest first, with counts of outcomes."""
    seat.need("laboratory.import")
    said = {o.value: Count("lines", filter=Q(lines__outcome=o)) for o in DeliveryLine.Outcome}
    rows = Delivery.objects.filter(seat.sees("thing")).select_related("thing", "run", "request__thing", "by")
    return rows.annotate(rows=Count("lines"), **said).order_by("-at", "-pk")


def delivery_called(seat: Seat, code: str) -> Delivery:
    """The delivery with this code."""
    row = deliveries(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def delivery_lines(seat: Seat, delivery: Delivery, outcome: str = "") -> QuerySet[DeliveryLine]:
    """The rows of a file and what each was taken for."""
    seat.need("laboratory.import")
    rows = DeliveryLine.objects.filter(delivery=delivery).select_related("profile__thing", "profile__of", "explained_by")
    rows = rows.defer("profile__calls", "profile__raw")
    return rows.filter(outcome=outcome) if outcome in DeliveryLine.Outcome.values else rows


def line_of(seat: Seat, delivery: Delivery, pk: int) -> DeliveryLine:
    """One row of a file."""
    row = delivery_lines(seat, delivery).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _profiles(seat: Seat) -> QuerySet[Profile]:
    rows = Profile.objects.filter(seat.sees("thing"))
    return rows.select_related("thing", "of", "subject", "run", "delivery__thing", "supersedes__thing")


def profile_called(seat: Seat, code: str) -> Profile:
    """The profile with this code, for acts on it; its genotype is read through :func:`open_profile`."""
    seat.need("laboratory.genotypes")
    row = _profiles(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


@opened(entries.GenotypeOpened, verb="laboratory.genotypes")
def open_profile(by: Seat, code: str) -> Done[Profile]:
    """The genotype of one profile; the look is journalled, or there is none."""
    row = profile_called(by, code)
    return Done(row, subject=row.code, facts={"what": "profile"})


@opened(entries.GenotypeOpened, verb="laboratory.genotypes")
def open_consensus(by: Seat, code: str) -> Done[list[Consensus]]:
    """All versions of the consensus of one subject; the look is journalled."""
    rows = list(consensuses(by).filter(subject__code=read_code(code) or "").order_by("-version"))
    if not rows:
        raise NotFound
    return Done(rows, subject=rows[0].subject.code, facts={"what": "consensus"})


def consensuses(seat: Seat) -> QuerySet[Consensus]:
    """Versions of consensus that this seat may see."""
    seat.need("laboratory.genotypes")
    return Consensus.objects.filter(seat.sees("subject")).select_related("subject", "settled_by", "confirmed_by")


def held_consensuses(seat: Seat) -> QuerySet[Consensus]:
    """Those that contradict themselves and wait for a geneticist."""
    return consensuses(seat).filter(state=Consensus.State.HELD).order_by("pk")


def proposed_consensuses(seat: Seat) -> QuerySet[Consensus]:
    """Settlements that wait for this person as the second."""
    seat.need("laboratory.confirm")
    return consensuses(seat).filter(state=Consensus.State.PROPOSED).exclude(settled_by=seat.user).order_by("pk")


def same_person(seat: Seat, profile: Profile) -> list[tuple[Profile, SamePerson]]:
    """Profiles that may be of the same person as ``profile``, the strongest first. Of other incidents only the code is shown."""
    seat.need("laboratory.genotypes")
    rows = SamePerson.objects.filter(Q(left=profile) | Q(right=profile))
    rows = rows.select_related(*(f"{side}__thing__incident" for side in ("left", "right")), "left__subject", "right__subject")
    return [(r.right if r.left_id == profile.pk else r.left, r) for r in rows.order_by("-log_lr")[:50]]


def alarms(seat: Seat, *, answer: str = "open") -> QuerySet[Alarm]:
    """Alarms about profiles, newest first. Controls are named by token only; that kin do not fit is told to geneticists only."""
    seat.need("laboratory.quality")
    rows = Alarm.objects.filter(seat.sees("profile__thing")).select_related("profile__thing", "control", "answered_by")
    rows = rows.defer("profile__calls", "profile__raw", "control__calls", "control__name")
    if not seat.may("laboratory.parentage"):
        rows = rows.exclude(kind=Alarm.Kind.KIN)
    return (rows.filter(answer=answer) if answer in Alarm.Answer.values else rows).order_by("-holds", "-opened", "-pk")


def alarm_of(seat: Seat, pk: int) -> Alarm:
    """One alarm."""
    row = alarms(seat, answer="").filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def controls(seat: Seat) -> QuerySet[Control]:
    """Staff and control profiles; names are left out for who may not see them."""
    seat.need("laboratory.quality")
    rows = Control.objects.filter(incident=seat.incident).defer("calls")
    return rows if seat.may("laboratory.staff") else rows.defer("calls", "name")


def control_of(seat: Seat, token: str) -> Control:
    """One control, for acts on it."""
    seat.need("laboratory.staff")
    row = Control.objects.filter(incident=seat.incident, token=token).first()
    if row is None:
        raise NotFound
    return row


def tally(seat: Seat) -> dict[str, int]:
    """Samples by state, as far as this seat may see."""
    rows = _told(seat, seat.sees("item__thing") & Q(item__thing__kind=Kind.SAMPLE)).filter(at_work())
    states = {state: Count("pk", filter=_state(state)) for state in ("result", "failed")}
    return rows.aggregate(all=Count("pk"), **states)


def waiting_profiles(seat: Seat) -> QuerySet[Profile]:
    """Profiles that were read once, by somebody else."""
    seat.need("laboratory.record")
    rows = _profiles(seat).filter(status=Profile.Status.WAITING).exclude(first_reader=seat.code)
    return rows.defer("calls", "raw").order_by("pk")


def quarantined(seat: Seat, outcomes: Sequence[str]) -> QuerySet[Any]:
    """Files with rows that nobody has explained, with how many (``waiting``)."""
    seat.need("laboratory.import")
    open_rows = Q(lines__outcome__in=outcomes, lines__explained__isnull=True)
    rows = Delivery.objects.filter(seat.sees("thing"), thing__kind=Kind.BATCH).select_related("thing")
    return rows.annotate(waiting=Count("lines", filter=open_rows)).filter(waiting__gt=0).order_by("-at")[:10]


PAGES = {"request": "request", "file": "file", "profile": "profile"}
"""What a search may find besides samples, and the page of each."""


def things_named(seat: Seat, text: str) -> list[tuple[str, str]]:
    """(what, code) of the request, file or profile that a code names, as far as this seat may see."""
    code = read_code(text) or ""
    found = []
    if Request.objects.filter(seat.sees("thing"), thing__code=code).exists():
        found.append(("request", code))
    if seat.may("laboratory.import") and Delivery.objects.filter(seat.sees("thing"), thing__code=code).exists():
        found.append(("file", code))
    if seat.may("laboratory.genotypes") and Profile.objects.filter(seat.sees("thing"), thing__code=code).exists():
        found.append(("profile", code))
    return found
