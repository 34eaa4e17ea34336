"""Hand-overs: who gave what to whom, with which papers, by which way; and the containers that came.

What the giver states stays a claim of the giver (stage ``claims``); what was found on receipt is written here and in custody. Nothing in
this file holds a number of people.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party, Precision
from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item, Place
from repatria.registry.people.models import Incident, User


def clock(moment: datetime, offset: int) -> str:
    """``2018-08-01 19:30 (UTC-10)``: what clocks ``offset`` minutes east of UTC showed."""
    hours, minutes = divmod(abs(offset), 60)
    zone = f"{'-' if offset < 0 else '+'}{hours}{f':{minutes:02d}' if minutes else ''}" if offset else ""
    return f"{moment + timedelta(minutes=offset):%Y-%m-%d %H:%M} (UTC{zone})"


class Handover(models.Model):
    """One receipt of remains from another party."""

    class Way(models.TextChoices):
        ONE_SIDED = "one-sided", _("handed over by one side")
        JOINT = "joint", _("joint excavation")
        DISINTERMENT = "disinterment", _("disinterment")
        THREE_SIDED = "three-sided", _("transfer between three parties")
        PRIVATE = "private", _("given by a private person")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="handover")
    title = models.CharField(max_length=160)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.ONE_SIDED)
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="gave")
    receiver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="received")
    on = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="handovers")
    brought_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="brought")
    note = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """The hand-over's code."""
        return self.thing.code

    @property
    def day(self) -> str:
        """The day as pages say it."""
        return days.in_words(self.on, self.precision)


class HandoverLeg(models.Model):
    """One stretch of the way. Moments are UTC; the offsets say what the clocks at both ends showed."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="legs")
    number = models.PositiveSmallIntegerField()
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="legs_from")
    to = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="legs_to")
    departed = models.DateTimeField()
    departed_offset = models.SmallIntegerField(default=0, help_text="minutes east of UTC")
    arrived = models.DateTimeField(null=True, blank=True)
    arrived_offset = models.SmallIntegerField(default=0, help_text="minutes east of UTC")
    vehicle = models.CharField(max_length=120, blank=True)
    on_hand = models.JSONField(default=list, blank=True, help_text="people and parties on hand")
    honours = models.CharField(max_length=200, blank=True)
    flag = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("handover", "number")
        constraints = (
            models.UniqueConstraint(fields=["handover", "number"], name="a_leg_number_once_a_handover"),
            models.CheckConstraint(
                condition=Q(arrived__isnull=True) | Q(arrived__gte=F("departed")), name="arrived_after_departing"
            ),
            models.CheckConstraint(
                condition=Q(departed_offset__range=(-840, 840), arrived_offset__range=(-840, 840)), name="offsets_are_on_earth"
            ),
        )

    def __str__(self) -> str:
        return f"{self.origin} → {self.to}"

    @property
    def departed_words(self) -> str:
        """The moment of departure as the clocks there showed it."""
        return clock(self.departed, self.departed_offset)

    @property
    def arrived_words(self) -> str:
        """The moment of arrival as the clocks there showed it; empty while on the way."""
        return clock(self.arrived, self.arrived_offset) if self.arrived else ""


class Signature(models.Model):
    """The signature of one side. Both are needed before the containers leave."""

    class Side(models.TextChoices):
        GIVER = "giver", _("giver")
        RECEIVER = "receiver", _("receiver")

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=Side.choices)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    moment = models.DateTimeField()
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("moment",)
        constraints = (models.UniqueConstraint(fields=["handover", "side"], name="a_side_signs_once"),)

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"


class Ceremony(models.Model):
    """A ceremony for the dead of a hand-over."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="ceremonies")
    on = models.DateField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="ceremonies")
    words = models.CharField(max_length=400)
    parties = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("on", "pk")
        verbose_name_plural = "ceremonies"

    def __str__(self) -> str:
        return self.words


class Count(models.Model):
    """A count of the containers on hand. The second is by somebody else than the first, and neither by who brought them."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="counts")
    number = models.PositiveSmallIntegerField()
    counted = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["handover", "number"], name="a_count_number_once_a_handover"),
            models.UniqueConstraint(fields=["handover", "by"], name="nobody_counts_twice"),
        )

    def __str__(self) -> str:
        return f"count {self.number}: {self.counted}"


class Statement(models.Model):
    """What may be said before anything is known: words without any number of people. A newer version follows an older one."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["handover", "number"], name="a_statement_number_once_a_handover"),)

    def __str__(self) -> str:
        return f"statement {self.number}"


class Accession(models.Model):
    """A laboratory's number for one receipt, such as 2018-055. Older assemblages have one without any hand-over."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="accession")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    normal = models.CharField(max_length=40)
    title = models.CharField(max_length=160, blank=True)
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="accessions")
    received = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["incident", "normal"], name="an_accession_number_once_an_incident"),)

    def __str__(self) -> str:
        return self.number

    @property
    def day(self) -> str:
        """The day of receipt as pages say it."""
        return days.in_words(self.received, self.precision)


class Container(models.Model):
    """A container that came: an item of custody, with the number it bears and how it came here."""

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="container")
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="containers")
    accession = models.ForeignKey(Accession, null=True, blank=True, on_delete=models.PROTECT, related_name="containers")
    number = models.CharField(max_length=40)
    normal = models.CharField(max_length=40)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["handover", "normal"], name="a_number_once_a_handover"),
            models.CheckConstraint(
                condition=Q(handover__isnull=False) | Q(accession__isnull=False), name="a_container_came_somehow"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def code(self) -> str:
        """The container's code."""
        return self.item.thing.code

    @property
    def size(self) -> str:
        """Length, width and height in millimetres, or nothing."""
        sides = (self.length_mm, self.width_mm, self.height_mm)
        return "" if None in sides else " × ".join(str(side) for side in sides) + " mm"


class ExpectedContainer(models.Model):
    """One line of the giver's list: what they say will come. Linked to the container once it has."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="expected")
    place = models.PositiveIntegerField(help_text="its place on the list")
    number = models.CharField(max_length=40)
    normal = models.CharField(max_length=40)
    origin = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contents = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    people = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seals = models.JSONField(default=list, blank=True)
    container = models.OneToOneField(Container, null=True, blank=True, on_delete=models.PROTECT, related_name="listed")

    class Meta:
        ordering = ("handover", "place")
        constraints = (models.UniqueConstraint(fields=["handover", "normal"], name="a_number_once_a_list"),)

    def __str__(self) -> str:
        return self.number


class FieldReview(models.Model):
    """What somebody saw in the field: human or not, from which time. Never how many."""

    class Verdict(models.TextChoices):
        HUMAN = "human", _("human")
        NOT_HUMAN = "not human", _("not human")
        UNDETERMINED = "undetermined", _("undetermined")

    class Period(models.TextChoices):
        BEFORE = "before", _("before the war")
        OF_THE_WAR = "of the war", _("of the war")
        AFTER = "after", _("after the war")
        UNDETERMINED = "undetermined", _("period undetermined")

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    period = models.CharField(max_length=12, choices=Period.choices, default=Period.UNDETERMINED)
    note = models.CharField(max_length=400, blank=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        ordering = ("moment", "pk")

    def __str__(self) -> str:
        return f"{self.verdict}, {self.period}"


class FigureNoted(models.Model):
    """What a figure of a hand-over was at a moment, and why it changed. Figures may fall; the reasons stay."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="figures")
    name = models.CharField(max_length=20)
    value = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    as_of = models.DateTimeField()

    class Meta:
        ordering = ("as_of", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gt=0), name="an_empty_figure_is_never_zero"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.words}"
