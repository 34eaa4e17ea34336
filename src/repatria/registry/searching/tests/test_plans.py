"""Plans as work lists: asked for, made by the worker, read by those who sample and those who call, and by nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from repatria.registry.families import actions as families
from repatria.registry.families.models import Kin, PedigreeNode
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.searching import actions, jobs, plan_queries, planning, worker
from repatria.registry.searching.models import Job
from repatria.registry.searching.tests.hands import Made, awaited, made
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

HERE = "/i/heron/searching/plans/"


@kept
def planned(scene: Scene) -> Made:
    """A finished search, and a plan on it: one bone has shown nothing yet, and one uncle of the second family gave no sample."""
    here = made(scene)
    office = scene.seat(Role.CASUALTY)
    here.kin["uncle"] = families.add_kin(office, name="Ruben Dravane", sex="M", living="yes", relation="brother")
    families.add_sibling(office, PedigreeNode.objects.get(family=here.families[1], code="P1"), kin=here.kin["uncle"])
    here.bones["new"], _ = awaited(here, "fe r 5")[0]
    actions.ask_search(scene.seat(Role.GENETICIST))
    assert worker.work_once(settings.HOME.folder)
    planning.ask_plan(scene.seat(Role.GENETICIST))
    assert worker.work_once(settings.HOME.folder)
    job = Job.objects.get(kind=Job.Kind.PLAN)
    assert job.state == Job.State.DONE, job.fault
    return here


@pytest.fixture
def here(scene: Scene) -> Made:
    return planned(scene)


def text(browser: Any, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


class TestTheLists:
    def test_every_bone_is_ranked_and_what_is_decided_comes_last(self, here: Made) -> None:
        told = plan_queries.sampling(here.scene.seat(Role.GENETICIST))
        assert {r["bone"] for r in told.rows} == {b.code for b in here.bones.values()}
        assert [r["rank"] for r in told.rows] == list(range(1, len(told.rows) + 1)) and not told.stale and not told.live
        first = told.rows[0]
        assert (first["bone"], first["first"], first["system"]) == (here.bones["new"].code, True, "autosomal")
        assert first["names"] > 0.05 and first["chance"] == 0.55 and first["taken"] == 1  # cut, and not typed yet
        assert not any(r["first"] for r in told.rows[1:])
        decided = next(r for r in told.rows if r["bone"] == here.bones["first"].code)
        assert decided["names"] == 0.0 and decided["taken"] == 1

    def test_whoever_groups_blind_reads_no_more_than_bones(self, here: Made) -> None:
        rows = plan_queries.sampling(here.scene.seat(Role.ANTHROPOLOGIST)).rows
        assert all(not {"names", "information", "spread"} & set(r) for r in rows)
        page = text(here.scene.client(Role.ANTHROPOLOGIST), f"{HERE}samples/")
        codes = [*(m.code for m in here.missing), *(f.code for f in here.families), *(k.code for k in here.kin.values())]
        assert here.alone.code in page and not any(code in page for code in codes)
        assert "decides who it is" not in page and "Velmora" not in page
        assert "decides who it is" in text(here.scene.client(Role.GENETICIST), f"{HERE}samples/")

    def test_the_call_list_shows_relatives_and_no_genotype(self, here: Made) -> None:
        rows = plan_queries.calls(here.scene.seat(Role.CASUALTY)).rows
        uncle = here.kin["uncle"].code
        assert [(r["relative"], r["missing"], r["on_file"]) for r in rows] == [(uncle, here.missing[1].code, False)]
        covered = plan_queries.calls(here.scene.seat(Role.CASUALTY)).covered
        assert covered is not None and (covered["people"], covered["any"], covered["by"]["mtdna"]) == (3, 2, 0)
        assert rows[0]["systems"] == ["autosomal"] and rows[0]["before"] < rows[0]["after"]
        page = text(here.scene.client(Role.CASUALTY), f"{HERE}calls/")
        first = here.profiles["brother"]
        assert not any(marker in page for marker in first.calls) and uncle in page and "Velmora" not in page

    def test_other_laboratories_things_stand_in_no_list(self, here: Made) -> None:
        for role, read in ((Role.GENETICIST, plan_queries.sampling), (Role.CASUALTY, plan_queries.calls)):
            told = read(replace(here.scene.seat(role), laboratories=frozenset({here.scene.elsewhere.pk})))
            assert told.made is not None and told.rows == ()

    def test_the_dead_are_not_called(self, here: Made) -> None:
        mother = here.kin["other mother"]
        family = here.families[1].code
        assert mother.code in planning.may_be_asked(here.scene.heron)[family]
        Kin.objects.filter(pk=mother.pk).update(living="no")
        assert planning.may_be_asked(here.scene.heron)[family] == [here.kin["uncle"].code]

    def test_strangers_and_others_find_nothing(self, here: Made) -> None:
        closed = {
            "samples/": (Role.REVIEWER, Role.CASUALTY, here.scene.stranger_user),
            "calls/": (Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.REVIEWER, here.scene.stranger_user),
            "ask/": (Role.ANTHROPOLOGIST, Role.CASUALTY, Role.REVIEWER, here.scene.stranger_user),
        }
        for path, people in closed.items():
            assert {here.scene.client(who).get(HERE + path).status_code for who in people} == {404}


class TestAsking:
    def test_without_lists_there_is_no_plan(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="Queue a search first"):
            planning.ask_plan(scene.seat(Role.GENETICIST))
        assert "No plan was made yet" in text(scene.client(Role.GENETICIST), f"{HERE}samples/")
        refused = scene.client(Role.GENETICIST).post(f"{HERE}ask/").content.decode()
        assert "Queue a search first" in refused and not Job.objects.filter(kind=Job.Kind.PLAN).exists()

    def test_one_waits_at_a_time_and_says_so(self, here: Made) -> None:
        browser = here.scene.client(Role.GENETICIST)
        assert browser.post(f"{HERE}ask/").status_code == 302
        assert "waits for a worker" in text(browser, f"{HERE}samples/")
        with pytest.raises(Overtaken, match="one waits"):
            planning.ask_plan(here.scene.seat(Role.GENETICIST))
        with pytest.raises(NotFound):
            planning.ask_plan(here.scene.seat(Role.CASUALTY))

    def test_a_plan_that_fails_says_why_and_keeps_the_last(self, here: Made, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: Any) -> Any:
            raise OSError("the disk is full")

        monkeypatch.setattr(planning, "keep_answer", broken)
        planning.ask_plan(here.scene.seat(Role.GENETICIST))
        worker.work_once(settings.HOME.folder)
        page = text(here.scene.client(Role.GENETICIST), f"{HERE}samples/")
        assert "the disk is full" in page and here.alone.code in page
        assert Entry.objects.filter(tag="searching.plan_failed").count() == 1

    def test_a_stale_worker_brings_nothing(self, here: Made) -> None:
        planning.ask_plan(here.scene.seat(Role.GENETICIST))
        held = jobs.claim("one", (Job.Kind.PLAN,))
        assert held is not None
        Job.objects.filter(pk=held.job).update(fence=held.fence + 1)
        before = Entry.objects.filter(tag="searching.plan_made").count()
        planning.run_plan(held, settings.HOME.folder, lambda *_: None)
        assert Entry.objects.filter(tag="searching.plan_made").count() == before
        assert Job.objects.get(pk=held.job).state == Job.State.RUNNING
