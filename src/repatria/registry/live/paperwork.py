"""One example of every paper that the registry prints, of a lived exercise, on its last day and by whoever may print it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from repatria.registry.accounting import papers as accounts
from repatria.registry.codes.models import Kind
from repatria.registry.custody import paper as custody
from repatria.registry.custody import records
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.drawing.paper import PaperRefused
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import askpapers, packs, papers_ending, papers_going, papers_undoing
from repatria.registry.homecoming.models import Correction, Determination, Election, Letter, Release
from repatria.registry.identification import papers as dna
from repatria.registry.intake.models import Handover
from repatria.registry.inventory.boxpaper import inventory_of
from repatria.registry.inventory.papers import summary_of
from repatria.registry.inventory.queries.specimens import containers
from repatria.registry.laboratory import queries as laboratory
from repatria.registry.laboratory.papers import manifest
from repatria.registry.live.examples import best_evidence, disputed, fullest, may, person, signed, told_one, traveller
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Refusal
from repatria.registry.review.papers import dissent_paper, statement_paper
from repatria.registry.searching.models import CandidateList
from repatria.registry.searching.papers import memo

Make = Callable[[Life], bytes | None]


def papers(life: Life, folder: Path) -> list[str]:
    """Print one example of every paper into ``folder``; the names of those that could be printed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, make in PAPERS.items():
        try:
            pdf = make(life)
        except (Refusal, PaperRefused):  # nothing in this life that it could be printed of
            pdf = None
        if pdf:
            (folder / f"{name}.pdf").write_bytes(pdf)
            made.append(name)
    return made


def _receipt(life: Life) -> bytes | None:
    row = Transfer.objects.filter(item__thing__incident=life.table.incident, state="accepted").order_by("pk").first()
    return custody.receipt_of(life.seat(Role.CUSTODY), row) if row else None


def _seals(life: Life) -> bytes | None:
    row = Handover.objects.filter(thing__incident=life.table.incident).order_by("pk").first()
    rows = Item.objects.filter(container__handover=row).select_related("thing").order_by("pk")
    return records.seal_sheet(life.seat(Role.CUSTODY), list(rows), row.code) if row else None


def _record(life: Life) -> bytes | None:
    row = traveller(life)
    return records.custody_record(life.seat(Role.CUSTODY), row) if row else None


def _inventory(life: Life) -> bytes | None:
    seat = life.seat(Role.ANTHROPOLOGIST)
    row = containers(seat).filter(specimens_found__withdrawn__isnull=True, specimens_found__isnull=False).first()
    return inventory_of(seat, row) if row else None


def _request(life: Life) -> bytes | None:
    seat = life.seat(Role.TECHNICIAN)
    row = laboratory.requests(seat).order_by("pk").first()
    return manifest(seat, row, list(laboratory.request_lines(seat, row))) if row else None


def _labels(life: Life) -> bytes:
    rows = Item.objects.filter(thing__incident=life.table.incident, thing__kind=Kind.CONTAINER).select_related("thing")
    return custody.labels_of(life.seat(Role.CUSTODY), list(rows.order_by("pk")[:12]))


def _summary(life: Life) -> bytes | None:
    row, version = signed(life), fullest(life)
    individual = row.individual if row else version.individual if version else None
    return summary_of(life.seat(Role.ANTHROPOLOGIST), individual) if individual else None


def _memo(life: Life) -> bytes | None:
    rows = CandidateList.objects.filter(search__current=True, search__incident=life.table.incident, version__isnull=False)
    row = rows.select_related("search__thing", "version__individual__thing").order_by("label").first()
    return memo(life.seat(Role.GENETICIST), row) if row else None


def _dna(life: Life) -> bytes | None:
    row = best_evidence(life)
    return dna.dna_report(life.seat(Role.GENETICIST), row) if row else None


def _statement(life: Life) -> bytes | None:
    """Of a signed one; where nobody could be signed, of one before its reviewers, which the paper says."""
    row = signed(life) or disputed(life)
    return statement_paper(life.seat(Role.AUDITOR), row) if row else None


def _dissent(life: Life) -> bytes | None:
    row = disputed(life)
    return dissent_paper(life.seat(Role.AUDITOR), row) if row else None


def _pack(life: Life) -> bytes | None:
    row = told_one(life)
    return packs.briefing_pack(life.seat(Role.CASUALTY), person(row.missing)) if row else None


def _letter(life: Life) -> bytes | None:
    row = Letter.objects.filter(missing__incident=life.table.incident).select_related("missing", "kin").order_by("pk").last()
    return askpapers.one_letter(life.seat(Role.CASUALTY), row) if row else None


def _form(which: str) -> Make:
    def make(life: Life) -> bytes | None:
        row = MissingPerson.objects.filter(thing__incident=life.table.incident).select_related("thing").order_by("pk").first()
        return askpapers.form(life.seat(Role.CASUALTY), row, which) if row else None

    return make


def _election(life: Life) -> bytes | None:
    row = Election.objects.filter(missing__incident=life.table.incident).select_related("missing").order_by("pk").last()
    return papers_going.election_form(life.seat(Role.CASUALTY), person(row.missing)) if row else None


def _escort(life: Life) -> bytes | None:
    row = Release.objects.filter(incident=life.table.incident, state="arrived").order_by("-missing", "pk").first()
    return papers_going.manifest(life.seat(Role.CUSTODY), row) if row else None


def _group(life: Life) -> bytes | None:
    row = Determination.objects.filter(incident=life.table.incident).select_related("thing").first()
    return papers_ending.manifest_paper(may(life, "homecoming.ends"), row) if row else None


def _notice(life: Life) -> bytes | None:
    row = Correction.objects.filter(incident=life.table.incident).select_related("identification__thing").first()
    return papers_undoing.notice_paper(life.seat(Role.CASUALTY), row) if row else None


def _figures(life: Life) -> bytes:
    return accounts.figures_paper(life.seat(Role.AUDITOR), life.today - timedelta(days=1))


def _extract(life: Life) -> bytes:
    return accounts.extract_paper(life.seat(Role.AUDITOR), life.today - timedelta(days=20), life.today)


PAPERS: dict[str, Make] = {
    "hand-over-receipt": _receipt,
    "seal-sheet": _seals,
    "label-sheet": _labels,
    "box-inventory": _inventory,
    "custody-record": _record,
    "laboratory-request": _request,
    "anthropology-summary": _summary,
    "candidate-list": _memo,
    "dna-report": _dna,
    "identification-statement": _statement,
    "dissent": _dissent,
    "briefing-pack": _pack,
    "status-letter": _letter,
    "consent-form": _form("consent-form"),
    "interview-form": _form("interview-form"),
    "disposition-election": _election,
    "count-out-and-escort": _escort,
    "group-transfer-manifest": _group,
    "rescission-notice": _notice,
    "figures-with-definitions": _figures,
    "audit-extract": _extract,
}
"""Every paper by the name of its file."""
