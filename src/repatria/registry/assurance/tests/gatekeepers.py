"""The gates of the way home and how they are tried: people in every state, and four ways through: act, page, program, raw SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.actions import disposing, going, publishing, telling
from repatria.registry.homecoming.models import Election, Notification, Publication, Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry
from repatria.registry.refusals import Refusal
from repatria.registry.testing.scene import Scene

GATES = ("tell", "publish", "release")
WAYS = ("act", "page", "program", "row")
"""How a gate is tried: by the act, on its page, through the machine entrance, by writing to the database."""


@dataclass
class Person:
    """Somebody in one state: the identification, the family, a bone, and which gates are closed to them."""

    state: str
    one: Identification
    near: Kin
    directs: Kin
    bone: Specimen
    notice: Notification | None
    shut: tuple[str, ...]


@dataclass
class World:
    """The people, and who acts."""

    scene: Scene
    office: Seat
    keeper: Seat
    people: list[Person]
    browsers: dict[str, Any] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Browsers and keys are made before anything is tried: what is tried is taken back."""
        for gate in GATES:
            role = Role.CUSTODY if gate == "release" else Role.CASUALTY
            self.browsers[gate] = self.scene.client(role)
            self.programs[gate] = Program(key_for(self.scene.seat(role)))


def one_of(scene: Scene, state: str) -> Person:
    """Somebody brought to ``state`` by the stages' own acts."""
    bone = roads.bones(scene, "left femur")[0]
    if state == "in review":
        one = hands._drafted(hands.bench_of(scene), None, [bone])
        Identification.objects.filter(pk=one.pk).update(state="review")
    else:
        one = hands.signed(scene, bones=[bone])
    near, directs = hands.family_of(scene, one)
    shut: tuple[str, ...] = ("tell", "publish", "release")
    if state == "due":
        hands.due(one)
        shut = ("publish", "release")
    elif state == "overtaken":
        hands.due(one)
        hands.fall(one)
    elif state in ("told", "waits", "quarrel"):
        hands.told(scene, one)
        shut = ("tell", "release")
    elif state == "wished":
        hands.elected(scene, one)
        shut = ("tell",)
    elif state in ("fell", "rescinded"):
        hands.elected(scene, one)
        _ = hands.fall(one) if state == "fell" else hands.rescinded(scene, one)
    by = hands.office(scene)
    if state == "waits":
        later = clock.today() + timedelta(days=60)
        disposing.elect(by, one.missing, directs=directs, choice="wait", ask_again=later, portions="tell", form="form 1")
    if state == "quarrel":
        disposing.elect(by, one.missing, directs=directs, choice="now", portions="tell", form="form 1")
        disposing.disagree(by, one.missing, raised_by=near, words="Not yet.")
    notice = Notification.objects.filter(identification=one).first()
    return Person(state, Identification.objects.get(pk=one.pk), near, directs, bone, notice, shut)


STATES = ("in review", "due", "overtaken", "told", "wished", "waits", "quarrel", "fell", "rescinded")


def world_of(scene: Scene) -> World:
    """One person in each state."""
    people = [one_of(scene, state) for state in STATES]
    return World(scene, hands.office(scene), scene.seat(Role.CUSTODY), people)


def by_act(world: World, who: Person, gate: str) -> None:
    """Try to pass ``gate`` through the act that people use."""
    if gate == "tell":
        told = {"kin": who.near, "on": clock.today(), "channel": "visit"}
        telling.try_to_tell(world.office, who.one.missing, **told)
    elif gate == "publish":
        publishing.try_to_publish(world.office, who.one.missing, text_="He is home.", on=clock.today())
    else:
        going.try_to_prepare(world.keeper, going.For(who.one.missing), items=[who.bone.item], receiver="the family")


def by_page(world: World, who: Person, gate: str) -> None:
    """The same on the page."""
    person, today = who.one.missing.code, clock.today().isoformat()
    lead = "/i/heron/home"
    if gate == "release":
        where, told = f"{lead}/releases/for/{person}/", {"items": [who.bone.code], "receiver": "the family"}
    else:
        where = f"{lead}/{person}/act/{gate}/"
        told = {"kin": who.near.pk, "on": today, "channel": "visit", "text": "He is home."}
    world.browsers[gate].post(where, told)


