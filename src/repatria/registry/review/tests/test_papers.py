"""The five papers of a decided pair: what they say, what they never say, the same bytes, void across, the trace of a print."""

from __future__ import annotations

import pytest

from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.identification import papers as dna
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound
from repatria.registry.review import papers, reviewing, signing
from repatria.registry.review.short import percent
from repatria.registry.review.tests.court import ANSWER, KEPT, OBJECTION, Court, drafted, signed
from repatria.registry.searching import papers as memos
from repatria.registry.testing.scene import Scene


def text(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def prints() -> list[str]:
    return [e.said["facts"]["paper"] for e in Entry.objects.filter(tag="people.paper_printed").order_by("seq")]


class TestSigned:
    def test_all_papers_say_what_was_decided_and_leave_a_trace(self, scene: Scene) -> None:
        here = signed(scene)
        examiner = scene.seat(Role.EXAMINER)
        row, evidence = here.row, here.evidence
        assert evidence is not None
        statement = papers.statement_paper(examiner, row)
        said = text(statement)
        signature = row.signatures.get()
        for words in (
            "These bones are those of the first man.",
            "On DNA alone.",
            here.people["ada"].called,
            here.people["ben"].called,
            evidence.digest,
            signature.binding,
            "extremely strong support",
            "Anton Velmora",
            "Dissent",
            "page 1 of",
        ):
            assert words in said, words
        last = Entry.objects.filter(subject=row.code, tag="review.signed").get().seq
        assert f"after {last:,} entries" in said
        assert papers.statement_paper(examiner, row) == statement

        dissent = text(papers.dissent_paper(examiner, row))
        for words in (OBJECTION, ANSWER, KEPT, here.people["ada"].called):
            assert words in dissent, words
        assert here.people["ben"].called not in dissent

        memo = text(memos.memo(examiner, evidence.listing))
        for words in (
            "identifies nobody",
            row.missing.code,
            evidence.listing.digest,
            "None of these",
            "at λ 0.2; ",
            "at λ 0.5; ",
            "at λ 0.8",
        ):
            assert words in memo, words
        assert prints() == ["identification statement", "identification statement", "dissent", "candidate-list memo"]

        self._dna(here)
        self._void(here)

    def _dna(self, here: Court) -> None:
        """The DNA report gives a ratio and its words; no posterior, no prior, no per cent of identity."""
        evidence = here.evidence
        assert evidence is not None
        said = text(dna.dna_report(here.scene.seat(Role.GENETICIST), evidence))
        for words in ("First", "Second", "LR =", "extremely strong support", "ENFSI", "D18S51", "Mutation rates"):
            assert words in said, words
        for never in (
            f"{evidence.posterior:.4f}",
            percent(evidence.posterior),
            "posterior",
            "prior odds",
            "Anton Velmora",
        ):
            assert never not in said, never
        assert prints()[-1].startswith("DNA report")

    def _void(self, here: Court) -> None:
        signing.rescind(here.scene.seat(Role.EXAMINER), here.row, reason="the tube was another's")
        pages = pages_of(papers.statement_paper(here.scene.seat(Role.EXAMINER), here.row))
        assert all("VOID" in page for page in pages) and "the tube was another's" in pages[0]


class TestRefused:
    def test_the_blind_the_stranger_and_the_unsaid(self, scene: Scene) -> None:
        here = drafted(scene)
        examiner, evidence = scene.seat(Role.EXAMINER), here.evidence
        assert evidence is not None
        assert "Nobody has signed" in text(papers.statement_paper(examiner, here.row))
        with pytest.raises(Impossible, match="nobody's objection was kept"):
            papers.dissent_paper(examiner, here.row)
        for role in (Role.ANTHROPOLOGIST, Role.CUSTODY, Role.QUALITY):
            with pytest.raises(NotFound):
                papers.statement_paper(scene.seat(role), here.row)
            with pytest.raises(NotFound):
                memos.memo(scene.seat(role), evidence.listing)
            with pytest.raises(NotFound):
                dna.dna_report(scene.seat(role), evidence)
        with pytest.raises(NotFound):
            dna.dna_report(scene.stranger, evidence)
        evidence.document = {"schema": "repatria-evidence/1"}
        with pytest.raises(Impossible, match="holds no line of evidence"):
            dna.dna_report(examiner, evidence)
        self._blind(here)

    def _blind(self, here: Court) -> None:
        """Whoever may still review reads on no paper what another reviewer said."""
        from repatria.registry.identification import actions as identifying

        identifying.submit(here.scene.seat(Role.GENETICIST), here.row)
        reviewing.begin(here.seat("ada"), here.row)
        reviewing.finish(here.seat("ada"), here.row, verdict="disagree", words="The second marker speaks against it.")
        ben = here.seat("ben")
        assert here.people["ada"].called not in text(papers.statement_paper(ben, here.row))
        with pytest.raises(NotAllowed, match="Finish your own review first"):
            papers.dissent_paper(ben, here.row)
        assert "The second marker speaks against it." in text(papers.dissent_paper(here.scene.seat(Role.EXAMINER), here.row))
