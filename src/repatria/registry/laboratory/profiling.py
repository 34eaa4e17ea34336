"""Reading, explaining, correcting and holding profiles; staff and control profiles. Contradictions: settling.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from repatria.model import Call
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Item
from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.agreeing import refresh
from repatria.registry.laboratory.calls import digest_of, stored
from repatria.registry.laboratory.lineages import LINEAGES, MT, lineage_digest, lineage_of, positions, typed_lineage
from repatria.registry.laboratory.models import Alarm, Control, ControlLineage, DeliveryLine, Profile
from repatria.registry.laboratory.subjects import subjects_of
from repatria.registry.people.models import Incident
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken

Status = Profile.Status
RAW_LIMIT = 200_000


@recorded(entries.ProfileRecorded, verb="laboratory.record")
def record_profile(
    by: Any,
    of: Item,
    *,
    calls: Mapping[str, Call] | None = None,
    sex: str = "U",
    kit: str = "",
    type: str = Profile.Type.STR,
    raw: str = "",
    failed: bool = False,
) -> Done[Profile]:
    """Enter what a run of a sample showed: the first of two readings, or that it failed.

    ``raw`` holds a mitochondrial or Y profile as :func:`~repatria.registry.laboratory.lineages.typed_lineage` reads it; SNPs stay text.
    """
    if of.thing.kind != Kind.SAMPLE:
        raise Impossible(f"{of.thing.code}: {of.thing.get_kind_display()}. A profile is of a sample.")
    profile = _new(by, of, dict(calls or {}), sex, kit, type, raw, failed=failed)
    return Done(profile, subject=profile.thing.code, facts={"of": of.thing.code, "failed": failed, "type": str(type)},
                personal={"digest": profile.digest})  # fmt: skip


def _new(
    by: Any, of: Item, calls: dict[str, Call], sex: str, kit: str, type: str, raw: str, *, failed: bool,
    supersedes: Profile | None = None, reason: str = "",
) -> Profile:  # fmt: skip
    if type not in Profile.Type.values:
        raise Impossible(f"{of.thing.code}: type {type!r}. Choose one of {', '.join(Profile.Type.values)}.")
    if sex not in ("M", "F", "U"):
        raise Impossible(f"{of.thing.code}: sex {sex!r}. Write M, F or U.")
    if type != Profile.Type.STR and not failed and (not raw.strip() or len(raw) > RAW_LIMIT):
        raise Impossible(f"{of.thing.code}: {len(raw)} characters of raw text. Paste the result, at most {RAW_LIMIT}.")
    if type == Profile.Type.STR and not calls and not failed:
        raise Impossible(f"{of.thing.code}: no marker. Write the alleles, or say that the run failed.")
    if failed and (calls or raw.strip()):
        raise Impossible(f"{of.thing.code}: a failed run shows no alleles. Take one of the two back.")
    kept, size, digest = _content(of.thing.code, type, calls, sex, raw.strip())
    return Profile.objects.create(
        thing=new_thing(by, Kind.PROFILE),
        of=of.thing,
        subject_id=subjects_of([of.pk])[of.pk],
        type=type,
        calls=kept,
        raw=raw.strip(),
        loci=size,
        sex=sex,
        kit=kit.strip()[:80],
        digest=digest,
        status=Status.FAILED if failed else Status.WAITING,
        first_reader=by.code,
        checked=now() if failed else None,
        supersedes=supersedes,
        reason=reason,
        made=now(),
    )


def _content(code: str, type: str, calls: Mapping[str, Call], sex: str, raw: str) -> tuple[dict[str, Any], int, str]:
    """What one reading shows as it is kept, its size (markers, or positions read) and its digest."""
    if type not in LINEAGES or not raw:
        kept: dict[str, Any] = stored(calls)
        return kept, len(kept), digest_of(kept, sex, raw)
    if calls:
        raise Impossible(f"{code}: alleles of autosomal markers in a lineage profile. Enter the two as two profiles.")
    try:
        kept = typed_lineage(type, raw)
    except Impossible as fault:
        raise Impossible(f"{code}, {fault}") from fault
    noun = lineage_of(type, code, kept)
    size = positions(noun) if type == MT else len(kept)  # type: ignore[arg-type]
    return kept, size, lineage_digest(type, kept)


@recorded(entries.SecondRead, verb="laboratory.record")
def second_read(by: Any, profile: Profile, *, calls: Mapping[str, Call], sex: str = "U", raw: str = "") -> Done[Profile]:
    """Read a run again, by another person and without seeing the first reading. Two that differ are inconclusive."""
    row = _locked(profile)
    if row.status != Status.WAITING:
        raise Overtaken(f"{row.code}: {row.get_status_display()}. It does not wait for a second reading.")
    if row.first_reader == by.code:
        raise NotAllowed(f"{row.code}: you read it the first time. The second reading is somebody else's.")
    agrees = _content(row.code, row.type, calls, sex, raw.strip())[2] == row.digest
    row.second_reader = by.code
    row.status = Status.REPORTABLE if agrees else Status.INCONCLUSIVE
    row.reason = row.reason if agrees else "the two readings differ"
    row.save(update_fields=["second_reader", "status", "reason"])
    return Done(row, subject=row.code, facts={"agrees": agrees})


@recorded(entries.ProfileSuperseded, verb="laboratory.record")
def supersede(by: Any, profile: Profile, *, calls: Mapping[str, Call], sex: str, reason: str, raw: str = "") -> Done[Profile]:
    """Correct a profile: a new one takes its place and waits for its second reader; the old one stays readable.

    ``raw`` holds a lineage profile as it is right; an autosomal one keeps its own.
    """
    row = _locked(profile)
    why = _said(row.code, reason)
    if row.status in (Status.SUPERSEDED, Status.QUARANTINED) or row.of is None:
        raise Overtaken(f"{row.code}: {row.get_status_display()}. It cannot be superseded.")
    item = Item.objects.select_related("thing").get(pk=row.of_id)
    shown = raw if row.type in LINEAGES else row.raw
    new = _new(by, item, dict(calls), sex, row.kit, row.type, shown, failed=False, supersedes=row, reason=why)
    row.status = Status.SUPERSEDED
    row.save(update_fields=["status"])
    refresh([row.subject_id] if row.subject_id else [], by)
    return Done(new, subject=new.code, facts={"old": row.code, "reason": why}, personal={"digest": new.digest})


@recorded(entries.StatusChanged, verb="laboratory.resolve")
def set_aside(by: Any, profile: Profile, *, reason: str) -> Done[Profile]:
    """Say that a profile is inconclusive: it stays, and takes part in nothing."""
    row = _locked(profile)
    why = _said(row.code, reason)
    if row.status not in (Status.REPORTABLE, Status.HELD, Status.WAITING):
        raise Overtaken(f"{row.code}: {row.get_status_display()} already.")
    row.status, row.reason = Status.INCONCLUSIVE, why
    row.save(update_fields=["status", "reason"])
    refresh([row.subject_id] if row.subject_id else [], by)
    return Done(row, subject=row.code, facts={"status": str(row.status), "reason": why})


@recorded(entries.LineExplained, verb="laboratory.resolve")
def explain(by: Any, line: DeliveryLine, *, of: Item, reason: str) -> Done[Profile]:
    """Say whose a quarantined profile is, and why that is known. It is then checked like any other."""
    row = DeliveryLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if row.explained is not None or row.profile_id is None:
        raise Overtaken(f"{row.called}: already explained: {row.explanation}")
    profile = _locked(row.profile)  # type: ignore[arg-type]
    why = _said(profile.code, reason)
    if profile.status != Status.QUARANTINED:
        raise Overtaken(f"{profile.code}: {profile.get_status_display()}, not in quarantine.")
    if of.thing.kind != Kind.SAMPLE or of.thing.incident_id != by.incident.pk:
        raise Impossible(f"{of.thing.code}: not a sample of this incident. Name the sample that was typed.")
    profile.of, profile.subject_id = of.thing, subjects_of([of.pk])[of.pk]
    profile.status = Status.REPORTABLE if profile.calls else Status.FAILED
    profile.checked = None if profile.calls else now()
    profile.save(update_fields=["of", "subject", "status", "checked"])
    row.explained, row.explained_by, row.explanation = now(), getattr(by, "user", None), why
    row.save(update_fields=["explained", "explained_by", "explanation"])
    if not profile.calls:
        refresh([profile.subject_id])  # type: ignore[list-item]
    return Done(profile, subject=profile.code, facts={"of": of.thing.code, "reason": why})


@recorded(entries.AlarmAnswered, verb="laboratory.resolve")
def answer_alarm(by: Any, alarm: Alarm, *, release: bool, reason: str) -> Done[Alarm]:
    """Answer an alarm: release the profile with the reason why it is sound, or uphold the alarm and keep it out."""
    row = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
    profile = _locked(row.profile)
    why = _said(profile.code, reason)
    if row.answer != Alarm.Answer.OPEN:
        raise Overtaken(f"{profile.code}: this alarm was answered already: {row.reason}")
    row.answer = Alarm.Answer.RELEASED if release else Alarm.Answer.UPHELD
    row.answered, row.answered_by, row.reason = now(), getattr(by, "user", None), why
    row.save(update_fields=["answer", "answered", "answered_by", "reason"])
    barred = profile.alarms.filter(holds=True).exclude(answer=Alarm.Answer.RELEASED).exists()
    if not barred and profile.status == Status.HELD:
        profile.status = Status.REPORTABLE if profile.second_reader else Status.WAITING
        profile.save(update_fields=["status"])
    elif not release and profile.status == Status.REPORTABLE:
        profile.status = Status.HELD
        profile.save(update_fields=["status"])
        row.holds = True
        row.save(update_fields=["holds"])
    refresh([profile.subject_id] if profile.subject_id else [], by)
    facts = {"kind": str(row.kind), "answer": str(row.answer), "reason": why, "about": row.get_kind_display()}
    facts["words"] = row.get_answer_display()
    return Done(row, subject=profile.code, facts=facts)


@recorded(entries.ControlEntered, verb="laboratory.staff")
def enter_control(
    by: Any, *, kind: str, calls: Mapping[str, Call], name: str = "", sex: str = "U", token: str = ""
) -> Done[Control]:
    """Enter the profile of a member of staff or of a control. Everybody sees the token; the name is for few."""
    if kind not in Control.Kind.values:
        raise Impossible(f"kind {kind!r}: choose one of {', '.join(Control.Kind.values)}.")
    if not calls:
        raise Impossible("control: no marker. Write its alleles.")
    incident = Incident.objects.select_for_update().get(pk=by.incident.pk)
    number = Control.objects.filter(incident=incident).count() + 1
    lead = {"staff": "ST", "positive": "PC", "reagent": "RB"}[kind]
    try:
        with transaction.atomic():
            row = Control.objects.create(
                incident=incident,
                token=token.strip()[:24] or f"{incident.mark}-{lead}{number:03d}",
                kind=kind,
                name=name.strip()[:120],
                calls=stored(calls),
                sex=sex,
                since=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{token}: another control has this token. Choose another.") from fault
    return Done(row, subject=row.token, facts={"token": row.token, "kind": str(kind)}, personal={"name": row.name})


@recorded(entries.ControlLineageEntered, verb="laboratory.staff")
def enter_control_lineage(by: Any, control: Control, *, type: str, raw: str) -> Done[ControlLineage]:
    """Enter what a member of staff or a control shows in a lineage. Every profile of that lineage is then compared with it."""
    row = Control.objects.select_for_update().get(pk=control.pk)
    if type not in LINEAGES:
        raise Impossible(f"{row.token}: type {type!r}. Choose one of {', '.join(LINEAGES)}.")
    if row.until is not None:
        raise Overtaken(f"{row.token}: ended already.")
    kept, size, digest = _content(row.token, type, {}, "U", raw.strip())
    if not kept:
        raise Impossible(f"{row.token}: no result. Write what was read.")
    try:
        with transaction.atomic():
            made = ControlLineage.objects.create(control=row, type=type, kept=kept, size=size, since=now())
    except IntegrityError as fault:
        raise Overtaken(f"{row.token}: such a profile of it was entered before. End the control and enter it anew.") from fault
    return Done(made, subject=row.token, facts={"kind": made.get_type_display()}, personal={"digest": digest})


@recorded(entries.ControlEnded, verb="laboratory.staff")
def end_control(by: Any, control: Control, *, reason: str) -> Done[Control]:
    """Stop comparing with a control. It stays readable."""
    row = Control.objects.select_for_update().get(pk=control.pk)
    why = _said(row.token, reason)
    if row.until is not None:
        raise Overtaken(f"{row.token}: ended already.")
    row.until = now()
    row.save(update_fields=["until"])
    return Done(row, subject=row.token, facts={"token": row.token, "reason": why})


def _locked(profile: Profile) -> Profile:
    return Profile.objects.select_for_update(of=("self",)).select_related("thing", "of").get(pk=profile.pk)


def _said(what: str, reason: str) -> str:
    if not reason.strip():
        raise Impossible(f"{what}: give a reason.")
    return reason.strip()[:400]
