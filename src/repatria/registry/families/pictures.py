"""What the pages draw: the pedigree, through the door to science, and a loss on the map."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.registry import gateway
from repatria.registry.drawing.map import Place, draw_map
from repatria.registry.families.models import Kin, Loss, MissingPerson
from repatria.registry.families.tree import Tree
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat


def pedigree(tree: Tree, seat: Seat, *, names: bool, focus: int | None = None, chosen: str = "") -> str:
    """The pedigree as SVG. With names for who may see relatives, each symbol leading to its panel; by code for others."""
    labels = labels_of(tree) if names else {}
    links = {}
    if names:
        here = at(seat, "families:pedigree", code=tree.family.code)
        links = {code: f"{here}?node={code}#who" for code in tree.nodes}
    ring = chosen or next((code for code, pk in tree.missing.items() if pk == focus), "")
    return gateway.draw_pedigree(
        tree.pedigree,
        missing=tuple(tree.missing),
        links=links,
        labels=labels,
        focus=ring,
        title=f"Family {tree.family.code}",
        banner=seat.incident.banner,
    )


def labels_of(tree: Tree) -> dict[str, str]:
    """P3 Anna V… for everybody with a name."""
    called = dict(MissingPerson.objects.filter(pk__in=tree.missing.values()).values_list("pk", "listed_as"))
    called |= dict(Kin.objects.filter(pk__in=tree.kin.values()).values_list("pk", "listed_as"))
    who = {**tree.missing, **tree.kin}
    return {code: f"{code} {called[who[code]]}"[:60] if code in who else code for code in tree.nodes}


def map_of(losses: Sequence[Loss], *, invented: bool) -> str:
    """The stated places of loss on a map; empty if none has coordinates. ``invented``: those of an exercise."""
    places = [
        Place(loss.place or loss.source, loss.longitude, loss.latitude, loss.radius_km)
        for loss in losses
        if loss.longitude is not None and loss.latitude is not None
    ]
    return draw_map(places, invented=invented) if places else ""
