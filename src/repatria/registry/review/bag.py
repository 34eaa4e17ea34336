"""One identification as a bag for a court or an auditor: everything that was signed, and nobody else's genotype.

What goes in is listed in ``CONTENTS``; nothing is copied wholesale. Genotypes leave in one place only, the reduced case, which holds
this unit and this family's relatives whose consent is in force; how many stayed out is said.
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
from repatria.registry.review.binding import bound
from repatria.registry.review.models import Review, Signature
from repatria.registry.review.proofs import proofs

State = Identification.State
EXPORTED = (State.SIGNED, State.VOID, State.RESCINDED)
CONTENTS: Mapping[str, str] = {
    "statement.pdf": "the identification statement",
    "dissent.pdf": "minority views, where there are any",
    "evidence.json": "the evidence file that was signed",
    "record.json": "statements, reviews, objections and signatures with their digests",
    "journal.jsonl": "the journal's entries about this identification, one a line",
    "journal-proofs.json": "that each of them stands in the journal of the head",
    "head.txt": "the signed head of the journal",
    "case/case.json": "the reduced case: this unit, this family, nobody else",
}


def of_relatives() -> str:
    """Why the evidence file says of each relative how they fit the others, and what it does not hold of anybody."""
    return _(
        "The evidence file stands here byte for byte as it was signed, for only so does its digest prove that it is the one. It says of "
        "each relative how well the DNA bears out that they are kin of the others, because the rule for signatures asks who confirms "
        "whom. That may tell of a parentage that somebody does not know of: show it to nobody whom it does not concern. It holds no "
        "genotype of anybody; genotypes stand in data/case alone. Of relatives whose consent has ended since, the genotypes stay out "
        "and what was signed stays."
    )


COMMANDS = """In the folder of this bag, with nothing but the tools of any Linux or macOS:

    sha256sum -c manifest-sha256.txt
    sha512sum -c manifest-sha512.txt
    sha256sum -c tagmanifest-sha256.txt

With Repatria installed, on any machine and without a network:

    repatria recheck .

It checks the bag, proves every journal entry against the head, and recomputes from
data/case every number of the evidence file but the joint posteriors. Those weigh
everybody's profiles, which are not in this bag. To recompute them as well, ask the
laboratory for the full case of digest
%(case)s, then:

    repatria recheck FULL-CASE --document data/evidence.json
