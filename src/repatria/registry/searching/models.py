"""Heavy work, the frozen cases it runs on, and the candidate lists that come back.

A *job* is work that a worker does beside the server, under a lease; its fence says which worker may still finish it. A
*snapshot* is a CaseFile as it stood at one moment of the journal. A *search* compares all units of a snapshot with everybody on
the list; it leaves one *candidate list* for each unit: a locked individual, or bones that nobody has grouped and locked yet.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.inventory.models import IndividualVersion
from repatria.registry.people.models import Incident, User


class Job(models.Model):
    """One piece of heavy work. Whoever holds the lease works on it; a result with an older fence is refused."""

    class Kind(models.TextChoices):
        SEARCH = "search", _("search")
        REAUDIT = "reaudit", _("re-audit of signed identifications")
        PLAN = "plan", _("plan of samples and calls")

    class State(models.TextChoices):
        QUEUED = "queued", _("waits for a worker")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    order = models.JSONField(default=dict, help_text="what was asked for, as codes and numbers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0, help_text="grows at every claim; only the last holder may finish")
    worker = models.CharField(max_length=80, blank=True)
    beat = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    begun = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "kind"], condition=Q(state="queued"), name="one_job_waits_of_a_kind"),
            models.UniqueConstraint(fields=["incident", "kind"], condition=Q(state="running"), name="one_job_runs_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(state="running") | (Q(lease_until__isnull=False) & ~Q(worker="") & Q(fence__gt=0)),
                name="a_running_job_has_its_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"]) | Q(finished__isnull=False), name="an_ended_job_has_its_moment"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="a_failed_job_says_why"),
        )
        indexes = (models.Index(fields=["state", "lease_until"], name="job_by_lease"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


class Snapshot(models.Model):
    """A CaseFile as it stood when a search began; the folder of the registry's home keeps it under its digest."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()
    journal_size = models.PositiveBigIntegerField(help_text="how many entries the journal had")
    profiles = models.PositiveIntegerField()
    families = models.PositiveIntegerField()
    references = models.PositiveIntegerField()
    controls = models.PositiveIntegerField(default=0)
    open_missing = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict, help_text="what stayed out, by reason")

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["incident", "digest"], name="a_snapshot_once"),)

    def __str__(self) -> str:
        return self.digest[:12]


class ListRule(models.Model):
    """How candidate lists are made: versioned data, with the ground it was set on. The highest number is in force."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="list_rules")
    number = models.PositiveIntegerField()
    listed = models.DecimalField(max_digits=6, decimal_places=5, help_text="λ: how probable it is that a person is on the list")
    sensitivity = models.JSONField(default=list, help_text="other values of λ, as text")
    threshold_lr = models.PositiveBigIntegerField(default=10_000, help_text="every pair of at least this LR is kept")
    best = models.PositiveSmallIntegerField(default=10, help_text="pairs kept for each unit and each missing person")
    grouping_lr = models.PositiveBigIntegerField(default=10**9, help_text="LR from which profiles are weighed as one person")
    ground = models.CharField(max_length=400)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "number"], name="a_list_rule_once_a_number"),
            models.CheckConstraint(condition=Q(listed__gt=0, listed__lt=1), name="lambda_is_a_probability"),
            models.CheckConstraint(condition=~Q(ground=""), name="a_list_rule_has_its_ground"),
        )

    def __str__(self) -> str:
        return f"rule {self.number}"


class Search(models.Model):
    """One comparison of everybody with everybody. Its result is written once, under the fence of the job that made it."""

    class Extent(models.TextChoices):
        FULL = "full", _("everybody against everybody")
        DELTA = "delta", _("what is new or changed, against everybody")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="search")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="searches")
    number = models.PositiveIntegerField()
    extent = models.CharField(max_length=6, choices=Extent.choices)
    why = models.CharField(max_length=300, blank=True, help_text="what it follows: a person's wish, or the acts that woke it")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="search")
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="after")
    rule = models.ForeignKey(ListRule, on_delete=models.PROTECT, related_name="searches")
    snapshot = models.ForeignKey(Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="searches")
    current = models.BooleanField(default=False, help_text="the last finished search of its incident")
    result_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the canonical answer")
    manifest = models.JSONField(default=dict, help_text="what was compared, by what method, and what was not")
    software = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "searches"
        constraints = (
            models.UniqueConstraint(fields=["incident", "number"], name="a_search_once_a_number"),
            models.UniqueConstraint(fields=["incident"], condition=Q(current=True), name="one_current_search"),
            models.CheckConstraint(
                condition=Q(finished__isnull=True, result_digest="", current=False)
                | (Q(finished__isnull=False, snapshot__isnull=False) & ~Q(result_digest="") & ~Q(software="")),
                name="a_finished_search_has_its_result",
            ),
        )

    def __str__(self) -> str:
        return f"search {self.number}"

    @property
    def code(self) -> str:
        """The search's code."""
        return self.thing.code


