"""Samples for programs: what was cut, what was asked for, the files that come back, and the case that goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router, UploadedFile

from repatria.registry.api.shapes import chosen
from repatria.registry.api.ways import Paper, Row, acts, brings, fetches, lists, looks
from repatria.registry.laboratory import (
    actions,
    delivering,
    exporting,
    forms,
    lineage_bases,
    lineage_queries,
    papers,
    profiling,
    queries,
    receiving,
)
from repatria.registry.laboratory.models import Delivery, DeliveryLine, Request, Sample
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotReady

router = Router()
PDF, ZIP = "application/pdf", "application/zip"


@lists(router, "/samples", "laboratory.read")
def samples(at: Seat, text: str = "", state: str = "") -> Any:
    """Samples, newest first; ``state`` is result, failed, held, requested or cut."""
    state = chosen("state", state, {one: one for one in queries.STATES})
    return queries.samples(at, text=text, state=state), told


@looks(router, "/samples/{code}", "laboratory.read")
def sample(at: Seat, code: str) -> Row:
    """One sample in its tree: resamples, extractions, and the state of each profile. No allele."""
    row = queries.sample_called(at, code)
    return {
        **told(row),
        "tree": [{"code": twig.sample.code, "depth": twig.depth} for twig in queries.tree(at, row.root)],
        "extractions": [
            {"number": e.number, "method": e.method, "used_mg": e.used_mg, "failed": e.failed, "at": e.at}
            for e in row.extractions.all()
        ],
        "profiles": [{"code": p.code, "type": p.type, "status": p.status} for p in queries.profiles_of(at, row.item.thing)],
    }


@acts(router, "/samples", "laboratory.cut", forms.Cut)
def cut(at: Seat, form: Any) -> Row:
    """Cut a sample from an item one holds; three weighings in grams, as text."""
    said = form.cleaned_data
    made = actions.cut(
        at,
        queries.item_to_cut(at, said["of"]),
        weighed=actions.Cut(said["before_g"], said["taken_g"], said["remaining_g"]),
        purpose=said["purpose"],
        what=said["what"],
        treatment=said["treatment"],
    )
    return {"code": made.code, "lost_mg": made.lost_mg}


@acts(router, "/samples/{code}/extractions", "laboratory.cut", forms.Extract)
def extract(at: Seat, form: Any, code: str) -> Row:
    """Enter an extraction, failed ones too."""
    made = actions.extract(at, queries.sample_called(at, code), **form.cleaned_data)
    return {"sample": code, "number": made.number, "failed": made.failed}


@lists(router, "/requests", "laboratory.read")
def requests(at: Seat) -> Any:
    """Requests, newest first, with what came back."""
    return queries.requests(at), told_request


@looks(router, "/requests/{code}", "laboratory.read")
def request(at: Seat, code: str) -> Row:
    """One request."""
    return told_request(queries.request_called(at, code))


@lists(router, "/requests/{code}/lines", "laboratory.read")
def request_lines(at: Seat, code: str) -> Any:
    """The samples of a request and what became of each."""
    rows = queries.request_lines(at, queries.request_called(at, code)).order_by("pk")
    return rows, lambda x: {"sample": x.item.code, "outcome": x.outcome}


@fetches(router, "/requests/{code}/manifest", "laboratory.read", PDF)
def manifest(at: Seat, code: str) -> Paper:
    """The manifest of a request as PDF."""
    row = queries.request_called(at, code)
    paper = papers.manifest(at, row, list(queries.request_lines(at, row)))
    if paper is None:
        raise NotReady(f"manifest of {row.thing.code}: papers cannot be set on this server. Print it from its page.")
    return Paper(paper, f"{row.thing.code}-manifest.pdf", PDF)


@acts(router, "/requests", "laboratory.request", forms.NewRequest)
def ask(at: Seat, form: Any) -> Row:
    """Ask a laboratory to type samples; ``codes`` holds one a line."""
    said = form.cleaned_data
    items = [queries.sample_item(at, line) for line in said["codes"].split("\n") if line.strip()]
    return {"code": actions.make_request(at, items, to=said["to"], wanted=said["wanted"]).thing.code}


@acts(router, "/requests/{code}/send", "laboratory.request")
def send(at: Seat, _form: Any, code: str) -> Row:
    """Say that the samples left with their manifest."""
    row = actions.send(at, queries.request_called(at, code))
    return {"code": row.thing.code, "sent": row.sent}


@lists(router, "/files", "laboratory.import")
def files(at: Seat) -> Any:
    """Files that came back, newest first, with how their rows were taken."""
    return queries.deliveries(at), told_file


@looks(router, "/files/{code}", "laboratory.import")
def file(at: Seat, code: str) -> Row:
    """One file that came back."""
    return told_file(queries.delivery_called(at, code))


@lists(router, "/files/{code}/rows", "laboratory.import")
def file_rows(at: Seat, code: str, outcome: str = "") -> Any:
    """The rows of a file and what each was taken for."""
    return queries.delivery_lines(at, queries.delivery_called(at, code), outcome), _line


@brings(router, "/files", "laboratory.import", forms.NewDelivery)
def deliver(at: Seat, form: Any, file: UploadedFile) -> Callable[[], Row]:
    """Take in a file (CMF, GeneMapper, CSV, XLSX; with ``holds`` mt or y a table, .emp or FASTA): kept as it came, read apart,
    reconciled. The same file again is the same import."""
    said = form.cleaned_data
    asked = queries.request_called(at, said["request"]) if said["request"].strip() else None
    name = file.name or "file"
    parcel = receiving.fetch(at, file.chunks(), name, said["holds"] or "str", said["ranges"])
    names = ("run", "first_reader", "second_reader", "where", "kit", "instrument", "day")
    run = dict(zip(("name", *names[1:]), (said[n] for n in names), strict=True))

    def act() -> Row:
        made, new = receiving.import_file(at, parcel, run=delivering.RunTold(**run), request=asked)
        return {**told_file(queries.delivery_called(at, made.thing.code)), "new": new}

    return act


@acts(router, "/files/{code}/rows/{pk}/explain", "laboratory.resolve", forms.Explain)
def explain(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Say whose a quarantined profile is, and why that is known."""
    line = queries.line_of(at, queries.delivery_called(at, code), pk)
    said = form.cleaned_data
    row = profiling.explain(at, line, of=queries.sample_item(at, said["of"]), reason=said["reason"])
    return {"profile": row.code, "status": row.status}


