"""Which columns of review tell something about a person: why what was signed was taken back.

Statements, reviews and objections are what people signed: they stay as they were said. The reason of a rescission is nobody's
evidence, and an erasure about the missing person or about the individual reaches it.
"""

from __future__ import annotations

from repatria.registry.people.personal import Personal, Under

DIGEST, LIST = "a digest", "one of the words of a list"
_ABOUT = ("missing", "individual__thing")
_DIGESTS = ("statement", "evidence", "individual", "list", "case", "rule")
_KEPT = {
    "meaning": LIST,
    "software": "which version of the software",
    "binding": DIGEST,
    **{f"{name}_digest": DIGEST for name in _DIGESTS},
}

PERSONAL = tuple(
    Personal(
        "review.Signature",
        f"identification__{path}",
        words=("void_why",),
        only={"identification__state": "rescinded"},
        kept=_KEPT,
    )
    for path in _ABOUT
)
UNDER = (Under("identification.Identification", _ABOUT, ("review.rescinded", "review.sent_back")),)
"""Entries under the code of an identification that say why it was taken back, or why it went back to its author."""
