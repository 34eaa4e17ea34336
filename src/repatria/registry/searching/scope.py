"""What somebody who works for one laboratory sees of searches: the lists of its own units. What others' are called stands behind words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from repatria.registry.codes.naming import CODE
from repatria.registry.people.seats import Seat


def elsewhere() -> str:
    """What stands instead of a code that a seat may not see."""
    return _("another laboratory's")


def is_limited(seat: Any) -> bool:
    """Whether this seat works for some laboratories only."""
    return getattr(seat, "laboratories", None) is not None


def own_units(seat: Any, path: str = "label") -> Q:
    """The condition "a unit that I may see" over the code at ``path``; everything for whoever works for all laboratories."""
    return Q(**{f"{path}__in": seat.things().values("code")}) if is_limited(seat) else Q()


def seen(seat: Seat, codes: Iterable[str]) -> set[str]:
    """Those of ``codes`` that this seat may see."""
    asked = set(codes)
    return set(seat.things().filter(code__in=asked).values_list("code", flat=True)) if is_limited(seat) else asked


def veiled(seat: Seat, value: Any) -> Any:
    """``value`` (plain lists, dicts and texts) with every code that this seat may not see behind words; a list names them once."""
    if not is_limited(seat):
        return value
    told = {found[0] for found in CODE.finditer(repr(value))}
    return _veiled(value, told - seen(seat, told))


def _veiled(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, dict):
        return {_veiled(k, hidden): _veiled(v, hidden) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        made = [_veiled(v, hidden) for v in value]
        kept = [m for m, v in zip(made, value, strict=True) if not (isinstance(v, str) and v in hidden)]
        return type(value)([*kept, elsewhere()] if len(kept) < len(made) else kept)
    if isinstance(value, str):
        return CODE.sub(lambda found: elsewhere() if found[0] in hidden else found[0], value)
    return value
