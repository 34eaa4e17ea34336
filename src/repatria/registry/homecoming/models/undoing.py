"""The way back from one wrong link: everything that rests on it, and each step of the correction."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.identification.models import Identification
from repatria.registry.people.models import Incident, User


class Correction(models.Model):
    """What follows from one rescinded identification. Closed when every step is done."""

    identification = models.OneToOneField(Identification, on_delete=models.PROTECT, related_name="correction")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked = models.DateTimeField(null=True, blank=True)
    """As of when the list of steps was computed last; null: when it was opened."""
    looked_seq = models.PositiveBigIntegerField(null=True, blank=True)
    """The last entry of the journal that it took in."""
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-opened", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="a_correction_says_why"),)

    @property
    def as_of(self) -> datetime:
        """As of when its list says what rests on the link."""
        return self.looked or self.opened

    def __str__(self) -> str:
        return f"correction of {self.identification_id}"


class CorrectionStep(models.Model):
    """One thing that rests on the wrong link, and what was done about it."""

    class Kind(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        INDIVIDUAL = "individual", _("individual")
        LISTING = "list", _("candidate list")
        FAMILY = "family", _("family")
        OTHER_FAMILY = "other family", _("another family")
        PUBLIC = "public", _("public text")
        RELEASE = "release", _("release")
        GRAVE = "grave", _("grave")
        PORTION = "portion", _("later portion")
        HISTORIC = "historic", _("decision of another issuer")
        IDENTIFICATION = "identification", _("another identification")
        FIGURE = "figure", _("public figures")

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    about = models.CharField(max_length=80, help_text="the code, or table and number, of what rests on it")
    words = models.CharField(max_length=400)
    done = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("correction", "pk")
        constraints = (
            models.UniqueConstraint(fields=["correction", "kind", "about"], name="a_step_once_a_correction"),
            models.CheckConstraint(condition=Q(done__isnull=True) | ~Q(outcome=""), name="a_step_ends_with_words"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
