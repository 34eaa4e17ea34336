"""What one run showed, the line of a file it came by, and what all profiles of one subject say together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.laboratory.models.delivering import Delivery, Run
from repatria.registry.people.models import User


class Profile(models.Model):
    """What one run showed of one sample or donation. Corrected only by a profile that supersedes it."""

    class Type(models.TextChoices):
        STR = "str", _("autosomal STR")
        MT = "mt", _("mitochondrial")
        Y = "y", _("Y-STR")
        SNP = "snp", _("SNP, stored and not weighed yet")

    class Status(models.TextChoices):
        WAITING = "waiting", _("read once; waits for the second reader")
        REPORTABLE = "reportable", _("reportable")
        INCONCLUSIVE = "inconclusive", _("inconclusive")
        FAILED = "failed", _("failed: no result")
        QUARANTINED = "quarantined", _("quarantined: nobody knows whose it is")
        HELD = "held", _("held by an alarm")
        SUPERSEDED = "superseded", _("superseded")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="profile")
    of = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    subject = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="typed")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    delivery = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    called = models.CharField(max_length=120, blank=True, help_text="what the file calls it")
    type = models.CharField(max_length=4, choices=Type.choices, default=Type.STR)
    calls = models.JSONField(default=dict)
    raw = models.TextField(blank=True)
    loci = models.PositiveSmallIntegerField(default=0)
    sex = models.CharField(max_length=1, default="U")
    kit = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices)
    first_reader = models.CharField(max_length=80, blank=True)
    second_reader = models.CharField(max_length=80, blank=True)
    checked = models.DateTimeField(null=True, blank=True, help_text="compared with staff, controls, neighbours and kin")
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by")
    reason = models.CharField(max_length=400, blank=True)
    made = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status="quarantined") | Q(of__isnull=False), name="a_profile_is_of_something"),
            models.CheckConstraint(
                condition=~Q(status="reportable") | (~Q(second_reader="") & ~Q(first_reader=F("second_reader"))),
                name="a_reportable_profile_was_read_by_two",
            ),
            models.CheckConstraint(condition=Q(sex__in=["M", "F", "U"]), name="a_profile_s_sex_is_m_f_or_u"),
        )
        indexes = (
            models.Index(fields=["subject", "status"], name="profile_by_subject"),
            models.Index(fields=["of"], name="profile_by_of"),
            models.Index(fields=["status", "type"], name="profile_by_status"),
        )

    def __str__(self) -> str:
        return f"profile {self.pk}"

    @property
    def code(self) -> str:
        """The profile's code."""
        return self.thing.code


class DeliveryLine(models.Model):
    """One profile of a file and what it was taken for."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("received")
        FAILED = "failed", _("failed: the file shows no result")
        UNKNOWN = "unknown", _("unknown: quarantined until explained")
        UNASKED = "unasked", _("a sample of ours that was not requested: quarantined until explained")
        DUPLICATE = "duplicate", _("the same result as before: not taken again")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    called = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    profile = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    explained = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explanation = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("row",)
        constraints = (models.UniqueConstraint(fields=["delivery", "row"], name="a_row_once_a_delivery"),)
        indexes = (models.Index(fields=["delivery", "outcome"], name="line_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.called}: {self.outcome}"


class Consensus(models.Model):
    """What all usable profiles of one subject say together, one version after the other."""

    class State(models.TextChoices):
        CURRENT = "current", _("in force")
        HELD = "held", _("held: its samples contradict each other")
        PROPOSED = "proposed", _("settled by one person; waits for a second")
        REPLACED = "replaced", _("replaced by a later version")

    subject = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="consensuses")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    calls = models.JSONField(default=dict)
    sex = models.CharField(max_length=1, default="U")
    loci = models.PositiveSmallIntegerField(default=0)
    members = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    contradictions = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    left_out = models.JSONField(default=list, help_text="codes of the profiles that a settlement leaves out")
    confirmed = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("subject", "-version")
        verbose_name_plural = "consensuses"
        constraints = (
            models.UniqueConstraint(fields=["subject", "version"], name="a_version_once_a_consensus"),
            models.UniqueConstraint(
                fields=["subject"], condition=~Q(state="replaced"), name="one_consensus_in_force_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(settled_by__isnull=True) | ~Q(confirmed_by=F("settled_by")),
                name="nobody_confirms_their_own_settlement",
            ),
        )
        indexes = (models.Index(fields=["state"], name="consensus_by_state"),)

    def __str__(self) -> str:
        return f"consensus {self.version} of {self.subject_id}"


class SamePerson(models.Model):
    """Two profiles that may be of one person: found by comparing every new profile with all others of the same kind."""

    left = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="same_left")
    right = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="same_right")
    log_lr = models.FloatField()
    loci = models.PositiveSmallIntegerField()
    found = models.DateTimeField()

    class Meta:
        ordering = ("-log_lr",)
        verbose_name_plural = "same persons"
        constraints = (
            models.UniqueConstraint(fields=["left", "right"], name="a_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="the_earlier_profile_stands_left"),
        )

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}"
