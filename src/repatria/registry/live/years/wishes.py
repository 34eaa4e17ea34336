"""What families wish, and what follows: a release counted out and in, a grave, and later bones that obey the standing wish."""

from __future__ import annotations

from repatria.registry.homecoming.models import Notification
from repatria.registry.live.years.life import Life


def elect(life: Life, *, missing: int) -> None:
    """The family says what it wishes."""


def renewed(life: Life, notice: Notification) -> None:
    """The same person is signed again with bones that came later."""
