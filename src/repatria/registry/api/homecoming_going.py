"""Releases, graves and later bones for programs: the same acts as on the pages, by code."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.homecoming import papers_going
from repatria.registry.homecoming.actions import burying, going, portions
from repatria.registry.homecoming.forms import going as forms
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Burial, Portion, PortionEvent, Release
from repatria.registry.homecoming.queries import going as queries
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Refusal

router = Router()
HERE = "/releases/{code}"


@lists(router, "/ready", "homecoming.releases")
def ready(at: Seat) -> Any:
    """Who may leave and has not: persons, groups, unresolved remains."""
    return queries.ready(at), lambda one: {"code": one.code, "what": one.what, "bones": one.bones}


@lists(router, "/releases", "homecoming.releases")
def releases(at: Seat, state: str = "", about: str = "") -> Any:
    """Releases, the newest first; ``about``: the code of whom they are for."""
    return queries.releases(at, state=state, text=about), _release


@looks(router, HERE, "homecoming.releases")
def release(at: Seat, code: str) -> Row:
    """One release with its portions."""
    row = queries.release_called(at, code)
    names = {name: value or None for name, value in queries.told(at, row).items() if name not in ("about", "named")}
    stops = queries.why_it_stops(at, row) or None
    way = queries.for_the_way(at, going.about(row), row)
    wished = {"place": way.place or None, "honours": way.honours or None} if way else None
    return {
        **_release(row),
        **names,
        "stops": stops,
        "wished_for_the_way": wished,
        "portions": [_portion(one) for one in queries.portions(at, row)],
    }


def _choices(at: Seat, code: str) -> dict[str, Any]:
    whom = queries.whom(at, code)
    return {"items": [(one.code, one.what) for one in (*queries.bones_of(at, whom), *queries.effects_for(at, whom))]}


def _refused(at: Seat, refusal: Refusal, code: str) -> None:
    if isinstance(refusal, GateClosed):
        going.note_refused(at, queries.whom(at, code).thing, why=str(refusal))


@acts(router, "/for/{code}/releases", "homecoming.release", forms.Prepare, _choices, refused=_refused)
def prepare(at: Seat, form: Any, code: str) -> Row:
    """Prepare a release for a person, a determination or unresolved remains; items by code."""
    whom, said = queries.whom(at, code), dict(form.cleaned_data)
    rows = (*queries.bones_of(at, whom), *queries.effects_for(at, whom))
    said["items"] = [one for one in rows if one.code in said["items"]]
    return _release(going.prepare(at, whom, **said))


def _kept(at: Seat, refusal: Refusal, code: str) -> None:
    if isinstance(refusal, GateClosed):
        going.note_refused(at, going.about(queries.release_called(at, code)).thing, why=str(refusal))


@acts(router, HERE + "/count-out", "homecoming.release", forms.LinesOut, refused=_kept)
def count_out(at: Seat, form: Any, code: str) -> Row:
    """Count every portion out, and let it go; asked twice (``sure``)."""
    row, said = queries.release_called(at, code), form.cleaned_data
    return _release(going.count_out(at, row, counts=_counts(at, row, said["counts"]), sure=said["sure"]))


@acts(router, HERE + "/count-in", "homecoming.arrive", forms.LinesIn)
def count_in(at: Seat, form: Any, code: str) -> Row:
    """Count every portion in; never by whoever counted it out. Asked twice (``sure``) where what it rests on was taken back."""
    row, said = queries.release_called(at, code), form.cleaned_data
    counts = _counts(at, row, said["counts"])
    return _release(going.count_in(at, row, **{**said, "counts": counts}))


@acts(router, HERE + "/cancel", "homecoming.release", forms.Reason)
def cancel(at: Seat, form: Any, code: str) -> Row:
    """Give up a release that has not left."""
    return _release(going.cancel(at, queries.release_called(at, code), **form.cleaned_data))


def _not_laid(at: Seat, refusal: Refusal, code: str) -> None:
    if isinstance(refusal, GateClosed):
        burying.note_refused(at, queries.release_called(at, code), why=str(refusal))


@acts(router, HERE + "/bury", "homecoming.bury", forms.Bury, refused=_not_laid)
def bury(at: Seat, form: Any, code: str) -> Row:
    """Write down where the remains of a release lie."""
    return _grave(at, burying.bury(at, queries.release_called(at, code), **form.cleaned_data))


@acts(router, HERE + "/portions/{pk}/back", "homecoming.release", forms.Back)
def come_back(at: Seat, form: Any, code: str, pk: int) -> Row:
    """A portion that left is here again."""
    row = queries.release_called(at, code)
    return _portion(going.come_back(at, queries.portion_of(at, row, pk), **form.cleaned_data))


@fetches(router, HERE + "/manifest.pdf", "homecoming.arrive", "application/pdf")
def manifest(at: Seat, code: str) -> Paper:
    """The count-out and escort manifest. The print is written into the journal."""
    row = queries.release_called(at, code)
    return Paper(papers_going.manifest(at, row), f"manifest-{row.code}.pdf", "application/pdf")


@lists(router, "/graves", "homecoming.releases")
def graves(at: Seat, about: str = "") -> Any:
    """Every grave, the newest first."""
    return queries.graves(at, text=about), lambda row: _grave(at, row)


@acts(router, "/graves/{pk}/open", "homecoming.bury", forms.OpenGrave)
def open_grave(at: Seat, form: Any, pk: int) -> Row:
    """Write down that a grave was opened again; asked twice (``sure``)."""
    return _grave(at, burying.open_grave(at, queries.grave_called(at, pk), **form.cleaned_data))


@lists(router, "/later", "homecoming.read")
def later(at: Seat, waiting: bool = False) -> Any:
    """Bones that came to light after the family was told."""
    return queries.later_bones(at, waiting=waiting), lambda one: {
        **_event(one),
        "wish": queries.standing_wish(at, one)[1] or None,
    }


def _disobeyed(at: Seat, refusal: Refusal, pk: int) -> None:
    if isinstance(refusal, GateClosed):
        portions.note_refused(at, queries.later_bone(at, pk), why=str(refusal))


@acts(router, "/later/{pk}/answer", "homecoming.portion", forms.AnswerPortion, refused=_disobeyed)
def answer(at: Seat, form: Any, pk: int) -> Row:
    """Answer for a later bone, as the standing wish says."""
    return _event(portions.answer(at, queries.later_bone(at, pk), **form.cleaned_data))


def _counts(at: Seat, row: Release, text: str) -> Any:
    here = {one.item.code: one.item_id for one in queries.portions(at, row) if one.standing}
    return forms.read_counts(text, here)


def _release(row: Release) -> Row:
    return {
        "code": row.code,
        "about": going.about(row).code,
        "state": row.state,
        "prepared": row.prepared,
        "out": row.out,
        "arrived": row.arrived,
    }


def _portion(row: Portion) -> Row:
    """Masses are text, so that no digit is lost."""
    return {
        "portion": row.pk,
        "item": row.item.code,
        "standing": row.standing,
        "out_g": None if row.out_g is None else str(row.out_g),
        "out_pieces": row.out_pieces,
        "in_g": None if row.in_g is None else str(row.in_g),
        "in_pieces": row.in_pieces,
        "counted_in": row.counted_in,
    }


def _grave(at: Seat, row: Burial) -> Row:
    lies = queries.reads_place(at, row)
    return {
        "grave": row.pk,
        "about": burying.about_code(row),
        "release": row.release.code,
        "place": row.place if lies else None,
        "number": row.grave if lies else None,
        "on": row.on,
        "opened": row.opened,
    }


def _event(row: PortionEvent) -> Row:
    return {
        "later": row.pk,
        "bone": row.specimen.code,
        "missing": row.missing.code,
        "due": row.due,
        "outcome": row.outcome,
        "done": row.done,
        "release": row.release.code if row.release else None,
    }
