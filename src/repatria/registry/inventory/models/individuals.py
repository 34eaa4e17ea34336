"""Individuals: bones believed, blind, to be one person; in versions that can be locked, and relations between bones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.inventory.models.specimens import Specimen
from repatria.registry.people.models import User


class Individual(models.Model):
    """A blind grouping of specimens, across accessions and years."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="individual")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The individual's code."""
        return self.thing.code


class IndividualVersion(models.Model):
    """One version of a grouping. Open: it may change. Locked: never again (trigger); a later change is a new version."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LOCKED = "locked", _("locked")
        WITHDRAWN = "withdrawn", _("withdrawn")

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    """Why this version was made: the reason of the unlocking; empty for the first."""
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 over the codes and description numbers of its members at the lock."""
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("individual", "number")
        constraints = (
            models.UniqueConstraint(fields=["individual", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["individual"], condition=Q(current=True), name="one_current_version"),
            models.CheckConstraint(
                condition=~Q(state="locked") | (Q(locked_at__isnull=False) & ~Q(digest="")), name="a_lock_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""), name="a_version_is_withdrawn_with_a_reason"
            ),
        )
        indexes = (models.Index(fields=["current", "state"], name="version_by_state"),)

    def __str__(self) -> str:
        return f"{self.individual_id} v{self.number}"


class Member(models.Model):
    """A specimen in a version. ``current``: it belongs to this individual at this moment; at most one such row a specimen."""

    version = models.ForeignKey(IndividualVersion, on_delete=models.PROTECT, related_name="members")
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="memberships")
    current = models.BooleanField(default=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("version", "pk")
        constraints = (
            models.UniqueConstraint(fields=["specimen"], condition=Q(current=True), name="in_one_current_individual"),
            models.UniqueConstraint(
                fields=["version", "specimen"], condition=Q(removed__isnull=True), name="a_member_once_a_version"
            ),
            models.CheckConstraint(
                condition=Q(removed__isnull=True) | (Q(current=False) & ~Q(removed_why="")),
                name="a_member_leaves_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.specimen_id} in version {self.version_id}"


class Allowance(models.Model):
    """Grounds against a grouping, put before a named reviewer: they allow it with a reason, or they do not."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a reviewer")
        ALLOWED = "allowed", _("allowed")
        REFUSED = "refused", _("not allowed")

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="allowances")
    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="allowances")
    grounds = models.TextField()
    """One sentence a line: exactly what is allowed, and nothing else."""
    why = models.CharField(max_length=400)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["individual", "specimen"], condition=Q(state="asked"), name="one_open_question_a_specimen"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | (Q(answered_by__isnull=False) & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="a_named_reviewer_answers_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="nobody_allows_what_they_asked_for",
            ),
        )

    def __str__(self) -> str:
        return f"{self.individual_id}: {self.state}"

    @property
    def sentences(self) -> list[str]:
        """The grounds, one by one."""
        return self.grounds.splitlines()


class Relation(models.Model):
    """What was found between two specimens. Stored once, the lower first; withdrawn with a reason, never deleted."""

    class Kind(models.TextChoices):
        PAIR = "pair", _("left and right of one person")
        ARTICULATION = "articulation", _("fit in a joint")
        REFIT = "refit", _("pieces of one bone")
        EXCLUSION = "exclusion", _("not of one person")
        SAME_DNA = "same-dna", _("the same DNA type")

    class Verdict(models.TextChoices):
        CERTAIN = "certain", _("certain")
        PROBABLE = "probable", _("probable")
        POSSIBLE = "possible", _("possible")

    class Ground(models.TextChoices):
        MORPHOLOGY = "morphology", _("gross morphology")
        STATISTICAL = "statistical", _("statistical")
        DNA = "dna", _("DNA")
        ISOTOPE = "isotope", _("isotopes")
        DEVELOPMENT = "development", _("development")
        TAPHONOMY = "taphonomy", _("colour and condition")

    left = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="relations_left")
    right = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="relations_right")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    grounds = models.CharField(max_length=120, blank=True)
    """Codes of :class:`Ground`, separated by spaces: an elimination may have several."""
    note = models.CharField(max_length=300, blank=True)
    blind = models.BooleanField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="a_relation_is_stored_once_lower_first"),
            models.UniqueConstraint(
                fields=["left", "right", "kind"], condition=Q(withdrawn__isnull=True), name="one_relation_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_relation_is_withdrawn_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left_id} {self.kind} {self.right_id}"

    @property
    def ground_words(self) -> list[str]:
        """The grounds in words."""
        return [str(self.Ground(code).label) for code in self.grounds.split()]
