"""Effects: tags, papers, uniform, kit. Names read from them are leads and nothing more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.custody.models import Item
from repatria.registry.people.models import User


class Effect(models.Model):
    """Something found with remains. Kept away from whoever groups bones."""

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="effect")
    found_in = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="effects_found")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The effect's code."""
        return self.item.thing.code


class EffectDescription(models.Model):
    """One version of what is said of an effect. A correction is the next version."""

    class Kind(models.TextChoices):
        TAG = "tag", _("identification tag")
        PAPER = "paper", _("paper")
        UNIFORM = "uniform", _("uniform or boots")
        KIT = "kit", _("kit")
        PERSONAL = "personal", _("personal belonging")
        OTHER = "other", _("something else")

    effect = models.ForeignKey(Effect, on_delete=models.PROTECT, related_name="descriptions")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    description = models.CharField(max_length=400)
    marks = models.CharField(max_length=400, blank=True)
    text_read = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("effect", "number")
        constraints = (
            models.UniqueConstraint(fields=["effect", "number"], name="one_effect_description_a_number"),
            models.UniqueConstraint(fields=["effect"], condition=Q(current=True), name="one_current_effect_description"),
        )

    def __str__(self) -> str:
        return f"{self.effect_id} v{self.number}"


class NameLead(models.Model):
    """A name or number as read from an effect. A lead: alone, or with other leads, it never identifies anybody."""

    effect = models.ForeignKey(Effect, on_delete=models.PROTECT, related_name="leads")
    name = models.CharField(max_length=160)
    number = models.CharField(max_length=80, blank=True)
    how_sure = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_lead_is_withdrawn_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"lead of {self.effect_id}"
