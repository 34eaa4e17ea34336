"""Evidence files as bytes under a digest, and their recomputation from the case: what a signature holds on to.

The bytes are canonical JSON (:mod:`repatria.formats.canonical`) and one line feed; ``digest`` is SHA-256 over the canonical JSON of all
else. A file that is not exactly these bytes is refused, so that no byte can change unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from repatria.errors import ReproductionFailed, UnreadableFile
from repatria.formats.canonical import canonical_json, json_digest
from repatria.joint.answer import Identification
from repatria.joint.evidence_file import SCHEMA, evidence_document, posteriors_of
from repatria.joint.grouping import THRESHOLD
from repatria.joint.leads import Lead
from repatria.joint.reference_error import SHIPPED, ReferenceErrors
from repatria.model.casefile import CaseFile

MOST_BYTES = 16 << 20
WRITER = ("software", "version")
"""Entries that name the writing program; two programs may agree on all else."""
LAST_DIGIT = 2e-10
"""Two numbers of ten digits that differ by less, relatively, differ by rounding: another processor's last bits."""


class Difference(NamedTuple):
    """Where two documents differ: the path of the field, what was stored, what was computed now."""

    path: str
    stored: Any
    computed: Any


class Recheck(NamedTuple):
    """``same`` if every field agrees; ``rounded`` are those whose tenth digit alone differs; ``first`` the first real difference."""

    same: bool
    first: Difference | None
    differences: int
    rounded: tuple[Difference, ...]
    software: tuple[str, str]


def evidence_digest(document: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of ``document`` without its entry ``digest``."""
    return json_digest({k: v for k, v in document.items() if k != "digest"})


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """The document with its digest, as the bytes that are kept, exported and signed."""
    whole = {**document, "digest": evidence_digest(document)}
    return (canonical_json(whole) + "\n").encode()


def read_document(data: bytes, path: object = "") -> dict[str, Any]:
    """An evidence file from its bytes; :class:`UnreadableFile` unless they are exactly what was written."""
    again = "Ask for the evidence file again."
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"is larger than {MOST_BYTES} bytes: not an evidence file. {again}", path=path)
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"is not JSON: {error}. {again}", path=path) from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UnreadableFile(f"is not an evidence file of layout {SCHEMA}. Name one.", path=path)
    found = evidence_digest(document)
    if document.get("digest") != found:
        raise UnreadableFile(f"was changed after writing: its content has digest {found}. {again}", path=path, field="digest")
    if document_bytes(document) != data:
        raise UnreadableFile(f"was changed after writing: its bytes are not canonical. {again}", path=path)
    return document


def evidence_of(
    case: CaseFile,
    answer: Identification,
    victim: str,
    missing: str,
    *,
    units: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
    grouping: float = THRESHOLD,
    errors: ReferenceErrors = SHIPPED,
    samples: Mapping[str, int] | None = None,
    leads: Sequence[Lead] = (),
    interval: bool = True,
    digest: str = "",
) -> dict[str, Any]:
    """The evidence file of one person of a joint answer, holding what a recheck needs: ``units``, ``seed`` and ``grouping`` are
    those that :func:`repatria.joint.identify.identify` was given."""
    joint = posteriors_of(answer, victim, missing)
    family = next(f for f in case.families if missing in f.missing)
    by_code = {p.id: p for p in case.profiles}
    unit = tuple(by_code[code] for code in answer.people[victim])
    told = None if units is None else {code: sorted(members) for code, members in sorted(units.items())}
    return evidence_document(
        case,
        unit,
        family,
        missing,
        joint,
        prior_text=str(answer.prior.get("text", "")),
        method=answer.in_words,
        asked={"person": victim, "units": told, "seed": seed, "grouping": grouping},
        errors=errors,
        samples=samples,
        leads=leads,
        interval=interval,
        digest=digest,
        subjects=answer.subjects.get(victim, ()),
    )


def recompute(
    case: CaseFile, document: Mapping[str, Any], digest: str, *, tick: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """The document as this machine writes it now, from ``case`` (of ``digest``) and what the document says was asked."""
    from repatria.joint.identify import identify

    stored = document["case"]["digest"]
    if stored != digest:
        raise ReproductionFailed(
            f"case: its digest is {digest}, the document is about {stored}. Give the case that was signed."
        )
    asked = document["asked"]
    answer = identify(case, units=asked["units"], seed=asked["seed"], grouping=asked["grouping"], tick=tick)
    if asked["person"] not in answer.victims or asked["missing"] not in answer.missing:
        raise ReproductionFailed(
            f"document: {asked['person']} as {asked['missing']} is not weighed in this case now. Compare the grouping."
        )
    return evidence_of(
        case,
        answer,
        asked["person"],
        asked["missing"],
        units=asked["units"],
        seed=asked["seed"],
        grouping=asked["grouping"],
        errors=ReferenceErrors(**asked["reference_errors"]),
        samples=asked["samples"],
        leads=[Lead(**lead) for lead in asked["leads"]],
        interval=asked["interval"],
        digest=digest,
    )


def recheck(document: Mapping[str, Any], fresh: Mapping[str, Any]) -> Recheck:
    """Compare a stored document with a recomputed one, field by field in canonical order."""
    found = list(_walk("", {k: v for k, v in document.items() if k != "digest"}, fresh))
    rounded = tuple(d for d in found if _close(d))
    real = [d for d in found if not _close(d)]
    software = (str(document.get("software", "")), str(fresh.get("software", "")))
    return Recheck(not real, real[0] if real else None, len(real), rounded, software)


def _walk(path: str, stored: Any, computed: Any) -> list[Difference]:
    if isinstance(stored, Mapping) and isinstance(computed, Mapping):
        keys = [k for k in sorted({*stored, *computed}) if k not in WRITER]
        return [d for k in keys for d in _walk(f"{path}/{k}", stored.get(k), computed.get(k))]
    if isinstance(stored, list) and isinstance(computed, list) and len(stored) == len(computed):
        return [d for n, (a, b) in enumerate(zip(stored, computed, strict=True)) for d in _walk(f"{path}/{n}", a, b)]
    return [] if canonical_json(stored) == canonical_json(computed) else [Difference(path, stored, computed)]


def _close(d: Difference) -> bool:
    a, b = d.stored, d.computed
    if not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (a, b)):
        return False
    absolute = 1.5e-9 if d.path.startswith("/waterfall") else 1e-12 if "log_" in d.path or "per_marker" in d.path else 0.0
    return bool(abs(a - b) <= max(LAST_DIGIT * max(abs(a), abs(b)), absolute))
