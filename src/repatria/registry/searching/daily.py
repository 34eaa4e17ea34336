"""What has to be looked for once a day although nobody acts: consents that come to their end by their own date.

The worker asks between its jobs; a registry whose worker was away catches up when it comes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from django.db import OperationalError

from repatria.registry.families import consents
from repatria.registry.journal import clock
from repatria.registry.people.lived import in_its_time
from repatria.registry.people.models import Incident

log = logging.getLogger("repatria.registry.worker")
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
                try:
                    with in_its_time(incident.slug):
                        each(incident)
                except OperationalError:  # the database did not answer: asked again a little later
                    raise
                except Exception:  # one that fails must not keep the worker from its jobs; it is asked again tomorrow
                    log.exception("the daily look at %s", incident.slug)
        self.last = today
        return True
