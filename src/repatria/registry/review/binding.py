"""What ties a signature to its record: a digest over every column, so that it fits no other, and how it is checked.

The journal holds the same digest in its entry *signed*, which witnesses keep: whoever rewrites a row and its digest together
still contradicts the journal.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from repatria.registry.identification.models import EvidenceFile, Statement
from repatria.registry.identification.standing import inputs_digest, statement_digest
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.journal.models import Entry
from repatria.registry.journal.verifier import canonical
from repatria.registry.review.entries import Signed
from repatria.registry.review.models import Signature
from repatria.registry.review.rules import digest_of

SCHEMA = "repatria-signature/1"
DIGESTS = ("statement", "evidence", "individual", "list", "case", "rule")


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a signature came to. ``wrong`` is empty where it holds; ``entry`` is its journal entry, 0 where none is."""

    binding: str
    entry: int
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def bound(row: Signature) -> dict[str, Any]:
    """What the binding covers: every column that was signed, and the codes by which people know them. Numbers as text."""
    identification = row.identification
    return {
        "schema": SCHEMA,
        "incident": identification.incident.slug,
        "identification": identification.thing.code,
        "individual": identification.individual.thing.code,
        "version": identification.version.number,
        "missing": identification.missing.code,
        "statement": row.statement.number,
        "statement_of": row.statement.identification.thing.code,
        "rule": row.rule.number,
        "rule_of": row.rule.incident.slug,
        "signer": row.signer.code,
        "meaning": str(row.meaning),
        "at": _moment(row.at),
        "confirmed": _moment(row.confirmed),
        **{f"{name}_digest": getattr(row, f"{name}_digest") for name in DIGESTS},
        "software": row.software,
        "posterior": repr(float(row.posterior)),
    }


def binding_of(row: Signature) -> str:
    """SHA-256 over :func:`bytes_of`, as 64 hexadecimal digits."""
    return hashlib.sha256(bytes_of(row).encode()).hexdigest()


def bytes_of(row: Signature) -> str:
    """What the binding is the SHA-256 of: :func:`bound` as canonical JSON (RFC 8785), to be copied and hashed by anybody."""
    return canonical(bound(row)).decode()


def on_file(statement: Statement, rule: Any) -> dict[str, str]:
    """The digests that a signature of ``statement`` under ``rule`` names, as they are on file at this moment."""
    evidence: EvidenceFile = statement.evidence
    listing = evidence.listing
    version: IndividualVersion = statement.identification.version
    return {
        "statement": statement.digest,
        "evidence": evidence.digest,
        "individual": version.digest,
        "list": listing.digest,
        "case": listing.search.snapshot.digest if listing.search.snapshot else "",
        "rule": digest_of(rule),
    }


def verify_signature(row: Signature) -> Checked:
    """Recompute the binding, compare every digest with what is on file, and look the signature up in the journal.

    A signature holds also when its signer has left, and when it was voided: what was signed stays what was signed.
    """
    binding, wrong = binding_of(row), []
    if binding != row.binding:
        wrong.append(f"the binding of its columns is {binding[:12]}…, and {row.binding[:12]}… was signed: a column was changed")
    if row.statement.identification_id != row.identification_id:
        wrong.append("its statement belongs to another identification")
    if row.rule.incident_id != row.identification.incident_id:
        wrong.append("its rule belongs to another incident")
    for name, digest in on_file(row.statement, row.rule).items():
        if getattr(row, f"{name}_digest") != digest:
            wrong.append(f"the {name} on file has another digest than the one signed")
    told = inputs_digest(row.statement.inputs)
    if row.statement_digest != statement_digest(row.statement.text, row.evidence_digest, told):
        wrong.append("the words of the statement, or what it says that it rests on, are not those that were signed")
    entry = entry_of(row)
    if entry is None:
        wrong.append("the journal has no entry of this signature")
    elif entry.actor != row.signer.code:
        wrong.append(f"the journal says that {entry.actor} signed")
    return Checked(binding, entry.seq if entry else 0, tuple(wrong))


def entry_of(row: Signature) -> Entry | None:
    """The journal entry that holds this signature's binding; None where there is none."""
    found = Entry.objects.filter(
        tag=Signed.tag, incident=row.identification.incident.slug, subject=row.identification.thing.code
    )
    return next((entry for entry in found if entry.said["facts"].get("binding") == row.binding), None)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
