"""Lists are written where nobody sees them and published by one short act; what an attempt left is cleared away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import NotFound, Overtaken
from repatria.registry.searching import actions, finishing, jobs, queries, worker, writing
from repatria.registry.searching.models import Candidate, CandidateList, Job, Search
from repatria.registry.searching.tests.hands import Made, made
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    return tmp_path


@pytest.fixture
def here(scene: Scene) -> Made:
    return made(scene)


def half_written(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> Search:
    """A search whose worker died after it had written its lists and before it could publish them."""
    search = actions.ask_search(TheRegistry(here.scene.heron), "cut off")
    with monkeypatch.context() as cut:
        cut.setattr(finishing, "_published", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            worker.work_once(home)
    return search


def test_what_is_not_published_is_seen_by_nobody(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = half_written(here, home, monkeypatch)
    seat = here.scene.seat(Role.GENETICIST)
    assert CandidateList.written.filter(search=search).exists() and Candidate.written.exists()
    assert not CandidateList.objects.exists() and not Candidate.objects.exists()
    assert not search.lists.exists() and not here.missing[0].thing.candidates.exists()
    assert not queries.lists_of(seat, search).exists()
    with pytest.raises(NotFound):
        queries.read_list(seat, search, here.individuals[0].code)
    with pytest.raises(NotFound):
        queries.lists_over_time(seat, here.individuals[0].code)


def test_what_an_attempt_left_is_cleared_away_by_the_next(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = half_written(here, home, monkeypatch)
    left = set(CandidateList.written.values_list("pk", flat=True))
    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    worker.work_once(home)
    assert not left & set(CandidateList.written.values_list("pk", flat=True))
    assert CandidateList.written.count() == CandidateList.objects.filter(search=search).count() == len(left)
    assert Candidate.written.count() == Candidate.objects.count() > 0


def test_what_a_cancelled_search_left_is_cleared_away_by_the_next(
    here: Made, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = half_written(here, home, monkeypatch)
    actions.cancel_search(here.scene.seat(Role.GENETICIST), search, reason="not needed")
    other = actions.ask_search(TheRegistry(here.scene.heron), "again")
    worker.work_once(home)
    assert set(CandidateList.written.values_list("search", flat=True)) == {other.pk}


def test_an_overtaken_worker_writes_no_row(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It finds out at its next portion; the rows of before are cleared away by whoever took the job over."""
    actions.ask_search(TheRegistry(here.scene.heron), "overtaken")
    monkeypatch.setattr(writing, "LINES", 1)
    real = writing._portions

    def overtaken(lists: Any) -> Any:
        for number, some in enumerate(real(lists)):
            if number == 2:
                assert CandidateList.written.count() == 2
                Job.objects.update(fence=9)
            yield some

    monkeypatch.setattr(writing, "_portions", overtaken)
    worker.work_once(home)
    assert not CandidateList.objects.exists() and CandidateList.written.count() == 2
    assert Job.objects.get().state == Job.State.RUNNING


def test_nothing_but_the_whole_answer_is_published(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = writing.write_lists

    def short(held: Any, search: Search, lists: Any, *told: Any) -> int:
        return real(held, search, lists[1:], *told)

    search = actions.ask_search(TheRegistry(here.scene.heron), "short")
    with monkeypatch.context() as cut:
        cut.setattr(writing, "write_lists", short)
        worker.work_once(home)
    search.refresh_from_db()
    search.job.refresh_from_db()
    assert "Nothing was kept" in search.job.fault and search.finished is None
    assert not CandidateList.objects.exists()


def test_a_published_list_loses_no_row_and_keeps_every_number(here: Made, home: Path) -> None:
    actions.ask_search(TheRegistry(here.scene.heron), "whole")
    worker.work_once(home)
    line = Candidate.objects.select_related("listing").first()
    assert line is not None
    for act in (
        lambda: Candidate.written.filter(pk=line.pk).delete(),
        lambda: Candidate.written.filter(pk=line.pk).update(rank=9),
        lambda: CandidateList.written.filter(pk=line.listing_id).update(notes=["x"]),
        lambda: _raw("DELETE FROM searching_candidate"),
        lambda: _raw("DELETE FROM searching_candidatelist"),
    ):
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            act()
    assert Candidate.objects.filter(pk=line.pk, rank=line.rank).exists()


def test_without_the_guards_rows_would_come_and_go(here: Made, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what an unfinished search wrote can be thrown away, so that the test above has teeth."""
    half_written(here, home, monkeypatch)
    Candidate.written.all().delete()
    CandidateList.written.all().delete()
    assert not CandidateList.written.exists()


def test_another_search_that_finished_meanwhile_is_not_overwritten(here: Made, home: Path) -> None:
    actions.ask_search(TheRegistry(here.scene.heron), "first")
    worker.work_once(home)
    first = Search.objects.get(current=True)
    answer = finishing.read_answer(first.result_digest)
    actions.ask_search(TheRegistry(here.scene.heron), "second")
    held = jobs.claim("a", (Job.Kind.SEARCH,))
    assert held is not None
    jobs.note(held, case={"journal_size": 1, "left_out": {}, "versions": {}})
    Search.objects.filter(pk=first.pk).update(current=False)
    said = {"lists": {}, "manifest": {"lines": 0}, "told": answer["manifest"], "case": "x", "software": "y", "changed": 0}
    with pytest.raises(Overtaken, match="another search finished") as refused:
        finishing._published(TheRegistry(here.scene.heron), held, said, {}, first, "z")
    assert "Search again" in str(refused.value)


def _raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
