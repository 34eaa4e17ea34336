"""Exercise Heron: an invented programme of its own, so that its page tells a story: a promise, a request, a way across the date line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from repatria.registry.claims.actions import enter_document, name_party, record_claim
from repatria.registry.claims.models import Document, Party
from repatria.registry.intake.models import Handover
from repatria.registry.live.heron_boxes import FIELD_HALL, ISLAND_LIKE, KOREA_LIKE, LABORATORY, PORT
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.programme.actions import add_leg, enter_matter, tell_state

GIVER, RECEIVER, PRESS, KIN = (
    "Northern Liaison Office",
    "Joint Mission South",
    "The Harbour Courier",
    "Society of Heron families",
)


def enter_programme(work: Work) -> None:
    """The invented story around the hand-over of Heron's boxes."""
    seat = work.seat(HERON, Role.HISTORIAN)
    handover: Handover = work.kept["handover"]
    by = {name: name_party(seat, name=name, kind=kind) for name, kind in _KINDS.items()}
    book = enter_document(
        seat, title="Chronicle of the Heron search", publisher=RECEIVER, dated="2024-05-02", citation="exercise paper 3"
    )
    paper = enter_document(
        seat, title="What the harbour heard", publisher=PRESS, dated="2024-04-11", citation="exercise paper 4"
    )
    _before(seat, by, book)
    _promised(seat, by, book, paper, handover)
    _carried(seat, by, book, handover)
    _expected(seat, by, book, paper)


_KINDS = {GIVER: Party.Kind.OFFICE, RECEIVER: Party.Kind.UNIT, PRESS: Party.Kind.PRESS, KIN: Party.Kind.OTHER}


def _before(seat: Seat, by: dict[str, Party], book: Document) -> None:
    enter_matter(
        seat, kind="event", title="The armistice at Varn", since="1953-04-09", place=PORT, ahead=KOREA_LIKE, document=book
    )
    work = enter_matter(
        seat,
        kind="work",
        title="Joint search along the river",
        party=by[RECEIVER],
        to=by[GIVER],
        since="1994",
        until="2003",
        document=book,
    )
    tell_state(
        seat, work, state="suspended", according_to=by[RECEIVER], day="2003", document=book, words="The liaison office closed"
    )
    enter_matter(
        seat,
        kind="agreement",
        title="Agreement on the return of boxes",
        party=by[GIVER],
        to=by[RECEIVER],
        since="2023-11-20",
        document=book,
    )


def _promised(seat: Seat, by: dict[str, Party], book: Document, paper: Document, handover: Handover) -> None:
    promise = enter_matter(
        seat,
        kind="promise",
        title="To hand over every box that was found",
        party=by[GIVER],
        to=by[RECEIVER],
        since="2023-11-20",
        document=book,
        about=handover.thing,
    )
    for state, who, day, words, document in (
        ("made", GIVER, "2023-11-20", "", book),
        ("kept", GIVER, "2024-04-09", "All that was found was handed over", paper),
        ("partly", KIN, "2024-04-11", "Two valleys have not been searched yet", paper),
    ):
        tell_state(seat, promise, state=state, according_to=by[who], day=day, words=words, document=document)
    care = enter_matter(
        seat,
        kind="promise",
        title="To tell a family before anybody else",
        party=by[RECEIVER],
        to=by[KIN],
        since="2024-04-12",
        document=book,
    )
    tell_state(seat, care, state="made", according_to=by[RECEIVER], day="2024-04-12", document=book)
    request = enter_matter(
        seat,
        kind="request",
        title="To search the two upper valleys",
        party=by[KIN],
        to=by[RECEIVER],
        since="2022-06",
        document=paper,
    )
    tell_state(seat, request, state="accepted", according_to=by[RECEIVER], day="2022-07", words="Agreed to try", document=paper)


def _carried(seat: Seat, by: dict[str, Party], book: Document, handover: Handover) -> None:
    way = enter_matter(
        seat, kind="journey", title="The way of the boxes", party=by[RECEIVER], document=book, about=handover.thing
    )
    kept: dict[str, Any] = {"vehicle": "transport aircraft", "crew": "a crew of the mission", "document": book}
    add_leg(
        seat, way, purpose="out", origin=FIELD_HALL, origin_ahead=KOREA_LIKE, departed="2024-04-09",
        destination=PORT, destination_ahead=KOREA_LIKE, arrived="2024-04-09", load="empty", **kept,
    )  # fmt: skip
    add_leg(
        seat, way, purpose="back", origin=PORT, origin_ahead=KOREA_LIKE, departed="2024-04-09",
        destination=FIELD_HALL, destination_ahead=KOREA_LIKE, arrived="2024-04-09", load="the boxes",
        on_hand="guard of honour of the mission, two witnesses", flag="blue flag of the mission", **kept,
    )  # fmt: skip
    add_leg(
        seat, way, purpose="onward", origin=FIELD_HALL, origin_ahead=KOREA_LIKE, departed="2024-04-12",
        destination=LABORATORY, destination_ahead=ISLAND_LIKE, arrived="2024-04-12", load="the boxes",
        honours="honourable carry", **kept,
    )  # fmt: skip
    for place, ahead, title in (
        (FIELD_HALL, KOREA_LIKE, "Farewell at the hangar"),
        (LABORATORY, ISLAND_LIKE, "Reception at the laboratory"),
    ):
        one = enter_matter(
            seat,
            kind="ceremony",
            title=title,
            party=by[RECEIVER],
            since="2024-04-12",
            place=place,
            ahead=ahead,
            document=book,
            about=handover.thing,
        )
        for state, day in (("planned", "2024-04-10"), ("held", "2024-04-12")):
            tell_state(seat, one, state=state, according_to=by[RECEIVER], day=day, document=book)


def _expected(seat: Seat, by: dict[str, Party], book: Document, paper: Document) -> None:
    claim = record_claim(
        seat,
        topic="Boxes that may still be kept in the north",
        section="giver",
        kind="range",
        low=Decimal(10),
        high=Decimal(14),
        unit="containers",
        hedge="believed",
        said_by=by[PRESS],
        document=paper,
    )
    enter_matter(seat, kind="elsewhere", title="Boxes that may still be kept", party=by[GIVER], claim=claim, document=paper)
    plan = enter_matter(
        seat, kind="readiness", part="plan", title="Preparing the hall for the boxes", party=by[RECEIVER], document=book
    )
    tell_state(seat, plan, state="begun", according_to=by[RECEIVER], day="2024-03", document=book)
    enter_matter(
        seat,
        kind="readiness",
        part="ask",
        title="Families with one donor only are asked first",
        words="A name never rests on one sample alone",
        party=by[RECEIVER],
        document=book,
    )
