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
"""An ended identification (void, withdrawn, rescinded) never comes back; a new one is drafted."""

OPEN = (S.DRAFT, S.REVIEW, S.AGREED, S.SIGNED)


def allowed(before: str, after: str) -> bool:
    """Whether the table knows this move."""
    return any(a == before and b == after for a, b, _act in MOVES)
