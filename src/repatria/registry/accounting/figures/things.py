"""Figures of things: boxes, bones, effects and samples, by what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.figures.base import Figure, counting
from repatria.registry.accounting.ledger.book import Book
from repatria.registry.accounting.ledger.things import COLUMNS
from repatria.registry.accounting.spans import Spans
from repatria.registry.codes.models import Kind
from repatria.registry.intake.arriving import BOXES

KINDS: tuple[tuple[str, str, Any], ...] = (
    ("boxes", Kind.CONTAINER, _("boxes")),
    ("bones", Kind.SPECIMEN, _("bones and teeth")),
    ("effects", Kind.EFFECT, _("effects")),
    ("samples", Kind.SAMPLE, _("samples")),
)
"""(first part of the key, kind of thing, unit)."""
STATES: tuple[tuple[str, Any, Any], ...] = (
    (
        "received",
        _("entered"),
        _(
            "Everything that was entered as received, found or cut, but for entries made by mistake. What came of dividing or joining "
            "others is counted apart. Known answers of quality control stand in no figure."
        ),
    ),
    ("made", _("came of dividing or joining"), _("Made here by dividing one or joining several; what they were made of ended then.")),
    ("held", _("held here"), _("In the hands of somebody who works here, whole or in part, and "
                               "neither written up as unresolved nor on its way.")),
    ("consumed", _("consumed"), _("Used up in the laboratory, so that nothing is left.")),
    (
        "returned",
        _("returned to a family"),
        _("Left with a release to a family and was counted in there, under a signature, a telling and a wish."),
    ),
    (
        "transferred",
        _("transferred with a group"),
        _("Left as part of a group, without a name, to the nation that receives it, and was counted in there."),
    ),
    (
        "unresolved",
        _("unresolved"),
        _("Written up as neither of a name nor of a group; held here or lying in a numbered grave, and compared again every year."),
    ),
    ("under_way", _("on the way"), _("Counted out with a release and not yet counted in.")),
    (
        "otherwise",
        _("left otherwise"),
        _("With somebody outside against a paper, released by another act, or (boxes and effects alone) destroyed by order."),
    ),
    ("divided", _("ended by dividing or joining"), _("No longer one thing: divided into others or joined "
                                                     "with others, which are counted instead.")),
    ("open", _("not accounted for"), _("Two records say two things of it, or none says where it is. Its balance does not close.")),
)  # fmt: skip
"""(second part of the key, title, definition)."""
PAGES = {Kind.SPECIMEN: "inventory:specimen", Kind.EFFECT: "inventory:effect"}


def _column(kind: str, name: str) -> Callable[[Book], Spans]:
    return lambda book: book.things[kind][name]


def _ground(kind: str) -> Callable[[Book], Iterable[Spans]]:
    return lambda book: (book.things[kind]["received"], book.things[kind]["made"])


def _made() -> Iterable[Figure]:
    for word, kind, unit in KINDS:
        for state, title, definition in STATES:
            spans = _column(kind, state)
            yield Figure(
                key=f"{word}-{state.replace('_', '-')}",
                title=title,
                definition=definition,
                unit=unit,
                group=word,
                value=counting(spans, _ground(kind)),  # type: ignore[arg-type]
                verb="inventory.effects" if kind == Kind.EFFECT else "custody.read",
                spans=spans,
                page=PAGES.get(Kind(kind), "custody:item"),
                topics=(BOXES,) if (word, state) == ("boxes", "received") else (),
            )


THINGS: tuple[Figure, ...] = tuple(_made())
ROWS = [(state.replace("_", "-"), title) for state, title, _definition in STATES]
assert set(COLUMNS) < {state for state, _title, _definition in STATES}
