"""Mitochondrial and Y profiles: files, two readings, consensus, alarms; what they show goes nowhere but to who may read genotypes."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from repatria.model.mitotype import Mitotype, ranges_of, sites_of
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.mtdna import rcrs
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import actions, lineage_settling, parsing, profiling
from repatria.registry.laboratory.checking import check_control, check_new
from repatria.registry.laboratory.delivering import File, import_profiles
from repatria.registry.laboratory.lineages import Lineage as Noun
from repatria.registry.laboratory.lineages import shown_of, typed_lineage
from repatria.registry.laboratory.models import (
    Alarm,
    Consensus,
    ControlLineage,
    Delivery,
    DeliveryLine,
    Lineage,
    Profile,
    Sample,
)
from repatria.registry.laboratory.tests.helping import RUN, bone, calls, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

RANGE = "16024-16365 73-340"
TH01 = calls("TH01 6 9.3")
Y8 = {f"DYS{n}": ("14",) for n in (19, 390, 391, 392, 393, 437, 438, 439)}


def mt(code: str, differences: str = "16126C 73G 263G", ranges: str = RANGE) -> Mitotype:
    return Mitotype(code, ranges_of(ranges), tuple(s for word in differences.split() for s in sites_of(word, rcrs())))


def lineage_file(nouns: list[Noun], name: str = "mt.csv") -> File:
    digest = "".join(shown_of(n).digest + n.id for n in nouns)
    return File(name, "mitotypes", sha256(digest.encode()).hexdigest(), 100, nouns)


def deliver(scene: Scene, *nouns: Noun, name: str = "mt.csv") -> Delivery:
    made = import_profiles(scene.seat(Role.TECHNICIAN), lineage_file(list(nouns), name), run=RUN)
    check_new(TheRegistry(scene.heron))
    return made


def two_samples(scene: Scene) -> tuple[Sample, Sample]:
    femur = bone(scene)
    first = sample(scene, femur)
    weighed = actions.Cut(Decimal("9.100"), Decimal("0.500"), Decimal("8.600"))
    return first, actions.cut(scene.seat(Role.TECHNICIAN), femur, weighed=weighed)


class TestFiles:
    @pytest.mark.parametrize(
        ("holds", "text", "ranges", "kept"),
        [
            ("mt", f"sample,range,differences\nS-1,{RANGE},16126C 263G", "", {"range": RANGE, "differences": ["263G", "16126C"]}),
            ("mt", "#! 16024-16365\nS-1\tJ\t1\t16126C\n", "", {"range": "16024-16365", "differences": ["16126C"]}),
            ("mt", "sample,differences\nS-1,16126C\n", "HV1", {"range": "16024-16365", "differences": ["16126C"]}),
            ("y", "sample,DYS19,DYS385\nS-1,14,11 14\n", "", {"DYS19": {"alleles": ["14"], "kind": "called"},
                                                              "DYS385": {"alleles": ["11", "14"], "kind": "called"}}),
        ],
    )  # fmt: skip
    def test_each_shape_is_read(self, tmp_path: Path, holds: str, text: str, ranges: str, kept: dict) -> None:
        (tmp_path / "f.txt").write_text(text)
        (noun,) = parsing.read_here(tmp_path / "f.txt", holds, ranges)[1]
        assert shown_of(noun).kept == kept

    def test_a_fasta_says_its_range_and_a_child_process_reads_it(self, tmp_path: Path) -> None:
        read = list(rcrs()[16023:16365])
        read[16126 - 16024] = "C"
        (tmp_path / "f.fasta").write_text(">S-1 16024-16365\n" + "".join(read) + "\n")
        format, (noun,), _notes = parsing.read_apart(tmp_path / "f.fasta", "f.fasta", "mt")
        assert (format, shown_of(noun).kept["differences"]) == ("mitotypes", ["16126C"])

    def test_a_contradiction_with_the_reference_is_told_with_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "f.csv").write_text(f"sample,range,differences\nS-1,{RANGE},263A\n")
        with pytest.raises(Impossible, match=r"line 2.*differences.*263A"):
            parsing.read_apart(tmp_path / "f.csv", "f.csv", "mt")

    def test_what_a_file_says_of_lines_is_not_taken_over(self, tmp_path: Path) -> None:
        (tmp_path / "f.csv").write_text(f"sample,line,range,differences\nS-1,L7,{RANGE},263G\n")
        assert parsing.read_here(tmp_path / "f.csv", "mt")[2][0]["count"] == 1

    def test_rows_are_reconciled_like_any(self, scene: Scene) -> None:
        one = sample(scene)
        made = deliver(scene, mt(one.code), mt("NOBODY-1"), YHaplotype(one.code, Y8))
        outcomes = DeliveryLine.objects.filter(delivery=made).values_list("called", "outcome", "profile__type", "profile__loci")
        assert set(outcomes) == {
            (one.code, "received", "mt", 610),
            ("NOBODY-1", "unknown", "mt", 610),
            (one.code, "received", "y", 8),
        }
        again = deliver(scene, mt(one.code), name="again")
        assert again.lines.get().outcome == "duplicate"


class TestConsensus:
    def test_ranges_are_put_together_and_a_length_contradicts_nothing(self, scene: Scene) -> None:
        one, two = two_samples(scene)
        deliver(scene, mt(one.code, "16126C", "HV1"), mt(two.code, "263G 309.1C", "HV2"), mt(one.code, "263G", "HV2"))
        row = Lineage.objects.exclude(state="replaced").get()
        assert (row.state, row.kept["range"], row.size) == ("current", RANGE, 610)
        assert row.kept["differences"][-1] == "16126C"
        assert len(row.members) == 3

    def test_a_contradiction_is_named_held_and_settled_by_two(self, scene: Scene) -> None:
        one, two = two_samples(scene)
        deliver(scene, mt(one.code), mt(two.code, "16126C 73G 263G 150T"))
        row = Lineage.objects.get()
        assert (row.state, [c["marker"] for c in row.contradictions]) == ("held", ["150"])
        assert [w[0] for _, w in row.contradictions[0]["shown"]] == ["150 C", "150 T"]
        proposed = lineage_settling.settle_lineage(scene.seat(Role.GENETICIST), row, reason="weak peak at 150")
        with pytest.raises(NotAllowed):
            lineage_settling.confirm_lineage(scene.seat(Role.GENETICIST), proposed, reason="yes")
        assert lineage_settling.decline_lineage(scene.seat(Role.REVIEWER), proposed, reason="look again").state == "held"
        lineage_settling.settle_lineage(scene.seat(Role.GENETICIST), row, reason="noise", without=[row.members[1]])
        done = lineage_settling.confirm_lineage(scene.seat(Role.REVIEWER), row, reason="seen")
        assert (done.state, done.version, done.kept["differences"]) == ("current", 2, ["73G", "263G", "16126C"])
        with pytest.raises(Overtaken):
            lineage_settling.settle_lineage(scene.seat(Role.GENETICIST), done, reason="again")

    @pytest.mark.parametrize("without", [["P-9"], []])
    def test_two_people_are_not_settled_nor_strangers_left_out(self, scene: Scene, without: list[str]) -> None:
        one, two = two_samples(scene)
        deliver(scene, mt(one.code), mt(two.code, "16223T 263G"))
        with pytest.raises(Impossible):
            lineage_settling.settle_lineage(scene.seat(Role.GENETICIST), Lineage.objects.get(), reason="x", without=without)

    def test_a_y_copy_that_may_be_lost_contradicts_nothing(self, scene: Scene) -> None:
        one, two = two_samples(scene)
        whole, part = {**Y8, "DYS385": ("11", "14")}, {**Y8, "DYS385": ("11",)}
        deliver(scene, YHaplotype(one.code, whole), YHaplotype(two.code, part, dropped=frozenset({"DYS385"})))
        row = Lineage.objects.get()
        assert (row.state, row.kept["DYS385"]["alleles"]) == ("current", ["11", "14"])
        deliver(scene, YHaplotype(two.code, {**Y8, "DYS19": ("15",)}), name="later")
        assert Lineage.objects.exclude(state="replaced").get().contradictions[0]["marker"] == "DYS19"

    def test_the_database_keeps_what_was_agreed(self, scene: Scene) -> None:
        deliver(scene, mt(sample(scene).code))
        with pytest.raises(DatabaseError, match="never another content"), transaction.atomic():
            Lineage.objects.update(kept={})


class TestReadingByHand:
    def test_two_readings_of_one_result_in_two_notations_agree(self, scene: Scene) -> None:
        scene.users["second geneticist"] = scene.person("edda", Role.GENETICIST)
        row = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, type="mt", raw="HV1\n16126C 16223T")
        assert row.calls == {"range": "16024-16365", "differences": ["16126C", "16223T"]}
        profiling.second_read(scene.seat("second geneticist"), row, calls={}, raw="16024-16365\nT16126C, 16223T")
        assert Profile.objects.get().status == "reportable"
        new = profiling.supersede(
            scene.seat(Role.GENETICIST), Profile.objects.get(), calls={}, sex="U", raw="HV1\n16126C", reason="16223 was noise"
        )
        assert new.calls["differences"] == ["16126C"]

    @pytest.mark.parametrize(
        ("type", "raw", "match"),
        [
            ("mt", "263G", "line 1"), ("mt", "HV1\n263G", "outside its range"), ("mt", "HV2\n263A", "base of the rCRS"),
            ("y", "D3S1358 15", "not a Y marker"), ("y", "DYS19 14\nDYS19 15", "twice"), ("y", "DYS19 14 15", "at most 1"),
            ("y", " ", "1 char"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, scene: Scene, type: str, raw: str, match: str) -> None:
        with pytest.raises(Impossible, match=match):
            profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, type=type, raw=raw)

    def test_no_result_is_told_from_the_reference(self) -> None:
        assert typed_lineage("mt", "HV2\n263G N310")["unread"] == [310]

    def test_a_technician_reads_nothing(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            profiling.record_profile(scene.seat(Role.TECHNICIAN), sample(scene).item, type="mt", raw="HV1\n16126C")


class TestAlarms:
    def test_the_type_of_staff_holds_a_profile_whichever_came_first(self, scene: Scene) -> None:
        control = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=TH01)
        profiling.enter_control_lineage(scene.seat(Role.GENETICIST), control, type="mt", raw=f"{RANGE}\n16126C 73G 263G")
        one, two = sample(scene), sample(scene)
        deliver(scene, mt(one.code), mt(two.code, "263G"))
        assert Profile.objects.get(of=one.item.thing).status == "held"
        assert Profile.objects.get(of=two.item.thing).status == "reportable"
        other = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=TH01)
        profiling.enter_control_lineage(scene.seat(Role.GENETICIST), other, type="mt", raw=f"{RANGE}\n263G")
        check_control(TheRegistry(scene.heron), other.token)
        assert Profile.objects.get(of=two.item.thing).status == "held"
        assert not Lineage.objects.exclude(state="replaced").exclude(kept={})
        with pytest.raises(Overtaken):
            profiling.enter_control_lineage(scene.seat(Role.GENETICIST), other, type="mt", raw=f"{RANGE}\n263G")
        with pytest.raises(DatabaseError), transaction.atomic():
            ControlLineage.objects.update(size=1)

    def test_a_y_of_whom_other_markers_show_a_woman_is_held(self, scene: Scene) -> None:
        one = sample(scene)
        Consensus.objects.create(
            subject=one.root, version=1, state="current", sex="F", loci=20, digest="0", made="2026-01-01T00:00:00Z"
        )
        deliver(scene, YHaplotype(one.code, Y8))
        assert Alarm.objects.get().kind == "sex"
        assert Profile.objects.get().status == "held"


class TestPages:
    def test_a_lineage_is_shown_with_its_range_beside_another_and_names_no_branch(self, scene: Scene) -> None:
        one, two = sample(scene), sample(scene)
        deliver(scene, mt(one.code, "16126C 16163G 73G 263G"), mt(two.code, "16126Y 263G 309.1C"), YHaplotype(one.code, Y8))
        here, other = f"/i/heron/laboratory/lineages/{one.root.code}", two.root.code
        desk = scene.client(Role.GENETICIST)
        shown = desk.get(f"{here}/mt/").content.decode()
        assert RANGE in shown
        assert "16163G" in shown
        assert "aplogroup" not in shown
        page = desk.get(f"{here}/mt/beside/?other={other}").content.decode()
        assert "not counted" in page
        assert "fit: a mixture" in page
        assert page.count("differ</span>") == 2  # 73 and 16163
        code = Profile.objects.get(of=one.item.thing, type="mt").code
        assert RANGE in desk.get(f"/i/heron/laboratory/profiles/{code}/").content.decode()
        assert "DYS19" in desk.get(f"{here}/y/").content.decode()
        assert "lineage of" in desk.get(f"/i/heron/laboratory/samples/{one.code}/").content.decode()
        assert Entry.objects.filter(tag="laboratory.genotype_opened").count() == 4
        for who in (Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.CASUALTY, scene.stranger_user):
            client = scene.client(who)
            for address in ("/mt/", "/y/", f"/mt/beside/?other={other}", "/x/"):
                assert client.get(here + address).status_code == 404
        assert desk.get(f"{here}/mt/beside/?other=HERON-B99999-9").status_code == 404

    def test_a_held_lineage_is_settled_on_its_page_by_two(self, scene: Scene) -> None:
        one, two = two_samples(scene)
        deliver(scene, mt(one.code), mt(two.code, "16126C 73G 263G 150T"))
        here = f"/i/heron/laboratory/lineages/{one.root.code}/mt/"
        assert here in scene.client(Role.GENETICIST).get("/i/heron/laboratory/quality/").content.decode()
        assert scene.client(Role.REVIEWER).post(here, {"reason": "x"}).status_code == 404
        assert scene.client(Role.GENETICIST).post(here, {"reason": "weak"}).status_code == 302
        assert scene.client(Role.REVIEWER).post(here, {"reason": "seen", "answer": "confirm"}).status_code == 302
        row = Lineage.objects.get()
        assert (row.state, row.kept["unread"]) == ("current", [150])

    def test_a_file_of_another_kind_and_a_control_pass_the_forms(self, scene: Scene) -> None:
        one = sample(scene)
        control = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=TH01)
        upload = SimpleUploadedFile("mt.csv", f"sample,differences\n{one.code},16126C\n".encode())
        told = {"file": upload, "run": "r", "first_reader": "a", "second_reader": "b", "holds": "mt", "ranges": "HV1"}
        assert scene.client(Role.TECHNICIAN).post("/i/heron/laboratory/files/new/", told).status_code == 302
        assert Profile.objects.get().type == "mt"
        address = f"/i/heron/laboratory/quality/controls/{control.token}/lineage/"
        assert scene.client(Role.TECHNICIAN).get(address).status_code == 404
        assert scene.client(Role.GENETICIST).post(address, {"type": "y", "raw": "DYS19 14"}).status_code == 302
        assert ControlLineage.objects.get().size == 1


def test_the_journal_holds_no_result(scene: Scene) -> None:
    row = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, type="mt", raw="HV1\n16126C")
    deliver(scene, mt(sample(scene).code))
    told = repr([e.said for e in Entry.objects.all()])
    assert "16126" not in told
    assert row.digest not in told
