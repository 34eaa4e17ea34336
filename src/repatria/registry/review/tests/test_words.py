"""A signature whose words were changed is found, and why a statement was sent back is closed to whoever may still review it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.people.roles import Role
from repatria.registry.review import queries, reviewing
from repatria.registry.review.binding import verify_signature
from repatria.registry.review.models import Signature
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def test_the_words_of_a_statement_are_kept_by_the_database(bench: Bench) -> None:
    hands.signed(bench)
    with pytest.raises(DatabaseError, match="never another content"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE identification_statement SET text = 'These bones are somebody else.'")
    assert verify_signature(Signature.objects.get()).holds


def test_words_that_were_changed_behind_the_database_are_found(bench: Bench) -> None:
    hands.signed(bench)
    for changed in ({"text": "These bones are somebody else."}, {"inputs": {"individual": "0" * 64}}):
        row = Signature.objects.get()
        row.statement = Statement.objects.get(pk=row.statement_id)
        for name, value in changed.items():
            setattr(row.statement, name, value)
        assert any("words of the statement" in wrong for wrong in verify_signature(row).wrong), changed


def test_why_it_was_sent_back_is_closed_to_whoever_may_still_review(bench: Bench) -> None:
    """A reviewer sends it back with a reason; the other, and a third, review the next statement without it."""
    one = hands.in_review(bench)[0]
    reviewing.begin(bench.seat("ada"), one)
    reviewing.object_to(bench.seat("ada"), one, text="x")
    reviewing.send_back(bench.seat("ada"), one, reason="Curlew-reason")
    hands.restated(one)
    Identification.objects.filter(pk=one.pk).update(state="review")
    one.refresh_from_db()
    for name in ("ada", "ben", "cai"):
        assert queries.part(bench.seat(name), one)["sent_back"] == []
        text = bench.scene.client(bench.people[name]).get(f"/i/heron/review/{one.code}/").content.decode()
        assert "Curlew-reason" not in text
        journal = bench.scene.client(bench.people[name]).get(f"/i/heron/people/journal/?subject={one.code}").content.decode()
        assert "Curlew-reason" not in journal
    assert queries.part(bench.seat(Role.EXAMINER), one)["sent_back"][0]["reason"] == "Curlew-reason"


def test_what_was_said_is_closed_while_its_author_writes_anew(bench: Bench) -> None:
    """Between two statements it is a draft: whoever will review the next one reads nothing of the last, the author does."""
    one = hands.in_review(bench)[0]
    reviewing.begin(bench.seat("ada"), one)
    reviewing.object_to(bench.seat("ada"), one, text="Heron-objection")
    reviewing.finish(bench.seat("ada"), one, verdict="disagree", words="Kestrel-words")
    reviewing.send_back(bench.seat("ada"), one, reason="Curlew-reason")
    one.refresh_from_db()
    assert one.state == "draft"

    def shown(name: str) -> str:
        browser = bench.scene.client(bench.people.get(name) or bench.scene.users[Role(name)])
        return "".join(browser.get(f"/i/heron/{page}/{one.code}/").content.decode() for page in ("review", "identification"))

    canaries = ("Heron-objection", "Kestrel-words", "Curlew-reason")
    for name in ("ben", "cai"):
        assert not any(canary in shown(name) for canary in canaries), name
    assert all(canary in shown(Role.GENETICIST) for canary in canaries)
