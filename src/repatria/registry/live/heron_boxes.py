"""Exercise Heron: the hand-over of its containers, from the giver's list to the laboratory's number, with what does not agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from repatria.registry.claims.actions import enter_document, name_party, record_claim
from repatria.registry.claims.models import Party
from repatria.registry.custody.actions import accept, name_place, offer
from repatria.registry.custody.models import Item, Place
from repatria.registry.intake import actions as intake
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.intake.models import Container, Handover
from repatria.registry.live.heron_list import CLAIMED, FIELDS
from repatria.registry.live.names import invented
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat

LEFT_FOR_VISITORS = 3
"""Boxes without an inventory in a full exercise: one offered and not yet accepted, one just accepted, one not yet reviewed."""
PORT, FIELD_HALL, LABORATORY = "Port Varn", "Aldmoor airfield", "Saltreef laboratory"
PLACES = (
    (PORT, 127.44, 39.16, 2.0),
    (FIELD_HALL, 127.03, 37.09, 1.0),
    (LABORATORY, -157.95, 21.35, 0.5),
    *((field.name, field.longitude, field.latitude, field.radius_km) for field in FIELDS if field.name in CLAIMED.values()),
)
"""Where the boxes pass, and where they are said to come from."""
KOREA_LIKE, ISLAND_LIKE = 540, -600
"""Minutes east of UTC at the first two places and at the laboratory: the way crosses the date line."""
CONTENTS = (
    "parts of legs and arms",
    "mixed bones",
    "bones and boots",
    "thin fragments",
    "long bones",
    "bones, buttons, a helmet",
)


def receive_boxes(work: Work) -> None:
    """The hand-over: announced, listed, received, counted twice, signed, carried in two legs, reviewed, accessioned."""
    rng = work.rng("boxes")
    seat = work.seat(HERON, Role.INTAKE)
    for name, longitude, latitude, within in PLACES:
        name_place(seat, name=name, longitude=longitude, latitude=latitude, within_km=within)
    places = {place.name: place for place in Place.objects.filter(incident=seat.incident)}
    case, _ = work.exercise()
    boxes = list(zip(case.extra["containers"]["container"], case.extra["containers"]["claimed_place"], strict=True))
    handover = _announced(work, seat, places[PORT], len(boxes))
    seals = [tuple(f"{n:06d}" for n in pair) for pair in (rng.permutation(900_000)[: 2 * len(boxes)] + 100_000).reshape(-1, 2)]
    intake.import_list(seat, handover, data=_list(rng, boxes, seals))
    containers = _received(rng, seat, handover, boxes, seals)
    _agreed(work, handover, len(boxes))
    _carried(seat, handover, places)
    _reviewed(rng, seat, handover, containers, work.left)
    work.kept["handover"], work.kept["containers"] = handover, containers


def left_over(boxes: Sequence[str], most: int = LEFT_FOR_VISITORS) -> list[str]:
    """The boxes that stay without an inventory: offered only, accepted only, with custody and unreviewed; fewer in small exercises."""
    return list(boxes)[len(boxes) - min(most, len(boxes) // 2) :]


def to_custody(work: Work) -> None:
    """Every box goes from intake to custody; all but the last go on to the anthropologist, the last but one of them not accepted."""
    containers: list[Container] = work.kept["containers"]
    left = left_over([c.number for c in containers], work.left)
    giver, keeper, reader = (work.seat(HERON, r) for r in (Role.INTAKE, Role.CUSTODY, Role.ANTHROPOLOGIST))
    for container in containers:
        hand_over(giver, keeper, container.item, "to the strong room")
        if left[2:] and container.number == left[-1]:
            continue
        if left and container.number == left[0]:
            offer(keeper, container.item, to=reader.user, reason="for inventory")
        else:
            hand_over(keeper, reader, container.item, "for inventory")


def hand_over(giver: Seat, receiver: Seat, item: Item, reason: str) -> None:
    """Offer and accept."""
    accept(receiver, offer(giver, item, to=_user(receiver), reason=reason))


def _user(seat: Seat) -> User:
    return seat.user


def _announced(work: Work, seat: Seat, port: Place, count: int) -> Handover:
    giver = name_party(seat, name="Northern Liaison Office", kind=Party.Kind.OFFICE)
    receiver = name_party(seat, name="Joint Mission South", kind=Party.Kind.UNIT)
    press = name_party(seat, name="The Harbour Courier", kind=Party.Kind.PRESS)
    paper = enter_document(
        seat, title="Note of the hand-over at Port Varn", publisher=giver.name, dated="2024-04-08", citation="exercise paper 1"
    )
    handover = intake.announce_handover(
        seat,
        title="Hand-over at Port Varn",
        giver=giver,
        receiver=receiver,
        on="2024-04-09",
        place=port,
        document=paper,
        stated_containers=count,
        stated_people="not known",
        note="Packed in padding that the receivers had supplied.",
    )
    courier = enter_document(
        seat, title="Boxes come home", publisher=press.name, dated="2024-04-10", citation="exercise paper 2"
    )
    for party, document, number, hedge in ((giver, paper, count, "none"), (press, courier, count + 1, "about")):
        record_claim(
            seat,
            topic="Containers handed over",
            section="giver",
            kind="number",
            said_by=party,
            document=document,
            low=Decimal(number),
            unit="containers",
            hedge=hedge,
            about=handover.thing,
        )
    return handover


def _list(rng: np.random.Generator, boxes: Sequence[tuple[str, str]], seals: Sequence[tuple[str, ...]]) -> bytes:
    """The giver's list as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("number", "origin", "contents", "people", "seals"))
    for (number, claimed), pair in zip(boxes, seals, strict=True):
        people = "not known" if rng.random() < 0.8 else f"at least {1 + int(rng.integers(3))}"
        writer.writerow((number, CLAIMED[claimed], CONTENTS[int(rng.integers(len(CONTENTS)))], people, "; ".join(pair)))
    return out.getvalue().encode()


