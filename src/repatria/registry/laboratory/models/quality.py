"""What nothing of ours may show, and what does not fit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.laboratory.models.profiles import Profile
from repatria.registry.people.models import Incident, User


class Control(models.Model):
    """A profile that nothing of ours may show: of staff, or of a control. Known by its token; the name is for few."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        POSITIVE = "positive", _("positive control")
        REAGENT = "reagent", _("reagent blank")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="controls")
    token = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True)
    calls = models.JSONField(default=dict)
    sex = models.CharField(max_length=1, default="U")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("token",)
        constraints = (models.UniqueConstraint(fields=["incident", "token"], name="a_token_once_an_incident"),)

    def __str__(self) -> str:
        return self.token


class Alarm(models.Model):
    """A profile that may be somebody else's: contamination, a swap, a duplicate. Stays after it is answered."""

    class Kind(models.TextChoices):
        CONTAMINATION = "contamination", _("shows a profile of staff or of a control")
        SEX = "sex", _("shows another sex than was recorded")
        KIN = "kin", _("does not fit the other relatives of its family")
        DUPLICATE = "duplicate", _("two donors show one profile")
        DONOR = "donor", _("remains show the profile of a living donor")
        NEIGHBOUR = "neighbour", _("two specimens of one run show one profile")

    class Answer(models.TextChoices):
        OPEN = "open", _("open")
        RELEASED = "released", _("explained, the profile may be used")
        UPHELD = "upheld", _("upheld, the profile stays out")

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    holds = models.BooleanField(default=True)
    other = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey(Control, null=True, blank=True, on_delete=models.PROTECT, related_name="alarms")
    about = models.CharField(max_length=24, blank=True, help_text="the code or token of the other side")
    sentence = models.CharField(max_length=300)
    loci = models.PositiveSmallIntegerField(default=0)
    log_lr = models.FloatField(null=True, blank=True)
    opened = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-opened", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["profile", "kind", "about"], name="an_alarm_once"),
            models.CheckConstraint(
                condition=Q(answer="open", answered__isnull=True)
                | (~Q(answer="open") & Q(answered__isnull=False) & ~Q(reason="")),
                name="an_answered_alarm_has_its_reason",
            ),
        )
        indexes = (models.Index(fields=["answer", "holds"], name="alarm_by_answer"),)

    def __str__(self) -> str:
        return self.sentence
