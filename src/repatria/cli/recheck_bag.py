"""``repatria recheck BAG``: what a court can check of an exported identification with no more than its bag, and what it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from repatria.errors import UnreadableFile


def is_bag(folder: Path) -> bool:
    """Whether ``folder`` claims to be a bag."""
    return (folder / "bagit.txt").is_file()


def check(folder: Path) -> dict[str, Any]:
    """Check the bag's manifests, its journal entries against its head, and the numbers that its reduced case gives.

    Raises UnreadableFile, naming the file, for a bag, an entry, a case or a document that was changed.
    """
    from repatria.formats.casefile import read_case
    from repatria.joint.partly import GIVEN, recompute_pair
    from repatria.joint.signed import read_document, recheck
    from repatria.registry.review.bagit import check_bag

    files = check_bag(folder)
    data = folder / "data"
    entries, size = _journal(data)
    path = data / "evidence.json"
    document = read_document(path.read_bytes(), path)
    record = json.loads((data / "record.json").read_text("utf-8"))
    signed = {s["bound"]["evidence_digest"] for s in record["signatures"]}
    if document["digest"] not in signed:
        raise UnreadableFile("is not the evidence that was signed. Ask for the bag again.", path=path, field="digest")
    found = recheck(document, recompute_pair(read_case(data / "case"), document))
    return {
        "same": found.same,
        "files": files,
        "entries": entries,
        "journal": size,
        "notice": document["notice"],
        "identification": record["identification"],
        "state": record["state"],
        "missing": document["asked"]["missing"],
        "differences": found.differences,
        "first_difference": None if found.first is None else found.first._asdict(),
        "differ_by_rounding": [d.path for d in found.rounded],
        "taken_as_given": list(GIVEN),
        "full_case": document["case"]["digest"],
    }


def words(told: dict[str, Any]) -> str:
    """The outcome as a person reads it."""
    lines = [told["notice"]] if told["notice"] else []
    lines.append(f"{told['identification']} ({told['state']}), as {told['missing']}.")
    lines.append(
        f"Bag: {told['files']} files as their manifests say. Journal: {told['entries']} entries stand in the head of {told['journal']:,}."
    )
    if told["same"]:
        lines.append("Numbers: every one that this bag can give was recomputed to the digit.")
    else:
        first = told["first_difference"]
        lines.append(f"Numbers: NOT the same: {told['differences']} fields differ. The first is {first['path']}:")
        lines.append(f"  stored    {first['stored']}\n  computed  {first['computed']}")
    lines.append(f"Taken as given: {'; '.join(told['taken_as_given'])}. They need the full case {told['full_case'][:16]}….")
    return "\n".join(lines)


def _journal(data: Path) -> tuple[int, int]:
    """(entries proven, size of the journal): every line of the export against the head of the bag."""
    from repatria.registry.journal import verifier

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
