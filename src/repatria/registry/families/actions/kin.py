"""Everything that can happen to relatives: who they are, how to reach them, what they agreed to, gave and wish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Holding
from repatria.registry.custody.verbs import HANDS
from repatria.registry.custody.within import open_item
from repatria.registry.families import entries
from repatria.registry.families.dates import When
from repatria.registry.families.keeping import come, now, own, reason_of, today, user_of, words
from repatria.registry.families.models import (
    Consent,
    Contact,
    ContactAttempt,
    Donation,
    Kin,
    MissingPerson,
    PersonName,
    Wish,
)
from repatria.registry.families.models.missing import dated
from repatria.registry.families.namekeys import script_of
from repatria.registry.families.within import KIN, change, kin_of, person_of, set_keys
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Membership, User
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken

EARLIEST = date(1950, 1, 1)
"""No consent, sample or attempt to reach somebody is older (our own bound: it catches slips of the year)."""


@recorded(entries.KinAdded, verb="families.write_kin")
def add_kin(by: Any, /, *, name: str, born: When | None = None, **told: str) -> Done[Kin]:
    """Enter a relative. ``told``: sex, living, relation (as claimed), language, notes."""
    stray = set(told) - set(KIN)
    if stray:
        raise TypeError(f"a relative has no {sorted(stray)}")
    whole = words(name, 200)
    if not whole:
        raise Impossible("name: a relative needs a name. Write it in any script.")
    come(born, "date of birth", "born")
    thing = new_thing(by, Kind.KIN)
    kin = Kin(thing=thing, incident_id=thing.incident_id, listed_as=whole, **_checked("", told))
    kin.tell(born)
    kin.save(force_insert=True)
    PersonName.objects.create(thing=thing, whole=whole, script=script_of(whole))
    set_keys(thing)
    return Done(kin, subject=thing.code, facts={"sex": kin.sex}, personal={"name": whole, "told": dict(told)})


@recorded(entries.KinCorrected, verb="families.write_kin")
def correct_kin(by: Any, kin: Kin, *, told: Mapping[str, str], reason: str, born: When | None = None) -> Done[Kin]:
    """Correct what is recorded about a relative; the former words stay readable as a version."""
    row = kin_of(by, kin)
    said: dict[str, Any] = _checked(row.code, told)
    if born is not None:
        come(born, row.code, "born")
        said |= dated(born)
    fields = change(by, row, said, reason_of(reason, row.code))
    if not fields:
        raise Impossible(f"{row.code}: nothing differs from what is recorded. Change a field first.")
    return Done(
        row,
        subject=row.code,
        facts={"fields": fields, "revision": row.revision},
        personal={"told": dict(told), "reason": reason},
    )


@recorded(entries.ContactAdded, verb="families.write_kin")
def add_contact(by: Any, kin: Kin, *, channel: str, value: str, note: str = "") -> Done[Contact]:
    """Enter a way to reach a relative."""
    row = kin_of(by, kin)
    if channel not in Contact.Channel.values or not words(value, 300):
        raise Impossible(f"{row.code}: {channel!r} {value!r}. Choose a way of contact and write the number or address.")
    said = Contact.objects.create(kin=row, channel=channel, value=words(value, 300), note=words(note, 200))
    return Done(said, subject=row.code, facts={"channel": channel}, personal={"value": said.value})


@recorded(entries.ContactEnded, verb="families.write_kin")
def end_contact(by: Any, contact: Contact, *, reason: str) -> Done[Contact]:
    """A way to reach somebody no longer works."""
    row = Contact.objects.select_for_update(of=("self",)).select_related("kin__thing").get(pk=contact.pk)
    own(by, row.kin.thing)
    if row.until is not None:
        raise Overtaken(f"{row.kin.code}: this contact was ended before ({row.reason}).")
    row.until, row.reason = now(), reason_of(reason, row.kin.code)
    row.save(update_fields=["until", "reason"])
    return Done(row, subject=row.kin.code, facts={"channel": row.channel}, personal={"reason": row.reason})


@recorded(entries.ContactAttempted, verb="families.write_kin")
def note_attempt(by: Any, kin: Kin, *, on: date, channel: str, outcome: str, note: str = "") -> Done[ContactAttempt]:
    """Note one attempt to reach a relative."""
    row = kin_of(by, kin)
    if channel not in Contact.Channel.values or outcome not in ContactAttempt.Outcome.values:
        raise Impossible(f"{row.code}: {channel!r}, {outcome!r}. Choose a way of contact and an outcome from the lists.")
    _not_later(row.code, on)
    said = ContactAttempt.objects.create(
        kin=row, on=on, channel=channel, outcome=outcome, note=words(note, 400), by=user_of(by)
    )
    return Done(
        said, subject=row.code, facts={"channel": channel, "outcome": outcome, "date": on}, personal={"note": said.note}
    )


@recorded(entries.ConsentGiven, verb="families.write_kin")
def give_consent(
    by: Any, kin: Kin, *, purpose: str, on: date, form: str, taken_by: str = "", ends_on: date | None = None
) -> Done[Consent]:
    """Note that a relative agreed to one purpose on a day, on a signed form; ``ends_on``: the day from which it no longer holds."""
    row = kin_of(by, kin)
    if purpose not in Consent.Purpose.values:
        raise Impossible(f"{row.code}: purpose {purpose!r}. Choose one of {', '.join(Consent.Purpose.values)}.")
    if not words(form, 200):
        raise Impossible(f"{row.code}: say which signed form holds this consent.")
    _not_later(row.code, on)
    if ends_on is not None and ends_on <= max(on, today()):
        raise Impossible(f"{row.code}: a consent of {on} that ends on {ends_on} holds no day from today on. Correct the day.")
    renewed = _make_room(by, row, purpose, on)
    try:
        with transaction.atomic():
            said = Consent.objects.create(
                kin=row, purpose=purpose, given_on=on, form=words(form, 200), taken_by=words(taken_by, 160), ends_on=ends_on,
                by=user_of(by),
            )  # fmt: skip
    except IntegrityError as fault:
        raise Overtaken(
            f"{row.code}: a consent to {purpose} is in force already. Withdraw it before another is given."
        ) from fault
    return Done(
        said,
        subject=row.code,
        facts={"purpose": purpose, "date": on, "ends_on": ends_on, "renewed": renewed},
        personal={"form": said.form},
    )


@recorded(entries.ConsentWithdrawn, verb="families.write_kin")
def withdraw_consent(by: Any, consent: Consent, *, words_used: str = "") -> Done[Consent]:
    """Withdraw a consent. It takes effect at once: from today on, today included, nothing rests on it. No reason is asked."""
    row = Consent.objects.select_for_update(of=("self",)).select_related("kin__thing").get(pk=consent.pk)
    own(by, row.kin.thing)
    if row.withdrawn_on is not None:
        raise Overtaken(f"{row.kin.code}: the consent to {row.purpose} was withdrawn on {row.withdrawn_on}.")
    row.withdrawn_at, row.withdrawn_by = now(), user_of(by)
    row.withdrawn_on, row.withdrawal = max(today(), row.given_on), words(words_used, 300)
    row.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by", "withdrawal"])
    if row.purpose == Consent.Purpose.CONTACT:
        _no_longer(row)
    return Done(
        row,
        subject=row.kin.code,
        facts={"purpose": row.purpose, "date": row.withdrawn_on},
        personal={"words": row.withdrawal},
    )


@recorded(entries.ConsentRanOut, verb="families.write_kin")
def note_ran_out(by: Any, consent: Consent) -> Done[Consent]:
    """A consent has come to the day on which it ends, as its form says. Done by the registry itself; nothing new rests on it."""
    row = Consent.objects.select_for_update(of=("self",)).select_related("kin__thing").get(pk=consent.pk)
    own(by, row.kin.thing)
    if row.withdrawn_on is not None:
        raise Overtaken(f"{row.kin.code}: the consent to {row.purpose} ended on {row.withdrawn_on}.")
    if row.ends_on is None or row.ends_on > today():
        raise Impossible(f"{row.kin.code}: the consent to {row.purpose} holds: it ends on {row.ends_on or 'no day'}.")
    row.withdrawn_on, row.withdrawn_at = row.ends_on, now()
    row.save(update_fields=["withdrawn_on", "withdrawn_at"])
    return Done(row, subject=row.kin.code, facts={"purpose": row.purpose, "date": row.ends_on})


@recorded(entries.SampleDonated, verb="families.donate")
def donate(by: Any, kin: Kin, *, kit: str, what: str, on: date, received_by: User) -> Done[Donation]:
    """Register a reference sample: refused unless consent to identification was in force that day and is today.

    ``received_by`` is the colleague who holds it from now on; its line of custody begins with them.
    """
    row = kin_of(by, kin)
    kit = words(kit, 60)
    if not kit or not words(what, 80):
        raise Impossible(f"{row.code}: write the kit's number and what was given (swab, blood …).")
    _not_later(row.code, on)
    consent = next(
        (c for c in Consent.objects.filter(kin=row, purpose="identification") if c.in_force(on) and c.in_force(today())), None
    )
    if consent is None:
        raise Impossible(
            f"{row.code}: no consent to identification is in force for {on} and today. Nothing is registered or typed without it."
        )
    holds = Membership.objects.filter(user=received_by, incident=by.incident, until__isnull=True, role__in=HANDS)
    if not holds.exists():
        raise Impossible(
            f"{received_by.called}: does not hold items in this incident. Choose a colleague of intake or custody."
        )
    if Donation.objects.filter(incident=by.incident, kit=kit).exists():
        raise Overtaken(f"kit {kit}: registered already. Numbers of kits are never used twice.")
    item = open_item(by, Kind.SAMPLE, what=f"reference sample, kit {kit}")
    Holding.objects.create(item=item, holder=received_by, since=now())
    said = Donation.objects.create(
        thing=item.thing,
        incident=by.incident,
        kin=row,
        consent=consent,
        kit=kit,
        what=words(what, 80),
        on=on,
        by=user_of(by),
    )
    facts = {"kit": kit, "kin": row.code, "date": on, "consent": consent.given_on, "holder": received_by.code}
    return Done(said, subject=item.code, facts=facts)


@recorded(entries.WishNoted, verb="families.write_kin")
def note_wish(
    by: Any,
    person: MissingPerson,
    *,
    next_of_kin: Kin | None = None,
    directs: Kin | None = None,
    language: str = "",
    detail: str = "",
    later: str = "",
    may_be_told: str = "",
) -> Done[Wish]:
    """Enter the family's wishes about a missing person: a new version; the former one stays readable.

    ``next_of_kin`` is told first; ``directs`` decides what happens to the remains. They may be two people.
    """
    row = person_of(by, person)
    for kin in (next_of_kin, directs):
        if kin is not None:
            own(by, kin.thing)
    if detail not in Wish.Detail.values or later not in Wish.Later.values:
        raise Impossible(f"{row.code}: {detail!r}, {later!r}. Choose from the lists.")
    number = Wish.objects.filter(person=row).count() + 1
    Wish.objects.filter(person=row, until__isnull=True).update(until=now())
    said = Wish.objects.create(
        person=row,
        number=number,
        next_of_kin=next_of_kin,
        directs=directs,
        language=words(language, 60),
        detail=detail,
        later=later,
        may_be_told=may_be_told.strip(),
        since=now(),
        by=user_of(by),
    )
    facts = {"version": number, "next_of_kin": next_of_kin.code if next_of_kin else None}
    facts |= {"directs": directs.code if directs else None}
    wish = {"language": said.language, "detail": detail, "later": later, "may_be_told": said.may_be_told}
    return Done(said, subject=row.code, facts=facts, personal={"wish": wish})


def _make_room(by: Any, kin: Kin, purpose: str, on: date) -> date | None:
    """A consent that ends on a day of its own gives way to one given anew, before or after that day; the day of the former."""
    rows = Consent.objects.select_for_update(of=("self",)).select_related("kin__thing")
    row = rows.filter(kin=kin, purpose=purpose, withdrawn_on__isnull=True, ends_on__isnull=False, given_on__lte=on).first()
    if row is None or row.ends_on is None:
        return None
    if row.ends_on <= today():
        note_ran_out(TheRegistry(by.incident), row)
        return None
    row.withdrawn_on, row.withdrawn_at, row.withdrawn_by, row.withdrawal = on, now(), user_of(by), "agreed anew"
    row.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by", "withdrawal"])
    return row.given_on


def _no_longer(row: Consent) -> None:
    """Who takes back the consent to be contacted asks for silence: it stands among the attempts to reach them, in its order."""
    ContactAttempt.objects.create(
        kin=row.kin, on=today(), channel=Contact.Channel.OTHER, outcome=ContactAttempt.Outcome.NOT_AGAIN, by=row.withdrawn_by
    )


def _checked(where: str, told: Mapping[str, str]) -> dict[str, Any]:
    stray = set(told) - set(KIN)
    if stray:
        raise TypeError(f"a relative has no {sorted(stray)}")
    for field, choices in (("sex", ("M", "F", "U")), ("living", Kin.Living.values), ("verified", Kin.Verified.values)):
        if field in told and told[field] not in choices:
            raise Impossible(f"{where or 'relative'}: {field} {told[field]!r}. Choose one of {', '.join(choices)}.")
    return {f: v.strip() if f == "notes" else words(v, {"language": 60, "relation": 120}.get(f, 200)) for f, v in told.items()}


def _not_later(where: str, on: date) -> None:
    if on > today():
        raise Impossible(f"{where}: {on} lies in the future. Correct the date.")
    if on < EARLIEST:
        raise Impossible(f"{where}: {on} lies before {EARLIEST.year}. Correct the year.")
