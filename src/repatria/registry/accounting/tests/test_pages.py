"""The pages of the account, by role; the public page without login; the folder for any web server; papers. In a browser: the walk home."""

from __future__ import annotations

import csv
import io
import json
import re
from argparse import Namespace
from pathlib import Path

import pytest
from django.test import Client

from repatria.cli import registry_public
from repatria.errors import InvalidInput
from repatria.registry import operations
from repatria.registry.accounting import actions, opendata
from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.ledger import book
from repatria.registry.accounting.pictures import PICTURES
from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene

HERE = "/i/heron/account/"
ADDRESSES = [
    "", "figures/identified/", "figures/bones-held/", "balances/bones/", "balances/people/", "published/", "papers/",
    *(f"pictures/{key}/" for key in PICTURES),
]  # fmt: skip


@pytest.fixture(autouse=True)
def fresh() -> None:
    book.forget()


class TestPages:
    def test_everybody_but_the_blind_and_strangers_reads_the_account(self, scene: Scene) -> None:
        roads.buried(scene)
        for role in Role:
            status = 404 if role in (Role.ANTHROPOLOGIST, Role.TECHNICIAN) else 200
            browser = scene.client(role)
            assert {browser.get(HERE + one).status_code for one in ADDRESSES} == {status}, role
        assert scene.client(scene.stranger_user).get(HERE).status_code == 404
        assert Client().get(HERE).status_code == 302
        nothing = scene.client(Role.EXAMINER)
        assert {
            nothing.get(HERE + one).status_code for one in ("figures/x/", "balances/x/", "pictures/x/", "published/4/")
        } == {404}

    def test_every_figure_opens_with_its_definition_and_its_list(self, scene: Scene) -> None:
        burial = roads.buried(scene)
        browser = scene.client(Role.EXAMINER)
        for key, figure in FIGURES.items():
            text = browser.get(f"{HERE}figures/{key}/").content.decode()
            assert str(figure.definition)[:30] in text
        assert burial.missing.code in browser.get(f"{HERE}figures/buried/").content.decode()  # type: ignore[union-attr]

    def test_a_list_that_is_not_yours_is_not_shown_but_its_number_is(self, scene: Scene) -> None:
        one = hands.signed(scene)
        text = scene.client(Role.INTAKE).get(f"{HERE}figures/identified/").content.decode()
        assert "its list is not" in text and one.missing.code not in text
        shown = scene.client(Role.GENETICIST).get(f"{HERE}figures/identified/").content.decode()
        assert one.missing.code in shown

    def test_a_past_day_and_days_that_cannot_be(self, scene: Scene) -> None:
        roads.bones(scene)
        browser = scene.client(Role.AUDITOR)
        assert "Nothing was entered before" in browser.get(HERE, {"day": "2020-01-01"}).content.decode()
        assert "has not come yet" in browser.get(HERE, {"day": "2900-01-01"}).content.decode()
        assert browser.get(HERE, {"day": "yesterday"}).status_code == 200

    def test_it_is_published_and_withdrawn_here(self, scene: Scene) -> None:
        roads.bones(scene)
        browser = scene.client(Role.EXAMINER)
        assert "What would be published" in browser.get(f"{HERE}published/new/").content.decode()
        assert "has not come yet" in browser.post(f"{HERE}published/new/", {"day": "2900-01-01"}).content.decode()
        made = browser.post(f"{HERE}published/new/", {"day": clock.today().isoformat()})
        assert made.status_code == 302 and made.headers["Location"] == f"{HERE}published/1/"
        page = f"{HERE}published/1/"
        assert scene.client(Role.REVIEWER).post(page, {"reason": "x"}).status_code == 404
        assert "agrees" in browser.get(page).content.decode()
        assert browser.post(page, {"reason": ""}).status_code == 200
        assert browser.post(page, {"reason": "counted wrongly"}).status_code == 302
        assert "counted wrongly" in browser.get(page).content.decode()

    def test_the_account_answers_at_once_after_the_first_time(self, scene: Scene) -> None:
        roads.bones(scene)
        browser = scene.client(Role.EXAMINER)
        browser.get(HERE)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            browser.get(HERE)
        assert len(asked) < 40


class TestPapers:
    def test_figures_with_definitions_and_an_extract_of_the_journal(self, scene: Scene) -> None:
        roads.buried(scene)
        browser, today = scene.client(Role.AUDITOR), clock.today().isoformat()
        first = browser.get(f"{HERE}papers/figures.pdf", {"day": today})
        assert (
            first.content.startswith(b"%PDF")
            and first.content == browser.get(f"{HERE}papers/figures.pdf", {"day": today}).content
        )
        assert Entry.objects.filter(tag="people.paper_printed").count() == 2
        period = {"since": today, "until": today}
        assert browser.get(f"{HERE}papers/extract/", period).content.startswith(b"%PDF")
        lines = browser.get(f"{HERE}papers/extract/", {**period, "as": "data"}).content.decode().splitlines()
        told = [json.loads(line) for line in lines]
        assert [one["seq"] for one in told] == sorted(one["seq"] for one in told) and {one["incident"] for one in told} == {
            "heron"
        }
        assert "the family" not in "".join(lines)

    def test_what_cannot_be_printed_is_refused_in_words(self, scene: Scene) -> None:
        roads.bones(scene)
        browser = scene.client(Role.AUDITOR)
        assert browser.get(f"{HERE}papers/figures.pdf", {"day": "2900-01-01"}).status_code == 422
        assert browser.get(f"{HERE}papers/figures.pdf", {"day": "2020-01-01"}).status_code == 422
        assert browser.get(f"{HERE}papers/extract/", {"since": "2020-02-01", "until": "2020-01-01"}).status_code == 422
        empty = browser.get(f"{HERE}papers/extract/", {"since": "2020-01-01", "until": "2020-01-02"})
        assert empty.status_code == 422 and "nothing was written" in empty.content.decode()
        assert scene.client(Role.TECHNICIAN).get(f"{HERE}papers/extract/").status_code == 404

    def test_both_stand_on_the_page_of_papers(self, scene: Scene) -> None:
        text = scene.client(Role.AUDITOR).get("/i/heron/people/papers/").content.decode()
        assert "Figures with definitions" in text and "Audit extract" in text


