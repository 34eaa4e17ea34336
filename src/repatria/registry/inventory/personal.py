"""Which columns of the inventory tell something about a person: what was read from effects. Bones and their groups name nobody."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

PERSONAL = (
    Personal(
        "inventory.EffectDescription",
        "effect__item__thing",
        words=("description", "marks", "text_read", "reason"),
        kept={"kind": "one of the words of a list"},
    ),
    Personal("inventory.NameLead", "effect__item__thing", words=("name", "number", "how_sure", "withdrawn_why")),
)
