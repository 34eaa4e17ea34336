"""What a family asks, corrects, disputes or wants: each with an owner and a day by which it is answered in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families import actions as families
from repatria.registry.families.models import Consent, ContactAttempt, Kin
from repatria.registry.homecoming.actions.silence import end_silence
from repatria.registry.homecoming.entries import asking as entries
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.silence import silent_since
from repatria.registry.homecoming.visitor import AT_THE_DOOR, is_visitor
from repatria.registry.homecoming.within import chosen, own, person_of, relative_of, text, user_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import AskAgain, Impossible, NotFound, Overtaken

Kinds = Enquiry.Kind
DUE = {
    Kinds.QUESTION: 14, Kinds.FACT: 30, Kinds.RETEST: 30, Kinds.DISPUTE: 7, Kinds.CONSENT: 7, Kinds.SILENCE: 7,
}  # fmt: skip
"""Days within which each kind is answered (our own rule; an office may answer sooner)."""
LONGEST = 4_000
MOST_OPEN = 5
"""Questions of one relative about one person that wait at once on their own page (our own bound)."""
OWNERS = (Role.CASUALTY, Role.EXAMINER)


@recorded(entries.Asked, verb=AT_THE_DOOR)
def ask(by: Any, missing: Thing, *, kin: Kin, kind: str, words: str) -> Done[Enquiry]:
    """Take in what a relative asks or says: by themselves on their page, or written down by an officer.

    Asking not to be contacted takes effect at once; anything else that they ask later ends it, as they turned to us. A consent is
    withdrawn by :func:`withdraw` on the page, and on the relative's record in the office.
    """
    chosen(missing.code, kind, "what is asked", [one for one in Kinds.values if one != Kinds.CONSENT])
    if is_visitor(by) and kind != Kinds.SILENCE:
        _not_too_many(by, kin)
    made = _made(by, missing, kin, kind=kind, words=words)
    if made.kind == Kinds.SILENCE:
        _leave_alone(by, made.kin)
    elif silent_since(made.kin) is not None:
        end_silence(
            by, missing, kin=made.kin, on=clock.today(), channel="other", words=f"They asked us something: {made.code}."
        )
    return Done(made, subject=made.missing.code, facts=_facts(made), personal={"words": made.words})


@recorded(entries.ConsentWithdrawnOnPage, verb=AT_THE_DOOR)
def withdraw(by: Any, missing: Thing, consent: Consent, *, words: str = "", sure: bool = False) -> Done[Enquiry]:
    """A relative takes a consent back on their page. It holds at once; somebody of the office confirms it in words."""
    if not is_visitor(by) or consent.kin_id != by.door.kin_id or missing.pk != by.door.missing_id:
        raise NotFound
    if not sure:
        raise AskAgain("You are about to take back what you agreed to. Read what that undoes, then say it once more.")
    said = text("your words", words, "what you say", LONGEST, lines=True)
    families.withdraw_consent(TheRegistry(by.incident), consent, words_used="on the relative's own page")
    fallback = f"I take back what I agreed to: {consent.get_purpose_display()}."
    made = _made(by, missing, by.door.kin, kind=Kinds.CONSENT, words=said or fallback)
    facts = {**_facts(made), "purpose": consent.purpose}
    return Done(made, subject=made.missing.code, facts=facts, personal={"words": made.words})


@recorded(entries.EnquiryHandedOn, verb="homecoming.answer")
def hand_on(by: Any, enquiry: Enquiry, *, to: User) -> Done[Enquiry]:
    """Somebody else of the office owns an enquiry from now on."""
    row = _open(by, enquiry)
    if not _of_the_office(row.incident_id).filter(user=to).exists():
        raise Impossible(f"{row.code}: {to.called} does not answer families in this incident. Choose a colleague who does.")
    row.owner = to
    row.save(update_fields=["owner"])
    return Done(row, subject=row.missing.code, facts={"enquiry": row.code, "owner": to.code})


@recorded(entries.EnquiryAnswered, verb="homecoming.answer")
def answer(by: Any, enquiry: Enquiry, *, answer: str) -> Done[Enquiry]:
    """Answer in words. The relative reads them on their page; an officer writes or rings besides. An answer is never rewritten."""
    if is_visitor(by):
        raise NotFound
    row = _open(by, enquiry)
    row.answer = text(row.code, answer, "the answer", LONGEST, needed=True, lines=True)
    row.state, row.answered, row.answered_by = Enquiry.State.ANSWERED, clock.now(), user_of(by)
    row.save(update_fields=["answer", "state", "answered", "answered_by"])
    facts = {"enquiry": row.code, "kin": row.kin.code}
    return Done(row, subject=row.missing.code, facts=facts, personal={"answer": row.answer})


def _made(by: Any, missing: Thing, kin: Kin, *, kind: str, words: str) -> Enquiry:
    person = person_of(by, missing)
    who = relative_of(by, kin, person)
    mine = is_visitor(by)
    if mine and (by.door.kin_id != who.pk or by.door.missing_id != person.pk):
        raise NotFound
    said = text(person.code, words, "what is asked", LONGEST, needed=True, lines=True)
    today = clock.today()
    return Enquiry.objects.create(
        thing=new_thing(by, Kind.ENQUIRY, laboratory=False), incident=person.incident, missing=person.thing, kin=who,
        kind=kind, words=said, through_door=mine, at=clock.now(), by=user_of(by), owner=_owner(by, person.incident_id),
        due=today + timedelta(days=DUE[Kinds(kind)]),
    )  # fmt: skip


def _not_too_many(by: Any, kin: Kin) -> None:
    """A private page takes so many questions at once; whoever has more to say rings. Silence may be asked for at any time."""
    waiting = Enquiry.objects.filter(kin=kin, missing=by.door.missing, through_door=True, state=Enquiry.State.OPEN)
    if waiting.exclude(kind=Kinds.SILENCE).count() >= MOST_OPEN:
        raise Impossible(f"You have asked us {MOST_OPEN} things that wait for an answer. Please wait for it, or ring us.")


def _owner(by: Any, incident: int) -> User | None:
    """Whoever writes it down; on a relative's page who opened it; else the casualty officer with the fewest open ones."""
    office = _of_the_office(incident).filter(role=Role.CASUALTY)
    near = by.door.by if is_visitor(by) else user_of(by)
    if near is not None and office.filter(user=near).exists():
        return User.objects.get(pk=near.pk)
    waiting = Count("user__enquiries", filter=Q(user__enquiries__state="open", user__enquiries__incident=incident))
    row = office.select_related("user").annotate(waiting=waiting).order_by("waiting", "pk").first()
    return row.user if row else None


