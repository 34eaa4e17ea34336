"""Determinations of a group: written by one, signed for two nations by others, reversible. No family is asked; no name is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.formats.canonical import json_digest
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.homecoming.entries import ending as entries
from repatria.registry.homecoming.free import why_not_free
from repatria.registry.homecoming.models import (
    Delegate,
    Determination,
    DeterminationMember,
    DeterminationSignature,
    Nation,
    Release,
)
from repatria.registry.homecoming.nations import delegate_of, nation_called
from repatria.registry.homecoming.within import own, text, user_of
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken, Refusal
from repatria.registry.review.confirming import why_not

State = Determination.State
SCHEMA = "repatria-determination/1"
NATIONS = 2
"""How many nations sign."""
SHOWN = 5
"""How many bones a refusal names."""


@recorded(entries.DeterminationWritten, verb="homecoming.determine")
def determine(
    by: Any, *, group: str, receiving: str, evidence: str, specimens: Sequence[Specimen]
) -> Done[Determination]:  # fmt: skip
    """Write a determination: these bones belong to ``group``; ``receiving``, a nation of the incident's list, takes them; ``evidence``
    says why, in words.

    Impossible for bones that stand in an identification, in another ending or in a release.
    """
    bones = _bones(by, "determination", specimens)
    if user_of(by) is None:
        raise Impossible("determination: the registry writes none. Somebody does, by name.")
    thing = new_thing(by, Kind.DETERMINATION)
    told = _told(by, thing.code, group, receiving, evidence)
    row = Determination.objects.create(thing=thing, incident=by.incident, author=by.user, made=clock.now(), **told)
    _join(row, bones)
    return Done(row, subject=row.code, facts=_facts(row, bones), personal={"evidence": row.evidence})


@recorded(entries.DeterminationRevised, verb="homecoming.determine")
def revise(
    by: Any, determination: Determination, *, group: str, receiving: str, evidence: str, specimens: Sequence[Specimen]
) -> Done[Determination]:  # fmt: skip
    """Change a draft that nobody has signed: its words and its whole manifest. Only its author does."""
    row = _own_draft(by, determination)
    told = _told(by, row.code, group, receiving, evidence)
    wanted = {one.pk for one in specimens}
    held = {one.specimen_id: one for one in row.members.filter(current=True)}
    row.members.filter(current=True).exclude(specimen__in=wanted).update(current=False)
    bones = _bones(by, row.code, specimens, but=set(held))
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    _join(row, [one for one in bones if one.pk not in held])
    return Done(row, subject=row.code, facts=_facts(row, bones), personal={"evidence": row.evidence})


@recorded(entries.DeterminationGivenUp, verb="homecoming.determine")
def give_up(by: Any, determination: Determination, *, reason: str) -> Done[Determination]:
    """Give up one's own draft, with a reason; its bones are free again. A draft that one nation has signed may be given up as well."""
    row = _held(by, determination)
    _must_be_draft(row)
    _must_be_author(by, row)
    row.reversed_why, row.reversed = text(row.code, reason, "the reason", 400, needed=True), clock.now()
    row.save(update_fields=["reversed", "reversed_why"])
    row.members.filter(current=True).update(current=False)
    return Done(row, subject=row.code, personal={"reason": row.reversed_why})


@recorded(entries.DeterminationSigned, verb="homecoming.countersign")
def countersign(
    by: Any, determination: Determination, *, words: str, proof: Any, digest: str
) -> Done[DeterminationSignature]:  # fmt: skip
    """Sign a determination for the nation that the signer was named for (nations.py). ``digest`` is that of the text and manifest the
    signer read; ``proof`` that they proved who they are (:mod:`repatria.registry.review.confirming`). With the second nation it stands.

    Raises Overtaken where the draft changed while the signer read; NotAllowed for its author; Impossible with what stands against it.
    """
    row = _held(by, determination)
    _must_be_draft(row)
    code, now = row.code, digest_of(row)
    if digest != now:
        raise Overtaken(f"{code}: the draft is not the one that you read any more. Read it again, then decide.")
    _must_be_another(by, row)
    named = delegate_of(by.user, by.incident)
    against = _against(by, row, named)
    unproved = why_not(proof, by, row, now)  # type: ignore[arg-type]
    if unproved or against:
        raise Impossible(f"{code}: cannot be signed. " + " · ".join([*against, *([unproved] if unproved else [])]))
    assert named is not None
    made = DeterminationSignature(
        determination=row, signer=by.user, nation=named.nation.name, digest=now, at=clock.now(),
        words=text(code, words, "what you looked at", 4_000, needed=True, lines=True),
    )  # fmt: skip
    _keep(made, code)
    nations = sorted(row.signatures.values_list("nation", flat=True))
    if len(nations) >= NATIONS:
        row.state, row.signed = State.SIGNED, made.at
        _stand(row)
    facts = {"nation": made.nation, "digest": made.digest, "nations": nations, "stands": row.state == State.SIGNED}
    return Done(made, subject=code, facts=facts, personal={"words": made.words})


