"""Telling a family that their person is identified: due by itself, attempts, told once by name, taken back, explained."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming import gates
from repatria.registry.homecoming.circle import next_of_kin, wish_of
from repatria.registry.homecoming.entries import telling as entries
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Attempt, Briefing, Notification, Portion
from repatria.registry.homecoming.silence import silent_since
from repatria.registry.homecoming.within import chosen, day, person_of, relative_of, text, user_of
from repatria.registry.identification.models import Identification
from repatria.registry.identification.within import locked
from repatria.registry.inventory.models import Member
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review.models import Signature

State = Notification.State
CHANNELS: list[str] = list(Contact.Channel.values)
A_REASON = 8
"""Letters, at least, of why somebody else is told in the stead of the next of kin."""


@recorded(entries.NotificationDue, verb="homecoming.notify")
def open_due(by: Any, signature: Signature) -> Done[Notification]:
    """A signature stands: its family has to be told. Opened by the registry itself."""
    row = _opened(by, signature, None)
    facts = {"identification": row.identification.code, "notification": row.pk}
    return Done(row, subject=row.missing.code, facts=facts)


@recorded(entries.NotificationRenewed, verb="homecoming.notify")
def renew(by: Any, signature: Signature, *, earlier: Notification) -> Done[Notification]:
    """A new signature of somebody whose family was told under one that fell: they are told already, on the day of then."""
    row = _opened(by, signature, earlier)
    if earlier.state != State.TOLD or earlier.missing_id != row.missing_id:
        raise Impossible(f"{row.missing.code}: the earlier notification does not tell of this person. Look at it again.")
    row.state, row.kin, row.instead, row.channel = State.TOLD, earlier.kin, earlier.instead, earlier.channel
    row.told_on, row.told_by, row.told, row.language = earlier.told_on, earlier.told_by, clock.now(), earlier.language
    row.save(update_fields=["state", "kin", "instead", "channel", "told_on", "told_by", "told", "language"])
    bones = new_bones(row)
    facts = {
        "identification": row.identification.code, "notification": row.pk, "earlier": earlier.pk, "date": row.told_on,
        "bones": [one.code for one in bones],
    }  # fmt: skip
    return Done(row, subject=row.missing.code, facts=facts)


@recorded(entries.NotificationOvertaken, verb="homecoming.notify")
def overtake(by: Any, notification: Notification) -> Done[Notification]:
    """The signature fell before anybody was told: the notification is over."""
    row = _held(by, notification)
    if row.state != State.DUE or gates.stands(row):
        raise Overtaken(f"{row.missing.code}: {State(row.state).label}, or its signature stands. Nothing falls.")
    row.state, row.ended = State.OVERTAKEN, clock.now()
    row.ended_why = f"the identification is {Identification.State(row.identification.state).label}"
    row.save(update_fields=["state", "ended", "ended_why"])
    facts = {"identification": row.identification.code, "notification": row.pk, "state": row.identification.state}
    return Done(row, subject=row.missing.code, facts=facts)


@recorded(entries.TellingAttempted, verb="homecoming.notify")
def attempt(
    by: Any, notification: Notification, *, kin: Kin, on: date, channel: str, outcome: str, note: str = "",
    next_on: date | None = None,
) -> Done[Attempt]:  # fmt: skip
    """Note one attempt to reach somebody of the family, and when to try again."""
    row = _held(by, notification)
    code = row.missing.code
    _open_gate(gates.why_not_told(row, code))
    whom = relative_of(by, kin, person_of(by, row.missing))
    _not_silent(code, whom)
    chosen(code, channel, "way of contact", CHANNELS)
    chosen(code, outcome, "outcome", list(Attempt.Outcome.values))
    day(code, on, "an attempt", earliest=row.opened.date(), since="the signature")
    if next_on is not None and next_on < on:
        raise Impossible(f"{code}: to be tried again on {next_on}, before this attempt on {on}. Correct the day.")
    made = Attempt.objects.create(
        notification=row, kin=whom, on=on, channel=channel, outcome=outcome, note=text(code, note, "the note", 400),
        next_on=next_on, at=clock.now(), by=user_of(by),
    )  # fmt: skip
    facts = {
        "identification": row.identification.code, "notification": row.pk, "kin": whom.code, "date": on, "channel": channel,
        "outcome": outcome,
    }  # fmt: skip
    return Done(made, subject=code, facts=facts, personal={"note": made.note})


@recorded(entries.Notified, verb="homecoming.notify")
def tell(
    by: Any, notification: Notification, *, kin: Kin, on: date, channel: str, language: str = "", words: str = "",
    instead: str = "",
) -> Done[Notification]:  # fmt: skip
    """The family is told, by name: the next of kin, or another relative with the reason in ``instead``. Once, and for good.

    Raises GateClosed where no signature stands; Impossible for somebody who is not of the family, or stands in without a reason.
    """
    row = _held(by, notification)
    code = row.missing.code
    _open_gate(gates.why_not_told(row, code))
    person = person_of(by, row.missing)
    whom = relative_of(by, kin, person)
    if whom.living == Kin.Living.NO:
        raise Impossible(f"{code}: {whom.code} has died. Tell somebody else of the family, and say why in their stead.")
    _not_silent(code, whom)
    if user_of(by) is None:
        raise Impossible(f"{code}: the registry tells nobody. Somebody does, by name.")
    first, wish = next_of_kin(person), wish_of(person)
    stands_in = first is None or first.pk != whom.pk
    stead = text(code, instead, "why they stand in for the next of kin", 300, needed=stands_in)
    if stands_in and sum(one.isalpha() for one in stead) < A_REASON:
        raise Impossible(f"{code}: {stead!r} says nothing of why they stand in for the next of kin. Write why.")
    row.state, row.kin, row.instead = State.TOLD, whom, stead if stands_in else ""
    row.channel = chosen(code, channel, "way of contact", CHANNELS)
    row.told_on = day(code, on, "told", earliest=row.opened.date(), since="the signature")
    row.told, row.told_by = clock.now(), user_of(by)
    row.language = text(code, language, "the language", 60) or (wish.language if wish else "") or whom.language
    row.words = text(code, words, "what was said", 8_000, lines=True)
    _save_told(row, code)
    facts = {
        "identification": row.identification.code, "notification": row.pk, "kin": whom.code, "date": on, "channel": channel,
        "next_of_kin": not row.instead,
    }  # fmt: skip
    personal = {"words": row.words, "instead": row.instead, "language": row.language}
    return Done(row, subject=code, facts=facts, personal=personal)


@recorded(entries.TellingRefused, verb="homecoming.notify")
def note_refused(by: Any, missing: Thing, *, why: str) -> Done[None]:
    """Note that telling a family was tried while the gate was closed, and why."""
    return Done(None, subject=missing.code, facts={"why": why[:1_000]})


def try_to_tell(by: Any, missing: Thing, **told: Any) -> Notification:
    """Tell the family of ``missing``; a closed gate leaves its own entry in the journal and is then raised."""
    try:
        due = gates.due_of(missing.pk)
        if due is None:
            raise GateClosed(why_nobody_waits(missing))
        return tell(by, due, **told)
    except GateClosed as refusal:
        note_refused(by, missing, why=str(refusal))
        raise


@recorded(entries.TellingTakenBack, verb="homecoming.notify")
def take_back(by: Any, notification: Notification, *, on: date, words: str) -> Done[Notification]:
    """The identification was rescinded and the family was told so: the telling is taken back, and what it renewed with it."""
    row = _held(by, notification)
    code = row.missing.code
    if row.state != State.TOLD:
        raise Overtaken(f"{code}: {State(row.state).label}. Only what was told is taken back.")
    if row.identification.state != Identification.State.RESCINDED:
        raise Impossible(f"{code}: {row.identification.code} was not rescinded. A telling is taken back after that.")
    day(code, on, "taken back", earliest=row.told_on, since="they were told")
    row.ended = clock.now()
    row.ended_why = text(code, words, "what the family was told", 400, needed=True)
    one: Notification | None = row
    while one is not None:
        one.state, one.ended, one.ended_why, one.taken_back_on = State.TAKEN_BACK, row.ended, row.ended_why, on
        one.save(update_fields=["state", "ended", "ended_why", "taken_back_on"])
        one = Notification.objects.select_for_update(of=("self",)).filter(renewed=one, state=State.TOLD).first()
    facts = {"identification": row.identification.code, "notification": row.pk, "date": on}
    facts |= {"kin": row.kin.code if row.kin else None}
    return Done(row, subject=code, facts=facts, personal={"words": row.ended_why})


@recorded(entries.Briefed, verb="homecoming.notify")
def brief(
    by: Any, notification: Notification, *, kin: Kin, on: date, channel: str, pack_digest: str = "", words: str = ""
) -> Done[Briefing]:
    """The file was explained to a relative; ``pack_digest`` names the briefing pack that was handed over."""
    row = _held(by, notification)
    code = row.missing.code
    if row.state != State.TOLD:
        raise Impossible(f"{code}: the family was not told, so there is nothing to explain yet. Tell them first.")
    if not gates.stands(row):
        raise GateClosed(
            f"{code}: the signature does not stand any more. Explain nothing from this file; wait for the next one."
        )
    whom = relative_of(by, kin, person_of(by, row.missing))
    if pack_digest and (len(pack_digest) != 64 or set(pack_digest) - set("0123456789abcdef")):
        raise Impossible(f"{code}: {pack_digest[:20]!r} is no digest of a pack. Print the pack again, and take its digest.")
    made = Briefing.objects.create(
        notification=row, kin=whom, on=day(code, on, "explained", earliest=row.told_on, since="they were told"),
        channel=chosen(code, channel, "way of contact", CHANNELS), pack_digest=pack_digest,
        words=text(code, words, "what was said", 8_000, lines=True), at=clock.now(), by=user_of(by),
    )  # fmt: skip
    facts = {
        "identification": row.identification.code, "notification": row.pk, "kin": whom.code, "date": on, "channel": channel,
        "pack": pack_digest or None,
    }  # fmt: skip
    return Done(made, subject=code, facts=facts, personal={"words": made.words})


def why_nobody_waits(missing: Thing) -> str:
    """Why no notification is due, in words."""
    told = gates.told_of(missing.pk)
    if told is not None:
        return gates.why_not_told(told, missing.code)
    return f"{missing.code}: no signature that stands names this person. Nobody is told before there is one."


def earlier_of(signature: Signature) -> Notification | None:
    """The telling that a new signature renews: the same person, told under an identification of the same bones that fell void since."""
    rows = Notification.objects.filter(missing=signature.identification.missing_id, state=State.TOLD)
    last = rows.select_related("kin", "told_by", "identification").order_by("-pk").first()
    if last is None or last.identification.state != Identification.State.VOID or not _same_man(last, signature.identification):
        return None
    return last


def _same_man(earlier: Notification, now: Identification) -> bool:
    """Whether what the family was told still holds of the bones signed now: some are the same, and none that left is not among them.

    Otherwise nothing is renewed by itself: somebody goes to the family and tells them.
    """
    before, bones = _ever_told(earlier), _bones(now)
    left = Portion.objects.filter(item__in=before - bones, standing=True, release__missing=now.missing_id)
    away = left.filter(release__state__in=("under way", "arrived")).exclude(counted_in=False)
    return bool(before & bones) and not away.exists()


def new_bones(notification: Notification) -> list[Thing]:
    """The bones of a renewed notification's individual that were not there when the family was told."""
    before = _ever_told(notification.earlier)
    return list(Thing.objects.filter(pk__in=_bones(notification.identification) - before).order_by("pk"))


