"""The public story of an incident: matters (agreements, promises, requests, journeys …), what came of each, and the legs of journeys.

Nothing is rewritten (trigger): what came later is another state, told by somebody in a document. No state is "the" state: each stands
with the party according to whom it holds. What is believed held elsewhere rests on a claim and enters no balance.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party, Precision
from repatria.registry.codes.models import Thing

LOWEST, HIGHEST = -12 * 60, 14 * 60


def _day_or_none(day: str, precision: str) -> Q:
    return Q(**{f"{day}__isnull": True, precision: "unknown"}) | Q(**{f"{day}__isnull": False}) & ~Q(**{precision: "unknown"})


def _on_earth(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})


class Matter(models.Model):
    """One thing that the public story tells of."""

    class Kind(models.TextChoices):
        EVENT = "event", _("event")
        AGREEMENT = "agreement", _("agreement")
        WORK = "work", _("joint work")
        PROMISE = "promise", _("promise")
        REQUEST = "request", _("request")
        CEREMONY = "ceremony", _("ceremony")
        JOURNEY = "journey", _("journey")
        ELSEWHERE = "elsewhere", _("believed held elsewhere")
        READINESS = "readiness", _("readiness before an arrival")

    class Part(models.TextChoices):
        NONE = "", _("none")
        REFERENCES = "references", _("references on file")
        CAPACITY = "capacity", _("capacity of the laboratory")
        ASK = "ask", _("whom to ask first")
        PLAN = "plan", _("preparation")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="matter")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=160)
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="matters_by")
    to = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="matters_to")
    since = models.DateField(null=True, blank=True)
    since_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    until = models.DateField(null=True, blank=True)
    until_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    place = models.CharField(max_length=80, blank=True)
    ahead = models.SmallIntegerField(null=True, blank=True, help_text="minutes that the place was ahead of UTC that day")
    part = models.CharField(max_length=10, choices=Part.choices, blank=True, default=Part.NONE)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="matters")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    about = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="matters_about")
    quote = models.CharField(max_length=200, blank=True)
    entered = models.DateTimeField()

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="a_matter_has_a_title"),
            models.CheckConstraint(
                condition=~Q(kind__in=["promise", "request"]) | Q(by__isnull=False, to__isnull=False) & ~Q(by=F("to")),
                name="a_promise_has_two_parties",
            ),
            models.CheckConstraint(
                condition=~Q(kind="elsewhere") | Q(by__isnull=False, claim__isnull=False),
                name="what_is_held_elsewhere_rests_on_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(kind="readiness") & ~Q(part="") | ~Q(kind="readiness") & Q(part=""), name="readiness_has_a_part"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["event", "agreement", "work", "ceremony"]) | Q(since__isnull=False),
                name="what_happened_has_a_day",
            ),
            models.CheckConstraint(condition=_day_or_none("since", "since_precision"), name="a_matter_has_a_first_day_or_none"),
            models.CheckConstraint(condition=_day_or_none("until", "until_precision"), name="a_matter_has_a_last_day_or_none"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=False, until__gte=F("since")),
                name="a_matter_ends_after_it_began",
            ),
            models.CheckConstraint(condition=_on_earth("ahead"), name="a_matter_is_on_earth"),
        )
        indexes = (models.Index(fields=["kind", "since"], name="matter_by_kind"),)

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Its code."""
        return str(self.thing.code)

    @property
    def since_words(self) -> str:
        """Its first day as pages say it."""
        return days.in_words(self.since, self.since_precision)

    @property
    def until_words(self) -> str:
        """Its last day; empty if none is told."""
        return days.in_words(self.until, self.until_precision) if self.until else ""


class State(models.TextChoices):
    """What somebody says has come of a matter."""

    MADE = "made", _("made")
    PARTLY = "partly", _("partly kept")
    KEPT = "kept", _("kept")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    BROKEN = "broken", _("broken")
    ACCEPTED = "accepted", _("agreed to")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")
    BEGUN = "begun", _("begun")
    ENDED = "ended", _("ended")
    DENIED = "denied", _("denied")
    REPEATED = "repeated", _("said again")


OF_KIND: dict[str, tuple[str, ...]] = {
    "promise": ("made", "partly", "kept", "suspended", "resumed", "broken"),
    "agreement": ("made", "partly", "kept", "suspended", "resumed", "broken", "ended"),
    "work": ("begun", "suspended", "resumed", "ended"),
    "request": ("accepted", "answered", "refused", "repeated"),
    "ceremony": ("planned", "held", "cancelled"),
    "journey": ("planned", "begun", "ended", "cancelled"),
    "elsewhere": ("repeated", "denied", "partly", "ended"),
    "readiness": ("planned", "begun", "ended"),
    "event": ("repeated", "denied"),
}
"""Which states may be told of which kind of matter."""


class Step(models.Model):
    """What one party says has come of a matter, on a day, in a document. Steps are added, never rewritten."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=State.choices)
    according_to = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="told_of_matters")
    day = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    words = models.CharField(max_length=400, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="matter_steps")
    quote = models.CharField(max_length=200, blank=True)
    entered = models.DateTimeField()

    class Meta:
        ordering = ("day", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_step_tells_a_known_state"),
            models.CheckConstraint(condition=_day_or_none("day", "precision"), name="a_step_has_a_day_or_none"),
        )

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.state}"

    @property
    def day_words(self) -> str:
        """Its day as pages say it."""
        return days.in_words(self.day, self.precision)


class Leg(models.Model):
    """One leg of a journey: from where to where, on which local days, with what on board, under whose flag, with whom on hand."""

    class Purpose(models.TextChoices):
        OUT = "out", _("out, empty")
        BACK = "back", _("back, loaded")
        ONWARD = "onward", _("onward")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="legs")
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    origin = models.CharField(max_length=80)
    origin_ahead = models.SmallIntegerField(null=True, blank=True)
    departed = models.DateField(null=True, blank=True)
    departed_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    destination = models.CharField(max_length=80)
    destination_ahead = models.SmallIntegerField(null=True, blank=True)
    arrived = models.DateField(null=True, blank=True)
    arrived_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    vehicle = models.CharField(max_length=80, blank=True)
    crew = models.CharField(max_length=160, blank=True)
    load = models.CharField(max_length=160, blank=True)
    on_hand = models.CharField(max_length=300, blank=True)
    honours = models.CharField(max_length=200, blank=True)
    flag = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="legs")
    entered = models.DateTimeField()

    class Meta:
        ordering = ("matter", "number")
        constraints = (
            models.UniqueConstraint(fields=["matter", "number"], name="a_leg_number_once_a_journey"),
            models.CheckConstraint(condition=~Q(origin="") & ~Q(destination=""), name="a_leg_goes_from_somewhere_to_somewhere"),
            models.CheckConstraint(
                condition=_day_or_none("departed", "departed_precision"), name="a_leg_left_on_a_day_or_none"
            ),
            models.CheckConstraint(
                condition=_day_or_none("arrived", "arrived_precision"), name="a_leg_arrived_on_a_day_or_none"
            ),
            models.CheckConstraint(
                condition=_on_earth("origin_ahead") & _on_earth("destination_ahead"), name="a_leg_is_on_earth"
            ),
        )

    def __str__(self) -> str:
        return f"{self.origin} to {self.destination}"

    @property
    def departed_words(self) -> str:
        """The local day of departure."""
        return days.in_words(self.departed, self.departed_precision)

    @property
    def arrived_words(self) -> str:
        """The local day of arrival."""
        return days.in_words(self.arrived, self.arrived_precision)
