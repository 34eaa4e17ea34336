"""Whether masses add up: each weighing against an anchor that small steps cannot move, a whole against all its parts. Reads only.

The anchor of an item is its first accepted mass (``accepted_g``); what was cut or used up since is counted (``removed_g``). It
moves only when a discrepancy is explained by somebody other than the person who weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from repatria.registry.custody.models import Item
from repatria.registry.refusals import Impossible

GRAIN = Decimal("0.001")
LOSS = Decimal("0.02")
"""The share of its first accepted mass that an item may lose or gain over all weighings, cuts and splits together before an
alarm is raised. An assumption of this project."""
TOP_G = Decimal("10000000")


def grams(row: Item, mass_g: Decimal, name: str = "mass") -> Decimal:
    """``mass_g`` with three decimals; refuses what is no mass."""
    if not isinstance(mass_g, Decimal) or not mass_g.is_finite() or mass_g < 0 or mass_g >= TOP_G:
        raise Impossible(f"{row.code}: {name} {mass_g} g. Write grams, 0 or more, such as 12.345.")
    if mass_g != mass_g.quantize(GRAIN):
        raise Impossible(f"{row.code}: {name} {mass_g} g. Three decimals of a gram at most.")
    return mass_g.quantize(GRAIN)


def anchor(row: Item) -> Decimal | None:
    """The first accepted mass; of an item that was never weighed, ``None``."""
    if row.accepted_g is not None:
        return row.accepted_g
    return None if row.mass_g is None else row.mass_g + (row.removed_g or 0)


def expected(row: Item) -> Decimal | None:
    """What the item should weigh now: its anchor without what was taken from it since."""
    first = anchor(row)
    return None if first is None else first - (row.removed_g or 0)


def tolerated(row: Item) -> Decimal:
    """How far a weighing may lie from :func:`expected`, in grams."""
    return max((anchor(row) or Decimal(0)) * LOSS, GRAIN)


def removed(row: Item, mass_g: Decimal) -> None:
    """Count ``mass_g`` as taken from the item on purpose (not saved)."""
    row.accepted_g, row.removed_g = anchor(row), (row.removed_g or 0) + mass_g


def weigh_in(row: Item, new: Decimal) -> str:
    """Note that the item weighs ``new`` (not saved); returns what does not agree, or nothing.

    A first weighing becomes the anchor; it is refused where all parts of one whole would weigh more than the whole.
    """
    before, should = row.mass_g, expected(row)
    if should is None:
        _fits_the_whole(row, new)
        row.accepted_g, row.mass_g = new + (row.removed_g or 0), new
        return ""
    row.accepted_g, row.mass_g = anchor(row), new
    if abs(should - new) <= tolerated(row):
        return ""
    more = "" if before == should else f", and {should} g are accounted for since it was first weighed"
    return f"weighed {new} g; the last weighing said {before} g{more}"


def parts_add_up(row: Item, masses: Sequence[Decimal | None], pieces: Sequence[int | None]) -> None:
    """Refuse parts that weigh more, or have more or fewer pieces, than the whole."""
    total = sum((grams(row, m) for m in masses if m is not None), Decimal(0))
    if row.mass_g is not None and total > row.mass_g:
        raise Impossible(f"{row.code}: the parts weigh {total} g, the whole {row.mass_g} g. Weigh again.")
    count = sum(p for p in pieces if p is not None)
    if row.pieces is not None and count > row.pieces:
        raise Impossible(f"{row.code}: the parts have {count} pieces, the whole {row.pieces}. Count again.")
    if row.pieces is not None and None not in pieces and count < row.pieces:
        raise Impossible(f"{row.code}: the parts have {count} pieces, the whole {row.pieces}. Say where the others are.")


def lost_in_splitting(row: Item, masses: Sequence[Decimal | None]) -> str:
    """What does not agree between a whole and all its parts; nothing where some part was not weighed."""
    should = expected(row)
    if should is None or None in masses:
        return ""
    total = sum((m for m in masses if m is not None), Decimal(0))
    return f"its parts weigh {total} g, it weighed {row.mass_g} g" if abs(should - total) > tolerated(row) else ""


def _fits_the_whole(row: Item, new: Decimal) -> None:
    whole = row.came_from
    most = None if whole is None else anchor(whole)
    if whole is None or most is None:
        return
    others = [anchor(part) or Decimal(0) for part in whole.parts.exclude(pk=row.pk).exclude(state=Item.State.MERGED)]
    total = sum(others, new)
    if total > most + tolerated(whole):
        raise Impossible(
            f"{row.code}: {new} g. With the other parts of {whole.code} that is {total} g, and the whole weighed {most} g. "
            "Weigh again."
        )