def _ever_told(one: Notification | None) -> set[int]:
    """The bones that a family was told of under this notification and those that it renewed."""
    before: set[int] = set()
    while one is not None:
        before |= _bones(one.identification)
        one = one.earlier
    return before


def _bones(identification: Identification) -> set[int]:
    rows = Member.objects.filter(version=identification.version_id, removed__isnull=True)
    return set(rows.values_list("specimen_id", flat=True))


def _opened(by: Any, signature: Signature, earlier: Notification | None) -> Notification:
    row = locked(signature.identification)
    if by.incident is None or row.incident_id != by.incident.pk:
        raise NotFound
    try:
        with transaction.atomic():
            return Notification.objects.create(
                identification=row, signature=signature, missing=row.missing, earlier=earlier, opened=clock.now()
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: its notification was opened before.") from fault
    except DatabaseError as fault:
        if "under a signature that stands" not in str(fault):
            raise
        raise GateClosed(f"{row.code}: no signature stands. Nobody is told before there is one.") from fault


def _held(by: Any, notification: Notification) -> Notification:
    """The notification's row, locked after the identification it rests on; NotFound for one of another incident."""
    identification = locked(Identification(pk=notification.identification_id))
    rows = Notification.objects.select_for_update(of=("self",)).select_related("missing", "kin__thing", "signature")
    row = rows.get(pk=notification.pk)
    if by.incident is None or identification.incident_id != by.incident.pk:
        raise NotFound
    row.identification = identification
    return row


def _not_silent(code: str, whom: Kin) -> None:
    """Impossible for a relative who wished not to be contacted, not even when somebody is found."""
    since = silent_since(whom)
    if since is not None:
        raise Impossible(
            f"{code}: {whom.code} asked on {since} not to be contacted. Turn to somebody else of the family; or, if they turned to "
            "us since, write that down first."
        )


def _open_gate(why: str) -> None:
    if why:
        raise GateClosed(why)


def _save_told(row: Notification, code: str) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "kin", "instead", "channel", "told_on", "told", "told_by", "language", "words"])
    except DatabaseError as fault:
        if "under a signature that stands" not in str(fault):
            raise
        raise GateClosed(f"{code}: the signature fell a moment ago. Nothing may be told; wait for the next one.") from fault
