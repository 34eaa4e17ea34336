"""Nothing leaves before the family was told and wished it, nor during a quarrel; what leaves is counted out by one, in by another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.custody import queries as custody_queries
from repatria.registry.custody.models import Discrepancy, Holding, Item
from repatria.registry.homecoming.actions import burying, disposing, going
from repatria.registry.homecoming.counting import Count
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Burial, Portion, Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.bones import on_the_list
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import AskAgain, Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

TO = {"receiver": "the family"}


def refused(tag: str = "homecoming.release_refused") -> int:
    return Entry.objects.filter(tag=tag).count()


class TestTheGate:
    def test_before_the_telling_before_the_wish_during_a_quarrel(self, scene: Scene) -> None:
        made = roads.bones(scene)
        one = hands.signed(scene, bones=made)
        whom, keeper = going.For(missing=one.missing), roads.keeper(scene)

        def tried(words: str) -> None:
            before = refused()
            with pytest.raises(GateClosed, match=words):
                going.try_to_prepare(keeper, whom, items=roads.items(made), **TO)
            assert refused() == before + 1 and not Release.objects.exists()

        hands.due(one)
        tried("has not been told yet")
        hands.told(scene, one)
        tried("nobody has said what is wished")
        roads.wish_again(scene, one, choice="wait", ask_again=clock.today().replace(year=clock.today().year + 1))
        tried("to be asked again on")
        roads.wish_again(scene, one)
        near, _directs = hands.family_of(scene, one)
        quarrel = disposing.disagree(hands.office(scene), one.missing, raised_by=near, words="No.")
        tried("disagree")
        disposing.settle(scene.seat(Role.EXAMINER), quarrel, decided_by="The family", settlement="Agreed.")
        hands.fall(one)
        tried("does not stand")

    def test_nobody_without_a_signature(self, scene: Scene) -> None:
        made = roads.bones(scene)
        one = hands.signed(scene, bones=made)
        hands.fall(one)
        with pytest.raises(GateClosed, match="no signature names this person"):
            going.prepare(roads.keeper(scene), going.For(missing=one.missing), items=roads.items(made), **TO)

    def test_what_was_prepared_does_not_leave_once_the_wish_changed(self, scene: Scene) -> None:
        release = roads.prepared(scene)
        one, keeper, counts = release.identification, roads.keeper(scene), roads.counts(release)
        assert one is not None
        near, _directs = hands.family_of(scene, one)
        quarrel = disposing.disagree(hands.office(scene), one.missing, raised_by=near, words="No.")
        with pytest.raises(GateClosed, match="disagree"):
            going.try_to_count_out(keeper, release, counts=counts, sure=True)
        assert refused() == 1
        disposing.settle(scene.seat(Role.EXAMINER), quarrel, decided_by="The family", settlement="Agreed.")
        roads.wish_again(scene, one)
        with pytest.raises(GateClosed, match="an earlier wish"):
            going.try_to_count_out(keeper, release, counts=counts, sure=True)
        hands.fall(one)
        with pytest.raises(GateClosed, match="does not stand"):
            going.try_to_count_out(keeper, release, counts=counts, sure=True)
        release.refresh_from_db()
        assert release.state == "prepared" and not Item.objects.filter(state="released").exists()

    def test_the_database_keeps_it_without_the_actions(self, scene: Scene) -> None:
        one, made, _wish = roads.wished(scene)
        release = going.prepare(roads.keeper(scene), going.For(missing=one.missing), items=roads.items(made), **TO)
        near, _directs = hands.family_of(scene, one)
        disposing.disagree(hands.office(scene), one.missing, raised_by=near, words="No.")
        out = ("UPDATE homecoming_release SET state = 'under way' WHERE thing_id = %s", [release.pk])
        _refused_by_sql(*out)
        _goes_through_without("homecoming_release", "wished_before_released_update", *out)

    def test_other_incidents_and_other_roles_find_nothing(self, scene: Scene) -> None:
        one, made, _wish = roads.wished(scene)
        whom, items = going.For(missing=one.missing), roads.items(made)
        with pytest.raises(NotFound):
            going.prepare(scene.stranger, whom, items=items, **TO)
        for role in (Role.CASUALTY, Role.EXAMINER, Role.AUDITOR, Role.ANTHROPOLOGIST):
            with pytest.raises(NotFound):
                going.prepare(scene.seat(role), whom, items=items, **TO)


class TestPrepare:
    def test_what_it_refuses(self, scene: Scene) -> None:
        one, made, _wish = roads.wished(scene)
        keeper, whom, items = roads.keeper(scene), going.For(missing=one.missing), roads.items(made)
        with pytest.raises(Impossible, match="no portion was chosen"):
            going.prepare(keeper, whom, items=[], **TO)
        with pytest.raises(Impossible, match="who receives it is empty"):
            going.prepare(keeper, whom, items=items, receiver=" ")
        other = roads.items(roads.bones(scene, "left tibia"))
        with pytest.raises(Impossible, match="does not belong"):
            going.prepare(keeper, whom, items=other, **TO)
        with pytest.raises(Impossible, match="name one"):
            going.prepare(keeper, going.For(), items=items, **TO)
        going.prepare(keeper, whom, items=items[:1], **TO)
        with pytest.raises(Overtaken, match="is in release"):
            going.prepare(keeper, whom, items=items, **TO)

    def test_a_cancelled_one_leaves_its_portions_free(self, scene: Scene) -> None:
        release = roads.prepared(scene)
        keeper = roads.keeper(scene)
        with pytest.raises(Impossible, match="the reason is empty"):
            going.cancel(keeper, release, reason="")
        going.cancel(keeper, release, reason="The family asked for another day.")
        with pytest.raises(Overtaken, match="cancelled before it left"):
            going.count_out(keeper, release, counts={}, sure=True)
        items = [one.item for one in release.portions.select_related("item__thing")]
        again = going.prepare(keeper, going.For(missing=release.missing), items=items, **TO)
        assert again.code != release.code


class TestCounting:
    def test_out_by_one_and_in_by_another_and_the_line_stays_whole(self, scene: Scene) -> None:
        release = roads.prepared(scene)
        keeper, office = roads.keeper(scene), hands.office(scene)
        counts = roads.counts(release)
        with pytest.raises(AskAgain, match="cannot be called back"):
            going.count_out(keeper, release, counts=counts)
        for wrong, words in (
            ({}, "was not counted"),
            (roads.counts(release, pieces=0), "0 pieces"),
            (roads.counts(release, grams="0"), "0 g"),
            (dict.fromkeys(counts, Count(Decimal(3))), "without mass or pieces"),
            (dict.fromkeys(counts, Count(there=False)), "is not there"),
        ):
            with pytest.raises(Impossible, match=words):
                going.count_out(keeper, release, counts=wrong, sure=True)
        second = scene.users["second custody"]
        from repatria.registry.people.seats import seat_of

        with pytest.raises(NotAllowed, match="not by you"):
            going.count_out(seat_of(second, "heron"), release, counts=counts, sure=True)
        release = going.count_out(keeper, release, counts=counts, sure=True)
        ids = list(counts)
        assert set(Item.objects.filter(pk__in=ids).values_list("state", "inside")) == {("released", None)}
        assert not Holding.objects.filter(item__in=ids, until__isnull=True).exists()
        assert set(Holding.objects.filter(item__in=ids).order_by("-until").values_list("until", flat=True)[:2]) == {release.out}
        with pytest.raises(Overtaken, match="under way"):
            going.count_out(keeper, release, counts=counts, sure=True)
        with pytest.raises(NotAllowed, match="Somebody else counts it in"):
            going.count_in(keeper, release, counts=counts, signed_by="x", document="y")
        with pytest.raises(Impossible, match="the paper that was signed is empty"):
            going.count_in(office, release, counts=counts, signed_by="x", document="")
        done = going.count_in(office, release, counts=counts, signed_by="Mr Vandel", document="manifest 3")
        assert done.state == "arrived" and set(done.portions.values_list("counted_in", flat=True)) == {True}
        assert not Discrepancy.objects.exists()
        portion = done.portions.select_related("item__thing").first()
        assert portion is not None
        back = going.come_back(keeper, portion, reason="It was another man's.", document="order 9")
        legs, broken = custody_queries.line(keeper, portion.item)
        assert broken == [] and legs[-2].who == f"away with release {release.code}" and legs[-1].until is None
        assert not back.standing
        with pytest.raises(Overtaken, match="is not away"):
            going.come_back(keeper, portion, reason="Again.", document="order 9")

    def test_what_did_not_arrive_or_differs_is_a_discrepancy(self, scene: Scene) -> None:
        release = roads.under_way(scene)
        first, second = sorted(roads.counts(release))
        counts = {first: Count(there=False), second: Count(Decimal("93.5"), 2)}
        done = going.count_in(hands.office(scene), release, counts=counts, signed_by="Mr Vandel", document="manifest 3")
        rows = {(d.thing_id, d.kind) for d in Discrepancy.objects.all()}
        assert rows == {(first, "absent"), (second, "mass"), (second, "count")}
        assert done.portions.get(item=first).counted_in is False

    def test_a_mass_that_custody_knows_otherwise_is_a_discrepancy_when_it_leaves(self, scene: Scene) -> None:
        release = roads.prepared(scene)
        first = min(roads.counts(release))
        Item.objects.filter(pk=first).update(mass_g=Decimal("140"), accepted_g=Decimal("140"), pieces=2)
        roads.leave(scene, release)
        assert {(d.thing_id, d.kind) for d in Discrepancy.objects.all()} == {(first, "mass"), (first, "count")}

    def test_the_database_keeps_giver_and_counter_apart(self, scene: Scene) -> None:
        release = roads.under_way(scene)
        with pytest.raises(DatabaseError, match="who_counts_out_does_not_count_in"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(arrived_by=release.out_by)


class TestWithoutAName:
    def test_a_group_and_unresolved_remains_leave_likewise(self, scene: Scene) -> None:
        keeper = roads.keeper(scene)
        group, rest = roads.bones(scene), roads.bones(scene, "left tibia")
        made = roads.signed_group(scene, group)
        with pytest.raises(
            Impossible, match="two nations signed that a nation receives them, and 'a national museum' does not"
        ):
            going.prepare(keeper, going.For(determination=made), items=roads.items(group), receiver="a national museum")
        release = going.prepare(
            keeper, going.For(determination=made), items=roads.items(group), receiver="an envoy of A Nation"
        )
        roads.arrive(scene, roads.leave(scene, release))
        left = roads.unresolved(scene, rest)
        second = going.prepare(keeper, going.For(unresolved=left), items=roads.items(rest), receiver="the cemetery")
        grave = roads.bury(scene, roads.arrive(scene, roads.leave(scene, second)), grave="number 1017")
        assert grave.exhumation == "by order" and Item.objects.filter(state="released").count() == 2

    def test_a_draft_and_what_ended_stay(self, scene: Scene) -> None:
        from repatria.registry.homecoming.actions import ending, resting

        keeper, group, rest = roads.keeper(scene), roads.bones(scene), roads.bones(scene, "left tibia")
        on_the_list(scene, "n")
        draft = ending.determine(scene.seat(Role.HISTORIAN), group="g", receiving="n", evidence="e", specimens=group)
        with pytest.raises(GateClosed, match="two nations have signed"):
            going.try_to_prepare(keeper, going.For(determination=draft), items=roads.items(group), **TO)
        left = roads.unresolved(scene, rest)
        resting.end(scene.seat(Role.EXAMINER), left, reason="A cousin was found.")
        with pytest.raises(GateClosed, match="ended"):
            going.try_to_prepare(keeper, going.For(unresolved=left), items=roads.items(rest), **TO)
        assert refused() == 2


class TestBurial:
    def test_a_grave_follows_an_arrival(self, scene: Scene) -> None:
        release = roads.under_way(scene)
        with pytest.raises(Impossible, match="once it was counted in"):
            roads.bury(scene, release)
        told = "INSERT INTO homecoming_burial (incident_id, release_id, missing_id, place, grave, honours, exhumation, opened_why, "
        told += '"on", at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)'
        row = [release.incident_id, release.pk, release.missing_id, "p", "g", "", "", "", clock.today(), clock.now()]
        _refused_by_sql(told, row, words="counted in before|no bone of this release")
        both = ("laid_to_rest_after_arrival_insert", "a_grave_holds_a_bone_insert")
        _goes_through_without("homecoming_burial", both, told, row)
        release = roads.arrive(scene, release)
        yesterday = clock.today().replace(year=clock.today().year - 1)
        with pytest.raises(Impossible, match="before counted in"):
            burying.bury(hands.office(scene), release, place="p", grave="g", on=yesterday)
        with pytest.raises(Impossible, match="the grave is empty"):
            roads.bury(scene, release, grave=" ")
        grave = roads.bury(scene, release)
        with pytest.raises(Overtaken, match="written down already"):
            roads.bury(scene, release)
        with pytest.raises(AskAgain):
            burying.open_grave(hands.office(scene), grave, reason="A court asks.")
        with pytest.raises(Impossible, match="why it was opened is empty"):
            burying.open_grave(hands.office(scene), grave, reason="", sure=True)
        burying.open_grave(hands.office(scene), grave, reason="A court asks.", sure=True)
        with pytest.raises(Overtaken, match="was opened at"):
            burying.open_grave(hands.office(scene), grave, reason="Again.", sure=True)
        assert "A court" not in bytes(Entry.objects.filter(tag="homecoming.grave_opened").get().body).decode()

    def test_nobody_lies_where_nothing_arrived(self, scene: Scene) -> None:
        release = roads.under_way(scene)
        release = roads.arrive(scene, release, absent=list(roads.counts(release)))
        with pytest.raises(Impossible, match="no bone of it arrived"):
            roads.bury(scene, release)
        assert not Burial.objects.exists() and Portion.objects.filter(counted_in=False).count() == 2


def _refused_by_sql(sql: str, values: list[Any], words: str = "nothing leaves before") -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def _goes_through_without(table: str, triggers: str | tuple[str, ...], sql: str, values: list[Any]) -> None:
    """The control: with the trigger, or the triggers, gone the same statement writes."""

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic(), connection.cursor() as cursor:
        for trigger in (triggers,) if isinstance(triggers, str) else triggers:
            cursor.execute(f"DROP TRIGGER {trigger}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        cursor.execute(sql, values)
        assert cursor.rowcount == 1
        raise Undo
