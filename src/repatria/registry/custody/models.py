"""Where every item is at every moment, and in whose hands.

An *item* is anything that can be carried: a container, a specimen, an effect, a sample. It has at most one current holding and
at most one open transfer, by constraint. What lies inside a container moves with it and gets a holding of its own each time, so
that the line of any item can be read without its container.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.people.models import Incident, User


class Place(models.Model):
    """Somewhere an item can be."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="places")
    name = models.CharField(max_length=120)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    within_km = models.FloatField(null=True, blank=True, help_text="radius of uncertainty in kilometres")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "name"], name="a_place_once_an_incident"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90), name="latitude_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180), name="longitude_on_earth"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """Anything that can be carried. ``inside`` is the container it lies in at this moment."""

    class State(models.TextChoices):
        HELD = "held", _("held")
        SPLIT = "split", _("split into others")
        MERGED = "merged", _("merged into another")
        CONSUMED = "consumed", _("consumed")
        DESTROYED = "destroyed", _("destroyed")
        RELEASED = "released", _("released")
        WITHDRAWN = "withdrawn", _("entered by mistake")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="item")
    what = models.CharField(max_length=200)
    inside = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="contents")
    came_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    mass_g = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    """Grams on the last weighing; null is "not weighed"."""
    accepted_g = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    """Grams first accepted, or confirmed since by a second person; weighings are held against it (masses.py)."""
    removed_g = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    """Grams cut off or used up since it was first weighed; null is "none"."""
    pieces = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(inside__isnull=True) | ~Q(inside=F("thing")), name="nothing_lies_in_itself"),
            models.CheckConstraint(condition=Q(mass_g__isnull=True) | Q(mass_g__gte=0), name="a_mass_is_not_negative"),
        )
        indexes = (models.Index(fields=["state", "inside"], name="item_by_state"),)

    def __str__(self) -> str:
        return f"{self.thing_id}: {self.what}"

    @property
    def code(self) -> str:
        """The item's code."""
        return self.thing.code


class Packing(models.Model):
    """An item lay in a container from then to then."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="packings")
    container = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="packed")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["item"], condition=Q(until__isnull=True), name="in_one_container_at_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} in {self.container_id}"


class Holding(models.Model):
    """An item was in somebody's hands, at a place, from then to then. ``outside`` names a holder without an account."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="holdings")
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="holdings")
    outside = models.CharField(max_length=160, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    transfer = models.ForeignKey("Transfer", null=True, blank=True, on_delete=models.PROTECT, related_name="holdings")

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["item"], condition=Q(until__isnull=True), name="one_current_holder"),
            models.CheckConstraint(
                condition=(Q(holder__isnull=False) & Q(outside="")) | (Q(holder__isnull=True) & ~Q(outside="")),
                name="held_by_an_account_or_by_an_outsider",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_holding_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} held by {self.holder_id or self.outside}"

    @property
    def who(self) -> str:
        """The holder as pages say it."""
        return self.holder.called if self.holder else self.outside


class Transfer(models.Model):
    """A hand-over from one holder to the next: offered by the giver, acknowledged by the receiver."""

    class State(models.TextChoices):
        OFFERED = "offered", _("waits for the receiver")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="transfers")
    giver = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="given")
    giver_outside = models.CharField(max_length=160, blank=True)
    receiver = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="received")
    receiver_outside = models.CharField(max_length=160, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    signed_by = models.CharField(max_length=160, blank=True, help_text="the person outside who signed, or who brought it back")
    document = models.CharField(max_length=160, blank=True, help_text="the paper that was signed")
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("offered", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(receiver__isnull=False) | (~Q(document="") & ~Q(signed_by="")),
                name="what_passes_the_door_has_its_paper",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | Q(giver__isnull=True) | ~Q(acknowledged_by=F("giver")),
                name="nobody_acknowledges_their_own_offer",
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(state="offered"), name="one_open_transfer_an_item"),
            models.CheckConstraint(
                condition=Q(state="offered", answered__isnull=True) | (~Q(state="offered") & Q(answered__isnull=False)),
                name="an_answer_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class Seal(models.Model):
    """A numbered seal on a container. A broken one is replaced, never renamed."""

    class State(models.TextChoices):
        INTACT = "intact", _("intact")
        BROKEN = "broken", _("broken")
        MISSING = "missing", _("missing")
        OPENED = "opened", _("opened on purpose")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="seals")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    position = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTACT)
    since = models.DateTimeField()
    checked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since", "pk")
        constraints = (models.UniqueConstraint(fields=["incident", "number"], name="a_seal_number_once_an_incident"),)

    def __str__(self) -> str:
        return f"seal {self.number}"


class Discrepancy(models.Model):
    """Something that does not agree: a seal, a count, a mass, an item nobody expected. Open until explained."""

    class Kind(models.TextChoices):
        SEAL = "seal", _("a seal differs")
        COUNT = "count", _("a count differs")
        MASS = "mass", _("a mass does not add up")
        GAP = "gap", _("nobody held it for a time")
        EXTRA = "extra", _("an item nobody expected")
        ABSENT = "absent", _("an item that was expected is not there")
        OTHER = "other", _("something else")

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sentence = models.CharField(max_length=400)
    opened = models.DateTimeField()
    opened_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explained = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explanation = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("opened", "pk")
        verbose_name_plural = "discrepancies"
        constraints = (
            models.CheckConstraint(condition=Q(explained__isnull=True) | ~Q(explanation=""), name="an_explanation_has_words"),
        )

    def __str__(self) -> str:
        return self.sentence
