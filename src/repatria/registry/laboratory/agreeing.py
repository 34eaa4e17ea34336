"""Keeping each subject's consensus in step with its profiles. Called inside recorded actions; writes, but is no act of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from repatria.registry.custody.within import now
from repatria.registry.laboratory.calls import digest_of, read, stored
from repatria.registry.laboratory.consensus import Agreed, Member, merge
from repatria.registry.laboratory.lineage_agreeing import refresh_lineages
from repatria.registry.laboratory.models import Consensus, Profile
from repatria.registry.laboratory.subjects import in_chunks

LEFT = "a profile that contradicted was taken out"
TAKES_PART = (Profile.Status.REPORTABLE, Profile.Status.FAILED)


def refresh(subjects: Iterable[int], by: Any = None) -> list[Consensus]:
    """Make a new version of the consensus, and of the lineages, of every subject whose usable profiles changed; returns the former.

    A contradiction does not vanish because one person took a profile out: what ``by`` leaves then waits for a second person.
    """
    asked = list(dict.fromkeys(subjects))
    made: list[Consensus] = []
    refresh_lineages(asked, by)
    for some in in_chunks(asked):
        made += _refresh(some, getattr(by, "user", None))
    return made


def members_of(subjects: Collection[int]) -> dict[int, list[Profile]]:
    """The profiles that take part in the consensus of each subject."""
    members: dict[int, list[Profile]] = defaultdict(list)
    rows = Profile.objects.filter(subject__in=subjects, type=Profile.Type.STR, status__in=TAKES_PART, checked__isnull=False)
    for profile in rows.select_related("thing").order_by("pk"):
        members[profile.subject_id].append(profile)  # type: ignore[index]
    return members


def _refresh(subjects: Collection[int], user: Any) -> list[Consensus]:
    members = members_of(subjects)
    last: dict[int, Consensus] = {}
    for row in Consensus.objects.filter(subject__in=subjects).order_by("subject", "version"):
        last[row.subject_id] = row
    fresh, moment = [], now()
    for subject in subjects:
        agreed = merge([member_of(p) for p in members.get(subject, [])])
        new = _version(subject, agreed, last.get(subject), moment, user)
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


def _version(subject: int, agreed: Agreed, last: Consensus | None, moment: Any, user: Any) -> Consensus | None:
    calls = stored(agreed.calls)
    contradictions = [{"marker": c.marker, "shown": [[m, list(a)] for m, a in c.shown]} for c in agreed.contradictions]
    digest = digest_of(calls, agreed.sex, repr((agreed.members, agreed.failures, contradictions)))
    if last is None and not agreed.members and not agreed.failures:
        return None
    if last is not None and last.digest == digest:
        return None
    alone = not contradictions and _settled_by_one(last, agreed)
    state = Consensus.State.HELD if contradictions else Consensus.State.PROPOSED if alone else Consensus.State.CURRENT
    return Consensus(
        subject_id=subject,
        version=1 if last is None else last.version + 1,
        state=state,
        settled_by=user if alone else None,
        reason=LEFT if alone else "",
        calls=calls,
        sex=agreed.sex,
        loci=len(calls),
        members=list(agreed.members),
        failures=list(agreed.failures),
        contradictions=contradictions,
        digest=digest,
        made=moment,
    )


def _settled_by_one(last: Consensus | None, agreed: Agreed) -> bool:
    """Whether a contradiction is gone only because a profile left, or waited for a second person already."""
    if last is None or last.state not in (Consensus.State.HELD, Consensus.State.PROPOSED):
        return False
    return not last.contradictions or not set(last.members) <= set(agreed.members)
