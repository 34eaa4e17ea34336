"""Searches by programs: queue, follow, read lists, cancel, rules; the same refusals as the pages."""

from __future__ import annotations

from django.conf import settings

from repatria.registry.api.tests.conftest import At
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.searching import worker
from repatria.registry.searching.tests.hands import made
from repatria.registry.testing.scene import Scene

HERE = "/searching/searches"
RULE = {
    "listed": "0.8",
    "sensitivity": "0.5 0.9",
    "threshold_lr": 10_000,
    "best": 5,
    "grouping_lr": 10**9,
    "ground": "closed list",
}


class TestSearching:
    def test_a_search_is_queued_followed_and_its_lists_are_read(self, scene: Scene, at: At) -> None:
        here, program = made(scene), at(Role.GENETICIST)
        code = program.twice(HERE, why="by a program")["code"]
        assert program.get(f"{HERE}/{code}").json()["row"]["state"] == "queued"
        assert "waits for a worker" in program.post(HERE, why="again").json()["said"]
        worker.work_once(settings.HOME.folder)
        row = program.get(f"{HERE}/{code}").json()["row"]
        assert (row["state"], row["current"], len(row["result"])) == ("done", True, 64)
        lists = program.get(f"{HERE}/{code}/lists", order="posterior").json()
        assert lists["count"] == 4 and lists["rows"][0]["version"] == 1
        label = here.individuals[0].code
        told = program.get(f"{HERE}/{code}/lists/{label}").json()["row"]
        assert [line["missing"] for line in told["lines"]] == [here.missing[0].code]
        assert Entry.objects.filter(tag="searching.list_opened", subject=label).count() == 1
        assert program.get(HERE).json()["count"] == 1

    def test_a_waiting_search_is_cancelled_and_a_rule_set(self, scene: Scene, at: At) -> None:
        program = at(Role.GENETICIST)
        code = program.twice(HERE, why="too early")["code"]
        assert program.twice(f"{HERE}/{code}/cancel", reason="a plate is missing")["code"] == code
        assert program.get(f"{HERE}/{code}").json()["row"]["state"] == "cancelled"
        assert program.twice("/searching/rules", **RULE)["number"] == 2
        assert program.get("/searching/rules").json()["rows"][0]["ground"] == "closed list"
        assert program.post("/searching/rules", **{**RULE, "listed": "2"}).status_code == 422

    def test_the_blind_find_nothing(self, scene: Scene, at: At) -> None:
        blind = at(Role.ANTHROPOLOGIST)
        assert {blind.get(path).status_code for path in (HERE, "/searching/rules")} == {404}
        assert blind.post(HERE, why="x").status_code == 404
