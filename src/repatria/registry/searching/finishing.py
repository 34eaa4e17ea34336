"""What a finished search leaves: its answer as a file under its digest, and its lists as rows, in one recorded act under the fence."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.searching import entries, jobs
from repatria.registry.searching.answering import canonical, digest_of
from repatria.registry.searching.comparing import Before, compared
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search, Snapshot

BATCH = 500


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


@recorded(entries.SearchFinished, verb="searching.work")
def finish_search(by: Any, held: jobs.Claim, *, answer: Mapping[str, Any], digest: str) -> Done[Search]:
    """Write the result of a search once; refused for a stale fence, another digest, or a rule that is no longer in force."""
    row = jobs.row_of(held)
    search = Search.objects.select_for_update(of=("self",)).select_related("thing", "rule").get(job=row)
    if digest_of(answer) != digest:
        raise Impossible(
            f"{search.code}: the result does not have the digest {digest[:12]}… that it came with. Nothing was kept; search again."
        )
    newest = ListRule.objects.filter(incident=search.incident).latest("number")
    if newest.pk != search.rule_id:
        raise Overtaken(
            f"{search.code}: rule {newest.number} was set while this search ran under rule {search.rule.number}. "
            "Its lists were not kept. Queue a search under the new rule."
        )
    before = Search.objects.filter(incident=search.incident, current=True).first()
    told = answer["manifest"]
    frozen = row.order["case"]
    snapshot, _ = Snapshot.objects.get_or_create(
        incident=search.incident,
        digest=answer["case"],
        defaults={
            "made": datetime.now(UTC),
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
    search.result_digest, search.software, search.finished = digest, answer["software"], datetime.now(UTC)
    search.manifest = _manifest(answer, frozen)
    search.save()
    changed = _write_lists(search, answer["lists"], before, frozen.get("versions", {}))
    jobs.end(held, Job.State.DONE)
    facts = {
        "units": len(answer["lists"]),
        "compared": told["missing_compared"],
        "open_missing": told["open_missing"],
        "case": answer["case"][:12],
        "digest": digest,
        "changed": changed,
        "rule": search.rule.number,
        "fence": held.fence,
    }
    return Done(search, subject=search.code, facts=facts)


def _manifest(answer: Mapping[str, Any], frozen: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as the page reads it: who was not compared is counted by reason, and the first of each are named."""
    told = dict(answer["manifest"])
    reasons: dict[str, list[str]] = {}
    for code, reason, _detail in told.pop("missing_not_compared"):
        reasons.setdefault(reason, []).append(code)
    told["not_compared"] = {reason: {"count": len(codes), "some": codes[:20]} for reason, codes in sorted(reasons.items())}
    lines = sum(len(entry["candidates"]) for entry in answer["lists"])
    return {**told, "left_out": frozen["left_out"], "lists": len(answer["lists"]), "lines": lines}


def _write_lists(search: Search, lists: Sequence[Mapping[str, Any]], before: Search | None, frozen: Mapping[str, int]) -> int:
    """The rows of all lists; returns how many differ from the search before.

    ``frozen``: the version of each individual in the case. A list of an individual that was grouped anew meanwhile belongs to no version.
    """
    versions = {
        v.individual.thing.code: v
        for v in IndividualVersion.objects.filter(
            individual__thing__incident=search.incident, current=True, state=IndividualVersion.State.LOCKED
        ).select_related("individual__thing")
    }
    things = dict(Thing.objects.filter(incident=search.incident, kind=Kind.MISSING).values_list("code", "pk"))
    earlier = Before(before)
    rule = f"{float(search.rule.listed):g}"
    made, lines = [], []
    for entry in lists:
        difference = compared(entry, earlier)
        version = versions.get(entry["individual"])
        if version is not None and version.number != frozen.get(entry["individual"]):
            version = None
        row = CandidateList(
            search=search,
            label=entry["label"],
            version=version,
            specimens=entry["specimens"],
            person=entry["person"],
            size_before=entry["size_before"],
            compared=entry["compared"],
            size_after=entry["size_after"],
            expected_chance=entry["expected_chance"],
            none_of_these=entry["none_of_these"][rule],
            without_reference=entry["without_reference"][rule],
            notes=entry["notes"],
            changed=difference.changed,
            digest=entry["digest"],
        )
        made.append(row)
        lines.append((entry["candidates"], difference))
    CandidateList.objects.bulk_create(made, batch_size=BATCH)
    Candidate.objects.bulk_create(
        (
            Candidate(
                listing=row,
                missing_id=things[c["missing"]],
                family=c["family"],
                rank=c["rank"],
                rank_of_missing=c["rank_of_missing"],
                log_lr=c["log_lr"],
                posterior=c["posterior"],
                posteriors=c["posteriors"],
                tied_with=c["tied_with"],
                change=difference.change[c["missing"]],
                log_lr_before=difference.log_lr_before.get(c["missing"]),
            )
            for row, (candidates, difference) in zip(made, lines, strict=True)
            for c in candidates
        ),
        batch_size=BATCH,
    )
    return sum(row.changed for row in made)
