"""Papers, the bag of a signed identification, and known answers, for programs. What shows families or genotypes leaves a trace."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists
from repatria.registry.identification import papers as dna
from repatria.registry.identification.queries import evidence_called
from repatria.registry.people.queries import papers as all_papers
from repatria.registry.people.seats import Seat
from repatria.registry.review import bag, known, known_forms, papers
from repatria.registry.review import known_queries as found
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.queries import identification_called
from repatria.registry.searching import papers as memos
from repatria.registry.searching import queries as searching

router = Router()
PDF, ZIP = "application/pdf", "application/zip"


@lists(router, "/papers", "people.desk")
def every_paper(at: Seat) -> Any:
    """Every paper that the registry prints: who may print it, and when."""
    return all_papers(at), lambda one: {
        "paper": str(one[0].name), "when": str(one[0].when), "roles": one[1], "recorded": one[0].recorded, "page": one[2],
    }  # fmt: skip


@fetches(router, "/identifications/{code}/statement", "review.read", PDF)
def statement(at: Seat, code: str) -> Paper:
    """The identification statement as PDF."""
    row = identification_called(at, code)
    return Paper(papers.statement_paper(at, row), f"{row.code}-statement.pdf", PDF)


@fetches(router, "/identifications/{code}/dissent", "review.read", PDF)
def dissent(at: Seat, code: str) -> Paper:
    """The minority views as PDF; refused where there is none."""
    row = identification_called(at, code)
    return Paper(papers.dissent_paper(at, row), f"{row.code}-dissent.pdf", PDF)


@fetches(router, "/identifications/{code}/bag", "review.export", ZIP)
def export(at: Seat, code: str, purpose: str, whole: bool = False) -> Paper:
    """One signed identification as a BagIt bag in a ZIP; ``purpose`` is kept in the journal with the digest. ``whole``: to be recomputed,
    with the genotypes of the family; otherwise to be read."""
    made = bag.export_identification(at, identification_called(at, code), purpose=purpose, whole=whole)
    return Paper(made.data, f"{made.name}.zip", ZIP)


@fetches(router, "/evidence/{digest}/report", "identification.read", PDF)
def dna_report(at: Seat, digest: str) -> Paper:
    """The DNA report of an evidence file as PDF."""
    row = evidence_called(at, digest)
    return Paper(dna.dna_report(at, row), f"{row.listing.label}-{row.missing.code}-dna.pdf", PDF)


@fetches(router, "/searches/{code}/lists/{label}/memo", "searching.read", PDF)
def memo(at: Seat, code: str, label: str) -> Paper:
    """The memo of one candidate list as PDF."""
    row = searching.listing(at, searching.search_called(at, code), label)
    return Paper(memos.memo(at, row), f"{row.label}-memo.pdf", PDF)


@lists(router, "/known", "review.known")
def known_answers(at: Seat) -> Any:
    """Known answers with their truth and outcome; for the quality manager alone."""
    return found.known_answers(at), told


@acts(router, "/known", "review.known", known_forms.Slip)
def slip(at: Seat, form: Any) -> Row:
    """Slip a known answer into the queue: a bone that was cut, before its DNA comes. ``plate`` is what the laboratory returns for it."""
    said = form.cleaned_data
    missing = found.missing_thing(at, said["missing"]) if said["missing"].strip() else None
    return told(known.slip(at, found.bone_thing(at, said["bone"]), missing=missing))


@acts(router, "/known/{code}/open", "review.known")
def open_known(at: Seat, _form: Any, code: str) -> Row:
    """Open one: compare, withdraw what waits for it, take it out of later searches."""
    return told(known.open_answer(at, found.known_answer(at, code)))


def told(row: KnownAnswer) -> Row:
    """A known answer as the quality manager sees it."""
    return {
        "specimen": row.specimen.code,
        "truth": row.truth.code if row.truth else None,
        "made": row.made,
        "outcome": str(row.outcome),
        "opened": row.opened,
        "words": row.words,
        "plate": None if row.opened else row.plate,
    }