class TestPublic:
    def test_nothing_is_public_before_it_was_published_nor_after_it_was_withdrawn(self, scene: Scene) -> None:
        roads.bones(scene)
        stranger = Client()
        addresses = [f"/public/heron/{name}" for name in ("", "figures.json", "figures.csv")]
        assert {stranger.get(one).status_code for one in addresses} == {404}
        assert "Came home" not in stranger.get("/").content.decode()
        row = actions.publish(scene.seat(Role.EXAMINER), day=clock.today())
        assert {stranger.get(one).status_code for one in addresses} == {200}
        assert stranger.post("/public/heron/").status_code == 405
        assert "Came home" in stranger.get("/").content.decode()
        actions.withdraw(scene.seat(Role.EXAMINER), row, reason="counted wrongly")
        assert {stranger.get(one).status_code for one in addresses} == {404}

    def test_three_lines_first_no_rate_and_the_mark_of_an_exercise(self, scene: Scene) -> None:
        roads.buried(scene)
        actions.publish(scene.seat(Role.EXAMINER), day=clock.today())
        text = Client().get("/public/heron/").content.decode()
        main = text[text.index("<main") :]
        places = [
            main.index(words)
            for words in ("Came home", "Returned without a name", "Still waited for", "Every published figure")
        ]
        assert places == sorted(places)
        assert "%" not in re.sub(r"<[^>]+>", "", main) and "success" not in main.lower()
        assert scene.heron.banner in text

    def test_open_data_holds_every_figure_with_its_definition(self, scene: Scene) -> None:
        roads.buried(scene)
        row = actions.publish(scene.seat(Role.EXAMINER), day=clock.today())
        told = json.loads(Client().get("/public/heron/figures.json").content)
        assert told["digest"] == row.digest and told["notice"] == scene.heron.banner
        lines = list(csv.DictReader(io.StringIO(Client().get("/public/heron/figures.csv").content.decode())))
        assert len(lines) == len(told["figures"]) and all(line["definition"] and line["notice"] for line in lines)
        few = next(line for line in lines if line["key"] == "home")
        assert (few["kind"], few["low"], few["high"]) == ("few", "1", "4")
        assert next(line for line in lines if line["key"] == "decided_by_others")["low"] == ""

    def test_the_folder_needs_no_server_of_ours(self, scene: Scene, tmp_path: Path) -> None:
        with pytest.raises(Impossible, match="nothing is public"):
            opendata.export(tmp_path)
        roads.buried(scene)
        actions.publish(scene.seat(Role.EXAMINER), day=clock.today())
        files = opendata.export(tmp_path)
        assert {path.relative_to(tmp_path).as_posix() for path in files} == {
            "index.html", "public.css", "heron/index.html", "heron/figures.json", "heron/figures.csv",
        }  # fmt: skip
        for path in files:
            if path.suffix == ".html":
                text = path.read_text(encoding="utf-8")
                assert "<script" not in text and "style=" not in text and scene.heron.banner in text
                for to in re.findall(r'(?:href|src)="([^"]+)"', text):
                    assert not to.startswith(("/", "http")) and (path.parent / to).resolve().is_file(), to
        again = tmp_path / "again"
        assert [path.read_bytes() for path in opendata.export(again)] == [path.read_bytes() for path in files]


def test_the_command_writes_the_folder_and_refuses_one_that_is_not_empty(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "wake", lambda folder: None)
    roads.bones(scene)
    actions.publish(scene.seat(Role.EXAMINER), day=clock.today())
    asked = Namespace(folder=tmp_path / "registry", out=tmp_path / "out")
    told, words = registry_public.do_public(asked)
    assert told["files"] == 5 and told["accounts"][0]["number"] == 1 and scene.heron.banner in words
    assert (tmp_path / "out" / "index.html").is_file()
    with pytest.raises(InvalidInput, match="not empty"):
        registry_public.do_public(asked)


def test_programs_ask_the_same(scene: Scene) -> None:
    roads.bones(scene, *roads.TWO)
    examiner = Program(key_for(scene.seat(Role.EXAMINER)))
    rows = examiner.get("/accounting/figures", limit=100).json()["rows"]
    assert {row["key"]: row["value"] for row in rows}["bones-held"] == 2 and {row["key"] for row in rows} == set(FIGURES)
    one = examiner.get("/accounting/figures/bones-held").json()["row"]
    assert len(one["list"]) == 2 and one["history"][-1]["value"] == 2
    assert all(row["closes"] for row in examiner.get("/accounting/balances").json()["rows"])
    assert examiner.get("/accounting/figures", day="2900-01-01").status_code == 422
    assert examiner.get("/accounting/figures/none").status_code == 404
    made = examiner.twice("/accounting/published", day=clock.today().isoformat())
    assert made["number"] == 1 and made["closes"]
    examiner.twice("/accounting/published/1/withdraw", reason="counted wrongly")
    assert examiner.get("/accounting/published/1").json()["row"]["withdrawn_why"] == "counted wrongly"