"""


@dataclass(frozen=True, slots=True)
class Bagged:
    """A bag as a ZIP archive: its bytes, the name of its folder, the digest that stands for it, files in its payload."""

    data: bytes
    name: str
    digest: str
    files: int


def export_identification(seat: Seat, identification: Identification, *, purpose: str) -> Bagged:
    """Take one signed identification out as a bag; the export is recorded with its purpose and digest.

    Raises Impossible for one that was never signed and for an empty purpose.
    """
    seat.need("review.export")
    why = " ".join(purpose.split())[:200]
    if not why:
        raise Impossible(f"{identification.code}: say what it is taken out for: a court, an auditor, and which.")
    if identification.state not in EXPORTED:
        shown = State(identification.state).label
        raise Impossible(f"{identification.code}: is {shown}. Only what was signed is taken out.")
    payload = payload_of(seat, identification)
    name = f"{identification.code}-bag"
    with tempfile.TemporaryDirectory(prefix="repatria-bag-") as place:
        folder = Path(place) / name
        digest = write_bag(folder, payload, _info(seat, identification, why))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive.write(path, path.relative_to(place).as_posix())
    note_export(seat, identification, purpose=why, digest=digest)
    return Bagged(packed.getvalue(), name, digest, len(payload))


@opened(entries.IdentificationExported, verb="review.export")
def note_export(by: Any, identification: Identification, *, purpose: str, digest: str) -> Done[None]:
    """Write into the journal that an identification was taken out."""
    return Done(None, subject=identification.code, facts={"purpose": purpose, "digest": digest})


def payload_of(seat: Seat, identification: Identification) -> dict[str, bytes]:
    """The files of the bag under ``data/``."""
    statement = queries.statement_of(identification)
    files: dict[str, bytes] = {}
    told = papers.statement_report(seat, identification)
    files["statement.pdf"] = report.pdf(told, fonts=font_paths())
    if papers.dissent_parts(seat, identification):
        files["dissent.pdf"] = papers.dissent_paper(seat, identification)
    files["evidence.json"] = evidence_bytes({k: v for k, v in statement.evidence.document.items() if k != "digest"})
    files["record.json"] = _json(record_of(seat, identification))
    files |= _journal(seat, identification, statement)
    small, stayed = _case(identification, statement)
    files |= small
    case = statement.evidence.listing.search.snapshot
    commands = COMMANDS % {"case": case.digest if case else ""}
    files["CHECK.txt"] = commands.encode()
    if seat.incident.banner:
        files["EXERCISE.txt"] = (seat.incident.banner + "\n").encode()
    links = [(f"{name}: {words}", name) for name, words in CONTENTS.items() if name in files]
    page = report.Report(
        title=told.title, number=told.number, incident=told.incident, exercise=told.exercise, day=told.day, head=told.head,
        lead=told.lead, void=told.void,
        parts=(
            *told.parts, report.Heading(_("What the evidence file says of relatives")), report.Words(of_relatives()),
            report.Heading(_("What is not in this bag")), report.Words(stayed),
        ),
    )  # fmt: skip
    files["index.html"] = report.html(page, links=links, commands=commands).encode()
    return files


def record_of(seat: Seat, identification: Identification) -> dict[str, Any]:
    """Statements, reviews, objections and signatures as plain data, with every digest."""
    statements = Statement.objects.filter(identification=identification).select_related("by", "evidence").order_by("number")
    return {
        "schema": "repatria-identification/1",
        "notice": seat.incident.banner,
        "identification": identification.code,
        "individual": identification.individual.code,
        "version": identification.version.number,
        "individual_digest": identification.version.digest,
        "missing": identification.missing.code,
        "state": str(identification.state),
        "why": identification.state_why,
        "statements": [
            {
                "number": s.number, "current": s.current, "text": s.text, "by": s.by.called, "at": said(s.at),
                "evidence": s.evidence.digest,
                "inputs": s.inputs, "inputs_digest": s.inputs_digest, "digest": s.digest,
                "reviews": [_review(one) for one in queries.reviews(seat, s)],
            }
            for s in statements
        ],
        "signatures": [_signature(one) for one in queries.signatures_of(seat, identification)],
    }  # fmt: skip


def _review(row: Review) -> dict[str, Any]:
    return {
        "place": row.place, "by": row.reviewer.called, "reviewer": row.reviewer.code, "verdict": str(row.verdict),
        "words": row.words, "finished": said(row.finished), "digest": row.digest,
        "objections": [
            {
                "text": o.text, "state": str(o.state), "raised": said(o.raised), "answer": o.answer, "answered": said(o.answered),
                "answered_by": o.answered_by.called if o.answered_by else "", "closing": o.closing, "closed": said(o.closed),
            }
            for o in row.objections.all()
        ],
    }  # fmt: skip


def _signature(row: Signature) -> dict[str, Any]:
    return {
        "bound": bound(row),
        "binding": row.binding,
        "by": row.signer.called,
        "voided": said(row.voided),
        "why": row.void_why,
    }


def subjects_of(identification: Identification, statement: Statement) -> list[str]:
    """The codes whose entries concern an identification: itself, its bones, its search, the missing person and the family."""
    shown = Member.objects.filter(version=identification.version, removed__isnull=True)
    bones = list(shown.values_list("specimen__item__thing__code", flat=True))
    listing = statement.evidence.listing
    codes = [identification.code, identification.individual.code, *bones, listing.search.code, identification.missing.code]
    node = (
        PedigreeNode.objects.filter(missing=identification.missing_id, until__isnull=True)
        .select_related("family__thing")
        .first()
    )
    if node is not None:
        kin = PedigreeNode.objects.filter(family=node.family, until__isnull=True, kin__isnull=False)
        codes += [node.family.code, *kin.values_list("kin__thing__code", flat=True)]
    return codes


def _journal(seat: Seat, identification: Identification, statement: Statement) -> dict[str, bytes]:
    """The entries that concern it in the form of ``journal export``, each with its proof, and the head they are proven against."""
    head = sign_head()
    here = Entry.objects.filter(
        incident=seat.incident.slug, subject__in=subjects_of(identification, statement), seq__lte=head.size
    )
    rows = [(seq, bytes(body)) for seq, body in here.order_by("seq").values_list("seq", "body")]
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
