"""A few months of an exercise, lived through the stages' own acts in invented time; and a slow twin that counts from the journal alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from repatria.registry.accounting.ledger import book
from repatria.registry.accounting.spans import end_of
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.custody import dividing
from repatria.registry.custody.models import Item
from repatria.registry.families.actions import imports, missing
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.actions import burying, going, publishing, telling
from repatria.registry.homecoming.models import Notification
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.actions import entering
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.review.tests import hands as review_hands
from repatria.registry.testing.scene import Scene


@dataclass
class Life:
    """The first day, and every day on which something was done."""

    scene: Scene
    time: clock.Invented
    first: date
    days: list[date] = field(default_factory=list)

    def next(self, days: int = 1) -> date:
        """Let some days pass; the day it is now."""
        self.time.move_to(
            datetime.combine(clock.today() + timedelta(days=days), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
        )
        self.days.append(clock.today())
        return clock.today()


@contextmanager
def living(scene: Scene) -> Iterator[Life]:
    """Invented time for the exercise, from tomorrow on; nothing is remembered from before."""
    book.forget()
    hands.bench_of(scene)
    start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    with clock.inventing(start, frozenset({scene.heron.slug})) as time, patch.object(review_hands, "now", clock.now):
        yield Life(scene, time, start.date(), [start.date()])


def things(life: Life) -> None:
    """Boxes, bones and samples that are divided, joined, used up, destroyed, handed away and entered by mistake."""
    scene = life.scene
    keeper = scene.seat(Role.CUSTODY)
    box = custody.take(keeper, what="box", giver="the other side")
    life.next()
    empty = custody.take(keeper, what="an empty box", giver="the other side")
    sample = custody.take(keeper, what="powder", giver="the other side", kind=Kind.SAMPLE, mass_g=Decimal("2.000"))
    life.next(3)
    dividing.consume(keeper, sample, mass_g=Decimal("2.000"), reason="extracted", sure=True)
    dividing.destroy(keeper, empty, reason="by order", sure=True)
    life.next()
    halves = dividing.split(
        keeper, box, parts=[dividing.Part("one half"), dividing.Part("other half")], reason="two rooms", sure=True
    )
    life.next(2)
    joined = dividing.merge(keeper, halves, what="box again", reason="one room", sure=True)
    life.next()
    offered = custody.offer(keeper, joined, to_outside="A museum", reason="kept there")
    from repatria.registry.custody.outside import acknowledge_outside, take_back  # the world outside

    second = scene.seat("second custody")
    acknowledge_outside(second, offered, signed_by="Ms Aster", document="receipt 4")
    life.next(4)
    take_back(second, joined, giver="Ms Aster", document="receipt 5", reason="looked at")
    blind = scene.seat(Role.ANTHROPOLOGIST)
    wrong, _right = hands.bones(scene, "left femur", "left femur")
    life.next()
    entering.withdraw_specimen(blind, wrong, reason="entered twice")


def people(life: Life) -> dict[str, Any]:
    """Somebody who comes home and is buried, one whose signature falls, one who is rescinded, one merged, one decided by others."""
    scene = life.scene
    office = hands.office(scene)
    told = roads.prepared(scene)
    life.next(2)
    told = roads.arrive(scene, _left(life, told))
    life.next()
    burial = roads.bury(scene, told)
    shown = publishing.publish(office, told.missing, text_="He was found.", on=clock.today())
    life.next(5)
    publishing.withdraw(office, shown, reason="as the family wished")
    burying.open_grave(office, burial, reason="moved", sure=True)
    going.come_back(roads.keeper(scene), told.portions.order_by("pk").first(), reason="moved", document="paper 9")
    life.next()
    waits, fell, wrong = hands.signed(scene), hands.signed(scene), hands.signed(scene)
    life.next()
    hands.told(scene, fell)
    hands.told(scene, wrong)
    life.next(2)
    hands.fall(fell)
    hands.rescinded(scene, wrong)
    life.next()
    telling.take_back(office, Notification.objects.get(missing=wrong.missing), on=clock.today(), words="We went there again.")
    one, other = (missing.add_missing(office, name=f"Invented {n}") for n in ("Vandel", "Vandell"))
    life.next()
    missing.merge_missing(office, one, into=other, reason="one man")
    imports.note_earlier_decision(scene.seat(Role.HISTORIAN), other, issuer="An older office", on=read_date("1954"))
    life.next(3)
    missing.part_missing(office, one, reason="two men")
    return {"home": told, "waits": waits, "fell": fell, "wrong": wrong, "other": other}


def endings(life: Life) -> None:
    """A group that is transferred, and unresolved remains that are laid in a numbered grave and found again."""
    scene = life.scene
    group = roads.signed_group(scene, roads.bones(scene, "left tibia", "right tibia"))
    life.next()
    bones = [one.specimen.item for one in group.members.all()]
    gone = going.prepare(roads.keeper(scene), going.For(determination=group), items=bones, receiver="a nation")
    gone = _left(life, gone)
    roads.arrive(scene, gone, absent=[bones[0].pk])
    life.next()
    some = roads.bones(scene, "left humerus", "right humerus")
    rest = roads.unresolved(scene, some)
    life.next()
    out = going.prepare(roads.keeper(scene), going.For(unresolved=rest), items=roads.items(some), receiver="the cemetery")
    roads.bury(scene, roads.arrive(scene, _left(life, out)))
    life.next()


def _left(life: Life, release: Any) -> Any:
    gone = roads.leave(life.scene, release)
    life.next()
    return gone


def twin(scene: Scene, day: date) -> Counter[str]:
    """The figures of ``day`` counted slowly: every entry of the journal up to its end, one after the other."""
    state = _Twin(scene)
    for row in Entry.objects.filter(incident=scene.heron.slug, at__lt=end_of(day)).order_by("seq"):
        state.hear(row.tag, row.subject, row.said["facts"])
    return state.figures(end_of(day))


class _Twin:
    """Sets of codes, moved about by what the journal says."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.entered: set[str] = set()
        self.made: set[str] = set()
        self.gone: dict[str, str] = {}
        self.away: dict[str, str] = {}
        self.arrived: set[str] = set()
        self.lost: set[str] = set()
        self.about: dict[str, str] = {}
        self.outside: set[str] = set()
        self.rest: dict[str, list[str]] = {}
        self.signed: set[str] = set()
        self.told: set[str] = set()
        self.merged: set[str] = set()
        self.historic: Counter[str] = Counter()
        self.buried: dict[int, str] = {}
        self.public: set[str] = set()
        self.rescinded: set[str] = set()
        rows = Identification.objects.select_related("thing", "missing")
        self.missing = {one.thing.code: one.missing.code for one in rows}

    def hear(self, tag: str, subject: str, facts: dict[str, Any]) -> None:
        """One entry."""
        heard: Callable[[str, dict[str, Any]], None] | None = getattr(self, tag.replace(".", "_"), None)
        if heard is not None:
            heard(subject, facts)

    def custody_taken(self, subject: str, _facts: dict[str, Any]) -> None:
        self.entered.add(subject)

    def inventory_specimen_entered(self, subject: str, _facts: dict[str, Any]) -> None:
        self.entered.add(subject)

    def inventory_specimen_withdrawn(self, subject: str, _facts: dict[str, Any]) -> None:
        self.entered.discard(subject)

    def custody_split(self, subject: str, facts: dict[str, Any]) -> None:
        self.gone[subject] = "divided"
        self.made.update(facts["parts"])

    def custody_merged(self, subject: str, facts: dict[str, Any]) -> None:
        self.made.add(subject)
        self.gone |= dict.fromkeys(facts["parts"], "divided")

    def custody_consumed(self, subject: str, facts: dict[str, Any]) -> None:
        if Decimal(facts["left_g"]) == 0:
            self.gone[subject] = "consumed"

    def custody_destroyed(self, subject: str, _facts: dict[str, Any]) -> None:
        self.gone[subject] = "otherwise"

    def custody_handed_outside(self, subject: str, _facts: dict[str, Any]) -> None:
        self.outside.add(subject)

    def custody_returned(self, subject: str, _facts: dict[str, Any]) -> None:
        self.outside.discard(subject)

    def custody_released(self, subject: str, facts: dict[str, Any]) -> None:
        self.away[subject] = facts["release"]

    def custody_came_back(self, subject: str, _facts: dict[str, Any]) -> None:
        self.away.pop(subject)

    def homecoming_release_prepared(self, subject: str, facts: dict[str, Any]) -> None:
        self.about[subject] = facts["about"]

    def homecoming_counted_in(self, subject: str, facts: dict[str, Any]) -> None:
        self.arrived.add(subject)
        self.lost.update(code for code in facts["differs"] if any(code in one and "not" in one for one in facts["counts"]))

    def homecoming_unresolved_written(self, subject: str, facts: dict[str, Any]) -> None:
        self.rest[subject] = facts["bones"]

    def review_signed(self, subject: str, _facts: dict[str, Any]) -> None:
        self.signed.add(self.missing[subject])

    def identification_voided(self, subject: str, _facts: dict[str, Any]) -> None:
        self.signed.discard(self.missing[subject])

    def review_rescinded(self, subject: str, _facts: dict[str, Any]) -> None:
        self.signed.discard(self.missing[subject])
        self.rescinded.add(self.missing[subject])

    def homecoming_notified(self, subject: str, _facts: dict[str, Any]) -> None:
        self.told.add(subject)

    def homecoming_telling_taken_back(self, subject: str, _facts: dict[str, Any]) -> None:
        self.told.discard(subject)

    def homecoming_laid_to_rest(self, _subject: str, facts: dict[str, Any]) -> None:
        self.buried[facts["burial"]] = facts["about"]

    def homecoming_grave_opened(self, _subject: str, facts: dict[str, Any]) -> None:
        self.buried.pop(facts["burial"])

    def homecoming_published(self, subject: str, _facts: dict[str, Any]) -> None:
        self.public.add(subject)

    def homecoming_publication_withdrawn(self, subject: str, _facts: dict[str, Any]) -> None:
        self.public.discard(subject)

    def families_missing_merged(self, subject: str, _facts: dict[str, Any]) -> None:
        self.merged.add(subject)

    def families_missing_parted(self, subject: str, _facts: dict[str, Any]) -> None:
        self.merged.discard(subject)

    def families_earlier_decision(self, subject: str, _facts: dict[str, Any]) -> None:
        self.historic[subject] += 1

    def figures(self, moment: datetime) -> Counter[str]:
        """What the sets come to."""
        counts: Counter[str] = Counter()
        resting = {code for bones in self.rest.values() for code in bones}
        for code in self.entered | self.made:
            word = {"C": "boxes", "B": "bones", "E": "effects", "S": "samples"}[code.split("-")[1][0]]
            counts[f"{word}-{'made' if code in self.made else 'received'}"] += 1
            counts[f"{word}-{self._where(code, resting)}"] += 1
        people = {
            m.thing.code
            for m in MissingPerson.objects.filter(incident=self.scene.heron, thing__created__lt=moment).select_related("thing")
        }
        listed = people - self.merged
        home = {self.about[one] for one in self.arrived if "-M" in self.about[one]} - self.rescinded
        decided = {code for code, n in self.historic.items() if n}
        counts |= Counter(
            {
                "missing": len(listed), "identified": len(self.signed), "accounted-for": len(self.signed - decided),
                "told": len(self.told & self.signed), "waiting": len(self.signed - self.told), "home": len(home),
                "told-and-fallen": len(self.told - self.signed), "public": len(self.public), "decided-by-others": len(decided),
                "still-missing": len(listed - self.signed - decided), "still-waited-for": len(listed - home),
                "buried": len({code for code in self.buried.values() if "-M" in code} - self.rescinded),
            }
        )  # fmt: skip
        return +counts

    def _where(self, code: str, resting: set[str]) -> str:
        if code in self.away:
            release = self.away[code]
            letter = self.about[release].split("-")[1][0]
            if code in self.lost and release in self.arrived:
                return "open"
            if letter == "U":
                return "unresolved"
            return {"M": "returned", "G": "transferred"}[letter] if release in self.arrived else "under-way"
        if code in self.gone:
            return self.gone[code]
        if code in resting:
            return "unresolved"
        return "otherwise" if code in self.outside else "held"


def of_item(code: str) -> Item:
    """The item with this code."""
    return Item.objects.select_related("thing").get(thing__code=code)