@lists(router, "/haplotypes", "laboratory.databases")
def haplotypes(at: Seat) -> Any:
    """The databases in which types of lines are counted; without their entries."""
    names = ("type", "pool", "name", "source", "simulated", "lengths", "size", "sha256", "since", "until")
    return lineage_queries.haplotypes(at), lambda row: {"database": row.pk, **{name: getattr(row, name) for name in names}}


@brings(router, "/haplotypes", "laboratory.databases", forms.NewHaplotypes)
def enter_haplotypes(at: Seat, form: Any, file: UploadedFile) -> Callable[[], Row]:
    """Enter a database of types; it takes the place of the one in force for its population."""
    said = form.cleaned_data
    parcel = receiving.fetch(at, file.chunks(), file.name or "file", said["type"], said["ranges"])
    told = {name: said[name] for name in ("type", "source", "simulated", "lengths", "pool")}

    def act() -> Row:
        made = lineage_bases.enter_haplotypes(at, parcel.profiles, name=said["title"], **told)  # type: ignore[arg-type]
        return {"database": made.pk, "size": made.size}

    return act


@acts(router, "/haplotypes/{pk}/end", "laboratory.databases", forms.Reason)
def end_haplotypes(at: Seat, form: Any, pk: int) -> Row:
    """Count no more in a database."""
    made = lineage_bases.end_haplotypes(at, lineage_queries.haplotypes_called(at, pk), **form.cleaned_data)
    return {"database": made.pk, "until": made.until}


@looks(router, "/case/preview", "laboratory.export")
def preview(at: Seat) -> Row:
    """What a case would hold, and what stays out, by reason."""
    return exporting.preview(at)


@fetches(router, "/case", "laboratory.export", ZIP)
def case(at: Seat) -> Paper:
    """The case as it stands, as ZIP: codes only, no names. Each export stands in the journal; ``repatria screen`` reads it."""
    packed, left = exporting.zipped(at)
    return Paper(packed, f"{at.slug}-case-{left.digest[:12]}.zip", ZIP)


def told(row: Sample) -> Row:
    """A sample as programs see it: whether a result came, never what it was. Milligrams are whole numbers."""
    return {
        "code": row.code,
        "parent": row.parent.code,
        "root": row.root.code,
        "purpose": row.purpose,
        "taken_mg": row.taken_mg,
        "remaining_mg": row.remaining_mg,
        "lost_mg": row.lost_mg,
        "used_mg": row.used_mg,
        "cut": row.cut,
        "has_result": row.has_result,  # type: ignore[attr-defined]
        "has_failed": row.has_failed,  # type: ignore[attr-defined]
        "is_held": row.is_held,  # type: ignore[attr-defined]
        "is_asked": row.is_asked,  # type: ignore[attr-defined]
    }


def told_request(row: Request) -> Row:
    """A request as programs see it."""
    counts = {name: getattr(row, name) for name in ("total", "asked", "received", "failed")}
    return {"code": row.thing.code, "to": row.sent_to, "wanted": row.wanted, "made": row.made, "sent": row.sent, **counts}


def told_file(row: Delivery) -> Row:
    """A file that came back, as programs see it."""
    return {
        "code": row.thing.code,
        "name": row.name,
        "format": row.format,
        "sha256": row.sha256,
        "bytes": row.bytes,
        "run": row.run.name,
        "request": row.request.thing.code if row.request else None,
        "at": row.at,
        "rows": getattr(row, "rows", None),
        "outcomes": {o.value: getattr(row, o.value, None) for o in DeliveryLine.Outcome},
    }


def _line(row: DeliveryLine) -> Row:
    return {
        "line": row.pk,
        "row": row.row,
        "called": row.called,
        "outcome": row.outcome,
        "profile": row.profile.code if row.profile else None,
        "explained": row.explained,
    }
