"""Which identifiers name a person, and what they are after an erasure: different from each other, so that none is given twice."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

PERSONAL = (
    Personal(
        "codes.Identifier",
        "thing",
        only={"personal": True},
        words=("reason",),
        nothing=("close", "bare"),
        numbered=("value", "normal"),
        kept={"issuer": "an office, not a person"},
    ),
)
