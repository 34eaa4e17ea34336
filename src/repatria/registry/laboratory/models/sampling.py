"""What is cut for testing, and what is extracted from it. Masses are whole milligrams, so that a balance is exact on every database."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.people.models import User


def in_grams(milligrams: int) -> Decimal:
    """Whole milligrams as grams with three decimals."""
    return (Decimal(milligrams) / 1000).quantize(Decimal("0.001"))


class Sample(models.Model):
    """Something cut for testing. ``root`` is the specimen (or donation) at the top of its tree."""

    class Purpose(models.TextChoices):
        DNA = "dna", _("DNA")
        ISOTOPES = "isotopes", _("isotopes")
        DATING = "dating", _("dating")
        OTHER = "other", _("other")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="sample")
    parent = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="samples")
    root = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="sample_tree")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.DNA)
    treatment = models.CharField(max_length=120, blank=True, help_text="what the parent was treated with, such as formaldehyde")
    before_mg = models.PositiveIntegerField(null=True, blank=True)
    taken_mg = models.PositiveIntegerField(null=True, blank=True)
    remaining_mg = models.PositiveIntegerField(null=True, blank=True)
    lost_mg = models.PositiveIntegerField(null=True, blank=True)
    used_mg = models.PositiveIntegerField(default=0)
    cut_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cut = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(before_mg__isnull=True) | Q(before_mg=F("taken_mg") + F("remaining_mg") + F("lost_mg")),
                name="a_cut_is_in_balance",
            ),
            models.CheckConstraint(
                condition=Q(before_mg__isnull=True, remaining_mg__isnull=True, lost_mg__isnull=True)
                | Q(before_mg__isnull=False, taken_mg__isnull=False, remaining_mg__isnull=False, lost_mg__isnull=False),
                name="a_balance_is_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(taken_mg__isnull=True) | Q(taken_mg__gt=0), name="a_sample_has_a_mass"),
            models.CheckConstraint(
                condition=Q(taken_mg__isnull=True) | Q(used_mg__lte=F("taken_mg")), name="no_more_is_used_than_was_taken"
            ),
            models.CheckConstraint(condition=~Q(parent=F("item")), name="a_sample_is_not_its_own_parent"),
        )
        indexes = (models.Index(fields=["root"], name="sample_by_root"),)

    def __str__(self) -> str:
        return f"sample {self.pk}"

    @property
    def code(self) -> str:
        """The sample's code."""
        return self.item.thing.code

    @property
    def grams(self) -> dict[str, Decimal | None]:
        """The masses as they were entered, in grams: before, taken, remaining, lost, used."""
        shown = {"before": self.before_mg, "taken": self.taken_mg, "remaining": self.remaining_mg, "lost": self.lost_mg}
        return {**{name: None if mg is None else in_grams(mg) for name, mg in shown.items()}, "used": in_grams(self.used_mg)}


class Extraction(models.Model):
    """DNA taken out of a sample. A failed one stays."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="extractions")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=80)
    used_mg = models.PositiveIntegerField(default=0)
    volume_ul = models.PositiveIntegerField(null=True, blank=True, help_text="microlitres of extract")
    failed = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["sample", "number"], name="an_extract_is_numbered_once"),)

    def __str__(self) -> str:
        return f"extract {self.number} of {self.sample_id}"

    @property
    def used_g(self) -> Decimal:
        """Grams used up, as they were entered."""
        return in_grams(self.used_mg)
