"""The walk and the six lines by themselves, without a life: what is counted, what is not there, and what the comparison left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.live import finishing, paperwork, picturing
from repatria.registry.live.altering import Altered
from repatria.registry.live.solved import MANIFEST, NOT_THERE, REPORT, solved

TOLD: dict[str, Any] = {
    "notice": "Exercise: everyone here is invented.", "scale": 8 / 55, "seed": 3, "seconds": 61.2, "years": 7.0, "signed": 1,
    "wrong_signed": [], "expected_wrong": 0.0002, "upper_95": 3.0, "listed_with_reference": 12, "ceiling": 5,
    "noted": {"box opened": 1, "specimens": 1_466, "samples": 640, "family told": 1, "letters": 2_000, "laid to rest": 2},
    "gates": {"attempts": 40, "succeeded": 0}, "families": {"n": 900, "heard_in_12_months": 900},
    "portions": {"due": 1, "obeyed": 1}, "rescission": {"listed": 11, "dependents_true": 11, "steps": 12},
    "balances": [{"closes": True}, {"closes": True}], "first_attempt_days": {"n": 1, "median": 1.0},
}  # fmt: skip
PROOF = Altered(4_000, 2_001, "entry 2002: its link is not the hash of entry 2001", True)


def test_what_did_not_hold_is_said_and_everything_is_looked_at() -> None:
    assert finishing.failed(TOLD, PROOF, "refused (no family was told).") == []
    bad = {**TOLD, "gates": {"attempts": 1, "succeeded": 1}, "balances": [{"closes": False}]}
    assert len(finishing.failed(bad, Altered(4, 2, "", False), "NOT refused.")) == 5


@pytest.mark.django_db
def test_six_lines_say_one_and_many_and_what_was_compared(tmp_path: Path) -> None:
    lines = finishing.six_lines(TOLD, PROOF, "refused (no family was told).", solved(tmp_path))
    assert [line[:3] for line in lines] == ["1. ", "2. ", "3. ", "4. ", "5. ", "6. "]
    for words in ("1 box with 1,466 bones and teeth", "1 person signed", "1 telling,", "2 graves", "0 succeeded", "verifies"):
        assert words in " ".join(lines), words
    assert NOT_THERE in lines[1] and "refused (no family was told)" in lines[4]
    broken = finishing.six_lines(TOLD, Altered(4, 2, "", False), "NOT refused.")
    assert "does NOT verify" in broken[5] and "NOT found" in broken[5] and "NOT refused" in broken[4]


def test_what_the_comparison_left_is_read_from_its_results(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).parent.mkdir(parents=True)
    (tmp_path / MANIFEST).write_text(json.dumps({"pairs": {"compared": 2_196_744, "above_threshold": 31}}))
    figures = [{"of": "containers", "value": 55}, {"of": "people on the list", "value": 7_699}]
    rows = [{"named": 9, "withheld": 5, "wrong": 0}, {"named": 9, "withheld": 15, "wrong": 1}]
    (tmp_path / REPORT).write_text(json.dumps({"figures": figures, "yields": rows}))
    said = solved(tmp_path)
    assert "2,196,744 pairs" in said and "18 names forward (1 wrong" in said and "withholds 20" in said


def test_the_walk_names_what_is_not_there_and_carries_the_mark(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for name in finishing.SHOWN:
        if name != "yield":
            (tmp_path / "pictures" / f"{name}.png").write_bytes(b"png")
    shown = {"papers": ["dna-report", "seal-sheet"], "no_paper": ["dissent"]}
    finishing.write_walk(tmp_path, ["1. One.", "2. Two."], TOLD, shown)
    page, summary = (tmp_path / "index.html").read_text("utf-8"), (tmp_path / "summary.txt").read_text("utf-8")
    assert page.count("<img") == 15 and "DNA report" in page and "Seal sheet" in page and "8 of 55 boxes" in page
    assert "gave none for: yield, dissent" in page and "15 of 16 pictures and 2 of 3 papers" in summary
    for text in (page, summary):
        assert TOLD["notice"] in text and "http" not in text


def test_sixteen_pictures_have_a_place_in_the_walk_and_eleven_come_from_the_lived_exercise() -> None:
    walked = [name for _title, some in finishing.WALK for name in some]
    assert len(walked) == len(set(walked)) == len(finishing.SHOWN) == 16 and set(walked) == set(finishing.SHOWN)
    assert set(picturing.names()) == {name for name in walked if name.startswith(("account-", "lived-"))}
    assert len(picturing.names()) == 11


def test_every_paper_on_the_pages_has_an_example() -> None:
    from repatria.registry.people.desks import desks

    assert len(paperwork.PAPERS) >= 21
    listed = [str(paper.name) for desk in desks() for paper in desk.papers]
    assert len(listed) >= len(paperwork.PAPERS) and len(set(listed)) == len(listed)


def test_a_drawing_becomes_a_picture_under_its_title_and_mark() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" font-family="serif"><text x="1" y="12">a</text></svg>'
    assert picturing.as_png(svg, "A title", "Exercise: everyone here is invented.").startswith(b"\x89PNG")
