"""What people may see of tellings: who waits to be told, what is overdue, what is due next for one person, what effects go home.

Names and words of families are seen by whoever may see relatives; everybody else sees codes, days and states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.custody.models import Holding, Item, Transfer
from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.families.queries import missing as missing_people
from repatria.registry.homecoming import circle, gates, leaving, stopping
from repatria.registry.homecoming.actions import conversing
from repatria.registry.homecoming.entries import telling as entries
from repatria.registry.homecoming.models import (
    Briefing,
    Conversation,
    Election,
    Notification,
    PortionEvent,
    Publication,
    Release,
)
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Effect
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

State = Notification.State
WAIT = timedelta(days=7)
"""How long a family may wait for the next attempt to tell them."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is due: a sentence, the act it asks for (a name of views.telling.ACTS, or empty), how much it presses."""

    sentence: str
    act: str = ""
    weight: int = 1
    pk: int = 0


def person_called(seat: Seat, code: str) -> MissingPerson:
    """One missing person, by code; NotFound for anybody this seat may not see."""
    seat.need("homecoming.read")
    rows = MissingPerson.objects.filter(seat.sees("thing"), thing__code=read_code(code) or "")
    row = rows.select_related("thing", "incident").first()
    if row is None:
        raise NotFound
    return row


@opened(entries.HomeOpened, verb="homecoming.read")
def open_home(seat: Any, person: MissingPerson) -> Done[MissingPerson]:
    """Open what a family was told and said; fails if the opening cannot be written down."""
    return Done(person, subject=person.code)


def notifications(seat: Seat, *, state: str = "", text: str = "") -> QuerySet[Notification]:
    """Every notification this seat may see, the latest first; what is due the other way round: who waits longest stands first."""
    seat.need("homecoming.read")
    rows = Notification.objects.filter(seat.sees_few("missing"))
    if state == "overdue":
        rows = rows.filter(pk__in=overdue_ids(seat))
    elif state in State.values:
        rows = rows.filter(state=state)
    if text:
        named = Q(missing__code=read_code(text) or "") | Q(identification__thing__code=read_code(text) or "")
        if seat.may("families.read"):
            named |= Q(missing__in=missing_people(seat, text=text).values("thing"))
        rows = rows.filter(named)
    rows = rows.annotate(last=Max("attempts__on")).select_related(
        "missing", "identification__thing", "kin__thing", "told_by", "signature", "missing__missing"
    )
    return rows.order_by("opened", "pk") if state in (State.DUE, "overdue") else rows.order_by("-opened", "-pk")


def overdue_ids(seat: Seat) -> list[int]:
    """Notifications that are due and for which nobody tried within seven days; not those with a later day agreed."""
    today = clock.today()
    rows = Notification.objects.filter(seat.sees_few("missing"), state=State.DUE)
    rows = rows.annotate(last=Max("attempts__on"), agreed=Max("attempts__next_on"))
    told = rows.values_list("pk", "opened", "last", "agreed")
    return [pk for pk, opened_at, last, agreed in told if is_overdue(today, opened_at.date(), last, agreed)]


def is_overdue(today: date, opened_on: date, last: date | None, agreed: date | None) -> bool:
    """Whether more than seven days passed since the signature, the last attempt and the day agreed for the next."""
    return today - max(day for day in (opened_on, last, agreed) if day is not None) > WAIT


def urgent(seat: Seat) -> QuerySet[Conversation]:
    """Families who heard from others, and nobody answered it yet; the oldest first."""
    seat.need("homecoming.read")
    rows = Conversation.objects.filter(seat.sees_few("missing"))
    return rows.filter(kind=Conversation.Kind.TOLD_BY_OTHERS, answered__isnull=True).select_related("missing").order_by("at")


def conversation_called(seat: Seat, pk: int) -> Conversation:
    """One conversation."""
    seat.need("homecoming.read")
    rows = Conversation.objects.filter(seat.sees_few("missing"), pk=pk)
    row = rows.select_related("missing", "kin__thing", "effect").first()
    if row is None:
        raise NotFound
    return row


def publication_called(seat: Seat, pk: int) -> Publication:
    """One public text."""
    seat.need("homecoming.read")
    rows = Publication.objects.filter(seat.sees_few("missing"), pk=pk)
    row = rows.select_related("missing", "notification__identification__thing").first()
    if row is None:
        raise NotFound
    return row


def notification_of(seat: Seat, person: MissingPerson, *states: str) -> Notification:
    """The latest notification of a person in one of ``states``; NotFound where there is none."""
    rows = notifications(seat).filter(missing=person.thing, state__in=states or State.values)
    row = rows.order_by("-pk").first()
    if row is None:
        raise NotFound
    return row


