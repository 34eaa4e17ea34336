"""Which columns of custody tell something about a person outside who held, gave or signed for an item."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

PERSONAL = (
    Personal("custody.Holding", "item__thing", words=("outside",)),
    Personal(
        "custody.Transfer",
        "item__thing",
        words=("giver_outside", "receiver_outside", "signed_by", "document"),
        kept={"state": "one of the words of a list", "reason": "why an item moved", "answer": "why it was not taken over"},
    ),
)
