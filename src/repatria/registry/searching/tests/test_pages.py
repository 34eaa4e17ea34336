"""Pages of searches: who sees them, what they say, what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.searching import actions
from repatria.registry.searching.models import ListRule, Search
from repatria.registry.searching.tests.hands import Made, searched
from repatria.registry.testing.scene import Scene

HERE = "/i/heron/searching/"


@pytest.fixture
def here(scene: Scene) -> Made:
    return searched(scene)


def text(browser: Any, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


class TestReading:
    def test_a_search_says_what_was_compared_and_what_not(self, here: Made) -> None:
        assert here.search is not None
        browser = here.scene.client(Role.REVIEWER)
        assert here.search.code in text(browser, HERE)
        told = text(browser, f"{HERE}{here.search.code}/")
        assert "no relative with a usable profile" in told
        assert here.missing[2].code in told
        assert "each person is listed with probability 0.5" in told
        assert here.search.result_digest in told
        for unit in here.individuals:
            assert unit.code in told
        assert "Bones are not locked as an individual" in told

    def test_lists_are_filtered_and_ordered(self, here: Made) -> None:
        assert here.search is not None
        url = f"{HERE}{here.search.code}/"
        browser = here.scene.client(Role.GENETICIST)
        one = text(browser, f"{url}?unit={here.alone.code}&order=posterior")
        assert here.alone.code in one and f"lists/{here.individuals[0].code}" not in one
        assert "No such list" in text(browser, f"{url}?unit=nothing")

    def test_a_list_names_nobody_to_who_may_not_know(self, here: Made) -> None:
        assert here.search is not None
        url = f"{HERE}{here.search.code}/lists/{here.individuals[0].code}/"
        before = Entry.objects.filter(tag="searching.list_opened").count()
        assert "Velmora" in text(here.scene.client(Role.REVIEWER), url)
        told = text(here.scene.client(Role.GENETICIST), url)
        assert "Velmora" not in told
        assert here.missing[0].code in told and "none of these" in told and "&gt; 0.999999" in told
        assert "somebody without a usable reference" in told
        assert Entry.objects.filter(tag="searching.list_opened").count() == before + 2

    def test_a_bone_that_is_not_locked_says_so(self, here: Made) -> None:
        assert here.search is not None
        told = text(here.scene.client(Role.GENETICIST), f"{HERE}{here.search.code}/lists/{here.alone.code}/")
        assert "an identification needs a locked individual" in told
        assert "Nobody on the list reaches the rule" in told

    def test_one_unit_over_time_and_the_rules(self, here: Made) -> None:
        browser = here.scene.client(Role.GENETICIST)
        assert "never rewritten" in text(browser, f"{HERE}units/{here.individuals[0].code}/")
        assert browser.get(f"{HERE}units/nothing/").status_code == 404
        assert "The rule that the registry comes with" in text(browser, f"{HERE}rules/")

    def test_the_blind_the_bench_and_strangers_find_nothing(self, here: Made) -> None:
        assert here.search is not None
        code, label = here.search.code, here.individuals[0].code
        pages = (
            "",
            f"{code}/",
            f"{code}/lists/{label}/",
            f"{code}/progress/",
            f"units/{label}/",
            "rules/",
            "rules/new/",
            "ask/",
        )
        for who in (Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.QUALITY, here.scene.stranger_user):
            browser = here.scene.client(who)
            assert {browser.get(HERE + path).status_code for path in pages} == {404}

    def test_the_desk_tells_of_lists_and_failures(self, here: Made) -> None:
        assert "Candidate lists" in text(here.scene.client(Role.GENETICIST), "/i/heron/")
        assert "Candidate lists" not in text(here.scene.client(Role.ANTHROPOLOGIST), "/i/heron/")
        found = text(here.scene.client(Role.GENETICIST), f"/i/heron/search/?q={here.individuals[0].code}")
        assert "candidate list in" in found


class TestActing:
    def test_a_search_is_queued_followed_and_cancelled(self, scene: Scene) -> None:
        browser = scene.client(Role.GENETICIST)
        answer = browser.post(f"{HERE}ask/", {"why": "a new family"})
        made = Search.objects.get()
        assert answer.status_code == 302 and made.code in answer["Location"]
        told = text(browser, answer["Location"])
        assert "Waits for a worker" in told and "hx-trigger" in told
        assert made.code in text(browser, f"{HERE}progress/")
        again = browser.post(f"{HERE}ask/", {"why": ""})
        assert "waits for a worker since" in again.content.decode()
        assert "This field is required" in browser.post(f"{HERE}{made.code}/cancel/", {"reason": ""}).content.decode()
        assert browser.post(f"{HERE}{made.code}/cancel/", {"reason": "too early"}).status_code == 302
        assert "too early" in text(browser, f"{HERE}{made.code}/")
        late = browser.post(f"{HERE}{made.code}/cancel/", {"reason": "again"}).content.decode()
        assert "nothing to cancel" in late
        live = browser.get(f"{HERE}{made.code}/progress/", headers={"HX-Request": "true"})
        assert live["HX-Refresh"] == "true"

    def test_a_rule_is_set_with_its_ground(self, scene: Scene) -> None:
        browser = scene.client(Role.GENETICIST)
        typed = {"listed": "0.8", "sensitivity": "0.5 0.9", "threshold_lr": "10000", "best": "5", "grouping_lr": "1000000000"}
        assert "This field is required" in browser.post(f"{HERE}rules/new/", typed).content.decode()
        wrong = browser.post(f"{HERE}rules/new/", {**typed, "listed": "2", "ground": "closed list"}).content.decode()
        assert "Write a probability" in wrong
        assert browser.post(f"{HERE}rules/new/", {**typed, "ground": "closed list"}).status_code == 302
        assert ListRule.objects.get().sensitivity == ["0.5", "0.8", "0.9"]

    def test_who_only_reads_cannot_act(self, scene: Scene) -> None:
        made = actions.ask_search(scene.seat(Role.GENETICIST))
        browser = scene.client(Role.REVIEWER)
        for path in ("ask/", "rules/new/", f"{made.code}/cancel/"):
            assert browser.post(HERE + path, {"reason": "x"}).status_code == 404
