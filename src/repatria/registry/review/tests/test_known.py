"""Known answers: in every list and figure of colleagues until they are opened, never published, never signed, opened by one role alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from repatria.formats.casefile import read_case
from repatria.registry.accounting.body import body_of
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.keptout import counted
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.models import Item
from repatria.registry.custody.queries import items
from repatria.registry.custody.queries import tally as custody_tally
from repatria.registry.identification.models import Identification
from repatria.registry.identification.queries import history
from repatria.registry.inventory.actions import entering, grouping
from repatria.registry.inventory.models import Member, Specimen
from repatria.registry.inventory.queries.specimens import descriptions
from repatria.registry.inventory.queries.specimens import tally as inventory_tally
from repatria.registry.inventory.tests.conftest import handed_over
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal import clock
from repatria.registry.laboratory import exporting
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.queries import samples
from repatria.registry.laboratory.queries import tally as laboratory_tally
from repatria.registry.people.models import Membership
from repatria.registry.people.queries import overview
from repatria.registry.people.roles import Role, may
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import known, known_queries, signing
from repatria.registry.review.known import slip
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests.hands import Bench, returned, sign, slipped
from repatria.registry.review.tests.hands import agreed as agreed_rows
from repatria.registry.searching.tests.hands import awaited, deliver, made
from repatria.registry.testing.scene import Scene


def figures(scene: Scene) -> dict[str, object]:
    """Every number that a desk, an export or a figure shows, to every role."""
    found: dict[str, object] = {}
    for role in Role:
        seat = scene.seat(role)
        found |= {f"{role} {label}": value for label, value, _url in overview(seat)}
    seat = scene.seat(Role.AUDITOR)
    found |= {"custody": custody_tally(seat), "inventory": inventory_tally(seat), "laboratory": laboratory_tally(seat)}
    told = exporting.preview(scene.seat(Role.GENETICIST))
    found |= {"preview": {k: v for k, v in told.items() if k != "out"}, "out": told["out"]}
    found["case"] = len(exporting.assemble(scene.heron).profiles)
    return found


def lengths(scene: Scene) -> None:
    """What a desk counts is what the list behind it holds: nobody finds a bone by the difference."""
    seat = scene.seat(Role.GENETICIST)
    assert inventory_tally(seat)["specimens"] == descriptions(seat).filter(specimen__withdrawn__isnull=True).count()
    assert laboratory_tally(seat)["all"] == samples(seat).count()
    assert sum(custody_tally(seat).values()) == items(seat).filter(state=Item.State.HELD).count()
    assert exporting.preview(seat)["profiles"] == len(exporting.assemble(scene.heron).profiles)


class TestCounted:
    def test_it_stands_in_every_count_and_case_until_it_is_opened_and_never_in_what_is_published(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        here = made(scene)
        before, told = figures(scene), body_of(scene.heron, clock.today())
        ((bone, code),) = awaited(here, "ra r 5")
        entered = figures(scene)
        row = slipped(here, bone)
        assert figures(scene) == entered, "naming it moves no figure"
        deliver(scene, {code: returned(row, tmp_path)}, "another run")
        after = figures(scene)
        assert after["case"] == before["case"] + 1 and after["inventory"]["specimens"] == before["inventory"]["specimens"] + 1
        lengths(scene)
        assert Thing.objects.filter(counted(), pk=row.specimen_id).exists()
        exporting.export_case(scene.seat(Role.GENETICIST), tmp_path / "case")
        assert row.specimen.code in {p.id for p in read_case(tmp_path / "case").profiles}
        assert known_queries.taken_out(scene.seat(Role.QUALITY), row) == 1
        page = scene.client(Role.QUALITY).get("/i/heron/review/known/").content.decode()
        assert "in 1 case that was taken out while it was open" in page
        same = [one["figures"] for one, _closes in (told, body_of(scene.heron, clock.today()))]
        assert same[0] == same[1], "what is published holds none, open or not"
        known.open_answer(scene.seat(Role.QUALITY), row)
        assert figures(scene) == before and not Thing.objects.filter(counted(), pk=row.specimen_id).exists()
        assert row.specimen.code not in {p.id for p in exporting.assemble(scene.heron).profiles}

    def test_a_grouping_that_holds_true_bones_too_is_not_left_out_with_it(self, scene: Scene) -> None:
        here = made(scene)
        bone = awaited(here, "ra r 5")[0][0]
        seat = scene.seat(Role.ANTHROPOLOGIST)
        mixed = grouping.open_individual(seat, [bone, here.alone])
        row = slipped(here, bone)
        known.open_answer(scene.seat(Role.QUALITY), row)
        out = set(known.kept_out(True).values_list("pk", flat=True))
        assert bone.pk in out and mixed.pk not in out and here.bones["first"].found_in_id not in out

    def test_why_a_signature_was_refused_is_told_to_who_signs(self, bench: Bench) -> None:
        scene = bench.scene
        (one,) = agreed_rows(bench, 1)
        KnownAnswer.objects.create(specimen=_bone_in(bench, one), truth=None, made_by=scene.users[Role.QUALITY], made=one.made)
        with pytest.raises(Impossible, match="quality control"):
            signing.try_to_sign(
                scene.seat(Role.EXAMINER), one, lambda: None, statement=one.statements.get(current=True).digest, rule=1
            )
        told = {
            role: " ".join(s for _n, s, _a, _b in history(scene.seat(role), one)) for role in (Role.EXAMINER, Role.GENETICIST)
        }
        assert "quality control" in told[Role.EXAMINER] and "quality control" not in told[Role.GENETICIST]
        assert "quality control" not in " ".join(s for _n, s, _a, _b in history(scene.seat(Role.REVIEWER), one))


class TestOpening:
    def test_withheld_then_closed(self, scene: Scene) -> None:
        here = made(scene)
        row = slipped(here)
        quality = scene.seat(Role.QUALITY)
        done = known.open_answer(quality, row)
        assert done.outcome == KnownAnswer.Outcome.WITHHELD and "nobody was named" in done.words
        assert known_queries.tally(quality) == known_queries.Tally(1, 0, 0, 1, 0)
        with pytest.raises(Overtaken, match="opened at"):
            known.open_answer(quality, row)
        with pytest.raises(NotFound):
            known.open_answer(scene.seat(Role.EXAMINER), row)
        stranger = slip(quality, awaited(here, "ul r 5")[0][0].item.thing, seed=5)
        assert stranger.truth is None and KnownAnswer.objects.count() == 2

    def test_named_right_and_wrong(self, bench: Bench) -> None:
        """The same agreed name is right or wrong by the truth alone; either way it is withdrawn and never signed."""
        scene = bench.scene
        one, other = agreed_rows(bench, 2)
        for row, truth, outcome in ((one, one.missing, "right"), (other, one.missing, "wrong")):
            bone = _bone_in(bench, row)
            answer = KnownAnswer.objects.create(specimen=bone, truth=truth, made_by=scene.users[Role.QUALITY], made=row.made)
            assert list(known.against_signing(row, row.statements.get(current=True)))
            with pytest.raises(Impossible, match="quality control holds"):
                sign(bench, row)
            done = known.open_answer(scene.seat(Role.QUALITY), answer)
            row.refresh_from_db()
            assert (done.outcome, row.state) == (outcome, "withdrawn")
            assert "known answer" in row.state_why
        assert known_queries.tally(scene.seat(Role.QUALITY)) == known_queries.Tally(2, 0, 1, 0, 1)

    def test_the_database_refuses_the_signature_as_well(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        one, other = agreed_rows(bench, 2)
        answer = {"truth": None, "made_by": bench.scene.users[Role.QUALITY], "made": one.made}
        KnownAnswer.objects.create(specimen=_bone_in(bench, one), **answer)
        _bone_in(bench, other)
        monkeypatch.setattr(signing, "reasons", lambda *_: [])  # as if somebody wrote past the sentences
        assert sign(bench, other).pk
        with pytest.raises(Impossible, match="quality control holds this individual"):
            sign(bench, one)
        assert not one.signatures.exists()


class TestRefused:
    def test_what_cannot_be_slipped_in(self, scene: Scene) -> None:
        here = made(scene)
        quality = scene.seat(Role.QUALITY)
        (bone, _), (other, _) = awaited(here, "ra r 5", "ul r 5")
        truth = here.missing[0].thing
        with pytest.raises(Impossible, match="no typed relative"):
            slip(quality, bone.item.thing, missing=here.missing[2].thing, seed=1)
        slipped(here, bone)
        with pytest.raises(Impossible, match="known answer of its family is open"):
            slip(quality, other.item.thing, missing=truth, seed=2)
        with pytest.raises(NotFound):
            slip(scene.seat(Role.GENETICIST), other.item.thing, seed=3)
        for theirs in (here.missing[0].thing, Thing(incident=scene.other, kind="B", code="OTHER-B000099-0")):
            with pytest.raises(NotFound):
                slip(quality, theirs, seed=3)
        with pytest.raises(NotFound):
            slip(quality, other.item.thing, missing=Thing(incident=scene.other, kind="M", code="OTHER-M000099-0"))

    def test_what_would_be_told_from_the_others(self, scene: Scene) -> None:
        """By the box, by the hand, by the hour, or by a figure that falls when it is opened."""
        here = made(scene)
        quality = scene.seat(Role.QUALITY)
        (bone, _), (many, _) = awaited(here, "ra r 5", "fe l 5")
        uncut = entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), bone.found_in, read_line("ul l 5"))
        alone = entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), handed_over(scene), read_line("ul l 5"))
        register_samples(TheRegistry(scene.heron), [Entered(alone.item)], why="cut for the test")
        for one, words in (
            (uncut, "no sample for DNA"),
            (here.alone, "its DNA has come"),
            (alone, "in its box alone"),
            (many, "fewer people at least"),
        ):
            with pytest.raises(Impossible, match=words):
                slip(quality, one.item.thing, seed=1)
        Membership.objects.create(
            user=scene.users[Role.ANTHROPOLOGIST], incident=scene.heron, laboratory=scene.heron.laboratory, role=Role.QUALITY,
            since=clock.now(),
        )  # fmt: skip
        with pytest.raises(Impossible, match="who is a quality manager"):
            slip(quality, bone.item.thing, seed=1)


def _bone_in(bench: Bench, row: Identification) -> Thing:
    """A bone put into the identified version, as a row."""

    thing = new_thing(TheRegistry(bench.scene.heron), Kind.SPECIMEN)
    item = Item.objects.create(thing=thing, what="left femur")
    bone = Specimen.objects.create(item=item, made_at=row.made)
    with connection.cursor() as cursor:  # the rows of this bench are locked from birth; undone with the test
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'inventory_member'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE inventory_member DISABLE TRIGGER USER")
    Member.objects.create(version=row.version, specimen=bone, at=row.made)
    return thing


def test_whoever_groups_bones_opens_no_known_answer() -> None:
    """It names the missing person that a bone is made of: also a quality manager who groups bones must not know."""
    assert may(frozenset({Role.QUALITY}), "review.known")
    assert not may(frozenset({Role.QUALITY, Role.ANTHROPOLOGIST}), "review.known")