def public_text(seat: Seat, person: MissingPerson) -> Publication | None:
    """The public text about a person that stands."""
    seat.need("homecoming.read")
    return Publication.objects.filter(missing=person.thing, withdrawn__isnull=True).first()


def unsupported_texts(seat: Seat) -> list[Publication]:
    """Public texts that rest on a signature that fell since, and on no other."""
    seat.need("homecoming.read")
    rows = Publication.objects.filter(seat.sees_few("missing"), withdrawn__isnull=True)
    fell = rows.exclude(notification__identification__state=Identification.State.SIGNED).select_related("missing")
    return [one for one in fell if gates.told_of(one.missing_id) is None]


def wrongly_told(seat: Seat) -> QuerySet[Notification]:
    """Families who were told what was rescinded since: the telling has to be taken back."""
    rows = notifications(seat).filter(state=State.TOLD, identification__state=Identification.State.RESCINDED)
    return rows.order_by("pk")


def relatives(seat: Seat, person: MissingPerson) -> QuerySet[Kin]:
    """The relatives of a person who can be told, in the order in which to turn to them as far as a form can say."""
    seat.need("families.read_kin")
    rows = Kin.objects.filter(seat.sees("thing"), pk__in=circle.circle_ids(person)).select_related("thing")
    return rows.order_by("listed_as", "thing")


def effects(seat: Seat) -> list[dict[str, Any]]:
    """Effects that families were told of, with where each is; the receiver's name for whoever may release or see relatives."""
    seat.need("homecoming.releases")
    rows = Conversation.objects.filter(seat.sees_few("missing"), effect__isnull=False)
    found = list(rows.select_related("missing", "kin__thing", "effect").order_by("-on", "-pk"))
    ids = [one.effect_id for one in found]
    items = Item.objects.select_related("thing").in_bulk(ids)
    holdings = {h.item_id: h for h in Holding.objects.filter(item__in=ids, until__isnull=True).select_related("holder")}
    waiting = Transfer.objects.filter(item__in=ids, state=Transfer.State.OFFERED).values_list("item_id", flat=True)
    offered = set(waiting)
    named = seat.may("families.read_kin") or seat.may("homecoming.release")
    return [
        {
            "row": one,
            "item": items[one.effect_id],
            "holding": holdings.get(one.effect_id),
            "offered": one.effect_id in offered,
            "mine": one.effect_id in holdings and holdings[one.effect_id].holder_id == seat.user.pk,
            "receiver": (one.kin.listed_as if named else one.kin.code) if one.kin else "",
        }
        for one in found
    ]


def effects_held(seat: Seat) -> QuerySet[Effect]:
    """Effects that are held here and that no family was told of yet."""
    seat.need("homecoming.converse")
    told = Conversation.objects.filter(effect__isnull=False).values("effect")
    rows = Effect.objects.filter(seat.sees("item__thing"), item__thing__kind=Kind.EFFECT, item__state=Item.State.HELD)
    return rows.exclude(item__in=told).select_related("item__thing").order_by("item__thing__code")


def next_steps(seat: Seat, person: MissingPerson) -> list[Step]:
    """What is due next for one person, what presses most first."""
    rows = Conversation.objects.filter(missing=person.thing, kind=Conversation.Kind.TOLD_BY_OTHERS, answered__isnull=True)
    steps = [
        Step(_("The family heard from others on %(day)s. Answer it today.") % {"day": one.on}, "answer", 3, one.pk)
        for one in rows.order_by("at")
    ]
    due, told = gates.due_of(person.pk), gates.told_of(person.pk)
    if due is not None:
        steps.append(_of_due(seat, person, due))
    steps += _of_fallen(person)
    steps += _of_the_way(person)
    if told is not None:
        steps += _of_told(person, told)
    return sorted(steps, key=lambda one: -one.weight)


def _of_due(seat: Seat, person: MissingPerson, due: Notification) -> Step:
    first = circle.first_to_tell(person)
    who = (first.kin.listed_as if seat.may("families.read_kin") else first.kin.code) if first else _("the family")
    if first is not None and not first.next_of_kin and circle.next_of_kin(person) is not None:
        who = _("%(who)s, in the stead of the next of kin,") % {"who": who}
    if due.pk in overdue_ids(seat):
        words = _("Tell %(who)s that their person is identified: nobody has tried for more than a week.")
        return Step(words % {"who": who}, "tell", 3)
    return Step(_("Tell %(who)s that their person is identified.") % {"who": who}, "tell", 2)


