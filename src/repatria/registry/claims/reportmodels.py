"""Reports as they were read: the text, what the program proposes that it claims, and what a person decided of each proposal.

Nothing is rewritten (trigger): a proposal that was rejected stays known, and the last decision stands. Only an erasure blanks words.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.people.models import User


class Report(models.Model):
    """The text of a document, as it was read for claims. ``software`` says which version read it."""

    document = models.OneToOneField("claims.Document", primary_key=True, on_delete=models.PROTECT, related_name="report")
    text = models.TextField()
    place = models.CharField(max_length=80, blank=True, help_text="where it was published")
    software = models.CharField(max_length=40)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("-read_at",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="a_report_has_a_text"),)

    def __str__(self) -> str:
        return str(self.document_id)

    @property
    def thing(self) -> Any:
        """The thing that its document is."""
        return self.document.thing

    @property
    def code(self) -> str:
        """The code of its document."""
        return str(self.document.thing.code)


class Proposal(models.Model):
    """One claim that the program found in a report: from character ``start`` up to ``stop`` of its text.

    ``told`` is the claim in the form ``repatria-claims/1``.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    start = models.PositiveIntegerField()
    stop = models.PositiveIntegerField()
    told = models.JSONField()

    class Meta:
        ordering = ("report", "number")
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="a_proposal_number_once_a_report"),
            models.CheckConstraint(condition=Q(stop__gt=F("start")), name="a_proposal_has_a_stretch_of_text"),
        )

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"

    @property
    def thing(self) -> Any:
        """The thing that its report's document is."""
        return self.report.thing

    @property
    def code(self) -> str:
        """The code of its report's document."""
        return self.report.code

    @property
    def judged(self) -> Judgement | None:
        """The decision that stands: the last one."""
        rows = list(self.judgements.all())
        return rows[-1] if rows else None


class Judgement(models.Model):
    """What a person decided of a proposal: it says this, it says something else, or it says nothing."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        CORRECTED = "corrected", _("corrected")
        REJECTED = "rejected", _("rejected")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    claim = models.OneToOneField("claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="judgement")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="rejected", claim__isnull=True)
                | Q(verdict__in=["confirmed", "corrected"], claim__isnull=False),
                name="what_is_confirmed_is_a_claim",
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(claim__isnull=False), name="a_proposal_becomes_one_claim_at_most"
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.verdict}"
