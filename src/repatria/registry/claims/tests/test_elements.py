"""Each element of the two reports of the day stands where the table says: in the record, in the programme, or nowhere on purpose."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from repatria.registry import gateway
from repatria.registry.claims import elements, record
from repatria.registry.programme.loading import PROGRAMME_2018

RECORD = tomllib.loads(record.RECORD_2018.read_text(encoding="utf-8"))
PROGRAMME = tomllib.loads(PROGRAMME_2018.read_text(encoding="utf-8"))["matter"]
TOPICS = {topic["key"]: topic["claim"] for topic in RECORD["topic"]}
OF_REPORT = {"1": {"report-1"}, "2": {"report-2"}, "both": {"report-1", "report-2"}}
KINDS = ("event", "journey", "agreement", "request", "readiness", "ceremony")
LEG_FIELDS = {"vehicle": "vehicle", "crew": "crew", "flag": "flag", "on hand": "on_hand"}


def named(row: elements.Element) -> list[str]:
    """The topics that a row names: ``claim us-dead``, ``claims k55-people and k55-boxes``."""
    found = re.findall(r"(?:^|; )claims? ([a-z0-9-]+)(?: and ([a-z0-9-]+))?", row.object)
    return [key for pair in found for key in pair if key]


def documents(matter: dict[str, Any]) -> set[str]:
    """Every document that a matter, its states and its legs stand in."""
    return {matter["in"], *(part["in"] for name in ("step", "leg") for part in matter.get(name, ()))}


def test_each_element_that_is_a_claim_stands_in_the_record() -> None:
    asked = [(row, key) for row in elements.rows() for key in named(row)]
    assert len(asked) >= 20
    assert [key for _row, key in asked if key not in TOPICS] == []
    silent = [
        row.number
        for row in elements.rows()
        if named(row)
        and row.number not in OTHERS
        and not OF_REPORT[row.report] & {claim["in"] for key in named(row) for claim in TOPICS[key]}
    ]
    assert silent == []


OTHERS = {"26"}
"""Elements whose claim is cited from another source of the record."""


@pytest.mark.parametrize("row", [r for r in elements.rows() if r.page.endswith("/programme/")], ids=lambda row: row.number)
def test_each_element_that_is_a_matter_stands_in_the_programme(row: elements.Element) -> None:
    said = row.object
    wanted = OF_REPORT[row.report]
    matters = [m for m in PROGRAMME if wanted & documents(m)]
    field = next((name for words, name in LEG_FIELDS.items() if said.startswith(words)), None)
    if field is not None:
        assert any(field in leg and leg["in"] in wanted for m in matters for leg in m.get("leg", ()))
    elif said.startswith("state of"):
        assert any(step["in"] in wanted for m in matters for step in m.get("step", ()))
    elif said.split()[0].rstrip(",") in KINDS:
        assert any(m["kind"] == said.split()[0].rstrip(",") for m in (matters or PROGRAMME))
    else:
        assert said.startswith(("promise", "events", "event", "gap", "two ceremonies", "believed held elsewhere")), said


@pytest.mark.parametrize(
    "text",
    [
        "The remains were loaded onto a C-17 at the air base.",
        "I am pleased. — Secretary (@Secretary) July 27, 2018",
        "pic.example.com/3B2k55Lx",
    ],
)
def test_numbers_that_claim_nothing_give_no_claim(text: str) -> None:
    assert [told["quote"] for told in gateway.read_report(text) if told["kind"] == "count"] == []


def test_the_page_shows_every_element_to_everybody(client: Any, db: None) -> None:
    text = client.get("/reports").content.decode()
    assert all(f'<th scope="row">{row.number}</th>' in text for row in elements.rows())
    assert "60 elements" in text and client.post("/reports").status_code == 405
