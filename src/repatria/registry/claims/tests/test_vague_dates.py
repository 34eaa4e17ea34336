"""A date told vaguely keeps its words and gets the range they are taken to mean; nothing is guessed from the words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from repatria.registry.claims.actions import enter_document, name_party
from repatria.registry.claims.agreement import Said, contradict
from repatria.registry.claims.days import as_said, between
from repatria.registry.claims.models import Claim
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-07-27", date(2018, 7, 27), date(2018, 7, 27)),
        ("2018-07", date(2018, 7, 1), date(2018, 7, 31)),
        ("late July (2018-07-21..2018-07-31)", date(2018, 7, 21), date(2018, 7, 31)),
        ("after the thaw (1951-03..1951)", date(1951, 3, 1), date(1951, 12, 31)),
        ("1950-11-02..1950-11-05", date(1950, 11, 2), date(1950, 11, 5)),
    ],
)
def test_what_a_date_may_mean(text: str, first: date, last: date) -> None:
    assert between(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["late July", "late July (2018-07-31..2018-07-21)", "3.4.1951", "(late..July)", "x (2018-13..2019)"]
)
def test_words_without_a_range_or_with_a_wrong_one_are_refused(text: str) -> None:
    with pytest.raises(Impossible):
        between(text)


def test_ranges_take_part_in_what_contradicts() -> None:
    vague = Said("date", text=as_said("late July", "2018-07-21", "2018-07-31"))
    assert not contradict(vague, Said("date", text="2018-07-27"))
    assert contradict(vague, Said("date", text="2018-07-02"))


class TestThePage:
    def post(self, scene: Scene, **told: str) -> Any:
        seat = scene.seat(Role.HISTORIAN)
        party = name_party(seat, name="a staff")
        paper = enter_document(seat, title="note", publisher="a staff")
        row = {
            "new_topic": "when the boxes came",
            "section": "other",
            "hedge": "none",
            "said_by": party.pk,
            "document": paper.pk,
        }
        return scene.client(Role.HISTORIAN).post("/i/heron/claims/new/", {**row, "kind": "date", **told})

    def test_the_words_stay_as_they_were_said(self, scene: Scene) -> None:
        assert self.post(scene, text="late July", since="2018-07-21", until="2018-07-31").status_code == 302
        assert Claim.objects.get().words == "late July (2018-07-21..2018-07-31)"

    def test_a_plain_day_needs_no_range(self, scene: Scene) -> None:
        assert self.post(scene, text="2018-07-27").status_code == 302

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"text": "late July"}, "Or keep the words and say between which two days they lie."),
            ({"text": "late July", "since": "2018-07-21"}, "Give both days, or none."),
            ({"text": "late July", "since": "2018-07-31", "until": "2018-07-21"}, "ends before it begins"),
            (
                {"kind": "text", "text": "late July", "since": "2018-07-21", "until": "2018-07-31"},
                "Only a date lies between two days",
            ),
        ],
    )
    def test_what_is_missing_is_said_beside_the_field(self, scene: Scene, told: dict[str, str], words: str) -> None:
        page = self.post(scene, **told).content.decode()
        assert words in page and 'aria-invalid="true"' in page and not Claim.objects.exists()

    def test_neither_topic_is_called_optional(self, scene: Scene) -> None:
        page = scene.client(Role.HISTORIAN).get("/i/heron/claims/new/").content.decode()
        for label in ("Topic, from the list", "Or a new topic"):
            assert f"{label}</label>" in page
