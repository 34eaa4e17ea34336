"""Proofs from the journal as committed: that one entry is in the tree of a head."""

from __future__ import annotations

from dataclasses import dataclass

from repatria.registry.journal import merkle
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import head_now
from repatria.registry.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The tree of ``size`` entries with ``root``, and the nodes beside an entry's way up to it."""

    size: int
    root: bytes
    path: tuple[bytes, ...] = ()


def now() -> Inclusion:
    """The journal's size and root as committed, not signed."""
    size, root = head_now()
    return Inclusion(size, root)


def inclusion(seq: int, size: int | None = None) -> Inclusion:
    """That entry ``seq`` (from 1) is among the first ``size``, or among all. Reads a leaf of 32 bytes for each entry.

    Raises NotFound where there is no such entry.
    """
    rows = Entry.objects.order_by("seq")
    leaves = [bytes(leaf) for leaf in (rows if size is None else rows.filter(seq__lte=size)).values_list("leaf", flat=True)]
    if not 1 <= seq <= len(leaves):
        raise NotFound
    return Inclusion(len(leaves), merkle.root_of(leaves), tuple(merkle.inclusion_proof(leaves, seq - 1)))
