"""One search from its claim to its result: freeze the case, weigh, check a share again, write. Every step can be cut off."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from repatria.errors import RepatriaError
from repatria.registry import gateway
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.searching import actions, casefiles, finishing, jobs
from repatria.registry.searching.answering import answer_of
from repatria.registry.searching.models import Search

Tick = Callable[[str, int, int], None]
SHARE = 0.05
"""Of the blocks of comparisons that are computed again before a result counts; at least one is."""


class NoLongerOurs(Exception):
    """The job was cancelled, or taken over by another worker: what was done is thrown away."""


def run_search(held: jobs.Claim, home: Path, tick: Tick) -> None:
    """Do the search of a job; its failure is recorded in words, and nothing is left of it but that."""
    search = Search.objects.select_related("incident", "rule", "job", "thing").get(job=held.job)
    by = TheRegistry(search.incident)
    folder = work_folder(home, search)
    try:
        answer, digest = _answer(search, held, folder, tick)
        tick("writing the lists", 0, 0)
        finishing.finish_search(by, held, answer=answer, digest=digest)
    except NoLongerOurs:
        raise
    except (RepatriaError, MemoryError, OSError) as fault:
        if isinstance(fault, Impossible):
            shutil.rmtree(folder, ignore_errors=True)  # what was not true is not found again by the next search
        _fail(by, held, fault)
        return
    _keep_work(home, search, folder)


def work_folder(home: Path, search: Search) -> Path:
    """Where the work of a search lies: a full search begins with an empty folder of its own, a delta with what the last one left."""
    base = home / "work" / search.incident.slug
    return base / f"full-{search.job_id}" if search.extent == Search.Extent.FULL else base / "kept"


def _answer(search: Search, held: jobs.Claim, folder: Path, tick: Tick) -> tuple[dict[str, object], str]:
    search.job.refresh_from_db()
    told = search.job.order.get("case")
    if told is None:
        tick("freezing the case", 0, 0)
        frozen = casefiles.freeze(search.incident, search.rule)
        told = {
            "digest": frozen.digest,
            "journal_size": frozen.journal_size,
            "left_out": frozen.left_out,
            "versions": frozen.versions,
        }
        jobs.note(held, case=told)
    case = casefiles.kept_case(told["digest"])
    rule = casefiles.plain(search.rule)
    if search.extent == Search.Extent.FULL:
        gateway.weigh_anew()
    found = gateway.search_case(case, rule, folder, tick)
    tick("computing a share again", 0, 0)
    wrong = gateway.recomputed(found, SHARE, seed_of(held, told["digest"]))
    if wrong:
        raise Impossible(
            f"{search.code}: computed again, these comparisons give other numbers than {held.worker} brought: {'; '.join(wrong)}. "
            "Nothing was kept. Find out what is wrong with that machine before it works again, then queue a full search."
        )
    answer = answer_of(found, rule, told["digest"], search.rule.number)
    return answer, finishing.keep_answer(answer)


def seed_of(held: jobs.Claim, digest: str) -> int:
    """Which blocks are computed again: not known before the job is claimed."""
    return int.from_bytes(hashlib.sha256(f"{held.job}|{held.fence}|{digest}".encode()).digest()[:8], "big")


def _fail(by: TheRegistry, held: jobs.Claim, fault: BaseException) -> None:
    words = str(fault) if isinstance(fault, RepatriaError) else f"{type(fault).__name__}: {fault}. Look at memory and disk."
    try:
        actions.fail_search(by, held, fault=words)
    except Overtaken as late:
        raise NoLongerOurs(str(late)) from fault


def _keep_work(home: Path, search: Search, folder: Path) -> None:
    """What a full search weighed is what the next delta begins with."""
    if search.extent != Search.Extent.FULL:
        return
    kept = folder.parent / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    folder.replace(kept)
    for left in folder.parent.glob("full-*"):  # of searches that failed or were cancelled
        if int(left.name.removeprefix("full-")) < search.job_id:
            shutil.rmtree(left, ignore_errors=True)
