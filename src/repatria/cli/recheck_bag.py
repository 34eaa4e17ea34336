"""``repatria recheck BAG``: what a court can check of an exported identification with no more than its bag, and what it cannot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from repatria.errors import UnreadableFile
from repatria.registry.journal import verifier

ENDING = {"review.signed": "signed", "identification.voided": "void", "review.rescinded": "rescinded"}
"""The entry that brought an identification into a state -> that state."""


def is_bag(folder: Path) -> bool:
    """Whether ``folder`` claims to be a bag."""
    return (folder / "bagit.txt").is_file()


def check(folder: Path) -> dict[str, Any]:
    """Check the bag's manifests, its journal entries against its head, and the numbers that its reduced case gives.

    A bag to be read holds no case and the evidence shortened: of it, everything but the numbers is checked.
    Raises UnreadableFile, naming the file, for a bag, an entry, a case or a document that was changed, and for a record that does not say
    what was signed by the journal.
    """
    from repatria.formats.casefile import read_case
    from repatria.joint.partly import GIVEN, recompute_pair
    from repatria.joint.signed import recheck
    from repatria.registry.review.bagit import check_bag

    files = check_bag(folder)
    data = folder / "data"
    entries, size = _journal(data)
    path, document, whole = _evidence(data)
    record = json.loads((data / "record.json").read_text("utf-8"))
    if document["digest"] not in {s["bound"]["evidence_digest"] for s in record["signatures"]}:
        raise UnreadableFile("is not the evidence that was signed. Ask for the bag again.", path=path, field="digest")
    _record(data, record, document)
    told = {
        "files": files,
        "entries": entries,
        "journal": size,
        "notice": document["notice"],
        "identification": record["identification"],
        "state": record["state"],
        "missing": document["asked"]["missing"],
        "full_case": document["case"]["digest"],
    }
    if not whole:
        given = ["every number of the evidence"]
        none: dict[str, Any] = {"differences": 0, "first_difference": None, "differ_by_rounding": []}
        return {"same": None, "recomputed": False, **told, **none, "taken_as_given": given}
    found = recheck(document, recompute_pair(read_case(data / "case"), document))
    return {
        "same": found.same,
        "recomputed": True,
        **told,
        "differences": found.differences,
        "first_difference": None if found.first is None else found.first._asdict(),
        "differ_by_rounding": [d.path for d in found.rounded],
        "taken_as_given": list(GIVEN),
    }


def words(told: dict[str, Any]) -> str:
    """The outcome as a person reads it."""
    lines = [told["notice"]] if told["notice"] else []
    lines.append(f"{told['identification']} ({told['state']}), as {told['missing']}.")
    lines.append(
        f"Bag: {told['files']} files as their manifests say. Journal: {told['entries']} entries stand in the head of {told['journal']:,}."
    )
    if not told["recomputed"]:
        lines.append("Statements, reviews and signatures: as they were signed.")
        lines.append("Numbers: not recomputed. This bag is to be read; for the numbers, ask for the bag to be recomputed.")
        return "\n".join(lines)
    if told["same"]:
        lines.append("Numbers: every one that this bag can give was recomputed to the digit.")
    else:
        first = told["first_difference"]
        lines.append(f"Numbers: NOT the same: {told['differences']} fields differ. The first is {first['path']}:")
        lines.append(f"  stored    {first['stored']}\n  computed  {first['computed']}")
    lines.append(f"Taken as given: {'; '.join(told['taken_as_given'])}. They need the full case {told['full_case'][:16]}….")
    return "\n".join(lines)


def _evidence(data: Path) -> tuple[Path, dict[str, Any], bool]:
    """(file, document, whether it is the whole one): what was signed, or the shortened one with the digest of what was signed."""
    from repatria.joint.signed import read_document

    path = data / "evidence.json"
    if path.exists():
        return path, read_document(path.read_bytes(), path), True
    path = data / "evidence-shown.json"
    if not path.exists():
        raise UnreadableFile("holds no evidence. Ask for the bag again.", path=data)
    told = json.loads(path.read_text("utf-8"))
    return path, {**told, "digest": told["of"]}, False


def _journal(data: Path) -> tuple[int, int]:
    """(entries proven, size of the journal): every line of the export against the head of the bag."""
    head = verifier.parse_witness((data / "head.txt").read_text("utf-8"))[0]
    told = json.loads((data / "journal-proofs.json").read_text("utf-8"))
    lines = (data / "journal.jsonl").read_bytes().splitlines()
    if len(lines) != len(told["proofs"]):
        raise UnreadableFile("has another number of entries than proofs. Ask for the bag again.", path=data / "journal.jsonl")
    for line in lines:
        entry = verifier.read_entry(line)
        path = [bytes.fromhex(node) for node in told["proofs"][str(entry["seq"])]]
        if not verifier.included(verifier.leaf_hash(line), entry["seq"] - 1, head.size, path, head.root):
            raise UnreadableFile(
                f"entry {entry['seq']} is not in the journal of the head. Ask for the bag again.", path=data / "journal.jsonl"
            )
    return len(lines), head.size


def _record(data: Path, record: dict[str, Any], document: dict[str, Any]) -> None:
    """Refuse a record that differs from what was signed: bindings, the words of the statement and of reviews, and its state."""
    for where, wrong in _wrong(data, record, document):
        raise UnreadableFile(f"{wrong}. Ask for the bag again.", path=data / "record.json", field=where)


def _wrong(data: Path, record: dict[str, Any], document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it), the first first."""
    from repatria.formats.canonical import json_digest

    lines = (data / "journal.jsonl").read_bytes().splitlines()
    told = [e for e in map(verifier.read_entry, lines) if e["subject"] == record["identification"]]
    bindings = {e["facts"].get("binding") for e in told if e["tag"] == "review.signed"}
    finished = {e["facts"].get("digest") for e in told if e["tag"] == "review.finished"}
    statements = {s["digest"]: s for s in record["statements"]}
    for one in record["signatures"]:
        bound = one["bound"]
        if one["binding"] != _sha(bound):
            yield "signatures", "a signature does not bind what stands beside it"
        if one["binding"] not in bindings:
            yield "signatures", "the journal of this bag has no entry of a signature"
        if any(bound[name] != record[name] for name in ("identification", "individual", "missing", "version")):
            yield "signatures", "a signature is of another individual, version or person"
        if bound["statement_digest"] not in statements:
            yield "statements", "the statement that was signed is not among them"
        if bound["evidence_digest"] == document["digest"] and document["asked"]["missing"] != bound["missing"]:
            yield "missing", "the evidence is of another person than the one that was signed"
    for one in record["statements"]:
        inputs = json_digest(one["inputs"]) if "inputs" in one else one["inputs_digest"]
        said = {"text": one["text"], "evidence": one["evidence"], "inputs": inputs}
        if one["digest"] != json_digest(said):
            yield "statements", f"statement {one['number']} does not say what its digest says"
        for review in (r for r in one["reviews"] if r["digest"]):
            if review["digest"] != _sha(
                {"statement": one["digest"], **{k: review[k] for k in ("reviewer", "verdict", "words")}}
            ):
                yield "reviews", f"review {review['place']} of statement {one['number']} does not say what its digest says"
            if review["digest"] not in finished:
                yield "reviews", f"review {review['place']} of statement {one['number']} is not in the journal of this bag"
    last = next((e["tag"] for e in reversed(told) if e["tag"] in ENDING), "")
    if record["state"] != ENDING.get(last, ""):
        yield "state", f"it is told as {record['state']}, and the journal says otherwise"


def _sha(value: Any) -> str:
    return hashlib.sha256(verifier.canonical(value)).hexdigest()
