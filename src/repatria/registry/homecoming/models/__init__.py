"""The tables of the homecoming stage."""

from repatria.registry.homecoming.models.asking import Door, Enquiry, Letter
from repatria.registry.homecoming.models.disposing import Disagreement, Election
from repatria.registry.homecoming.models.ending import (
    Comparison,
    Determination,
    DeterminationMember,
    DeterminationSignature,
    Unresolved,
    UnresolvedMember,
)
from repatria.registry.homecoming.models.going import Burial, Portion, PortionEvent, Release
from repatria.registry.homecoming.models.nations import Delegate, Nation
from repatria.registry.homecoming.models.telling import Attempt, Briefing, Conversation, Notification, Publication
from repatria.registry.homecoming.models.undoing import Correction, CorrectionStep

__all__ = [
    "Attempt",
    "Briefing",
    "Burial",
    "Comparison",
    "Conversation",
    "Correction",
    "CorrectionStep",
    "Delegate",
    "Determination",
    "DeterminationMember",
    "DeterminationSignature",
    "Disagreement",
    "Door",
    "Election",
    "Enquiry",
    "Letter",
    "Nation",
    "Notification",
    "Portion",
    "PortionEvent",
    "Publication",
    "Release",
    "Unresolved",
    "UnresolvedMember",
]
