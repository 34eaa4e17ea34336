"""The evidence file: steps that add up, leads that carry no name, no genotype, and bytes under a digest."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joint.small_case import LOCI, small_case
from repatria.errors import InvalidCase, InvalidInput, ReproductionFailed, UnreadableFile
from repatria.evidence.kinship.incase import compare_in_case
from repatria.formats.casefile import case_digest
from repatria.joint.evidence_file import Joint, evidence_document, posteriors_of, prior_log_odds, written
from repatria.joint.identify import identify
from repatria.joint.leads import Lead, together
from repatria.joint.reference_error import weigh_reference_error
from repatria.joint.signed import document_bytes, evidence_digest, evidence_of, read_document, recheck, recompute

CASE, _ = small_case()
DIGEST = case_digest(CASE)
UNITS = {"IND-1": ["A1", "A2"], "IND-2": ["B1", "B2"], "IND-3": ["C1"]}
ANSWER = identify(CASE, units=UNITS)
LEADS = (Lead("tag", math.log(10.0), "a tag in the same box"), Lead("giver", math.log(2.0), "what the giver said"))


def document(victim="IND-1", missing="ONE-N", **changes):
    given = {"units": UNITS, "samples": {"S1": 2}, "leads": LEADS, "digest": DIGEST, **changes}
    return evidence_of(CASE, ANSWER, victim, missing, **given)


class TestKnownAnswers:
    def test_prior_odds_by_hand(self) -> None:
        """λ = 0.5 and 40 open missing: 0.5 / 40 = 0.0125, odds 0.0125 / 0.9875 = 0.0126582, ln = -4.36944785."""
        assert prior_log_odds(CASE, "ONE-N", 0.5) == pytest.approx(-4.36944785, abs=1e-8)
        assert document()["waterfall"][0]["log10_odds"] == round(-4.369447852467021 / math.log(10), 9)

    def test_the_parts_are_those_of_the_functions_behind_them(self) -> None:
        made = document()
        unit, family = (CASE.profiles[0], CASE.profiles[1]), CASE.families[0]
        finding = compare_in_case(CASE, family, unit, "ONE-N")
        weighed = weigh_reference_error(CASE, unit, family, "ONE-N", samples={"S1": 2})
        joint = posteriors_of(ANSWER, "IND-1", "ONE-N")
        assert made["lines"][0]["log_lr"] == pytest.approx(finding.log_lr, rel=1e-9)
        assert made["reference_error"]["cap"] == pytest.approx(weighed.cap, rel=1e-9)
        assert sorted(joint) == [row["listed"] for row in made["posterior"]] == [0.2, 0.5, 0.8]
        for row in made["posterior"]:
            p, rest = joint[row["listed"]]
            assert row["without_error"]["leads_at_one"]["posterior"] == pytest.approx(p, rel=1e-9)
            assert row["with_error"]["leads_at_one"]["posterior"] == pytest.approx(weighed.posterior(p, rest=rest), rel=1e-9)

    def test_what_is_not_weighed_is_named(self) -> None:
        rows = document()["not_weighed"]
        assert [r["kind"] for r in rows] == ["mtDNA", "Y-STR", "age", "stature", "place"]
        assert all("not weighed in this version" in r["text"] for r in rows)


class TestLaws:
    @pytest.mark.parametrize(
        ("victim", "missing"), [("IND-1", "ONE-N"), ("IND-2", "TWO-N"), ("IND-3", "SIX-N"), ("IND-2", "ONE-N")]
    )
    def test_steps_add_up_to_the_posterior_with_error_and_leads(self, victim: str, missing: str) -> None:
        made = document(victim, missing, samples={})
        running = 0.0
        for row in made["waterfall"]:
            running += row["step"]
            assert row["log10_odds"] == pytest.approx(running, abs=1e-8)
        main = next(r for r in made["posterior"] if r["listed"] == 0.5)
        assert running == pytest.approx(main["with_error"]["with_leads"]["log_odds"] / math.log(10.0), abs=1e-8)

    def test_leads_move_only_the_columns_that_say_so(self) -> None:
        with_leads, without = document(), document(leads=())
        for a, b in zip(with_leads["posterior"], without["posterior"], strict=True):
            for error in ("with_error", "without_error"):
                assert a[error]["leads_at_one"] == b[error]["leads_at_one"]
                moved = a[error]["with_leads"]["log_odds"] - b[error]["with_leads"]["log_odds"]
                assert moved == pytest.approx(math.log(20.0), abs=1e-8)

    def test_no_genotype_stands_in_it(self) -> None:
        text = json.dumps(document())
        for profile in (*CASE.profiles, *CASE.families[0].references.values()):
            for call in profile.calls.values():
                assert f'"{call.alleles[0]}", "{call.alleles[-1]}"' not in text
        assert len(document()["lines"][0]["per_marker"]) == LOCI + 1

    def test_the_same_bytes_every_time_and_numbers_survive_a_round_trip(self) -> None:
        first, second = document_bytes(document()), document_bytes(document())
        assert first == second
        assert document_bytes(json.loads(first)) == first

    def test_an_excluded_candidate_has_words_for_infinities(self) -> None:
        answer = {0.2: Joint(0.0, 1.0), 0.5: Joint(0.0, 1.0), 0.8: Joint(0.0, 1.0)}
        made = evidence_document(CASE, (CASE.profiles[4],), CASE.families[1], "TWO-N", answer, digest=DIGEST)
        assert made["posterior"][0]["without_error"]["leads_at_one"] == {"posterior": 0.0, "rest": 1.0, "log_odds": "-inf"}
        json.dumps(made, allow_nan=False)
        assert made["waterfall"][2] == {
            "label": "everybody and every family weighed together",
            "step": None,
            "log10_odds": "-inf",
        }

    @given(st.floats())
    def test_written_numbers_are_stable(self, x: float) -> None:
        once = written(x)
        assert written(once) == once
        assert json.loads(json.dumps(once, allow_nan=False)) == once

    def test_without_the_interval_it_is_null(self) -> None:
        assert document(interval=False)["lines"][0]["interval"] is None
        assert document()["lines"][0]["interval"] is not None


class TestLeads:
    @pytest.mark.parametrize(
        ("make", "match"),
        [
            (lambda: Lead("tag", math.log(11.0), "x"), "weighs at most 10"),
            (lambda: Lead("tag", math.inf, "x"), "finite"),
            (lambda: Lead("tag", -math.inf, "x"), "finite"),
            (lambda: Lead("tag", 0.0, ""), "without words"),
            (lambda: together([Lead("a", math.log(9.0), "x"), Lead("b", math.log(9.0), "y")]), "at most 30"),
            (
                lambda: together([Lead("a", math.log(10.0), "x"), Lead("b", math.log(10.0), "y"), Lead("c", -2.0, "against")]),
                "at most 30",
            ),
        ],
    )
    def test_leads_that_weigh_too_much(self, make, match: str) -> None:
        with pytest.raises(InvalidInput, match=match):
            make()

    def test_ten_and_three_are_allowed(self) -> None:
        assert together([Lead("a", math.log(10.0), "x"), Lead("b", math.log(3.0), "y")]) == pytest.approx(math.log(30.0))


class TestSigned:
    def test_recomputed_it_is_the_same(self) -> None:
        stored = read_document(document_bytes(document()))
        found = recheck(stored, recompute(CASE, stored, DIGEST))
        assert (found.same, found.first, found.rounded) == (True, None, ())

    @pytest.mark.parametrize("at", [30, 500, -3])
    def test_a_byte_that_was_altered_is_refused(self, at: int) -> None:
        data = bytearray(document_bytes(document()))
        data[at] ^= 1
        with pytest.raises(UnreadableFile):
            read_document(bytes(data))

    def test_every_byte_counts_white_space_too(self) -> None:
        whole = {**document(), "digest": evidence_digest(document())}
        for text in (json.dumps(whole), json.dumps(whole, indent=1), "[]", "{}", "nonsense", ""):
            with pytest.raises(UnreadableFile):
                read_document(text.encode())

    def test_another_case_is_refused(self) -> None:
        with pytest.raises(ReproductionFailed, match="the document is about"):
            recompute(replace(CASE, open_missing=41), document(), case_digest(replace(CASE, open_missing=41)))

    def test_a_number_that_was_changed_and_signed_again_is_found(self) -> None:
        forged = document()
        forged["posterior"][1]["with_error"]["leads_at_one"]["posterior"] = 0.99999
        found = recheck(forged, recompute(CASE, forged, DIGEST))
        assert not found.same
        assert found.first is not None
        assert found.first.path == "/posterior/1/with_error/leads_at_one/posterior"
        assert found.first.stored == 0.99999

    def test_a_tenth_digit_is_rounding_and_a_ninth_is_not(self) -> None:
        made = document()
        cap = made["reference_error"]["cap"]
        near = {**made, "reference_error": {**made["reference_error"], "cap": cap * (1 + 1e-10)}}
        far = {**made, "reference_error": {**made["reference_error"], "cap": cap * (1 + 1e-9)}}
        assert recheck(near, made).same
        assert len(recheck(near, made).rounded) == 1
        assert not recheck(far, made).same

    def test_another_version_is_told_and_no_difference(self) -> None:
        found = recheck({**document(), "software": "repatria 0.0"}, document())
        assert found.same
        assert found.software[0] == "repatria 0.0"

    def test_a_person_who_is_no_longer_there_is_refused(self) -> None:
        made = document()
        gone = {**made, "asked": {**made["asked"], "person": "IND-99"}}
        with pytest.raises(ReproductionFailed, match="IND-99"):
            recompute(CASE, gone, DIGEST)


class TestRefusals:
    def test_nobody_of_that_name_and_no_joint_posterior(self) -> None:
        with pytest.raises(InvalidCase, match="is not in it"):
            posteriors_of(ANSWER, "IND-1", "NOBODY")
        with pytest.raises(InvalidCase, match="no joint posterior at λ = 0.5"):
            evidence_document(CASE, (CASE.profiles[0],), CASE.families[0], "ONE-N", {0.2: Joint(0.5, 0.5)}, digest=DIGEST)
