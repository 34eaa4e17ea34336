"""What has to be looked for once a day although nobody acts: consents that come to their end by their own date.

The worker asks between its jobs; a registry whose worker was away catches up when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from repatria.registry.families import consents
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident

DAILY: list[Callable[[Incident], object]] = [consents.sweep]
"""Each is asked for every incident, once a day."""


class Days:
    """Remembers the day on which one worker looked last."""

    def __init__(self) -> None:
        self.last: date | None = None

    def look(self) -> bool:
        """Look through every incident if a new day has begun; whether one had."""
        today = clock.today()
        if self.last == today:
            return False
        for incident in Incident.objects.order_by("pk"):
            for each in DAILY:
                each(incident)
        self.last = today
        return True
