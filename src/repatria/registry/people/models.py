"""Users, laboratories, incidents, and who works where as what."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

BANNER = _("Exercise: everyone here is invented.")


class User(AbstractUser):
    """Somebody with an account. The journal knows people by ``code``, never by name."""

    email = models.EmailField(blank=True)
    stands_in = models.CharField(
        max_length=20, blank=True, help_text="the role of an exercise that this account plays; such an account has no password"
    )

    @property
    def code(self) -> str:
        """How the journal and the papers call this person."""
        return f"u-{self.pk:04d}"

    @property
    def called(self) -> str:
        """How pages call this person."""
        return self.get_full_name() or self.username


class Laboratory(models.Model):
    """An institution that works on incidents."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "laboratories"

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """One event whose dead are followed home: a *record* (real, public, cited) or an *exercise* (invented)."""

    class Kind(models.TextChoices):
        RECORD = "record", _("public record")
        EXERCISE = "exercise", _("exercise")

    slug = models.SlugField(max_length=40, unique=True)
    mark = models.CharField(max_length=8, unique=True, help_text="capital letters that begin every code of this incident")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=160)
    note = models.TextField(blank=True)
    when = models.DateField(null=True, blank=True)
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, related_name="led")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=["record", "exercise"]), name="incident_is_of_one_kind"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_exercise(self) -> bool:
        """Whether everyone in it is invented."""
        return self.kind == self.Kind.EXERCISE

    @property
    def banner(self) -> str:
        """The sentence that stands on everything an exercise shows; empty for a record."""
        return str(BANNER) if self.is_exercise else ""


class Membership(models.Model):
    """One role of one person in one incident, for one laboratory, from a day on."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="memberships")
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    whole = models.BooleanField(default=False, help_text="sees what every laboratory of the incident holds")
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "incident", "role"],
                condition=models.Q(until__isnull=True),
                name="a_role_once_a_person_and_incident",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class Erasure(models.Model):
    """That what is personal about somebody be erased: asked for by one person, carried out or declined by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        DONE = "done", _("carried out")
        DECLINED = "declined", _("declined")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="erasures")
    subject = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    values_blanked = models.PositiveIntegerField(null=True, blank=True)
    """How many values of the journal; the next column: how many of the tables."""
    cells_blanked = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-asked", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "subject"], condition=models.Q(state="asked"), name="one_open_erasure_a_subject"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked") | models.Q(answered_by__isnull=False), name="an_answered_erasure_names_who"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(answered_by=models.F("asked_by")), name="a_second_person_erases"
            ),
        )

    def __str__(self) -> str:
        return f"erasure of {self.subject}"
