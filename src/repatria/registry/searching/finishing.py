"""What a finished search leaves: its answer as a file under its digest, and its lists as rows, published by one recorded act under
the fence."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.searching import entries, jobs, writing
from repatria.registry.searching.answering import canonical, digest_of
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search, Snapshot


def answers() -> Path:
    """Where this registry keeps the answers of its searches."""
    return Path(settings.HOME.folder) / "searches"


def keep_answer(answer: Mapping[str, Any]) -> str:
    """Write an answer under its digest, whole or not at all; returns the digest."""
    body = canonical(answer)
    digest = hashlib.sha256(body).hexdigest()
    folder = answers()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=folder, prefix=digest[:16], suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / f"{digest}.json")
    finally:
        Path(part).unlink(missing_ok=True)
    return digest


def read_answer(digest: str) -> dict[str, Any]:
    """The answer kept under ``digest``; refused where a byte of it was changed."""
    path = answers() / f"{digest}.json"
    try:
        body = path.read_bytes()
    except OSError:
        raise Impossible(f"answer {digest[:12]}…: its file is not there. Restore it from a backup, or search again.") from None
    if hashlib.sha256(body).hexdigest() != digest:
        raise Impossible(f"answer {digest[:12]}…: the file was changed after it was written. Restore it from a backup.")
    told: dict[str, Any] = json.loads(body)
    return told


def finish_search(by: Any, held: jobs.Claim, *, answer: Mapping[str, Any], digest: str) -> Search:
    """Write the result of a search once; refused for a stale fence, another digest, or a rule that is no longer in force.

    Its lists are written first, where nobody sees them; one short act then publishes them all.
    """
    by.need("searching.work")
    search = Search.objects.select_related("thing", "rule", "incident").get(job=held.job)
    if digest_of(answer) != digest:
        raise Impossible(
            f"{search.code}: the result does not have the digest {digest[:12]}… that it came with. Nothing was kept; search again."
        )
    _in_force(search)
    writing.clear(held, search)
    before = Search.objects.filter(incident=search.incident, current=True).first()
    frozen = Job.objects.get(pk=held.job).order["case"]
    changed = writing.write_lists(held, search, answer["lists"], before, frozen.get("versions", {}))
    said = {
        "case": answer["case"],
        "software": answer["software"],
        "told": answer["manifest"],
        "manifest": _manifest(answer, frozen),
        "lists": {entry["label"]: entry["digest"] for entry in answer["lists"]},
        "changed": changed,
    }
    return _published(by, held, said, frozen, before, digest)


def _in_force(search: Search) -> None:
    newest = ListRule.objects.filter(incident=search.incident).latest("number")
    if newest.pk != search.rule_id:
        raise Overtaken(
            f"{search.code}: rule {newest.number} was set while this search ran under rule {search.rule.number}. "
            "Its lists were not kept. Queue a search under the new rule."
        )


@recorded(entries.SearchFinished, verb="searching.work")
def _published(
    by: Any, held: jobs.Claim, said: Mapping[str, Any], frozen: Mapping[str, Any], before: Search | None, digest: str
) -> Done[Search]:
    row = jobs.row_of(held)
    search = Search.objects.select_for_update(of=("self",)).select_related("thing", "rule").get(job=row)
    _in_force(search)
    if Search.objects.filter(incident=search.incident, current=True).first() != before:
        raise Overtaken(
            f"{search.code}: another search finished while this one was written. Its lists were not kept. Search again."
        )
    _whole(search, said)
    told = said["told"]
    snapshot, _ = Snapshot.objects.get_or_create(
        incident=search.incident,
        digest=said["case"],
        defaults={
            "made": clock.now(),
            "journal_size": frozen["journal_size"],
            "profiles": told["profiles"],
            "families": told["families"],
            "references": told["references"],
            "controls": told["controls"],
            "open_missing": told["open_missing"],
            "withheld": told["withheld"],
            "left_out": frozen["left_out"],
        },
    )
    if before is not None:
        Search.objects.filter(pk=before.pk).update(current=False)
    search.before, search.snapshot, search.current = before, snapshot, True
    search.result_digest, search.software, search.finished = digest, said["software"], clock.now()
    search.manifest = said["manifest"]
    search.save()
    jobs.end(held, Job.State.DONE)
    facts = {
        "units": len(said["lists"]),
        "compared": told["missing_compared"],
        "open_missing": told["open_missing"],
        "case": said["case"][:12],
        "digest": digest,
        "changed": said["changed"],
        "rule": search.rule.number,
        "fence": held.fence,
    }
    return Done(search, subject=search.code, facts=facts)


def _whole(search: Search, said: Mapping[str, Any]) -> None:
    """Refuse to publish anything but all lists of the answer with all their lines."""
    there = dict(CandidateList.written.filter(search=search).values_list("label", "digest"))
    lines = Candidate.written.filter(listing__search=search).count()
    if there != said["lists"] or lines != said["manifest"]["lines"]:
        raise Impossible(
            f"{search.code}: {len(there)} lists with {lines} lines were written, the answer has {len(said['lists'])} with "
            f"{said['manifest']['lines']}. Nothing was kept; search again."
        )


def _manifest(answer: Mapping[str, Any], frozen: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as the page reads it: who was not compared is counted by reason, and the first of each are named."""
    told = dict(answer["manifest"])
    reasons: dict[str, list[str]] = {}
    for code, reason, _detail in told.pop("missing_not_compared"):
        reasons.setdefault(reason, []).append(code)
    told["not_compared"] = {reason: {"count": len(codes), "some": codes[:20]} for reason, codes in sorted(reasons.items())}
    lines = sum(len(entry["candidates"]) for entry in answer["lists"])
    return {**told, "left_out": frozen["left_out"], "lists": len(answer["lists"]), "lines": lines}
