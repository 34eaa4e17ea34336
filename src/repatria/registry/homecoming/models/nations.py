"""The nations that take part in an incident, and who signs determinations of a group for which of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from repatria.registry.people.models import Incident, User


class Nation(models.Model):
    """A nation that takes part in an incident: on the incident's own list, once, however it is spelled."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="nations")
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80, help_text="the name as it is compared: small letters and digits, without marks")
    part = models.CharField(max_length=160, blank=True, help_text="as what it takes part")
    added = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    until_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "key"], name="a_nation_stands_once_on_the_list"),
            models.UniqueConstraint(fields=["incident", "name"], name="a_nation_has_a_name_of_its_own"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="a_nation_has_a_name"),
            models.CheckConstraint(condition=Q(until__isnull=True) | ~Q(until_why=""), name="a_nation_leaves_with_a_reason"),
        )

    def __str__(self) -> str:
        return self.name


class Delegate(models.Model):
    """Somebody who signs determinations of an incident for one nation, from a day on; named by somebody else."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    nation = models.ForeignKey(Nation, on_delete=models.PROTECT, related_name="delegates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    until_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("nation", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(until__isnull=True), name="a_person_signs_for_one_nation_at_a_time"
            ),
            models.CheckConstraint(condition=Q(by__isnull=True) | ~Q(by=F("user")), name="nobody_names_themself_a_delegate"),
            models.CheckConstraint(condition=Q(until__isnull=True) | ~Q(until_why=""), name="a_delegate_ends_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} for {self.nation_id}"
