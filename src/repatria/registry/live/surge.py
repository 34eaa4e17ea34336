"""Exercise Surge: a thousand transfer cases in a day, counts of two parties that disagree, papers of other men."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from repatria.registry.claims.actions import enter_document, name_party, record_claim
from repatria.registry.claims.models import Party
from repatria.registry.custody.actions import name_place, offer, take
from repatria.registry.families.importing import import_list
from repatria.registry.intake import actions as intake
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.intake.models import Container, Handover
from repatria.registry.inventory.actions.effects import note_name, record_effect
from repatria.registry.live.heron_boxes import hand_over
from repatria.registry.live.names import Invented, invented, native
from repatria.registry.live.work import SURGE, Work
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat

CASES, LISTED, ABSENT = 1_000, 1_600, 4
PAPERS, PASSED_ON, REVIEWED = 60, 25, 40
DAY = date(2025, 6, 11)
NAMES_APART = 20_000
REGIONS = (
    ("Sector Alder", 37.6, 48.4),
    ("Sector Birch", 36.9, 47.6),
    ("Sector Cedar", 35.4, 47.4),
    ("Sector Damson", 37.9, 49.2),
)


def fill(work: Work) -> None:
    """The hand-over in one act, its counts, its papers, and a list of people who are missing."""
    rng = work.rng("surge")
    seat = work.seat(SURGE, Role.INTAKE)
    people = _list_of_missing(work, rng)
    cases = work.count(CASES, 12)
    handover = _announced(seat, cases)
    intake.import_list(seat, handover, data=_list(rng, cases + ABSENT))
    hall = name_place(seat, name="Refrigerated hall, North Quay", longitude=30.6, latitude=50.4, within_km=1.0)
    arrivals = [_arrival(rng, number) for number in range(1, cases + 1)]
    containers = intake.receive_many(seat, handover, arrivals, place=hall, since=datetime(2025, 6, 11, 5, 30, tzinfo=UTC))
    intake.count_again(work.seat(SURGE, Role.CUSTODY), handover, counted=cases - 2, note="first count, at the lorries")
    intake.count_again(work.seat(SURGE, Role.REVIEWER), handover, counted=cases, note="second count, in the hall")
    _passed_on(work, rng, containers)
    _papers(work, rng, containers, people)


def _arrival(rng: np.random.Generator, number: int) -> Arrival:
    seal = FoundSeal(f"Q{number:06d}", "intact" if number % 97 else "broken")
    return Arrival(f"SC-{number:04d}", (seal,), Decimal(int(rng.integers(8_000, 90_000))))


def _announced(seat: Seat, cases: int) -> Handover:
    giver = name_party(seat, name="Exchange Commission East", kind=Party.Kind.OFFICE)
    receiver = name_party(seat, name="Coordination Staff West", kind=Party.Kind.OFFICE)
    paper = enter_document(
        seat, title="Statement of the commission", publisher=giver.name, dated="2025-06-11", citation="exercise paper 7"
    )
    reply = enter_document(
        seat, title="Statement of the staff", publisher=receiver.name, dated="2025-06-11", citation="exercise paper 8"
    )
    handover = intake.announce_handover(
        seat, title="Exchange at the Alder bridge", giver=giver, receiver=receiver, on=DAY.isoformat(), document=paper,
        stated_containers=cases + ABSENT, stated_people=f"{cases + ABSENT}", way="three-sided",
    )  # fmt: skip
    for party, document, number in ((giver, paper, cases + ABSENT), (receiver, reply, cases + ABSENT // 2)):
        record_claim(
            seat, topic="Transfer cases of the day", section="giver", kind="number", low=Decimal(number), unit="transfer cases",
            said_by=party, document=document, about=handover.thing,
        )  # fmt: skip
    return handover


def _list(rng: np.random.Generator, cases: int) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("number", "origin", "contents", "people", "seals"))
    for number in range(1, cases + 1):
        where = REGIONS[int(rng.integers(len(REGIONS)))][0] if rng.random() < 0.8 else ""
        writer.writerow((f"SC-{number:04d}", where, "one bag", "1" if rng.random() < 0.9 else "at least 1", f"Q{number:06d}"))
    return out.getvalue().encode()


def _list_of_missing(work: Work, rng: np.random.Generator) -> list[tuple[Invented, str]]:
    """People of the west who are missing, written in Cyrillic letters with a Latin spelling beside."""
    columns = ("service_number", "name", "other_name", "sex", "born", "unit", "status", "loss_date", "loss_place", "longitude", "latitude",
               "radius_km")  # fmt: skip
    people = [
        (invented(NAMES_APART + n, "F" if n % 12 == 0 else "M"), f"SX {n + 1:06d}") for n in range(work.count(LISTED, 20))
    ]
    with tempfile.TemporaryDirectory(prefix="repatria-list-") as folder:
        path = Path(folder) / "missing of the west.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for at, (name, number) in enumerate(people):
                place, longitude, latitude = REGIONS[int(rng.integers(len(REGIONS)))]
                lost = date(2023, 2, 1) + timedelta(days=int(rng.integers(800)))
                born = lost - timedelta(days=int(rng.integers(19 * 365, 52 * 365)))
                writer.writerow(
                    {"service_number": number, "name": native(name.whole, "Cyrl"), "other_name": name.whole,
                     "sex": "F" if at % 12 == 0 else "M", "born": born.isoformat(), "unit": f"brigade {1 + int(rng.integers(9))}, exercise",
                     "status": "missing", "loss_date": lost.isoformat(), "loss_place": place, "longitude": f"{longitude:.2f}",
                     "latitude": f"{latitude:.2f}", "radius_km": "15"}
                )  # fmt: skip
        import_list(work.seat(SURGE, Role.CASUALTY), path, dry_run=False)
    return people


def _passed_on(work: Work, rng: np.random.Generator, containers: Sequence[Container]) -> None:
    """Some cases are reviewed and go on to the anthropologist; two of them are offered and not accepted yet."""
    seat, reader = work.seat(SURGE, Role.INTAKE), work.seat(SURGE, Role.ANTHROPOLOGIST)
    for container in containers[: work.count(REVIEWED, 4)]:
        sure = rng.random() < 0.97
        intake.review_container(
            seat, container, verdict="human" if sure else "undetermined", period="of the war" if sure else "undetermined"
        )
    for container in containers[: work.count(PASSED_ON, 2)]:
        hand_over(seat, reader, container.item, "for examination")
    for container in containers[work.count(PASSED_ON, 2) : work.count(PASSED_ON, 2) + 2]:
        offer(seat, container.item, to=reader.user, reason="for examination")


def _papers(
    work: Work, rng: np.random.Generator, containers: Sequence[Container], people: Sequence[tuple[Invented, str]]
) -> None:
    """Papers lie with cases; whose they are says little about who lies there. Leads, and no more."""
    seat = work.seat(SURGE, Role.INTAKE)
    box = take(seat, what="container for papers", giver="store of the institute")
    found: dict[str, bool] = {}
    for at in rng.choice(len(containers), min(work.count(PAPERS, 4), len(containers)), replace=False):
        name, number = people[int(rng.integers(len(people)))]
        effect = record_effect(
            seat, containers[int(at)].item, kind="paper", description="military paper in a plastic cover", marks="damp at one edge",
            text_read=f"{native(name.whole, 'Cyrl')} {number}", into=box,
        )  # fmt: skip
        note_name(seat, effect, name=name.whole, number=number, how_sure="legible")
        found[effect.code] = False
    work.truths["papers of other men"] = sorted(found)
