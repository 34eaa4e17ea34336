"""The results folder, ``repatria-results/1``: written by a run, read by the report. Layout: docs/reference/results.md."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from repatria.model import Caution, Family, Finding, Incident, Pedigree, Person, Profile, Proposition
from repatria.pictures.data import (
    Answer,
    Bin,
    Calibration,
    Candidate,
    ChanceHits,
    Evidence,
    Figure,
    Progress,
    ReportData,
    Screening,
    YieldRow,
)
from repatria.pictures.fields import Fields, read_fields, read_rows

SCHEMA = "repatria-results/1"
REPORT, MANIFEST, IDENTIFY, TRUTH = "report.json", "screen/manifest.json", "identify.json", "truth.json"
CANDIDATES = {"profile": str, "family": str, "missing": str, "log_lr": float, "rank_profile": int, "rank_person": int,
              "expected_chance_hits": float}  # fmt: skip
CONTENTS = {"container": str, "person": str, "pieces": int}
WEIGHTS = {"pair": str, "log_lr": float}


def write_results(data: ReportData, folder: Path) -> None:
    """Write ``data`` as a results folder; the same data give the same bytes."""
    (folder / "screen").mkdir(parents=True, exist_ok=True)
    notice = {"notice": data.incident.banner} if data.incident.banner else {}
    _write_json(folder / REPORT, {"schema": SCHEMA, **notice, **_report_json(data)})
    if data.screening:
        _write_json(folder / MANIFEST, _manifest_json(data.screening))
        _write_rows(folder / "screen/candidates", CANDIDATES, map(asdict, data.screening.candidates))
    if data.answers:
        _write_json(folder / IDENTIFY, {**notice, "answers": [_answer_json(a) for a in data.answers]})
    if data.contents:
        _write_rows(folder / "contents", CONTENTS, (dict(zip(CONTENTS, row, strict=True)) for row in data.contents))
    if data.calibration:
        pairs = (("true", data.calibration.true_log_lr), ("unrelated", data.calibration.unrelated_log_lr))
        _write_rows(folder / "calibration", WEIGHTS, ({"pair": k, "log_lr": x} for k, values in pairs for x in values))
    if data.truth:
        _write_json(folder / TRUTH, dict(data.truth))


def read_results(folder: Path) -> ReportData:
    """Read a results folder; :class:`UnreadableFile` names file and field. Only ``report.json`` must be there."""
    head = read_fields(folder / REPORT)
    head.must("schema", SCHEMA)
    weights = read_rows(folder / "calibration", WEIGHTS)
    calibration = head.child("calibration")
    return ReportData(
        incident=head.build(Incident, "incident"),
        figures=head.all(Figure, "figures"),
        contents=tuple((r["container"], r["person"], r["pieces"]) for r in read_rows(folder / "contents", CONTENTS)),
        screening=_read_screening(folder),
        answers=_read_answers(folder / IDENTIFY),
        name_at=head.number("name_at", 0.9995),
        listed=head.number("listed", 0.5),
        evidence=tuple(_evidence(e) for e in head.children("evidence")),
        calibration=Calibration(
            tuple(r["log_lr"] for r in weights if r["pair"] == "true"),
            tuple(r["log_lr"] for r in weights if r["pair"] == "unrelated"),
            calibration.all(Bin, "bins"),
            calibration.texts("notes"),
        )
        if weights or "calibration" in head
        else None,
        yields=head.all(YieldRow, "yields"),
        progress=head.all(Progress, "progress"),
        prior=head.pairs("prior"),
        method=head.pairs("method"),
        digests=dict(head.pairs("digests")),
        weights=head.child("weights").numbers(),
        cautions=head.texts("cautions"),
        truth=read_fields(folder / TRUTH).mapping() if (folder / TRUTH).exists() else {},
    )


def screening_part(
    manifest: Mapping[str, Any], candidates: Iterable[Candidate], chance: Iterable[ChanceHits] = ()
) -> Screening:
    """A screening's manifest (as :func:`repatria.screening.screen` makes it) with its candidates, ready for a report."""
    pairs = manifest["pairs"]
    reasons = Counter(row["reason"] for row in manifest["missing_not_compared"])
    return Screening(
        profiles=manifest["profiles"],
        missing_compared=manifest["missing_compared"],
        pairs_compared=pairs["compared"],
        different_sex=pairs["different_sex"],
        at_zero=pairs["at_zero"],
        above_threshold=pairs["above_threshold"],
        threshold_log_lr=manifest["threshold_log_lr"],
        not_compared=tuple(sorted(reasons.items())),
        chance=tuple(chance),
        candidates=tuple(candidates),
    )


def answer_part(document: Mapping[str, Any], listed: float) -> Answer:
    """The answer of ``repatria identify --json`` at one λ, ready for a report."""
    return Answer(
        listed=listed,
        best=dict(document["best"]),
        posterior={victim: dict(row) for victim, row in document["posterior"].items()},
        sets=tuple((tuple(s["victims"]), tuple(s["missing"])) for s in document.get("sets", ())),
        exact=document.get("exact", True),
        neglected_mass=document.get("neglected_mass", 0.0),
        method=document.get("method", ""),
        log_likelihood=document.get("log_likelihood", math.nan),
        converged=bool(document.get("converged", document.get("diagnostics", {}).get("converged", True))),
    )


