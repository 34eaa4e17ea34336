"""Known answers: alike to everybody else, in no figure about the dead, never signed, opened by the quality manager alone."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from repatria.formats.casefile import read_case
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.keptout import at_work, counted
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.custody.queries import items
from repatria.registry.custody.queries import tally as custody_tally
from repatria.registry.identification.models import Identification
from repatria.registry.identification.queries import history
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Member, Specimen
from repatria.registry.inventory.queries.specimens import descriptions
from repatria.registry.inventory.queries.specimens import tally as inventory_tally
from repatria.registry.inventory.tests.conftest import handed_over
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import actions, exporting
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import RunTold
from repatria.registry.laboratory.models import Consensus, Sample
from repatria.registry.laboratory.queries import samples
from repatria.registry.laboratory.queries import tally as laboratory_tally
from repatria.registry.people.queries import overview
from repatria.registry.people.roles import Role, may
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import known, known_queries, signing
from repatria.registry.review.known import Cover, slip
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests.hands import Bench, sign
from repatria.registry.review.tests.hands import agreed as agreed_rows
from repatria.registry.searching.tests.hands import Made, deliver, made
from repatria.registry.testing.scene import Scene

COVER = Cover(
    account="heron.second-bench", name="Second bench", box="box", giver="the other side", line="fe l 5",
    run=RunTold("run 8", "reader a", "reader b", where="East Laboratory", kit="kit 24"), file="bones-2.csv",
)  # fmt: skip


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


def slipped(here: Made, number: int = 0) -> KnownAnswer:
    row = slip(here.scene.seat(Role.QUALITY), COVER, missing=here.missing[number].thing, seed=11)
    check_new(TheRegistry(here.scene.heron))  # in a test nothing is committed, so the river hears nothing
    return row


def plain(page: str, code: str, scene: Scene) -> str:
    """A page without what differs between any two bones: codes, moments, digests, alleles, masses and the names of colleagues."""
    names = "|".join(
        re.escape(name) for name in sorted({"Second bench", *(u.called for u in scene.users.values())}, key=len)[::-1]
    )
    for pattern in (
        r"HERON-[A-Z]\d+-\d",
        r"\d{4}-\d\d-\d\d[T ][\d:.]+(?: UTC|Z)?(?:[+-]\d\d:\d\d)?",
        r"\b[0-9a-f]{12,64}\b",
        names,
        r"U-\d+",
        r'csrfmiddlewaretoken" value="[^"]*"',
        r'"X-CSRFToken": "[^"]*"',
        r"run \d+",
        r"\d+(?:\.\d+)?",
    ):
        page = re.sub(pattern, "#", page)
    return page


class TestAlike:
    def test_every_role_sees_two_bones_as_alike_and_every_count_moves_as_with_any_bone(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        here = made(scene)
        before = figures(scene)
        row = slipped(here)
        bone = Specimen.objects.select_related("found_in__thing").get(pk=row.specimen_id)
        after = figures(scene)
        assert after["case"] == before["case"] + 1 and after["inventory"]["specimens"] == before["inventory"]["specimens"] + 1
        lengths(scene)
        self._leaves(scene, row, tmp_path)
        consensus = Consensus.objects.get(subject=row.specimen)
        assert consensus.state == Consensus.State.CURRENT and consensus.loci > 10
        assert row.specimen.code in {p.id for p in exporting.assemble(scene.heron).profiles}
        assert (
            not Thing.objects.filter(counted(), pk=row.specimen_id).exists()
            and Thing.objects.filter(at_work(), pk=row.specimen_id).exists()
        )
        self._pages(scene, here, bone)
        self._journal(scene, row)

    def _leaves(self, scene: Scene, row: KnownAnswer, place: Path) -> None:
        """The case that a geneticist takes out holds it as every other; the quality manager is told how many did."""
        exporting.export_case(scene.seat(Role.GENETICIST), place / "case")
        assert row.specimen.code in {p.id for p in read_case(place / "case").profiles}
        assert known_queries.taken_out(scene.seat(Role.QUALITY), row) == 1
        page = scene.client(Role.QUALITY).get("/i/heron/review/known/").content.decode()
        assert "in 1 case that was taken out while it was open" in page

    def test_once_it_is_opened_it_leaves_every_count_and_case(self, scene: Scene) -> None:
        here = made(scene)
        before = figures(scene)
        row = slipped(here)
        assert figures(scene) != before
        known.open_answer(scene.seat(Role.QUALITY), row)
        assert figures(scene) == before

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

    def _pages(self, scene: Scene, here: Made, bone: Specimen) -> None:
        """What each role gets of the known answer and of another femur that nobody grouped is the same page."""

        box = handed_over(scene)
        other = entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), box, read_line("fe l 5"))
        offer = custody.offer(scene.seat(Role.ANTHROPOLOGIST), box, to=scene.users[Role.TECHNICIAN], reason="samples")
        custody.accept(scene.seat(Role.TECHNICIAN), offer)
        cut = actions.cut(
            scene.seat(Role.TECHNICIAN), other.item, weighed=actions.Cut(Decimal(100), Decimal("0.9"), Decimal("99.05"))
        )
        deliver(scene, {cut.code: here.profiles["third"]}, "another")
        samples = [Sample.objects.select_related("item__thing").get(root=b.pk).code for b in (bone, other)]
        codes = [(bone.code, samples[0]), (other.code, samples[1])]
        for role in Role:
            browser = scene.client(role)
            for address in ("inventory/specimens/{0}/", "laboratory/samples/{1}/", "laboratory/consensus/{0}/"):
                one, two = (browser.get("/i/heron/" + address.format(*pair)) for pair in codes)
                assert one.status_code == two.status_code, (role, address)
                shown = [plain(answer.content.decode(), "", scene) for answer in (one, two)]
                assert re.sub(r"\s+", " ", shown[0]).count("<tr") == shown[1].count("<tr") or "consensus" in address, (
                    role,
                    address,
                )
                if "consensus" not in address:
                    assert shown[0] == shown[1], (role, address)
                words = one.content.decode().lower()
                if role != Role.QUALITY:  # whose navigation leads to the page of known answers
                    assert "known answer" not in words and "quality control" not in words

    def _journal(self, scene: Scene, row: KnownAnswer) -> None:
        entry = Entry.objects.get(tag="review.known_slipped")
        assert row.specimen.code not in bytes(entry.body).decode() and entry.subject == ""
        for role in set(Role) - {Role.QUALITY}:
            assert scene.client(role).get("/i/heron/review/known/").status_code == 404
            with pytest.raises(NotFound):
                known_queries.known_answers(scene.seat(role))


class TestOpening:
    def test_withheld_then_closed_and_out_of_later_searches(self, scene: Scene) -> None:
        row = slipped(made(scene))
        quality = scene.seat(Role.QUALITY)
        done = known.open_answer(quality, row)
        assert done.outcome == KnownAnswer.Outcome.WITHHELD and "nobody was named" in done.words
        assert known_queries.tally(quality) == known_queries.Tally(1, 0, 0, 1, 0)
        assert row.specimen.code not in {p.id for p in exporting.assemble(scene.heron).profiles}
        with pytest.raises(Overtaken, match="opened at"):
            known.open_answer(quality, row)
        with pytest.raises(NotFound):
            known.open_answer(scene.seat(Role.EXAMINER), row)
        stranger = slip(quality, COVER, seed=5)
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
        with pytest.raises(Impossible, match="no typed relative"):
            slip(quality, COVER, missing=here.missing[2].thing, seed=1)
        slipped(here)
        with pytest.raises(Impossible, match="known answer of its family is open"):
            slip(quality, COVER, missing=here.missing[0].thing, seed=2)
        with pytest.raises(NotFound):
            slip(scene.seat(Role.GENETICIST), COVER, seed=3)
        with pytest.raises(NotFound):
            slip(
                quality, COVER, missing=Thing.objects.create(incident=scene.other, kind="M", number=99, code="OTHER-M000099-0")
            )
        with pytest.raises(Impossible, match="somebody works with it"):
            slip(quality, replace(COVER, account="bruno"), seed=4)


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
