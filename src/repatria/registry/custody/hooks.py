"""Where higher stages have a say when an item is divided, merged or given to somebody outside, without custody knowing them.

A stage that keeps rows about items (a bone's description, a sample's tree) either refuses, with a sentence, or carries its rows
along. Its functions run inside the recorded action: what they raise undoes the act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from repatria.registry.custody.models import Item


class Carrier(Protocol):
    """What a stage does for the rows it keeps about items."""

    def may_split(self, item: Item) -> None:
        """Raise a refusal where ``item`` cannot be split."""

    def may_merge(self, items: Sequence[Item]) -> None:
        """Raise a refusal where ``items`` cannot become one."""

    def carry_split(self, by: Any, whole: Item, parts: Sequence[Item]) -> None:
        """Rows about the parts, from those about the whole."""

    def carry_merge(self, by: Any, items: Sequence[Item], merged: Item) -> None:
        """Rows about the merged item, from those about ``items``."""


CARRIERS: list[Carrier] = []
"""In the order of the stages; each stage puts itself here when the registry starts."""

STAYING: list[Callable[[Sequence[Item]], str]] = []
"""Functions that say why items may not be given to somebody outside by a hand-over; empty words where they may."""


def why_they_stay(items: Sequence[Item]) -> str:
    """The first reason that any stage has against giving these items to somebody outside; empty where none has."""
    return next((why for one in STAYING if (why := one(items))), "")
