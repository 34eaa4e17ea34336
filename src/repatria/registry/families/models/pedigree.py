"""A family as rows: who belongs to it, and who descends from whom. Genetic parentage makes the pedigree; the rest is noted beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models.kin import Kin
from repatria.registry.families.models.missing import MissingPerson, Sex
from repatria.registry.people.models import Incident, User


class Family(models.Model):
    """One folder for one family, known by its code only."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="folder")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    """The last number given to a person of the family; never given again."""

    class Meta:
        ordering = ("thing",)
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The family's code."""
        return self.thing.code


class PedigreeNode(models.Model):
    """One person of a pedigree: a missing person, a relative, or somebody nobody has named. ``code`` is P1, P2, …"""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="nodes")
    code = models.CharField(max_length=8)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    missing = models.ForeignKey(MissingPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="nodes")
    kin = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="nodes")
    twins = models.CharField(max_length=8, blank=True, help_text="the same mark: identical twins")
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("family", "pk")
        constraints = (
            models.UniqueConstraint(fields=["family", "code"], name="a_code_once_a_family"),
            models.CheckConstraint(condition=Q(missing__isnull=True) | Q(kin__isnull=True), name="missing_or_kin_not_both"),
            models.UniqueConstraint(
                fields=["missing"], condition=Q(missing__isnull=False, until__isnull=True), name="one_folder_a_missing_person"
            ),
            models.UniqueConstraint(
                fields=["kin"], condition=Q(kin__isnull=False, until__isnull=True), name="one_folder_a_relative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.family_id} {self.code}"


class Parentage(models.Model):
    """Somebody is a parent of somebody: by birth, by adoption, or as the partner of a parent."""

    class Kind(models.TextChoices):
        GENETIC = "genetic", _("by birth")
        ADOPTIVE = "adoptive", _("by adoption")
        STEP = "step", _("step-parent")
        FOSTER = "foster", _("foster parent")

    class As(models.TextChoices):
        FATHER = "father", _("father")
        MOTHER = "mother", _("mother")

    child = models.ForeignKey(PedigreeNode, on_delete=models.PROTECT, related_name="parentage")
    parent = models.ForeignKey(PedigreeNode, on_delete=models.PROTECT, related_name="offspring")
    role = models.CharField(max_length=8, choices=As.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.GENETIC)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["child", "role"],
                condition=Q(kind="genetic", until__isnull=True),
                name="one_father_and_one_mother_by_birth",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="nobody_is_an_own_parent"),
        )

    def __str__(self) -> str:
        return f"{self.parent_id} {self.role} of {self.child_id}"


class PedigreeVersion(models.Model):
    """The pedigree as it stood after an edit: the rows by code, no names."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    said = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["family", "number"], name="a_version_once_a_family"),)

    def __str__(self) -> str:
        return f"{self.family_id} as of {self.number}"
