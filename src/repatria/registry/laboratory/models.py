"""Samples, extractions, runs, requests, deliveries, profiles, consensus, quality.

A *sample* is an item cut from a specimen or from another sample. A *delivery* is one file that a laboratory sent back, kept by
its digest and read once. A *profile* is what one run showed of one sample or donation; it is never rewritten, only superseded.
A *consensus* is what all profiles of one subject (a specimen, or a donor) say together, in versions. Masses are whole
milligrams, so that a balance is exact on every database.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.people.models import Incident, User


def in_grams(milligrams: int) -> Decimal:
    """Whole milligrams as grams with three decimals."""
    return (Decimal(milligrams) / 1000).quantize(Decimal("0.001"))


class Sample(models.Model):
    """Something cut for testing. ``root`` is the specimen (or donation) at the top of its tree."""

    class Purpose(models.TextChoices):
        DNA = "dna", _("DNA")
        ISOTOPES = "isotopes", _("isotopes")
        DATING = "dating", _("dating")
        OTHER = "other", _("other")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name="sample")
    parent = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="samples")
    root = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="sample_tree")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.DNA)
    treatment = models.CharField(max_length=120, blank=True, help_text="what the parent was treated with, such as formaldehyde")
    before_mg = models.PositiveIntegerField(null=True, blank=True)
    taken_mg = models.PositiveIntegerField(null=True, blank=True)
    remaining_mg = models.PositiveIntegerField(null=True, blank=True)
    lost_mg = models.PositiveIntegerField(null=True, blank=True)
    used_mg = models.PositiveIntegerField(default=0)
    cut_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cut = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(before_mg__isnull=True) | Q(before_mg=F("taken_mg") + F("remaining_mg") + F("lost_mg")),
                name="a_cut_is_in_balance",
            ),
            models.CheckConstraint(
                condition=Q(before_mg__isnull=True, remaining_mg__isnull=True, lost_mg__isnull=True)
                | Q(before_mg__isnull=False, taken_mg__isnull=False, remaining_mg__isnull=False, lost_mg__isnull=False),
                name="a_balance_is_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(taken_mg__isnull=True) | Q(taken_mg__gt=0), name="a_sample_has_a_mass"),
            models.CheckConstraint(
                condition=Q(taken_mg__isnull=True) | Q(used_mg__lte=F("taken_mg")), name="no_more_is_used_than_was_taken"
            ),
            models.CheckConstraint(condition=~Q(parent=F("item")), name="a_sample_is_not_its_own_parent"),
        )
        indexes = (models.Index(fields=["root"], name="sample_by_root"),)

    def __str__(self) -> str:
        return f"sample {self.pk}"

    @property
    def code(self) -> str:
        """The sample's code."""
        return self.item.thing.code

    @property
    def grams(self) -> dict[str, Decimal | None]:
        """The masses as they were entered, in grams: before, taken, remaining, lost, used."""
        shown = {"before": self.before_mg, "taken": self.taken_mg, "remaining": self.remaining_mg, "lost": self.lost_mg}
        return {**{name: None if mg is None else in_grams(mg) for name, mg in shown.items()}, "used": in_grams(self.used_mg)}


class Extraction(models.Model):
    """DNA taken out of a sample. A failed one stays."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="extractions")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=80)
    used_mg = models.PositiveIntegerField(default=0)
    volume_ul = models.PositiveIntegerField(null=True, blank=True, help_text="microlitres of extract")
    failed = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["sample", "number"], name="an_extract_is_numbered_once"),)

    def __str__(self) -> str:
        return f"extract {self.number} of {self.sample_id}"

    @property
    def used_g(self) -> Decimal:
        """Grams used up, as they were entered."""
        return in_grams(self.used_mg)


class Run(models.Model):
    """One run of an instrument, read by two people."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    where = models.CharField(max_length=120, blank=True, help_text="the laboratory that ran it")
    method = models.CharField(max_length=80, blank=True)
    kit = models.CharField(max_length=80, blank=True)
    instrument = models.CharField(max_length=80, blank=True)
    day = models.DateField(null=True, blank=True)
    first_reader = models.CharField(max_length=80)
    second_reader = models.CharField(max_length=80)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["incident", "name"], name="a_run_is_named_once_an_incident"),
            models.CheckConstraint(
                condition=Q(first_reader="", second_reader="") | ~Q(first_reader=F("second_reader")),
                name="a_run_is_read_by_two_people",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """Samples sent to a laboratory to be typed, with a manifest."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="request")
    sent_to = models.CharField(max_length=120)
    wanted = models.CharField(max_length=160)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestLine(models.Model):
    """One sample of a request, and what became of it."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("requested, nothing came back yet")
        RECEIVED = "received", _("received")
        FAILED = "failed", _("failed: no result")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="requested")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.ASKED)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["request", "item"], name="a_sample_once_a_request"),)

    def __str__(self) -> str:
        return f"{self.item_id}: {self.outcome}"


