"""What a family can see and ask: their private door, their questions with an owner and a day, and the letters they get."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.people.models import Incident, User


class Door(models.Model):
    """A relative's private link, with a second factor that travels another way. Only hashes are kept."""

    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="doors")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="doors")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=200)
    made = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    locked = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-made", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["kin", "missing"], condition=Q(ended__isnull=True), name="one_door_a_relative_and_person"
            ),
        )

    def __str__(self) -> str:
        return f"door of {self.kin_id}"


class Enquiry(models.Model):
    """What a family asks, corrects, disputes or wants: with an owner and a due date, and an answer in words."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("a question")
        FACT = "fact", _("a fact to correct")
        RETEST = "retest", _("an independent re-test")
        DISPUTE = "dispute", _("a dispute of the identification")
        CONSENT = "consent", _("a consent to withdraw")
        SILENCE = "silence", _("not to be contacted")

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="enquiry")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="enquiries")
    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.TextField()
    through_door = models.BooleanField(help_text="asked by the relative on their own page, not written down by an officer")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("state", "due", "pk")
        verbose_name_plural = "enquiries"
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="an_enquiry_has_words"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(answered__isnull=False)),
                name="an_answered_enquiry_has_its_answer",
            ),
        )

    def __str__(self) -> str:
        return self.thing.code

    @property
    def code(self) -> str:
        """The enquiry's code."""
        return self.thing.code


class Letter(models.Model):
    """A status letter that went to a relative: its sentences as they were, so that the paper can be made again to the byte."""

    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="letters")
    kin = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    on = models.DateField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    next_on = models.DateField(help_text="when we write next, at the latest")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("missing", "-number")
        constraints = (models.UniqueConstraint(fields=["missing", "number"], name="a_letter_once_a_number"),)
        indexes = (models.Index(fields=["missing", "next_on"], name="letter_by_next"),)

    def __str__(self) -> str:
        return f"letter {self.number} about {self.missing_id}"
