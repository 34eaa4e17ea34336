"""Receipts and labels of custody as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from repatria.registry.custody.models import Item, Transfer
from repatria.registry.people.seats import Seat


def receipt_of(seat: Seat, transfer: Transfer) -> bytes:
    """The receipt of a hand-over."""
    papers = import_module("repatria.registry.drawing.paper")
    return bytes(papers.receipt(transfer))


def labels_of(seat: Seat, items: Sequence[Item]) -> bytes:
    """Labels of items."""
    papers = import_module("repatria.registry.drawing.paper")
    return bytes(papers.label_sheet([]))
