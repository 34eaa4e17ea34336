"""The story of a programme in order of days: lines, gaps and anniversaries, all computed from what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.claims import days
from repatria.registry.programme import times
from repatria.registry.programme.models import Leg, Matter, Step

GAP_DAYS = 366
"""A stretch longer than this, in which nothing is told, is shown as a gap."""
CONTINUES = frozenset({Matter.Kind.AGREEMENT, Matter.Kind.WORK, Matter.Kind.JOURNEY})
RETURNS = frozenset({Matter.Kind.EVENT, Matter.Kind.AGREEMENT})
"""Kinds whose days are kept as anniversaries, if they are known to the day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: first and last day it may mean, how the day is said, what happened, and the source."""

    since: date
    until: date
    when: str
    words: str
    matter: Matter
    document: Any
    exact: bool
    place: str = ""
    ahead: int | None = None
    to: str = ""
    """For a span: its last day in words."""
    said: str = ""
    """According to whom, where somebody says so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it: with the anniversaries it falls on, its day elsewhere, or a gap instead of a line."""

    line: Line | None = None
    gap: times.Gap | None = None
    on: Sequence[tuple[int, str]] = ()
    elsewhere: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The lines in order, the gaps between them, and which anniversaries come next after ``day``."""

    told: Sequence[Told]
    gaps: Sequence[times.Gap]
    next: Sequence[tuple[date, int, Matter]]
    day: date


def dated(matters: Iterable[Matter]) -> list[Line]:
    """Every dated line of ``matters``: the matter itself, what was said to come of it, the legs of a journey."""
    found: list[Line] = []
    for row in matters:
        found += _of_matter(row)
        found += [_of_step(row, step) for step in row.steps.all() if step.day]
        found += [_of_leg(row, leg) for leg in row.legs.all() if leg.departed or leg.arrived]
    return sorted(found, key=lambda line: (line.since, line.until, line.matter.pk))


def _of_matter(row: Matter) -> list[Line]:
    if row.since is None:
        return []
    since, until = days.span(row.since, row.since_precision)
    if row.until is not None:
        until = days.span(row.until, row.until_precision)[1]
    exact = row.since_precision == days.DAY and row.until is None
    return [Line(since, until, row.since_words, row.title, row, row.document, exact, row.place, row.ahead, row.until_words)]


def _of_step(row: Matter, step: Step) -> Line:
    since, until = days.span(step.day, step.precision)
    words = f"{row.title}: {step.get_state_display()}"
    return Line(since, until, step.day_words, words, row, step.document, False, said=step.according_to.name)


def _of_leg(row: Matter, leg: Leg) -> Line:
    left, came = days.span(leg.departed, leg.departed_precision), days.span(leg.arrived, leg.arrived_precision)
    since, until = (left if leg.departed else came)[0], (came if leg.arrived else left)[1]
    words = _("%(from)s to %(to)s (%(purpose)s)") % {
        "from": leg.origin,
        "to": leg.destination,
        "purpose": leg.get_purpose_display(),
    }
    ahead, place = (leg.origin_ahead, leg.origin) if leg.departed else (leg.destination_ahead, leg.destination)
    when = leg.departed_words if leg.departed else leg.arrived_words
    last = leg.arrived_words if leg.departed and leg.arrived and leg.arrived_words != when else ""
    return Line(min(since, until), max(since, until), when, words, row, leg.document, False, place, ahead, last)


def story_of(matters: Sequence[Matter], day: date) -> Story:
    """The whole story, seen from ``day``."""
    lines = dated(matters)
    covering = [(line.since, line.until) for line in lines]
    holes = times.gaps(covering, GAP_DAYS)
    returning = [line for line in lines if line.exact and line.matter.kind in RETURNS]
    kept = [(line.since, line.words) for line in returning]
    places = _places(lines)
    told: list[Told] = []
    waiting = list(holes)
    for line in lines:
        while waiting and waiting[0].until < line.since:
            told.append(Told(gap=waiting.pop(0)))
        told.append(Told(line, on=_kept_on(line, kept), elsewhere=_elsewhere(line, places)))
    coming = sorted((*times.next_anniversary(line.since, day), line.matter.pk, line.matter) for line in returning)
    return Story(told, holes, [(when, years, row) for when, years, _pk, row in coming], day)


def _kept_on(line: Line, kept: Sequence[tuple[date, str]]) -> list[tuple[int, str]]:
    """The anniversaries on which a line of one day falls."""
    if not line.exact:
        return []
    found = {(times.years_on(first, line.since), words) for first, words in kept}
    return sorted((one for one in found if one[0]), reverse=True)


def _places(lines: Sequence[Line]) -> dict[int, str]:
    """The name by which each offset is known in this story: the first place told with it."""
    found: dict[int, str] = {}
    for line in lines:
        if line.ahead is not None and line.place:
            found.setdefault(line.ahead, line.place)
    return found


def _elsewhere(line: Line, places: dict[int, str]) -> list[str]:
    """What day it may have been at the other places of the story, for a line of one local day."""
    if line.ahead is None or line.since != line.until or not line.place or line.said:
        return []
    found = []
    for ahead, place in sorted(places.items(), reverse=True):
        first, last = times.days_elsewhere(line.since, line.ahead, ahead)
        if ahead != line.ahead and (first, last) != (line.since, line.since):
            one, other = (days.in_words(one, days.DAY) for one in (first, last))
            said = one if first == last else _("%(one)s or %(other)s") % {"one": one, "other": other}
            found.append(_("%(day)s in %(place)s") % {"day": said, "place": place})
    return found
