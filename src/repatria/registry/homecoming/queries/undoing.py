"""What people may read of corrections: what rests on a wrong link, each with the page where it is put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import NoReverseMatch

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming import freshness
from repatria.registry.homecoming.dependents import ORDER, Rests, resting_on
from repatria.registry.homecoming.models import Burial, Correction, CorrectionStep
from repatria.registry.homecoming.queries import named
from repatria.registry.homecoming.stranded import stranded
from repatria.registry.homecoming.undone import why_asked_again, why_not_ended
from repatria.registry.identification.models import Identification
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound
from repatria.registry.searching.models import CandidateList
from repatria.registry.searching.scope import own_units

Kind = CorrectionStep.Kind
PERSON = (("homecoming:person", "homecoming.read"),)
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.PUBLIC: PERSON,
    Kind.FAMILY: PERSON,
    Kind.GRAVE: (("homecoming:graves", "homecoming.releases"), *PERSON),
    Kind.PORTION: (("homecoming:portion-events", "homecoming.releases"), *PERSON),
    Kind.RELEASE: (("homecoming:release", "homecoming.releases"),),
    Kind.SIGNATURE: (("review:one", "review.read"),),
    Kind.IDENTIFICATION: (("review:one", "review.read"),),
    Kind.INDIVIDUAL: (("inventory:individual", "inventory.individuals"),),
    Kind.OTHER_FAMILY: (("families:missing", "families.read"),),
    Kind.HISTORIC: (("families:decisions", "families.read_decisions"),),
}
"""Where a step is done: pages by name, each with the verb it asks for; the first that is there and open to the reader is linked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that rests on a link, as a page shows it."""

    kind: str
    label: str
    about: str
    words: str
    url: str
    step: CorrectionStep | None = None
    against: str = ""
    """Why the step cannot end yet."""
    called: str = ""
    """How people call it, where ``about`` is a table and a number."""


def corrections(seat: Seat) -> QuerySet[Correction]:
    """Those that this person may see: open ones first."""
    seat.need("homecoming.steps")
    rows = Correction.objects.filter(seat.sees("identification__thing"), incident=seat.incident)
    rows = rows.select_related(
        "identification__thing", "identification__missing", "identification__individual__thing", "by", "closed_by"
    )
    rows = rows.annotate(all_steps=Count("steps"), ended=Count("steps", filter=Q(steps__done__isnull=False)))
    return rows.order_by(F("closed").desc(nulls_first=True), "-opened")


def correction_called(seat: Seat, code: str) -> Correction:
    """The correction of the identification with this code; NotFound if there is none that this person may see."""
    row = corrections(seat).filter(identification__thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def step_of(seat: Seat, correction: Correction, pk: int) -> CorrectionStep:
    """One step of a correction already fetched for a seat."""
    seat.need("homecoming.steps")
    row = correction.steps.filter(pk=pk).select_related("done_by").first()
    if row is None:
        raise NotFound
    row.correction = correction
    return row


def identification_called(seat: Seat, code: str) -> Identification:
    """A signed or once signed identification, for the preview; NotFound otherwise."""
    seat.need("homecoming.steps")
    rows = Identification.objects.filter(seat.sees("thing"), incident=seat.incident, thing__code=read_code(code) or "")
    row = rows.filter(signatures__isnull=False).select_related("thing", "missing", "individual__thing").first()
    if row is None:
        raise NotFound
    return row


def preview(seat: Seat, row: Identification) -> list[tuple[str, list[Line]]]:
    """What would rest on a wrong link if it were rescinded now, grouped by kind."""
    seat.need("homecoming.steps")
    found = resting_on(row)
    lists = _list_urls(seat, [one.about for one in found if one.kind == Kind.LISTING])
    return _grouped(_named([_line(seat, row, one, None, lists) for one in found]))


def steps(seat: Seat, correction: Correction) -> list[CorrectionStep]:
    """The steps of a correction already fetched for a seat, in the order in which they were listed."""
    seat.need("homecoming.steps")
    return list(correction.steps.select_related("done_by").order_by("pk"))


def lines(seat: Seat, correction: Correction) -> list[tuple[str, list[Line]]]:
    """The steps of a correction, grouped by kind in the order in which they are put right."""
    row, found = correction.identification, steps(seat, correction)
    lists = _list_urls(seat, [one.about for one in found if one.kind == Kind.LISTING])
    return _grouped(_named([_line(seat, row, Rests(one.kind, one.about, one.words), one, lists) for one in found]))


def reads_words(seat: Seat) -> bool:
    """Whether this reader reads why it was rescinded and what was done about each step: the families' office and who leads it."""
    return seat.may("families.read_kin") or seat.may("homecoming.correct")


