"""A casualty officer's way in a real browser: search in another script, a pedigree edited, the pages readable for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from repatria.registry.families import actions
from repatria.registry.families.dates import read_date
from repatria.registry.families.invented import invented_person
from repatria.registry.families.models import PedigreeNode
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return Scene()


def furnish(scene: Scene) -> tuple[str, str, str]:
    """A family with three generations, a few more people on the list; the codes of the person, the family, a relative."""
    officer = scene.seat(Role.CASUALTY)
    gone = actions.add_missing(
        officer,
        name="Anton B. Velmora",
        sex="M",
        unit="8 Regiment",
        rank="CPL",
        born=read_date("1929"),
        service_number="RA 12 345 678",
        nationality="US",
        service="Army",
    )
    actions.add_name(officer, gone, kind="transliteration", whole="Антон Вельмора")
    actions.add_missing(officer, name="Velmora, Anton B.", sex="M", born=read_date("1929-05-01"))
    actions.add_missing(officer, name="김영수", sex="M", unit="7 Regiment", born=read_date("1930"))
    for n in range(8):
        given, family = invented_person(n)
        actions.add_missing(officer, name=f"{given} {family}", sex="M", unit=f"{n} Regiment", born=read_date(f"{1920 + n}"))
    actions.add_loss(
        officer,
        gone,
        source="morning report",
        place="north of Unsan",
        on=read_date("1950-11-02"),
        longitude=125.8,
        latitude=40.1,
        radius_km=12.0,
        unit="L Company",
    )
    actions.add_loss(
        officer,
        gone,
        source="witness",
        place="Kunu-ri",
        on=read_date("03/04/1951", keep_both=True),
        longitude=126.0,
        latitude=39.7,
    )
    actions.add_status(officer, gone, word="MIA", category="active", on=read_date("1950-11-02"), board="Army")
    actions.add_status(
        officer,
        gone,
        word="KIA BNR",
        category="non-recoverable",
        on=read_date("1956-01-16"),
        board="review board",
        reason="no new trace",
    )
    actions.note_on_file(officer, gone, kind="film", note="restored")
    sister = actions.add_kin(officer, name="Clara Velmora", sex="F", living="yes", relation="sister", born=read_date("1934"))
    niece = actions.add_kin(
        officer, name="Ida Dravane", sex="F", living="yes", relation="daughter of a sister", born=read_date("1960")
    )
    daughter = actions.add_kin(officer, name="Vera Velmora", sex="F", living="yes", relation="daughter", born=read_date("1950"))
    actions.give_consent(officer, sister, purpose="identification", on=read_date("2024-05-01").first, form="form 12")
    actions.add_contact(officer, sister, channel="phone", value="555 0100")
    actions.donate(
        officer, sister, kit="K-0007", what="swab", on=read_date("2024-05-02").first, received_by=scene.users[Role.CUSTODY]
    )
    actions.note_wish(officer, gone, next_of_kin=daughter, directs=sister, language="English", detail="all", later="yes")
    family = actions.open_family(officer, gone)
    one = PedigreeNode.objects.get(family=family)
    sibling = actions.add_sibling(officer, one, kin=sister)
    actions.add_child(officer, sibling, kin=niece)
    actions.add_child(officer, one, kin=daughter)
    actions.add_partner(officer, one)
    return gone.code, family.code, sister.code


def test_the_pages_of_a_family(
    scene: Scene, live_server: Any, visitors: Any, axe: Callable[..., Any], picture: Callable[..., Any]
) -> None:
    gone, family, sister = furnish(scene)
    page = visitors.new(client=scene.client(Role.CASUALTY), url=live_server.url)
    root = f"{live_server.url}/i/heron/families/"
    page.goto(root)
    axe(page)
    picture(page, "families-list")
    page.get_by_label("Name, code or number").fill("Gim Yeongsu")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("김영수").wait_for()
    for name, path in (
        ("missing", f"missing/{gone}/"),
        ("kin", f"kin/{sister}/"),
        ("duplicates", "duplicates/"),
        ("add-loss", f"missing/{gone}/act/loss/"),
        ("by-code", f"pedigrees/{family}/by-code/"),
        ("import-add", "imports/add/"),
        ("decisions", "decisions/"),
    ):
        page.goto(root + path)
        assert page.locator("h1").count() == 1, path
        axe(page)
        picture(page, f"families-{name}")


def test_a_pedigree_is_edited_without_leaving_the_page(
    scene: Scene, live_server: Any, visitors: Any, axe: Callable[..., Any], picture: Callable[..., Any]
) -> None:
    _gone, family, _sister = furnish(scene)
    page = visitors.new(client=scene.client(Role.CASUALTY), url=live_server.url)
    page.goto(f"{live_server.url}/i/heron/families/pedigrees/{family}/")
    page.locator("svg a").first.press("Enter")
    page.get_by_text("Add a brother or sister", exact=True).first.click()
    page.locator("#id_sibling-share").select_option("mother")
    page.get_by_role("button", name="Add a brother or sister").click()
    page.get_by_text("half-sibling through the mother").wait_for()
    assert page.locator("#id_parent-role").count() == 1
    page.get_by_text("Add a parent", exact=True).first.click()
    axe(page)
    picture(page, "families-pedigree")
