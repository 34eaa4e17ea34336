"""Whether the list of a correction may be older than what rests on the link: has anything been written since that could add to it?

The list is computed when the correction opens and whenever somebody (or the day) asks again, and kept; a page never computes it.
"""

from __future__ import annotations

from functools import cache

from repatria.registry.homecoming.models import Correction
from repatria.registry.journal.entrytypes import TYPES
from repatria.registry.journal.models import Entry

ADDS = (
    "homecoming.", "identification.", "review.", "searching.finished", "inventory.individual_", "inventory.member_",
    "families.earlier_", "families.pedigree_", "families.import_", "accounting.published",
)  # fmt: skip
"""How the tags begin of acts that can bring something that rests on a link."""
NEVER = ("homecoming.correction_", "homecoming.rescission_", "homecoming.door", "review.audit_", "review.known_")


@cache
def adding() -> frozenset[str]:
    """The tags of acts, reads left out, after which a list may be longer."""
    return frozenset(tag for tag, kind in TYPES.items() if tag.startswith(ADDS) and not tag.startswith(NEVER) and not kind.read)


def newest() -> int:
    """The number of the journal's last entry: how far a list has looked."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def is_stale(row: Correction) -> bool:
    """Whether something was written in the incident since the list was computed that could add to it; never for a closed one."""
    if row.closed is not None:
        return False
    since = Entry.objects.filter(seq__gt=row.looked_seq or 0, incident=row.incident.slug)
    return since.filter(tag__in=adding()).exists()