class Delivery(models.Model):
    """One file that came back: the original is kept under its SHA-256, and is read once an incident."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="delivery")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="deliveries")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField(default=0)
    notes = models.JSONField(default=list, help_text="what the reader of the file left out or looked at twice")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked = models.DateTimeField(null=True, blank=True)
    compared = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint(fields=["incident", "sha256"], name="a_file_is_read_once_an_incident"),)

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What one run showed of one sample or donation. Corrected only by a profile that supersedes it."""

    class Type(models.TextChoices):
        STR = "str", _("autosomal STR")
        MT = "mt", _("mitochondrial, stored and not weighed yet")
        Y = "y", _("Y-STR, stored and not weighed yet")
        SNP = "snp", _("SNP, stored and not weighed yet")

    class Status(models.TextChoices):
        WAITING = "waiting", _("read once; waits for the second reader")
        REPORTABLE = "reportable", _("reportable")
        INCONCLUSIVE = "inconclusive", _("inconclusive")
        FAILED = "failed", _("failed: no result")
        QUARANTINED = "quarantined", _("quarantined: nobody knows whose it is")
        HELD = "held", _("held by an alarm")
        SUPERSEDED = "superseded", _("superseded")

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.PROTECT, related_name="profile")
    of = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    subject = models.ForeignKey(Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="typed")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    delivery = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="profiles")
    called = models.CharField(max_length=120, blank=True, help_text="what the file calls it")
    type = models.CharField(max_length=4, choices=Type.choices, default=Type.STR)
    calls = models.JSONField(default=dict)
    raw = models.TextField(blank=True)
    loci = models.PositiveSmallIntegerField(default=0)
    sex = models.CharField(max_length=1, default="U")
    kit = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices)
    first_reader = models.CharField(max_length=80, blank=True)
    second_reader = models.CharField(max_length=80, blank=True)
    checked = models.DateTimeField(null=True, blank=True, help_text="compared with staff, controls, neighbours and kin")
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by")
    reason = models.CharField(max_length=400, blank=True)
    made = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status="quarantined") | Q(of__isnull=False), name="a_profile_is_of_something"),
            models.CheckConstraint(
                condition=~Q(status="reportable") | (~Q(second_reader="") & ~Q(first_reader=F("second_reader"))),
                name="a_reportable_profile_was_read_by_two",
            ),
            models.CheckConstraint(condition=Q(sex__in=["M", "F", "U"]), name="a_profile_s_sex_is_m_f_or_u"),
        )
        indexes = (
            models.Index(fields=["subject", "status"], name="profile_by_subject"),
            models.Index(fields=["of"], name="profile_by_of"),
            models.Index(fields=["status", "type"], name="profile_by_status"),
        )

    def __str__(self) -> str:
        return f"profile {self.pk}"

    @property
    def code(self) -> str:
        """The profile's code."""
        return self.thing.code


