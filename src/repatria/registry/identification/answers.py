"""What the search's joint answer says of one pair: the one place that knows how searches keep it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from django.conf import settings

from repatria.model import CaseFile
from repatria.registry import gateway
from repatria.registry.codes.models import Thing
from repatria.registry.refusals import Impossible
from repatria.registry.searching.answering import digest_of
from repatria.registry.searching.models import CandidateList, Search

KEPT = 2
Lines = Mapping[str, Mapping[str, Any]]
_ANSWERS: OrderedDict[str, dict[str, Any]] = OrderedDict()
_LOCK = Lock()


def answer_of(search: Search) -> dict[str, Any]:
    """The kept answer of a search, its lists by label; :class:`Impossible` where it is not what its digest says."""
    with _LOCK:
        found = _ANSWERS.get(search.result_digest)
        if found is not None:
            _ANSWERS.move_to_end(search.result_digest)
            return found
    where = settings.HOME.folder / "searches" / f"{search.result_digest}.json"
    try:
        document = json.loads(where.read_bytes())
    except (OSError, ValueError) as fault:
        raise Impossible(
            f"search {search.number}: its answer cannot be read. Restore it from a backup, or search again."
        ) from fault
    if digest_of(document) != search.result_digest:
        raise Impossible(f"search {search.number}: its answer was changed after it was kept. Restore it from a backup.")
    document["by_label"] = {entry["label"]: entry for entry in document["lists"]}
    with _LOCK:
        _ANSWERS[search.result_digest] = document
        while len(_ANSWERS) > KEPT:
            _ANSWERS.popitem(last=False)
    return document


def joint_of(case: CaseFile, listing: CandidateList, missing: Thing) -> gateway.JointTold:
    """The posteriors of a pair at every λ, with the probability of everything else; Impossible where the list does not hold it."""
    document = answer_of(listing.search)
    entry = document["by_label"].get(listing.label, {"candidates": []})
    line = next((x for x in entry["candidates"] if x["missing"] == missing.code), None)
    if line is None:
        raise Impossible(
            f"{missing.code}: is not on the list of {listing.label}, so nothing was weighed in full. Ask why on the page of the pair."
        )
    rule, manifest = document["rule"], document["manifest"]
    units = gateway.units_of(case)
    person = str(entry["person"])
    inside = next((unit for unit, members in units.items() if person in members), None)
    mine = [x["specimens"] for x in document["lists"] if x["person"] == person]
    return gateway.JointTold(
        listed=float(rule["listed"]),
        posteriors={float(v): (float(p), float(line["rests"][v])) for v, p in line["posteriors"].items()},
        person=f"{inside}/{person}" if inside else person,
        units=units,
        grouping=float(rule["grouping_log_lr"]),
        prior_text=str(manifest["prior"]),
        method=str(manifest["answer"][f"{float(rule['listed']):g}"]),
        profiles=tuple(sorted({code for some in mine for code in some})),
    )


def kinds_of(listing: CandidateList, missing: Thing) -> dict[str, float | None]:
    """Natural log LR of each kind of evidence that the joint answer weighed for a pair; empty where autosomal DNA is all there is."""
    entry = answer_of(listing.search)["by_label"].get(listing.label, {"candidates": []})
    line: Mapping[str, Any] = next((x for x in entry["candidates"] if x["missing"] == missing.code), {})
    found: dict[str, float | None] = line.get("kinds", {})
    return found


def forget() -> None:
    """Keep nothing in memory: what is on disk is read again."""
    with _LOCK:
        _ANSWERS.clear()
