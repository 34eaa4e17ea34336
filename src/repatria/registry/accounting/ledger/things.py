"""What became of every thing that came in: spans of the states of boxes, bones, effects and samples.

A thing stands in exactly one column of the account at a time. Where two tables say two things of it, or none says anything, it stands
in the column ``open`` with a sentence, and its balance does not close until that is put right. Masses are not summed; things are counted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.spans import Span, Spans
from repatria.registry.codes.keptout import counted
from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Holding, Item
from repatria.registry.homecoming.models import Portion, UnresolvedMember
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident

KINDS = (Kind.CONTAINER, Kind.SPECIMEN, Kind.EFFECT, Kind.SAMPLE)
HELD, CONSUMED, RETURNED, TRANSFERRED, UNRESOLVED, UNDER_WAY, OTHERWISE, OPEN = (
    "held", "consumed", "returned", "transferred", "unresolved", "under_way", "otherwise", "open",
)  # fmt: skip
COLUMNS = (HELD, CONSUMED, RETURNED, TRANSFERRED, UNRESOLVED, UNDER_WAY, OTHERWISE)
NOBODY = _("nobody holds it and nothing says where it went")
TWICE = _("counted out, and yet held here")
NOT_ARRIVED = _("counted out and not counted in: it did not arrive")
ENDED = {
    Item.State.CONSUMED: CONSUMED, Item.State.DESTROYED: OTHERWISE, Item.State.RELEASED: OTHERWISE,
}  # fmt: skip
DIVIDED = (Item.State.SPLIT, Item.State.MERGED)


@dataclass(slots=True)
class Left:
    """A release that a thing went out with."""

    out: datetime
    arrived: datetime | None
    column: str
    lost: bool
    back: datetime | None = None


@dataclass(slots=True)
class Line:
    """What is known of one thing: its kind, when it was entered, how it ended, and what happened in between."""

    pk: int
    kind: str
    entered: datetime
    state: str
    made: bool
    """It came out of a division or joining of others, and was not received itself."""
    ended: datetime | None = None
    outside: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    here: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unresolved: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    nobody: bool = False


Columns = Mapping[str, Spans]


def things(incident: Incident) -> dict[str, Columns]:
    """For each kind of thing: the columns of its account, with ``received``, ``made``, ``divided``, ``laid`` and ``open`` besides."""
    found: dict[str, dict[str, list[Span]]] = {kind: defaultdict(list) for kind in KINDS}
    for line in lines(incident).values():
        _enter(found[line.kind], line)
    names = (*COLUMNS, OPEN, "received", "made", "divided", "laid")
    return {kind: {name: Spans(told.get(name, ())) for name in names} for kind, told in found.items()}


def lines(incident: Incident) -> dict[int, Line]:
    """Every thing of the incident that stands in figures, with what is known of it."""
    entered_by_mistake = dict(
        Specimen.objects.filter(item__thing__incident=incident, withdrawn__isnull=False).values_list("pk", "withdrawn")
    )
    made = _made(incident)
    rows = (
        Item.objects.filter(counted("thing_id"), thing__incident=incident, thing__kind__in=KINDS)
        .order_by()
        .values_list("pk", "thing__kind", "thing__created", "state", "thing__code")
    )
    told = {pk: Line(pk, kind, at, state, code in made) for pk, kind, at, state, code in rows}
    here = Holding.objects.filter(item__thing__incident=incident).order_by()
    gone = here.exclude(item__state=Item.State.HELD).values("item_id").annotate(last=Max("until"))
    for pk, last in gone.values_list("item_id", "last"):
        if pk in told:
            told[pk].ended = entered_by_mistake.get(pk, last) or told[pk].entered
    for pk, at in entered_by_mistake.items():
        if pk in told:
            told[pk].ended, told[pk].state = at, Item.State.WITHDRAWN
    for pk, since, until in here.exclude(outside="").values_list("item_id", "since", "until"):
        if pk in told:
            told[pk].outside.append((since, until))
    open_ = Holding.objects.filter(item=OuterRef("pk"), until__isnull=True)
    loose = Item.objects.filter(~Exists(open_), thing__incident=incident, state=Item.State.HELD)
    for pk in loose.values_list("pk", flat=True):
        if pk in told:
            told[pk].nobody = True
    for line in told.values():  # a thing that ended, and nobody knows when
        line.nobody = line.nobody or (line.state != Item.State.HELD and line.ended is None)
    _homeward(incident, told)
    return told


def _made(incident: Incident) -> set[str]:
    """Codes of the things that divisions and joinings made, as the journal says."""
    codes: set[str] = set()
    rows = Entry.objects.filter(incident=incident.slug, tag__in=("custody.split", "custody.merged"))
    for tag, subject, body in rows.values_list("tag", "subject", "body"):
        codes.update([subject] if tag == "custody.merged" else json.loads(bytes(body))["facts"]["parts"])
    return codes


def _homeward(incident: Incident, told: Mapping[int, Line]) -> None:
    """What left with a release, what came back, and what was written up as unresolved."""
    portions = list(
        Portion.objects.filter(release__incident=incident, release__out__isnull=False).select_related("release").order_by("pk")
    )
    back: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    held = Holding.objects.filter(item__in={one.item_id for one in portions}, holder__isnull=False).order_by("since")
    for pk, since, until in held.values_list("item_id", "since", "until"):
        back[pk].append((since, until))
    for one in portions:
        line = told.get(one.item_id)
        if line is None or one.release.out is None:
            continue
        line.here = back[line.pk]
        returned = next((since for since, _until in line.here if since > one.release.out), None)
        column = RETURNED if one.release.missing_id else TRANSFERRED if one.release.determination_id else UNRESOLVED
        line.left.append(Left(one.release.out, one.release.arrived, column, one.counted_in is False, returned))
    members = UnresolvedMember.objects.filter(unresolved__incident=incident).order_by()
    columns = ("specimen_id", "current", "unresolved__made", "unresolved__ended")
    for pk, current, since, ended in members.values_list(*columns):
        if pk in told and (current or ended is not None):
            told[pk].unresolved.append((since, ended))


def _enter(found: dict[str, list[Span]], line: Line) -> None:
    """Put the spans of one thing into its columns."""
    mistaken = line.state == Item.State.WITHDRAWN
    found["made" if line.made else "received"].append(Span(line.pk, line.entered, line.ended if mistaken else None))
    ended = line.ended
    if not (line.outside or line.left or line.unresolved or line.nobody):
        found[HELD].append(Span(line.pk, line.entered, ended))
    else:
        _in_pieces(found, line)
    if ended is None or mistaken:
        return
    if line.state in DIVIDED:
        found["divided"].append(Span(line.pk, ended))
    elif line.state in ENDED and not (line.left and line.state == Item.State.RELEASED):
        found[ENDED[Item.State(line.state)]].append(Span(line.pk, ended))


def _in_pieces(found: dict[str, list[Span]], line: Line) -> None:
    """Cut the time of a thing at every moment at which something happened, and say for each piece where it was."""
    moments = {line.entered}
    for pair in (*line.outside, *line.unresolved, *line.here):
        moments.update(moment for moment in pair if moment is not None)
    for one in line.left:
        moments.update(moment for moment in (one.out, one.arrived, one.back) if moment is not None)
    if line.ended is not None:
        moments.add(line.ended)
    ordered = sorted(moment for moment in moments if moment >= line.entered)
    for since, until in zip(ordered, [*ordered[1:], None], strict=True):
        over = line.ended is not None and since >= line.ended
        if over and not (line.left and line.state == Item.State.RELEASED):
            break
        column, words = _where(line, since, last=until is None, over=over)
        found[column].append(Span(line.pk, since, until, words))
        if column == UNRESOLVED and _laid(line, since):
            found["laid"].append(Span(line.pk, since, until))


def _where(line: Line, moment: datetime, *, last: bool, over: bool) -> tuple[str, str]:
    """In which column a thing stands from ``moment`` on, and what is to be said of it."""
    gone = next((one for one in line.left if one.out <= moment and (one.back is None or moment < one.back)), None)
    unresolved = _during(line.unresolved, moment)
    if gone is not None:
        if gone.lost and gone.arrived is not None and moment >= gone.arrived:
            return OPEN, str(NOT_ARRIVED)
        if _during(line.here, moment):
            return OPEN, str(TWICE)
        if gone.column == UNRESOLVED or unresolved:
            return UNRESOLVED, ""
        return (UNDER_WAY, "") if gone.arrived is None or moment < gone.arrived else (gone.column, "")
    if over:
        return OTHERWISE, ""
    if last and line.nobody:
        return OPEN, str(NOBODY)
    if unresolved:
        return UNRESOLVED, ""
    return (OTHERWISE, "") if _during(line.outside, moment) else (HELD, "")


def _laid(line: Line, moment: datetime) -> bool:
    """Whether a thing had arrived at a numbered grave by ``moment``."""
    return any(
        one.column == UNRESOLVED
        and one.arrived is not None
        and one.arrived <= moment
        and (one.back is None or moment < one.back)
        for one in line.left
    )


def _during(spans: Iterable[tuple[datetime, datetime | None]], moment: datetime) -> bool:
    return any(since <= moment and (until is None or moment < until) for since, until in spans)


def found_in(incident: Incident) -> dict[int, int | None]:
    """For each bone the container it was found in."""
    rows: Any = Specimen.objects.filter(counted(), item__thing__incident=incident).values_list("pk", "found_in_id")
    return dict(rows)
