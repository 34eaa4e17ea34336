"""What the registry refuses, as one family under :class:`repatria.errors.RepatriaError`.

::

    Refusal
    ├─ NotFound       there is nothing here, or nothing that you may see: the same answer for both
    ├─ NotAllowed     you may see it, and this act on it is not yours (not the holder, not the second pair of eyes)
    ├─ Overtaken      somebody acted first; says who and when
    ├─ Impossible     the record contradicts itself: two left femora, more mass than there was
    ├─ AskAgain       an act that cannot be taken back, asked for once; repeat it with the sentence shown
    └─ NotReady       the registry itself cannot serve: a wrong setting, a disk that is full

Every message reads *where: what, with the value. What to do.*
"""

from __future__ import annotations

from repatria.errors import RepatriaError


class Refusal(RepatriaError):
    """The root of the family. ``status`` is the HTTP status that the pages and the machine entrance answer with."""

    status = 409


class NotFound(Refusal):
    """Nothing here, or nothing that you may see."""

    status = 404

    def __init__(self, what: str = "There is nothing here that you may see.") -> None:
        super().__init__(what)


class NotAllowed(Refusal):
    """You may see it; this act on it is not yours."""

    status = 403


class Overtaken(Refusal):
    """Somebody acted first."""


class Impossible(Refusal):
    """The record would contradict itself."""

    status = 422


class AskAgain(Refusal):
    """An act that cannot be taken back needs a second, knowing yes."""


class NotReady(Refusal):
    """The registry cannot serve as it is set up."""

    status = 503
