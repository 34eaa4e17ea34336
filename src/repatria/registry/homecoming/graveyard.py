"""The map of graves: those at a place that the registry knows with its degrees."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from repatria.registry.custody.models import Place
from repatria.registry.drawing.map import Place as Point
from repatria.registry.drawing.map import draw_map, map_table
from repatria.registry.homecoming.models import Burial
from repatria.registry.homecoming.queries.going import names_of_receivers
from repatria.registry.people.seats import Seat

MOST = 200
"""Places on one map."""


def map_of(seat: Seat, graves: QuerySet[Burial]) -> str:
    """SVG and table of the places of ``graves`` that this reader may see and that are known with their degrees; empty where none is."""
    seat.need("homecoming.releases")
    shown = graves.filter(opened__isnull=True)
    shown = shown if names_of_receivers(seat) else shown.filter(missing__isnull=True)
    here = Counter(_alike(place) for place in shown.values_list("place", flat=True))
    known = Place.objects.filter(incident=seat.incident, longitude__isnull=False, latitude__isnull=False).order_by("name")
    points = [
        Point(
            one.name, one.longitude or 0.0, one.latitude or 0.0, one.within_km,
            note=_("graves: %(n)d") % {"n": here[_alike(one.name)]},
        )
        for one in known
        if here[_alike(one.name)]
    ][:MOST]  # fmt: skip
    if not points:
        return ""
    return draw_map(points, name="graves", title=_("Where they lie"), invented=seat.incident.is_exercise) + map_table(points)


def _alike(place: str) -> str:
    return " ".join(place.split()).casefold()
