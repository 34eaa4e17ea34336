"""A case leaves: codes only, what stays out is counted, and ``repatria screen`` reads it and runs."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.formats.casefile import read_case
from repatria.model import Family
from repatria.registry import gateway
from repatria.registry.families import actions as families
from repatria.registry.families.models import MissingPerson
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import exporting, profiling
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import import_profiles
from repatria.registry.laboratory.tests.helping import RUN, file, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import NotFound
from repatria.registry.testing.scene import Scene

PEOPLE = gateway.invented_profiles(3, seed=9)


def typed_bones(scene: Scene, count: int = 3) -> None:
    shown = [replace(p, id=sample(scene).code) for p in PEOPLE[:count]]
    import_profiles(scene.seat(Role.TECHNICIAN), file(shown), run=RUN)
    check_new(TheRegistry(scene.heron))


class TestExporting:
    def test_the_command_line_reads_it_and_screens(self, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        typed_bones(scene)
        family = gateway.invented_families(2, seed=4)
        monkeypatch.setattr(exporting.kinlink, "families_of", lambda *_: list[Family](family))
        profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", name="Osko Belmarin", calls=PEOPLE[0].calls)
        left = exporting.export_case(scene.seat(Role.GENETICIST), tmp_path / "case")
        assert (left.profiles, left.families, left.controls, left.withheld) == (3, 2, 1, 0)
        assert main(["screen", str(tmp_path / "case"), "--out", str(tmp_path / "out")]) == 0
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
        assert manifest["profiles"] == 3
        assert "everyone here is invented" in manifest["notice"]

    def test_it_holds_codes_only_and_its_mark(self, scene: Scene, tmp_path: Path) -> None:
        typed_bones(scene)
        profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", name="Osko Belmarin", calls=PEOPLE[1].calls)
        packed, left = exporting.zipped(scene.seat(Role.GENETICIST))
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            assert archive.read("EXERCISE.txt").decode().startswith("Exercise: everyone here is invented")
            assert all(b"Belmarin" not in archive.read(n) for n in archive.namelist())
            archive.extractall(tmp_path)
        case = read_case(tmp_path / "heron-case")
        assert case.incident.kind == "exercise"
        assert {p.id[:8] for p in case.profiles} == {"HERON-B0"}
        assert Entry.objects.get(tag="laboratory.case_exported").said["facts"]["digest"] == left.digest

    def test_what_is_held_or_unchecked_stays_out(self, scene: Scene) -> None:
        profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[0].calls)
        typed_bones(scene)
        import_profiles(scene.seat(Role.TECHNICIAN), file([replace(PEOPLE[0], id=sample(scene).code)], "later"), run=RUN)
        case = exporting.assemble(scene.heron)
        assert len(case.profiles) == 2
        out = exporting.staying_out(scene.heron)
        assert (out["held"], out["unchecked"]) == (1, 1)

    def test_a_merged_or_withdrawn_entry_is_nobody_more(self, scene: Scene) -> None:
        office = scene.seat(Role.CASUALTY)
        one, other, _third = (
            families.add_missing(office, name=name) for name in ("Anton Velmora", "Velmora, A.", "Emil Dravane")
        )
        assert exporting.assemble(scene.heron).open_missing == 3
        families.merge_missing(office, other, into=one, reason="one record")
        assert exporting.assemble(scene.heron).open_missing == 2
        MissingPerson.objects.filter(pk=one.pk).update(withdrawn=datetime.now(UTC), withdrawn_reason="import undone")
        assert exporting.assemble(scene.heron).open_missing == 1

    def test_only_a_geneticist_takes_it_out(self, scene: Scene, tmp_path: Path) -> None:
        for role in (Role.TECHNICIAN, Role.ANTHROPOLOGIST, Role.ADMINISTRATOR):
            with pytest.raises(NotFound):
                exporting.export_case(scene.seat(role), tmp_path / role)
        assert scene.client(Role.GENETICIST).post("/i/heron/laboratory/case/")["Content-Type"] == "application/zip"
