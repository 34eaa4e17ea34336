"""What the pages of the account draw: rows become the plain values that ``registry.drawing`` draws, each with its table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.figures.base import Figure
from repatria.registry.accounting.figures.things import ROWS
from repatria.registry.accounting.ledger.book import book_of, moment_of
from repatria.registry.accounting.ledger.things import COLUMNS, OPEN, found_in
from repatria.registry.codes.keptout import counted
from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Place as Whereabouts
from repatria.registry.drawing.bars import Row, bars_table, draw_bars
from repatria.registry.drawing.curve import Series, curve_table, draw_curve
from repatria.registry.drawing.flow import Band, draw_flow, flow_table
from repatria.registry.drawing.grid import draw_grid, grid_table
from repatria.registry.drawing.map import Place, draw_map, map_table
from repatria.registry.drawing.svg import table
from repatria.registry.families.models import Loss
from repatria.registry.intake.models import ExpectedContainer, Handover
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import Member, SpecimenDescription
from repatria.registry.laboratory.models import Consensus
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import Seat

CELL = 0.75
"""Degrees within which losses are drawn as one place."""
MOST_PLACES = 24
UNKNOWN_BOX = _("box not recorded")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its table. ``svg`` is empty where there is nothing to draw yet."""

    key: str
    title: Any
    words: Any
    svg: str
    table: str


def flow(incident: Incident, day: date) -> tuple[str, str]:
    """From the box a bone was found in to what became of it."""
    book, moment = book_of(incident), moment_of(incident, day)
    boxes = found_in(incident)
    names = dict(Thing.objects.filter(pk__in={pk for pk in boxes.values() if pk}).values_list("pk", "code"))
    titles = {key: str(title) for key, title in ROWS}
    told: Counter[tuple[str, str]] = Counter()
    for column in (*COLUMNS, OPEN, "divided"):
        for span in book.things["B"][column].at(moment):
            origin = names.get(boxes.get(span.subject) or 0, str(UNKNOWN_BOX))
            told[origin, titles[column.replace("_", "-")]] += 1
    bands = [Band(origin, outcome, n) for (origin, outcome), n in sorted(told.items())]
    unit = say("bones and teeth")
    return draw_flow(bands, unit=unit, name="flow", title=say("From boxes to outcomes")), flow_table(bands, unit=unit)


def boxes(incident: Incident, day: date) -> tuple[str, str]:
    """What the giver states of each box beside what its bones show at least."""
    moment = moment_of(incident, day)
    listed = ExpectedContainer.objects.filter(handover__thing__incident=incident, container__isnull=False)
    claimed: dict[int, int] = {}
    for box, low, entered in listed.values_list("container_id", "people__value_low", "people__entered"):
        if box is not None and low is not None and entered < moment:
            claimed[box] = int(low)
    rows = SpecimenDescription.objects.filter(
        counted("specimen_id"),
        specimen__item__thing__incident=incident,
        current=True,
        specimen__withdrawn__isnull=True,
        specimen__found_in__isnull=False,
        at__lt=moment,
    ).order_by()
    columns = ("specimen__found_in_id", "specimen__item__thing__code", "element", "zones", "completeness", "human")
    floors = mni.by_scope((str(box), mni.Bone(*bone)) for box, *bone in rows.values_list(*columns))
    codes = dict(Thing.objects.filter(pk__in={*claimed, *map(int, floors)}).order_by("code").values_list("pk", "code"))
    none = mni.Floor(None)
    told = [Row(code, (claimed.get(pk), floors.get(str(pk), none).people)) for pk, code in codes.items()]
    kinds = (say("people, as the giver states"), say("people at least, by its bones"))
    drawn = draw_bars(told, kinds, name="pairs", title=say("Boxes: claimed beside found"))
    return drawn, bars_table(told, kinds, caption=say("Boxes, claimed beside found"), head=say("Box"))


