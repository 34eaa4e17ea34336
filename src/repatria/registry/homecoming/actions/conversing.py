"""What is said with a family and is no notification: a contact, word that they heard it from others, an effect that goes home."""

from __future__ import annotations

from datetime import date
from typing import Any

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.families.models import Contact, Kin, MissingPerson
from repatria.registry.homecoming.entries import telling as entries
from repatria.registry.homecoming.models import Conversation
from repatria.registry.homecoming.within import chosen, day, own, person_of, relative_of, text, user_of
from repatria.registry.inventory.models import Effect
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review.models import Signature

Wording = Conversation.Wording
CHANNELS: list[str] = list(Contact.Channel.values)
FREE = [str(one) for one in Wording.values if one != Wording.EFFECT_HOME]


@recorded(entries.ContactNoted, verb="homecoming.converse")
def contact(
    by: Any, missing: Thing, *, kin: Kin | None, on: date, channel: str, wording: str = "", words: str = ""
) -> Done[Conversation]:
    """Note a conversation with a family. It tells of no identification: that is a notification, and only after a signature."""
    person = person_of(by, missing)
    chosen(person.code, wording, "fixed words", FREE)
    if wording:
        _must_be_true(person, on)
    made = _noted(
        by, person, kin, kind=Conversation.Kind.CONTACT, on=on, channel=channel, wording=wording,
        words=text(person.code, words, "what was said", 8_000, lines=True, needed=not wording),
    )  # fmt: skip
    return Done(made, subject=person.code, facts=_facts(made), personal={"words": made.words})


@recorded(entries.ToldByOthers, verb="homecoming.converse")
def told_by_others(
    by: Any, missing: Thing, *, kin: Kin | None = None, on: date, channel: str, source: str, words: str = ""
) -> Done[Conversation]:
    """A family heard from others that their person was found: press, a message, the other side. Opens an urgent task; changes no state."""
    person = person_of(by, missing)
    made = _noted(
        by, person, kin, kind=Conversation.Kind.TOLD_BY_OTHERS, on=on, channel=channel,
        source=text(person.code, source, "who told them, or where it was said", 200, needed=True),
        words=text(person.code, words, "what was said", 8_000, lines=True),
    )  # fmt: skip
    return Done(made, subject=person.code, facts=_facts(made), personal={"source": made.source, "words": made.words})


@recorded(entries.UrgentAnswered, verb="homecoming.converse")
def answer_urgent(by: Any, conversation: Conversation, *, answer: str) -> Done[Conversation]:
    """The urgent task is done: what was done about it."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("missing", "answered_by")
    row = rows.get(pk=conversation.pk)
    own(by, row.missing)
    if row.kind != Conversation.Kind.TOLD_BY_OTHERS:
        raise Impossible(f"{row.missing.code}: this is a contact, no urgent task. There is nothing to answer.")
    if row.answered is not None:
        who = row.answered_by.called if row.answered_by else "the registry"
        raise Overtaken(f"{row.missing.code}: {who} answered it at {row.answered:%Y-%m-%d %H:%M} UTC. Nothing is left to do.")
    row.answer = text(row.missing.code, answer, "what was done", 400, needed=True)
    row.answered, row.answered_by = clock.now(), user_of(by)
    row.save(update_fields=["answered", "answered_by", "answer"])
    return Done(row, subject=row.missing.code, facts={"conversation": row.pk}, personal={"answer": row.answer})


@recorded(entries.EffectAnnounced, verb="homecoming.converse")
def announce_effect(
    by: Any, missing: Thing, *, kin: Kin, effect: Thing, on: date, channel: str, words: str = ""
) -> Done[Conversation]:
    """Tell a relative, in fixed words, that an effect goes to them. Needs no identification and says nothing about remains."""
    person = person_of(by, missing)
    item = own(by, effect)
    if item.kind != Kind.EFFECT or not Effect.objects.filter(item=item.pk).exists():
        raise Impossible(f"{item.code}: is no effect. Remains go home after a signature, a telling and a wish.")
    if Item.objects.get(pk=item.pk).state != Item.State.HELD:
        raise Impossible(f"{item.code}: is not held here any more. Look where it went.")
    before = Conversation.objects.filter(effect=item).select_related("missing").first()
    if before is not None:
        raise Overtaken(f"{item.code}: the family of {before.missing.code} was told on {before.on} that it goes to them.")
    made = _noted(
        by, person, kin, kind=Conversation.Kind.CONTACT, on=on, channel=channel, wording=Wording.EFFECT_HOME, effect=item,
        words=text(person.code, words, "what was said", 8_000, lines=True),
    )  # fmt: skip
    facts = {**_facts(made), "effect": item.code}
    return Done(made, subject=person.code, facts=facts, personal={"words": made.words})


@recorded(entries.EffectGivenHome, verb="homecoming.release")
def give_effect_home(by: Any, conversation: Conversation) -> Done[Transfer]:
    """Its holder offers an effect to the relative who was told of it; another keeper enters the paper that they sign."""
    row = Conversation.objects.select_related("missing", "kin", "effect").get(pk=conversation.pk)
    if row.effect is None or row.kin is None:
        raise NotFound
    item = Item.objects.select_related("thing").get(pk=own(by, row.effect).pk)
    # by code: the line of an item is read by everybody at work, and who the relative is is not theirs to read
    offered = custody.offer(by, item, to_outside=row.kin.code, reason=f"goes home, as told to the family of {row.missing.code}")
    facts = {"missing": row.missing.code, "conversation": row.pk, "transfer": offered.pk, "kin": row.kin.code}
    return Done(offered, subject=item.code, facts=facts)


def signed_by(person: MissingPerson, on: date) -> Signature | None:
    """The signature that stands for this person and was given by that day; the fixed words are not true then."""
    signed = Signature.objects.filter(identification__missing=person.thing, voided__isnull=True, at__date__lte=on)
    return signed.select_related("identification__thing").first()


def _must_be_true(person: MissingPerson, on: date) -> None:
    """Refuse fixed words that say nobody was identified, on a day on which the signature that stands was given already."""
    row = signed_by(person, on)
    if row is not None:
        raise Impossible(
            f"{person.code}: {row.identification.code} is signed since {row.at:%Y-%m-%d}, so that these fixed words (nobody has "
            "been identified) are not true. Tell the family, or note in free words what was said."
        )


def _noted(by: Any, person: Any, kin: Kin | None, *, on: date, channel: str, **told: Any) -> Conversation:
    whom = relative_of(by, kin, person) if kin is not None else None
    chosen(person.code, channel, "way of contact", CHANNELS)
    day(person.code, on, "a conversation")
    return Conversation.objects.create(
        missing=person.thing, kin=whom, on=on, channel=channel, at=clock.now(), by=user_of(by), **told
    )


def _facts(row: Conversation) -> dict[str, Any]:
    return {
        "conversation": row.pk,
        "kin": row.kin.code if row.kin else None,
        "date": row.on,
        "channel": row.channel,
        "wording": row.wording or None,
    }