class FinishedLists(models.Manager["CandidateList"]):
    """Lists of searches that have finished: what a worker is writing is seen by nobody."""

    def get_queryset(self) -> models.QuerySet[CandidateList]:
        """Without the lists of searches that wait, run or failed."""
        return super().get_queryset().filter(search__finished__isnull=False)


class FinishedLines(models.Manager["Candidate"]):
    """Lines of searches that have finished."""

    def get_queryset(self) -> models.QuerySet[Candidate]:
        """Without the lines of searches that wait, run or failed."""
        return super().get_queryset().filter(listing__search__finished__isnull=False)


class CandidateList(models.Model):
    """What one search found for one unit. ``label`` is the individual's code, or the first bone's where nobody grouped it."""

    search = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="lists")
    label = models.CharField(max_length=24)
    version = models.ForeignKey(IndividualVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="lists")
    specimens = models.JSONField(default=list, help_text="codes of the bones whose profiles were weighed")
    person = models.CharField(max_length=24, help_text="units with the same person are one person by their DNA")
    size_before = models.PositiveIntegerField(help_text="open missing people on the list")
    compared = models.PositiveIntegerField(help_text="of them, compared with this unit")
    size_after = models.PositiveIntegerField(help_text="of them, kept on this list")
    expected_chance = models.FloatField(null=True, blank=True, help_text="chance hits to expect at the rule's LR")
    none_of_these = models.FloatField(help_text="posterior of being nobody on the list, at the rule's λ")
    without_reference = models.FloatField(help_text="posterior of being somebody listed without a usable reference")
    notes = models.JSONField(default=list, help_text="contradictions and links to other units, in words")
    changed = models.BooleanField(default=True, help_text="differs from the list of the search before")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the canonical list")

    objects = FinishedLists()
    written: models.Manager[CandidateList] = models.Manager()

    class Meta:
        ordering = ("search", "label")
        constraints = (models.UniqueConstraint(fields=["search", "label"], name="a_list_once_a_search"),)
        indexes = (
            models.Index(fields=["label"], name="list_by_label"),
            models.Index(fields=["version"], name="list_by_version"),
        )

    def __str__(self) -> str:
        return f"{self.label} in search {self.search_id}"


class Candidate(models.Model):
    """One line of a list: this missing person for this unit. ``log_lr`` natural; null where the evidence excludes."""

    class Change(models.TextChoices):
        NEW = "new", _("new")
        UP = "up", _("stronger than before")
        DOWN = "down", _("weaker than before")
        SAME = "same", _("as before")

    listing = models.ForeignKey(CandidateList, on_delete=models.PROTECT, related_name="candidates")
    missing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="candidates")
    family = models.CharField(max_length=24)
    rank = models.PositiveSmallIntegerField()
    rank_of_missing = models.PositiveSmallIntegerField(help_text="of all units, for this missing person")
    log_lr = models.FloatField(null=True, blank=True)
    posterior = models.FloatField(help_text="at the rule's λ, all units and all missing weighed together")
    posteriors = models.JSONField(default=dict, help_text="by λ, as text")
    tied_with = models.JSONField(default=list, help_text="missing people whom the data cannot tell apart from this one here")
    change = models.CharField(max_length=5, choices=Change.choices, default=Change.NEW)
    log_lr_before = models.FloatField(null=True, blank=True)

    objects = FinishedLines()
    written: models.Manager[Candidate] = models.Manager()

    class Meta:
        ordering = ("listing", "rank")
        constraints = (
            models.UniqueConstraint(fields=["listing", "missing"], name="a_candidate_once_a_list"),
            models.CheckConstraint(condition=Q(posterior__gte=0, posterior__lte=1), name="a_posterior_is_a_probability"),
        )
        indexes = (models.Index(fields=["missing", "-posterior"], name="candidate_by_missing"),)

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.missing_id}"
