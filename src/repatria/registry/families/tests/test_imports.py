"""Lists from elsewhere: strict reading, a dry run, one act, a balance by constraint, a delta, an undo; decisions of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from repatria.registry.families import actions, importing, queries
from repatria.registry.families.casefile_rows import pedigrees_for_case
from repatria.registry.families.csvfile import open_sheet
from repatria.registry.families.invented import invented_person
from repatria.registry.families.models import EarlierDecision, ImportBatch, ImportRow, MissingPerson, NameKey
from repatria.registry.families.rows import CASUALTY, suggest
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

HEAD = "Service Number,Last Name,First Name,Branch,Rank,Unit,Date of Birth,Status,Date of Loss,Place of Loss,Height (cm),Sex"
ONE = "RA 1000001,Velmora,Anton B.,Army,PFC,8 Regiment,1929-05-01,MIA,1950-11-02,Unsan,175,M"
TWO = "RA 1000002,Dravane,Emil,Army,SGT,5 Regiment,1925,MIA,Nov 1950,Kunu-ri,,M"
Write = Callable[..., Path]


def bring(by: object, path: Path, **told: object) -> ImportBatch:
    return importing.import_list(by, path, dry_run=False, **told)  # type: ignore[arg-type]


def becomes(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(batch.rows.order_by("line").values_list("line", "outcome"))


class TestReading:
    def test_columns_are_suggested_from_the_headings(self) -> None:
        found = suggest(HEAD.split(","), CASUALTY)
        assert found["family_name"] == "Last Name" and found["stature_cm"] == "Height (cm)" and found["born"] == "Date of Birth"
        assert "other_name" not in found

    def test_headings_in_one_word_are_known_too(self) -> None:
        found = suggest(["ServiceNo", "SURNAME", "Given", "DOB", "LossDate", "loss_place", "Shoe"], CASUALTY)
        assert found == {
            "service_number": "ServiceNo", "family_name": "SURNAME", "given_names": "Given", "born": "DOB",
            "loss_date": "LossDate", "loss_place": "loss_place",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "is empty"),
            (b"a,b\n1,\x002\n", "NUL bytes"),
            (b"a,a\n1,2\n", "stands twice"),
            (b"a,\n1,2\n", "is empty or stands twice"),
            (b'a,b\n"1,2\n', "line 2"),
            (b'a,b\n"1"x,2\n', "Check the quotes"),
            (b"name\n\xe9\n", "is not in utf-8"),
            (b"\n", "no headings"),
        ],
    )
    def test_a_faulty_file_says_where(self, tmp_path: Path, content: bytes, why: str) -> None:
        path = tmp_path / "x.csv"
        path.write_bytes(content)
        with pytest.raises(Impossible, match=why), open_sheet(path) as sheet:
            list(sheet.rows)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings_and_separators(self, write: Write, encoding: str) -> None:
        path = write("name;born", "Søren Velmora;1929", encoding=encoding)
        with open_sheet(path, encoding="windows-1252" if encoding == "cp1252" else "utf-8") as sheet:
            assert sheet.headings == ("name", "born")
            assert list(sheet.rows) == [(2, ["Søren Velmora", "1929"])]


class TestCarryingOut:
    def test_a_dry_run_writes_no_person(self, officer: Seat, write: Write) -> None:
        batch = importing.import_list(officer, write(HEAD, ONE, TWO), dry_run=True)
        assert becomes(batch) == [(2, "new"), (3, "new")]
        assert not MissingPerson.objects.exists()

    def test_one_act_one_entry_and_a_balance(self, officer: Seat, write: Write) -> None:
        faulty = "RA 1000003,Zornask,Hugo,Army,PVT,8,03/04/1930,MIA,1950,Unsan,,M"
        batch = bring(officer, write(HEAD, ONE, TWO, faulty, ONE, "RA 1000001,Other,Name,,,,,,,,,", "too,few"))
        assert (batch.rows_read, batch.made, batch.merged, batch.refused) == (6, 2, 1, 3)
        assert [o for _line, o in becomes(batch)] == ["new", "new", "refused", "same", "conflict", "refused"]
        sentences = list(batch.rows.filter(outcome="refused").values_list("sentence", flat=True))
        assert "can mean" in sentences[0] and "2 cells under 12 headings" in sentences[1]
        assert Entry.objects.filter(tag="families.import_carried_out").count() == 1
        person = queries.missing(officer, text="velmora").get()
        assert (person.listed_as, person.word, person.losses.get().place) == ("Anton B. Velmora", "MIA", "Unsan")
        assert person.recorded.get().number == 175
        assert queries.missing(officer, text="RA1000001").get() == person
        assert not ImportRow.objects.filter(batch=batch, outcome="new", said__isnull=False).exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportBatch.objects.filter(pk=batch.pk).update(made=3)

    def test_ambiguous_dates_are_kept_where_asked(self, officer: Seat, write: Write) -> None:
        bring(officer, write("name,born", "Hugo Zornask,03/04/1930"), keep_both_dates=True)
        assert MissingPerson.objects.get().precision == "either"

    def test_the_same_file_twice_and_a_file_carried_out(self, officer: Seat, write: Write) -> None:
        path = write(HEAD, ONE)
        batch = bring(officer, path)
        with pytest.raises(Overtaken, match="was imported before"):
            bring(officer, path)
        with pytest.raises(Overtaken, match="carried out already"):
            actions.carry_out(officer, batch)

    def test_only_a_compared_import_is_carried_out(self, officer: Seat, write: Write) -> None:
        batch = actions.open_import(officer, source=write(HEAD, ONE, TWO))
        assert not importing.stage(batch, most=1)
        with pytest.raises(Impossible, match="only 1 of 2 rows"):
            actions.carry_out(officer, batch)
        assert importing.stage(batch)  # goes on where it stopped
        assert actions.carry_out(officer, batch).made == 2

    def test_other_roles_and_strangers(self, scene: Scene, officer: Seat, write: Write) -> None:
        path = write(HEAD, ONE)
        for role in (Role.HISTORIAN, Role.ANTHROPOLOGIST, Role.AUDITOR):
            with pytest.raises(NotFound):
                actions.open_import(scene.seat(role), source=path)
        batch = actions.open_import(officer, source=path)
        with pytest.raises(NotFound):
            actions.carry_out(scene.stranger, batch)

    @pytest.mark.parametrize(
        ("mapping", "why"),
        [
            ({"born": "name"}, "no column holds the name"),
            ({"name": "nobody"}, "that exist"),
            ({"name": "name", "rank": "name"}, "two fields"),
        ],
    )
    def test_a_mapping_that_cannot_be(self, officer: Seat, write: Write, mapping: dict, why: str) -> None:
        batch = actions.open_import(officer, source=write("name,x", "Hugo Zornask,1"))
        with pytest.raises(Impossible, match=why):
            actions.map_import(officer, batch, mapping=mapping, encoding="utf-8")

    def test_another_mapping_compares_anew(self, officer: Seat, write: Write) -> None:
        batch = importing.import_list(officer, write("name,x", "Hugo Zornask,8 Regiment"))
        actions.map_import(officer, batch, mapping={"name": "name", "unit": "x"}, encoding="utf-8")
        batch.refresh_from_db()
        assert batch.rows_read == 0
        importing.stage(batch)
        actions.carry_out(officer, batch)
        assert MissingPerson.objects.get().unit == "8 Regiment"


class TestRowsThatDifferInWhatIsNotRead:
    """Two men whose rows are told apart only by a column that nobody mapped are not one man."""

    HEAD = "Surname,Rank,Tag"
    ROWS = ("Velmora,PFC,A 1", "Velmora,PFC,A 2", "Velmora,PFC,A 1")

    def test_they_are_a_conflict_and_never_the_same(self, officer: Seat, write: Write) -> None:
        batch = importing.import_list(officer, write(self.HEAD, *self.ROWS))
        assert becomes(batch) == [(2, "new"), (3, "conflict"), (4, "same")]
        assert "Map the column that tells them apart" in batch.rows.get(line=3).sentence

    def test_also_where_reading_was_cut_off_and_went_on(self, officer: Seat, write: Write) -> None:
        batch = actions.imports.open_import(officer, source=write(self.HEAD, *self.ROWS), what="casualty")
        assert not importing.stage(batch, most=1)
        assert importing.stage(batch)
        assert becomes(batch) == [(2, "new"), (3, "conflict"), (4, "same")]


class TestDelta:
    def test_new_changed_same_and_conflict(self, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE, TWO))
        changed = ONE.replace("PFC", "CPL").replace("MIA", "KIA BNR")
        woman = TWO.replace(",M", ",F")
        three = "RA 1000003,Zornask,Hugo,Army,PVT,8,1930,MIA,1950,Unsan,,M"
        batch = bring(officer, write(HEAD, changed, woman, three, name="b.csv"))
        assert [o for _l, o in becomes(batch)] == ["changed", "conflict", "new"]
        assert (batch.made, batch.merged, batch.refused) == (1, 1, 1)
        person = queries.missing(officer, text="velmora").get()
        assert (person.rank, person.word, person.revision) == ("CPL", "KIA BNR", 2)
        assert list(person.statuses.values_list("word", flat=True)) == ["MIA", "KIA BNR"]
        assert person.thing.versions.get().body["rank"] == "PFC"

    def test_an_empty_cell_takes_nothing_away(self, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE))
        batch = bring(officer, write(HEAD, "RA 1000001,Velmora,Anton B.,,,,,,,,,", name="b.csv"))
        assert [o for _l, o in becomes(batch)] == ["same"]
        assert MissingPerson.objects.get().rank == "PFC"

    def test_what_changed_after_the_comparison_is_a_conflict(self, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE))
        batch = importing.import_list(officer, write(HEAD, ONE.replace("PFC", "CPL"), TWO, name="b.csv"))
        person = MissingPerson.objects.get()
        actions.correct_missing(officer, person, told={"rank": "SGT"}, reason="roster")
        actions.add_missing(officer, name="Emil Dravane", service_number="RA 1000002")
        batch = actions.carry_out(officer, batch)
        assert (batch.made, batch.refused) == (0, 2)
        person.refresh_from_db()
        assert person.rank == "SGT"

    def test_a_loss_a_person_chose_stays_in_force(self, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE))
        person = MissingPerson.objects.get()
        chosen = actions.add_loss(officer, person, source="witness", place="Kuryong")
        actions.put_loss_in_force(officer, chosen, reason="seen there")
        bring(officer, write(HEAD, ONE.replace("Unsan", "Sinuiju"), name="b.csv"))
        assert person.losses.get(in_force=True).place == "Kuryong"
        assert person.losses.count() == 3


class TestUndo:
    def test_what_it_made_is_withdrawn_and_may_come_again(self, officer: Seat, write: Write) -> None:
        batch = bring(officer, write(HEAD, ONE, TWO))
        actions.undo_import(officer, batch, reason="wrong list")
        assert queries.missing(officer).count() == 0
        assert not NameKey.objects.exists()
        code = MissingPerson.objects.order_by("pk")[0].code
        assert queries.missing_called(officer, code).withdrawn_reason == "wrong list"
        again = bring(officer, write(HEAD, ONE, TWO))
        assert (again.made, queries.missing(officer, text="velmora").get().code) == (2, code)

    def test_what_it_changed_is_set_back(self, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE))
        second = bring(
            officer,
            write(HEAD, ONE.replace("PFC", "CPL").replace("Unsan", "Sinuiju").replace("Anton B.", "Anton"), name="b.csv"),
        )
        assert queries.missing(officer, text="velmora").get().rank == "CPL"
        actions.undo_import(officer, second, reason="wrong list")
        person = queries.missing(officer, text="velmora").get()
        assert (person.rank, person.losses.get(in_force=True).place, person.revision) == ("PFC", "Unsan", 3)
        assert queries.names_of(person).filter(until__isnull=True).count() == 1

    @pytest.mark.parametrize("build", ["status", "family", "correction"])
    def test_it_is_refused_when_something_was_built_on_it(self, officer: Seat, write: Write, build: str) -> None:
        batch = bring(officer, write(HEAD, ONE, TWO))
        person = queries.missing(officer, text="velmora").get()
        if build == "status":
            actions.add_status(officer, person, word="POW")
        elif build == "family":
            actions.open_family(officer, person)
        else:
            actions.correct_missing(officer, person, told={"rank": "SGT"}, reason="roster")
        with pytest.raises(Impossible, match=f"other work rests on 1 of its people .{person.code}"):
            actions.undo_import(officer, batch, reason="wrong list")
        assert queries.missing(officer).count() == 2

    def test_a_reason_and_a_state_are_needed(self, officer: Seat, write: Write) -> None:
        batch = importing.import_list(officer, write(HEAD, ONE))
        with pytest.raises(Overtaken, match="Only an import that was carried out"):
            actions.undo_import(officer, batch, reason="x")
        actions.carry_out(officer, batch)
        with pytest.raises(Impossible, match="reason"):
            actions.undo_import(officer, batch, reason="")


class TestDecisionsOfOthers:
    def test_612_come_as_theirs_in_a_column_of_their_own(self, scene: Scene, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE, TWO))
        rows = ["RA 1000001,Anton B. Velmora,Bureau,file 1,their rule,1995-06-01,letter 1"]
        rows += [
            f"RA {2000000 + i},{' '.join(invented_person(i))},Bureau,file {i},their rule,{1982 + i % 40}-05-01,letter {i}"
            for i in range(2, 613)
        ]
        batch = bring(
            TheRegistry(scene.heron),
            write("Service Number,Name,Issuer,Case Number,Rule,Decided,Document", *rows, name="d.csv"),
            what="decisions",
        )
        assert (batch.rows_read, batch.made, batch.refused) == (612, 612, 0)
        assert EarlierDecision.objects.filter(incident=scene.heron).count() == 612
        figures = queries.figures(officer)
        assert (figures.listed, figures.decided_elsewhere, figures.still) == (613, 612, 1)
        assert pedigrees_for_case(scene.heron) == []
        again = bring(
            officer,
            write(
                "Service Number,Name,Issuer,Case Number,Decided", "RA 1000001,Anton B. Velmora,Bureau,file 1,1995", name="e.csv"
            ),
            what="decisions",
        )
        assert (again.made, again.merged) == (0, 1)
        actions.undo_import(officer, batch, reason="sent in error")
        assert queries.figures(officer).decided_elsewhere == 0
        assert queries.figures(officer).listed == 2

    def test_one_by_hand_and_its_withdrawal(self, scene: Scene, officer: Seat, write: Write) -> None:
        bring(officer, write(HEAD, ONE))
        person = MissingPerson.objects.get()
        from repatria.registry.families.dates import read_date

        row = actions.note_earlier_decision(
            scene.seat(Role.HISTORIAN), person, issuer="Bureau", on=read_date("1995"), remains="X-1"
        )
        with pytest.raises(Overtaken, match="entered already"):
            actions.note_earlier_decision(officer, person, issuer="Bureau", on=read_date("1995"), remains="X-1")
        with pytest.raises(Impossible, match="who decided"):
            actions.note_earlier_decision(officer, person, issuer=" ", on=read_date("1995"))
        actions.withdraw_earlier_decision(officer, row, reason="their own correction")
        with pytest.raises(Overtaken, match="withdrawn before"):
            actions.withdraw_earlier_decision(officer, row, reason="again")
        with pytest.raises(NotFound):
            actions.note_earlier_decision(scene.seat(Role.GENETICIST), person, issuer="B", on=read_date("1995"))

    def test_a_decision_without_issuer_or_date_is_refused(self, officer: Seat, write: Write) -> None:
        batch = bring(
            officer, write("Name,Issuer,Decided", "Hugo Zornask,,1995", "Hugo Zornask,Bureau,", name="d.csv"), what="decisions"
        )
        assert batch.refused == 2
