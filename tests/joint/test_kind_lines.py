"""Lines of every kind in the evidence file, what falls with a donor's sample, and why somebody is given a name."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from joint.kinds_case import case, family, mt, y
from joint.small_case import small_case
from naive import kinds_naive
from repatria.cli.main import main
from repatria.formats.casefile import write_case
from repatria.joint.identify import identify
from repatria.joint.kinds import weigh_kinds
from repatria.joint.reference_error import ReferenceErrors, weigh_reference_error
from repatria.joint.signed import evidence_of
from repatria.model import CaseFile
from repatria.model.beside import Beside, Origin, Place, Recorded, Reference, Remains

ONE, TWO = family("ONE", 2), family("TWO")
REFERENCES = (("ONE", "A", mt(1, "r1")), ("ONE", "B", mt(1, "r2")), ("ONE", "U", y(1, "r3")), ("TWO", "S", mt(2, "r4")))
BODY = Remains(
    "P1", (mt(1, "p1"),), (y(1, "p2"),), stages={"clavicle_medial": (4, 4)}, sex="M", sex_from="bones",
    origins=(Origin("stated", Place(40.4, 127.2), error=0.2),),
)  # fmt: skip
RECORDS = (
    Recorded("ONE-N1", ages=(18.0, 18.9), lost_at=Place(38.5, 125.6)),
    Recorded("ONE-N2", ages=(33.0, 34.9), lost_at=Place(40.4, 127.2)),
)


class TestAgainstTheTwin:
    def test_what_falls_with_a_sample_is_what_the_case_without_it_says(self) -> None:
        """Each scenario's log LR is that of a case in which the donor gave nothing."""
        given = case((ONE, TWO), REFERENCES, (BODY,))
        kinds = weigh_kinds(given, ["P1"], [(BODY,)], [()])
        found = weigh_reference_error(given, (), ONE, "ONE-N1", kinds=kinds, errors=ReferenceErrors())
        assert found.log_lr == pytest.approx(kinds_naive.log_lr(given, BODY, ONE, "ONE-N1"), abs=1e-9)
        for donor in ("A", "B", "U"):
            scenario = next(s for s in found.scenarios if (s.what, s.donor) == ("sample", donor))
            less = sum(
                math.log(found_kin / frequency)
                for kind, shown in (("mtdna", BODY.mitotypes[0]), ("ystr", BODY.yhaplotypes[0]))
                for kin, frequency in [kinds_naive.parts(without(given, donor), kind, shown, ONE, "ONE-N1", "")]
                for found_kin in [frequency if kin is None else kin]
            )
            lines = 0.2 if donor == "U" else 1e-9  # a line less of the list moves the frequency a little
            assert scenario.log_lr == pytest.approx(less, abs=max(lines, 1e-9)), donor
        assert 0.99 < found.cap < 1.0

    def test_the_lines_of_the_file_sum_to_what_was_multiplied(self) -> None:
        given = case((ONE, TWO), REFERENCES, (BODY,), recorded=RECORDS)
        answer = identify(given)
        document = evidence_of(given, answer, "P1", "ONE-N2", interval=False)
        assert [line["kind"] for line in document["lines"]] == ["mtdna", "ystr", "age"]
        kinds = weigh_kinds(given, ["P1"], [(BODY,)], [()])
        assert math.fsum(line["log_lr"] for line in document["lines"]) == pytest.approx(kinds.log_lr[0, 1], abs=1e-8)
        assert document["waterfall"][-1]["label"] == "lead: statement"
        steps = math.fsum(row["step"] for row in document["waterfall"])
        assert steps == pytest.approx(document["waterfall"][-1]["log10_odds"], abs=1e-7)
        main = document["posterior"][0]["with_error"]
        assert main["with_leads"]["log_odds"] > main["leads_at_one"]["log_odds"]
        assert [x["kind"] for x in document["not_weighed"]] == ["stature", "place"]
        assert document["asked"]["leads"] == []  # computed from the case, and again at a recheck


