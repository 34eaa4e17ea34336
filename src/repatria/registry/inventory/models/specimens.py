"""Specimens and what was said of them, measured on them, photographed of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.drawing.elements import Element
from repatria.registry.inventory.kinds import kinds
from repatria.registry.inventory.mni import Bone
from repatria.registry.inventory.zones import read_zones
from repatria.registry.people.models import User


class Specimen(models.Model):
    """One bone, tooth or fragment. ``found_in`` is the container it was first seen in, and never changes."""

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="specimen")
    found_in = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="specimens_found")
    designator = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["found_in", "designator"], condition=~Q(designator=""), name="a_designator_once_a_container"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_specimen_is_withdrawn_with_a_reason"
            ),
        )
        indexes = (models.Index(fields=["found_in", "withdrawn"], name="specimen_by_container"),)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The specimen's code."""
        return self.item.thing.code


class SpecimenDescription(models.Model):
    """One version of what is said of a specimen. A correction is the next version; versions are never rewritten."""

    class Completeness(models.IntegerChoices):
        FRAGMENT = 1, _("less than a quarter")
        QUARTER = 2, _("a quarter to a half")
        HALF = 3, _("a half to three quarters")
        MOST = 4, _("more than three quarters")
        COMPLETE = 5, _("complete")

    class Human(models.TextChoices):
        UNSAID = "", _("not recorded")
        HUMAN = "human", _("human")
        ANIMAL = "animal", _("animal")
        UNDETERMINED = "undetermined", _("undetermined")

    class Treatment(models.TextChoices):
        UNSAID = "", _("not recorded")
        UNTREATED = "untreated", _("untreated")
        FORMALDEHYDE = "formaldehyde", _("formaldehyde")
        OTHER = "other", _("other chemicals")
        UNKNOWN = "unknown", _("examined, cannot be told")

    class Age(models.TextChoices):
        UNSAID = "", _("not recorded")
        FETAL = "fetal", _("not yet born, or newborn")
        INFANT = "infant", _("infant")
        CHILD = "child", _("child")
        ADOLESCENT = "adolescent", _("still growing")
        ADULT = "adult", _("grown")

    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="descriptions")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    element = models.CharField(max_length=60)
    family = models.CharField(max_length=60)
    side = models.CharField(
        max_length=1, choices=[("L", _("left")), ("R", _("right")), ("M", _("midline")), ("U", _("side not known"))]
    )
    completeness = models.PositiveSmallIntegerField(null=True, blank=True, choices=Completeness.choices)
    zones = models.CharField(max_length=120, blank=True)
    human = models.CharField(max_length=12, blank=True, choices=Human.choices)
    age_class = models.CharField(max_length=12, blank=True, choices=Age.choices)
    age_notes = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=200, blank=True)
    colour = models.CharField(max_length=200, blank=True)
    treatment = models.CharField(max_length=12, blank=True, choices=Treatment.choices)
    treatment_note = models.CharField(max_length=200, blank=True)
    anomalies = models.CharField(max_length=400, blank=True)
    trauma = models.CharField(max_length=400, blank=True)
    notes = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("specimen", "number")
        constraints = (
            models.UniqueConstraint(fields=["specimen", "number"], name="one_description_a_number"),
            models.UniqueConstraint(fields=["specimen"], condition=Q(current=True), name="one_current_description"),
            models.CheckConstraint(
                condition=Q(completeness__isnull=True) | Q(completeness__gte=1, completeness__lte=5),
                name="completeness_one_to_five",
            ),
        )
        indexes = (
            models.Index(fields=["current", "family", "side"], name="description_by_bone"),
            models.Index(fields=["current", "element"], name="description_by_element"),
        )

    def __str__(self) -> str:
        return f"{self.specimen_id} v{self.number}: {self.element}"

    @property
    def element_name(self) -> str:
        """The element in words."""
        return kinds()[self.element].name

    @property
    def kind(self) -> Element:
        """The element as the catalogue has it."""
        return kinds()[self.element]

    @property
    def zone_rows(self) -> list[tuple[int, str, str]]:
        """(number, what it covers, present or partial) of each zone recorded."""
        words = {zone.number: zone.description for zone in kinds()[self.element].zones}
        return [(number, words.get(number, ""), state) for number, state in read_zones(self.zones).items()]

    def bone(self, code: str) -> Bone:
        """What counting needs, for the specimen called ``code``."""
        return Bone(code, self.element, self.zones, self.completeness, self.human)


class Measurement(models.Model):
    """One value in millimetres, by one person. A mistaken one is withdrawn with a reason, never changed."""

    specimen = models.ForeignKey(Specimen, on_delete=models.PROTECT, related_name="measurements")
    code = models.CharField(max_length=12)
    value_mm = models.DecimalField(max_digits=7, decimal_places=2)
    method = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    warning = models.CharField(max_length=300, blank=True)
    confirmed = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code", "at")
        constraints = (
            models.CheckConstraint(condition=Q(value_mm__gt=0), name="a_length_is_positive"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_measurement_is_withdrawn_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.value_mm} mm"


class Photograph(models.Model):
    """A photograph of a specimen or an effect. The bytes lie under their digest; nobody sees them without opening them."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="photographs")
    sha256 = models.CharField(max_length=64)
    screen_sha256 = models.CharField(max_length=64)
    given_sha256 = models.CharField(max_length=64)
    media = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    caption = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=["thing", "sha256"], name="a_photograph_once_a_thing"),)

    def __str__(self) -> str:
        return f"photograph {self.pk} of {self.thing_id}"
