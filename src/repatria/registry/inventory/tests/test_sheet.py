"""Old sheets: poor, partial, with two number styles and duplicates; loaded without invention, with a balance that closes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from repatria.registry.codes import actions as codes
from repatria.registry.codes.models import Identifier
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.inventory import sheets, sheetwords
from repatria.registry.inventory.actions import importing
from repatria.registry.inventory.models import Sheet, SheetLine, Specimen, SpecimenDescription
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene

SHEET = """box,no,bone,side,amount,remarks,lab number
B-7,1,Femur,L,complete,,CIL 1991-007-1
B-7,2,femur,,40 %,worn ends,
B-7,3,Tibia,right,,,1991-007-3
B-7,3,Tibia,right,,,CIL 1991-007-3
B-7,003,Tibia,left,,,
B-7,4,wing,,,,
B-7,5,Rib,L,frag,,
B-7,6,Skull,,,,
B-9,1,Femur,L,,,
B-7,7,Left Humerus,R,,,
B-7,8,Humerus
B-7,9,thoracic vertebra,,,,
"""
MAPPING = {
    "box": "container", "no": "designator", "bone": "element", "side": "side", "amount": "completeness", "remarks": "notes",
    "lab number": "identifier:CIL",
}  # fmt: skip


@pytest.fixture
def named(scene: Scene, box: Item) -> Item:
    codes.give_identifier(scene.seat(Role.CUSTODY), box.thing, issuer="giver", value="B-7")
    elsewhere = custody.take(scene.seat(Role.CUSTODY), what="box", giver="x")
    codes.give_identifier(scene.seat(Role.CUSTODY), elsewhere.thing, issuer="giver", value="B-9")
    return box


class TestWords:
    @pytest.mark.parametrize(
        ("text", "side", "code"),
        [
            ("Femur", "L", "femur-left"), ("Femur", "", "femur-unsided"), ("left femur", "", "femur-left"),
            ("Femur, rt", "", "femur-right"), ("rib", "L", "rib-unsided"),
            ("fe", "l", "femur-left"), ("femur-left", "", "femur-left"), ("Sacrum", "", "sacrum"),
            ("os coxae", "right", "os-coxae-right"),
            ("skull", "", "cranium"), ("cranium", "", "cranium"), ("rib", "", "rib-unsided"),
            ("thoracic vertebra", "", "thoracic-unnumbered"),
            ("bone fragment", "", "fragment"), ("metacarpal", "", "metacarpal-unsided"), ("T12", "", "thoracic-12"),
            ("patella", "?", "patella-unsided"),
        ],
    )  # fmt: skip
    def test_elements(self, text: str, side: str, code: str) -> None:
        assert sheetwords.element_of(text, side) == code

    @pytest.mark.parametrize(
        ("text", "side", "message"),
        [
            ("", "", "empty"), ("wing", "", "no element"), ("femur", "upside", "side 'upside'"), ("left femur", "R", "disagree"),
            ("femur-left", "R", "disagree"), ("phal", "", "it fits"), ("sacrum", "L", "disagree"),
        ],
    )  # fmt: skip
    def test_what_is_not_understood_is_refused(self, text: str, side: str, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            sheetwords.element_of(text, side)

    @pytest.mark.parametrize(
        ("text", "value"), [("", None), ("3", 3), ("40 %", 2), ("100%", 5), ("0 %", 1), ("complete", 5), ("?", None)]
    )
    def test_completeness(self, text: str, value: int | None) -> None:
        assert sheetwords.completeness_of(text) == value

    @pytest.mark.parametrize("text", ["most of it", "140 %", "6"])
    def test_completeness_is_not_guessed(self, text: str) -> None:
        with pytest.raises(Impossible, match="not understood"):
            sheetwords.completeness_of(text)

    def test_human(self) -> None:
        assert [sheetwords.human_of(t) for t in ("", "Human", "non-human", "?")] == ["", "human", "animal", "undetermined"]
        with pytest.raises(Impossible, match="not understood"):
            sheetwords.human_of("perhaps")


class TestReading:
    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            (b"\xff\xfe", "UTF-8"), (b"a,b\n\x00,1\n", "zero byte"), (b"", "name every column"), (b"a,a\n1,2\n", "name every column"),
            (b'a,b\n"open,1\n', "line 2"), (b"x" * (sheets.MOST_BYTES + 1), "larger than"),
        ],
    )  # fmt: skip
    def test_it_refuses_what_is_no_table(self, raw: bytes, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            sheets.read_table(raw)

    def test_a_semicolon_and_a_mark_in_front_are_fine(self) -> None:
        table = sheets.read_table("﻿bone;side\nfemur;L\n\n".encode())
        assert (table.heads, table.lines) == (("bone", "side"), ((2, ("femur", "L")),))

    @pytest.mark.parametrize(
        ("mapping", "message"),
        [
            ({"bone": "element"}, "nothing is mapped to 'container'"), ({"bone": "bone"}, "not a field"),
            ({"nix": "element"}, "no column 'nix'"), ({"bone": "element", "side": "element"}, "given twice"),
            ({"bone": "identifier: "}, "not a field"),
        ],
    )  # fmt: skip
    def test_a_mapping_is_checked(self, mapping: dict[str, str], message: str) -> None:
        with pytest.raises(Impossible, match=message):
            sheets.check_mapping(sheets.read_table(b"bone,side\n"), mapping)


class TestLoading:
    def load(self, scene: Scene, text: str = SHEET, mapping: dict[str, str] = MAPPING) -> Sheet:
        return importing.load_sheet(scene.seat(Role.ANTHROPOLOGIST), text.encode(), name="old.csv", mapping=mapping)

    def test_the_balance_closes_and_every_line_has_its_outcome(self, scene: Scene, named: Item) -> None:
        before = Entry.objects.count()
        sheet = self.load(scene)
        assert (sheet.read, sheet.made, sheet.merged, sheet.refused) == (12, 6, 1, 5)
        assert Entry.objects.count() == before + 1
        said = {line.number: (line.outcome, line.why) for line in sheet.lines.all()}
        assert said[5] == ("merged", "says the same as line 4")
        assert "same number as line 4" in said[6][1]
        assert "wing" in said[7][1]
        assert "not by you" in said[10][1]
        assert "disagree" in said[11][1]
        assert "3 cells" in said[12][1]
        assert Specimen.objects.count() == sheet.made

    def test_nothing_is_invented(self, scene: Scene, named: Item) -> None:
        self.load(scene)
        worn = SpecimenDescription.objects.get(notes="worn ends")
        assert (worn.element, worn.completeness, worn.zones, worn.human, worn.treatment) == ("femur-unsided", 2, "", "", "")
        assert worn.specimen.found_in == named
        assert SpecimenDescription.objects.get(family="rib-unsided").notes == "the sheet says side L"

    def test_two_styles_of_a_number_are_one(self, scene: Scene, named: Item) -> None:
        self.load(scene)
        assert Identifier.objects.filter(issuer="CIL", normal="1991-7-3").count() == 1

    def test_loading_it_again_adds_nothing(self, scene: Scene, named: Item) -> None:
        self.load(scene)
        with pytest.raises(Impossible, match="loaded before"):
            self.load(scene)
        assert Sheet.objects.count() == 1

    def test_a_second_sheet_is_merged_or_refused_by_number(self, scene: Scene, named: Item, enter: Enter) -> None:
        there = enter("fe l 4 #1")
        sheet = self.load(scene, "box,no,bone,side,lab\nB-7,01,Femur,L,X 1\nB-7,1,Tibia,L,\n", {
            "box": "container", "no": "designator", "bone": "element", "side": "side", "lab": "identifier:CIL",
        })  # fmt: skip
        assert (sheet.made, sheet.merged, sheet.refused) == (0, 1, 1)
        assert Identifier.objects.get(normal="X-1").thing_id == there.pk
        assert sheet.lines.get(outcome="merged").specimen == there

    def test_constants_are_said_of_every_line(self, scene: Scene, box: Item) -> None:
        sheet = self.load(scene, "bone\nfemur\n", {"bone": "element", "=container": box.code, "=human": "human"})
        assert sheet.lines.get().specimen.descriptions.get().human == "human"

    def test_a_thousand_lines_are_asked_of_the_database_as_a_whole(
        self, scene: Scene, named: Item, django_assert_max_num_queries: Any
    ) -> None:
        lines = "".join(f"B-7,{n},femur,L,CIL 1991-{n}\n" for n in range(1, 1001))
        told = {k: v for k, v in MAPPING.items() if k not in ("amount", "remarks")}
        with django_assert_max_num_queries(200):
            sheet = self.load(scene, f"box,no,bone,side,lab number\n{lines}", told)
        assert (sheet.made, sheet.refused) == (1000, 0)

    def test_only_who_sits_blind_loads(self, scene: Scene, named: Item) -> None:
        with pytest.raises(NotFound):
            importing.load_sheet(scene.seat(Role.CUSTODY), SHEET.encode(), name="x", mapping=MAPPING)

    def test_what_was_loaded_is_never_rewritten(self, scene: Scene, named: Item) -> None:
        self.load(scene)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            SheetLine.objects.update(why="x")


class TestThePages:
    def test_choose_map_look_load(self, scene: Scene, named: Item, settings: Any, tmp_path: Any) -> None:
        from dataclasses import replace

        settings.HOME = replace(settings.HOME, folder=tmp_path)
        browser = scene.client(Role.ANTHROPOLOGIST)
        upload = SimpleUploadedFile("old sheet.csv", SHEET.encode(), "text/csv")
        step = browser.post("/i/heron/inventory/sheets/", {"file": upload})
        assert step.status_code == 302
        columns = ["container", "designator", "element", "side", "completeness", "notes", "identifier"]
        told = {f"column{i}": target for i, target in enumerate(columns)} | {"issuer": "CIL", "container": "", "human": ""}
        assert b"What the columns" in browser.get(step["Location"]).content
        dry = browser.post(step["Location"], told).content.decode()
        assert "12 lines read = 6 made + 1 merged + 5 refused. Nothing has been written." in dry
        assert not Specimen.objects.exists()
        done = browser.post(step["Location"], told | {"load": "1"})
        page = browser.get(done["Location"] + "?outcome=refused").content.decode()
        assert "wing" in page
        assert Specimen.objects.count() == 6

    def test_a_wrong_file_is_refused_beside_its_field(self, scene: Scene) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        wrong = SimpleUploadedFile("x.csv", b"\xff\xfe\x00", "text/csv")
        answer = browser.post("/i/heron/inventory/sheets/", {"file": wrong})
        assert b"UTF-8" in answer.content
        assert browser.get(f"/i/heron/inventory/sheets/new/{'0' * 64}/x.csv/").status_code in (404, 503)
        assert browser.get("/i/heron/inventory/sheets/new/nonsense/x.csv/").status_code == 422
