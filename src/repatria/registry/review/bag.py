"""One identification as a bag for a court or an auditor: what was signed, and nothing of anybody that its reader does not need.

What goes in is listed in ``CONTENTS``; nothing is copied wholesale. A bag to be read holds no genotype and calls relatives by letters. A
bag to be recomputed (``whole``) holds the evidence file as it was signed and the reduced case: this unit and this family's relatives
whose consent is in force; how many stayed out is said.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from repatria import __version__
from repatria.formats.canonical import canonical_json
from repatria.formats.casefile import write_case
from repatria.registry.codes.models import Thing
from repatria.registry.drawing import report
from repatria.registry.families.models import PedigreeNode
from repatria.registry.gateway.reducing import evidence_bytes, reduced
from repatria.registry.identification.casefiles import case_of
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.inventory.models import Member
from repatria.registry.journal.heading import sign_head
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Done, opened
from repatria.registry.laboratory.kinlink import usable_donors
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible
from repatria.registry.review import entries, papers, queries
from repatria.registry.review.bagit import write_bag
from repatria.registry.review.bagrecord import record_of
from repatria.registry.review.bagwords import COMMANDS, CONTENTS, READ, by_letters, of_relatives
from repatria.registry.review.proofs import proofs
from repatria.registry.review.shortened import letters_of, shortened

State = Identification.State
TO_READ, RECOMPUTED = "to be read", "to be recomputed"
"""The two forms of a bag, as the journal calls them."""
EXPORTED = (State.SIGNED, State.VOID, State.RESCINDED)


@dataclass(frozen=True, slots=True)
class Bagged:
    """A bag as a ZIP archive: its bytes, the name of its folder, the digest that stands for it, files in its payload."""

    data: bytes
    name: str
    digest: str
    files: int


def export_identification(seat: Seat, identification: Identification, *, purpose: str, whole: bool = False) -> Bagged:
    """Take one signed identification out as a bag; the export is recorded with its purpose, digest and form.

    ``whole``: to be recomputed, with the family's genotypes and what the evidence says of each relative; otherwise to be read.

    Raises Impossible for one that was never signed and for an empty purpose.
    """
    seat.need("review.export")
    why = " ".join(purpose.split())[:200]
    if not why:
        raise Impossible(f"{identification.code}: say what it is taken out for: a court, an auditor, and which.")
    if identification.state not in EXPORTED:
        shown = State(identification.state).label
        raise Impossible(f"{identification.code}: is {shown}. Only what was signed is taken out.")
    payload = payload_of(seat, identification, whole=whole)
    name = f"{identification.code}-bag"
    with tempfile.TemporaryDirectory(prefix="repatria-bag-") as place:
        folder = Path(place) / name
        digest = write_bag(folder, payload, _info(seat, identification, why))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive.write(path, path.relative_to(place).as_posix())
    note_export(seat, identification, purpose=why, digest=digest, form=RECOMPUTED if whole else TO_READ)
    return Bagged(packed.getvalue(), name, digest, len(payload))


@opened(entries.IdentificationExported, verb="review.export")
def note_export(by: Any, identification: Identification, *, purpose: str, digest: str, form: str) -> Done[None]:
    """Write into the journal that an identification was taken out, and whether with genotypes."""
    return Done(None, subject=identification.code, facts={"purpose": purpose, "digest": digest, "form": form})


def payload_of(seat: Seat, identification: Identification, *, whole: bool = False) -> dict[str, bytes]:
    """The files of the bag under ``data/``."""
    statement = queries.statement_of(identification)
    files: dict[str, bytes] = {}
    told = papers.statement_report(seat, identification)
    files["statement.pdf"] = report.pdf(told, fonts=font_paths())
    if papers.dissent_parts(seat, identification):
        files["dissent.pdf"] = papers.dissent_paper(seat, identification)
    letters = {} if whole else letters_of(kin_of(identification))
    files["record.json"] = _json(record_of(seat, identification, letters=letters))
    files |= _journal(seat, identification, statement, without=letters)
    if whole:
        files["evidence.json"] = evidence_bytes({k: v for k, v in statement.evidence.document.items() if k != "digest"})
        small, stayed = _case(identification, statement)
        files |= small
    else:
        evidence = statement.evidence
        document = {**evidence.document, "digest": evidence.digest}
        files["evidence-shown.json"] = _json(shortened(document, letters, borne_out=evidence.confirmed or evidence.resampled))
        stayed = _("No genotype of anybody, and nothing of any one relative.")
    case = statement.evidence.listing.search.snapshot
    commands = COMMANDS % {"case": case.digest if case else ""} if whole else READ
    files["CHECK.txt"] = commands.encode()
    if seat.incident.banner:
        files["EXERCISE.txt"] = (seat.incident.banner + "\n").encode()
    links = [(f"{name}: {words}", name) for name, words in CONTENTS.items() if name in files]
    page = report.Report(
        title=told.title, number=told.number, incident=told.incident, exercise=told.exercise, day=told.day, head=told.head,
        lead=told.lead, void=told.void,
        parts=(
            *told.parts, report.Heading(_("What this bag says of relatives")), report.Words(of_relatives() if whole else by_letters()),
            report.Heading(_("What is not in this bag")), report.Words(stayed),
        ),
    )  # fmt: skip
    files["index.html"] = report.html(page, links=links, commands=commands).encode()
    return files


def kin_of(identification: Identification) -> list[str]:
    """The codes of everybody who ever stood in the missing person's family as a relative, and of whoever gave DNA for it."""
    families = PedigreeNode.objects.filter(missing=identification.missing_id).values("family")
    kin = PedigreeNode.objects.filter(family__in=families, kin__isnull=False).values_list("kin__thing__code", flat=True)
    told: list[str] = []
    for document in Statement.objects.filter(identification=identification).values_list("evidence__document", flat=True):
        told += document.get("reference_error", {}).get("donors", {}).get("by_donor", {})
    return sorted({*kin, *told})


