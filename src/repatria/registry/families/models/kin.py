"""The living and the dead of a family: who they are, what they agreed to, what they gave, what they wish."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models.missing import Dated, MissingPerson, Sex
from repatria.registry.people.models import Incident, User


class Kin(Dated):
    """A relative. The dated columns tell the birth. What a relative says of the relation, and what was verified, stand apart."""

    class Living(models.TextChoices):
        YES = "yes", _("living")
        NO = "no", _("has died")
        UNKNOWN = "unknown", _("not known")

    class Verified(models.TextChoices):
        NOT_YET = "not yet", _("not yet verified")
        VERIFIED = "verified", _("verified")
        CONTRADICTED = "contradicted", _("contradicted")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="kin")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    living = models.CharField(max_length=8, choices=Living.choices, default=Living.UNKNOWN)
    listed_as = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=120, blank=True, help_text="as claimed, in the relative's own words")
    verified = models.CharField(max_length=12, choices=Verified.choices, default=Verified.NOT_YET)
    verified_by = models.CharField(max_length=200, blank=True, help_text="how: documents, DNA, a witness")
    language = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("listed_as", "thing")
        verbose_name_plural = "kin"
        indexes = (models.Index(fields=["incident", "listed_as", "thing"], name="kin_by_name"),)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The relative's code."""
        return self.thing.code


class Contact(models.Model):
    """A way to reach a relative. One that no longer works stays readable."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("telephone")
        MAIL = "mail", _("e-mail")
        POST = "post", _("letter")
        VISIT = "visit", _("visit")
        OTHER = "other", _("something else")

    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    value = models.CharField(max_length=300)
    note = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("until", "since", "pk")

    def __str__(self) -> str:
        return f"{self.channel} of {self.kin_id}"


class ContactAttempt(models.Model):
    """One attempt to reach a relative, and what came of it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        NO_ANSWER = "no answer", _("no answer")
        WRONG = "wrong", _("the address or number is wrong")
        LATER = "later", _("asked to be contacted later")
        NOT_AGAIN = "not again", _("asked not to be contacted again")
        AGAIN = "again", _("turned to us and may be contacted again")

    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="attempts")
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=Contact.Channel.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.outcome} of {self.kin_id}"


class Consent(models.Model):
    """What a relative agreed to, from a day on. Withdrawn means: not in force from that day on, the day included; so does its end."""

    class Purpose(models.TextChoices):
        IDENTIFICATION = "identification", _("identification of the missing")
        COURT = "court", _("use before a court")
        RESEARCH = "research", _("research")
        CONTACT = "contact", _("being contacted later")

    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    given_on = models.DateField()
    form = models.CharField(max_length=200, help_text="the signed form: its number or where it lies")
    taken_by = models.CharField(max_length=160, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="from which day it no longer holds, as its form says")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawal = models.CharField(max_length=300, blank=True, help_text="what was said or written")

    class Meta:
        ordering = ("purpose", "given_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["kin", "purpose"], condition=Q(withdrawn_on__isnull=True), name="one_consent_in_force_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")), name="withdrawn_after_it_was_given"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} of {self.kin_id}"

    def in_force(self, on: date) -> bool:
        """Whether this consent covers ``on``."""
        ends = [day for day in (self.withdrawn_on, self.ends_on) if day is not None]
        return self.given_on <= on and all(on < day for day in ends)

    @property
    def ran_out(self) -> bool:
        """Whether it ended on its own day, and nobody took it back before."""
        return self.ends_on is not None and self.withdrawn_on is not None and self.withdrawn_on >= self.ends_on


class Donation(models.Model):
    """A reference sample that a relative gave: a thing with custody, under a consent that was in force."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="donation")
    kin = models.ForeignKey(Kin, on_delete=models.PROTECT, related_name="donations")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="donations")
    kit = models.CharField(max_length=60)
    what = models.CharField(max_length=80)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "thing")
        constraints = (models.UniqueConstraint(fields=["incident", "kit"], name="a_kit_number_once_an_incident"),)

    def __str__(self) -> str:
        return f"kit {self.kit}"


class Wish(models.Model):
    """What the family wishes about one missing person. A new version replaces the one in force; both stay readable."""

    class Detail(models.TextChoices):
        ALL = "all", _("every detail")
        SUMMARY = "summary", _("a summary")
        LEAST = "least", _("only that and where")
        UNASKED = "", _("not yet asked")

    class Later(models.TextChoices):
        YES = "yes", _("tell us about every later portion")
        NO = "no", _("do not tell us; the agency decides")
        UNASKED = "", _("not yet asked")

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="wishes")
    number = models.PositiveIntegerField()
    next_of_kin = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="next_of_kin_for")
    directs = models.ForeignKey(Kin, null=True, blank=True, on_delete=models.PROTECT, related_name="directs_for")
    """The person authorised to direct disposition; may differ from the next of kin."""
    language = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=8, choices=Detail.choices, blank=True)
    later = models.CharField(max_length=4, choices=Later.choices, blank=True)
    may_be_told = models.TextField(blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "wishes"
        constraints = (
            models.UniqueConstraint(fields=["person", "number"], name="a_version_of_a_wish_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(until__isnull=True), name="one_wish_in_force_a_person"),
        )

    def __str__(self) -> str:
        return f"wishes {self.number} about {self.person_id}"