def _of_the_office(incident: int) -> Any:
    return Membership.objects.filter(incident=incident, role__in=OWNERS, until__isnull=True, user__is_active=True)


def _leave_alone(by: Any, kin: Kin) -> None:
    """From now on nobody writes or rings; the last word about a relative says so wherever contacts are looked up."""
    registry = TheRegistry(by.incident)
    families.note_attempt(
        registry, kin, on=clock.today(), channel="other", outcome=str(ContactAttempt.Outcome.NOT_AGAIN), note=""
    )
    for consent in Consent.objects.filter(kin=kin, purpose=Consent.Purpose.CONTACT, withdrawn_on__isnull=True):
        families.withdraw_consent(registry, consent, words_used="asked not to be contacted")


def _open(by: Any, enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("thing", "missing", "kin__thing", "answered_by")
    row = rows.get(pk=enquiry.pk)
    own(by, row.missing)
    if row.state != Enquiry.State.OPEN:
        who = row.answered_by.called if row.answered_by else "the registry"
        raise Overtaken(f"{row.code}: {who} answered it at {row.answered:%Y-%m-%d %H:%M} UTC. An answer is not rewritten.")
    return row


def _facts(row: Enquiry) -> dict[str, Any]:
    return {
        "enquiry": row.code,
        "kin": row.kin.code,
        "kind": row.kind,
        "due": row.due,
        "owner": row.owner.code if row.owner else None,
        "through_door": row.through_door,
    }
