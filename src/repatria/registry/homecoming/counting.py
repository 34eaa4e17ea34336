"""What is counted of a release, portion by portion, and where two counts do not agree. Pure: counts in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from repatria.registry.custody import masses
from repatria.registry.custody.models import Discrepancy, Item
from repatria.registry.homecoming.models import Portion
from repatria.registry.refusals import Impossible


@dataclass(frozen=True, slots=True)
class Count:
    """One portion as it was counted: grams and pieces. ``there``: false where it did not arrive."""

    mass_g: Decimal | None = None
    pieces: int | None = None
    there: bool = True


Counts = Mapping[int, Count]
"""By the id of the item."""


def checked(item: Item, count: Count | None, code: str) -> Count:
    """``count``, if it says of this portion what a count has to say; Impossible otherwise."""
    if count is None:
        raise Impossible(f"{code}: {item.code} was not counted. Count every portion.")
    if not count.there:
        return Count(there=False)
    if count.mass_g is None or count.pieces is None:
        raise Impossible(f"{item.code}: counted without mass or pieces. Weigh it, count its pieces, and write both.")
    if count.pieces < 1:
        raise Impossible(
            f"{item.code}: {count.pieces} pieces. Write 1 or more; say of a portion that is not there that it is not."
        )
    grams = masses.grams(item, count.mass_g)
    if grams == 0:
        raise Impossible(f"{item.code}: 0 g. Weigh it again; say of a portion that is not there that it is not.")
    return Count(grams, count.pieces)


def differs_from_record(item: Item, count: Count) -> list[tuple[str, str]]:
    """Where a count-out does not agree with what custody knows of the item: (kind of discrepancy, sentence)."""
    found = []
    should = masses.expected(item)
    if should is not None and count.mass_g is not None and abs(should - count.mass_g) > masses.tolerated(item):
        found.append((Discrepancy.Kind.MASS.value, f"counted out with {count.mass_g} g; {should} g are accounted for"))
    if item.pieces is not None and item.pieces != count.pieces:
        found.append((Discrepancy.Kind.COUNT.value, f"counted out as {count.pieces} pieces; recorded are {item.pieces}"))
    return found


def differs_from_out(portion: Portion, count: Count) -> list[tuple[str, str]]:
    """Where a count-in does not agree with the count-out: (kind of discrepancy, sentence)."""
    if not count.there:
        return [(Discrepancy.Kind.ABSENT.value, "counted out, and did not arrive")]
    found = []
    out, grams = portion.out_g, count.mass_g
    if out is not None and grams is not None and abs(out - grams) > max(out * masses.LOSS, masses.GRAIN):
        found.append((Discrepancy.Kind.MASS.value, f"counted in with {grams} g; counted out with {out} g"))
    if portion.out_pieces != count.pieces:
        sentence = f"counted in as {count.pieces} pieces; counted out as {portion.out_pieces}"
        found.append((Discrepancy.Kind.COUNT.value, sentence))
    return found


def in_words(portion: Portion, *, arrived: bool = False) -> str:
    """One portion as the journal keeps it: code, grams, pieces."""
    if arrived and portion.counted_in is False:
        return f"{portion.item.code} did not arrive"
    grams, pieces = (portion.in_g, portion.in_pieces) if arrived else (portion.out_g, portion.out_pieces)
    return f"{portion.item.code} {grams} g in {pieces}"
