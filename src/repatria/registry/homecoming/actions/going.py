"""The way home: remains are prepared, counted out by one, counted in by another. What may not leave is refused, and that is written down.

Graves: burying.py; what comes to light later: portions.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody import releasing
from repatria.registry.custody.models import Item, Place
from repatria.registry.homecoming import gates, leaving
from repatria.registry.homecoming.actions.portions import open_portions
from repatria.registry.homecoming.counting import Counts, checked, differs_from_out, differs_from_record, in_words
from repatria.registry.homecoming.entries import going as entries
from repatria.registry.homecoming.free import being_named
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Conversation, Determination, Portion, Release, Unresolved
from repatria.registry.homecoming.nations import speaks_of
from repatria.registry.homecoming.stopping import why_asked_again, why_it_stops
from repatria.registry.homecoming.within import own, person_of, text, user_of
from repatria.registry.identification.models import Identification
from repatria.registry.identification.within import locked
from repatria.registry.inventory.models import Effect, Member
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible, NotAllowed, NotFound, Overtaken

__all__ = [
    "For", "cancel", "come_back", "count_in", "count_out", "note_refused", "open_portions", "prepare", "try_to_count_out",
    "try_to_prepare",
]  # fmt: skip
State = Release.State
MOST = 400
"""Portions of one release."""


@dataclass(frozen=True, slots=True)
class For:
    """Whom or what a release is about: exactly one of the three."""

    missing: Thing | None = None
    determination: Determination | None = None
    unresolved: Unresolved | None = None

    @property
    def code(self) -> str:
        """The code of whom or what it is about."""
        return self.thing.code

    @property
    def thing(self) -> Thing:
        """Its row among all things."""
        if self.missing is not None:
            return self.missing
        row = self.determination or self.unresolved
        if row is None:
            raise NotFound
        return row.thing


def about(release: Release) -> For:
    """Whom or what a release is about."""
    return For(release.missing, release.determination, release.unresolved)


@recorded(entries.ReleasePrepared, verb="homecoming.release")
def prepare(by: Any, whom: For, *, items: Sequence[Item], receiver: str, escort: str = "", honours: str = "") -> Done[Release]:
    """Put together what leaves: bones of the person, group or unresolved remains; effects of a person as well. Nothing leaves yet.

    GateClosed before the family was told and wished it, while two of them disagree, before two nations signed a determination,
    once unresolved remains ended; Impossible for an item that is not theirs, not held here, or in another release.
    """
    told = _may_leave(by, whom)
    if not items:
        raise Impossible(f"{whom.code}: no portion was chosen. Choose what leaves.")
    if len(items) > MOST:
        raise Impossible(f"{whom.code}: {len(items)} portions in one release, {MOST} at most. Make two releases.")
    rows = [_portion_of(by, whom, one, told) for one in sorted(items, key=lambda item: item.pk)]
    _nobody_by_now(whom, rows)
    _obey_wish_about_later_ones(whom, rows)
    _to_whom_it_was_signed(whom, receiver)
    thing = new_thing(by, Kind.RELEASE)
    code = thing.code
    made = Release(
        thing=thing, incident=by.incident, missing=whom.missing, determination=whom.determination, unresolved=whom.unresolved,
        receiver=text(code, receiver, "who receives it", 160, needed=True), escort=text(code, escort, "the escort", 160),
        honours=text(code, honours, "honours", 200), prepared=clock.now(), prepared_by=user_of(by), **told,
    )  # fmt: skip
    _keep(made, whom.code)
    for row in rows:
        _join(made, row)
    facts = {"about": whom.code, "items": [row.code for row in rows]}
    personal = {"receiver": made.receiver, "escort": made.escort, "honours": made.honours}
    return Done(made, subject=code, facts=facts, personal=personal)


def _to_whom_it_was_signed(whom: For, receiver: str) -> None:
    """A group goes to the nation under which two nations signed; whoever takes it over for that nation is named beside it."""
    row = whom.determination
    if row is not None and receiver.strip() and not speaks_of(receiver, row.receiving):
        raise Impossible(
            f"{row.code}: two nations signed that {row.receiving} receives them, and {receiver.strip()[:80]!a} does not say so. "
            f"Name {row.receiving}, and behind it whoever takes them over."
        )


@recorded(entries.ReleaseRefused, verb="homecoming.release")
def note_refused(by: Any, thing: Thing, *, why: str) -> Done[None]:
    """Note that somebody tried to let remains go while the gate was closed, and why it was refused."""
    return Done(None, subject=thing.code, facts={"why": why[:1_000]})


def try_to_prepare(by: Any, whom: For, **told: Any) -> Release:
    """Prepare a release; a closed gate leaves its own entry in the journal and is then raised."""
    try:
        return prepare(by, whom, **told)
    except GateClosed as refusal:
        note_refused(by, whom.thing, why=str(refusal))
        raise


@recorded(entries.ReleaseCancelled, verb="homecoming.release")
def cancel(by: Any, release: Release, *, reason: str) -> Done[Release]:
    """Give up a release that has not left. Its portions are free for another one."""
    row = _held(by, release)
    _only(row, State.PREPARED)
    row.state, row.cancelled_why = State.CANCELLED, text(row.code, reason, "the reason", 300, needed=True)
    row.save(update_fields=["state", "cancelled_why"])
    row.portions.update(standing=False)
    return Done(row, subject=row.code, facts={"about": about(row).code}, personal={"reason": row.cancelled_why})


@recorded(entries.CountedOut, verb="homecoming.release")
def count_out(by: Any, release: Release, *, counts: Counts, sure: bool = False) -> Done[Release]:
    """Count every portion out, weigh it, and let it go. From this moment nobody here holds it; it cannot be taken back.

    GateClosed where what the release rests on does not stand any more; Impossible where a portion is not counted or not held by
    whoever counts; AskAgain unless ``sure``.
    """
    row = _held(by, release)
    _only(row, State.PREPARED)
    if user_of(by) is None:
        raise Impossible(f"{row.code}: the registry counts nothing out. Somebody does, by name.")
    whom = about(row)
    _may_leave(by, whom)
    _open_gate(why_it_stops(row))
    portions = _portions(row)
    _nobody_by_now(whom, [one.item for one in portions])
    _obey_wish_about_later_ones(whom, [one.item for one in portions])
    said = {one.pk: checked(one.item, counts.get(one.item_id), row.code) for one in portions}
    missing = next((one for one in portions if not said[one.pk].there), None)
    if missing is not None:
        raise Impossible(f"{missing.item.code}: is not there, and cannot leave. Look for it, or cancel this release.")
    if not sure:
        what = f"{len(portions)} portions" if len(portions) > 1 else "one portion"
        raise AskAgain(f"{row.code}: what leaves for {row.receiver} ({what}) cannot be called back. Let it go?")
    row.state, row.out, row.out_by = State.UNDER_WAY, clock.now(), user_of(by)
    _leave(row)
    for one in portions:
        one.out_g, one.out_pieces = said[one.pk].mass_g, said[one.pk].pieces
        one.save(update_fields=["out_g", "out_pieces"])
        for kind, sentence in differs_from_record(one.item, said[one.pk]):
            custody.open_discrepancy(by, one.item.thing, kind=kind, sentence=f"{sentence} (release {row.code})")
        releasing.let_go(by, one.item, release=row.code, since=row.out)
    facts = {"about": whom.code, "counts": [in_words(one) for one in portions]}
    return Done(row, subject=row.code, facts=facts)


def try_to_count_out(by: Any, release: Release, *, counts: Counts, sure: bool = False) -> Release:
    """Count out; a closed gate leaves its own entry in the journal and is then raised."""
    try:
        return count_out(by, release, counts=counts, sure=sure)
    except GateClosed as refusal:
        note_refused(by, about(release).thing, why=str(refusal))
        raise


@recorded(entries.CountedIn, verb="homecoming.arrive")
def count_in(
    by: Any, release: Release, *, counts: Counts, signed_by: str, document: str, sure: bool = False
) -> Done[Release]:  # fmt: skip
    """Count every portion in where it arrived: by somebody else than counted it out, with the paper that was signed there.

    A portion that did not arrive, or that differs, opens a discrepancy. AskAgain unless ``sure`` where what it rests on was taken
    back while it was under way; the entry then says so.
    """
    row = _held(by, release)
    _only(row, State.UNDER_WAY)
    if user_of(by) is None:
        raise Impossible(f"{row.code}: the registry counts nothing in. Somebody does, by name.")
    if row.out_by_id == user_of(by).pk:
        raise NotAllowed(f"{row.code}: you counted it out. Somebody else counts it in.")
    fell = why_asked_again(row)
    if fell and not sure:
        raise AskAgain(f"{row.code}: {fell} Was it counted in there all the same?")
    portions = [one for one in _portions(row) if one.standing]
    said = {one.pk: checked(one.item, counts.get(one.item_id), row.code) for one in portions}
    row.state, row.arrived, row.arrived_by = State.ARRIVED, clock.now(), user_of(by)
    row.signed_by = text(row.code, signed_by, "who signed for it", 160, needed=True)
    row.document = text(row.code, document, "the paper that was signed", 160, needed=True)
    row.save(update_fields=["state", "arrived", "arrived_by", "signed_by", "document"])
    differing = []
    for one in portions:
        count = said[one.pk]
        one.in_g, one.in_pieces, one.counted_in = count.mass_g, count.pieces, count.there
        one.save(update_fields=["in_g", "in_pieces", "counted_in"])
        for kind, sentence in differs_from_out(one, count):
            differing.append(one.item.code)
            custody.open_discrepancy(by, one.item.thing, kind=kind, sentence=f"{sentence} (release {row.code})")
    facts = {
        "about": about(row).code, "counts": [in_words(one, arrived=True) for one in portions], "differs": sorted(set(differing)),
    }  # fmt: skip
    facts |= {"fell": fell} if fell else {}
    return Done(row, subject=row.code, facts=facts, personal={"signed_by": row.signed_by, "document": row.document})


@recorded(entries.CameBack, verb="homecoming.release")
def come_back(by: Any, portion: Portion, *, reason: str, document: str, place: Place | None = None) -> Done[Portion]:
    """A portion that left is here again: called back, found later, or taken out of a grave that was opened."""
    rows = Portion.objects.select_for_update(of=("self",)).select_related(
        "item__thing", "release__thing", "release__missing", "release__determination__thing", "release__unresolved__thing"
    )
    row = rows.get(pk=portion.pk)
    own(by, row.release.thing)
    if not row.standing or row.release.state not in (State.UNDER_WAY, State.ARRIVED):
        raise Overtaken(f"{row.item.code}: is not away with {row.release.code}. Look where it is.")
    personal = {
        "reason": text(row.item.code, reason, "the reason", 300, needed=True),
        "document": text(row.item.code, document, "the paper that says so", 160, needed=True),
    }
    releasing.take_in_again(by, row.item, release=row.release.code, place=place)
    row.standing = False
    row.save(update_fields=["standing"])
    facts = {"about": about(row.release).code, "item": row.item.code, "portion": row.pk}
    return Done(row, subject=row.release.code, facts=facts, personal=personal)


def _may_leave(by: Any, whom: For) -> dict[str, Any]:
    """What a release of ``whom`` rests on, locked; GateClosed where that does not stand."""
    if sum(one is not None for one in (whom.missing, whom.determination, whom.unresolved)) != 1:
        raise Impossible("release: name one person, one determination or one entry of unresolved remains.")
    own(by, whom.thing)
    if whom.missing is not None:
        person = person_of(by, whom.missing)
        told = gates.told_of(whom.missing.pk)
        if told is not None:
            locked(told.identification)  # it may fall while one waits for it, so it is looked at again
        _open_gate(leaving.why_a_person_stays(whom.missing.pk, person.code))
        told, wish = gates.told_of(whom.missing.pk), leaving.wish_in_force(whom.missing.pk)
        assert told is not None and wish is not None
        return {"identification": told.identification, "election": wish}
    if whom.determination is not None:
        group = Determination.objects.select_for_update(of=("self",)).select_related("thing").get(pk=whom.determination.pk)
        _open_gate(leaving.why_a_group_stays(group))
    elif whom.unresolved is not None:
        rest = Unresolved.objects.select_for_update(of=("self",)).select_related("thing").get(pk=whom.unresolved.pk)
        _open_gate(leaving.why_the_unresolved_stay(rest))
    return {}


def _open_gate(why: str) -> None:
    if why:
        raise GateClosed(why)


def _portion_of(by: Any, whom: For, item: Item, told: dict[str, Any]) -> Item:
    row = Item.objects.select_for_update(of=("self",)).select_related("thing").get(pk=item.pk)
    own(by, row.thing)
    if row.state != Item.State.HELD:
        raise Impossible(f"{row.code}: {row.get_state_display()}. Only what is held here can leave.")
    if not _belongs(whom, row, told):
        raise Impossible(f"{row.code}: does not belong to {whom.code}. Choose what the release is for.")
    other = Portion.objects.filter(item=row, standing=True).select_related("release__thing").first()
    if other is not None:
        raise Overtaken(f"{row.code}: is in release {other.release.code} already. Cancel that one first.")
    return row


def _belongs(whom: For, row: Item, told: dict[str, Any]) -> bool:
    """Whether an item is a bone of the locked individual, of the manifest or of the write-up; or an effect that goes with a person."""
    if whom.determination is not None:
        return whom.determination.members.filter(specimen=row.pk, current=True).exists()
    if whom.unresolved is not None:
        return whom.unresolved.members.filter(specimen=row.pk, current=True).exists()
    if row.thing.kind == Kind.EFFECT:
        promised = Conversation.objects.filter(effect=row.thing).exclude(missing=whom.missing)
        return Effect.objects.filter(item=row).exists() and not promised.exists()
    version = told["identification"].version_id
    return Member.objects.filter(version=version, specimen=row.pk, removed__isnull=True).exists()


def _nobody_by_now(whom: For, rows: Sequence[Item]) -> None:
    """GateClosed where a bone that would leave without a name has one by now, or may have one soon: it stays until that is decided."""
    if whom.missing is not None:
        return
    named = being_named(row.pk for row in rows)
    for row in rows:
        if row.pk in named:
            code, state = named[row.pk]
            if state == Identification.State.SIGNED:
                raise GateClosed(
                    f"{row.code}: stands in {code}, which is signed by now. It goes home by that person's release; leave it out here."
                )
            raise GateClosed(
                f"{row.code}: somebody is being identified by it ({code}: {Identification.State(state).label}). It stays until that is "
                "signed, or withdrawn by name and reason; leave it out here."
            )


def _obey_wish_about_later_ones(whom: For, rows: Sequence[Item]) -> None:
    """GateClosed where the family wished to be told first of something that came to light later."""
    if whom.missing is None:
        return
    waiting = leaving.to_be_told_first(whom.missing.pk, [row.pk for row in rows])
    if waiting:
        codes = ", ".join(one.specimen.code for one in waiting)
        raise GateClosed(
            f"{whom.code}: {codes} came to light later, and the family wished to be told first. Tell them, then prepare it."
        )


def _keep(row: Release, code: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as fault:
        if "nothing leaves before" not in str(fault):
            raise
        raise GateClosed(f"{code}: what the release rests on fell a moment ago. Nothing may leave; look again.") from fault


def _leave(row: Release) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "out", "out_by"])
    except DatabaseError as fault:
        if "nothing leaves before" not in str(fault):
            raise
        raise GateClosed(f"{row.code}: what it rests on fell a moment ago. Nothing may leave; look again.") from fault


def _join(release: Release, item: Item) -> Portion:
    try:
        with transaction.atomic():
            return Portion.objects.create(release=release, item=item)
    except IntegrityError as fault:
        if "this is no part" in str(fault):
            raise Impossible(f"{item.code}: does not belong to what is released. Choose again.") from fault
        raise Overtaken(f"{item.code}: was put into another release at this moment. Look there.") from fault
    except DatabaseError as fault:
        if "this is no part" not in str(fault):
            raise
        raise Impossible(f"{item.code}: does not belong to what is released. Choose again.") from fault


def _held(by: Any, release: Release) -> Release:
    """The release's row, locked; NotFound for one of another incident or laboratory."""
    rows = Release.objects.select_for_update(of=("self",)).select_related(
        "thing", "missing", "determination__thing", "unresolved__thing", "election", "out_by"
    )
    row = rows.get(pk=release.pk)
    own(by, row.thing)
    return row


def _only(row: Release, state: str) -> None:
    if row.state != state:
        raise Overtaken(f"{row.code}: {State(row.state).label}. It has to be {State(state).label} for this.")


def _portions(row: Release) -> list[Portion]:
    rows = Portion.objects.select_for_update(of=("self",)).filter(release=row)
    return list(rows.select_related("item__thing", "release__thing").order_by("item_id"))
