"""Everything that came in a hand-over, however it was packed, taken out or divided since. For figures of higher stages."""

from __future__ import annotations

from django.db.models import Q

from repatria.registry.custody.models import Item
from repatria.registry.intake.models import Container, Handover

MANY = 500


def things_of(handover: Handover) -> set[int]:
    """The ids of all things that came in ``handover``: its containers, what lies or ever lay in them, what was cut from those."""
    found = set(Container.objects.filter(handover=handover).values_list("pk", flat=True))
    layer = sorted(found)
    while layer:
        following: set[int] = set()
        for start in range(0, len(layer), MANY):
            some = layer[start : start + MANY]
            came = Q(inside__in=some) | Q(came_from__in=some) | Q(packings__container__in=some)
            following.update(Item.objects.filter(came).values_list("pk", flat=True))
        layer = sorted(following - found)
        found |= following
    return found
