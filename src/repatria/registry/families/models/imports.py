"""Lists that came from elsewhere: what was read, what became of every row; and decisions of another issuer, kept as theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.families.models.missing import Dated, MissingPerson
from repatria.registry.people.models import Incident, User


class ImportBatch(models.Model):
    """One file. Read (staged row by row, resumable), then carried out in one transaction or not at all, then perhaps undone."""

    class What(models.TextChoices):
        CASUALTY = "casualty", _("list of the missing")
        DECISIONS = "decisions", _("decisions of another issuer")

    class State(models.TextChoices):
        OPENED = "opened", _("file received")
        READ = "read", _("compared; nothing written yet")
        CARRIED_OUT = "carried out", _("carried out")
        UNDONE = "undone", _("undone")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="import_batch")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    keep_both_dates = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPENED)
    total = models.PositiveIntegerField(default=0)
    """Data rows in the file."""
    rows_read = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    """Rows whose person was there already: changed or the same."""
    refused = models.PositiveIntegerField(default=0)
    """Rows that were not taken: faulty, or in conflict."""
    changed = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    opened = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done = models.DateTimeField(null=True, blank=True)
    undone = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-thing",)
        verbose_name_plural = "import batches"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["opened", "read"])
                | Q(rows_read=F("made") + F("merged") + F("refused")) & Q(rows_read=F("total")),
                name="an_import_balances",
            ),
            models.UniqueConstraint(
                fields=["incident", "what", "digest"],
                condition=Q(state="carried out"),
                name="a_file_is_imported_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What is to become, and became, of one row of a file. ``said`` holds the row until the import is carried out."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("the same")
        CONFLICT = "conflict", _("in conflict")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    key = models.CharField(max_length=80, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    said = models.JSONField(null=True, blank=True)
    thing = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("batch", "line")
        constraints = (models.UniqueConstraint(fields=["batch", "line"], name="one_outcome_a_row"),)
        indexes = (models.Index(fields=["batch", "outcome", "line"], name="import_row_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.batch_id} line {self.line}"


class EarlierDecision(Dated):
    """A name that another issuer decided, under their rule, on their date. It is theirs: nothing of ours can be made from it.

    It counts in a column of its own, and its remains and its person stay in every comparison.
    """

    person = models.ForeignKey(MissingPerson, on_delete=models.PROTECT, related_name="earlier")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    remains = models.CharField(max_length=120, blank=True)
    remains_thing = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="earlier_decisions")
    issuer = models.CharField(max_length=160)
    rule = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("first", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(issuer=""), name="an_earlier_decision_has_an_issuer"),
            models.UniqueConstraint(
                fields=["person", "issuer", "remains"],
                condition=Q(withdrawn__isnull=True),
                name="an_earlier_decision_once",
            ),
        )
        indexes = (models.Index(fields=["incident", "withdrawn"], name="earlier_by_incident"),)

    def __str__(self) -> str:
        return f"{self.issuer} about {self.person_id}"
