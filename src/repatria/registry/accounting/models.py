"""What was made public of the account, as it stood on a day. Every other figure is a query and is kept nowhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from repatria.registry.people.models import Incident, User


class Statement(models.Model):
    """Figures as they were published: cut-off day, every figure with its definition, under one digest. Never rewritten."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="accounts")
    number = models.PositiveIntegerField()
    day = models.DateField(help_text="the cut-off: what was known at the end of this day")
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    closes = models.BooleanField(help_text="whether every balance closed")
    ground = models.CharField(max_length=400, blank=True, help_text="why it was published although a balance did not close")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "number"], name="an_account_once_a_number"),
            models.CheckConstraint(
                condition=Q(closes=True) | ~Q(ground=""), name="an_open_balance_is_published_with_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="an_account_falls_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"account {self.number} of {self.incident_id}"