def persons(incident: Incident, day: date) -> tuple[str, str]:
    """In which boxes the bones of one grouping lay."""
    moment = moment_of(incident, day)
    rows = Member.objects.filter(
        counted("specimen_id"),
        current=True,
        specimen__item__thing__incident=incident,
        specimen__found_in__isnull=False,
        at__lt=moment,
    ).order_by()
    columns = ("version__individual__thing__code", "specimen__found_in__thing__code")
    cells: Counter[tuple[str, str]] = Counter((person, box) for person, box in rows.values_list(*columns))
    spread: dict[str, set[str]] = defaultdict(set)
    for person, box in cells:
        spread[person].add(box)
    people = sorted(spread, key=lambda code: (-len(spread[code]), code))
    columns_shown = sorted({box for _person, box in cells})
    drawn = draw_grid(people, columns_shown, cells, name="grid", title=say("People and boxes"))
    return drawn, grid_table(people, cells, caption=say("Groupings and the boxes their bones lay in"), head=say("Grouping"))


def over_time(incident: Incident, day: date) -> tuple[str, str]:
    """Identified, told, home and buried on each day."""
    lines = []
    for key in ("identified", "told", "home", "buried"):
        points = [(on, value) for on, value in FIGURES[key].history(incident) if on <= day]
        lines.append(Series(str(FIGURES[key].title), points or [(day, FIGURES[key].of(incident, day))]))
    title = say("Identified, told, home and buried over time")
    return draw_curve(lines, until=day, name="curve", title=title, unit=say("people")), curve_table(lines)


def places(incident: Incident, day: date) -> tuple[str, str]:
    """Where people were lost, where containers are said to come from, and where hand-overs took place."""
    moment = moment_of(incident, day)
    rows = Loss.objects.filter(
        person__thing__incident=incident, in_force=True, latitude__isnull=False, longitude__isnull=False, at__lt=moment
    ).order_by()
    told: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for lat, lon in rows.values_list("latitude", "longitude"):
        if lat is not None and lon is not None:
            told[round(lat / CELL), round(lon / CELL)].append((lat, lon))
    most = sorted(told.values(), key=len, reverse=True)[:MOST_PLACES]
    shown = []
    for group in most:
        lat, lon = sum(a for a, _b in group) / len(group), sum(b for _a, b in group) / len(group)
        note = say("people lost around here, as their records say: %(n)s") % {"n": f"{len(group):,}"}
        shown.append(Place(f"{len(group):,}", lon, lat, 30.0, note))
    origins, unplaced = origins_of(incident, moment)
    shown += origins
    given = Handover.objects.filter(thing__incident=incident, thing__created__lt=moment, place__isnull=False)
    for spot in Whereabouts.objects.filter(pk__in=given.values("place_id"), latitude__isnull=False, longitude__isnull=False):
        shown.append(
            Place(
                say("hand-over: %(place)s") % {"place": spot.name}, spot.longitude or 0.0, spot.latitude or 0.0, spot.within_km
            )
        )
    if not shown:
        return "", ""
    drawn = draw_map(shown, name="losses", title=say("Losses, origins and hand-overs"), invented=incident.is_exercise)
    elsewhere = [(name, f"{n:,}") for name, n in unplaced]
    heads = (say("Said to come from"), say("Containers"))
    return drawn, map_table(shown) + (
        table(say("Origins whose place on the map is not known"), heads, elsewhere) if elsewhere else ""
    )


