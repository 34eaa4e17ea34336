"""Keeping each subject's consensus in step with its profiles. Called inside recorded actions; writes, but is no act of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from repatria.registry.custody.within import now
from repatria.registry.laboratory.calls import digest_of, read, stored
from repatria.registry.laboratory.consensus import Agreed, Member, merge
from repatria.registry.laboratory.models import Consensus, Profile
from repatria.registry.laboratory.subjects import in_chunks

TAKES_PART = (Profile.Status.REPORTABLE, Profile.Status.FAILED)


def refresh(subjects: Iterable[int]) -> list[Consensus]:
    """Make a new version of the consensus of every subject whose usable profiles changed; returns the new versions."""
    made: list[Consensus] = []
    for some in in_chunks(dict.fromkeys(subjects)):
        made += _refresh(some)
    return made


def _refresh(subjects: Collection[int]) -> list[Consensus]:
    members: dict[int, list[Profile]] = defaultdict(list)
    rows = Profile.objects.filter(subject__in=subjects, type=Profile.Type.STR, status__in=TAKES_PART, checked__isnull=False)
    for profile in rows.select_related("thing").order_by("pk"):
        members[profile.subject_id].append(profile)  # type: ignore[index]
    last: dict[int, Consensus] = {}
    for row in Consensus.objects.filter(subject__in=subjects).order_by("subject", "version"):
        last[row.subject_id] = row
    fresh, moment = [], now()
    for subject in subjects:
        agreed = merge([member_of(p) for p in members.get(subject, [])])
        new = _version(subject, agreed, last.get(subject), moment)
        if new is not None:
            fresh.append(new)
    Consensus.objects.filter(subject__in=[c.subject_id for c in fresh]).exclude(state=Consensus.State.REPLACED).update(
        state=Consensus.State.REPLACED
    )
    Consensus.objects.bulk_create(fresh, batch_size=500)
    return fresh


def member_of(profile: Profile) -> Member:
    """A row as the pure function takes it."""
    failed = profile.status == Profile.Status.FAILED
    return Member(profile.thing.code, {} if failed else read(profile.calls), profile.sex, failed)


def _version(subject: int, agreed: Agreed, last: Consensus | None, moment: Any) -> Consensus | None:
    calls = stored(agreed.calls)
    contradictions = [{"marker": c.marker, "shown": [[m, list(a)] for m, a in c.shown]} for c in agreed.contradictions]
    digest = digest_of(calls, agreed.sex, repr((agreed.members, agreed.failures, contradictions)))
    if last is None and not agreed.members and not agreed.failures:
        return None
    if last is not None and last.digest == digest:
        return None
    return Consensus(
        subject_id=subject,
        version=1 if last is None else last.version + 1,
        state=Consensus.State.HELD if contradictions else Consensus.State.CURRENT,
        calls=calls,
        sex=agreed.sex,
        loci=len(calls),
        members=list(agreed.members),
        failures=list(agreed.failures),
        contradictions=contradictions,
        digest=digest,
        made=moment,
    )
