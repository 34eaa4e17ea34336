"""A desk at which nothing waits says where to begin; every page it names opens for that role."""

from __future__ import annotations

import pytest

from repatria.registry.look.beginning import BEGINNINGS, beginnings
from repatria.registry.people.desks import at
from repatria.registry.testing.scene import Scene


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(BEGINNINGS))
def test_an_empty_desk_says_what_to_do_first(scene: Scene, role: str) -> None:
    client, seat = scene.client(role), scene.seat(role)
    page = client.get("/i/heron/").content.decode()
    steps, manual = beginnings(seat.roles)
    assert steps and manual and "Where to begin" in page and f"<code>{manual[0]}</code>" in page
    for _words, name in steps:
        url = at(seat, name)
        assert f'href="{url}"' in page and client.get(url).status_code == 200


def test_two_roles_see_each_page_once() -> None:
    steps, manual = beginnings({"intake", "custody"})
    assert len({name for _words, name in steps}) == len(steps) == 4 and manual == ["registry-intake"]


def test_who_waits_for_the_work_of_others_is_told_nothing() -> None:
    assert beginnings({"reviewer"}) == ([], [])
