"""Whoever writes to the database itself cannot write over what was done on the way home, nor replace a row by another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.accounting.body import values
from repatria.registry.accounting.ledger.book import book_of, forget, moment_of
from repatria.registry.homecoming import gates
from repatria.registry.homecoming.actions import asking, burying, conversing, disposing, going, letters, publishing
from repatria.registry.homecoming.models import Burial, Election
from repatria.registry.homecoming.status.telling import status_of
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.inventory.models import Effect
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people import erasing
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene

RELEASE_OF = "(SELECT release_id FROM homecoming_burial WHERE id={burial})"
OVER: tuple[tuple[str, str, str], ...] = (
    ("notification", "words='other'", "id={notification}"),
    ("notification", "channel='phone'", "id={notification}"),
    ("notification", "told_by_id={other}", "id={notification}"),
    ("notification", "state='taken back', ended=told, ended_why='x'", "id={notification}"),
    ("notification", "taken_back_on='2090-01-01'", "id={notification}"),
    ("publication", "\"on\"='2001-01-01'", "id={publication}"),
    ("publication", "withdrawn=NULL", "id={publication}"),
    ("conversation", "\"on\"='2001-01-01'", "id={conversation}"),
    ("disagreement", "settlement='rewritten'", "id={disagreement}"),
    ("disagreement", "settled=NULL", "id={disagreement}"),
    ("election", "until='2001-01-01'", "id={election}"),
    ("burial", "\"on\"='2001-01-01'", "id={burial}"),
    ("burial", "opened=NULL, opened_why=''", "id={burial}"),
    ("release", "receiver='other'", f"thing_id={RELEASE_OF}"),
    ("release", "signed_by='other'", f"thing_id={RELEASE_OF}"),
    ("release", "arrived='2001-01-01'", f"thing_id={RELEASE_OF}"),
    ("release", "out_by_id={other}", f"thing_id={RELEASE_OF}"),
    ("portion", "out_g=1", f"release_id={RELEASE_OF}"),
    ("portion", "counted_in=NULL", f"release_id={RELEASE_OF}"),
    ("letter", "body='{{}}'", "id={letter}"),
    ("letter", "\"on\"='2001-01-01'", "id={letter}"),
    ("letter", "next_on='2090-01-01'", "id={letter}"),
    ("enquiry", "answer='rewritten'", "thing_id={enquiry}"),
    ("enquiry", "answered='2001-01-01'", "thing_id={enquiry}"),
    ("enquiry", "due='2090-01-01'", "thing_id={enquiry}"),
)
"""Table, what is written over, where."""


@pytest.fixture
def told(scene: Scene) -> dict[str, int]:
    """One of everything that a family was told, wished and asked, up to a grave; numbers of the rows."""
    office, today = hands.office(scene), clock.today()
    burial: Burial = roads.buried(scene)
    one, person = burial.release.identification, burial.missing
    kin = hands.family_of(scene, one)[0]
    told = gates.told_of(burial.missing_id)
    assert told is not None
    wish = Election.objects.get(missing=person, until__isnull=True)
    public = publishing.publish(office, person, text_="A. came home", on=today)
    publishing.withdraw(office, public, reason="a fault in the spelling")
    quarrel = disposing.disagree(office, person, raised_by=kin, words="no")
    disposing.settle(scene.seat(Role.EXAMINER), quarrel, decided_by="the court", settlement="as wished")
    disposing.elect(
        office, person, directs=hands.family_of(scene, one)[1], choice="now", ask_again=None, portions="with", form="form 2"
    )
    enquiry = asking.answer(office, asking.ask(office, person, kin=kin, kind="question", words="why?"), answer="because")
    said = conversing.contact(office, person, kin=kin, on=today, channel="visit", words="x")
    letter = letters.write_one(office, person)
    burying.open_grave(office, burial, reason="moved to the family's own", sure=True)
    return {
        "notification": told.pk, "publication": public.pk, "conversation": said.pk, "disagreement": quarrel.pk,
        "election": wish.pk, "burial": burial.pk, "letter": letter.pk, "enquiry": enquiry.pk, "other": kin_keeper(scene),
    }  # fmt: skip


def kin_keeper(scene: Scene) -> int:
    """Somebody else than did it."""
    return scene.users["second custody"].pk


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def test_nothing_is_written_over(told: dict[str, int]) -> None:
    for table, change, where in OVER:
        sql = f"UPDATE homecoming_{table} SET {change} WHERE {where}".format(**told)
        with pytest.raises(DatabaseError, match="homecoming"), transaction.atomic():
            assert write(sql), sql
            pytest.fail(f"went through: {sql}")
        with undone():  # the control: without its triggers the same goes through
            _drop_all(f"homecoming_{table}")
            assert write(sql), sql


def _drop_all(table: str) -> None:
    sqlite = connection.vendor == "sqlite"
    asked = (
        f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
        if sqlite
        else f"SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '{table}'::regclass"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"' + ("" if sqlite else f" ON {table}"))


@pytest.mark.sqlite
def test_no_row_is_replaced_by_another(told: dict[str, int]) -> None:
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    rows = (
        ("homecoming_election", "id", told["election"]),
        ("homecoming_burial", "id", told["burial"]),
        ("journal_entry", "seq", last),
    )
    for table, key, value in rows:
        sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = {value}"
        with pytest.raises(DatabaseError), transaction.atomic():
            write(sql)
        with undone():  # the control: SQLite deletes silently where triggers do not follow each other
            write("PRAGMA defer_foreign_keys = ON")
            _drop_all(table)
            assert write(sql) == 1


def figures(scene: Scene) -> dict[str, int | None]:
    forget()
    told = values(book_of(scene.heron), moment_of(scene.heron, clock.today()))
    return {key: told[key] for key in ("home", "buried", "waited")}


def test_who_is_not_there_did_not_come_home(scene: Scene) -> None:
    away = roads.under_way(scene)
    before = figures(scene)
    lost = roads.arrive(scene, away, absent=list(away.portions.values_list("item_id", flat=True)))
    assert lost.state == "arrived" and figures(scene) == before and before["home"] == 0
    assert not any("came home" in one for one in status_of(lost.missing).texts)


def test_a_thing_alone_brings_nobody_home(scene: Scene) -> None:
    one = hands.signed(scene)
    hands.elected(scene, one)
    tag = hands.effect(scene)
    Effect.objects.create(item=tag, made_at=clock.now())
    alone = going.prepare(roads.keeper(scene), going.For(missing=one.missing), items=[tag], receiver="the family")
    arrived = roads.arrive(scene, roads.leave(scene, alone))
    assert figures(scene)["home"] == 0 and not any("came home" in one for one in status_of(one.missing).texts)
    with pytest.raises(Impossible, match="no bone of it arrived"):
        roads.bury(scene, arrived)


def test_who_came_back_is_waited_for_again(scene: Scene) -> None:
    home = roads.arrived(scene)
    assert figures(scene)["home"] == 1 and any("came home" in one for one in status_of(home.missing).texts)
    for portion in home.portions.all():
        going.come_back(roads.keeper(scene), portion, reason="called back", document="paper")
    assert figures(scene)["home"] == 0 and not any("came home" in one for one in status_of(home.missing).texts)


def test_what_went_home_under_a_rescinded_name_never_counts_again(scene: Scene) -> None:
    burial = roads.buried(scene)
    one = burial.release.identification
    assert figures(scene) == {"home": 1, "buried": 1, "waited": 0}
    hands.rescinded(scene, one)
    assert figures(scene) == {"home": 0, "buried": 0, "waited": 1}
    two = hands.again(scene, one, bones=roads.bones(scene, "left tibia"))
    assert hands.due(two).state == "due" and figures(scene) == {"home": 0, "buried": 0, "waited": 1}
    hands.told(scene, two)
    assert figures(scene) == {"home": 0, "buried": 0, "waited": 1}
    assert not any("laid to rest" in one or "came home" in one for one in status_of(burial.missing).texts)


def test_other_bones_under_the_same_name_are_told_anew(scene: Scene) -> None:
    burial = roads.buried(scene, portions="with")
    hands.fall(burial.release.identification)
    two = hands.again(scene, burial.release.identification, bones=roads.bones(scene, "right tibia"))
    assert hands.due(two).earlier is None, (
        "a grave that holds none of these bones says nothing of them: somebody tells the family"
    )
    assert gates.told_of(burial.missing_id) is None and figures(scene) == {"home": 0, "buried": 0, "waited": 1}
    hands.told(scene, two)
    assert not any("Hillside" in one for one in status_of(burial.missing).texts), "what lies there is not theirs"


def test_an_erasure_reaches_what_was_withdrawn(scene: Scene) -> None:
    notice = hands.told(scene)
    text = publishing.publish(hands.office(scene), notice.missing, text_="A. came home", on=clock.today())
    publishing.withdraw(hands.office(scene), text, reason="a fault in the spelling")
    asked = erasing.ask(scene.seat(Role.ADMINISTRATOR), notice.missing.code, reason="asked for", sure=True)
    erasing.carry_out(scene.seat(Role.EXAMINER), asked, sure=True)
    text.refresh_from_db()
    assert (text.text, text.withdrawn_why) == ("(erased)", "(erased)")
