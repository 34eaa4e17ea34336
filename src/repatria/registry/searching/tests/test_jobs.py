"""Leases and fences: one worker a job, a stale one is refused and leaves nothing, what was lost is taken over, then given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.searching import actions, jobs, worker
from repatria.registry.searching.models import CandidateList, Job, ListRule, Search
from repatria.registry.searching.tests.hands import made
from repatria.registry.testing.scene import Scene

KINDS = (Job.Kind.SEARCH,)


def expire(job: int) -> None:
    """The lease of a job ran out a minute ago."""
    Job.objects.filter(pk=job).update(lease_until=datetime.now(UTC) - timedelta(minutes=1))


@pytest.fixture
def queued(scene: Scene) -> Search:
    """A search that waits."""
    return actions.ask_search(scene.seat(Role.GENETICIST), "to see it wait")


class TestAsking:
    def test_a_search_waits_under_the_rule_in_force(self, scene: Scene, queued: Search) -> None:
        assert (queued.job.state, queued.number, queued.rule.number) == ("queued", 1, 1)
        assert queued.rule.ground == actions.SHIPPED
        told = Entry.objects.get(tag="searching.asked").said["facts"]
        assert told["why"] == "to see it wait"

    def test_one_waits_at_a_time(self, scene: Scene, queued: Search) -> None:
        with pytest.raises(Overtaken, match=rf"{queued.code} waits for a worker since .* Wait for it, or cancel it"):
            actions.ask_search(scene.seat(Role.GENETICIST))
        assert Search.objects.count() == 1

    def test_an_extent_that_is_none(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="extent 'half'"):
            actions.ask_search(scene.seat(Role.GENETICIST), extent="half")

    @pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.REVIEWER, Role.AUDITOR, Role.TECHNICIAN])
    def test_only_a_geneticist_asks(self, scene: Scene, role: Role) -> None:
        with pytest.raises(NotFound):
            actions.ask_search(scene.seat(role))
        assert not Job.objects.exists()

    def test_other_incidents_do_not_wait_for_it(self, scene: Scene, queued: Search) -> None:
        other = actions.ask_search(scene.stranger)
        assert other.number == 1 and other.incident == scene.other


class TestClaiming:
    def test_two_workers_one_job(self, queued: Search) -> None:
        one, other = jobs.claim("a", KINDS), jobs.claim("b", KINDS)
        assert one is not None and other is None
        assert (one.fence, one.attempt) == (1, 1)

    def test_a_second_job_of_the_incident_waits_for_the_first(self, scene: Scene, queued: Search) -> None:
        assert jobs.claim("a", KINDS) is not None
        actions.ask_search(scene.seat(Role.GENETICIST), "another")
        assert jobs.claim("b", KINDS) is None

    def test_a_lease_that_ran_out_is_taken_over_with_a_higher_fence(self, queued: Search) -> None:
        one = jobs.claim("a", KINDS)
        assert one is not None and jobs.beat(one, step="weighing", done=1, total=3)
        expire(one.job)
        other = jobs.claim("b", KINDS)
        assert other is not None and (other.fence, other.attempt) == (2, 2)
        assert not jobs.beat(one)
        assert jobs.beat(other)

    def test_a_stale_fence_is_refused_and_leaves_nothing(self, scene: Scene, queued: Search) -> None:
        one = jobs.claim("a", KINDS)
        assert one is not None
        expire(one.job)
        assert jobs.claim("b", KINDS) is not None
        by, before = TheRegistry(scene.heron), Entry.objects.count()
        with pytest.raises(Overtaken, match=r"attempt 1 by a is no longer the one that counts; .* in the hands of b"):
            actions.fail_search(by, one, fault="late")
        with pytest.raises(Overtaken):
            jobs.note(one, case={"digest": "x"})
        assert Entry.objects.count() == before
        assert Job.objects.get(pk=one.job).state == "running"

    def test_three_lost_workers_are_enough(self, scene: Scene, queued: Search) -> None:
        for name in "abc":
            held = jobs.claim(name, KINDS)
            assert held is not None
            expire(held.job)
        assert jobs.claim("d", KINDS) is None
        assert worker.work_once(settings.HOME.folder) is False
        queued.job.refresh_from_db()
        assert queued.job.state == "failed"
        assert "3 workers began it and none came back; the last was c" in queued.job.fault
        assert Entry.objects.filter(tag="searching.job_given_up", subject=queued.code).exists()

    def test_a_worker_that_is_told_to_end_puts_its_job_back(self, queued: Search) -> None:
        held = jobs.claim("a", KINDS)
        assert held is not None
        jobs.give_back(held)
        again = jobs.claim("b", KINDS)
        assert again is not None and (again.fence, again.attempt) == (2, 1)


class TestCancelling:
    def test_a_waiting_search_is_cancelled_with_a_reason(self, scene: Scene, queued: Search) -> None:
        actions.cancel_search(scene.seat(Role.GENETICIST), queued, reason="too early")
        queued.job.refresh_from_db()
        assert (queued.job.state, queued.job.fault) == ("cancelled", "too early")
        assert jobs.claim("a", KINDS) is None
        with pytest.raises(Overtaken, match="cancelled already"):
            actions.cancel_search(scene.seat(Role.GENETICIST), queued, reason="again")

    def test_a_running_one_brings_nothing_any_more(self, scene: Scene) -> None:
        made(scene)
        search = actions.ask_search(scene.seat(Role.GENETICIST))
        held = jobs.claim("a", KINDS)
        assert held is not None
        actions.cancel_search(scene.seat(Role.GENETICIST), search, reason="wrong rule")
        with pytest.raises(worker.NoLongerOurs):
            worker.run_search(held, settings.HOME.folder, worker.Progress(held))
        assert not CandidateList.objects.exists()

    def test_a_reason_is_needed_and_strangers_find_nothing(self, scene: Scene, queued: Search) -> None:
        with pytest.raises(Impossible, match="say why"):
            actions.cancel_search(scene.seat(Role.GENETICIST), queued, reason=" ")
        for seat in (scene.stranger, scene.seat(Role.REVIEWER)):
            with pytest.raises(NotFound):
                actions.cancel_search(seat, queued, reason="mine")
        queued.job.refresh_from_db()
        assert queued.job.state == "queued"


class TestRules:
    def test_a_rule_has_a_number_and_a_ground(self, scene: Scene) -> None:
        seat = scene.seat(Role.GENETICIST)
        one = actions.set_rule(seat, ground="agreed on the first of May")
        two = actions.set_rule(seat, ground="closed list", listed="0.8", sensitivity=["0.5"], best=5)
        assert (one.number, two.number, two.sensitivity) == (1, 2, ["0.5", "0.8"])
        assert ListRule.objects.filter(incident=scene.heron).first() == two

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"ground": "  "}, "on what ground"),
            ({"listed": "1"}, "λ '1'"),
            ({"listed": "often"}, "λ 'often'"),
            ({"sensitivity": ["0"]}, "another λ '0'"),
            ({"threshold_lr": 1}, "LR from which pairs are kept 1"),
            ({"best": 0}, "pairs kept for each 0"),
            ({"grouping_lr": 10}, "LR of one person 10"),
        ],
    )
    def test_a_rule_that_cannot_be(self, scene: Scene, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Impossible, match=said):
            actions.set_rule(scene.seat(Role.GENETICIST), **{"ground": "some", **wrong})
        assert not ListRule.objects.exists()

    def test_only_a_geneticist_sets_one(self, scene: Scene) -> None:
        for role in (Role.REVIEWER, Role.ANTHROPOLOGIST, Role.QUALITY):
            with pytest.raises(NotFound):
                actions.set_rule(scene.seat(role), ground="mine")