@recorded(entries.DeterminationRefused, verb="homecoming.countersign")
def note_refused(by: Any, determination: Determination, *, why: str) -> Done[None]:
    """Note that signing a determination was tried and refused, and why."""
    return Done(None, subject=determination.code, facts={"why": why[:1_000]})


def try_to_sign(
    by: Any, determination: Determination, prove: Callable[[], Any], *, words: str, digest: str
) -> DeterminationSignature:
    """Prove and sign; a refusal leaves its own entry in the journal and is then raised."""
    try:
        return countersign(by, determination, words=words, proof=prove(), digest=digest)
    except Refusal as refusal:
        if not isinstance(refusal, NotFound):
            note_refused(by, determination, why=str(refusal))
        raise


@recorded(entries.DeterminationReversed, verb="homecoming.countersign")
def reverse(by: Any, determination: Determination, *, reason: str) -> Done[Determination]:
    """Take a signed determination back, with a reason. Its bones are without a group again; it stays readable and never comes back.

    Refused while a release of it is prepared: that is cancelled first. What has left already stays where it is, and is named.
    """
    row = _held(by, determination)
    if row.state != State.SIGNED:
        raise Overtaken(f"{row.code}: {_shown(row)}. Only what two nations have signed is reversed.")
    waiting = row.releases.filter(state=Release.State.PREPARED).select_related("thing").first()
    if waiting is not None:
        raise Impossible(f"{row.code}: release {waiting.code} is prepared for it. Cancel that first.")
    row.state, row.reversed = State.REVERSED, clock.now()
    row.reversed_why = text(row.code, reason, "the reason", 400, needed=True)
    row.save(update_fields=["state", "reversed", "reversed_why"])
    count = row.members.filter(current=True).update(current=False)
    left = [one.code for one in row.releases.exclude(state=Release.State.CANCELLED).select_related("thing")]
    return Done(row, subject=row.code, facts={"count": count, "left": left}, personal={"reason": row.reversed_why})


def digest_of(row: Determination) -> str:
    """SHA-256 over group, receiving nation, evidence and the manifest by specimen: what each nation signs."""
    return json_digest(
        {
            "schema": SCHEMA, "determination": row.code, "group": row.group, "receiving": row.receiving,
            "evidence": row.evidence, "manifest": manifest_of(row),
        }
    )  # fmt: skip


def manifest_of(row: Determination) -> list[str]:
    """The codes of the bones, in order. Of a reversed or given up one: those it had."""
    kept = row.members.all() if row.reversed else row.members.filter(current=True)
    return sorted(kept.values_list("specimen__item__thing__code", flat=True))


def _told(by: Any, code: str, group: str, receiving: str, evidence: str) -> dict[str, str]:
    return {
        "group": text(code, group, "the group", 160, needed=True),
        "receiving": _receiving(by, code, receiving),
        "evidence": text(code, evidence, "the evidence", 20_000, needed=True, lines=True),
    }


def _receiving(by: Any, code: str, name: str) -> str:
    """Who receives them, as the incident's list of nations writes it."""
    said = text(code, name, "who receives them", 80, needed=True)
    nation = nation_called(by.incident, said)
    if nation is None:
        raise Impossible(
            f"{code}: {said!a} is no nation on the list of this incident. Choose one; an administrator puts it there."
        )
    return nation.name


def _facts(row: Determination, bones: Sequence[Specimen]) -> dict[str, Any]:
    codes = sorted(one.code for one in bones)
    return {"group": row.group, "receiving": row.receiving, "count": len(codes), "bones": codes, "digest": digest_of(row)}


def _bones(by: Any, where: str, specimens: Sequence[Specimen], but: set[int] | None = None) -> list[Specimen]:
    """The specimens, each once, seen by the actor and free; ``but``: those held by this very determination."""
    rows = Specimen.objects.select_for_update(of=("self",)).select_related("item__thing")
    found = list(rows.filter(pk__in={one.pk for one in specimens}).order_by("item__thing__number"))
    if not found:
        raise Impossible(f"{where}: holds no bones. Name at least one by its code.")
    for one in found:
        own(by, one.item.thing)
    taken = why_not_free({one.pk for one in found} - (but or set()))
    said = [f"{one.code} {taken[one.pk]}" for one in found if one.pk in taken]
    if said:
        more = f" And {len(said) - SHOWN} more." if len(said) > SHOWN else ""
        raise Impossible(f"{where}: {' · '.join(said[:SHOWN])}{more}")
    return found