def stays(seat: Seat, step: CorrectionStep) -> bool:
    """Whether the thing of a step still stands and may be left so, so that ending the step is asked twice: a grave."""
    seat.need("homecoming.steps")
    return bool(why_asked_again(step))


def stranded_graves(seat: Seat) -> QuerySet[Burial]:
    """Graves under a name that hold bones which are not in the signature of today, and stand in no correction."""
    seat.need("homecoming.steps")
    rows = Burial.objects.filter(seat.sees_few("release__thing"), missing__isnull=False)
    return stranded(rows).select_related("missing", "release__identification__thing")


def is_stale(seat: Seat, correction: Correction) -> bool:
    """Whether something was written since the list was computed that could add to it. Nothing is computed here."""
    seat.need("homecoming.steps")
    return freshness.is_stale(correction)


def _named(found: Sequence[Line]) -> list[Line]:
    words = named.called(one.about for one in found)
    return [replace(one, called=words.get(one.about, "")) for one in found]


def line_of(seat: Seat, step: CorrectionStep) -> Line:
    """One step as a page shows it."""
    seat.need("homecoming.steps")
    (line,) = _named([_line(seat, step.correction.identification, Rests(step.kind, step.about, step.words), step)])
    return line


def _line(
    seat: Seat, row: Identification, one: Rests, step: CorrectionStep | None = None, lists: Mapping[str, str] | None = None
) -> Line:
    lists = _list_urls(seat, [one.about]) if lists is None and one.kind == Kind.LISTING else lists
    url = (lists or {}).get(one.about, "") if one.kind == Kind.LISTING else _url(seat, row, one)
    against = why_not_ended(step) if step is not None and step.done is None else ""
    return Line(one.kind, str(Kind(one.kind).label), one.about, one.words, url, step, against)


def _grouped(found: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    groups = [(str(Kind(kind).label), [one for one in found if one.kind == kind]) for kind in ORDER]
    return [(label, some) for label, some in groups if some]


def _url(seat: Seat, row: Identification, one: Rests) -> str:
    """Where it is put right; empty where this person may not go there."""
    if one.kind == Kind.FIGURE and seat.may("accounting.read"):
        number = one.about.rpartition(" ")[2]
        return _address(seat, "accounting:statement", number=int(number)) if number.isdecimal() else ""
    of_missing = one.kind in (Kind.PUBLIC, Kind.FAMILY, Kind.GRAVE, Kind.PORTION, Kind.HISTORIC)
    code = row.missing.code if of_missing else row.code if one.kind == Kind.SIGNATURE else one.about
    for name, verb in PLACES.get(one.kind, ()):
        if seat.may(verb):
            found = _address(seat, name, code=code) or _address(seat, name)
            if found:
                return found
    return ""


def _list_urls(seat: Seat, abouts: Sequence[str]) -> dict[str, str]:
    """Where the lists are that are called "label in search": those that this person may open, in one question."""
    if not abouts or not seat.may("searching.read"):
        return {}
    told = [one.partition(" in ") for one in abouts]
    found = CandidateList.objects.filter(search__incident=seat.incident, search__thing__code__in={code for *_x, code in told})
    rows = found.filter(own_units(seat), label__in={label for label, *_x in told})
    return {
        f"{label} in {code}": _address(seat, "searching:list", code=code, label=label)
        for label, code in rows.values_list("label", "search__thing__code").distinct()
    }


def _address(seat: Seat, name: str, **kwargs: Any) -> str:
    try:
        return at(seat, name, **kwargs)
    except NoReverseMatch:
        return ""
