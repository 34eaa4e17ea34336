"""What all profiles of one lineage of one subject say together, and the databases from which types are counted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.laboratory.models.profiles import Consensus, Profile
from repatria.registry.laboratory.models.quality import Control
from repatria.registry.people.models import Incident, User

KINDS = ((Profile.Type.MT.value, _("mitochondrial")), (Profile.Type.Y.value, _("Y-STR")))


class Lineage(models.Model):
    """What all usable mitochondrial, or all usable Y profiles of one subject say together, one version after the other.

    ``kept`` is the agreed content; a position or marker at which the profiles contradict each other is not in it.
    """

    State = Consensus.State

    subject = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="lineages")
    type = models.CharField(max_length=4, choices=KINDS)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Consensus.State.choices)
    kept = models.JSONField(default=dict)
    size = models.PositiveIntegerField(default=0, help_text="positions read, or markers")
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
        ordering = ("subject", "type", "-version")
        constraints = (
            models.UniqueConstraint(fields=["subject", "type", "version"], name="a_version_once_a_lineage"),
            models.UniqueConstraint(
                fields=["subject", "type"], condition=~Q(state="replaced"), name="one_lineage_in_force_a_subject"
            ),
            models.CheckConstraint(condition=Q(type__in=["mt", "y"]), name="a_lineage_is_of_mothers_or_fathers"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(settled_by__isnull=True) | ~Q(confirmed_by=F("settled_by")),
                name="nobody_confirms_their_own_lineage",
            ),
        )
        indexes = (models.Index(fields=["state", "type"], name="lineage_by_state"),)

    def __str__(self) -> str:
        return f"{self.type} {self.version} of {self.subject_id}"


class Haplotypes(models.Model):
    """A database of haplotypes of unrelated people, from which the frequency of a type is counted. Ended, never rewritten."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="haplotypes")
    type = models.CharField(max_length=4, choices=KINDS)
    pool = models.CharField(
        max_length=60, blank=True, help_text="the population it serves; empty for every one without its own"
    )
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=400)
    simulated = models.BooleanField(default=False)
    lengths = models.BooleanField(default=True, help_text="whether the length of C tracts was recorded")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.TextField(help_text="one entry a line, as JSON")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("type", "pool", "-since")
        verbose_name_plural = "haplotypes"
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "type", "pool"], condition=Q(until__isnull=True), name="one_database_in_force_a_pool"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="a_database_has_a_size"),
            models.CheckConstraint(condition=~Q(source=""), name="a_database_says_where_it_is_from"),
        )

    def __str__(self) -> str:
        return self.name


class ControlLineage(models.Model):
    """What a member of staff or a control shows in one lineage, under the token that everybody sees."""

    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="lineages")
    type = models.CharField(max_length=4, choices=KINDS)
    kept = models.JSONField(default=dict)
    size = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        ordering = ("control", "type")
        constraints = (models.UniqueConstraint(fields=["control", "type"], name="a_lineage_once_a_control"),)

    def __str__(self) -> str:
        return f"{self.type} of {self.control_id}"
