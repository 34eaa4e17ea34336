"""What the journal says about the filling of exercises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class FamiliesEntered(EntryType):
    tag = "live.families_entered"
    sentence = _("{count} families with {kin} relatives and {donations} reference samples were entered: {why}")


class ExerciseFilled(EntryType):
    tag = "live.exercise_filled"
    sentence = _("The exercise {subject} was filled from seed {seed} at scale {scale}; everyone in it is invented")
