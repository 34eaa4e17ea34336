"""What comes to light of somebody whose family was told before: raised by the registry, answered as the standing wish says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.homecoming import gates, leaving
from repatria.registry.homecoming.actions import telling
from repatria.registry.homecoming.entries import going as entries
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Burial, Conversation, Election, Notification, Portion, PortionEvent, Release
from repatria.registry.homecoming.within import chosen, own, text, user_of
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken, Refusal

Outcome = PortionEvent.Outcome
TIME = timedelta(days=30)
"""How long an answer for a later bone may take. An assumption of this project."""
ENDS: list[str] = [str(one) for one in Outcome.values if one]


def open_portions(by: Any, identification: Identification) -> list[PortionEvent]:
    """Raise an event for each bone that was not there when the family was told, and end those whose bone is not theirs any more."""
    told = gates.told_of(identification.missing_id)
    if told is None or told.identification_id != identification.pk:
        return []
    done: list[PortionEvent] = []
    for event in leaving.waiting_events(identification.missing_id):
        if not _belongs(event.specimen_id, told):
            done.append(fall(by, event))
    for specimen in telling.new_bones(told) if told.earlier_id else []:
        try:
            done.append(raise_portion(by, told, specimen))
        except Refusal:  # it was raised before
            continue
    return done


@recorded(entries.PortionRaised, verb="homecoming.portion")
def raise_portion(by: Any, notification: Notification, specimen: Thing) -> Done[PortionEvent]:
    """One bone that was not there when the family was told: to be answered within 30 days."""
    missing = notification.missing
    own(by, missing)
    if not _belongs(specimen.pk, notification):
        raise Impossible(f"{specimen.code}: is not of {missing.code} as it stands now. Nothing is to be answered.")
    try:
        with transaction.atomic():
            row = PortionEvent.objects.create(
                missing=missing, identification=notification.identification, specimen=specimen,
                election=leaving.wish_in_force(missing.pk), opened=clock.now(), due=clock.today() + TIME,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Overtaken(f"{specimen.code}: was raised for {missing.code} before.") from fault
    facts = {
        "specimen": specimen.code, "identification": notification.identification.code, "due": row.due, "event": row.pk,
    }  # fmt: skip
    return Done(row, subject=missing.code, facts=facts)


@recorded(entries.PortionFell, verb="homecoming.portion")
def fall(by: Any, event: PortionEvent) -> Done[PortionEvent]:
    """The bone is not theirs after all, as the individual stands now: nothing is to be answered. By the registry itself."""
    row = _held(by, event)
    _end(row, by, Outcome.WITHDRAWN, "the individual stands without this bone now", None)
    return Done(row, subject=row.missing.code, facts=_facts(row), personal={"words": row.words})


@recorded(entries.PortionAnswered, verb="homecoming.portion")
def answer(by: Any, event: PortionEvent, *, outcome: str, words: str) -> Done[PortionEvent]:
    """End what came to light later, as the standing wish says, with words on what was done.

    ``told`` needs a conversation with the family since; ``laid`` and ``agency`` need a burial of the bone, ``laid`` in the grave of
    the rest; ``withdrawn`` needs an individual without it. GateClosed for an outcome that the wish does not allow.
    """
    row = _held(by, event)
    code = row.specimen.code
    chosen(code, outcome, "outcome", ENDS)
    said = text(code, words, "what was done", 400, needed=True)
    told = gates.told_of(row.missing_id)
    if outcome == Outcome.WITHDRAWN:
        if told is not None and _belongs(row.specimen_id, told):
            raise Impossible(f"{code}: is of {row.missing.code} as it stands now. Answer it as the family wishes.")
        _end(row, by, outcome, said, None)
        return Done(row, subject=row.missing.code, facts=_facts(row), personal={"words": said})
    _obey(row, outcome)
    release = _kept(row, outcome)
    _end(row, by, outcome, said, release)
    return Done(row, subject=row.missing.code, facts=_facts(row), personal={"words": said})


@recorded(entries.PortionRefused, verb="homecoming.portion")
def note_refused(by: Any, event: PortionEvent, *, why: str) -> Done[None]:
    """Note that an answer against the standing wish was tried and refused."""
    return Done(None, subject=event.missing.code, facts={"specimen": event.specimen.code, "why": why[:1_000]})


def try_to_answer(by: Any, event: PortionEvent, *, outcome: str, words: str) -> PortionEvent:
    """Answer; an outcome that the wish does not allow leaves its own entry in the journal and is then raised."""
    try:
        return answer(by, event, outcome=outcome, words=words)
    except GateClosed as refusal:
        note_refused(by, event, why=str(refusal))
        raise


def _obey(row: PortionEvent, outcome: str) -> None:
    """GateClosed where the standing wish says something else."""
    wish, code = leaving.wish_in_force(row.missing_id), row.specimen.code
    if wish is None:
        raise GateClosed(f"{code}: the family has not said what they wish. Ask them first, and write it down.")
    if leaving.ALLOWED[wish.portions] != outcome:
        shown = Election.Portions(wish.portions).label
        raise GateClosed(f"{code}: the family's wish about later portions is: {shown}. {Outcome(outcome).label!s} is not that.")


def _kept(row: PortionEvent, outcome: str) -> Release | None:
    """What an outcome needs to have happened; the release that carried the bone, where it was laid to rest."""
    code = row.specimen.code
    if outcome == Outcome.TOLD:
        spoken = Conversation.objects.filter(
            missing=row.missing, kind=Conversation.Kind.CONTACT, kin__isnull=False, at__gte=row.opened
        )
        if not spoken.exists():
            raise Impossible(f"{code}: no conversation with the family is written down since. Tell them, note it, then answer.")
        return None
    portion = Portion.objects.filter(item=row.specimen_id, standing=True, counted_in=True, release__missing=row.missing)
    found = portion.filter(release__burial__isnull=False).select_related("release__burial").first()
    if found is None:
        raise Impossible(f"{code}: no grave is written down for it. Release it, lay it to rest, then answer.")
    if outcome == Outcome.LAID:
        before = Burial.objects.filter(missing=row.missing, opened__isnull=True).exclude(release=found.release)
        grave = found.release.burial
        if before.exists() and not before.filter(place=grave.place, grave=grave.grave).exists():
            raise Impossible(f"{code}: lies in another grave than the rest. The family wished it with the rest; look again.")
    return found.release


def _belongs(specimen: int, notification: Notification) -> bool:
    version = notification.identification.version_id
    return Member.objects.filter(version=version, specimen=specimen, removed__isnull=True).exists()


def _held(by: Any, event: PortionEvent) -> PortionEvent:
    rows = PortionEvent.objects.select_for_update(of=("self",)).select_related(
        "missing", "specimen", "done_by", "identification"
    )
    row = rows.get(pk=event.pk)
    own(by, row.missing)
    if row.outcome != Outcome.WAITING:
        who = row.done_by.called if row.done_by else "the registry"
        raise Overtaken(f"{row.specimen.code}: {who} answered it at {row.done:%Y-%m-%d %H:%M} UTC. Nothing is left to do.")
    return row


def _end(row: PortionEvent, by: Any, outcome: str, words: str, release: Release | None) -> None:
    row.outcome, row.words, row.release = outcome, words, release
    row.done, row.done_by = clock.now(), user_of(by)
    try:
        with transaction.atomic():
            row.save(update_fields=["outcome", "words", "release", "done", "done_by"])
    except DatabaseError as fault:
        if "standing wish" not in str(fault):
            raise
        raise GateClosed(f"{row.specimen.code}: the wish changed a moment ago. Read it again.") from fault


def _facts(row: PortionEvent) -> dict[str, Any]:
    release = row.release.code if row.release else None
    return {"specimen": row.specimen.code, "outcome": row.outcome, "event": row.pk, "release": release}
