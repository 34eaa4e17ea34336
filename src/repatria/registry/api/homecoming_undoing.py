"""Corrections for programs: what would rest on a link, what rested on a wrong one, and the steps of putting it right."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.homecoming import papers_undoing
from repatria.registry.homecoming.actions import undoing
from repatria.registry.homecoming.forms import undoing as forms
from repatria.registry.homecoming.models import Correction, CorrectionStep
from repatria.registry.homecoming.queries import undoing as queries
from repatria.registry.people.seats import Seat

router = Router()
HERE = "/corrections/{code}"


@lists(router, "/corrections", "homecoming.steps")
def corrections(at: Seat) -> Any:
    """Corrections, open ones first; each by the code of its identification."""
    return queries.corrections(at), told


@looks(router, HERE, "homecoming.steps")
def correction(at: Seat, code: str) -> Row:
    """One correction with every step; ``as_of``: when they were looked up, ``stale``: something was done since that may add to them."""
    row, words = queries.correction_called(at, code), queries.reads_words(at)
    return {
        **told(row),
        "reason": row.reason if words else None,
        "steps": [_step(one, words=words) for one in queries.steps(at, row)],
        "as_of": row.as_of,
        "stale": queries.is_stale(at, row),
    }


@looks(router, "/identifications/{code}/rests", "homecoming.steps")
def rests(at: Seat, code: str) -> Row:
    """What would have to be put right if this identification were rescinded now. Nothing is written."""
    row = queries.identification_called(at, code)
    groups = queries.preview(at, row)
    lines = [{"kind": str(one.kind), "about": one.about, "words": one.words} for _label, some in groups for one in some]
    return {"code": row.code, "rests": lines}


@acts(router, HERE + "/steps/{pk}/end", "homecoming.steps", forms.EndStep)
def end_step(at: Seat, form: Any, code: str, pk: int) -> Row:
    """End one step, with words that say what was done."""
    row = queries.correction_called(at, code)
    return _step(undoing.end_step(at, queries.step_of(at, row, pk), **form.cleaned_data))


@acts(router, HERE + "/look-again", "homecoming.steps")
def look_again(at: Seat, _form: Any, code: str) -> Row:
    """Add what came since the correction was opened."""
    made = undoing.look_again(at, queries.correction_called(at, code))
    return {"added": [_step(one) for one in made]}


@acts(router, HERE + "/close", "homecoming.correct")
def close(at: Seat, _form: Any, code: str) -> Row:
    """Close a correction in which every step has ended."""
    undoing.close(at, queries.correction_called(at, code))
    return told(queries.correction_called(at, code))


@fetches(router, HERE + "/letter", "homecoming.notify", "application/pdf")
def letter(at: Seat, code: str) -> Paper:
    """The letter that says to the family that it was wrong, as PDF."""
    at.need("homecoming.steps")
    row = queries.correction_called(at, code)
    name = f"{row.identification.missing.code}-rescission.pdf"
    return Paper(papers_undoing.notice_paper(at, row), name, "application/pdf")


def told(row: Correction) -> Row:
    """A correction in short."""
    return {
        "identification": row.identification.code,
        "missing": row.identification.missing.code,
        "opened": row.opened,
        "closed": row.closed,
    }


def _step(row: CorrectionStep, *, words: bool = True) -> Row:
    return {
        "step": row.pk,
        "kind": str(row.kind),
        "about": row.about,
        "words": row.words,
        "done": row.done,
        "by": row.done_by.code if row.done_by else None,
        "outcome": row.outcome if words else None,
    }
