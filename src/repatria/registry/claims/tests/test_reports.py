"""A report is read, its claims are marked, each is decided by a person; reports stand side by side; figures by source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from repatria.registry import gateway
from repatria.registry.claims import actions, record, reporting, reportqueries
from repatria.registry.claims.marking import marked, stretches
from repatria.registry.claims.models import Claim
from repatria.registry.claims.proposing import fields_of
from repatria.registry.claims.reportmodels import Judgement, Proposal, Report
from repatria.registry.claims.reporttexts import read_texts
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people import erasing
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

TEXT = "The command handed over 55 cases of remains. About 7,700 soldiers are listed as missing."
OTHER = "What is believed to be 55 servicemen came home. More than 7,000 soldiers are listed as missing."


@kept
def two(scene: Scene) -> list[Report]:
    """Two reports of one event."""
    seat = scene.seat(Role.HISTORIAN)
    told = {"publisher": "The Courier", "dated": "2018-07-27"}
    return [reporting.read_report(seat, gateway.plain_report(text), title=text[:20], **told) for text in (TEXT, OTHER)]


def first(report: Report) -> Proposal:
    return report.proposals.order_by("number")[0]


class TestMarking:
    def test_the_cut_text_is_the_text(self) -> None:
        spans = [(2, 6, 1), (4, 9, 2), (4, 6, 3)]
        cut = stretches(12, spans)
        assert [(a, b) for a, b, _ in cut] == [(0, 2), (2, 4), (4, 6), (6, 9), (9, 12)]
        for a, b, numbers in cut:
            assert all(set(numbers) == {n for s, e, n in spans if s <= at < e} for at in range(a, b))

    def test_hostile_words_are_escaped(self) -> None:
        row = Proposal(pk=1, number=1, kind="count", start=0, stop=8, told={"qualifier": "about"})
        row._prefetched_objects_cache = {"judgements": []}  # type: ignore[attr-defined]
        text = marked("<b>55</b> men & more", [row])
        assert "<b>" not in text and "&lt;b&gt;" in text and 'class="claim hedged"' in text and 'href="#p1"' in text


class TestProposing:
    PLAIN = {
        "kind": "count",
        "subject": "missing: US",
        "quote": "q",
        "value": None,
        "low": None,
        "high": None,
        "qualifier": "exact",
    }

    @pytest.mark.parametrize(
        ("more", "hedge", "low", "high"),
        [
            ({"value": 55, "low": 55, "high": 55}, "none", 55, None),
            ({"value": 36000, "low": 35500, "high": 36500, "qualifier": "about"}, "about", 36000, None),
            ({"value": 35000, "low": 35000, "qualifier": "more_than"}, "over", 35000, None),
            ({"low": 200, "high": 400}, "none", 200, 400),
            ({"low": 5}, "at least", 5, None),
            ({"high": 200}, "at most", 200, None),
        ],
    )
    def test_numbers_stay_as_they_were_said(self, more: dict[str, Any], hedge: str, low: int, high: int | None) -> None:
        said = fields_of(self.PLAIN | more, "The Courier")
        assert (said.hedge, said.low, said.high) == (hedge, Decimal(low), None if high is None else Decimal(high))
        assert (said.topic, said.party, said.basis) == ("missing", "The Courier", "of: US")

    def test_a_stretch_of_time_without_a_number_keeps_its_words(self) -> None:
        told = self.PLAIN | {"kind": "period", "subject": "identification: ", "low": 2, "quote": "months or years"}
        said = fields_of(told, "The Courier")
        assert (said.topic, said.kind, said.text) == ("identification, how long", "text", "months or years")

    @pytest.mark.parametrize("value", [10**400, float("inf"), float("nan"), "many", True, None])
    def test_what_no_claim_can_hold_as_a_number_keeps_its_words(self, value: Any) -> None:
        said = fields_of(self.PLAIN | {"value": value, "quote": "untold numbers"}, "The Courier")
        assert (said.kind, said.low) == ("text", None) and said.text in ("untold numbers", "many")

    def test_a_number_is_shown_with_its_hedge_and_unit(self) -> None:
        said = fields_of(self.PLAIN | {"value": 7700, "qualifier": "about", "unit": "soldiers"}, "The Courier")
        assert said.number == "about 7,700 soldiers"
        assert fields_of(self.PLAIN | {"low": 200, "high": 400, "counts": "sets"}, "x").number == "200 to 400 sets"

    def test_words_keep_their_speaker_day_and_how_it_was_found(self) -> None:
        time = {"value": "2018-07-26", "precision": "night", "how_inferred": "Thursday before the day of the report"}
        told = self.PLAIN | {"kind": "promise", "quote": "they  will return", "asserted_by": "The command", "about_time": time}
        said = fields_of(told, "The Courier")
        assert said.topic == "promises"
        assert (said.kind, said.text, said.party, said.as_of) == ("text", "they will return", "The command", "2018-07-26")
        assert "Thursday" in said.basis


class TestDeciding:
    def test_reading_keeps_text_and_proposals_and_one_entry(self, scene: Scene) -> None:
        one, other = two(scene)
        for report in (one, other):
            for row in report.proposals.all():
                assert report.text[row.start : row.stop] == row.told["quote"]
        assert one.proposals.count() >= 2
        with pytest.raises(Impossible, match="It may have 1,000,000"):
            told = gateway.plain_report("x" * 1_000_001)
            reporting.read_report(scene.seat(Role.INTAKE), told, title="Long", publisher="The Courier")
        entry = Entry.objects.filter(tag="claims.report_read").latest("seq")
        assert entry.said["facts"]["proposals"] == other.proposals.count()
        assert not Claim.objects.exists()

    def test_a_confirmed_proposal_is_a_claim_with_its_place_in_the_text(self, scene: Scene) -> None:
        row = first(two(scene)[0])
        seat = scene.seat(Role.HISTORIAN)
        about = actions.enter_document(seat, title="Agreement", publisher="Both").thing
        judged = reporting.confirm(seat, row, about=about)
        claim = judged.claim
        assert claim is not None and (claim.value_low, claim.about, claim.quote) == (Decimal(55), about, row.told["quote"])
        assert claim.locator == f"characters {row.start + 1} to {row.stop}"
        assert Entry.objects.latest("seq").tag == "claims.proposal_confirmed"
        for again in (lambda: reporting.confirm(seat, row), lambda: reporting.reject(seat, row)):
            with pytest.raises(Overtaken, match="has become the claim"):
                again()

    def test_what_was_rejected_stays_known_and_may_be_confirmed_later(self, scene: Scene) -> None:
        row = first(two(scene)[0])
        seat = scene.seat(Role.HISTORIAN)
        reporting.reject(seat, row, reason="it counts boxes")
        assert [r.told["quote"] for r in [row] if r.told in reportqueries.standing(row.report)] == []
        reporting.confirm(seat, row)
        assert [j.verdict for j in row.judgements.order_by("pk")] == ["rejected", "confirmed"]

    def test_a_correction_records_what_it_does_say(self, scene: Scene) -> None:
        row = first(two(scene)[0])
        seat = scene.seat(Role.HISTORIAN)
        said = {"topic": "Boxes handed over", "kind": "number", "low": Decimal(56), "unit": "boxes", "party": "The command"}
        judged = reporting.correct(seat, row, said=said, reason="misread")
        assert judged.claim is not None and (judged.claim.words, judged.claim.said_by.name) == ("56 boxes", "The command")
        assert judged.verdict == "corrected"

    def test_nothing_is_rewritten(self, scene: Scene) -> None:
        row = first(two(scene)[0])
        reporting.reject(scene.seat(Role.HISTORIAN), row, reason="no")
        for model, change in (
            (Report, {"text": "x"}),
            (Proposal, {"told": {}}),
            (Proposal, {"start": 1}),
            (Judgement, {"verdict": "confirmed"}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(**change)
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.all()._raw_delete("default")

    def test_its_words_can_be_erased(self, scene: Scene) -> None:
        report = two(scene)[0]
        seat = scene.seat(Role.HISTORIAN)
        reporting.reject(seat, first(report), reason="speaks of Orvane Tulk")
        ask = erasing.ask(scene.seat(Role.ADMINISTRATOR), report.code, reason="asked by letter", sure=True)
        erasing.carry_out(scene.seat(Role.CASUALTY), ask, sure=True)
        report.refresh_from_db()
        assert report.text == "(erased)" and first(report).told == {"erased": True}
        assert not any("Tulk" in value for value in Disclosure.objects.values_list("value", flat=True))
        assert scene.client(Role.HISTORIAN).get(f"/i/heron/claims/reports/{report.code}/").status_code == 200
        with pytest.raises(Impossible, match="were erased"):
            reporting.confirm(seat, first(report))


class TestThePages:
    def test_a_pasted_report_is_decided_by_buttons(self, scene: Scene) -> None:
        client = scene.client(Role.HISTORIAN)
        told = {"title": "Boxes come", "publisher": "The Courier", "dated": "2018-07-27", "text": TEXT}
        where = client.post("/i/heron/claims/reports/new/", told).headers["Location"]
        text = client.get(where).content.decode()
        assert 'class="claim"' in text and 'class="claim hedged"' in text and "said by The Courier" in text
        assert client.post(f"{where}1/confirm/", {"about": "HERON-C00001-1"}).status_code == 404
        assert client.post(f"{where}1/confirm/").headers["Location"] == f"{where}#p1"
        again = client.post(f"{where}1/reject/")
        assert again.status_code == 409 and "has become the claim" in again.content.decode()
        form = {"new_topic": "Missing soldiers", "kind": "number", "low": "7700", "hedge": "about", "unit": "people"}
        assert client.get(f"{where}2/correct/").status_code == 200
        assert client.post(f"{where}2/correct/", form | {"kind": "place"}).status_code == 200
        assert client.post(f"{where}2/correct/", form).headers["Location"] == f"{where}#p2"
        assert "about 7,700 people" in {c.words for c in Claim.objects.all()}
        assert "corrected" in client.get(where).content.decode()

    def test_a_file_is_read_and_a_bad_one_refused(self, scene: Scene) -> None:
        client = scene.client(Role.INTAKE)
        told = {"title": "Boxes come", "publisher": "The Courier", "dated": "27 July"}
        page = SimpleUploadedFile("a.html", b"<html><body><p>They gave 55 boxes.</p></body></html>")
        assert "Write 2018-07-27" in client.post("/i/heron/claims/reports/new/", told | {"file": page}).content.decode()
        told["dated"] = "2018-07"
        bad = client.post("/i/heron/claims/reports/new/", told | {"file": SimpleUploadedFile("b.txt", b"%PDF-1.4 55 boxes")})
        assert "is a PDF, not text" in bad.content.decode() and not Report.objects.exists()
        page.seek(0)
        assert client.post("/i/heron/claims/reports/new/", told | {"file": page}).status_code == 302
        assert "Paste the text, or choose a file" in client.post("/i/heron/claims/reports/new/", told).content.decode()

    def test_two_reports_stand_side_by_side(self, scene: Scene) -> None:
        one, other = two(scene)
        client = scene.client(Role.AUDITOR)
        text = client.get(f"/i/heron/claims/compare/?r={one.code}&r={other.code}").content.decode()
        assert "7,700" in text and "the other says" in text
        assert "Choose two reports or more" in client.get("/i/heron/claims/compare/").content.decode()
        assert one.document.title in client.get("/i/heron/claims/reports/").content.decode()

    def test_figures_stand_by_source_beside_our_own(self, scene: Scene) -> None:
        for report in two(scene):
            reporting.confirm(scene.seat(Role.HISTORIAN), report.proposals.order_by("number").last())
        text = scene.client(Role.HISTORIAN).get("/i/heron/claims/figures/").content.decode()
        assert "about 7,700" in text and "or more" in text and "7650" in text

    def test_strangers_and_whoever_groups_bones_find_nothing(self, scene: Scene) -> None:
        report = two(scene)[0]
        for client in (scene.client(Role.ANTHROPOLOGIST), scene.client(scene.stranger_user)):
            for path in ("reports/", f"reports/{report.code}/", f"compare/?r={report.code}", "figures/", "reports/new/"):
                assert client.get(f"/i/heron/claims/{path}").status_code == 404
            assert client.post(f"/i/heron/claims/reports/{report.code}/1/confirm/").status_code == 404
        with pytest.raises(NotFound):
            reporting.reject(scene.seat(Role.AUDITOR), first(report))


class TestThePublicRecord:
    def test_both_texts_are_read_and_compared_in_public(self, scene: Scene, client: Any) -> None:
        by = TheRegistry(scene.record)
        record.load_record(by, scene.record, record.RECORD_2018)
        assert len(read_texts(by)) == 2
        text = client.get("/record/record/reports/").content.decode()
        assert 'class="claim' in text and "the other says" in text
        figures = client.get("/record/record/figures/").content.decode()
        assert "36,574" in figures and "or more" in figures and "this registry</td>" not in figures
        for path in ("reports/", "figures/"):
            assert client.post(f"/record/record/{path}").status_code == 405
            assert client.get(f"/record/heron/{path}").status_code == 404
