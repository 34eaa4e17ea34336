"""What is written once on the way home: a day, an answer, an end that stands is not written over, whoever writes to the database.

Words may still become their one tombstone after an erasure.
"""

from __future__ import annotations

from repatria.registry.journal.guards import BLANK_OBJECT, BLANK_WORDS


def written_once(*, fixed: str = "", ends: str = "", words: str = "", objects: str = "", never_again: str = "") -> str:
    """A condition over ``NEW`` and ``OLD`` that holds where something would be written over.

    Names of columns, parted by blanks: ``fixed`` keep their first value; ``ends`` (which may be empty) are filled once; ``words`` are
    filled once and may become a tombstone; ``objects`` keep their first value or become one; ``never_again`` are yes or no, and
    stay no.
    """
    tests = [f"{new} <> {old}" for new, old in _both(fixed)]
    tests += [f"({old} IS NOT NULL AND ({new} IS NULL OR {new} <> {old}))" for new, old in _both(ends)]
    tests += [f"({old} <> '' AND {new} <> {old} AND {new} <> {BLANK_WORDS})" for new, old in _both(words)]
    tests += [f"({new} <> {old} AND {new} <> {BLANK_OBJECT})" for new, old in _both(objects)]
    tests += [f"(NOT {old} AND {new})" for new, old in _both(never_again)]
    return " OR ".join(tests)


def _both(names: str) -> list[tuple[str, str]]:
    return [(f'NEW."{name}"', f'OLD."{name}"') for name in names.split()]


UNFOUNDED = (
    "OLD.state = 'told' AND NEW.state = 'taken back' AND NOT EXISTS (SELECT 1 FROM identification_identification i "
    "WHERE i.thing_id = NEW.identification_id AND i.state = 'rescinded') AND NOT EXISTS (SELECT 1 FROM homecoming_notification r "
    "WHERE r.earlier_id = NEW.id AND r.state = 'taken back')"
)
"""A telling taken back although neither its identification was rescinded nor the telling that renewed it was taken back."""
NO_BONE = (
    "NOT EXISTS (SELECT 1 FROM homecoming_portion p JOIN inventory_specimen b ON b.item_id = p.item_id "
    "WHERE p.release_id = NEW.release_id AND p.counted_in AND p.standing)"
)
"""A grave for a release of which no bone arrived, or all came back."""
