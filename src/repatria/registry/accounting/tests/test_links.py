"""What leads to a published account, what the map of losses shows of claims, and what a paper does with a long digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from repatria.registry.accounting import actions, papers, pictures
from repatria.registry.claims.actions import name_party
from repatria.registry.custody.actions import name_place
from repatria.registry.homecoming.dependents import Rests
from repatria.registry.homecoming.models import CorrectionStep
from repatria.registry.homecoming.queries import undoing
from repatria.registry.homecoming.tests import roads
from repatria.registry.intake import actions as intake
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

LIST = b"number,origin,contents,people,seals\n1,Norra valley,bones,1,A1\n2,norra valley,bones,,A2\n3,Sel pass,bones,,A3\n"


def test_the_map_shows_origins_as_claims_and_names_those_without_a_place(scene: Scene) -> None:
    seat = scene.seat(Role.INTAKE)
    name_place(seat, name="Norra valley", longitude=125.8, latitude=40.1, within_km=12.0)
    they, we = name_party(seat, name="They", kind="office"), name_party(seat, name="We", kind="unit")
    made = intake.announce_handover(seat, title="Three boxes", giver=they, receiver=we, on="2031-05-04", stated_containers=3)
    intake.import_list(seat, made, data=LIST)
    soon = datetime.now(UTC) + timedelta(days=1)
    placed, others = pictures.origins_of(scene.heron, soon)
    assert [one.name for one in placed] == ["boxes said to come from: Norra valley (2)"]
    assert others == [("Sel pass", 1)] and pictures.origins_of(scene.heron, soon - timedelta(days=9)) == ([], [])
    svg, table = pictures.places(scene.heron, clock.today())
    assert "said to come from" in svg and "Sel pass" in table and "Exercise: invented places" in svg


def test_the_account_and_a_step_of_a_correction_lead_to_what_was_published(scene: Scene) -> None:
    roads.bones(scene)
    browser: Any = scene.client(Role.EXAMINER)
    assert "No account is published." in browser.get("/i/heron/account/").content.decode()
    actions.publish(scene.seat(Role.EXAMINER), day=clock.today(), ground="bones were taken in by hand")
    assert 'href="/i/heron/account/published/1/"' in browser.get("/i/heron/account/").content.decode()
    step = Rests(CorrectionStep.Kind.FIGURE, "account 1", "look again")
    seat, row = scene.seat(Role.EXAMINER), None
    assert undoing._url(seat, row, step).endswith("/account/published/1/")  # type: ignore[arg-type]
    assert undoing._url(scene.seat(Role.TECHNICIAN), row, step) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(("said", "printed"), [("a short 0f3a", "a short 0f3a"), ("d" * 64, " ".join(["d" * 16] * 4))])
def test_a_long_digest_has_room_to_break(said: str, printed: str) -> None:
    assert papers._broken(said) == printed
