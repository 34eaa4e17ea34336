"""What those who may decide wish to be done, and where they disagree."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.people.models import User


class Election(models.Model):
    """A wish about the remains of one person, by whoever directs disposition. A new one takes the place of the old, which stays."""

    class Choice(models.TextChoices):
        NOW = "now", _("bury what is there now")
        WAIT = "wait", _("wait for more")
        LATER = "later", _("decide later")

    class Portions(models.TextChoices):
        TELL = "tell", _("tell us, and we decide each time")
        WITH_THE_REST = "with", _("lay them with the rest, and tell us afterwards")
        AGENCY = "agency", _("the agency lays them to rest; do not tell us")

    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="elections")
    number = models.PositiveIntegerField()
    directs = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="elections")
    choice = models.CharField(max_length=6, choices=Choice.choices)
    ask_again = models.DateField(null=True, blank=True)
    portions = models.CharField(max_length=6, choices=Portions.choices)
    place = models.CharField(max_length=200, blank=True)
    honours = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    form = models.CharField(max_length=160, help_text="the signed form: its number or where it lies")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["missing", "number"], name="an_election_once_a_number"),
            models.UniqueConstraint(fields=["missing"], condition=Q(until__isnull=True), name="one_election_in_force_a_person"),
            models.CheckConstraint(
                condition=Q(choice="now") | Q(ask_again__isnull=False), name="who_waits_is_asked_again_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(form=""), name="an_election_has_its_form"),
        )

    def __str__(self) -> str:
        return f"election {self.number} about {self.missing_id}: {self.choice}"


class Disagreement(models.Model):
    """Two of a family want different things. While it is open nothing of the person leaves; it ends by name and reason."""

    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="disagreements")
    raised_by = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    opened = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(
        max_length=160, blank=True, help_text="whose word settled it: a name, a court, the family together"
    )
    settlement = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("-opened", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(settled__isnull=True) | (Q(settled_by__isnull=False) & ~Q(decided_by="") & ~Q(settlement="")),
                name="a_disagreement_ends_by_name_and_reason",
            ),
        )

    def __str__(self) -> str:
        return f"disagreement about {self.missing_id}"
