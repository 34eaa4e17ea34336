"""A box lived for a year: every part of the life happens, no gate opens, what comes out is as the contract says, and again the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from repatria.cli.main import main
from repatria.registry.codes.models import Kind
from repatria.registry.home import make_home
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.journal import clock
from repatria.registry.journal.heads import generate
from repatria.registry.laboratory.models import Lineage
from repatria.registry.live.altering import alter_a_copy
from repatria.registry.live.finishing import six_lines, write_walk
from repatria.registry.live.holding import Ceiling
from repatria.registry.live.living import Size, live
from repatria.registry.live.outcome import in_words, outcome
from repatria.registry.live.parameters import CAPACITIES, PARAMETERS
from repatria.registry.live.showing import show
from repatria.registry.live.targets import held
from repatria.registry.testing.statistics import gather_statistics

KEYS = {
    "seed", "years", "evidence_lines", "curve", "signed", "expected_wrong", "wrong_signed", "listed_with_reference", "ceiling", "named",
    "nonlisted", "nonlisted_signed", "sibling_sets", "mislabelled", "swaps", "gates", "portions", "balances", "families", "seconds",
}  # fmt: skip
"""What every lived exercise tells; ``rescission`` where the planted wrong link was signed in time."""
SEED, BOXES, DAYS = 3, 1, 365
ONCE: dict[str, dict[str, Any]] = {}
"""What the first life told, for the second one."""
ALWAYS_PRINTED = (
    "status-letter", "rescission-notice", "group-transfer-manifest", "count-out-and-escort", "seal-sheet", "box-inventory",
    "custody-record", "laboratory-request", "dissent",
)  # fmt: skip


def lived(settings: Any, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A box lived for a year, shown on its last day: what came of it, and what it left."""
    settings.HOME = home = make_home(folder / "home")
    generate(home.keys / "signing.pem")
    home.witness_folder.mkdir()
    gather_statistics()
    size = Size(SEED, BOXES / 55, DAYS, lineages=True)
    left: dict[str, Any] = {}
    life, seconds = live(size, home.folder, last=lambda at: left.update(show(at, folder)))
    assert clock.invented_for() is None
    told = outcome(life, size, folder / "truth", seconds)
    ONCE.setdefault(connection.vendor, told)
    return told, left


@pytest.mark.django_db(transaction=True)
def test_a_box_lives_for_a_year(tmp_path: Path, settings: Any, durable: None) -> None:
    told, left = lived(settings, tmp_path)
    assert json.loads(json.dumps(told)).keys() >= KEYS
    assert told["schema"] == "live/1" and "Y-STR" in told["evidence_lines"]["used"]
    shown = set(Lineage.objects.values_list("subject__kind", "type"))
    assert {(kind, type) for kind in (Kind.SPECIMEN, Kind.KIN) for type in ("mt", "y")} <= shown
    weighed = {line["kind"] for one in EvidenceFile.objects.all() for line in one.document["lines"]}
    assert weighed & {"mtdna", "ystr"}, "no evidence file weighs a lineage"
    assert told["gates"]["attempts"] >= 5 and told["gates"]["succeeded"] == 0
    assert told["wrong_signed"] == [] and told["nonlisted_signed"] == 0
    assert told["refused"] == {}, "what people do in good faith is not refused"
    assert {one["name"] for one in told["balances"]} >= {"boxes", "bones", "people", "families"}
    assert all(one["closes"] and one["left"] == one["right"] for one in told["balances"])
    assert told["families"]["n"] == told["families"]["with_status"] == told["families"]["heard_in_12_months"] > 100
    assert told["portions"]["obeyed"] == told["portions"]["due"]
    assert told["rescission"]["listed"] == told["rescission"]["dependents_true"] > 3
    assert told["rescission"]["not_listed"] == []
    noted = told["noted"]
    for what in ("box opened", "specimens", "signed", "family told", "rescinded", "correction closed", "determination written"):
        assert noted[what] > 0, what
    assert noted["box opened"] == BOXES and told["curve"][-1]["unresolved"] > 0
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


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_lives_the_same_life(tmp_path: Path, settings: Any, durable: None) -> None:
    """Everything that is told but the seconds: two lives in databases of their own, with numbers of rows of their own."""
    if connection.vendor not in ONCE:  # the other worker lived the first one, or nobody did
        lived(settings, tmp_path / "first")
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    first = ONCE[connection.vendor]
    again, _left = lived(settings, tmp_path / "again")
    assert {**again, "seconds": 0} == {**first, "seconds": 0}


def test_a_target_that_is_missed_says_by_how_much() -> None:
    told = {
        "named": 3, "signed": 3, "ceiling": 10, "listed_with_reference": 40, "nonlisted": 5, "nonlisted_signed": 0,
        "sibling_sets": {"present": 1, "listed": 0, "reported": 0}, "swaps": {"detectable": 2, "found": 2},
        "mislabelled": {"detectable": 4, "flagged_before_signature": 4}, "gates": {"attempts": 9, "succeeded": 0},
        "portions": {"due": 0, "obeyed": 0}, "balances": [{"closes": True}], "families": {"n": 8, "heard_in_12_months": 8},
        "withheld": {"one donor, typed once": 7}, "noted": {"people identified": 3},
    }  # fmt: skip
    rows = {row["name"]: row for row in held(told, Ceiling(18, 11, 10, []))}
    missed = rows["people named, of the ceiling that the references allow"]
    assert missed["met"] is False and missed["short_by"] == 0.6
    assert "7 one donor, typed once" in missed["limit"] and "18 reach the threshold, 11 with reference error" in missed["limit"]
    assert rows["families that miss several, on a list, reported as a set"]["met"] is None, (
        "nothing to count is neither met nor missed"
    )
    assert rows["attempts to pass a gate, refused"]["met"] is True


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
