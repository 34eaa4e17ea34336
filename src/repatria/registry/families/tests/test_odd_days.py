"""Days that cannot be are refused with a sentence: a birth to come, a consent of the year 1, a loss of tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from repatria.registry.families import actions
from repatria.registry.families.dates import read_date
from repatria.registry.families.importing import import_list
from repatria.registry.families.models import Consent, Kin, MissingPerson
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene


def test_nobody_is_born_in_years_to_come(officer: Seat, gone: MissingPerson, sister: Kin) -> None:
    later = read_date("2099")
    for act in (
        lambda: actions.add_missing(officer, name="Emil Dravane", born=later),
        lambda: actions.correct_missing(officer, gone, told={}, born=later, reason="roster"),
        lambda: actions.add_kin(officer, name="Emil Dravane", born=later),
        lambda: actions.correct_kin(officer, sister, told={}, born=later, reason="letter"),
    ):
        with pytest.raises(Impossible, match="born 2099, which has not come yet. Correct the year"):
            act()


def test_nothing_is_lost_said_or_decided_in_years_to_come(officer: Seat, gone: MissingPerson) -> None:
    later = read_date("2099-01-01")
    with pytest.raises(Impossible, match="lost 1 January 2099, which has not come yet"):
        actions.add_loss(officer, gone, source="report", on=later)
    with pytest.raises(Impossible, match="said 1 January 2099"):
        actions.add_status(officer, gone, word="MIA", on=later)
    with pytest.raises(Impossible, match="decided 1 January 2099"):
        actions.note_earlier_decision(officer, gone, issuer="bureau", on=later)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1949, 12, 31)])
def test_no_consent_is_of_the_year_one(officer: Seat, sister: Kin, day: date) -> None:
    with pytest.raises(Impossible, match="lies before 1950. Correct the year"):
        actions.give_consent(officer, sister, purpose="identification", on=day, form="12")
    with pytest.raises(Impossible, match="lies before 1950"):
        actions.note_attempt(officer, sister, on=day, channel="phone", outcome="reached")
    assert not Consent.objects.exists()


def test_the_page_says_it_beside_the_form(scene: Scene, sister: Kin) -> None:
    path = f"/i/heron/families/kin/{sister.code}/act/consent/"
    told = {"purpose": "identification", "on": "0001-01-01", "form": "12"}
    answer = scene.client(Role.CASUALTY).post(path, told)
    assert answer.status_code == 200 and "lies before 1950" in answer.content.decode()


def test_a_row_of_a_list_says_so_too(officer: Seat, write: Callable[..., Path]) -> None:
    batch = import_list(officer, write("name,born", "Emil Dravane,2099-01-01", "Hugo Zornask,1930"), dry_run=False)
    assert (batch.made, batch.refused) == (1, 1)
    assert "has not come yet" in batch.rows.get(outcome="refused").sentence


def test_statures_and_degrees_are_written_with_plain_figures(scene: Scene, gone: MissingPerson) -> None:
    client = scene.client(Role.CASUALTY)
    for act, told in (
        ("record", {"what": "stature_cm", "value": "175", "number": "١٧٥", "source": "roster"}),
        ("loss", {"source": "report", "place": "x", "longitude": "１２５", "latitude": "40"}),
    ):
        page = client.post(f"/i/heron/families/missing/{gone.code}/act/{act}/", told).content.decode()
        assert "write the number with the figures 0 to 9" in page
    assert not gone.losses.exists() and not gone.recorded.exists()
