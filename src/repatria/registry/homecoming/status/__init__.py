"""What a family is told: one text in plain words, the same on their page, in the letter and in the briefing pack.

``status_of(missing, kin)`` for one person, ``statuses(incident)`` for everybody in a few queries. No codes, no scores, no other person.
"""

from repatria.registry.homecoming.status.sentences import Paragraph
from repatria.registry.homecoming.status.telling import Status, status_of, statuses

__all__ = ["Paragraph", "Status", "status_of", "statuses"]
