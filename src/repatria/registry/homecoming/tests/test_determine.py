"""A determination of a group: free bones only, two nations, neither the author, a fixed manifest, reversible; by acts and by raw SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.homecoming.actions import ending, nations
from repatria.registry.homecoming.actions.ending import digest_of
from repatria.registry.homecoming.models import Determination, DeterminationMember, DeterminationSignature, Release
from repatria.registry.homecoming.tests.bones import bones, box, named, named_for, on_the_list
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.review.confirming import Proof
from repatria.registry.testing.scene import Scene

TELLS: dict[str, Any] = {
    "group": "a northern infantry regiment",
    "receiving": "Northland",
    "evidence": "Buttons and boots.\nIsotopes.",
}


def written(scene: Scene, members: list[Specimen] | None = None) -> Determination:
    on_the_list(scene, TELLS["receiving"])
    return ending.determine(scene.seat(Role.HISTORIAN), specimens=members or bones(scene, 2), **TELLS)


def sign(scene: Scene, row: Determination, role: str, nation: str, **more: Any) -> Any:
    seat, digest = scene.seat(role), digest_of(row)
    named_for(scene, seat.user, nation)
    proof = Proof(seat.user.pk, row.pk, digest, clock.now())
    told = {"words": "I looked at all of it.", "proof": proof, "digest": digest, **more}
    return ending.countersign(seat, row, **told)


def signed(scene: Scene, members: list[Specimen] | None = None) -> Determination:
    row = written(scene, members)
    sign(scene, row, Role.REVIEWER, "Northland")
    sign(scene, row, Role.EXAMINER, "Southland")
    return Determination.objects.get(pk=row.pk)


def drop(name: str, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def raw(sql: str, *values: Any) -> bool:
    """Whether the database takes a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        return True
    except DatabaseError:
        return False


