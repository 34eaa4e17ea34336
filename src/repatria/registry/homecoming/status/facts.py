"""What a family's text is made of: plain values about one missing person and one relative. No code, no score, no other person's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Facts:
    """Everything that the sentences need. Days are None where it has not happened; kinds are those of ``near.KINDS``."""

    name: str
    on: date
    next_on: date
    office: str
    """Whom to ring, in words."""
    tree: bool = False
    donors: list[str] = field(default_factory=list)
    """Relatives whose sample is read and may be used: what each is to the missing person (empty for kin further away)."""
    unread: int = 0
    """Relatives whose sample may be used and is not read yet."""
    mine: str = ""
    """The reader's own sample: ``read``, ``unread``, or empty."""
    me: str = ""
    """What the reader is to the missing person; empty where not known or no kin by blood."""
    could: list[str] = field(default_factory=list)
    """Others who are alive, as far as is known, and have given nothing: what each is."""
    compared: date | None = None
    tag: date | None = None
    effect: date | None = None
    told: date | None = None
    checking: bool = False
    """What the family was told under has fallen, and nothing new is signed and told yet."""
    taken_back: date | None = None
    leaves: bool = False
    home: date | None = None
    buried: date | None = None
    place: str = ""
    wish: str = ""
    ask_again: date | None = None
    later: str = ""
    quarrel: bool = False
    consents: list[tuple[str, date]] = field(default_factory=list)
    ends: list[tuple[str, date]] = field(default_factory=list)
    """Those of ``consents`` that end on a day of their own, with that day."""
    ended: list[tuple[str, date]] = field(default_factory=list)
    """Taken back."""
    ran_out: list[tuple[str, date]] = field(default_factory=list)
    """Came to their own end, and nothing new was agreed."""
    silent: date | None = None
    """Since when the reader wishes not to be contacted."""
    due: date | None = None
    """The latest day by which something that the reader asked is answered."""
