"""A hand-over of three listed boxes, for the tests of intake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from repatria.registry.claims.actions import name_party
from repatria.registry.custody.actions import name_place
from repatria.registry.intake import actions, figures
from repatria.registry.intake.actions import journey
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.intake.models import Container, Handover
from repatria.registry.people.roles import Role
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

LIST = b"number,origin,contents,people,seals\n1,Norra valley,bones,1,A1\n2,Norra valley,bones,,A2\n3,Sel pass,bones and boots,about 2,A3\n"


@pytest.fixture(autouse=True)
def no_figures_from_above() -> Iterator[None]:
    """What higher stages would answer is tested there; here nobody answers, unless a test says who."""
    with pytest.MonkeyPatch.context() as always:
        always.setattr(figures, "PROVIDERS", {})
        yield


@pytest.fixture(autouse=True)
def the_clock_stands() -> Iterator[None]:
    """The invented hand-over is of 2031, and its last leg of 2035; those days have come by then."""
    with pytest.MonkeyPatch.context() as always:
        always.setattr(journey, "now", lambda: datetime(2036, 1, 1, tzinfo=UTC))
        yield


@pytest.fixture
def handover(scene: Scene) -> Handover:
    return announced(scene)


@kept
def announced(scene: Scene) -> Handover:
    """A hand-over of three boxes, announced."""
    seat = scene.seat(Role.INTAKE)
    giver = name_party(seat, name="The other side", kind="government")
    receiver = name_party(seat, name="North Laboratory", kind="laboratory")
    return actions.announce_handover(
        seat,
        title="Three boxes at Norra",
        giver=giver,
        receiver=receiver,
        on="2031-05-04",
        place=name_place(seat, name="Norra airfield"),
        stated_containers=3,
        stated_people="not known how many",
    )


@pytest.fixture
def listed(scene: Scene, handover: Handover) -> Handover:
    enlist(scene, handover)
    return handover


@kept
def enlist(scene: Scene, handover: Handover) -> None:
    """The other side's list of its boxes is read."""
    actions.import_list(scene.seat(Role.INTAKE), handover, data=LIST)


@pytest.fixture
def boxes(scene: Scene, listed: Handover) -> list[Container]:
    return received(scene, listed)


@kept
def received(scene: Scene, listed: Handover) -> list[Container]:
    """All three boxes are there."""
    arrivals = [Arrival(str(n), (FoundSeal(f"A{n}"),)) for n in (1, 2, 3)]
    return actions.receive_many(scene.seat(Role.INTAKE), listed, arrivals)


@pytest.fixture
def signed(scene: Scene, listed: Handover, boxes: list[Container]) -> Handover:
    conclude(scene, listed)
    return listed


@kept
def conclude(scene: Scene, listed: Handover) -> None:
    """Counted twice and signed by both sides."""
    count(scene)(listed)
    for side, name in (("giver", "Ilvan Torek"), ("receiver", "Maru Seld")):
        actions.sign(scene.seat(Role.INTAKE), listed, side=side, name=name, title="Colonel")


def count(scene: Scene) -> Callable[[Handover], None]:
    """Two counts of three by two people."""

    def twice(handover: Handover) -> None:
        actions.count_again(scene.seat(Role.INTAKE), handover, counted=3)
        actions.count_again(scene.seat(Role.CUSTODY), handover, counted=3)

    return twice
