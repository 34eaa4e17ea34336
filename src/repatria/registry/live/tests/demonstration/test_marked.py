"""Every page, paper, file and answer of an exercise says that it is one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from repatria.registry.api import actions as keys
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.live.work import HERON, OLDER, RECORD, SURGE
from repatria.registry.people.models import BANNER
from repatria.registry.people.roles import Role, verbs

MARK = str(BANNER)
NOT_PAGES = ("/static/", "/accounts/")
THE_SAME_FOR_ALL = "/api/endpoints/"
"""A page that does not depend on the role; opened for one of them."""


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        for name in ("href", "hx-get", "src"):
            if told.get(name):
                self.found.append(str(told[name]))


def crawl(client: Client, slug: str, *, everything: bool = False) -> tuple[list[str], list[str]]:
    """(addresses opened, addresses whose answer lacks the mark) from the desk on, one of each kind."""
    waiting, seen, kinds = [f"/i/{slug}/"], {f"/i/{slug}/"}, set[str]()
    opened, bare = [], []
    while waiting:
        url = waiting.pop(0)
        answer = client.get(url)
        assert answer.status_code < 500, (url, answer.status_code)
        if answer.status_code in (302, 404):  # elsewhere, or the answer that says nothing to anybody
            continue
        opened.append(url)
        if not marked(answer):
            bare.append(url)
        if "html" not in answer.headers["Content-Type"]:
            continue
        reader = Links()
        reader.feed(answer.content.decode())
        for link in reader.found:
            path = link.split("#")[0]
            if not path.startswith(f"/i/{slug}/") or path.startswith(NOT_PAGES) or path in seen:
                continue
            if path.endswith(THE_SAME_FOR_ALL) and not everything:
                continue
            seen.add(path)
            kind = kind_of(path)
            if kind not in kinds:
                kinds.add(kind)
                waiting.append(path)
    return opened, bare


def kind_of(path: str) -> str:
    """The name of the view, of what kind of thing it speaks, and whether the address asks for something."""
    try:
        found = resolve(path.split("?")[0])
    except Resolver404:
        return path
    things = " ".join(re.findall(r"-([A-Z])\d{5}", path))
    return f"{found.view_name} {things}{'?' if '?' in path else ''}"


def marked(answer: Any) -> bool:
    """Whether an answer carries the mark, each kind in its way. A bare picture or part is marked by its headers or its page."""
    media = answer.headers["Content-Type"].split(";")[0]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if media == "application/pdf":
        return all(MARK in " ".join(page.split()) for page in pages_of(body))
    if media.startswith("image/") and media != "image/svg+xml":
        return True
    if media in ("application/zip", "application/octet-stream"):
        return MARK.encode() in body or "exercise" in answer.headers.get("Content-Disposition", "").lower()
    text = body.decode()
    return MARK in text or (media == "text/html" and "<html" not in text)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_that_a_role_can_reach_is_marked(enter: Any, role: Role) -> None:
    opened, bare = crawl(enter(HERON, role), HERON, everything=role == Role.ADMINISTRATOR)
    assert bare == []
    assert len(opened) >= 2


@pytest.mark.parametrize("slug", [OLDER, SURGE])
def test_the_other_exercises_are_marked_too(enter: Any, slug: str) -> None:
    opened, bare = crawl(enter(slug, Role.CUSTODY), slug)
    assert bare == [] and len(opened) >= 5


def test_the_desk_of_the_custody_officer_leads_to_papers(enter: Any) -> None:
    """The crawl above has met PDFs: a negative control that papers are reached at all."""
    client = enter(HERON, Role.CUSTODY)
    opened, _ = crawl(client, HERON)
    papers = [url for url in opened if client.get(url).headers["Content-Type"] == "application/pdf"]
    assert papers


def test_a_page_of_the_record_bears_no_such_mark(filled: Any, client: Client) -> None:
    page = client.get(f"/record/{RECORD}/")
    assert page.status_code == 200 and MARK not in page.content.decode()


def test_programs_are_told_too(filled: Any) -> None:
    """Every list of the machine entrance, with every verb of the role."""
    seen = 0
    for role in (Role.CUSTODY, Role.CASUALTY, Role.ANTHROPOLOGIST, Role.GENETICIST):
        seat = filled.seat(HERON, role)
        key = keys.make_token(seat, name="test", verbs=sorted(v for v in verbs() if seat.may(v)))[1]
        client = Client(headers={"Authorization": f"Bearer {key}"})
        for path in machine_lists():
            answer = client.get(path.replace("{incident}", HERON))
            if answer.status_code != 200:
                continue
            seen += 1
            assert answer.headers.get("X-Notice") == MARK or answer.json().get("notice") == MARK, path
    assert seen >= 3


def machine_lists() -> list[str]:
    """Paths of the OpenAPI that need nothing but the incident."""
    from repatria.registry.api.urls import api

    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return [p for p, acts in paths.items() if "get" in acts and re.findall(r"\{(\w+)\}", p) == ["incident"]]
