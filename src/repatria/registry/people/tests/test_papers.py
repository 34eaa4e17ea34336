"""The page of papers: everything that is printed stands on it, with who may print it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from repatria.registry.people import queries
from repatria.registry.people.desks import desks
from repatria.registry.people.roles import Role, verbs
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db


def test_every_paper_of_every_stage_stands_on_the_page(scene: Scene) -> None:
    page = scene.client(Role.CUSTODY).get("/i/heron/people/papers/").content.decode()
    every = [paper for desk in desks() for paper in desk.papers]
    assert len(every) >= 4
    for paper in every:
        assert f'<th scope="row">{paper.name}</th>' in page


def test_it_says_who_may_print_and_links_only_for_them(scene: Scene) -> None:
    rows = {str(paper.name): (roles, url) for paper, roles, url in queries.papers(scene.seat(Role.CUSTODY))}
    roles, url = rows["Receipt of a hand-over"]
    assert roles == ["everybody at work here"] and url == "/i/heron/custody/"
    assert "reviewer" in rows["Anthropology summary of an individual"][0]
    nothing = {str(paper.name): url for paper, _roles, url in queries.papers(scene.seat(Role.ADMINISTRATOR))}
    assert nothing["Request to a laboratory"] == ""


def test_every_paper_names_verbs_and_a_page_that_exist() -> None:
    for paper in (paper for desk in desks() for paper in desk.papers):
        assert paper.verbs and set(paper.verbs) <= set(verbs()), paper.name
        assert reverse(paper.to, kwargs={"incident": "heron"}).startswith("/i/heron/")


def test_a_stranger_sees_nothing(scene: Scene) -> None:
    assert scene.client(scene.stranger_user).get("/i/heron/people/papers/").status_code == 404
