"""What a lived exercise leaves to look at: its papers as PDF and the pictures of its account, made on its last day by who may print."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import typst

from repatria.registry.accounting import papers as accounts
from repatria.registry.accounting.pictures import PICTURES, picture
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import paper as custody
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.drawing.paper import PaperRefused
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import askpapers, packs, papers_ending, papers_going, papers_undoing
from repatria.registry.homecoming.actions import publishing
from repatria.registry.homecoming.models import Correction, Determination, Election, Letter, Notification, Release
from repatria.registry.identification import papers as dna
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.papers import summary_of
from repatria.registry.live.years import gates
from repatria.registry.live.years.life import Life
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Refusal
from repatria.registry.review.papers import statement_paper
from repatria.registry.searching.models import CandidateList
from repatria.registry.searching.papers import memo

PPI = 144
PAGE = """#set page(width: auto, height: auto, margin: 8pt, fill: white)
#set text(size: 11pt)
#strong(sys.inputs.mark)

#image("drawn.svg")
"""
Make = Callable[[Life], bytes | None]


def show(life: Life, folder: Path) -> dict[str, Any]:
    """On the last day: try to make a name public before its family is told, print the papers, draw the pictures."""
    untold = Thing.objects.filter(incident=life.table.incident, kind=Kind.MISSING).exclude(pk__in=life.kept.get("told", ()))
    refused = ""
    try:
        publishing.try_to_publish(life.seat(Role.CASUALTY), untold.order_by("pk")[0], text_=gates.TEXT, on=life.today)
    except Refusal as refusal:
        refused = str(refusal)
    return {
        "refused": f"refused ({refused})" if refused else "NOT refused.",
        "papers": papers(life, folder / "papers"),
        "pictures": pictures(life, folder / "pictures"),
    }


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


def pictures(life: Life, folder: Path) -> list[str]:
    """Draw the pictures of the account as of yesterday into ``folder``, each as PNG; the names of those that show something."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for key, (_title, _words, verb, _draw) in PICTURES.items():
        found = picture(_may(life, verb), key, life.today - timedelta(days=1))
        if found is not None and found.svg:
            (folder / f"account-{key}.png").write_bytes(as_png(found.svg, life.table.incident.banner))
            made.append(f"account-{key}")
    return made


def as_png(svg: str, banner: str) -> bytes:
    """A drawing as PNG on white under the mark of its incident, without a browser."""
    with tempfile.TemporaryDirectory(prefix="repatria-picture-") as scratch:
        (Path(scratch) / "drawn.svg").write_text(svg, encoding="utf-8")
        page = Path(scratch) / "page.typ"
        page.write_text(PAGE, encoding="utf-8")
        made = typst.compile(
            str(page),
            format="png",
            ppi=PPI,
            sys_inputs={"mark": banner},
            font_paths=[str(f) for f in font_paths()],
            ignore_system_fonts=True,
        )
    if not isinstance(made, bytes):
        raise RuntimeError("a picture of one page was set on several")
    return made


def _may(life: Life, verb: str) -> Seat:
    """The first colleague who may do it."""
    return next(seat for role in Role if (seat := life.seat(role)).may(verb))


def _told(life: Life) -> Notification | None:
    rows = Notification.objects.filter(missing__incident=life.table.incident, state="told", signature__voided__isnull=True)
    return rows.select_related("missing", "identification__thing").order_by("pk").first()


def _person(missing: Thing) -> MissingPerson:
    return MissingPerson.objects.select_related("thing").get(thing=missing)


def _signed(life: Life) -> Identification | None:
    rows = Identification.objects.filter(incident=life.table.incident, state="signed").select_related("thing", "missing")
    return rows.order_by("pk").first()


def _receipt(life: Life) -> bytes | None:
    row = Transfer.objects.filter(item__thing__incident=life.table.incident, state="accepted").order_by("pk").first()
    return custody.receipt_of(life.seat(Role.CUSTODY), row) if row else None


def _labels(life: Life) -> bytes:
    rows = Item.objects.filter(thing__incident=life.table.incident, thing__kind=Kind.CONTAINER).select_related("thing")
    return custody.labels_of(life.seat(Role.CUSTODY), list(rows.order_by("pk")[:12]))


def _summary(life: Life) -> bytes | None:
    row = _signed(life)
    return summary_of(life.seat(Role.ANTHROPOLOGIST), row.individual) if row else None


def _memo(life: Life) -> bytes | None:
    rows = CandidateList.objects.filter(search__current=True, search__incident=life.table.incident, version__isnull=False)
    row = rows.select_related("search__thing", "version__individual__thing").order_by("label").first()
    return memo(life.seat(Role.GENETICIST), row) if row else None


def _dna(life: Life) -> bytes | None:
    row = _signed(life)
    return dna.dna_report(life.seat(Role.GENETICIST), row.statements.get(current=True).evidence) if row else None


def _statement(life: Life) -> bytes | None:
    row = _signed(life)
    return statement_paper(_may(life, "review.read"), row) if row else None


def _pack(life: Life) -> bytes | None:
    row = _told(life)
    return packs.briefing_pack(life.seat(Role.CASUALTY), _person(row.missing)) if row else None


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
    return papers_going.election_form(life.seat(Role.CASUALTY), _person(row.missing)) if row else None


def _escort(life: Life) -> bytes | None:
    row = Release.objects.filter(incident=life.table.incident, state="arrived").order_by("-missing", "pk").first()
    return papers_going.manifest(life.seat(Role.CUSTODY), row) if row else None


def _group(life: Life) -> bytes | None:
    row = Determination.objects.filter(incident=life.table.incident).select_related("thing").first()
    return papers_ending.manifest_paper(_may(life, "homecoming.ends"), row) if row else None


def _notice(life: Life) -> bytes | None:
    row = Correction.objects.filter(incident=life.table.incident).select_related("identification__thing").first()
    return papers_undoing.notice_paper(life.seat(Role.CASUALTY), row) if row else None


def _figures(life: Life) -> bytes:
    return accounts.figures_paper(life.seat(Role.AUDITOR), life.today - timedelta(days=1))


def _extract(life: Life) -> bytes:
    return accounts.extract_paper(life.seat(Role.AUDITOR), life.today - timedelta(days=20), life.today)


PAPERS: dict[str, Make] = {
    "hand-over-receipt": _receipt,
    "label-sheet": _labels,
    "anthropology-summary": _summary,
    "candidate-list": _memo,
    "dna-report": _dna,
    "identification-statement": _statement,
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
