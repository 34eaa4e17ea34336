"""What the inventory tells the page of a hand-over: at least so many people, by the largest repeat of element, side and zone."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from repatria.registry.codes.keptout import counted
from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Item
from repatria.registry.intake.figures import PROVIDERS, Figure
from repatria.registry.intake.models import Handover
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import SpecimenDescription
from repatria.registry.inventory.queries.specimens import bones
from repatria.registry.people.seats import Seat


def with_inner(boxes: Iterable[int]) -> set[int]:
    """The ids of ``boxes`` and of every container that lies in one of them, at any depth."""
    found = set(boxes)
    layer = found
    while layer:
        inner = Item.objects.filter(inside__in=layer, thing__kind=Kind.CONTAINER).values_list("pk", flat=True)
        layer = set(inner) - found
        found |= layer
    return found


def people(seat: Seat, handover: Handover) -> Figure:
    """The floor over everything found in the containers of a hand-over; not yet known before the first human bone is entered.

    Whoever may open the hand-over may read this number; it names no specimen.
    """
    boxes = with_inner(handover.containers.values_list("item_id", flat=True))
    rows = SpecimenDescription.objects.filter(
        seat.sees("specimen__item__thing"),
        counted("specimen_id"),
        current=True,
        specimen__withdrawn__isnull=True,
        specimen__found_in__in=boxes,
    )
    floor = mni.floor_of(bones(rows))
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return Figure(floor.people, floor.basis or _("largest repeat of element, side and zone"), last)


def register() -> None:
    """Let intake ask."""
    PROVIDERS["people"] = people
