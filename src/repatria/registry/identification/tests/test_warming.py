"""The first evidence file after a start finds everything read: the case, the answer, and nothing written or journalled for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from repatria.registry.identification import answers, casefiles, evidence, warming
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.journal.models import Entry
from repatria.registry.refusals import Impossible
from repatria.registry.searching.models import Candidate, Search
from repatria.registry.searching.tests.hands import Made


@pytest.fixture(autouse=True)
def cold() -> Iterator[None]:
    """Nothing in memory before and after."""
    for part in (warming, casefiles, answers):
        part.forget()
    yield
    for part in (warming, casefiles, answers):
        part.forget()


def test_after_warming_nothing_is_read_from_disk(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made.search is not None
    before = Entry.objects.count()
    assert warming.warm_once() == [made.search.result_digest]
    assert warming.warm_once() == []
    assert Entry.objects.count() == before and not EvidenceFile.objects.exists()

    def cold(_digest: str) -> None:
        raise AssertionError("the case was read again")

    monkeypatch.setattr(casefiles, "kept_case", cold)
    monkeypatch.setattr(answers, "digest_of", cold)
    line = Candidate.objects.select_related("listing__search__snapshot", "listing__version", "missing").first()
    assert line is not None
    assert evidence.weighed(line.listing, line.missing).digest


def test_the_likely_pairs_follow_one_at_a_time(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    likely = Candidate.objects.filter(rank=1, posterior__gte=warming.LIKELY).count()
    assert likely >= 2
    weighed: list[str] = []
    real = evidence.weighed
    monkeypatch.setattr(evidence, "weighed", lambda listing, missing: weighed.append(missing.code) or real(listing, missing))
    pauses: list[float] = []
    assert warming.warm_likely(warming.warm_once(), pauses.append) == len(pauses) == likely - 1
    assert len(weighed) == len(set(weighed)) == likely and all(p > 0.0 for p in pauses)
    assert warming.warm_likely(["of no search"], pauses.append) == 0
    warming.forget()
    ended = lambda _seconds: Search.objects.update(current=False)  # noqa: E731
    assert warming.warm_likely([*warming.warm_once()], ended) == min(1, likely - 1)


def test_memory_is_bounded(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefiles, "KEPT", 1)
    warming.warm_once()
    assert len(casefiles._CASES) == 1
    monkeypatch.setattr(casefiles, "KEPT", 0)
    warming.forget()
    assert warming.warm_once() == []


def test_a_case_that_is_gone_is_said_on_the_page_and_ends_no_server(made: Made, room: Path) -> None:
    assert made.search is not None and made.search.snapshot is not None
    (room / "cases" / made.search.snapshot.digest / "case.json").unlink()
    with pytest.raises(Impossible, match="Restore it from a backup"):
        warming.warm_once()


def test_two_who_ask_at_once_read_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Search.objects.select_related("snapshot").get(current=True).snapshot
    real, began, go, count = casefiles.kept_case, threading.Event(), threading.Event(), []

    def slow(digest: str) -> object:
        count.append(digest)
        began.set()
        assert go.wait(30)
        return real(digest)

    monkeypatch.setattr(casefiles, "kept_case", slow)
    threads = [threading.Thread(target=casefiles.case_of, args=(snapshot,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert began.wait(30)
    go.set()
    for thread in threads:
        thread.join(30)
    assert len(count) == 1
