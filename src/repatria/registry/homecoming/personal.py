"""Which columns of the way home tell something about a person: what families were told, wish and ask, and where somebody lies.

An erasure about the missing person reaches what was said of them, one about a relative what that relative was told and said. Days,
states and codes stay: what rests on them would otherwise fall.
"""

from __future__ import annotations

from repatria.registry.people.personal import Personal, Under

LIST = "one of the words of a list"
HASH = "a hash"
OURS = "a sentence of the registry's own, by code"


def _both(table: str, missing: str, kin: str, *words: str, objects: tuple[str, ...] = (), **kept: str) -> tuple[Personal, ...]:
    """The same columns for the missing person and for the relative."""
    name = f"homecoming.{table}"
    return tuple(Personal(name, path, words=words, objects=objects, kept=kept) for path in (missing, kin))


def _one(table: str, missing: str, *words: str, **kept: str) -> tuple[Personal, ...]:
    """Columns that speak of the missing person."""
    return (Personal(f"homecoming.{table}", missing, words=words, kept=kept),)


TELLING = (
    *_both("Conversation", "missing", "kin__thing", "words", "source", "answer", kind=LIST, wording=LIST, channel=LIST),
    *_both("Notification", "missing", "kin__thing", "words", "instead", "language", "ended_why", state=LIST, channel=LIST),
    *_both("Attempt", "notification__missing", "kin__thing", "note", channel=LIST, outcome=LIST),
    *_both("Briefing", "notification__missing", "kin__thing", "words", channel=LIST, pack_digest=HASH),
    *_one("Publication", "missing", "text", "withdrawn_why"),
)
DISPOSING = (
    *_both("Election", "missing", "directs__thing", "words", "place", "honours", "form", choice=LIST, portions=LIST),
    *_both("Disagreement", "missing", "raised_by__thing", "words", "decided_by", "settlement"),
)
GOING = (
    *_one("Release", "missing", "receiver", "escort", "honours", "signed_by", "document", "cancelled_why", state=LIST),
    *_one("Burial", "missing", "place", "grave", "honours", "exhumation", "opened_why"),
    *_one("PortionEvent", "missing", "words", outcome=LIST),
)
UNDOING = (
    *_one("Correction", "identification__missing", "reason"),
    *_one("CorrectionStep", "correction__identification__missing", "outcome", kind=LIST, about="a code", words=OURS),
)
ASKING = (
    *_both("Door", "missing", "kin__thing", "ended_why", token_hash=HASH, code_hash=HASH),
    *_both("Enquiry", "missing", "kin__thing", "words", "answer", kind=LIST, state=LIST),
    *_both("Letter", "missing", "kin__thing", objects=("body",), digest=HASH),
)
PERSONAL = (*TELLING, *DISPOSING, *GOING, *UNDOING, *ASKING)
SPEAKS_OF: dict[str, str] = {
    "homecoming.contact_noted": "kin",
    "homecoming.told_by_others": "kin",
    "homecoming.effect_announced": "kin",
    "homecoming.telling_attempted": "kin",
    "homecoming.notified": "kin",
    "homecoming.telling_taken_back": "kin",
    "homecoming.briefed": "kin",
    "homecoming.elected": "directs",
    "homecoming.disagreement_opened": "kin",
    "homecoming.disagreement_settled": "kin",
    "homecoming.release_prepared": "about",
    "homecoming.release_cancelled": "about",
    "homecoming.counted_in": "about",
    "homecoming.came_back": "about",
    "homecoming.laid_to_rest": "about",
    "homecoming.grave_opened": "about",
    "homecoming.door_ended": "kin",
    "homecoming.asked": "kin",
    "homecoming.consent_withdrawn_on_page": "kin",
    "homecoming.enquiry_answered": "kin",
    "homecoming.silence_ended": "kin",
}
"""Entries that disclose something about a person who is not their subject: by tag, the fact that holds that person's code."""
UNDER = (Under("identification.Identification", ("missing", "individual__thing"), ("homecoming.correction_step_ended",)),)
"""Entries under the code of an identification that say what was done after it was taken back."""
