"""Old inventory sheets brought in: one row a sheet, one row a line of it, with what became of the line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.inventory.models.specimens import Specimen
from repatria.registry.people.models import User


class Sheet(models.Model):
    """An imported sheet: its file's digest, the mapping used, and a balance that closes."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="sheet")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    read = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    merged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(read=F("made") + F("merged") + F("refused")), name="rows_read_are_made_merged_or_refused"
            ),
        )

    def __str__(self) -> str:
        return f"{self.thing_id}: {self.name}"

    @property
    def code(self) -> str:
        """The sheet's code."""
        return self.thing.code


class SheetLine(models.Model):
    """One line of a sheet and what became of it."""

    class Outcome(models.TextChoices):
        MADE = "made", _("a specimen was made")
        MERGED = "merged", _("already there, added to it")
        REFUSED = "refused", _("refused")

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    specimen = models.ForeignKey(Specimen, null=True, blank=True, on_delete=models.PROTECT, related_name="sheet_lines")
    why = models.CharField(max_length=400, blank=True)
    said = models.TextField()
    """The line as it stood in the file."""

    class Meta:
        ordering = ("sheet", "number")
        constraints = (
            models.UniqueConstraint(fields=["sheet", "number"], name="one_outcome_a_line"),
            models.CheckConstraint(
                condition=Q(outcome="refused", specimen__isnull=True) | (~Q(outcome="refused") & Q(specimen__isnull=False)),
                name="a_line_has_its_specimen_or_was_refused",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} line {self.number}"
