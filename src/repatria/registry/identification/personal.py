"""Which columns of identification tell something about a person: what points to somebody, and what rules them out.

A statement is evidence that people signed: its text stays, and so does the frozen file of everything weighed. An erasure about the
missing person reaches what was said of them, one about the individual what was said of its bones; why an identification ended is
both. Why one is void is a sentence of the registry's own, by codes, and stays.
"""

from __future__ import annotations

from repatria.registry.people.personal import Personal, Under

LIST = "one of the words of a list"
_ABOUT = ("missing", "individual__thing")
_LEAD, _EXCLUSION = ("if_so", "if_not", "source", "withdrawn_why"), ("words", "revised_why")

_ENDED = {"state__in": ("withdrawn", "rescinded")}

PERSONAL = (
    *(Personal("identification.Lead", path, words=_LEAD, kept={"kind": LIST}) for path in _ABOUT),
    *(Personal("identification.Exclusion", path, words=_EXCLUSION, kept={"ground": LIST}) for path in _ABOUT),
    *(
        Personal("identification.Identification", path, words=("state_why",), only=_ENDED, kept={"state": LIST})
        for path in _ABOUT
    ),
)
SPEAKS_OF = dict.fromkeys(
    (
        "identification.lead_entered",
        "identification.lead_withdrawn",
        "identification.ruled_out",
        "identification.exclusion_revised",
    ),
    "missing",
)
"""Entries about an individual that speak of a missing person as well: by tag, the fact that holds the person's code."""
UNDER = (Under("identification.Identification", _ABOUT, ("identification.withdrawn",)),)
"""Entries under the code of an identification that say why it ended."""
