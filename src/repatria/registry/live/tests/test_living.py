"""Five boxes lived for a year: every part of the life happens, no gate opens, and what comes out is as the contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.home import make_home
from repatria.registry.journal import clock
from repatria.registry.journal.heads import generate
from repatria.registry.live.living import Size, live
from repatria.registry.live.outcome import in_words, outcome
from repatria.registry.live.parameters import CAPACITIES, PARAMETERS
from repatria.registry.testing.statistics import gather_statistics

KEYS = {
    "seed", "years", "evidence_lines", "curve", "signed", "expected_wrong", "wrong_signed", "listed_with_reference", "ceiling", "named",
    "nonlisted", "nonlisted_signed", "sibling_sets", "mislabelled", "swaps", "gates", "portions", "balances", "families", "seconds",
}  # fmt: skip
"""What every lived exercise tells; ``rescission`` where the planted wrong link was signed in time."""
SEED, BOXES, DAYS = 3, 5, 365


@pytest.mark.django_db(transaction=True)
def test_five_boxes_live_for_a_year(tmp_path: Path, settings: Any) -> None:
    settings.HOME = home = make_home(tmp_path / "home")
    generate(home.keys / "signing.pem")
    home.witness_folder.mkdir()
    gather_statistics()
    size = Size(SEED, BOXES / 55, DAYS)
    life, seconds = live(size, home.folder)
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


def test_every_number_has_its_mark() -> None:
    for name, told in {**PARAMETERS, **CAPACITIES}.items():
        assert told.mark in ("S", "A") and told.unit, name
        assert told.value > 0, name
