"""In which order the page of a programme shows the kinds of matter, and what it says where nothing has been entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from repatria.registry.programme.models import Matter
from repatria.registry.programme.queries import Programme

SHOWN: tuple[tuple[str, Any, Any], ...] = (
    ("promise", _("Promises"), _("No promise has been entered yet.")),
    ("request", _("Requests, and what followed"), _("No request has been entered yet.")),
    ("agreement", _("Agreements"), _("No agreement has been entered yet.")),
    ("work", _("Joint work"), _("No joint work has been entered yet.")),
    ("journey", _("Journeys"), _("No journey has been entered yet.")),
    ("ceremony", _("Ceremonies, planned and held"), _("No ceremony has been entered yet.")),
    ("elsewhere", _("Believed held elsewhere"), _("Nothing is said to be held elsewhere.")),
    ("readiness", _("Readiness before an arrival"), _("Nothing has been entered about readiness.")),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of matter on the page."""

    key: str
    label: Any
    empty: Any
    matters: Sequence[Matter]


def sections(programme: Programme) -> list[Section]:
    """The kinds in their order, with their matters."""
    return [Section(key, label, empty, programme.of(key)) for key, label, empty in SHOWN]
