"""What is asked of a laboratory and what it sends back: runs, requests and files."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.people.models import Incident, User


class Run(models.Model):
    """One run of an instrument, read by two people."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    where = models.CharField(max_length=120, blank=True, help_text="the laboratory that ran it")
    method = models.CharField(max_length=80, blank=True)
    kit = models.CharField(max_length=80, blank=True)
    instrument = models.CharField(max_length=80, blank=True)
    day = models.DateField(null=True, blank=True)
    first_reader = models.CharField(max_length=80)
    second_reader = models.CharField(max_length=80)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "name"], name="a_run_is_named_once_an_incident"),
            models.CheckConstraint(
                condition=Q(first_reader="", second_reader="") | ~Q(first_reader=F("second_reader")),
                name="a_run_is_read_by_two_people",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """Samples sent to a laboratory to be typed, with a manifest."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="request")
    sent_to = models.CharField(max_length=120)
    wanted = models.CharField(max_length=160)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestLine(models.Model):
    """One sample of a request, and what became of it."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("requested, nothing came back yet")
        RECEIVED = "received", _("received")
        FAILED = "failed", _("failed: no result")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="requested")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.ASKED)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["request", "item"], name="a_sample_once_a_request"),)

    def __str__(self) -> str:
        return f"{self.item_id}: {self.outcome}"


class Delivery(models.Model):
    """One file that came back: the original is kept under its SHA-256, and is read once an incident."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="delivery")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="deliveries")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField(default=0)
    notes = models.JSONField(default=list, help_text="what the reader of the file left out or looked at twice")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked = models.DateTimeField(null=True, blank=True)
    compared = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint(fields=["incident", "sha256"], name="a_file_is_read_once_an_incident"),)

    def __str__(self) -> str:
        return self.name