def _received(
    rng: np.random.Generator, seat: Seat, handover: Handover, boxes: Sequence[tuple[str, str]], seals: Sequence[tuple[str, ...]]
) -> list[Container]:
    """All boxes at once: on the first one seal reads otherwise than listed, on the second one is broken."""
    arrivals = []
    for place, ((number, claimed), (one, two)) in enumerate(zip(boxes, seals, strict=True)):
        read = f"{one[1]}{one[0]}{one[2:]}" if place == 0 and one[0] != one[1] else f"{int(one) + 1:06d}" if place == 0 else one
        state = "broken" if place == 1 else "intact"
        found = (FoundSeal(read, "intact", "lid, left"), FoundSeal(two, state, "lid, right"))
        mass = Decimal(int(rng.integers(1_200_000, 9_000_000))).scaleb(-3)
        origin = CLAIMED[claimed] if rng.random() < 0.3 else ""
        arrivals.append(Arrival(number, found, mass, (690, 480, 380), origin))
    return intake.receive_many(seat, handover, arrivals, since=datetime(2024, 4, 9, 1, 0, tzinfo=UTC))


def _agreed(work: Work, handover: Handover, count: int) -> None:
    """Two counts by two people, one of them one box short; then both sides sign."""
    seat = work.seat(HERON, Role.INTAKE)
    intake.count_again(work.seat(HERON, Role.CUSTODY), handover, counted=count - 1, note="counted at the ramp, in the dark")
    intake.count_again(work.seat(HERON, Role.EXAMINER), handover, counted=count, note="counted again in the hall")
    for side, number, title in (("giver", 70_001, "Colonel, Northern Liaison Office"), ("receiver", 70_002, "Head of mission")):
        intake.sign(
            seat, handover, side=side, name=invented(number).whole, title=title, moment=datetime(2024, 4, 9, 2, 10, tzinfo=UTC)
        )


def _carried(seat: Seat, handover: Handover, places: dict[str, Place]) -> None:
    guard = ("Joint Mission South, guard of honour", "Northern Liaison Office, two witnesses")
    intake.add_leg(
        seat, handover, origin=places[PORT], to=places[FIELD_HALL],
        departed=datetime(2024, 4, 9, 2, 40, tzinfo=UTC), departed_offset=KOREA_LIKE,
        arrived=datetime(2024, 4, 9, 4, 5, tzinfo=UTC), arrived_offset=KOREA_LIKE,
        vehicle="transport aircraft, exercise 1", on_hand=guard, honours="each case carried by six", flag="blue flag of the mission",
    )  # fmt: skip
    intake.hold_ceremony(
        seat,
        handover,
        on=date(2024, 4, 12),
        place=places[FIELD_HALL],
        words="Farewell at the hangar, all cases in one row.",
        parties=guard,
    )
    intake.add_leg(
        seat, handover, origin=places[FIELD_HALL], to=places[LABORATORY],
        departed=datetime(2024, 4, 12, 5, 0, tzinfo=UTC), departed_offset=KOREA_LIKE,
        arrived=datetime(2024, 4, 12, 14, 20, tzinfo=UTC), arrived_offset=ISLAND_LIKE,
        vehicle="transport aircraft, exercise 2", on_hand=("Joint Mission South", "Saltreef Laboratory, two members"),
        honours="honourable carry", flag="national flags", note="The date line is crossed: the cases arrive on the day they left.",
    )  # fmt: skip
    intake.hold_ceremony(
        seat,
        handover,
        on=date(2024, 4, 12),
        place=places[LABORATORY],
        words="Arrival at Saltreef, families present.",
        parties=("families",),
    )


def _reviewed(rng: np.random.Generator, seat: Seat, handover: Handover, containers: Sequence[Container], most: int) -> None:
    """Field review of every box but the last; a statement without a number of people; the laboratory's number."""
    left = left_over([c.number for c in containers], most)
    seen = [c for c in containers if not (left[2:] and c.number == left[-1])]
    for container in seen:
        sure = rng.random() < 0.95
        period = "of the war" if rng.random() < 0.9 else "undetermined"
        intake.review_container(seat, container, verdict="human" if sure else "undetermined", period=period)
    intake.write_statement(
        seat,
        handover,
        text="What was seen is human and fits the time of the war. Several people lie mixed in the containers. Nothing can be said "
        "yet about who they are or how many there were.",
    )
    intake.accession_containers(
        seat,
        handover,
        number="2024-055",
        containers=seen,
        title="Port Varn",
        received="2024-04-12",
        note="accession of the exercise",
    )
