"""Familias projects: in, out and back."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from formats.samples import (
    DATABASE,
    FAM_HEAD,
    FAMILIAS,
    FAMILIAS_DVI,
    FAMILY_ONE,
    SETTINGS,
    dvi,
    dvi_family,
    dvi_person,
    fam_locus,
)
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.familias import read_familias
from repatria.formats.familiasout import familias_lines
from repatria.formats.notes import Notes
from repatria.formats.reading import Reading
from repatria.model import Call, CallKind, Family, Locus, MutationModel, Panel, Pedigree, Person, Profile


def reading(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "project.fam"
    path.write_text(text, encoding="utf-8")
    return read_familias(path, Notes())


def again(tmp_path: Path, first: Reading) -> tuple[Reading, Notes]:
    notes = Notes()
    return reading(tmp_path, "\n".join(familias_lines(first, notes)) + "\n"), notes


def nouns(found: Reading) -> tuple[object, ...]:
    return found.profiles, found.families, found.pedigrees, found.typed, [p.loci for p in found.panels], found.theta


class TestMainPart:
    def test_people_genotypes_and_alternative_pedigrees(self, tmp_path: Path) -> None:
        found = reading(tmp_path, FAMILIAS)
        af, mo = Person("AF", "M"), Person("MO", "F")
        extra = Person("H2 extra man 1", "M")
        assert found.pedigrees == (
            Pedigree((af, mo, Person("CH", "F", "AF", "MO")), "H1"),
            Pedigree((af, mo, Person("CH", "F", extra.id, "MO"), extra), "H2"),
        )
        assert found.typed == {
            "AF": Profile("AF", {"TH01": Call(("6", "9.3")), "vWA": Call(("17", "17"))}, "M"),
            "CH": Profile("CH", {"TH01": Call(("6", "Rest"), CallKind.DROPPED, 0.1)}, "F"),
        }
        assert found.theta == 0.01 and found.families == found.profiles == ()

    def test_the_database(self, tmp_path: Path) -> None:
        (panel,) = reading(tmp_path, FAMILIAS).panels
        source = "Familias project"
        assert panel.loci == (
            Locus(
                "TH01",
                ("6", "9.3", "Rest"),
                (0.25, 0.5, 0.25),
                female=MutationModel("equal", 0.001, source=source),
                male=MutationModel("equal", 0.002, source=source),
                sampled=200,
            ),
            Locus(
                "vWA",
                ("16", "17"),
                (0.5, 0.5),
                female=MutationModel("stepwise", 0.002, 1e-6, 0.1, source=source),
                male=MutationModel("stepwise", 0.004, 0.0, 0.1, source=source),
                sampled=200,
            ),
        )

    def test_a_database_alone(self, tmp_path: Path) -> None:
        found = reading(tmp_path, f'{FAM_HEAD}\n0\n"Known relations"\n0\n0\n0\n0\n{DATABASE}\n')
        assert found.pedigrees == () and len(found.panels[0].loci) == 2


class TestDvi:
    def test_families_and_unidentified_people(self, tmp_path: Path) -> None:
        found = reading(tmp_path, FAMILIAS_DVI)
        missing, son = "F1:Missing person", "F1:Missing male 1"
        people = (
            Person("R", "F"),
            Person("C", "M", missing, "R"),
            Person(son, "M", missing),
            Person(missing, "M"),
        )
        (family,) = found.families
        assert family.pedigree == Pedigree(people, "F1")
        assert family.missing == (missing, son)
        assert family.references["C"] == Profile("C", {"TH01": Call(("6", "6"))}, "M")
        assert found.profiles == (Profile("V1", {"TH01": Call(("6", "Rest"))}, "M"), Profile("V2", {}, "F"))

    def test_a_family_that_cannot_be_understood_is_left_out_and_said(self, tmp_path: Path) -> None:
        reference = [dvi_person("R", "Female", [("TH01", "6", "9.3")], 5)]
        stranger = dvi_family("F2", reference, [("Nobody", "R")])
        nobody = dvi_family("F3", reference, [])
        two_fathers = dvi_family(
            "F4", [*reference, dvi_person("A", "Male", [], 5), dvi_person("B", "Male", [], 5)], [("A", "R"), ("B", "R")]
        )
        both = dvi_family(
            "F5",
            [*reference, dvi_person("A", "Male", [], 5), dvi_person("K", "Male", [], 5), dvi_person("L", "Male", [], 5)],
            [("Missing person", "K"), ("A", "K"), ("Missing person", "L"), ("R", "L")],
        )
        found = reading(tmp_path, dvi([], [FAMILY_ONE, stranger, nobody, two_fathers, both]))
        assert [f.id for f in found.families] == ["F1"]
        said = [n.text for n in found.notes.shown if n.code == "family_left_out"]
        assert [text.partition(":")[0] for text in said] == ["F2", "F3", "F4", "F5"]
        assert "'Nobody'" in said[0] and "nobody is missing" in said[1] and "two parents of one sex" in said[2]

    def test_two_different_drawings_of_a_family(self, tmp_path: Path) -> None:
        more = "nPedigrees= 3\n[[[[[Pedigree 3]]]]]\nName= other\nnRelations= 1\nParent= Missing person\nChild= R"
        found = reading(tmp_path, dvi([], [FAMILY_ONE.replace("nPedigrees= 2", more)]))
        assert found.families == () and found.notes.seen["family_left_out"] == 1


class TestRoundTrip:
    @pytest.mark.parametrize("text", [FAMILIAS, FAMILIAS_DVI, dvi([], [FAMILY_ONE])])
    def test_nouns_survive(self, tmp_path: Path, text: str) -> None:
        first = reading(tmp_path, text)
        second, notes = again(tmp_path, first)
        assert nouns(second) == nouns(first)
        assert not notes.seen

    def test_a_silent_allele_survives(self, tmp_path: Path) -> None:
        panel = Panel("p", (Locus("TH01", ("6", "7"), (0.5, 0.5), silent=0.02, sampled=10),))
        second, _ = again(tmp_path, Reading("x", panels=(panel,)))
        assert second.panels[0].loci == panel.loci

    def test_missing_people_of_other_programs_get_a_name_familias_knows(self, tmp_path: Path) -> None:
        pedigree = Pedigree((Person("F", "M"), Person("MP1", "M", "F"), Person("MP2", "U", "F")), "FAM")
        family = Family("FAM", pedigree, ("MP1", "MP2"), {"F": Profile("F", {"TH01": Call(("6", "6"))}, "M")})
        first = Reading("x", families=(family,), panels=reading(tmp_path, FAMILIAS).panels)
        second, notes = again(tmp_path, first)
        assert second.families[0].missing == ("FAM:Missing person", "FAM:Missing MP2")
        assert notes.seen == {"renamed": 2, "not_carried": 1}  # nobody shows the sex of MP1

    def test_what_cannot_be_stated_is_left_out_and_said(self, tmp_path: Path) -> None:
        panels = reading(tmp_path, FAMILIAS).panels
        half = Profile("H", {"TH01": Call(("6",), CallKind.AT_LEAST)})
        alone = Family("A", Pedigree((Person("F"), Person("MP"))), ("MP",))
        second, notes = again(tmp_path, Reading("x", profiles=(half,), families=(alone,), panels=panels))
        assert second.profiles == second.families == ()
        assert notes.seen == {"profile_left_out": 1, "family_left_out": 1}

    def test_what_would_be_wrong_is_refused(self, tmp_path: Path) -> None:
        first = reading(tmp_path, FAMILIAS)
        panel = first.panels[0]
        person = Person("A", "M")
        twins = Pedigree((Person("A", "M", twins="z"), Person("B", "M", twins="z")))
        matrix = MutationModel("matrix", matrix=((1.0, 0.0), (0.0, 1.0)))
        wrong = {
            "twins": {"pedigrees": (twins,)},
            "inbred": {"pedigrees": (Pedigree((person,), "x", {"A": 0.1}),)},
            "unknown sex": {"pedigrees": (Pedigree((Person("A"),)),)},
            "quote": {"pedigrees": (Pedigree((Person('A"'),)),)},
            "two panels": {"panels": (panel, panel)},
            "no panel": {"panels": ()},
            "matrix": {"panels": (Panel("p", (Locus("TH01", ("6", "7"), (0.5, 0.5), female=matrix),)),)},
            "unlisted allele": {
                "pedigrees": (Pedigree((person,)),),
                "typed": {"A": Profile("A", {"TH01": Call(("5", "5"))}, "M")},
            },
            "half typed": {"typed": {"A": Profile("A", {"TH01": Call(("6",), CallKind.AT_LEAST)}, "M")}},
            "drop-in": {"typed": {"A": Profile("A", {"TH01": Call(("6",), CallKind.DROPPED, 0.1, None, 0.1)}, "M")}},
        }
        for why, changes in wrong.items():
            with pytest.raises(InvalidCase, match="Familias"):
                assert list(familias_lines(dataclasses.replace(first, **changes), Notes())), why


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Output from Familias', '"Output of Familias', "first line"),
        ('\n3\n"AF"', '\nthree\n"AF"', "'three': expected a whole number"),
        ('"AF"', '"MO"', "two people have the same name"),
        ('"AF"', "AF", "double quotes"),
        ("#FALSE#\n#TRUE#\n2\n", "#FALSE#\nmale\n2\n", "#TRUE# or #FALSE#"),
        ("\n0\n1\n0\n1\n1\n1\n", "\n0\n1\n0\n1\n7\n1\n", "points outside the database"),
        ("\n0\n1\n0\n1\n1\n1\n", "\n0\n1\n0\n1\n1\n0\n", "typed twice"),
        ('"Known relations"', '"Known"', "Known relations"),
        ('"H1"\n0\n0\n1\n0\n2', '"H1"\n0\n0\n1\n9\n2', "place of a parent"),
        ('"H1"\n0\n0\n1\n0\n2', '"H1"\n0\n0\n1\n0 - Direct\n2', "identity relation"),
        ('"H1"\n0\n0\n1\n0\n2', '"H1"\n0\n0\n2\n0\n2\n2\n0', "own ancestor|two parents"),
        ("#FALSE# (#Databases", "#TRUE# (#Databases", "computed probabilities"),
        ("Fst: 0.01 )", "Fst: ten )", "theta"),
        ('"VWA"\n0.002\n0.004\n4\n4', '"VWA"\n0.002\n0.004\n3\n3', "stationary"),
        ('"VWA"\n0.002', '"VWA"\nnan', "'nan' is not a number"),
        ('"VWA"', '"THO1"', "listed twice"),
        ('"16"\n0.5', '"1_6"\n0.5', "'1_6' is not an allele"),
        ('"16"\n0.5', '"17"\n0.5', "listed twice"),
        ('"16"\n0.5', '"16"\n0', "above 0|frequency"),
        ("2\t(DatabaseSize", "2 (DatabaseSize", "database size"),
        ("[Advanced]", "[Surprise]", "Surprise"),
    ],
)
def test_refusals_of_the_main_part(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FAMILIAS
    with pytest.raises(UnreadableFile, match=said) as caught:
        reading(tmp_path, FAMILIAS.replace(old, new, 1))
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[Unidentified persons]]", "[[Unidentified]]", "heading"),
        ("Gender= Male", "Gender= Maybe", "'Maybe'"),
        ("Name= V1", "Nom= V1", "expected 'Name="),
        ("Name= V2", "Name= V1", "V1 is listed twice"),
        ("SystemName= VWA", "SystemName= TH01", "TH01 is listed twice"),
        ("Allele1= 6", "Allele1= 6 7", "'6 7' is not an allele"),
        ("nPersons= 2", "nPersons= -1", "'-1'"),
        ("[[Reference Families]]", "[[Families]]", "too early|heading"),
    ],
)
def test_refusals_of_the_dvi_block(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FAMILIAS_DVI
    with pytest.raises(UnreadableFile, match=said) as caught:
        reading(tmp_path, FAMILIAS_DVI.replace(old, new, 1))
    assert caught.value.line is not None


def test_a_file_that_ends_anywhere_is_refused_whole(tmp_path: Path) -> None:
    lines = FAMILIAS_DVI.replace(SETTINGS, "").splitlines()
    last = next(i for i, line in enumerate(lines) if line == "[DVI]")
    for end in [*range(1, last - 1, 7), *range(last + 1, len(lines) - 3, 5)]:
        with pytest.raises(UnreadableFile, match="Export|Check|expected|ends too early"):
            reading(tmp_path, "\n".join(lines[:end]))


def test_frequencies_with_silent_allele_inside_their_sum(tmp_path: Path) -> None:
    locus = fam_locus("TH01", [("6", 0.49), ("7", 0.49)]).replace("#FALSE#\n0\n", "#TRUE#\n0.02\n")
    head = f'{FAM_HEAD}\n0\n"Known relations"\n0\n0\n0\n0\n#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: 0 )\n1\n#FALSE#\n'
    found = reading(tmp_path, head + locus + "\n")
    assert found.panels[0]["TH01"].frequencies == pytest.approx((0.5, 0.5), rel=1e-12)
    assert found.panels[0]["TH01"].silent == 0.02 and found.notes.seen["not_carried"] == 1


def test_many_pedigrees_over_many_people_are_refused_before_they_fill_memory(tmp_path: Path) -> None:
    people = "\n".join(f'"P{i}"\n#FALSE#\n-1\n#FALSE#\n#TRUE#\n0' for i in range(2000))
    drawn = "\n".join(f'{i}\n"H{i}"\n0\n0\n0' for i in range(600))
    with pytest.raises(UnreadableFile, match="1000000 people together"):
        reading(tmp_path, f'{FAM_HEAD}\n2000\n{people}\n"Known relations"\n0\n0\n0\n600\n{drawn}\n{DATABASE}\n')