def _join(row: Determination, bones: Sequence[Specimen]) -> None:
    there = set(row.members.values_list("specimen_id", flat=True))
    try:
        with transaction.atomic():
            row.members.filter(specimen__in=[one.pk for one in bones], current=False).update(current=True)
            DeterminationMember.objects.bulk_create(
                DeterminationMember(determination=row, specimen=one) for one in bones if one.pk not in there
            )
    except DatabaseError as fault:
        raise Overtaken(f"{row.code}: one of its bones was taken a moment ago. Look at them again.") from fault


def _held(by: Any, determination: Determination) -> Determination:
    rows = Determination.objects.select_for_update(of=("self",)).select_related("thing")
    row = rows.filter(pk=determination.pk).first()
    if row is None:
        raise NotFound
    own(by, row.thing)
    return row


def _own_draft(by: Any, determination: Determination) -> Determination:
    row = _held(by, determination)
    _must_be_draft(row)
    _must_be_author(by, row)
    first = row.signatures.order_by("at").first()
    if first is not None:
        raise Overtaken(f"{row.code}: was signed for {first.nation}; it stays as it was read. Give it up and write another.")
    return row


def _must_be_draft(row: Determination) -> None:
    if row.state != State.DRAFT or row.reversed is not None:
        raise Overtaken(f"{row.code}: {_shown(row)}. Only a draft is worked on.")


def _must_be_author(by: Any, row: Determination) -> None:
    if user_of(by) is None or by.user.pk != row.author_id:
        raise NotAllowed(f"{row.code}: was written by {row.author.called}. Only they change it or give it up.")


def _must_be_another(by: Any, row: Determination) -> None:
    if user_of(by) is None:
        raise NotAllowed(f"{row.code}: the registry signs nothing. Somebody does, by name.")
    if by.user.pk == row.author_id:
        raise NotAllowed(f"{row.code}: you wrote it. Somebody else signs it.")


def _against(by: Any, row: Determination, named: Delegate | None) -> list[str]:
    """What stands against this signature, each with what to do."""
    said = [why_nobody_signs(row, named)] if why_nobody_signs(row, named) else []
    if not Nation.objects.filter(incident=row.incident_id, name=row.receiving, until__isnull=True).exists():
        said.append(f"{row.receiving} is to receive them, and is no nation on the list of this incident now. Write another.")
    own_hand = row.signatures.filter(signer=by.user).first()
    if own_hand is not None:
        said.append(f"you signed it for {own_hand.nation}. Nobody signs for two nations.")
    roles = Membership.objects.filter(user=by.user, incident=row.incident_id, until__isnull=True, user__is_active=True)
    if not roles.filter(role__in=(Role.REVIEWER, Role.EXAMINER)).exists():
        said.append("you are no reviewer or medical examiner of this incident at this moment. Somebody who is signs.")
    bones = dict(row.members.filter(current=True).values_list("specimen_id", "specimen__item__thing__code"))
    taken = {bone: why for bone, why in why_not_free(bones).items() if row.code not in why}
    said += [f"{bones[bone]} {why}" for bone, why in list(taken.items())[:SHOWN]]
    return said


def why_nobody_signs(row: Determination, named: Delegate | None) -> str:
    """Why no signature can be added for the nation of ``named``; empty where it can."""
    if named is None:
        return "you were named for no nation. An administrator says on the page Nations who signs for which."
    signed = set(row.signatures.values_list("nation", flat=True))
    typed = signed.difference(Nation.objects.filter(incident=row.incident_id).values_list("name", flat=True))
    if typed:
        return f"it was signed for {min(typed)}, which stands on no list of nations. Its author gives it up and writes another."
    if named.nation.name in signed:
        return f"{named.nation.name} has signed. Somebody of another nation signs now."
    return ""


def _keep(made: DeterminationSignature, code: str) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise Overtaken(f"{code}: that nation signed a moment ago, or the draft changed. Open it anew and look.") from fault


def _stand(row: Determination) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "signed"])
    except DatabaseError as fault:
        raise Overtaken(f"{row.code}: one of its bones was named or left a moment ago. Look at them again.") from fault


def _shown(row: Determination) -> str:
    if row.state == State.DRAFT and row.reversed is not None:
        return f"a draft that was given up ({row.reversed_why})"
    return str(State(row.state).label)
