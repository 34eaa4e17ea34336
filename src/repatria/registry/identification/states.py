"""THE STATES OF AN IDENTIFICATION ON ONE PAGE: from, to, by which act. Everything else is refused, in the database too."""

from __future__ import annotations

from repatria.registry.identification.models import Identification

S = Identification.State

MOVES: tuple[tuple[str, str, str], ...] = (
    # from          to             by
    ("",            S.DRAFT,       "identification.draft"),
    (S.DRAFT,       S.REVIEW,      "identification.submit"),
    (S.DRAFT,       S.WITHDRAWN,   "identification.withdraw"),
    (S.REVIEW,      S.DRAFT,       "review.return"),        # an objection was upheld; the author writes a new statement
    (S.REVIEW,      S.AGREED,      "review.agree"),         # both reviewers have agreed, no objection is open
    (S.REVIEW,      S.WITHDRAWN,   "identification.withdraw"),
    (S.AGREED,      S.SIGNED,      "review.sign"),
    (S.AGREED,      S.REVIEW,      "review.reopen"),        # the medical examiner sends it back
    (S.AGREED,      S.WITHDRAWN,   "identification.withdraw"),
    (S.REVIEW,      S.VOID,        "identification.void"),  # something it rests on changed
    (S.AGREED,      S.VOID,        "identification.void"),
    (S.SIGNED,      S.VOID,        "identification.void"),
    (S.SIGNED,      S.RESCINDED,   "review.rescind"),
    (S.VOID,        S.RESCINDED,   "review.rescind"),
)  # fmt: skip

OPEN: tuple[str, ...] = (S.DRAFT, S.REVIEW, S.AGREED, S.SIGNED)
"""States in which an identification stands or is on its way; at most one such row an individual and a missing person."""
ENDED: tuple[str, ...] = (S.VOID, S.WITHDRAWN, S.RESCINDED)
"""An ended identification never comes back; a new one is drafted."""
RESTING: tuple[str, ...] = (S.REVIEW, S.AGREED, S.SIGNED)
"""States that are void as soon as something they rest on changes. The author of a draft writes a new statement instead."""

OPEN = (S.DRAFT, S.REVIEW, S.AGREED, S.SIGNED)


def allowed(before: str, after: str) -> bool:
    """Whether the table knows this move."""
    return any(a == before and b == after for a, b, _act in MOVES)
