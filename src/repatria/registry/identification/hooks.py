"""Where the stage of reviews and signatures joins in without this stage knowing it. It fills these lists when the registry starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repatria.registry.identification.models import Identification

Inputs = Mapping[int, Mapping[str, str]]

INPUTS: list[Callable[[Sequence[Identification]], Inputs]] = []
"""Further things that statements rest on, such as the rule for signatures: for each identification {name: digest}."""

ENDING: list[Callable[[Any, Identification, str, str], None]] = []
"""Called inside the act before an identification changes to an ended state (void, withdrawn): by, identification, new state, why.
A stage that keeps signatures marks them void here, so that the database lets the state change."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identification's page: the template to include and what it needs."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


PARTS: list[Callable[[Any, Identification], Part | None]] = []
"""Parts of the page of one identification: each is asked with the seat and answers only with what the seat may see."""

WAITING: list[Callable[[Sequence[Identification]], Mapping[int, str]]] = []
"""Who an identification waits for, in words, where a later stage knows better than its state."""

REACH: list[Callable[[Any], float | None]] = []
"""The posterior that the rule for signatures of an incident asks for, drawn as a line in the waterfall; asked with the incident."""


def reach(incident: Any) -> float | None:
    """What the rule in force asks for; None where no stage knows one."""
    return next((found for ask in REACH if (found := ask(incident)) is not None), None)
