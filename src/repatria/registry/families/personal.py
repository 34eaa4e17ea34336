"""What the tables of the missing and their kin hold about a person, and what stands there after an erasure.

Codes, sexes, categories, relations between codes, samples, consents with their days and decisions of boards stay: they name nobody,
and what rests on them would otherwise fall. Keys made from names are deleted; they only repeat the names.
"""

from __future__ import annotations

from repatria.registry.people.personal import Personal

FORM = "the proof that somebody agreed: its number, not a name"
LIST = "one of the words of a list"

PERSONAL = (
    Personal(
        "families.MissingPerson",
        "thing",
        words=(
            "service",
            "rank",
            "unit",
            "nationality",
            "listed_as",
            "word",
            "row_key",
            "merged_reason",
            "withdrawn_reason",
            "raw",
        ),
        nothing=("first", "last"),
        kept={"sex": LIST, "category": LIST, "precision": LIST},
    ),
    Personal(
        "families.PersonName",
        "thing",
        words=("whole", "family", "given", "source", "reason"),
        kept={"kind": LIST, "order": LIST, "script": LIST},
    ),
    Personal("families.NameKey", "thing", goes=True),
    Personal(
        "families.Recorded", "person__thing", words=("value", "source"), nothing=("number",), kept={"what": "which measure"}
    ),
    Personal(
        "families.MissingStatus",
        "person__thing",
        words=("word", "board", "reason", "source", "raw"),
        nothing=("first", "last"),
        kept={"category": LIST, "precision": LIST},
    ),
    Personal(
        "families.Loss",
        "person__thing",
        words=("place", "unit", "circumstances", "source", "raw"),
        nothing=("first", "last", "longitude", "latitude", "radius_km"),
        kept={"precision": LIST},
    ),
    Personal("families.OnFile", "person__thing", words=("note", "source"), kept={"kind": LIST}),
    Personal("families.Version", "thing", words=("reason",), objects=("body",)),
    Personal(
        "families.Kin",
        "thing",
        words=("listed_as", "relation", "verified_by", "language", "notes", "raw"),
        nothing=("first", "last"),
        kept={"sex": LIST, "living": LIST, "verified": LIST, "precision": LIST},
    ),
    Personal("families.Contact", "kin__thing", words=("value", "note", "reason"), kept={"channel": LIST}),
    Personal("families.ContactAttempt", "kin__thing", words=("note",), kept={"channel": LIST, "outcome": LIST}),
    Personal("families.Consent", "kin__thing", words=("withdrawal",), kept={"purpose": LIST, "form": FORM, "taken_by": FORM}),
    Personal("families.Donation", "kin__thing", kept={"kit": "the number on a kit", "what": "what was given, by kind"}),
    Personal("families.Wish", "person__thing", words=("language", "may_be_told"), kept={"detail": LIST, "later": LIST}),
    Personal(
        "families.EarlierDecision",
        "person__thing",
        words=("withdrawn_reason",),
        kept={
            "remains": "the other office's number of remains",
            "issuer": "an office",
            "rule": "of that office",
            "document": "of that office",
            "precision": LIST,
            "raw": "the day of a decision",
        },
    ),
    Personal("families.ImportRow", "thing", words=("key", "sentence"), objects=("said",), kept={"outcome": LIST}),
    Personal("families.Family", "thing", words=("note",)),
)
