"""That enough reviewers agree is an act of the registry itself, with an entry of its own."""

from __future__ import annotations

from typing import Any

from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.within import move
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.review import entries


@recorded(entries.Agreed, verb="review.agree")
def agreed(by: Any, row: Identification, statement: Statement) -> Done[Identification]:
    """Let ``row`` be agreed; whoever calls has counted the reviewers, and the database counts them again."""
    move(by, row, Identification.State.AGREED, "review.agree")
    return Done(row, subject=row.thing.code, facts={"statement": statement.number, "digest": statement.digest})
