"""Things and the numbers people call them by.

Every identifiable object of the registry has one row here: it carries the incident, the laboratory that holds it, and a code
that is never given twice. Rows of this table are never deleted, and incident, kind and code keep their first value (trigger).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.naming import bare_of, close_of
from repatria.registry.people.models import Incident, Laboratory


class Kind(models.TextChoices):
    """What a thing is. The letter begins the number in its code."""

    CONTAINER = "C", _("container")
    SPECIMEN = "B", _("specimen")
    EFFECT = "E", _("effect")
    SAMPLE = "S", _("sample")
    PROFILE = "P", _("profile")
    INDIVIDUAL = "N", _("individual")
    MISSING = "M", _("missing person")
    KIN = "K", _("kin")
    FAMILY = "F", _("family")
    HANDOVER = "H", _("hand-over")
    ACCESSION = "A", _("accession")
    DOCUMENT = "D", _("document")
    CLAIM = "L", _("claim")
    BATCH = "Q", _("request or import")
    SEARCH = "R", _("search")
    IDENTIFICATION = "I", _("identification")
    RELEASE = "V", _("release")
    DETERMINATION = "G", _("determination of a group")
    UNRESOLVED = "U", _("unresolved remains")
    ENQUIRY = "Y", _("enquiry of a family")
    MATTER = "J", _("matter of the programme")


class Thing(models.Model):
    """One identifiable object: container, specimen, person on the list, document …"""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="things")
    laboratory = models.ForeignKey(Laboratory, null=True, blank=True, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(max_length=1, choices=Kind.choices)
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=24, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["incident", "kind", "number"], name="a_number_once_an_incident_and_kind"),
        )
        indexes = (models.Index(fields=["incident", "kind", "laboratory"], name="thing_by_place"),)

    def __str__(self) -> str:
        return self.code


class Counter(models.Model):
    """The last number given, an incident and kind. Only ever grows."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=1, choices=Kind.choices)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "kind"], name="one_counter_an_incident_and_kind"),)

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind} {self.last}"


class Written(models.CharField):
    """A column that is written from the row's other columns whenever the row is saved, one by one or many at once."""

    def __init__(self, *args: Any, by: Callable[[Any], str | None] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by

    def deconstruct(self) -> Any:
        """For migrations a plain column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The value as it follows from the row."""
        if self._by is not None:
            setattr(model_instance, self.attname, self._by(model_instance))
        return super().pre_save(model_instance, add)


class Identifier(models.Model):
    """What somebody calls a thing. A withdrawn one stays readable and is never given to another thing."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="identifiers")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=80)
    value = models.CharField(max_length=120)
    normal = models.CharField(max_length=120)
    personal = models.BooleanField(default=False, help_text="names a living or missing person, such as a service number")
    close = Written(by=lambda row: close_of(row.value, row.issuer), max_length=120, null=True, editable=False)
    bare = Written(by=lambda row: bare_of(close_of(row.value, row.issuer)) or None, max_length=120, null=True, editable=False)
    """The value without separators, and its digits alone where letters stand in front: for a search that writes it otherwise."""
    since = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["incident", "issuer", "normal"], name="an_identifier_is_never_given_twice"),
        )
        indexes = (
            models.Index(fields=["incident", "normal"], name="identifier_by_normal"),
            models.Index(fields=["incident", "close"], name="identifier_by_close"),
            models.Index(fields=["incident", "bare"], name="identifier_by_bare", condition=models.Q(bare__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.issuer} {self.value}"