def _of_fallen(person: MissingPerson) -> list[Step]:
    found: list[Step] = []
    fell = gates.fell_after_telling(person.pk)
    if fell is not None and fell.identification.state == Identification.State.RESCINDED:
        found.append(Step(_("The identification was rescinded. Go to the family, and take the telling back."), "take-back", 3))
    elif fell is not None:
        found.append(
            Step(_("The signature fell since the family was told. Nothing leaves and nothing is public until one stands."))
        )
    text = Publication.objects.filter(missing=person.thing, withdrawn__isnull=True).first()
    if text is not None and gates.told_of(person.pk) is None:
        found.append(Step(_("A public text stands and no signature carries it. Withdraw it."), "withdraw", 3, text.pk))
    return found


def _of_told(person: MissingPerson, told: Notification) -> list[Step]:
    found = []
    if not Briefing.objects.filter(notification__missing=person.thing).exists():
        found.append(Step(_("Explain the file to the family, with the briefing pack."), "brief", 1))
    if not Election.objects.filter(missing=person.thing, until__isnull=True).exists():
        found.append(Step(_("Ask whoever directs disposition what they wish."), "elect", 1))
    waiting = PortionEvent.objects.filter(missing=person.thing, outcome="").count()
    if waiting:
        found.append(Step(_("Later bones wait for an answer: %(n)d.") % {"n": waiting}, "portions", 2))
    return found


TURNS = {
    Release.State.PREPARED: gettext_lazy("Release %(code)s is prepared. The custody officer counts it out."),
    Release.State.UNDER_WAY: gettext_lazy(
        "Release %(code)s is under way. Somebody else than counted it out counts it in where it arrives."
    ),
    Release.State.ARRIVED: gettext_lazy("Release %(code)s was counted in. Write down the grave."),
}
"""Whose turn it is with a release that lies in no grave, by its state."""


def _of_the_way(person: MissingPerson) -> list[Step]:
    """Where the remains are on their way, and whose turn it is; what must not go on, with what to do."""
    rows = list(
        Release.objects.filter(missing=person.thing, state__in=TURNS, portions__standing=True)
        .select_related("thing", "missing", "burial")
        .distinct()
        .order_by("pk")
    )
    found = []
    for one in rows:
        why = stopping.why_it_stops(one)
        if why:
            found.append(Step(why, "releases", 3))
        elif getattr(one, "burial", None) is None:
            found.append(Step(TURNS[Release.State(one.state)] % {"code": one.code}, "releases"))
    if not rows and not leaving.why_a_person_stays(person.pk, person.code):
        found.append(Step(_("The family wishes a burial now. The custody officer prepares the release."), "releases"))
    return found


def circle_shown(seat: Seat, person: MissingPerson) -> list[dict[str, Any]]:
    """Who could be told, in order; names for whoever may see relatives, codes for the others."""
    seat.need("homecoming.read")
    named = seat.may("families.read_kin")
    return [
        {
            "code": one.kin.code,
            "name": one.kin.listed_as if named else one.kin.code,
            "relation": one.kin.relation if named else "",
            "language": one.kin.language if named else "",
            "called": one.called,
            "steps": one.steps if one.steps < circle.FAR else None,
            "silent": one.silent,
            "since": one.silent_since,
            "died": one.died,
        }
        for one in circle.circle_of(person)
    ]


def fits(seat: Seat, person: MissingPerson, name: str) -> bool:
    """Whether an act is offered on the page of a person as things stand; the act itself asks again."""
    seat.need("homecoming.read")
    if person.withdrawn is not None or person.merged_into_id is not None:
        return False
    due, told = gates.due_of(person.pk) is not None, gates.told_of(person.pk) is not None
    if name == "take-back":
        fell = gates.fell_after_telling(person.pk)
        return fell is not None and fell.identification.state == Identification.State.RESCINDED
    public = public_text(seat, person) is not None
    return {
        "contact": True, "others": True, "effect": True, "attempt": due, "tell": due, "brief": told,
        "publish": told and not public, "withdraw": public,
    }[name]  # fmt: skip


def fixed_words_hold(seat: Seat, person: MissingPerson) -> bool:
    """Whether the fixed words, which say that nobody was identified, may be said about a person today."""
    seat.need("homecoming.converse")
    return conversing.signed_by(person, clock.today()) is None


def start_of(seat: Seat, person: MissingPerson) -> dict[str, Any]:
    """What the forms about a person begin with: today, the next of kin, the family's language."""
    if not seat.may("families.read_kin"):
        return {"on": clock.today()}
    wish, first = circle.wish_of(person), circle.first_to_tell(person)
    return {"on": clock.today(), "kin": first.kin.pk if first else None, "language": wish.language if wish else ""}


def effect_promised(seat: Seat, pk: int) -> Conversation:
    """The conversation in which a family was told of an effect."""
    seat.need("homecoming.releases")
    rows = Conversation.objects.filter(seat.sees_few("missing"), effect__isnull=False, pk=pk)
    row = rows.select_related("missing", "kin__thing", "effect").first()
    if row is None:
        raise NotFound
    return row
