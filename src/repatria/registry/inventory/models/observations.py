"""What was scored on a specimen that tells age or sex, and what was settled of the conflicts of a grouping."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.inventory.models.individuals import Individual
from repatria.registry.inventory.models.specimens import Specimen
from repatria.registry.people.models import User


class Observation(models.Model):
    """One score by one person: the stage of a growing place, a trait of sex, a phase. Withdrawn with a reason, never changed."""

    class Kind(models.TextChoices):
        STAGE = "stage", _("growing place")
        TRAIT = "trait", _("trait of sex")
        PHASE = "phase", _("phase of the pubic symphysis")

    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="observations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    what = models.CharField(max_length=60)
    """The place or trait by the name that its table has; ``pubic_symphysis`` for a phase."""
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    """First and last score that fit; the same where it is sure."""
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "what", "at")
        constraints = (
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="a_score_from_low_to_high"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_score_is_withdrawn_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["specimen", "what"], condition=Q(withdrawn__isnull=True), name="one_standing_score_of_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.low} to {self.high}"

    @property
    def name(self) -> str:
        """The place or trait in words."""
        return self.what.replace("_", " ")

    @property
    def score(self) -> str:
        """The score in words."""
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


class Settlement(models.Model):
    """A conflict of a grouping that somebody has settled, by name and with a reason. It holds while the grouping stays as it was."""

    class Kind(models.TextChoices):
        DUPLICATION = "duplication", _("duplication")
        AGE = "age", _("age")
        SEX = "sex", _("sex")
        SIZE = "size", _("size")
        SIDE = "side", _("side")
        DNA = "dna", _("DNA")
        EXCLUSION = "exclusion", _("exclusion")
        ELSEWHERE = "elsewhere", _("a relation to another grouping")
        ANIMAL = "animal", _("animal")

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="settlements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sentence = models.CharField(max_length=600)
    state = models.CharField(max_length=64)
    """SHA-256 over what the conflict was read from: members, descriptions, measurements, scores, relations."""
    reason = models.CharField(max_length=600)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_conflict_is_settled_with_a_reason"),
            models.UniqueConstraint(fields=["individual", "sentence", "state"], name="a_conflict_is_settled_once"),
        )

    def __str__(self) -> str:
        return f"{self.individual_id}: {self.kind} settled"
