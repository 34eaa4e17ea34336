"""Evidence files, leads, exclusions, identifications and their statements.

An *identification* is one locked version of an individual and one missing person, drafted by an author. Its state moves along
the table in states.py, which the database enforces. An *evidence file* is the frozen document of everything weighed for a pair;
a *statement* is the author's text, in versions, each bound to the evidence it speaks of.
"""

from __future__ import annotations

import math

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.inventory.models import Individual, IndividualVersion
from repatria.registry.people.models import Incident, User
from repatria.registry.searching.models import CandidateList

LN_10 = math.log(10.0)


class EvidenceFile(models.Model):
    """Everything weighed for one unit of one search and one missing person, frozen. Holds codes and numbers, no genotype."""

    listing = models.ForeignKey(CandidateList, on_delete=models.PROTECT, related_name="evidence")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="evidence")
    document = models.JSONField(help_text="schema repatria-evidence/1")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the canonical document")
    posterior = models.FloatField(help_text="joint, reference error included, leads at 1, at the rule's λ")
    posterior_plain = models.FloatField(help_text="joint, without reference error, leads at 1, at the rule's λ")
    posterior_with_leads = models.FloatField(help_text="joint, reference error included, leads as stated")
    donors = models.PositiveSmallIntegerField(help_text="typed relatives whose samples are in it")
    confirmed = models.BooleanField(help_text="two donors whose kinship the data confirm")
    resampled = models.BooleanField(help_text="one donor with two agreeing samples of different tubes")
    excluding = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["listing", "missing", "digest"], name="an_evidence_file_once"),
            models.CheckConstraint(
                condition=Q(posterior__gte=0, posterior__lte=1, posterior_plain__gte=0, posterior_plain__lte=1),
                name="evidence_gives_probabilities",
            ),
        )
        indexes = (models.Index(fields=["listing", "missing"], name="evidence_by_pair"),)

    def __str__(self) -> str:
        return self.digest[:12]


class Lead(models.Model):
    """A tag, a paper, a uniform, a giver's statement: points somewhere, LR at most 10, all together at most 30."""

    class Kind(models.TextChoices):
        TAG = "tag", _("identity tag")
        PAPER = "paper", _("papers")
        UNIFORM = "uniform", _("uniform or equipment")
        GIVER = "giver", _("statement of the giver")
        OTHER = "other", _("another circumstance")

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="leads")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="leads")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    log_lr = models.FloatField(help_text="natural")
    if_so = models.CharField(max_length=300, help_text="the first proposition")
    if_not = models.CharField(max_length=300, help_text="the second proposition")
    source = models.CharField(max_length=300)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(log_lr__lte=LN_10 + 1e-9), name="a_lead_weighs_ten_at_most"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_weighed_lead_is_withdrawn_with_a_reason"
            ),
        )
        indexes = (models.Index(fields=["individual", "missing"], name="lead_by_pair"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.missing_id}"


class Exclusion(models.Model):
    """Somebody who is ruled out for an individual, by what, and by whom; taken back with a reason, never deleted."""

    class Ground(models.TextChoices):
        DNA = "dna", _("DNA of the family")
        SEX = "sex", _("sex")
        AGE = "age", _("age")
        STATURE = "stature", _("stature")
        TEETH = "teeth", _("teeth")
        ALIVE = "alive", _("was seen alive later, or was found elsewhere")
        OTHER = "other", _("another ground")

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="exclusions")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="exclusions")
    ground = models.CharField(max_length=8, choices=Ground.choices)
    words = models.CharField(max_length=400)
    evidence = models.ForeignKey(EvidenceFile, null=True, blank=True, on_delete=models.PROTECT, related_name="exclusions")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revised = models.DateTimeField(null=True, blank=True)
    revised_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revised_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["individual", "missing"], condition=Q(revised__isnull=True), name="one_exclusion_in_force_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(revised__isnull=True) | ~Q(revised_why=""), name="an_exclusion_is_revised_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.missing_id} ruled out for {self.individual_id}"


class Identification(models.Model):
    """One individual's locked version and one missing person, on the way to a signature."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        AGREED = "agreed", _("agreed by two reviewers; waits for the medical examiner")
        SIGNED = "signed", _("signed")
        VOID = "void", _("void since something changed")
        WITHDRAWN = "withdrawn", _("withdrawn before a signature")
        RESCINDED = "rescinded", _("signed, and rescinded")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="identification")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="identifications")
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="identifications")
    version = models.ForeignKey(IndividualVersion, on_delete=models.PROTECT, related_name="identifications")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="identifications")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    state_why = models.CharField(max_length=400, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        ordering = ("-made", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["individual"],
                condition=Q(state__in=["draft", "review", "agreed", "signed"]),
                name="one_identification_open_an_individual",
            ),
            models.UniqueConstraint(
                fields=["missing"],
                condition=Q(state__in=["draft", "review", "agreed", "signed"]),
                name="one_identification_open_a_missing_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "agreed", "signed"]) | ~Q(state_why=""),
                name="an_ended_identification_says_why",
            ),
        )
        indexes = (models.Index(fields=["incident", "state"], name="identification_by_state"),)

    def __str__(self) -> str:
        return self.thing.code

    @property
    def code(self) -> str:
        """The identification's code."""
        return self.thing.code


class Statement(models.Model):
    """The author's text in one version, bound to the evidence it speaks of. Never rewritten; answered objections make a new one."""

    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)
    text = models.TextField()
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="statements")
    inputs_digest = models.CharField(max_length=64, help_text="SHA-256 over every input as it stood: standing.py")
    inputs = models.JSONField(help_text="those inputs by name, each as its own digest: what changed can be told")
    digest = models.CharField(max_length=64, help_text="SHA-256 over text, evidence digest and inputs digest")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("identification", "number")
        constraints = (
            models.UniqueConstraint(fields=["identification", "number"], name="a_statement_once_a_number"),
            models.UniqueConstraint(fields=["identification"], condition=Q(current=True), name="one_current_statement"),
            models.CheckConstraint(condition=~Q(text=""), name="a_statement_says_something"),
        )

    def __str__(self) -> str:
        return f"statement {self.number} of {self.identification_id}"
