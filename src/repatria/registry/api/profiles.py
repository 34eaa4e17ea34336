"""Profiles for programs. A genotype is read only here, by whoever may, and every look stands in the journal."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.laboratory import forms, lineage_queries, lineage_settling, profiling, queries, settling
from repatria.registry.laboratory.models import Alarm, Consensus, Control, Lineage, Profile
from repatria.registry.people.seats import Seat

router = Router()


@looks(router, "/{code}", "laboratory.genotypes")
def profile(at: Seat, code: str) -> Row:
    """One profile with its alleles. Before the second reading, only the first reader is shown what was read."""
    row = queries.open_profile(at, code)
    hidden = row.status == Profile.Status.WAITING and row.first_reader != at.code
    return {
        **told(row),
        "hidden": hidden,
        "calls": {} if hidden else row.calls,
        "raw": "" if hidden else row.raw,
        "sex": None if hidden else row.sex,
        "same_person": [
            {"profile": other.code, "log_lr": pair.log_lr, "loci": pair.loci} for other, pair in queries.same_person(at, row)
        ],
    }


@looks(router, "/consensus/{code}", "laboratory.genotypes")
def consensus(at: Seat, code: str) -> Row:
    """All versions of the consensus of one subject, with its contradictions by marker."""
    rows = queries.open_consensus(at, code)
    return {"subject": rows[0].subject.code, "versions": [_version(row) for row in rows]}


@looks(router, "/lineage/{code}/{key}", "laboratory.genotypes")
def lineage(at: Seat, code: str, key: str) -> Row:
    """All versions of one lineage of one subject: ``key`` is mt or y. The range with the differences from the rCRS, or the markers."""
    rows = lineage_queries.open_lineage(at, code, key)
    return {"subject": rows[0].subject.code, "type": key, "versions": [_line_version(row) for row in rows]}


@looks(router, "/lineage/{code}/{key}/beside", "laboratory.genotypes")
def lineage_beside(at: Seat, code: str, key: str, other: str) -> Row:
    """One lineage of two subjects beside each other, over what both show."""
    one, two, found = lineage_queries.open_beside(at, code, key, other)
    return {
        "one": one.subject.code,
        "other": two.subject.code,
        "compared": found.compared,
        "size": found.size,
        "differences": found.differences,
        "rows": [
            {"place": r.place, "one": r.left, "other": r.right, "differs": r.differs, "counts": r.counts} for r in found.rows
        ],
    }


@lists(router, "/waiting/second-reading", "laboratory.record")
def waiting(at: Seat) -> Any:
    """Profiles that somebody else read once; without alleles."""
    return queries.waiting_profiles(at), told


@lists(router, "/held/consensus", "laboratory.genotypes")
def held(at: Seat) -> Any:
    """Subjects whose samples contradict each other; without alleles."""
    return queries.held_consensuses(at), lambda c: {"subject": c.subject.code, "version": c.version, "made": c.made}


@acts(router, "/of/{sample}", "laboratory.record", forms.Record)
def record(at: Seat, form: Any, sample: str) -> Row:
    """Enter the first reading of a run of a sample, or that it failed. ``alleles`` holds one marker a line."""
    said = form.cleaned_data
    names = ("sex", "kit", "type", "raw", "failed")
    made = profiling.record_profile(
        at, queries.sample_item(at, sample), calls=said["alleles"], **{name: said[name] for name in names}
    )
    return {"code": made.code, "status": made.status}


@acts(router, "/{code}/second", "laboratory.record", forms.SecondRead)
def second_read(at: Seat, form: Any, code: str) -> Row:
    """Read a run again, by another person. Two readings that differ are inconclusive."""
    said = form.cleaned_data
    row = queries.profile_called(at, code)
    made = profiling.second_read(at, row, calls=said["alleles"], sex=said["sex"], raw=said["raw"])
    return {"code": made.code, "status": made.status}


@acts(router, "/{code}/supersede", "laboratory.record", forms.Supersede)
def supersede(at: Seat, form: Any, code: str) -> Row:
    """Correct a profile by a new one; the old one stays readable."""
    said = form.cleaned_data
    row = queries.profile_called(at, code)
    made = profiling.supersede(at, row, calls=said["alleles"], sex=said["sex"], reason=said["reason"], raw=said["raw"])
    return {"code": made.code, "status": made.status, "supersedes": row.code}


@acts(router, "/{code}/set-aside", "laboratory.resolve", forms.Reason)
def set_aside(at: Seat, form: Any, code: str) -> Row:
    """Say that a profile is inconclusive."""
    made = profiling.set_aside(at, queries.profile_called(at, code), **form.cleaned_data)
    return {"code": made.code, "status": made.status}


def _line_members(at: Seat, code: str, key: str) -> Row:
    return {"members": lineage_queries.open_lineage(at, code, key)[0].members}


@acts(router, "/lineage/{code}/{key}/settle", "laboratory.resolve", forms.Settle, _line_members)
def settle_lineage(at: Seat, form: Any, code: str, key: str) -> Row:
    """Settle a contradiction of a lineage, with a reason: leave out the places that contradict, or the profiles in ``without``."""
    made = lineage_settling.settle_lineage(at, lineage_queries.open_lineage(at, code, key)[0], **form.cleaned_data)
    return {"subject": made.subject.code, "version": made.version, "state": made.state}


@acts(router, "/lineage/{code}/{key}/answer", "laboratory.confirm", forms.Confirm)
def answer_lineage(at: Seat, form: Any, code: str, key: str) -> Row:
    """Agree, as a second person, with how a lineage was settled, or hold it again."""
    said = form.cleaned_data
    act = lineage_settling.confirm_lineage if said["answer"] == "confirm" else lineage_settling.decline_lineage
    made = act(at, lineage_queries.open_lineage(at, code, key)[0], reason=said["reason"])
    return {"subject": made.subject.code, "version": made.version, "state": made.state}


def _members(at: Seat, code: str) -> Row:
    return {"members": queries.open_consensus(at, code)[0].members}


@acts(router, "/consensus/{code}/settle", "laboratory.resolve", forms.Settle, _members)
def settle(at: Seat, form: Any, code: str) -> Row:
    """Settle a contradiction, with a reason: leave out markers that contradict, or the profiles named in ``without``."""
    made = settling.settle(at, queries.open_consensus(at, code)[0], **form.cleaned_data)
    return {"subject": made.subject.code, "version": made.version, "state": made.state}


@acts(router, "/consensus/{code}/answer", "laboratory.confirm", forms.Confirm)
def answer_settlement(at: Seat, form: Any, code: str) -> Row:
    """Agree, as a second person, with how a contradiction was settled, or hold it again."""
    said = form.cleaned_data
    act = settling.confirm if said["answer"] == "confirm" else settling.decline
    made = act(at, queries.open_consensus(at, code)[0], reason=said["reason"])
    return {"subject": made.subject.code, "version": made.version, "state": made.state}


@lists(router, "/quality/alarms", "laboratory.quality")
def alarms(at: Seat, answer: str = "open") -> Any:
    """Alarms about profiles; staff and controls by token only."""
    return queries.alarms(at, answer=answer), told_alarm


@acts(router, "/quality/alarms/{pk}/answer", "laboratory.resolve", forms.Answer)
def answer_alarm(at: Seat, form: Any, pk: int) -> Row:
    """Answer an alarm: release the profile with a reason, or keep it out."""
    said = form.cleaned_data
    row = profiling.answer_alarm(at, queries.alarm_of(at, pk), release=said["answer"] == "release", reason=said["reason"])
    return {"alarm": row.pk, "answer": row.answer}


@lists(router, "/quality/controls", "laboratory.quality")
def controls(at: Seat) -> Any:
    """Staff and control profiles by token; their alleles and names are not shown."""
    return queries.controls(at).order_by("pk"), _control


@acts(router, "/quality/controls", "laboratory.staff", forms.NewControl)
def enter_control(at: Seat, form: Any) -> Row:
    """Enter the profile of a member of staff or of a control."""
    said = form.cleaned_data
    made = profiling.enter_control(at, kind=said["kind"], calls=said["alleles"], name=said["name"], sex=said["sex"])
    return {"token": made.token}


@acts(router, "/quality/controls/{token}/end", "laboratory.staff", forms.Reason)
def end_control(at: Seat, form: Any, token: str) -> Row:
    """Stop comparing with a control; it stays readable."""
    return {"token": profiling.end_control(at, queries.control_of(at, token), **form.cleaned_data).token}


@acts(router, "/quality/controls/{token}/lineage", "laboratory.staff", forms.ControlLineage)
def control_lineage(at: Seat, form: Any, token: str) -> Row:
    """Enter what a member of staff or a control shows in a lineage."""
    made = profiling.enter_control_lineage(at, queries.control_of(at, token), **form.cleaned_data)
    return {"token": token, "type": made.type, "size": made.size}


def told(row: Profile) -> Row:
    """A profile without its alleles."""
    return {
        "code": row.code,
        "of": row.of.code if row.of else None,
        "subject": row.subject.code if row.subject else None,
        "type": row.type,
        "status": row.status,
        "loci": row.loci,
        "kit": row.kit,
        "first_reader": row.first_reader,
        "second_reader": row.second_reader,
        "supersedes": row.supersedes.code if row.supersedes else None,
    }


def told_alarm(row: Alarm) -> Row:
    """An alarm as programs see it."""
    return {
        "alarm": row.pk,
        "profile": row.profile.code,
        "kind": row.kind,
        "holds": row.holds,
        "about": row.about,
        "sentence": row.sentence,
        "opened": row.opened,
        "answer": row.answer,
    }


def _version(row: Consensus) -> Row:
    names = ("version", "state", "calls", "sex", "loci", "members", "failures", "contradictions", "digest", "made", "reason")
    return {name: getattr(row, name) for name in names}


def _line_version(row: Lineage) -> Row:
    names = ("version", "state", "kept", "size", "members", "failures", "contradictions", "digest", "made", "reason")
    return {name: getattr(row, name) for name in names}


def _control(row: Control) -> Row:
    return {"token": row.token, "kind": row.kind, "since": row.since, "until": row.until}
