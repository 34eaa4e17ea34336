"""Rules in force, reviews, objections, signatures, re-audits and known answers.

A *signature* binds one person, at one moment, with one meaning, to the digests of the statement, the evidence, the individual's
version, the candidate list, the rule and the software. The database refuses one that the rule does not carry (guards.py).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.identification.models import EvidenceFile, Identification, Statement
from repatria.registry.people.models import Incident, User
from repatria.registry.searching.models import Job


class SigningRule(models.Model):
    """What a signature needs: versioned data. The highest number that a second person confirmed is in force; old ones stay readable.

    Number 1 is the one that the registry ships with, and needs nobody.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="signing_rules")
    number = models.PositiveIntegerField()
    posterior = models.DecimalField(max_digits=8, decimal_places=7, help_text="at least, reference error included, leads at 1")
    two_donors = models.BooleanField(default=True, help_text="two donors whose kinship the data confirm, or one re-sampled")
    every_listed = models.BooleanField(default=False, help_text="the threshold must be met at every λ, not only at the rule's")
    reviewers = models.PositiveSmallIntegerField(default=2)
    ground = models.CharField(max_length=400)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "number"], name="a_signing_rule_once_a_number"),
            models.CheckConstraint(condition=Q(posterior__gte="0.99", posterior__lt=1), name="a_rule_asks_for_near_certainty"),
            models.CheckConstraint(condition=Q(reviewers__gte=2), name="two_pairs_of_eyes_at_least"),
            models.CheckConstraint(condition=~Q(ground=""), name="a_signing_rule_has_its_ground"),
        )

    def __str__(self) -> str:
        return f"rule {self.number}"


class RuleDecision(models.Model):
    """The second person's word on a proposed rule: from now on it is in force, or it never will be. Written once."""

    rule = models.OneToOneField(SigningRule, on_delete=models.PROTECT, related_name="decision")
    confirmed = models.BooleanField(help_text="false: declined, or taken back by whoever proposed it")
    by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="null: it was in force before two persons were asked",
    )
    at = models.DateTimeField()
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-rule__number",)
        constraints = (models.CheckConstraint(condition=Q(confirmed=True) | ~Q(words=""), name="a_declined_rule_says_why"),)

    def __str__(self) -> str:
        return f"{self.rule}: {'confirmed' if self.confirmed else 'declined'}"


class Review(models.Model):
    """One reviewer's independent work on one statement. The second sees nothing of the first before their own is finished."""

    class Verdict(models.TextChoices):
        OPEN = "", _("at work")
        AGREE = "agree", _("agrees")
        DISAGREE = "disagree", _("does not agree")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    place = models.PositiveSmallIntegerField(help_text="1 or 2: in the order in which they began")
    begun = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN, blank=True)
    words = models.TextField(blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over reviewer, statement digest, verdict and words")

    class Meta:
        ordering = ("statement", "place")
        constraints = (
            models.UniqueConstraint(fields=["statement", "place"], name="a_place_once_a_statement"),
            models.UniqueConstraint(fields=["statement", "reviewer"], name="a_reviewer_once_a_statement"),
            models.CheckConstraint(
                condition=Q(verdict="", finished__isnull=True, digest="")
                | (~Q(verdict="") & Q(finished__isnull=False) & ~Q(words="") & ~Q(digest="")),
                name="a_finished_review_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"review {self.place} of {self.statement_id}"


class Objection(models.Model):
    """What a reviewer holds against a statement; answered by the author, then settled or kept as a minority view."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered; waits for whoever raised it")
        SETTLED = "settled", _("settled")
        MINORITY = "minority", _("kept as a minority view")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    raised = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("raised", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(answered_by__isnull=False) & Q(answered__isnull=False)),
                name="an_objection_is_answered_by_name",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered"]) | Q(closed__isnull=False), name="an_objection_closes_at_a_moment"
            ),
        )

    def __str__(self) -> str:
        return f"objection {self.pk}: {self.state}"


class Signature(models.Model):
    """Who signed what, when, with which meaning. ``binding`` covers every column, so that it fits no other record."""

    class Meaning(models.TextChoices):
        IDENTIFIED = "identified", _("I identify this individual as this person")

    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="signatures")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="signatures")
    rule = models.ForeignKey(SigningRule, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    meaning = models.CharField(max_length=12, choices=Meaning.choices)
    at = models.DateTimeField()
    confirmed = models.DateTimeField(help_text="when the signer last proved who they are; minutes before, at most")
    statement_digest = models.CharField(max_length=64)
    evidence_digest = models.CharField(max_length=64)
    individual_digest = models.CharField(max_length=64)
    list_digest = models.CharField(max_length=64)
    case_digest = models.CharField(max_length=64)
    rule_digest = models.CharField(max_length=64)
    software = models.CharField(max_length=40)
    posterior = models.FloatField()
    binding = models.CharField(max_length=64, unique=True)
    voided = models.DateTimeField(null=True, blank=True)
    void_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["identification"], condition=Q(voided__isnull=True), name="one_signature_stands_an_identification"
            ),
            models.CheckConstraint(condition=Q(voided__isnull=True) | ~Q(void_why=""), name="a_void_signature_says_why"),
            models.CheckConstraint(condition=Q(confirmed__lte=F("at")), name="who_signs_has_proved_who_they_are"),
        )

    def __str__(self) -> str:
        return f"signature of {self.identification_id}"


class Audit(models.Model):
    """One re-audit: which signed identifications fail today's rule, today's data, or a recomputation."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="audits")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="audit")
    rule = models.ForeignKey(SigningRule, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)
    signed = models.PositiveIntegerField(default=0)
    historic = models.PositiveIntegerField(default=0)
    failing = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"audit {self.pk}"


class AuditLine(models.Model):
    """One decision looked at again: of ours, or of somebody before us."""

    class Outcome(models.TextChoices):
        STANDS = "stands", _("stands")
        RULE = "rule", _("fails the rule in force today")
        DATA = "data", _("rests on data that changed")
        NUMBERS = "numbers", _("a recomputation gives another answer")
        UNKNOWN = "unknown", _("cannot be recomputed: no evidence is on file")
        AGAINST = "against", _("the data of today speak against it")

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="lines")
    identification = models.ForeignKey(Identification, null=True, blank=True, on_delete=models.PROTECT, related_name="audits")
    historic = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    words = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("audit", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(identification__isnull=False) | Q(historic__isnull=False), name="an_audit_line_is_about_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.outcome}"


class Recomputation(models.Model):
    """One evidence file computed again from its frozen case. ``said`` is empty where every digit agrees."""

    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="recomputations")
    at = models.DateTimeField()
    said = models.CharField(max_length=600, blank=True)
    software = models.CharField(max_length=40)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.said or 'the same'}"


class KnownAnswer(models.Model):
    """A bone with a known truth that the quality manager slipped into the queue. It stands in nothing that is published."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waits")
        RIGHT = "right", _("answered as it is")
        WITHHELD = "withheld", _("rightly or cautiously not named")
        WRONG = "wrong", _("answered otherwise")

    specimen = models.OneToOneField(Thing, on_delete=models.PROTECT, related_name="known_answer")
    truth = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The missing person it is made of; null for somebody who is on no list."""
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING, blank=True)
    opened = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True)
    plate = models.TextField(
        null=True, blank=True, help_text="what the laboratory returns for it, as CSV; null where it came another way"
    )

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"known answer {self.specimen_id}"
