"""Honest endings without a name: remains that belong to a group, and remains that stay unresolved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.inventory.models import Specimen
from repatria.registry.people.models import Incident, User


class Determination(models.Model):
    """Remains found to belong to a group (a nation, a unit), without names: joint review by two nations, both sign. Reversible."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed by both nations")
        REVERSED = "reversed", _("reversed")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="determination")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=160, help_text="to whom: a nation, a unit")
    receiving = models.CharField(max_length=160, help_text="the nation or body that receives them")
    evidence = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    signed = models.DateTimeField(null=True, blank=True)
    reversed = models.DateTimeField(null=True, blank=True)
    reversed_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-made", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(evidence="") & ~Q(group=""), name="a_determination_says_to_whom_and_why"),
            models.CheckConstraint(
                condition=~Q(state="reversed") | (Q(reversed__isnull=False) & ~Q(reversed_why="")),
                name="a_reversed_determination_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed__isnull=False), name="a_signed_determination_has_its_day"
            ),
        )

    def __str__(self) -> str:
        return self.thing.code

    @property
    def code(self) -> str:
        """The determination's code."""
        return self.thing.code


class DeterminationMember(models.Model):
    """A specimen in a determination; in at most one that stands."""

    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="members")
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="determinations")
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ("determination", "specimen")
        constraints = (
            models.UniqueConstraint(fields=["specimen"], condition=Q(current=True), name="a_specimen_in_one_determination"),
            models.UniqueConstraint(fields=["determination", "specimen"], name="a_specimen_once_a_determination"),
        )

    def __str__(self) -> str:
        return f"{self.specimen_id} in {self.determination_id}"


class DeterminationSignature(models.Model):
    """One nation's signature under a determination: a reviewer or medical examiner who did not write it."""

    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=80)
    words = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over group, receiving, evidence and the manifest by specimen")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["determination", "nation"], name="a_nation_signs_once"),
            models.UniqueConstraint(fields=["determination", "signer"], name="a_person_signs_for_one_nation"),
            models.CheckConstraint(condition=~Q(nation=""), name="a_signature_is_for_a_nation"),
        )

    def __str__(self) -> str:
        return f"{self.nation} under {self.determination_id}"


class Unresolved(models.Model):
    """Remains that stay without a name and a group: what is left of one box, buried under a number, compared again every year."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="unresolved")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    container = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="unresolved_from")
    ground = models.TextField()
    exhumation = models.CharField(max_length=400, help_text="under which rule the grave may be opened again")
    compare_next = models.DateField()
    made = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-made", "-pk")
        verbose_name_plural = "unresolved"
        constraints = (
            models.CheckConstraint(condition=~Q(ground="") & ~Q(exhumation=""), name="unresolved_says_why_and_how_back"),
            models.CheckConstraint(condition=Q(ended__isnull=True) | ~Q(ended_why=""), name="unresolved_ends_with_a_reason"),
        )

    def __str__(self) -> str:
        return self.thing.code

    @property
    def code(self) -> str:
        """The code of these remains."""
        return self.thing.code


class UnresolvedMember(models.Model):
    """A specimen among unresolved remains; at most one such entry stands."""

    unresolved = models.ForeignKey(Unresolved, on_delete=models.PROTECT, related_name="members")
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="unresolved_in")
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ("unresolved", "specimen")
        constraints = (
            models.UniqueConstraint(fields=["specimen"], condition=Q(current=True), name="a_specimen_unresolved_once"),
        )

    def __str__(self) -> str:
        return f"{self.specimen_id} in {self.unresolved_id}"


class Comparison(models.Model):
    """The yearly look at unresolved remains: compared with what, and what came of it."""

    unresolved = models.ForeignKey(Unresolved, on_delete=models.PROTECT, related_name="comparisons")
    on = models.DateField()
    search = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"comparison of {self.unresolved_id}"
