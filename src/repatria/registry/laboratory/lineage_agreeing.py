"""Keeping each subject's mitochondrial and Y lineage in step with its profiles. Called inside recorded actions only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from repatria.model.mitotype import Mitotype
from repatria.registry import gateway
from repatria.registry.custody.within import now
from repatria.registry.laboratory.lineages import LINEAGES, kept_mt, kept_y, lineage_digest, lineage_of, positions
from repatria.registry.laboratory.models import Lineage, Profile
from repatria.registry.laboratory.subjects import in_chunks

State = Lineage.State
LEFT = "a profile that contradicted was taken out"
Pair = tuple[int, str]
"""A subject (thing id) and the kind of its lineage."""


def refresh_lineages(subjects: Iterable[int], by: Any = None) -> list[Lineage]:
    """Make a new version of every lineage of ``subjects`` whose usable profiles changed; returns the new versions."""
    made: list[Lineage] = []
    for some in in_chunks(dict.fromkeys(subjects)):
        made += _refresh(some, getattr(by, "user", None))
    return made


def lineage_members(subjects: Collection[int]) -> dict[Pair, list[Profile]]:
    """The profiles that take part in each lineage of each subject."""
    found: dict[Pair, list[Profile]] = defaultdict(list)
    rows = Profile.objects.filter(
        subject__in=subjects,
        type__in=LINEAGES,
        status__in=(Profile.Status.REPORTABLE, Profile.Status.FAILED),
        checked__isnull=False,
    )
    for profile in rows.select_related("thing").order_by("pk"):
        if profile.calls or profile.status == Profile.Status.FAILED:  # a result kept as text only tells nothing here
            found[profile.subject_id, profile.type].append(profile)  # type: ignore[index]
    return found


def together(type: str, rows: Iterable[Profile]) -> gateway.Together:
    """What the results among ``rows`` say together."""
    nouns = [lineage_of(type, p.thing.code, p.calls) for p in rows if p.status != Profile.Status.FAILED]
    if type == Profile.Type.MT:
        return gateway.mitotypes_together([n for n in nouns if isinstance(n, Mitotype)], "consensus")
    return gateway.haplotypes_together([n for n in nouns if not isinstance(n, Mitotype)], "consensus")


def content(found: gateway.Together) -> tuple[dict[str, Any], int]:
    """What was agreed as it is kept, and its size in positions or markers."""
    if found.noun is None:
        return {}, 0
    if isinstance(found.noun, Mitotype):
        return kept_mt(found.noun), positions(found.noun)
    return kept_y(found.noun), len(found.noun.alleles)


def _refresh(subjects: Collection[int], user: Any) -> list[Lineage]:
    members = lineage_members(subjects)
    last: dict[Pair, Lineage] = {}
    for row in Lineage.objects.filter(subject__in=subjects).order_by("version"):
        last[row.subject_id, row.type] = row
    fresh = []
    for pair in sorted({*members, *last}):
        new = _version(pair, members.get(pair, []), last.get(pair), user)
        if new is not None:
            fresh.append(new)
    replaced = [last[row.subject_id, row.type].pk for row in fresh if (row.subject_id, row.type) in last]
    Lineage.objects.filter(pk__in=replaced).update(state=State.REPLACED)
    Lineage.objects.bulk_create(fresh, batch_size=500)
    return fresh


def _version(pair: Pair, rows: list[Profile], last: Lineage | None, user: Any) -> Lineage | None:
    subject, type = pair
    found = together(type, rows)
    kept, size = content(found)
    usable = [p.thing.code for p in rows if p.status != Profile.Status.FAILED]
    failures = [p.thing.code for p in rows if p.status == Profile.Status.FAILED]
    wrong = [{"marker": place, "shown": [[who, [what]] for who, what in shown]} for place, shown in found.wrong]
    digest = lineage_digest(type, {"kept": kept, "members": usable, "failures": failures, "wrong": wrong})
    if last is not None and last.digest == digest:
        return None
    alone = not wrong and _settled_by_one(last, usable)
    return Lineage(
        subject_id=subject,
        type=type,
        version=1 if last is None else last.version + 1,
        state=State.HELD if wrong else State.PROPOSED if alone else State.CURRENT,
        kept=kept,
        size=size,
        members=usable,
        failures=failures,
        contradictions=wrong,
        digest=digest,
        made=now(),
        settled_by=user if alone else None,
        reason=LEFT if alone else "",
    )


def _settled_by_one(last: Lineage | None, members: Collection[str]) -> bool:
    """Whether a contradiction is gone only because a profile left, or waited for a second person already."""
    if last is None or last.state not in (State.HELD, State.PROPOSED):
        return False
    return not last.contradictions or not set(last.members) <= set(members)