def bins_part(rows: Iterable[Mapping[str, Any]]) -> tuple[Bin, ...]:
    """Rows of a calibration's table ``reliability``, ready for a report."""
    return tuple(Bin(r["stated"], r["right"] / r["n"], r["n"], r["share_low"], r["share_high"]) for r in rows)


def _read_screening(folder: Path) -> Screening | None:
    if not (folder / MANIFEST).exists():
        return None
    manifest = read_fields(folder / MANIFEST)
    rows = read_rows(folder / "screen/candidates", CANDIDATES, optional=("expected_chance_hits",))
    for name in ("profiles", "missing_compared"):
        manifest.whole(name)
    for name in ("compared", "different_sex", "at_zero", "above_threshold"):
        manifest.child("pairs").whole(name)
    manifest.number("threshold_log_lr")
    for person in manifest.children("missing_not_compared"):
        person.text("reason")
    with manifest.refusing():
        return screening_part(manifest.content, (Candidate(**row) for row in rows), manifest.all(ChanceHits, "chance"))


def _read_answers(path: Path) -> tuple[Answer, ...]:
    if not path.exists():
        return ()
    document = read_fields(path)
    answers = document.children("answers") if "answers" in document else (document,)
    result = []
    for answer in answers:
        prior = answer.child("prior") if isinstance(answer.content.get("prior"), dict) else answer
        listed = answer.number("listed", prior.number("listed", 0.5))
        answer.number("neglected_mass", 0.0)
        with answer.refusing():
            result.append(answer_part(answer.content, listed))
    return tuple(result)


def _evidence(e: Fields) -> Evidence:
    family, finding = e.child("family"), e.child("finding")
    people = family.all(Person, "people")
    typed = {code: Profile(code) for code in family.texts("typed")}
    inbreeding = family.child("inbreeding").numbers()
    with e.refusing():
        return Evidence(
            e.text("profile"),
            e.text("missing"),
            Family(family.text("id"), Pedigree(people, family.text("id"), inbreeding), family.texts("missing"), typed),
            Finding(
                kind=finding.text("kind"),
                h1=Proposition(finding.text("h1")),
                h2=Proposition(finding.text("h2")),
                log_lr=finding.number("log_lr"),
                per_marker=finding.child("per_marker").numbers(),
                excluding=finding.texts("excluding"),
                mutations=finding.texts("mutations"),
                interval=(finding.number("low"), finding.number("high")) if "low" in finding else None,
                cautions=finding.all(Caution, "cautions"),
                basis=finding.child("basis").mapping(),
            ),
            e.number("posterior", math.nan),
        )


def _report_json(data: ReportData) -> dict[str, Any]:
    c = data.calibration
    return {
        "incident": asdict(data.incident),
        "figures": [asdict(f) for f in data.figures],
        "name_at": data.name_at,
        "listed": data.listed,
        "evidence": [_evidence_json(e) for e in data.evidence],
        **({"calibration": {"bins": [asdict(b) for b in c.bins], "notes": list(c.notes)}} if c else {}),
        "yields": [asdict(y) for y in data.yields],
        "progress": [asdict(p) for p in data.progress],
        "prior": list(data.prior),
        "method": list(data.method),
        "digests": sorted(data.digests.items()),
        "weights": dict(sorted(data.weights.items())),
        "cautions": list(data.cautions),
    }


def _evidence_json(e: Evidence) -> dict[str, Any]:
    """Typed people appear by code only: a report never carries a genotype of a living relative."""
    f, pedigree = e.finding, e.family.pedigree
    return {
        "profile": e.profile,
        "missing": e.missing,
        "posterior": e.posterior,
        "family": {
            "id": e.family.id,
            "people": [asdict(p) for p in pedigree.people],
            "inbreeding": dict(pedigree.inbreeding),
            "missing": list(e.family.missing),
            "typed": list(e.family.references),
        },
        "finding": {
            "kind": f.kind,
            "h1": f.h1.text,
            "h2": f.h2.text,
            "log_lr": f.log_lr,
            "per_marker": dict(f.per_marker),
            "excluding": list(f.excluding),
            "mutations": list(f.mutations),
            **({"low": f.interval[0], "high": f.interval[1]} if f.interval else {}),
            "cautions": [asdict(c) for c in f.cautions],
            "basis": dict(f.basis),
        },
    }


def _manifest_json(s: Screening) -> dict[str, Any]:
    return {
        "profiles": s.profiles,
        "missing_compared": s.missing_compared,
        "missing_not_compared": [{"reason": why} for why, n in s.not_compared for _ in range(n)],
        "threshold_log_lr": s.threshold_log_lr,
        "pairs": {
            "compared": s.pairs_compared,
            "different_sex": s.different_sex,
            "at_zero": s.at_zero,
            "above_threshold": s.above_threshold,
        },
        "chance": [asdict(c) for c in s.chance],
    }


def _answer_json(a: Answer) -> dict[str, Any]:
    sets = [{"victims": list(victims), "missing": list(missing)} for victims, missing in a.sets]
    return {**asdict(a), "sets": sets}


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    text = json.dumps(_plain(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def _plain(value: Any) -> Any:
    """``value`` as JSON can say it: impossible is the word ``-inf``, unknown is null."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def _write_rows(stem: Path, columns: Mapping[str, type], rows: Iterable[Mapping[str, Any]]) -> None:
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    whole = list(rows)
    table = pa.table({name: pa.array([r[name] for r in whole], kinds[kind]) for name, kind in columns.items()})
    pq.write_table(table, stem.with_name(stem.name + ".parquet"), compression="zstd")
