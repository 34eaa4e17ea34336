"""A box inventoried in a real browser, by keyboard alone; every page looked at for people who read or steer differently."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from repatria.registry.inventory.actions import entering, grouping, measuring, relating, scoring
from repatria.registry.inventory.models import Specimen
from repatria.registry.inventory.tests.conftest import handed_over
from repatria.registry.inventory.typed import read_line
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene

LINES = ("fer4", "tir3abc", "hul4abc-", "sk3abcef", "t12", "mc1l5", "lf1", "oxr2cd", "sa5")


@pytest.fixture
def here(transactional_db: None) -> Scene:
    return Scene()


def test_a_box_by_keyboard(
    here: Scene, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    box = handed_over(here)
    page = visitors.new(client=here.client(Role.ANTHROPOLOGIST), url=live_server.url)
    page.goto(f"{live_server.url}/i/heron/inventory/containers/{box.code}/")
    for line in ("fel5", "ri4l3", "ri4r"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.get_by_label("One bone")).to_have_value("")
        expect(page.get_by_label("One bone")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("right rib 4")
    assert Specimen.objects.count() == 3
    expect(page.locator("#bone-femur-left title")).to_have_text("left femur: present, 100 %")
    page.keyboard.type("femur")
    page.keyboard.press("Enter")
    expect(page.get_by_text("fits 3 elements")).to_be_visible()
    expect(page.get_by_label("One bone")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("-")
    page.keyboard.press("Enter")
    expect(page.get_by_text("taken back as mistyped")).to_be_visible()
    assert Specimen.objects.filter(withdrawn__isnull=True).count() == 2
    axe(page)
    picture(page, "inventory-container")


def test_every_page_reads_well(
    here: Scene, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    by = here.seat(Role.ANTHROPOLOGIST)
    box = handed_over(here)
    bones = [entering.enter_specimen(by, box, read_line(line)) for line in ("fel5", *LINES)]
    group = grouping.open_individual(by, bones[:4])
    relating.relate(by, bones[0], bones[1], kind="pair", verdict="probable", grounds=["morphology"])
    relating.relate(by, bones[1], bones[2], kind="articulation", verdict="certain")
    relating.relate(by, bones[2], bones[5], kind="exclusion", verdict="certain", grounds=["dna", "isotope"])
    for bone, (code, mm) in zip(
        (bones[0], bones[1], bones[3]), (("Fem_01", 455), ("Fem_01", 459), ("Hum_01", 270)), strict=True
    ):
        measuring.measure(by, bone, code=code, value_mm=Decimal(mm), sure=True)
    scoring.score(by, bones[0], what="femur_distal", low=4)
    page = visitors.new(client=here.client(Role.ANTHROPOLOGIST), url=live_server.url)
    pages = {
        "everybody": "people/",
        "profile": f"individuals/{group.code}/profile/",
        "next": f"individuals/{group.code}/next/",
        "containers": "",
        "people": f"containers/{box.code}/people/",
        "short-forms": "short-forms/",
        "specimens": "specimens/",
        "specimen": f"specimens/{bones[0].code}/?skeleton=1",
        "relations": f"specimens/{bones[1].code}/relations/?hops=3",
        "individuals": "individuals/",
        "individual": f"individuals/{group.code}/",
        "questions": "questions/",
        "sheets": "sheets/",
    }
    for name, path in pages.items():
        page.goto(f"{live_server.url}/i/heron/inventory/{path}")
        axe(page)
        picture(page, f"inventory-{name}")
    page.goto(f"{live_server.url}/i/heron/inventory/specimens/{bones[0].code}/")
    page.get_by_text("Note a measurement").click()
    page.get_by_label("Millimetres").press_sequentially("455")
    expect(page.locator("#place")).to_contain_text("49 of 100 of the reference lie below")
    picture(page, "inventory-measuring")
    others = visitors.new(client=here.client(Role.CUSTODY), url=live_server.url)
    for name, path in {"effects": "effects/", "new-effect": "effects/new/"}.items():
        others.goto(f"{live_server.url}/i/heron/inventory/{path}")
        axe(others)
        picture(others, f"inventory-{name}")
