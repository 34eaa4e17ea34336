"""The first weeks: the hand-over, and box after box opened and inventoried."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial

from repatria.registry.custody import queries as custody
from repatria.registry.custody.actions import explain
from repatria.registry.intake.models import Container
from repatria.registry.inventory.actions.entering import register_specimens
from repatria.registry.live import heron_boxes, heron_list, parameters
from repatria.registry.live.heron_bones import told_bone
from repatria.registry.live.years import bench
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role

SETTLED_AFTER = 10
"""Days after the hand-over until both sides have looked at what did not agree; our own assumption."""
EXPLAINED = {
    "seal": "Read again together with the giver's list: two figures were exchanged in the list, or the seal broke on the way.",
    "count": "Counted a third time by both together in the hall: the first count, in the dark, was one short.",
    "other": "Looked at by both sides together; the note lies with the papers of the hand-over.",
}
ARRIVAL = datetime(2024, 4, 12, 16, 0, tzinfo=UTC)


def hand_over(life: Life) -> None:
    """The list of the missing, and the hand-over as it is written down on the day the boxes reach the laboratory."""
    life.work.left = 0
    heron_list.enter_list(life.work)
    life.time.move_to(ARRIVAL)
    heron_boxes.receive_boxes(life.work)
    heron_boxes.to_custody(life.work)
    life.later(SETTLED_AFTER, _explain)
    case, _ = life.work.exercise()
    table = case.extra["specimens"]
    lying: dict[str, list[int]] = defaultdict(list)
    for place, number in enumerate(table["container"]):
        lying[number].append(place)
    containers: list[Container] = life.work.kept["containers"]
    life.work.kept["specimens"] = {}
    for at, container in enumerate(containers):
        day = HAND_OVER + timedelta(days=4 + at * (parameters.days("inventory") - 4) // len(containers))
        life.on(day, partial(_open, container=container, places=lying[container.number]))


def _explain(life: Life) -> None:
    """What did not agree on the day of the hand-over is explained by whoever keeps the boxes; it stays readable."""
    keeper = life.seat(Role.CUSTODY)
    for row in list(custody.discrepancies(keeper, only_open=True)):
        life.honestly("discrepancy explained", explain, keeper, row, explanation=EXPLAINED.get(row.kind, EXPLAINED["other"]))


def _open(life: Life, *, container: Container, places: list[int]) -> None:
    """One box is opened; every bone in it is entered. Its samples leave some weeks later."""
    life.noted["box opened"] += 1
    if not places:
        return
    case, _ = life.work.exercise()
    table = case.extra["specimens"]
    told = [told_bone(life.rng, table["element"][p], table["side"][p], str(n)) for n, p in enumerate(places, 1)]
    made = register_specimens(life.seat(Role.ANTHROPOLOGIST), container.item, told)
    named = {table["specimen"][p]: row for p, row in zip(places, made, strict=True)}
    life.work.kept["specimens"] |= named
    life.work.truths.setdefault("specimens", {}).update({code: row.code for code, row in named.items()})
    life.kept.setdefault("boxes", {})[container.item.thing.code] = [row.code for row in made]
    life.noted["specimens"] += len(made)
    wait = life.spread(parameters.of("samples leave, first"), parameters.of("samples leave, last"))
    life.later(wait, partial(bench.sample_box, codes=list(named)))
    life.later(wait + 5, partial(_back, container=container))


def _back(life: Life, *, container: Container) -> None:
    """When its samples are cut, a box goes back to the strong room; from there its bones go home."""
    heron_boxes.hand_over(life.seat(Role.ANTHROPOLOGIST), life.seat(Role.CUSTODY), container.item, "back to the strong room")
