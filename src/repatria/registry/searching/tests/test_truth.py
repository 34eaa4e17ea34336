"""What a search brings is true or refused: liars, altered cases and answers, rules changed in the middle, deltas to the digit."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from repatria.registry import gateway
from repatria.registry.inventory.actions import grouping
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.searching import actions, casefiles, finishing, flowing, jobs, queries, running, worker
from repatria.registry.searching.models import Candidate, CandidateList, Job, Search
from repatria.registry.searching.tests.hands import Made, made, searched, typed_bones
from repatria.registry.testing.scene import Scene


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A registry's folder of its own for cases, work and answers."""
    settings.HOME = type(settings.HOME)(folder=tmp_path, secret=settings.HOME.secret)
    return tmp_path


def search_now(scene: Scene, home: Path, extent: str = "full") -> Search:
    """Queue a search and do it."""
    search = actions.ask_search(TheRegistry(scene.heron), "now", extent=extent)
    worker.work_once(home)
    return Search.objects.select_related("job", "thing").get(pk=search.pk)


def lying(path: Path) -> None:
    """Give a kept block other numbers and a digest that fits them."""
    import hashlib
    import io

    data = path.read_bytes()[32:]
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    arrays["log_lr"] = arrays["log_lr"] + 1e-9
    sink = io.BytesIO()
    np.savez(sink, **arrays)
    path.write_bytes(hashlib.sha256(sink.getvalue()).digest() + sink.getvalue())


