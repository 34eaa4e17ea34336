"""Which columns of the programme may tell something about a person: words, titles and quotations of a matter, and who was on hand."""

from __future__ import annotations

from repatria.registry.people.personal import Personal

WHY = "public places, days and states, of nobody in particular"

PERSONAL = (
    Personal(
        "programme.Matter",
        "thing",
        words=("title", "words", "quote"),
        kept={
            **dict.fromkeys(("since_precision", "until_precision", "kind", "part"), "one of the words of a list"),
            "place": WHY,
        },
    ),
    Personal(
        "programme.Step",
        "matter__thing",
        words=("words", "quote"),
        kept=dict.fromkeys(("state", "precision"), "one of the words of a list"),
    ),
    Personal(
        "programme.Leg",
        "matter__thing",
        words=("crew", "on_hand"),
        kept={
            **dict.fromkeys(("purpose", "departed_precision", "arrived_precision"), "one of the words of a list"),
            **dict.fromkeys(("origin", "destination", "vehicle", "load", "honours", "flag"), WHY),
        },
    ),
)