def origins_of(incident: Incident, moment: datetime) -> tuple[list[Place], list[tuple[str, int]]]:
    """Where containers are said to come from, as claims known before ``moment`` have it: those whose name is a place with
    coordinates, ready for a map, and the others by name with the number of containers."""
    boxes: dict[str, list[str]] = defaultdict(list)
    rows = ExpectedContainer.objects.filter(handover__thing__incident=incident, origin__entered__lt=moment)
    for text in rows.order_by("pk").values_list("origin__text", flat=True):
        name = " ".join(str(text).split())
        boxes[name.casefold()].append(name)
    known = {
        spot.name.casefold(): spot
        for spot in Whereabouts.objects.filter(incident=incident, latitude__isnull=False, longitude__isnull=False)
    }
    placed, others = [], []
    for key, some in sorted(boxes.items()):
        spot = known.get(key)
        if spot is None:
            others.append((some[0], len(some)))
            continue
        told = say("boxes said to come from: %(place)s (%(n)s)") % {"place": spot.name, "n": f"{len(some):,}"}
        placed.append(Place(told, spot.longitude or 0.0, spot.latitude or 0.0, spot.within_km, say("a claim of the giver")))
    return placed, others


def coverage(incident: Incident, day: date) -> tuple[str, str]:
    """How many relatives' references show each marker."""
    moment = moment_of(incident, day)
    rows = Consensus.objects.filter(
        subject__incident=incident, subject__kind="K", state=Consensus.State.CURRENT, made__lt=moment
    )
    markers: Counter[str] = Counter()
    donors = 0
    for calls in rows.values_list("calls", flat=True).iterator():
        markers.update(calls.keys())
        donors += 1
    told = [Row(marker, (n,)) for marker, n in sorted(markers.items(), key=lambda item: (-item[1], item[0]))]
    kinds = (say("relatives typed at it, of %(n)s") % {"n": f"{donors:,}"},)
    drawn = draw_bars(told, kinds, name="coverage", title=say("Coverage of references by marker"), most=donors or None)
    return drawn, bars_table(told, kinds, caption=say("References by marker"), head=say("Marker"))


PICTURES: dict[str, tuple[Any, Any, str, Callable[[Incident, date], tuple[str, str]]]] = {
    "flow": (
        _("From boxes to outcomes"),
        _("Every bone from the box it was found in to what became of it."),
        "custody.read",
        flow,
    ),
    "boxes": (
        _("Boxes, claimed beside found"),
        _("What the giver states of the people in each box, and how many its bones come from at least, as described now."),
        "inventory.read",
        boxes,
    ),
    "people": (
        _("People and boxes"),
        _("In which boxes the bones of one grouping lay. The first sixty of each, those in most boxes first."),
        "inventory.individuals",
        persons,
    ),
    "over-time": (
        _("Identified, told, home, buried over time"),
        _("Four different facts, each on its own days."),
        "accounting.read",
        over_time,
    ),
    "map": (
        _("Losses, origins and hand-overs"),
        _(
            "Where people were lost, neighbouring places drawn as one with their number; where boxes are said to come from, which is "
            "a claim; and where remains were handed over."
        ),
        "families.read",
        places,
    ),
    "coverage": (
        _("References by marker"),
        _("How many relatives' genotypes in force show each marker."),
        "laboratory.read",
        coverage,
    ),
}
"""key -> (title, what it shows, verb, how it is drawn)."""


def picture(seat: Seat, key: str, day: date) -> Picture | None:
    """One picture as of ``day``; None where this seat may not see it. Kept as long as the journal says nothing new."""
    title, words, verb, draw = PICTURES[key]
    if not seat.may(verb):
        return None
    svg, table = kept(seat.incident, (key, day), lambda: draw(seat.incident, day))
    return Picture(key, title, words, svg, table)


def history(figure: Figure, incident: Incident, day: date) -> tuple[str, str]:
    """One figure over time, to ``day``."""
    points: Sequence[tuple[date, int | None]] = [(on, value) for on, value in figure.history(incident) if on <= day]
    lines = [Series(str(figure.title), points)]
    return draw_curve(lines, until=day, name="curve", title=str(figure.title), unit=str(figure.unit)), curve_table(lines)


def kept(incident: Incident, key: tuple[Any, ...], make: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """What ``make`` gives, made once for each state of the journal; of a day that is not over it is made anew."""
    book = book_of(incident)
    if key not in book.noted:
        book.forget_some()
        book.noted[key] = make()
    found: tuple[str, str] = book.noted[key]
    return found
