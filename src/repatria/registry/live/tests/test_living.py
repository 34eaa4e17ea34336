"""Five boxes lived for a year: every part of the life happens, no gate opens, and what comes out is as the contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from repatria.cli.main import main
from repatria.registry.home import make_home
from repatria.registry.journal import clock
from repatria.registry.journal.heads import generate
from repatria.registry.live.altering import alter_a_copy
from repatria.registry.live.finishing import six_lines, write_walk
from repatria.registry.live.living import Size, live
from repatria.registry.live.outcome import in_words, outcome
from repatria.registry.live.parameters import CAPACITIES, PARAMETERS
from repatria.registry.live.showing import show
from repatria.registry.testing.statistics import gather_statistics

KEYS = {
    "seed", "years", "evidence_lines", "curve", "signed", "expected_wrong", "wrong_signed", "listed_with_reference", "ceiling", "named",
    "nonlisted", "nonlisted_signed", "sibling_sets", "mislabelled", "swaps", "gates", "portions", "balances", "families", "seconds",
}  # fmt: skip
"""What every lived exercise tells; ``rescission`` where the planted wrong link was signed in time."""
SEED, BOXES, DAYS = 3, 5, 365
ALWAYS_PRINTED = (
    "status-letter", "rescission-notice", "group-transfer-manifest", "count-out-and-escort", "seal-sheet", "box-inventory",
    "custody-record", "laboratory-request", "dissent",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_five_boxes_live_for_a_year(tmp_path: Path, settings: Any, durable: None) -> None:
    settings.HOME = home = make_home(tmp_path / "home")
    generate(home.keys / "signing.pem")
    home.witness_folder.mkdir()
    gather_statistics()
    size = Size(SEED, BOXES / 55, DAYS)
    left: dict[str, Any] = {}
    life, seconds = live(size, home.folder, last=lambda at: left.update(show(at, tmp_path)))
    assert clock.invented_for() is None
    told = outcome(life, size, tmp_path / "truth", seconds)
    assert json.loads(json.dumps(told)).keys() >= KEYS
    assert told["schema"] == "live/1" and "Y-STR" in told["evidence_lines"]["not_yet"]
    assert told["gates"]["attempts"] >= 5 and told["gates"]["succeeded"] == 0
    assert told["wrong_signed"] == [] and told["nonlisted_signed"] == 0
    assert told["refused"] == {}, "what people do in good faith is not refused"
    assert {one["name"] for one in told["balances"]} >= {"boxes", "bones", "people", "families"}
    assert all(one["closes"] and one["left"] == one["right"] for one in told["balances"])
    assert told["families"]["n"] == told["families"]["with_status"] == told["families"]["heard_in_12_months"] > 100
    assert told["portions"]["obeyed"] == told["portions"]["due"]
    assert told["rescission"]["listed"] == told["rescission"]["dependents_true"] > 3
    assert told["rescission"]["not_listed"] == []
    lived = told["noted"]
    for what in ("box opened", "specimens", "signed", "family told", "rescinded", "correction closed", "determination written"):
        assert lived[what] > 0, what
    assert lived["box opened"] == BOXES and told["curve"][-1]["unresolved"] > 0
    assert [point["t"] for point in told["curve"]] == sorted(point["t"] for point in told["curve"])
    assert "Lived 1.0 years" in in_words(told)
    assert left["refused"].startswith("refused (") and {
        "account-map",
        "lived-skeleton",
        "lived-custody-line",
        "lived-custody-map",
    } <= set(left["pictures"])
    for name in (*left["papers"], *ALWAYS_PRINTED):
        assert (tmp_path / "papers" / f"{name}.pdf").read_bytes().startswith(b"%PDF"), name
    proof = alter_a_copy()
    assert proof.whole and f"entry {proof.altered + 1}" in proof.finding
    lines = six_lines(told, proof, left["refused"])
    assert [line[:2] for line in lines] == ["1.", "2.", "3.", "4.", "5.", "6."] and "was found" in lines[5]
    (tmp_path / "index.html").write_text("the report", encoding="utf-8")
    write_walk(tmp_path, lines, told, left)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert (
        "Exercise: everyone here is invented." in page
        and page.count("<img") == len(left["pictures"])
        and 'href="report.html"' in page
    )
    assert (tmp_path / "summary.txt").read_text("utf-8").count("\n1. ") == 1


def test_every_number_has_its_mark() -> None:
    for name, told in {**PARAMETERS, **CAPACITIES}.items():
        assert told.mark in ("S", "A") and told.unit, name
        assert told.value > 0, name


@pytest.mark.parametrize(
    ("words", "said"), [(["--years", "0"], "0 days"), (["--boxes", "0"], "0 boxes"), (["--dir", "a", "--show", "b"], "--show")]
)
def test_what_cannot_be_lived_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", *words]) == 2
    assert said in capsys.readouterr().err