def subjects_of(identification: Identification, statement: Statement, *, family: bool) -> list[str]:
    """The codes whose entries concern an identification: itself, its bones, its search and the missing person; with the ``family``."""
    shown = Member.objects.filter(version=identification.version, removed__isnull=True)
    bones = list(shown.values_list("specimen__item__thing__code", flat=True))
    listing = statement.evidence.listing
    codes = [identification.code, identification.individual.code, *bones, listing.search.code, identification.missing.code]
    node = PedigreeNode.objects.filter(missing=identification.missing_id, until__isnull=True).select_related("family__thing")
    if family and (one := node.first()) is not None:
        codes += [one.family.code, *kin_of(identification)]
    return codes


def _journal(
    seat: Seat, identification: Identification, statement: Statement, *, without: Mapping[str, str]
) -> dict[str, bytes]:
    """The entries that concern it in the form of ``journal export``, each with its proof, and the head they are proven against; without
    what followed with families (of others as well), and without those that name a relative of ``without``, but for what moved the
    identification itself."""
    head = sign_head()
    subjects = subjects_of(identification, statement, family=not without)
    here = Entry.objects.filter(incident=seat.incident.slug, subject__in=subjects, seq__lte=head.size)
    here = here.exclude(tag__startswith="homecoming.")
    rows = [
        (seq, bytes(body))
        for seq, subject, body in here.order_by("seq").values_list("seq", "subject", "body")
        if subject == identification.code or not any(code.encode() in bytes(body) for code in without)
    ]
    leaves = [bytes(x) for x in Entry.objects.filter(seq__lte=head.size).order_by("seq").values_list("leaf", flat=True)]
    root, told = proofs(leaves, [seq for seq, _body in rows])
    if root != bytes(head.root):
        raise Impossible(
            "journal: its entries do not give its own signed head. Stop work, keep a copy, and verify against a witness."
        )
    said_of = {
        "origin": settings.HOME.origin,
        "size": head.size,
        "root": root.hex(),
        "proofs": {str(seq): path for seq, path in told.items()},
    }
    return {
        "journal.jsonl": b"".join(body + b"\n" for _seq, body in rows),
        "journal-proofs.json": _json(said_of),
        "head.txt": head.text.encode(),
    }


def _case(identification: Identification, statement: Statement) -> tuple[dict[str, bytes], str]:
    """The reduced case as files, and a sentence on what stayed out of it."""
    snapshot = statement.evidence.listing.search.snapshot
    if snapshot is None:
        raise Impossible(f"{identification.code}: its search has no frozen case. Search again.")
    case = case_of(snapshot)
    asked = statement.evidence.document["asked"]
    family = next(f for f in case.families if f.id == asked["family"])
    donors = dict(
        Thing.objects.filter(incident=identification.incident, code__in=list(family.references)).values_list("code", "pk")
    )
    usable = usable_donors(donors.values())
    here = reduced(case, asked["profiles"], asked["missing"], consented={code for code, pk in donors.items() if pk in usable})
    with tempfile.TemporaryDirectory(prefix="repatria-case-") as place:
        folder = Path(place) / "case"
        write_case(here.case, folder)
        files = {f"case/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    out = [
        _("The joint answer weighed %(p)s profiles and %(f)s families; of them this bag holds the numbers only.")
        % {"p": f"{snapshot.profiles:,}", "f": f"{snapshot.families:,}"}
    ]
    if here.alleles_out:
        out.append(_("%(n)s alleles that only others show have lost their names.") % {"n": here.alleles_out})
    if here.references_out:
        out.append(_("%(n)s relatives whose consent is no longer in force stayed out; what rests on them cannot be recomputed here.")
                   % {"n": here.references_out})  # fmt: skip
    return files, " ".join(out)


def _info(seat: Seat, identification: Identification, purpose: str) -> dict[str, str]:
    info = {
        "Source-Organization": seat.incident.laboratory.name,
        "External-Identifier": identification.code,
        "External-Description": f"Identification {identification.code}, {State(identification.state).label}",
        "Bagging-Date": said(identification.changed)[:10],
        "Purpose": purpose,
        "Bag-Software-Agent": f"repatria {__version__}",
    }
    if seat.incident.banner:
        info["Notice"] = seat.incident.banner
    return {key: " ".join(value.split()) for key, value in info.items()}


def _json(value: Any) -> bytes:
    return (json.dumps(json.loads(canonical_json(value)), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
