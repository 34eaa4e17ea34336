"""Evidence computed again through the door: many documents of one case at the price of one joint answer."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from repatria.errors import RepatriaError
from repatria.formats.canonical import canonical_json
from repatria.model import CaseFile

_LAST: dict[str, Any] = {}
"""The last joint answer, by the digest of its case and how it was asked for: what follows is often of the same case."""


@cache
def _own() -> Path:
    """A folder of this process alone, gone with it: what it weighed itself is found again for the next case, never what another
    brought. Found under digests of all that decides it, so that the answer is the same to the last digit."""
    for left in Path(tempfile.gettempdir()).glob(f"{AGAIN}*"):  # of a process that was killed
        number = left.name.removeprefix(AGAIN).partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.TemporaryDirectory(prefix=f"{AGAIN}{os.getpid()}-")
    _KEPT.append(folder)
    return Path(folder.name)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        pass
    return True


AGAIN = "repatria-again-"
_KEPT: list[tempfile.TemporaryDirectory[str]] = []
"""Holds the folder for as long as the process lives."""


def recompute_all(
    case: CaseFile, digest: str, documents: Sequence[Mapping[str, Any]], tick: Callable[[int], None] | None = None
) -> list[str]:
    """What a recomputation of each document from its case comes to: empty where every digit agrees, else a sentence.

    Documents that were asked for in the same way share one joint answer. ``digest`` is that of the case; ``tick`` hears of progress.
    """
    from repatria.joint.identify import identify

    said = []
    for document in documents:
        asked = document["asked"]
        way = canonical_json([asked["units"], asked["seed"], asked["grouping"]])
        try:
            if document["case"]["digest"] != digest:
                raise ValueError(f"it speaks of the case {document['case']['digest'][:12]}, on file is {digest[:12]}")
            way = f"{digest} {way}"
            answer = _LAST.get(way)
            if answer is None:
                answer = identify(
                    case, units=asked["units"], seed=asked["seed"], grouping=asked["grouping"], tick=tick, folder=_own()
                )
                _LAST.clear()  # one answer in memory at most
                _LAST[way] = answer
            said.append(_compared(case, answer, document, digest))
        except (RepatriaError, ValueError, KeyError, StopIteration) as fault:
            said.append(f"it could not be computed again: {fault}")
    return said


def document_digest(document: Mapping[str, Any]) -> str:
    """The digest of an evidence document, as it is signed."""
    from repatria.joint.signed import evidence_digest

    return evidence_digest(document)


def _compared(case: CaseFile, answer: Any, document: Mapping[str, Any], digest: str) -> str:
    """The first field in which the document differs from the one computed now; empty where there is none."""
    from repatria.joint.leads import Lead
    from repatria.joint.reference_error import ReferenceErrors
    from repatria.joint.signed import evidence_of, recheck

    asked = document["asked"]
    if asked["person"] not in answer.victims or asked["missing"] not in answer.missing:
        return f"{asked['person']} as {asked['missing']} is not weighed in its case"
    fresh = evidence_of(
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
    found = recheck(document, fresh)
    if found.same or found.first is None:
        return ""
    first = found.first
    return f"{found.differences} fields differ, the first is {first.path}: {first.stored!s:.40} on file, {first.computed!s:.40} now"
