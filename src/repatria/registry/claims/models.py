"""Who said what, when, about a number, a place, a name or a date; and the paper it stands in.

A claim is never changed and never taken away (trigger): whoever said something else later made another claim, which names the one
it replaces. What the registry itself finds out is not a claim; it is counted elsewhere and shown beside them.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import days
from repatria.registry.claims.agreement import Said
from repatria.registry.codes.models import Thing
from repatria.registry.people.models import Incident


class Precision(models.TextChoices):
    """How well a date is known."""

    DAY = days.DAY, _("to the day")
    MONTH = days.MONTH, _("to the month")
    YEAR = days.YEAR, _("to the year")
    UNKNOWN = days.UNKNOWN, _("not known")


class Section(models.TextChoices):
    """The chapters in which topics are shown."""

    STORY = "story", _("What happened, day by day")
    LEGS = "legs", _("The way, leg by leg")
    CEREMONIES = "ceremonies", _("Ceremonies")
    CONTENTS = "contents", _("What is said to be in the boxes")
    RESULTS = "results", _("What has come of it")
    MISSING = "missing", _("Who is missing")
    BEFORE = "before", _("Hand-overs and graves before this one")
    WORDS = "words", _("What the figures count")
    ELSEWHERE = "elsewhere", _("Elsewhere")
    GIVER = "giver", _("What the giver states")
    OTHER = "other", _("Other claims")


class Party(models.Model):
    """Somebody who gives, receives or says something: a government, a unit, a laboratory, an office, a newspaper."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government")
        UNIT = "unit", _("unit")
        LABORATORY = "laboratory", _("laboratory")
        OFFICE = "office", _("office")
        PRESS = "press", _("press")
        OTHER = "other", _("other")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "parties"
        constraints = (models.UniqueConstraint(fields=["incident", "name"], name="a_party_once_an_incident"),)

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A paper, page or broadcast that claims stand in. ``citation`` says how to find it again."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="document")
    title = models.CharField(max_length=240)
    publisher = models.CharField(max_length=160)
    dated = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    citation = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(dated__isnull=True, precision="unknown") | Q(dated__isnull=False) & ~Q(precision="unknown"),
                name="a_document_has_a_date_or_none",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def date_words(self) -> str:
        """The date as pages say it."""
        return days.in_words(self.dated, self.precision)


class Topic(models.Model):
    """What claims are about: "people in the boxes", "missing, August 2024". Claims of one topic stand side by side."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="topics")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=160)
    section = models.CharField(max_length=12, choices=Section.choices, default=Section.OTHER)
    place = models.PositiveIntegerField(default=0, help_text="its place in the chapter")
    disputed = models.BooleanField(default=False, help_text="the sources disagree, in words that no rule can compare")

    class Meta:
        ordering = ("place", "pk")
        constraints = (models.UniqueConstraint(fields=["incident", "key"], name="a_topic_once_an_incident"),)

    def __str__(self) -> str:
        return self.label


ONE = {
    "people": "person", "men": "man", "soldiers": "soldier", "boxes": "box", "containers": "container", "bodies": "body",
    "transfer cases": "transfer case", "bones": "bone", "graves": "grave", "flights": "flight", "days": "day",
}  # fmt: skip
"""How a unit is called where the number is one; a unit that is not here stays as it was written."""


class Claim(models.Model):
    """One statement by one party in one document. Never changed: a correction is a new claim that ``supersedes`` it."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("number")
        RANGE = "range", _("range of numbers")
        PLACE = "place", _("place")
        NAME = "name", _("name")
        DATE = "date", _("date")
        TEXT = "text", _("words")

    class Hedge(models.TextChoices):
        NONE = "none", _("said without hedge")
        ABOUT = "about", _("about")
        AT_LEAST = "at least", _("at least")
        AT_MOST = "at most", _("at most")
        BELIEVED = "believed", _("believed")
        OVER = "over", _("over")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="claim")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="claims")
    about = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="claims_about")
    part = models.CharField(max_length=80, blank=True, help_text="which part of it is meant, such as: box 12")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value_low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=400, blank=True)
    hedge = models.CharField(max_length=10, choices=Hedge.choices, default=Hedge.NONE)
    as_of = models.DateField(null=True, blank=True, help_text="the day the claim speaks of")
    as_of_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    said_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="claims")
    said_on = models.DateField(null=True, blank=True, help_text="the day it was said")
    said_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    locator = models.CharField(max_length=80, blank=True)
    quote = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by")
    entered = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("said_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(kind="number", value_low__isnull=False, value_high__isnull=True)
                    | (Q(kind="range", value_low__isnull=False, value_high__isnull=False) & Q(value_high__gte=F("value_low")))
                    | (
                        Q(kind__in=["place", "name", "date", "text"], value_low__isnull=True, value_high__isnull=True)
                        & ~Q(text="")
                    )
                ),
                name="a_claim_has_the_value_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("thing")), name="no_claim_replaces_itself"
            ),
        )
        indexes = (
            models.Index(fields=["topic", "about"], name="claim_by_topic"),
            models.Index(fields=["as_of"], name="claim_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.words}"

    @property
    def value(self) -> str:
        """The value without its hedge: ``36,574 people``, ``200 to 400``, the words."""
        if self.value_low is None:
            return self.text
        numbers, unit = number_words(self.value_low), self.unit
        if self.value_high is not None:
            numbers = f"{numbers} to {number_words(self.value_high)}"
        elif self.value_low == 1:
            unit = ONE.get(unit, unit)
        return f"{numbers}{'' if unit == '%' else ' '}{unit}".strip() + (f" ({self.text})" if self.text else "")

    @property
    def words(self) -> str:
        """The value with its hedge: ``over 35,000 people``."""
        return self.value if self.hedge == self.Hedge.NONE else f"{self.get_hedge_display()} {self.value}"

    @property
    def said_words(self) -> str:
        """The day it was said, as pages show it."""
        return days.in_words(self.said_on, self.said_precision)

    @property
    def as_of_words(self) -> str:
        """The day it speaks of; empty if the source gives none."""
        return days.in_words(self.as_of, self.as_of_precision) if self.as_of else ""

    @property
    def said(self) -> Said:
        """The value for :mod:`repatria.registry.claims.agreement`."""
        since, until = days.span(self.as_of, self.as_of_precision)
        return Said(self.kind, self.value_low, self.value_high, self.text, self.hedge, since, until)


class Loading(models.Model):
    """A file of claims that was loaded as a whole; the same file is never loaded twice."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "sha256"], name="a_file_of_claims_once_an_incident"),)

    def __str__(self) -> str:
        return self.sha256


def number_words(value: Decimal) -> str:
    """``36,574`` or ``2.55``: thousands parted, no idle zeros."""
    return f"{value.normalize():,f}"


# Reports that were read stand in a module of their own; Django looks for every model here.
from repatria.registry.claims.reportmodels import Judgement, Proposal, Report  # noqa: E402, F401
