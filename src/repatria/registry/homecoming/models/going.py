"""The way home: what leaves, counted out and counted in; where it lies; and what comes to light afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.homecoming.models.disposing import Election
from repatria.registry.homecoming.models.ending import Determination, Unresolved
from repatria.registry.identification.models import Identification
from repatria.registry.people.models import Incident, User

_ONE_OF_THREE = (
    Q(missing__isnull=False, determination__isnull=True, unresolved__isnull=True)
    | Q(missing__isnull=True, determination__isnull=False, unresolved__isnull=True)
    | Q(missing__isnull=True, determination__isnull=True, unresolved__isnull=False)
)
"""It is about a person, a group, or unresolved remains."""


class Release(models.Model):
    """Remains on their way to a family, a nation or a grave: counted out by one, counted in by another."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        UNDER_WAY = "under way", _("counted out, under way")
        ARRIVED = "arrived", _("counted in")
        CANCELLED = "cancelled", _("cancelled before it left")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="release")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    missing = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    identification = models.ForeignKey(Identification, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    election = models.ForeignKey(Election, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    determination = models.ForeignKey(Determination, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    unresolved = models.ForeignKey(Unresolved, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    receiver = models.CharField(max_length=160)
    escort = models.CharField(max_length=160, blank=True)
    honours = models.CharField(max_length=200, blank=True)
    prepared = models.DateTimeField()
    prepared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    out = models.DateTimeField(null=True, blank=True)
    out_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    arrived = models.DateTimeField(null=True, blank=True)
    arrived_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=160, blank=True, help_text="the person outside who signed for it")
    document = models.CharField(max_length=160, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-prepared", "-pk")
        constraints = (
            models.CheckConstraint(condition=_ONE_OF_THREE, name="a_release_is_for_one"),
            models.CheckConstraint(
                condition=Q(missing__isnull=True) | Q(identification__isnull=False, election__isnull=False),
                name="a_release_to_a_family_rests_on_their_wish",
            ),
            models.CheckConstraint(
                condition=Q(out_by__isnull=True) | Q(arrived_by__isnull=True) | ~Q(out_by=F("arrived_by")),
                name="who_counts_out_does_not_count_in",
            ),
            models.CheckConstraint(
                condition=~Q(state="arrived") | (Q(arrived__isnull=False) & ~Q(signed_by="") & ~Q(document="")),
                name="an_arrival_has_its_paper",
            ),
        )

    def __str__(self) -> str:
        return self.thing.code

    @property
    def code(self) -> str:
        """The release's code."""
        return self.thing.code


class Portion(models.Model):
    """One item of a release: what was counted out and what was counted in."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="portions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="portions")
    standing = models.BooleanField(default=True, help_text="false once the release was cancelled or the item came back")
    out_g = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    out_pieces = models.PositiveIntegerField(null=True, blank=True)
    in_g = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    in_pieces = models.PositiveIntegerField(null=True, blank=True)
    counted_in = models.BooleanField(null=True, help_text="null: not yet; false: it did not arrive")

    class Meta:
        ordering = ("release", "item")
        constraints = (
            models.UniqueConstraint(fields=["item"], condition=Q(standing=True), name="an_item_leaves_once"),
            models.UniqueConstraint(fields=["release", "item"], name="an_item_once_a_release"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} in {self.release_id}"


class Burial(models.Model):
    """Where somebody lies, under a name or under a number. A grave that was opened again stays readable."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="burial")
    missing = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="burials")
    determination = models.ForeignKey(Determination, null=True, blank=True, on_delete=models.PROTECT, related_name="burials")
    unresolved = models.ForeignKey(Unresolved, null=True, blank=True, on_delete=models.PROTECT, related_name="burials")
    place = models.CharField(max_length=200)
    grave = models.CharField(max_length=120, help_text="section, row, number: how it is found again")
    on = models.DateField()
    honours = models.CharField(max_length=200, blank=True)
    exhumation = models.CharField(max_length=400, blank=True, help_text="under which rule the grave may be opened again")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened = models.DateTimeField(null=True, blank=True)
    opened_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(condition=_ONE_OF_THREE, name="a_grave_is_for_one"),
            models.CheckConstraint(condition=~Q(place="") & ~Q(grave=""), name="a_grave_can_be_found"),
            models.CheckConstraint(
                condition=Q(unresolved__isnull=True) | ~Q(exhumation=""), name="a_numbered_grave_can_be_opened"
            ),
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | ~Q(opened_why=""), name="a_grave_is_opened_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"grave at {self.place}"


class PortionEvent(models.Model):
    """A later bone of a person whose family was told: raised by the registry itself, ended as the standing wish says."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waits")
        TOLD = "told", _("the family was told and decided")
        LAID = "laid", _("laid with the rest, as wished")
        AGENCY = "agency", _("laid to rest by the agency, as wished")
        WITHDRAWN = "withdrawn", _("the bone turned out not to be theirs")

    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="portion_events")
    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="portion_events")
    specimen = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="later_for")
    election = models.ForeignKey(Election, null=True, blank=True, on_delete=models.PROTECT, related_name="portion_events")
    opened = models.DateTimeField()
    due = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING, blank=True)
    words = models.CharField(max_length=400, blank=True)
    done = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="portion_events")

    class Meta:
        ordering = ("due", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["missing", "specimen"], condition=~Q(outcome="withdrawn"), name="a_portion_event_once_a_bone"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", done__isnull=True) | (~Q(outcome="") & Q(done__isnull=False) & ~Q(words="")),
                name="a_portion_event_ends_with_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.specimen_id} of {self.missing_id}"
