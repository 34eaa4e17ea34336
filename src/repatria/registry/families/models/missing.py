"""Who is missing: what they are called, what is recorded about them, how and where they were lost, and what boards found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.dates import When, kept
from repatria.registry.people.models import Incident, User


class Sex(models.TextChoices):
    """As recorded; unknown is unknown."""

    MAN = "M", _("man")
    WOMAN = "F", _("woman")
    UNKNOWN = "U", _("not recorded")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("a day")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    RANGE = "range", _("between two days")
    EITHER = "either", _("one of two days")


class Category(models.TextChoices):
    """How a board sees the search for a person."""

    ACTIVE = "active", _("active pursuit")
    DEFERRED = "deferred", _("deferred")
    NON_RECOVERABLE = "non-recoverable", _("non-recoverable")
    UNSET = "", _("not stated")


class Dated(models.Model):
    """Columns for a time that is known to some precision; ``raw`` keeps what was written."""

    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices, blank=True)
    raw = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True

    @property
    def when(self) -> When | None:
        """The time, or None where it is not known."""
        return kept(self.first, self.last, self.precision, self.raw)

    def tell(self, when: When | None) -> None:
        """Take over a time."""
        for name, value in dated(when).items():
            setattr(self, name, value)


def dated(when: When | None) -> dict[str, Any]:
    """The four columns of :class:`Dated` for ``when``."""
    if when is None:
        return {"first": None, "last": None, "precision": "", "raw": ""}
    return {"first": when.first, "last": when.last, "precision": when.precision, "raw": when.raw}


class MissingPerson(Dated):
    """Somebody on the list of the missing. The dated columns tell the birth.

    ``listed_as`` repeats the current official name, ``word`` and ``category`` the latest status, so that a list of 130,000 reads
    fast; the actions keep them in step. A merged person stays readable and points to the other one.
    """

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="missing")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    service = models.CharField(max_length=80, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=160, blank=True)
    nationality = models.CharField(max_length=80, blank=True)
    listed_as = models.CharField(max_length=200, blank=True)
    word = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    row_key = models.CharField(max_length=80, blank=True, help_text="by what an import knows this person again")
    revision = models.PositiveIntegerField(default=1)
    batch = models.ForeignKey("families.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    merged_reason = models.CharField(max_length=300, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("listed_as", "thing")
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("thing")), name="nobody_merges_into_self"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_reason=""), name="a_merge_of_people_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True, last__isnull=True) | Q(last__gte=F("first")),
                name="a_birth_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(fields=["incident", "listed_as", "thing"], name="missing_by_name"),
            models.Index(fields=["incident", "row_key"], name="missing_by_row_key"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The person's code."""
        return self.thing.code


class Kinds(models.TextChoices):
    """What kind of name it is."""

    OFFICIAL = "official", _("official name")
    SPELLING = "spelling", _("other spelling")
    TRANSLITERATION = "transliteration", _("transliteration")
    NICKNAME = "nickname", _("nickname")


class Order(models.TextChoices):
    """Which part of the whole name comes first."""

    GIVEN = "given", _("given name first")
    FAMILY = "family", _("family name first")
    UNSET = "", _("not stated")


class PersonName(models.Model):
    """A name of a missing person or of a kin, in any script. A name that no longer counts stays readable."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=16, choices=Kinds.choices, default=Kinds.OFFICIAL)
    whole = models.CharField(max_length=200)
    family = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=120, blank=True)
    order = models.CharField(max_length=8, choices=Order.choices, blank=True)
    script = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["thing"], condition=Q(kind="official", until__isnull=True), name="one_official_name_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(whole=""), name="a_name_has_words"),
        )

    def __str__(self) -> str:
        return f"name of {self.thing_id}"


class NameKey(models.Model):
    """A key under which a person is found; made from the names (namekeys.py) and made again when they change."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="name_keys")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "key", "thing"], name="a_name_key_once_a_person"),)

    def __str__(self) -> str:
        return self.key


RECORDED = {
    "stature_cm": _("stature, centimetres"), "weight_kg": _("weight, kilograms"), "hair": _("hair"), "eyes": _("eyes"),
    "shoe": _("shoe size"), "blood": _("blood group"), "teeth": _("teeth, in words"), "injury": _("old injury or illness"),
    "other": _("something else"),
}  # fmt: skip
"""What an old record may say, and how a page calls it; lists from elsewhere bring words of their own."""


class Recorded(models.Model):
    """Something an old record says about a person: stature, weight, hair, teeth, an old fracture. Never overwritten."""

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="recorded")
    what = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    number = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("families.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("what", "at", "pk")

    def __str__(self) -> str:
        return f"{self.what} of {self.person_id}"

    @property
    def called(self) -> str:
        """What was recorded, in words for a reader."""
        return str(RECORDED.get(self.what, self.what.replace("_", " ")))


class MissingStatus(Dated):
    """What a board or an office said a person's fate was, on a day. A later word never overwrites an earlier one."""

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="statuses")
    word = models.CharField(max_length=60)
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    board = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("families.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "missing statuses"
        constraints = (models.CheckConstraint(condition=~Q(word=""), name="a_status_has_a_word"),)

    def __str__(self) -> str:
        return f"{self.word} of {self.person_id}"


class Loss(Dated):
    """Where, when and how somebody was lost, as one source says it. Several may stand side by side; one is in force."""

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="losses")
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    radius_km = models.FloatField(null=True, blank=True)
    """Kilometres within which the place lies."""
    unit = models.CharField(max_length=160, blank=True)
    circumstances = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    in_force = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("families.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-in_force", "at", "pk")
        verbose_name_plural = "losses"
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(in_force=True), name="one_loss_in_force_a_person"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_loss_lies_on_earth",
            ),
            models.CheckConstraint(condition=Q(radius_km__isnull=True) | Q(radius_km__gte=0), name="a_radius_is_not_negative"),
        )

    def __str__(self) -> str:
        return f"loss of {self.person_id}"


class OnFile(models.Model):
    """A reference that is known to exist on paper: a dental chart, a chest film, a personnel file."""

    class Kind(models.TextChoices):
        DENTAL = "dental", _("dental chart")
        FILM = "film", _("chest radiograph")
        PERSONNEL = "personnel", _("personnel file")
        DECEASED = "deceased", _("deceased personnel file")
        PRINTS = "prints", _("finger prints")
        PHOTOGRAPH = "photograph", _("photograph")
        OTHER = "other", _("something else")

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="on_file")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("kind", "at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Version(models.Model):
    """What a row of a missing person or a kin said before it was changed: nothing that was recorded is lost."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("families.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("thing", "number")
        constraints = (models.UniqueConstraint(fields=["thing", "number"], name="a_version_once_a_thing"),)

    def __str__(self) -> str:
        return f"{self.thing_id} as of {self.number}"
