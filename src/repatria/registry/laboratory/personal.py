"""Which column of the laboratory tells whose a profile of a control is. Its token and its alleles stay: alarms rest on them."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

PERSONAL = (
    Personal(
        "laboratory.Control",
        "",
        known_by="token",
        words=("name",),
        kept={
            "token": "what everybody sees",
            "kind": "one of the words of a list",
            "calls": "what earlier alarms rest on",
            "sex": "as the markers show it",
        },
    ),
)