class TestLaws:
    def test_autosomal_and_lines_of_one_donor_fall_together(self) -> None:
        plain, _ = small_case()
        database = case((ONE,), (), ()).beside.mtdna
        beside = Beside((Remains("A1", (mt(1, "p1"),)),), (Reference("ONE", "S1", mt(1, "r1")),), mtdna=database)
        given = replace(plain, beside=beside)
        unit = tuple(p for p in given.profiles if p.id in ("A1", "A2"))
        kinds = weigh_kinds(given, ["A1"], [beside.remains], [unit])
        both = weigh_reference_error(given, unit, given.families[0], "ONE-N", kinds=kinds)
        bare = weigh_reference_error(plain, unit, plain.families[0], "ONE-N")
        gain = both.log_lr - bare.log_lr
        assert gain == pytest.approx(kinds.log_lr[0, 0], abs=1e-12) and gain > 2.0
        for x, z in zip(both.scenarios, bare.scenarios, strict=True):
            kept = 0.0 if x.donor == "S1" or x.what == "file" else gain
            assert x.log_lr == pytest.approx(z.log_lr + kept, abs=1e-9), x
            if x.what == "sample":
                assert x.log_lr_other == pytest.approx(z.log_lr_other + (gain if x.donor == "S1" else 0.0), abs=1e-9)

    def test_why_tells_prior_lines_carriers_and_what_raised_one(self) -> None:
        told = identify(case((ONE, TWO), REFERENCES, (BODY,), recorded=RECORDS)).to_json()["lines"]["P1"]
        first, second = told["names"]["ONE-N2"], told["names"]["ONE-N1"]
        assert told["carriers"] == 2 and set(first["log_lr"]) == {"mtdna", "ystr", "age"}
        assert first["raised_by"] == ["age"] and second["raised_by"] == []
        assert first["share_by_lines"] == pytest.approx(second["share_by_lines"], rel=1e-9)
        assert first["lead_not_multiplied"] <= math.log(10.0) + 1e-12 and 0.0 < told["none_of_these"] < 1.0

    def test_a_case_of_autosomal_dna_alone_writes_the_file_it_always_wrote(self) -> None:
        plain, _ = small_case()
        answer = identify(plain)
        document = evidence_of(plain, answer, "A1", "ONE-N", interval=False)
        assert "not_multiplied" not in document and "subjects" not in document["asked"] and len(document["lines"]) == 1
        assert len(document["not_weighed"]) == 5 and "lines" not in answer.to_json()

    def test_sex_of_the_bones_is_not_multiplied_beside_that_of_dna(self) -> None:
        plain, _ = small_case()
        bones = Beside((Remains("A1", sex="M", sex_from="bones"),), recorded=(Recorded("ONE-N", ages=(20.0, 21.0)),))
        given: CaseFile = replace(plain, beside=bones)
        document = evidence_of(given, identify(given), "A1", "ONE-N", interval=False)
        assert [x["kind"] for x in document["not_multiplied"]] == ["sex_bones"]


def without(given: CaseFile, donor: str) -> CaseFile:
    kept = tuple(r for r in given.beside.references if r.person != donor)
    return replace(given, beside=replace(given.beside, references=kept))


def test_a_person_without_autosomal_profile_has_a_file_of_its_own() -> None:
    given = case((ONE, TWO), REFERENCES, (BODY,), recorded=RECORDS)
    answer = identify(given)
    joint = evidence_of(given, answer, "P1", "TWO-N1", interval=False)
    assert joint["asked"]["profiles"] == [] and joint["asked"]["subjects"] == ["P1"]
    assert joint["posterior"][0]["with_error"]["leads_at_one"]["posterior"] < 0.01


def test_the_command_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Remains("P9", (mt(2, "p9"),))
    write_case(case((ONE, TWO), REFERENCES, (BODY, other, Remains("BX", container="K1")), recorded=RECORDS), tmp_path / "case")
    assert main(["identify", str(tmp_path / "case")]) == 0
    said = capsys.readouterr().out
    assert "carriers of what the lines show: 2" in said and "raised by age" in said
    assert "what the giver says, not multiplied" in said and "no DNA of any kind is known; not named" in said
