"""Which columns of intake tell something about a person: who signed a hand-over. The office they signed for stays."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

PERSONAL = (
    Personal(
        "intake.Signature",
        "handover__thing",
        words=("name",),
        kept={"side": "one of the words of a list", "title": "an office", "role": "what the office stood for"},
    ),
)
