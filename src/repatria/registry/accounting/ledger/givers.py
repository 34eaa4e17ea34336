"""What the givers of hand-overs state of boxes and people: claims, counted as claims and never mixed with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from repatria.registry.claims.models import Claim
from repatria.registry.intake.arriving import BOXES, PEOPLE
from repatria.registry.people.models import Incident


@dataclass(frozen=True, slots=True)
class Stated:
    """One number that a giver states of a hand-over, until they correct it. ``high``: a range."""

    about: int
    topic: str
    low: Decimal
    high: Decimal
    since: datetime
    until: datetime | None
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Given:
    """All of them."""

    rows: Sequence[Stated]

    def at(self, topic: str, moment: datetime) -> list[Stated]:
        """Those about ``topic`` that stood at ``moment``."""
        return [
            row for row in self.rows if row.topic == topic and row.since < moment and (row.until is None or row.until >= moment)
        ]

    def total(self, topic: str, moment: datetime) -> int | None:
        """Their sum; None where nothing is stated, or only as a range, or where two claims about one hand-over stand side by side."""
        rows = self.at(topic, moment)
        if not rows or len({row.about for row in rows}) != len(rows) or any(row.low != row.high for row in rows):
            return None
        return int(sum(row.low for row in rows))


def given(incident: Incident) -> Given:
    """Read them: claims about a hand-over as a whole."""
    rows = Claim.objects.filter(
        topic__incident=incident, topic__key__in=(BOXES, PEOPLE), about__kind="H", part="", value_low__isnull=False
    ).select_related("topic", "thing", "superseded_by")
    told = []
    for row in rows.order_by("pk"):
        later = getattr(row, "superseded_by", None)
        if row.about_id is None or row.value_low is None:
            continue
        high = row.value_high if row.value_high is not None else row.value_low
        until = later.entered if later is not None else None
        told.append(Stated(row.about_id, row.topic.key, row.value_low, high, row.entered, until, row.thing.code, row.words))
    return Given(told)
