"""For the matrix of addresses: a group, unresolved remains, a pack, a later bone and a correction, one of each crew.

Groups and boxes are kept by a laboratory, so every crew has its own. Who was told, and who was told wrongly, is of an incident: a
``Stand`` shows one crew as the people of a scene, so that the ways of the homecoming's own tests make these rows in any incident.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from repatria.registry.assurance.tests.world import Crew
from repatria.registry.custody import actions as custody
from repatria.registry.homecoming import undoing
from repatria.registry.homecoming.actions import ending, nations, resting
from repatria.registry.homecoming.models import PortionEvent
from repatria.registry.homecoming.tests import hands
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Specimen
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.refusals import Overtaken
from repatria.registry.review.tests.hands import Bench, digest
from repatria.registry.searching.models import ListRule, Search, Snapshot
from repatria.registry.testing.scene import Scene

Fill = Callable[..., Any]


def ended(c: Crew, fill: Fill) -> dict[str, Any]:
    """What stands in each address of a group and of unresolved remains; ``fill`` makes one of a thing, what is sent, and a role."""
    box, free = _bones(c), _bones(c)
    with suppress(Overtaken):  # the other laboratory of the incident has put it on the list
        nations.enter(c.seat(Role.ADMINISTRATOR), name="Northland")
    group = ending.determine(
        c.seat(Role.HISTORIAN), group="a regiment", receiving="Northland", evidence="Buttons.", specimens=_in(box)
    )
    rest = resting.write_up(c.seat(Role.EXAMINER), _bones(c).thing, ground="no profile", exhumation="by order")
    one, left = {"code": group.code}, {"code": rest.code}
    as_historian, as_examiner = {"role": str(Role.HISTORIAN)}, {"role": str(Role.EXAMINER)}
    return {
        "homecoming:determination": fill(one),
        "homecoming:revise-determination": fill(one, {}, **as_historian),
        "homecoming:sign-determination": fill(one),
        "homecoming:group-manifest": fill(one),
        "homecoming:determination-act": fill({**one, "name": "give-up"}, {"reason": "too thin"}, **as_historian),
        "homecoming:write-up": fill({"code": free.thing.code}, {}, **as_examiner),
        "homecoming:unresolved": fill(left),
        "homecoming:unresolved-act": fill({**left, "name": "compare"}, {}, **as_examiner),
    }


def corrected(c: Crew, scene: Scene, fill: Fill) -> dict[str, Any]:
    """What stands in each address of a person told, of their later bone, and of somebody told wrongly."""
    stand = stand_of(c, scene)
    bone = hands.bones(stand)[0]
    told, wrong = hands.told(stand, hands.signed(stand, bones=[bone])), hands.told(stand)
    later = PortionEvent.objects.create(
        missing=told.missing, identification=told.identification, specimen=bone.item.thing, opened=clock.now(),
        due=clock.today() + timedelta(days=30),
    )  # fmt: skip
    hands.rescinded(stand, wrong.identification)
    undoing.sweep(c.incident)
    row = wrong.identification.correction
    one = {"code": wrong.identification.code}
    office, lead = {"role": str(Role.CASUALTY)}, {"role": str(Role.EXAMINER)}
    said = {"outcome": "told", "words": "With the rest."}
    admin, who = {"role": str(Role.ADMINISTRATOR)}, c.seat(Role.ADMINISTRATOR)
    nation = nations.enter(who, name="Southland")
    signer = nations.name_delegate(who, nation, c.users[Role.EXAMINER])
    return {
        "homecoming:name-delegate": fill({"pk": nation.pk}, {}, **admin),
        "homecoming:end-nation": fill({"what": "delegate", "pk": signer.pk}, {"reason": "goes home"}, **admin),
        "homecoming:briefing-pack": fill({"code": told.missing.code}, {}, **office),
        "homecoming:answer-portion": fill({"pk": later.pk}, said, **office),
        "homecoming:rests-on": fill({"code": told.identification.code}),
        "homecoming:correction": fill(one),
        "homecoming:step": fill({**one, "pk": row.steps.earliest("pk").pk}, {"outcome": "Done."}, **lead),
        "homecoming:look-again": fill(one, {}, **lead),
        "homecoming:close-correction": fill(one, {}, **lead),
        "homecoming:rescission-notice": fill(one, {}, **office),
    }


def _bones(c: Crew) -> Any:
    """A box of the anthropologist's with two bones in no individual."""
    bones = c.seat(Role.ANTHROPOLOGIST)
    box = custody.take(c.seat(Role.CUSTODY), what="box", giver="the other side", holder=bones.user)
    for line in ("fem l", "ti r"):
        entering.enter_specimen(bones, box, read_line(line))
    return box


def _in(box: Any) -> list[Specimen]:
    return list(Specimen.objects.filter(found_in=box).order_by("pk"))


@dataclass
class Stand(Bench):
    """A bench beside whatever was searched before: the next number of search, the rule of lists that is there, reviewers of its own."""

    def __post_init__(self) -> None:
        incident = self.scene.heron
        for name in ("ada", "ben"):
            self.people[name] = self.scene.person(f"stand.{incident.slug}.{name}", Role.REVIEWER)
        self.grouper = self.scene.users[Role.ANTHROPOLOGIST]
        found = ListRule.objects.filter(incident=incident).order_by("number").last()
        self.rule = found or ListRule.objects.create(
            incident=incident, number=1, listed="0.5", sensitivity=["0.2", "0.8"], ground="a test", at=clock.now()
        )
        self.snapshot = Snapshot.objects.create(
            incident=incident, digest=digest("stand", incident.slug), made=clock.now(), journal_size=1, profiles=1, families=1,
            references=2, open_missing=9,
        )  # fmt: skip
        self.begin(1 + max(Search.objects.filter(incident=incident).values_list("number", flat=True), default=0))

    def seat(self, name: str) -> Seat:
        """Somebody of the crew at work in the crew's incident."""
        return seat_of(self.people.get(name) or self.scene.users[name], self.scene.heron.slug)


def stand_of(c: Crew, scene: Scene) -> Scene:
    """The crew as the people of a scene whose exercise is the crew's incident."""
    stand = copy.copy(scene)
    vars(stand).pop("homecoming_bench", None)
    stand.heron, stand.laboratory, stand.users = c.incident, c.laboratory, dict(c.users)
    vars(stand)["homecoming_bench"] = Stand(stand)
    return stand
