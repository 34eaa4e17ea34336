"""What time it is. The machine's own clock, but for an exercise that is lived in invented time.

Every stage asks here, so that an exercise of seven years can be lived in minutes through the acts people use. Invented time is
bound to named exercises: an act on anything else is refused while it runs (``recording.append``), and the first act in each says
in the journal that its time is invented, so that a clock that stands behind any other act is noticed (``repatria.registry.startup``).
Whoever looks at such an exercise afterwards does so in its own time, request by request (``going_on``); others beside it do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

_machine = timezone.now


@dataclass(slots=True)
class Invented:
    """Invented time for the exercises in ``slugs``. It stands still until it is moved, and never runs backwards."""

    moment: datetime
    slugs: frozenset[str]
    told: set[str] = field(default_factory=set)
    """Those whose journal says that their time is invented."""

    def move_to(self, moment: datetime) -> None:
        """Let it be ``moment``, or a little later than before where that is already past. Microseconds keep acts in order."""
        self.moment = max(moment, self.moment)

    def _tick(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment


_invented: Invented | None = None
_own: ContextVar[Invented | None] = ContextVar("own time of an exercise", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    time = _own.get() or _invented
    return datetime.now(UTC) if time is None else time._tick()


def today() -> date:
    """This day, in UTC."""
    return now().date()


def invented_for() -> frozenset[str] | None:
    """The exercises that time is invented for; ``None`` where time is the machine's."""
    return None if _invented is None else _invented.slugs


def own() -> Invented | None:
    """The time of the exercise that this request or job is about, where it goes on from what was lived."""
    return _own.get()


def machine() -> datetime:
    """This moment by the machine's clock, in UTC, whatever is lived beside it."""
    return datetime.now(UTC)


def told_in() -> set[str]:
    """The exercises whose journal says already that their time is invented; whoever writes it there adds to it."""
    return set() if _invented is None else _invented.told


@contextmanager
def inventing(moment: datetime, slugs: frozenset[str]) -> Iterator[Invented]:
    """Let this process live in invented time from ``moment`` on, also for columns that Django dates by itself.

    Raises ``RuntimeError`` where time is invented already or ``slugs`` names nothing: whoever calls checks that all are exercises.
    """
    global _invented
    if _invented is not None or not slugs:
        raise RuntimeError("time is invented for named exercises, once")
    _invented = Invented(moment, slugs)
    timezone.now = now
    try:
        yield _invented
    finally:
        _invented, timezone.now = None, _machine


@contextmanager
def going_on(moment: datetime, slug: str) -> Iterator[Invented]:
    """Let this request or job stand at ``moment`` in the exercise ``slug``, which was lived until then. Nobody else's time changes."""
    before = _own.set(Invented(moment, frozenset({slug})))
    timezone.now = now  # it stays: outside of this it tells what Django's own tells
    try:
        yield _own.get()  # type: ignore[misc]
    finally:
        _own.reset(before)
