"""What a family was told, by whom, when: four kinds of acts that are never confused; and what was made public after it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Contact, Kin
from repatria.registry.identification.models import Identification
from repatria.registry.people.models import User
from repatria.registry.review.models import Signature


class Conversation(models.Model):
    """Something said with a family that is no notification: a contact, or word that they heard it from others. Never rewritten."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("contact")
        TOLD_BY_OTHERS = "others", _("told by others")

    class Wording(models.TextChoices):
        """Fixed sentences, so that nobody promises more than is known (wording.py holds them)."""

        NONE = "", _("free words")
        TAG_FOUND = "tag", _("a tag with the name was found; whose remains these are is not known")
        EFFECT_HOME = "effect", _("an effect is handed to the family; it says nothing about remains")
        REFERENCE_ASKED = "reference", _("a sample was asked for; nobody has been found yet")

    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="conversations")
    kin = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    wording = models.CharField(max_length=10, choices=Wording.choices, blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="who told them, where it was said: press, a message, the other side"
    )
    effect = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Contact.Channel.choices)
    on = models.DateField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered = models.DateTimeField(null=True, blank=True, help_text="when the urgent task that this opened was done")
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind="contact") | ~Q(source=""), name="told_by_others_says_by_whom"),
            models.CheckConstraint(
                condition=Q(effect__isnull=True) | Q(wording="effect"), name="an_effect_goes_with_fixed_words"
            ),
            models.CheckConstraint(condition=Q(answered__isnull=True) | ~Q(answer=""), name="an_urgent_task_ends_with_words"),
        )
        indexes = (models.Index(fields=["missing", "kind"], name="conversation_by_missing"),)

    def __str__(self) -> str:
        return f"{self.kind} about {self.missing_id}"


class Notification(models.Model):
    """Telling a family that their person is identified. Exists only under a signature that stands; told once, by name."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        TOLD = "told", _("told")
        OVERTAKEN = "overtaken", _("the signature fell before the family was told")
        TAKEN_BACK = "taken back", _("told, and taken back")

    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="notifications")
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="notification")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="notifications")
    earlier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed")
    """The telling that this one renews: the same name was signed before, fell, and was signed again; the family was told then."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    opened = models.DateTimeField()
    kin = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications")
    """Who was told: the next of kin, or who stands in for them (``instead`` says why)."""
    instead = models.CharField(max_length=300, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Contact.Channel.choices, blank=True)
    language = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=400, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    """The day on which the family was told that it was wrong; ``ended`` is when that was entered."""

    class Meta:
        ordering = ("-opened", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["identification"], condition=Q(state__in=["due", "told"]), name="one_notification_an_identification"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "overtaken"])
                | Q(kin__isnull=False, told__isnull=False, told_on__isnull=False, told_by__isnull=False) & ~Q(channel=""),
                name="who_was_told_has_a_name_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "told"]) | (Q(ended__isnull=False) & ~Q(ended_why="")),
                name="a_notification_that_fell_says_why",
            ),
        )

    @property
    def wrong_told_on(self) -> date | None:
        """The day of taking it back: as it was said, or of the entry where none was kept (before that day had a column)."""
        return self.taken_back_on or (self.ended.date() if self.ended else None)

    def __str__(self) -> str:
        return f"notification of {self.identification_id}: {self.state}"


class Attempt(models.Model):
    """One attempt to reach somebody for a notification. Who else could be told is written beside it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        NO_ANSWER = "no answer", _("no answer")
        WRONG = "wrong", _("the address or number is wrong")
        LATER = "later", _("asked for another time")
        DIED = "died", _("has died since")

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="attempts")
    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=Contact.Channel.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.CharField(max_length=400, blank=True)
    next_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.outcome} for {self.notification_id}"


class Briefing(models.Model):
    """The conversation after the notification in which the file is explained, and what was handed over."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="briefings")
    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=Contact.Channel.choices)
    pack_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the briefing pack that was handed over")
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"briefing of {self.notification_id}"


class Publication(models.Model):
    """A name made public. The database takes it only after the family was told and while the signature stands."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="publications")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="publications")
    text = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["missing"], condition=Q(withdrawn__isnull=True), name="one_public_text_a_person"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | ~Q(withdrawn_why=""), name="a_public_text_falls_with_a_reason"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_public_text_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | Q(withdrawn__gte=F("at")), name="withdrawn_after_it_was_public"
            ),
        )

    def __str__(self) -> str:
        return f"public text about {self.missing_id}"