def by_program(world: World, who: Person, gate: str) -> None:
    """The same through the machine entrance."""
    person, today = who.one.missing.code, clock.today().isoformat()
    if gate == "release":
        where = f"/homecoming_going/for/{person}/releases"
        told: dict[str, Any] = {"items": [who.bone.code], "receiver": "the family"}
    else:
        where = f"/homecoming_telling/people/{person}/{gate}"
        told = {"kin": who.near.code, "channel": "visit"} if gate == "tell" else {"text": "He is home."}
        told["on"] = today
    world.programs[gate].post(where, **told)


def by_row(world: World, who: Person, gate: str, rng: random.Random) -> None:
    """Try to pass ``gate`` by writing to the database."""
    if gate == "tell":
        _tell_row(world, who)
    elif gate == "publish":
        _publish_row(who)
    else:
        _release_row(world, who, rng)


def _run(sql: str, told: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        assert cursor.rowcount > 0, "nothing was tried"


def _tell_row(world: World, who: Person) -> None:
    """Let it be told: the row that is there, or a new one under the signature that fell or never was."""
    now, user = clock.now(), world.office.user.pk
    if who.notice is None or who.notice.state == Notification.State.TOLD:
        signature = (
            who.one.signatures.order_by("-pk").first() or next(p for p in world.people if p.state == "due").one.signatures.get()
        )
        _run(
            "INSERT INTO homecoming_notification (identification_id, signature_id, missing_id, state, opened, kin_id, told, "
            "told_on, told_by_id, channel, instead, language, words, ended_why) "
            "VALUES (%s, %s, %s, 'told', %s, %s, %s, %s, %s, 'visit', '', '', '', '')",
            [who.one.pk, signature.pk, who.one.missing_id, now, who.near.pk, now, now.date(), user],
        )
        return
    _run(
        "UPDATE homecoming_notification SET state = 'told', kin_id = %s, told = %s, told_on = %s, told_by_id = %s, "
        "channel = 'visit' WHERE id = %s",
        [who.near.pk, now, now.date(), user, who.notice.pk],
    )


def _publish_row(who: Person) -> None:
    notice = who.notice or Notification.objects.order_by("pk").first()
    assert notice is not None
    _run(
        'INSERT INTO homecoming_publication (notification_id, missing_id, text, "on", at, withdrawn_why) '
        "VALUES (%s, %s, 'He is home.', %s, %s, '')",
        [notice.pk, who.one.missing_id, clock.today(), clock.now()],
    )


def _release_row(world: World, who: Person, rng: random.Random) -> None:
    """Prepare a release, on the person's own wish, on one made up for it, or on somebody else's.

    A wish made up for a family that was told is one to wait: with a wish to bury, the release would be right.
    """
    wish = Election.objects.filter(missing=who.one.missing).first()
    if wish is None and rng.random() < 0.5:
        choice = "wait" if who.state == "told" else "now"
        wish = Election.objects.create(
            missing=who.one.missing, number=1, directs=who.directs, choice=choice, ask_again=clock.today(), portions="tell",
            form="x", since=clock.now(),
        )  # fmt: skip
    wish = wish or Election.objects.order_by("pk").first()
    assert wish is not None
    thing = new_thing(TheRegistry(world.scene.heron), Kind.RELEASE)
    _run(
        "INSERT INTO homecoming_release (thing_id, incident_id, missing_id, identification_id, election_id, state, receiver, "
        "escort, honours, prepared, signed_by, document, cancelled_why) "
        "VALUES (%s, %s, %s, %s, %s, 'prepared', 'x', '', '', %s, '', '', '')",
        [thing.pk, world.scene.heron.pk, who.one.missing_id, who.one.pk, wish.pk, clock.now()],
    )


def tried(world: World, who: Person, gate: str, way: str, rng: random.Random) -> str:
    """Try ``gate`` and take it back: "passed", "refused" by the registry, or "database" where that refused it.

    What counts is what stands afterwards, whatever was answered.
    """
    before = counted()
    try:
        with transaction.atomic():
            if way == "row":
                by_row(world, who, gate, rng)
            else:
                {"act": by_act, "page": by_page, "program": by_program}[way](world, who, gate)
            went = counted() != before
            transaction.set_rollback(True)
    except Refusal:
        return "refused"
    except DatabaseError:
        return "database"
    return "passed" if went else "refused"


@contextmanager
def without_triggers() -> Iterator[None]:
    """The database without what guards the way home; put back afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table with checks still to come is not altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("notification", "publication", "release"):
            name = f"homecoming_{table}"
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [name])
                for (trigger,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{trigger}"')
            else:
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)


def counted() -> tuple[int, ...]:
    """What stands of all that a gate keeps."""
    told = Notification.objects.filter(state=Notification.State.TOLD).count()
    return told, Publication.objects.count(), Release.objects.count()