class TestLying:
    def test_a_worker_that_lies_is_found_out(self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made(scene)
        assert search_now(scene, home).current
        for path in (home / "work" / "heron" / "kept").glob("*-rows.kept"):
            lying(path)
        told = search_now(scene, home, "delta")
        assert told.job.state == "failed"
        assert "computed again, these comparisons give other numbers" in told.job.fault
        assert not told.current and not told.lists.exists()
        assert search_now(scene, home, "delta").current  # what was not true is not found again
        for path in (home / "work" / "heron" / "kept").glob("*-rows.kept"):
            lying(path)
        monkeypatch.setattr(running.gateway, "recomputed", lambda *_told: [])
        believed = search_now(scene, home, "delta")
        assert believed.current and believed.lists.exists(), "the control: whoever computes nothing again believes the lie"

    def test_a_block_that_was_damaged_is_weighed_again(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        for path in (home / "work" / "heron" / "kept").glob("*-rows.kept"):
            data = bytearray(path.read_bytes())
            data[-9] ^= 1
            path.write_bytes(bytes(data))
        assert search_now(scene, home, "delta").result_digest == first.result_digest


class TestAltering:
    def test_a_case_altered_by_a_byte_is_refused(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        assert first.snapshot is not None and first.current, "the control: unaltered, it is searched"
        path = home / "cases" / first.snapshot.digest / "case.json"
        text = path.read_text()
        path.write_text(text.replace('"open_missing": 3', '"open_missing": 4'))
        assert path.read_text() != text
        told = search_now(scene, home)
        assert told.job.state == "failed"
        assert first.snapshot.digest[:8] in told.job.fault or "case.json" in told.job.fault

    def test_another_case_in_its_place_is_refused(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        assert first.snapshot is not None
        place = home / "cases" / first.snapshot.digest
        false = home / "cases" / ("0" * 64)
        shutil.copytree(place, false)
        with pytest.raises(Exception, match="not the one it is kept under"):
            casefiles.kept_case("0" * 64)

    def test_an_answer_altered_by_a_byte_is_refused(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        assert finishing.read_answer(first.result_digest)["case"] == first.snapshot.digest  # type: ignore[union-attr]
        path = home / "searches" / f"{first.result_digest}.json"
        os.chmod(path, 0o600)
        path.write_bytes(path.read_bytes().replace(b'"rank":1', b'"rank":2', 1))
        with pytest.raises(Impossible, match="changed after it was written"):
            finishing.read_answer(first.result_digest)
        path.unlink()
        with pytest.raises(Impossible, match="its file is not there"):
            finishing.read_answer(first.result_digest)

    def test_a_result_without_its_digest_is_refused(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        answer = finishing.read_answer(first.result_digest)
        actions.ask_search(TheRegistry(scene.heron), "again")
        held = jobs.claim("a", (Job.Kind.SEARCH,))
        assert held is not None
        answer["lists"][0]["size_after"] += 1
        with pytest.raises(Impossible, match="does not have the digest"):
            finishing.finish_search(TheRegistry(scene.heron), held, answer=answer, digest=first.result_digest)
        assert Search.objects.get(current=True) == first


class TestTheMiddle:
    def test_a_rule_changed_in_the_middle(self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made(scene)
        real = gateway.search_case

        def slow(*told: Any) -> Any:
            actions.set_rule(scene.seat(Role.GENETICIST), ground="in the middle")
            return real(*told)

        monkeypatch.setattr(running.gateway, "search_case", slow)
        told = search_now(scene, home)
        assert told.job.state == "failed"
        assert "rule 2 was set while this search ran under rule 1" in told.job.fault
        assert not CandidateList.objects.exists()

    def test_a_worker_overtaken_in_the_middle_leaves_nothing(
        self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(scene)
        real = gateway.search_case

        def slow(*told: Any) -> Any:
            Job.objects.update(lease_until="2020-01-01T00:00:00Z")
            assert jobs.claim("the other", (Job.Kind.SEARCH,)) is not None
            return real(*told[:3], lambda *_: None)

        monkeypatch.setattr(running.gateway, "search_case", slow)
        search_now(scene, home)
        assert not CandidateList.objects.exists()
        assert Job.objects.get().state == "running"

    def test_without_the_fence_the_stale_result_would_stand(
        self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: the test above has teeth."""
        made(scene)
        actions.ask_search(TheRegistry(scene.heron), "now")
        held = jobs.claim("a", (Job.Kind.SEARCH,))
        assert held is not None
        frozen = casefiles.freeze(scene.heron, Search.objects.get().rule)
        jobs.note(held, case={"digest": frozen.digest, "journal_size": frozen.journal_size, "left_out": {}})
        Job.objects.update(lease_until="2020-01-01T00:00:00Z")
        assert jobs.claim("the other", (Job.Kind.SEARCH,)) is not None
        with pytest.raises(worker.NoLongerOurs):
            running.run_search(held, home, lambda *_: None)
        assert not CandidateList.objects.exists()
        monkeypatch.setattr(jobs, "row_of", lambda held: Job.objects.get(pk=held.job))
        running.run_search(held, home, lambda *_: None)
        assert CandidateList.objects.exists()


def numbers(search: Search) -> dict[str, Any]:
    """Everything a search says, without what depends on the search before."""
    rows = CandidateList.objects.filter(search=search)
    return {row.label: (row.digest, row.size_after, row.expected_chance, row.none_of_these, row.notes) for row in rows}


class TestDelta:
    def test_a_delta_equals_a_full_search_to_the_digit(self, scene: Scene, home: Path) -> None:
        here = made(scene)
        first = search_now(scene, home)
        self.one_more(here)
        delta = search_now(scene, home, "delta")
        full = search_now(scene, home, "full")
        assert delta.result_digest == full.result_digest != first.result_digest
        assert numbers(delta) == numbers(full)
        assert delta.before == first
        again = search_now(scene, home, "delta")
        assert again.result_digest == full.result_digest
        assert not CandidateList.objects.filter(search=again, changed=True).exists()

    def one_more(self, here: Made) -> None:
        """A second profile of the second individual: a bone of the first man, grouped with nobody."""
        from repatria.registry.inventory.actions import entering
        from repatria.registry.inventory.typed import read_line

        seat = here.scene.seat(Role.ANTHROPOLOGIST)
        box = here.bones["first"].found_in
        here.bones["later"] = entering.enter_specimen(seat, box, read_line("ti l 5"))
        typed_bones(here, {"later": here.profiles["first"]}, "later")

    def test_what_changed_is_shown(self, scene: Scene, home: Path) -> None:
        here = made(scene)
        search_now(scene, home)
        self.one_more(here)
        delta = search_now(scene, home, "delta")
        lists = {row.label: row for row in delta.lists.all()}
        later = lists[here.bones["later"].code]
        assert later.changed and later.person == here.individuals[0].code
        assert f"By DNA one person with {later.label}" in lists[here.individuals[0].code].notes[0]
        line = Candidate.objects.get(listing=later)
        assert (line.change, line.log_lr_before, line.missing.code) == ("new", None, here.missing[0].code)
        assert not lists[here.individuals[1].code].changed

    def test_an_unlocked_individual_is_bones_again(self, scene: Scene, home: Path) -> None:
        here = made(scene)
        search_now(scene, home)
        grouping.unlock_individual(scene.seat(Role.ANTHROPOLOGIST), here.individuals[0], reason="another look")
        delta = search_now(scene, home, "delta")
        labels = set(delta.lists.values_list("label", flat=True))
        assert here.individuals[0].code not in labels
        assert {here.bones["first"].code, here.bones["first again"].code} <= labels

    def test_what_happened_queues_one_search(self, scene: Scene, home: Path) -> None:
        from repatria.registry.journal.recording import Written

        made(scene)
        wrote = Written(1, "families.consent_given", "heron", "HERON-K00001-3", {})
        flowing.search_what_changed(wrote)
        assert not Search.objects.exists()  # nobody has ever searched
        search_now(scene, home)
        for _ in range(3):
            flowing.search_what_changed(wrote)
        waiting = Search.objects.get(job__state="queued")
        assert (waiting.extent, waiting.made_by) == ("delta", None)
        assert waiting.why == "a consent was given (HERON-K00001-3)"

    def test_names_are_for_those_who_may_read_them(self, scene: Scene, home: Path) -> None:
        here = searched(scene)
        assert here.search is not None
        label = here.individuals[0].code
        reviewer = queries.read_list(scene.seat(Role.REVIEWER), here.search, label)
        geneticist = queries.read_list(scene.seat(Role.GENETICIST), here.search, label)
        assert [line.name for line in reviewer.lines] == ["Anton Velmora"]
        assert [line.name for line in geneticist.lines] == [""]


class TestRefusing:
    def test_nothing_to_search_is_said(self, scene: Scene, home: Path) -> None:
        told = search_now(scene, home)
        assert told.job.state == "failed"
        assert told.job.fault == "search: no profile of remains can be used. Take in and check profiles first."
        assert settings.HOME.folder == home

    def test_a_stale_claim_cannot_finish(self, scene: Scene, home: Path) -> None:
        made(scene)
        first = search_now(scene, home)
        held = jobs.Claim(first.job_id, 1, "a", 1)
        answer = finishing.read_answer(first.result_digest)
        with pytest.raises(Overtaken, match="Nothing of this attempt was kept"):
            finishing.finish_search(TheRegistry(scene.heron), held, answer=answer, digest=first.result_digest)