class TestDetermining:
    def test_two_nations_sign_and_it_stands(self, scene: Scene) -> None:
        row = written(scene)
        assert row.author == scene.users[Role.HISTORIAN] and row.state == "draft"
        assert not sign(scene, row, Role.REVIEWER, "Northland").determination.signed
        sign(scene, row, Role.EXAMINER, "Southland")
        row.refresh_from_db()
        assert row.state == "signed" and row.signed is not None
        last = Entry.objects.filter(tag="homecoming.determination_signed", subject=row.code).order_by("-seq").first()
        assert last is not None and last.said["facts"]["nations"] == ["Northland", "Southland"] and last.said["facts"]["stands"]

    def test_the_evidence_stands_as_personal_words_only(self, scene: Scene) -> None:
        row = written(scene)
        entry = Entry.objects.get(tag="homecoming.determination_written", subject=row.code)
        assert "Buttons" not in bytes(entry.body).decode() and entry.said["facts"]["count"] == 2

    @pytest.mark.parametrize("state", ["draft", "review", "signed"])
    def test_a_named_bone_is_refused(self, scene: Scene, state: str) -> None:
        some = bones(scene, 2)
        one = named(scene, some[:1])
        if state != "draft":
            _force_state(one.pk, state)
        with pytest.raises(Impossible, match=f"{some[0].code} is in {one.code}"):
            written(scene, some)

    def test_a_bone_of_another_determination_is_refused(self, scene: Scene) -> None:
        some = bones(scene, 2)
        first = written(scene, some[:1])
        with pytest.raises(Impossible, match=first.code):
            written(scene, some)

    def test_what_is_not_held_or_withdrawn_is_refused(self, scene: Scene) -> None:
        some = bones(scene, 2)
        some[0].item.state = "consumed"
        some[0].item.save()
        Specimen.objects.filter(pk=some[1].pk).update(withdrawn=clock.now(), withdrawn_why="twice")
        with pytest.raises(Impossible, match="consumed.*withdrawn"):
            written(scene, some)

    @pytest.mark.parametrize("name", ["group", "receiving", "evidence"])
    def test_words_are_needed(self, scene: Scene, name: str) -> None:
        on_the_list(scene, TELLS["receiving"])
        with pytest.raises(Impossible, match="is empty"):
            ending.determine(scene.seat(Role.HISTORIAN), specimens=bones(scene, 1), **{**TELLS, name: " "})

    @pytest.mark.parametrize("spelled", ["Eastland", "North", "Northland and Eastland"])
    def test_who_receives_is_a_nation_of_the_list(self, scene: Scene, spelled: str) -> None:
        row, seat = written(scene), scene.seat(Role.HISTORIAN)
        with pytest.raises(Impossible, match="is no nation on the list of this incident"):
            ending.determine(seat, specimens=bones(scene, 1), **{**TELLS, "receiving": spelled})
        with pytest.raises(Impossible, match="is no nation on the list of this incident"):
            ending.revise(seat, row, specimens=bones(scene, 1), **{**TELLS, "receiving": spelled})
        sql = SET + "receiving = %s WHERE thing_id = %s"
        assert not raw(sql, spelled, row.pk)
        drop("a_nation_of_the_list_receives_update", "homecoming_determination")
        assert raw(sql, spelled, row.pk)

    def test_it_is_written_as_the_list_writes_it(self, scene: Scene) -> None:
        on_the_list(scene, "Northland")
        told = {**TELLS, "receiving": " north-LAND."}
        assert ending.determine(scene.seat(Role.HISTORIAN), specimens=bones(scene, 1), **told).receiving == "Northland"

    def test_a_nation_that_left_receives_nothing_new(self, scene: Scene) -> None:
        row, seat = written(scene), scene.seat(Role.ADMINISTRATOR)
        sign(scene, row, Role.REVIEWER, "Eastland")
        nations.leave(seat, on_the_list(scene, "Northland"), reason="takes no more part")
        with pytest.raises(Impossible, match="Northland is to receive them, and is no nation on the list"):
            sign(scene, row, Role.EXAMINER, "Southland")
        with pytest.raises(Impossible, match="is no nation on the list"):
            ending.determine(scene.seat(Role.HISTORIAN), specimens=bones(scene, 1), **TELLS)

    def test_no_bones_no_determination(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="holds no bones"):
            ending.determine(scene.seat(Role.HISTORIAN), specimens=[], **TELLS)

    def test_strangers_see_and_take_nothing(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            ending.determine(scene.stranger, specimens=bones(scene, 1), **TELLS)
        row = written(scene)
        with pytest.raises(NotFound):
            ending.reverse(scene.stranger, row, reason="mine")

    def test_only_the_author_revises_and_only_before_a_signature(self, scene: Scene) -> None:
        some = bones(scene, 3)
        row = written(scene, some[:2])
        with pytest.raises(NotAllowed, match="was written by"):
            ending.revise(scene.seat(Role.GENETICIST), row, specimens=some[1:], **TELLS)
        ending.revise(scene.seat(Role.HISTORIAN), row, specimens=some[1:], **TELLS)
        assert ending.manifest_of(row) == [one.code for one in some[1:]]
        ending.revise(scene.seat(Role.HISTORIAN), row, specimens=some, **TELLS)
        assert ending.manifest_of(row) == [one.code for one in some]
        sign(scene, row, Role.REVIEWER, "Northland")
        with pytest.raises(Overtaken, match="signed for Northland"):
            ending.revise(scene.seat(Role.HISTORIAN), row, specimens=some[1:], **TELLS)

    def test_a_draft_is_given_up_and_its_bones_are_free(self, scene: Scene) -> None:
        some = bones(scene, 1)
        row = written(scene, some)
        sign(scene, row, Role.REVIEWER, "Northland")
        ending.give_up(scene.seat(Role.HISTORIAN), row, reason="the isotopes were of another bone")
        row.refresh_from_db()
        assert ending.manifest_of(row) == [some[0].code]
        with pytest.raises(Overtaken, match="given up"):
            sign(scene, row, Role.EXAMINER, "Southland")
        assert written(scene, some).pk != row.pk


class TestSigning:
    def test_the_author_does_not_sign(self, scene: Scene) -> None:
        both = scene.person("both", Role.HISTORIAN, Role.REVIEWER)
        seat = Seat(both, scene.heron, frozenset({Role.HISTORIAN, Role.REVIEWER}), frozenset({scene.laboratory.pk}))
        on_the_list(scene, TELLS["receiving"])
        row = ending.determine(seat, specimens=bones(scene, 1), **TELLS)
        digest = digest_of(row)
        with pytest.raises(NotAllowed, match="you wrote it"):
            ending.countersign(seat, row, words="w", proof=Proof(both.pk, row.pk, digest, clock.now()), digest=digest)
        named_for(scene, both, "Northland")
        assert not raw(*_insert_signature(row, both.pk, "Northland"))
        drop("a_determination_is_signed_by_others_insert", "homecoming_determinationsignature")
        assert raw(*_insert_signature(row, both.pk, "Northland"))

    def test_one_nation_does_not_sign_twice(self, scene: Scene) -> None:
        row = written(scene)
        sign(scene, row, Role.REVIEWER, "Northland")
        with pytest.raises(Impossible, match="Northland has signed. Somebody of another nation"):
            sign(scene, row, Role.EXAMINER, "Northland")
        assert not raw(*_insert_signature(row, scene.users[Role.EXAMINER].pk, "Northland"))

    def test_nobody_signs_for_two_nations(self, scene: Scene) -> None:
        row = written(scene)
        sign(scene, row, Role.REVIEWER, "Northland")
        with pytest.raises(Impossible, match="you signed it for Northland"):
            sign(scene, row, Role.REVIEWER, "Southland")  # although named for another by now

    def test_nobody_signs_for_a_nation_they_were_not_named_for(self, scene: Scene) -> None:
        row, seat = written(scene), scene.seat(Role.REVIEWER)
        digest = digest_of(row)
        proof = Proof(seat.user.pk, row.pk, digest, clock.now())
        with pytest.raises(Impossible, match="named for no nation. An administrator says on the page Nations"):
            ending.countersign(seat, row, words="w", proof=proof, digest=digest)
        named_for(scene, scene.users[Role.EXAMINER], "Southland")
        named_for(scene, seat.user, "Northland")
        typed = _insert_signature(row, seat.user.pk, "Southland")
        assert not raw(*typed) and raw(*_insert_signature(row, scene.users[Role.EXAMINER].pk, "Southland"))
        drop("who_signs_was_named_for_that_nation_insert", "homecoming_determinationsignature")
        assert raw(*_insert_signature(row, seat.user.pk, "Southland."))
        sql = SET + "state = 'signed', signed = %s WHERE thing_id = %s"
        assert not raw(sql, clock.now(), row.pk)  # one nation of the list, and one that was typed
        drop("two_nations_of_the_list_sign_update", "homecoming_determination")
        assert raw(sql, clock.now(), row.pk)

    def test_what_was_signed_for_a_typed_nation_is_written_anew(self, scene: Scene) -> None:
        row = written(scene)
        drop("who_signs_was_named_for_that_nation_insert", "homecoming_determinationsignature")
        assert raw(*_insert_signature(row, scene.users[Role.EXAMINER].pk, "Southland"))
        with pytest.raises(Impossible, match="signed for Southland, which stands on no list"):
            sign(scene, row, Role.REVIEWER, "Northland")

    def test_without_proof_nothing_is_signed_and_the_try_is_written_down(self, scene: Scene) -> None:
        row = written(scene)
        with pytest.raises(Impossible, match="have not proved"):
            ending.try_to_sign(scene.seat(Role.REVIEWER), row, lambda: None, words="w", digest=digest_of(row))
        assert Entry.objects.filter(tag="homecoming.determination_refused", subject=row.code).count() == 1
        other = written(scene)
        digest = digest_of(row)
        proof = Proof(scene.users[Role.REVIEWER].pk, other.pk, digest, clock.now())
        with pytest.raises(Impossible, match="for another statement"):
            sign(scene, row, Role.REVIEWER, "Northland", proof=proof)

    def test_what_changed_while_reading_is_not_signed(self, scene: Scene) -> None:
        some = bones(scene, 2)
        row = written(scene, some)
        read = digest_of(row)
        ending.revise(scene.seat(Role.HISTORIAN), row, specimens=some[:1], **TELLS)
        with pytest.raises(Overtaken, match="not the one that you read"):
            sign(scene, row, Role.REVIEWER, "Northland", digest=read)

    def test_the_signer_holds_the_role_now(self, scene: Scene) -> None:
        row = written(scene)
        seat = scene.seat(Role.REVIEWER)
        scene.users[Role.REVIEWER].memberships.update(until=clock.now())
        digest = digest_of(row)
        with pytest.raises(Impossible, match="no reviewer or medical examiner"):
            ending.countersign(seat, row, words="w", proof=Proof(seat.user.pk, row.pk, digest, clock.now()), digest=digest)

    def test_bones_named_since_stop_the_signature(self, scene: Scene) -> None:
        some = bones(scene, 2)
        row = written(scene, some)
        sign(scene, row, Role.REVIEWER, "Northland")
        named(scene, some[:1])
        with pytest.raises(Impossible, match=f"cannot be signed. {some[0].code} is in"):
            sign(scene, row, Role.EXAMINER, "Southland")


class TestReversing:
    def test_reversed_bones_are_without_a_group_again(self, scene: Scene) -> None:
        some = bones(scene, 2)
        row = signed(scene, some)
        with pytest.raises(Impossible, match="reason is empty"):
            ending.reverse(scene.seat(Role.REVIEWER), row, reason=" ")
        ending.reverse(scene.seat(Role.REVIEWER), row, reason="the uniform was exchanged")
        row.refresh_from_db()
        assert row.state == "reversed" and not row.members.filter(current=True).exists()
        assert ending.manifest_of(row) == [one.code for one in some]
        assert written(scene, some).state == "draft"
        with pytest.raises(Overtaken, match="Only what two nations"):
            ending.reverse(scene.seat(Role.REVIEWER), row, reason="again")

    def test_a_draft_is_not_reversed(self, scene: Scene) -> None:
        with pytest.raises(Overtaken, match="draft"):
            ending.reverse(scene.seat(Role.REVIEWER), written(scene), reason="no")

    def test_not_while_a_release_is_prepared(self, scene: Scene) -> None:
        row = signed(scene)
        from repatria.registry.codes.giving import new_thing
        from repatria.registry.codes.models import Kind
        from repatria.registry.people.seats import TheRegistry

        with transaction.atomic():
            thing = new_thing(TheRegistry(scene.heron), Kind.RELEASE)
        made = Release.objects.create(
            thing=thing, incident=scene.heron, determination=row, receiver="the republic", prepared=clock.now()
        )
        with pytest.raises(Impossible, match=f"release {made.code} is prepared"):
            ending.reverse(scene.seat(Role.REVIEWER), row, reason="no")


SET = "UPDATE homecoming_determination SET "
MARKERS = [
    "CSF1PO",
    "FGA",
    "TH01",
    "TPOX",
    "vWA",
    "D3S1358",
    "D5S818",
    "D7S820",
    "D8S1179",
    "D13S317",
    "D16S539",
    "D18S51",
    "D21S11",
    "D2S1338",
    "D19S433",
    "D1S1656",
]


class TestByRawSql:
    """What the database refuses whoever writes to it; with the trigger taken away it goes through."""

    def test_one_nation_alone(self, scene: Scene) -> None:
        row = written(scene)
        sign(scene, row, Role.REVIEWER, "Northland")
        sql = SET + "state = 'signed', signed = %s WHERE thing_id = %s"
        assert not raw(sql, clock.now(), row.pk)
        drop("two_nations_sign_update", "homecoming_determination")
        drop("two_nations_of_the_list_sign_update", "homecoming_determination")
        assert raw(sql, clock.now(), row.pk)

    @pytest.mark.parametrize("column", ["evidence", '"group"', "receiving"])
    def test_words_that_a_nation_signed(self, scene: Scene, column: str) -> None:
        row = written(scene)
        for nation in ("another", "a third"):
            on_the_list(scene, nation)
        sql = SET + f"{column} = 'another' WHERE thing_id = %s"
        assert raw(sql, row.pk)
        row.refresh_from_db()
        sign(scene, row, Role.REVIEWER, "Northland")
        again = SET + f"{column} = 'a third' WHERE thing_id = %s"
        assert not raw(again, row.pk)
        drop("a_determination_stays_as_read_update", "homecoming_determination")
        assert raw(again, row.pk)

    def test_a_manifest_that_a_nation_signed(self, scene: Scene) -> None:
        row = written(scene)
        sign(scene, row, Role.REVIEWER, "Northland")
        member = row.members.first()
        assert member is not None
        sql = f"UPDATE homecoming_determinationmember SET current = {_false()} WHERE id = %s"
        assert not raw(sql, member.pk)
        add = _insert_member(row.pk, bones(scene, 1)[0].pk)
        assert not raw(*add)
        drop("a_determined_bone_is_free_update", "homecoming_determinationmember")
        drop("a_manifest_is_fixed_insert", "homecoming_determinationmember")
        assert raw(sql, member.pk) and raw(*add)

    def test_a_named_bone(self, scene: Scene) -> None:
        some = bones(scene, 2)
        row = written(scene, some[1:])
        named(scene, some[:1])
        add = _insert_member(row.pk, some[0].pk)
        assert not raw(*add)
        drop("a_determined_bone_is_free_insert", "homecoming_determinationmember")
        assert raw(*add)
        assert DeterminationMember.objects.filter(determination=row).count() == 2

    def test_bones_named_since(self, scene: Scene) -> None:
        some = bones(scene, 1)
        row = written(scene, some)
        sign(scene, row, Role.REVIEWER, "Northland")
        named_for(scene, scene.users[Role.EXAMINER], "Southland")
        with transaction.atomic():
            DeterminationSignature.objects.create(
                determination=row,
                signer=scene.users[Role.EXAMINER],
                nation="Southland",
                words="w",
                digest=digest_of(row),
                at=clock.now(),
            )
        named(scene, some)
        sql = SET + "state = 'signed', signed = %s WHERE thing_id = %s"
        assert not raw(sql, clock.now(), row.pk)
        drop("a_determination_stays_as_read_update", "homecoming_determination")
        assert raw(sql, clock.now(), row.pk)

    def test_two_digests(self, scene: Scene) -> None:
        row = written(scene)
        sign(scene, row, Role.REVIEWER, "Northland")
        named_for(scene, scene.users[Role.EXAMINER], "Southland")
        other = _insert_signature(row, scene.users[Role.EXAMINER].pk, "Southland", digest="0" * 64)
        assert not raw(*other)
        drop("two_nations_read_the_same_insert", "homecoming_determinationsignature")
        assert raw(*other)

    def test_a_reversed_one_comes_not_back(self, scene: Scene) -> None:
        row = signed(scene)
        ending.reverse(scene.seat(Role.EXAMINER), row, reason="the uniform was exchanged")
        sql = SET + "state = 'signed' WHERE thing_id = %s"
        assert not raw(sql, row.pk)
        drop("two_nations_sign_update", "homecoming_determination")
        drop("a_determination_stays_as_read_update", "homecoming_determination")
        assert raw(sql, row.pk)

    def test_a_box_with_nothing_free_is_written_in_no_group(self, scene: Scene) -> None:
        where = box(scene)
        some = bones(scene, 1, where)
        written(scene, some)
        from repatria.registry.homecoming.free import of_box

        assert list(of_box(where)) == []


def _false() -> str:
    return "0" if connection.vendor == "sqlite" else "false"


def _insert_signature(row: Determination, signer: int, nation: str, digest: str = "") -> tuple[Any, ...]:
    sql = (
        "INSERT INTO homecoming_determinationsignature (determination_id, signer_id, nation, words, digest, at) "
        "VALUES (%s, %s, %s, 'w', %s, %s)"
    )
    return sql, row.pk, signer, nation, digest or digest_of(row), clock.now()


def _insert_member(row: int, bone: int) -> tuple[str, int, int]:
    true = "1" if connection.vendor == "sqlite" else "true"
    sql = f"INSERT INTO homecoming_determinationmember (determination_id, specimen_id, current) VALUES (%s, %s, {true})"
    return sql, row, bone


def _force_state(pk: int, state: str) -> None:
    """Set the state of an identification without its review: the guards of that table are not what is tried here."""
    table = "identification_identification"
    asked = (
        f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
        if connection.vendor == "sqlite"
        else f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            drop(name, table)
        cursor.execute(f"UPDATE {table} SET state = %s WHERE thing_id = %s", [state, pk])


def test_bones_of_a_group_and_unresolved_ones_stay_in_every_comparison(scene: Scene) -> None:
    from repatria.registry.homecoming.actions import resting
    from repatria.registry.laboratory.calls import stored, typed
    from repatria.registry.laboratory.exporting import assemble
    from repatria.registry.laboratory.models import Consensus

    where = box(scene)
    group, rest = bones(scene, 1), bones(scene, 1, where)
    for one in (*group, *rest):
        calls = stored(typed("\n".join(f"{marker} 12 14" for marker in MARKERS)))
        Consensus.objects.create(
            subject=one.item.thing, version=1, calls=calls, loci=len(calls), digest="0" * 64, made=clock.now(), state="current"
        )
    before = [profile.id for profile in assemble(scene.heron).profiles]
    assert before == [one.code for one in (*group, *rest)]
    signed(scene, group)
    resting.write_up(scene.seat(Role.EXAMINER), where, ground="No name.", exhumation="with leave")
    assert [profile.id for profile in assemble(scene.heron).profiles] == before
