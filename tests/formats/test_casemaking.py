"""A case from parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.samples import CMF, FAMILIAS_DVI, PED
from repatria.errors import InvalidCase
from repatria.formats.casemaking import make_case
from repatria.formats.notes import Notes
from repatria.formats.reader import read
from repatria.formats.reading import Reading
from repatria.model import Incident, Locus, Panel

INCIDENT = Incident("Exercise Wren", "exercise")
PANEL = Panel("p", (Locus("TH01", ("6", "9.3"), (0.25, 0.75), sampled=100), Locus("vWA", ("17",), (1.0,), sampled=100)))


def parts(tmp_path: Path, *texts: str) -> list[Reading]:
    found = []
    for i, text in enumerate(texts):
        (tmp_path / str(i)).write_text(text)
        found.append(read(tmp_path / str(i)))
    return found


def test_families_profiles_and_controls_find_their_place(tmp_path: Path) -> None:
    notes = Notes()
    case = make_case(
        parts(tmp_path, CMF, PED, FAMILIAS_DVI), PANEL, INCIDENT, notes, missing=["F2"], least=lambda locus: 5.0 / locus.sampled
    )
    assert [p.id for p in case.profiles] == ["SP-1", "V1", "V2"]
    assert [p.id for p in case.controls] == ["SP-2"]
    assert [(f.id, f.missing) for f in case.families] == [("F1", ("F1:Missing person", "F1:Missing male 1")), ("B", ("F2",))]
    assert case.open_missing == 3
    assert notes.seen == {"family_left_out": 1, "not_carried": 1, "new_allele": 2}


def test_a_new_allele_gets_the_least_frequency(tmp_path: Path) -> None:
    case = make_case(parts(tmp_path, FAMILIAS_DVI), PANEL, INCIDENT, Notes(), least=lambda locus: 0.05)
    assert case.panel["TH01"].alleles == ("6", "9.3", "Rest")
    assert case.panel["TH01"].frequencies == pytest.approx((0.25 / 1.05, 0.75 / 1.05, 0.05 / 1.05), rel=1e-15)
    assert case.pools[0].panel == case.panel and case.pools[0].weight == 1.0


def test_relatives_without_a_pedigree_stay_out(tmp_path: Path) -> None:
    notes = Notes()
    mother = CMF.replace("Unidentified Person", "Biological Mother")
    case = make_case(parts(tmp_path, mother), PANEL, INCIDENT, notes)
    assert case.profiles == () and notes.seen["profile_left_out"] == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [({}, "allele Rest has no frequency"), ({"least": lambda _: 0.0}, "Name a minimum"), ({"missing": ["X"]}, "'X'")],
)
def test_refusals(tmp_path: Path, options: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidCase, match=said):
        make_case(parts(tmp_path, FAMILIAS_DVI), PANEL, INCIDENT, Notes(), **options)


def test_a_typed_person_is_not_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidCase, match="'K2' of pedigree B is typed"):
        make_case(parts(tmp_path, PED), PANEL, INCIDENT, Notes(), missing=["K2"], least=lambda locus: 0.05)


def test_a_profile_with_a_relatives_code_is_that_relatives_reference(tmp_path: Path) -> None:
    """Never an unknown: a mother among the unknown would be named as her own son."""
    notes = Notes()
    untyped = "famid\tid\tfid\tmid\tsex\nA\tFA1\t0\t0\t1\nA\tMO1\t0\t0\t2\nA\tSON1\tFA1\tMO1\t1\n"
    table = "sample,marker,allele1,allele2\nMO1,TH01,6,9.3\nBONE,TH01,6,6\n"
    case = make_case(parts(tmp_path, untyped, table), PANEL, INCIDENT, notes, missing=["SON1"], least=lambda locus: 0.05)
    assert [p.id for p in case.profiles] == ["BONE"] and list(case.families[0].references) == ["MO1"]
    assert notes.seen["profile_attached"] == 1
    with pytest.raises(InvalidCase, match="profile SON1: family A has a person of this code who is missing"):
        make_case(
            parts(tmp_path, untyped, table.replace("BONE", "SON1")),
            PANEL,
            INCIDENT,
            Notes(),
            missing=["SON1"],
            least=lambda x: 0.05,
        )