class DeliveryLine(models.Model):
    """One profile of a file and what it was taken for."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("received")
        FAILED = "failed", _("failed: the file shows no result")
        UNKNOWN = "unknown", _("unknown: quarantined until explained")
        UNASKED = "unasked", _("a sample of ours that was not requested: quarantined until explained")
        DUPLICATE = "duplicate", _("the same result as before: not taken again")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    called = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    profile = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    explained = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explanation = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("row",)
        constraints = (models.UniqueConstraint(fields=["delivery", "row"], name="a_row_once_a_delivery"),)
        indexes = (models.Index(fields=["delivery", "outcome"], name="line_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.called}: {self.outcome}"


class Consensus(models.Model):
    """What all usable profiles of one subject say together, one version after the other."""

    class State(models.TextChoices):
        CURRENT = "current", _("in force")
        HELD = "held", _("held: its samples contradict each other")
        PROPOSED = "proposed", _("settled by one person; waits for a second")
        REPLACED = "replaced", _("replaced by a later version")

    subject = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="consensuses")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    calls = models.JSONField(default=dict)
    sex = models.CharField(max_length=1, default="U")
    loci = models.PositiveSmallIntegerField(default=0)
    members = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    contradictions = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    left_out = models.JSONField(default=list, help_text="codes of the profiles that a settlement leaves out")
    confirmed = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("subject", "-version")
        verbose_name_plural = "consensuses"
        constraints = (
            models.UniqueConstraint(fields=["subject", "version"], name="a_version_once_a_consensus"),
            models.UniqueConstraint(
                fields=["subject"], condition=~Q(state="replaced"), name="one_consensus_in_force_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(settled_by__isnull=True) | ~Q(confirmed_by=F("settled_by")),
                name="nobody_confirms_their_own_settlement",
            ),
        )
        indexes = (models.Index(fields=["state"], name="consensus_by_state"),)

    def __str__(self) -> str:
        return f"consensus {self.version} of {self.subject_id}"


class Control(models.Model):
    """A profile that nothing of ours may show: of staff, or of a control. Known by its token; the name is for few."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        POSITIVE = "positive", _("positive control")
        REAGENT = "reagent", _("reagent blank")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="controls")
    token = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True)
    calls = models.JSONField(default=dict)
    sex = models.CharField(max_length=1, default="U")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("token",)
        constraints = (models.UniqueConstraint(fields=["incident", "token"], name="a_token_once_an_incident"),)

    def __str__(self) -> str:
        return self.token


class Alarm(models.Model):
    """A profile that may be somebody else's: contamination, a swap, a duplicate. Stays after it is answered."""

    class Kind(models.TextChoices):
        CONTAMINATION = "contamination", _("shows a profile of staff or of a control")
        SEX = "sex", _("shows another sex than was recorded")
        KIN = "kin", _("does not fit the other relatives of its family")
        DUPLICATE = "duplicate", _("two donors show one profile")
        DONOR = "donor", _("remains show the profile of a living donor")
        NEIGHBOUR = "neighbour", _("two specimens of one run show one profile")

    class Answer(models.TextChoices):
        OPEN = "open", _("open")
        RELEASED = "released", _("explained, the profile may be used")
        UPHELD = "upheld", _("upheld, the profile stays out")

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    holds = models.BooleanField(default=True)
    other = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    control = models.ForeignKey(Control, null=True, blank=True, on_delete=models.PROTECT, related_name="alarms")
    about = models.CharField(max_length=24, blank=True, help_text="the code or token of the other side")
    sentence = models.CharField(max_length=300)
    loci = models.PositiveSmallIntegerField(default=0)
    log_lr = models.FloatField(null=True, blank=True)
    opened = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-opened", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["profile", "kind", "about"], name="an_alarm_once"),
            models.CheckConstraint(
                condition=Q(answer="open", answered__isnull=True)
                | (~Q(answer="open") & Q(answered__isnull=False) & ~Q(reason="")),
                name="an_answered_alarm_has_its_reason",
            ),
        )
        indexes = (models.Index(fields=["answer", "holds"], name="alarm_by_answer"),)

    def __str__(self) -> str:
        return self.sentence


class SamePerson(models.Model):
    """Two profiles that may be of one person: found by comparing every new profile with all others of the same kind."""

    left = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="same_left")
    right = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="same_right")
    log_lr = models.FloatField()
    loci = models.PositiveSmallIntegerField()
    found = models.DateTimeField()

    class Meta:
        ordering = ("-log_lr",)
        verbose_name_plural = "same persons"
        constraints = (
            models.UniqueConstraint(fields=["left", "right"], name="a_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="the_earlier_profile_stands_left"),
        )

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}"
