"""Every new profile is compared with staff and controls, with kin, and with every profile of every assemblage of its kind.

Until that has happened a profile is used for nothing. The registry does it, after an import or a second reading (flow.py). It
compares first, while others may write, and then writes what it found in one transaction, if nothing has changed since.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.functions import Cast

from repatria.model import Profile as Noun
from repatria.registry import gateway
from repatria.registry.codes.models import Kind
from repatria.registry.custody.within import now
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries, kinlink
from repatria.registry.laboratory.agreeing import refresh
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.lineage_checking import doubts
from repatria.registry.laboratory.lineages import LINEAGES
from repatria.registry.laboratory.models import Alarm, Control, Delivery, Profile, SamePerson
from repatria.registry.laboratory.quality import CONTAMINATION, LEAST, SAME
from repatria.registry.laboratory.remembering import Last
from repatria.registry.laboratory.subjects import in_chunks
from repatria.registry.refusals import Overtaken

Status = Profile.Status
PLATE = 96
"""Samples of one plate: in a larger run nobody can say which tubes stood beside each other."""
ATTEMPTS = 3
KIN_TAGS = (
    "families.pedigree_edited",
    "families.kin_added",
    "families.kin_corrected",
    "families.consent_given",
    "families.consent_withdrawn",
    "families.sample_donated",
    "families.missing_merged",
    "families.missing_parted",
    "families.import_carried_out",
    "families.import_undone",
)
"""Acts that change with whom a relative is compared, or how."""
ALL_BUT = (Status.QUARANTINED, Status.SUPERSEDED, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: profiles checked, alarms opened, pairs that may be one person."""

    profiles: int
    alarms: int
    pairs: int


def check_new(by: Any) -> Checked:
    """Check every profile of the incident that was not checked yet, and let those without an alarm be used."""
    by.need("laboratory.run")
    return _twice_looked(_Question(by))


def check_control(by: Any, token: str) -> Checked:
    """Compare a control that was entered just now with every profile that was checked before it was known."""
    by.need("laboratory.run")
    return _twice_looked(_Question(by, control=token))


def check_relatives(by: Any, code: str, *, everybody: bool) -> Checked:
    """Compare the typed relatives of a family again, because its pedigree or a consent has changed since they were checked.

    ``code`` is of the family or of the relative; ``everybody`` compares with every assemblage as well, for a consent that was
    not in force when the profile came.
    """
    by.need("laboratory.run")
    return _twice_looked(_Question(by, family=code, everybody=everybody))


def _twice_looked(asked: _Question) -> Checked:
    """Compare while others may write, then write what was found if nothing that was compared has changed; else compare anew.

    Thousands of comparisons take seconds, and a transaction that writes keeps every other writer waiting. After
    :data:`ATTEMPTS` the last comparison is made inside the transaction, so that it ends.
    """
    for _ in range(ATTEMPTS):
        with suppress(Overtaken):
            return write_check(asked.by, asked, _Round(asked))
    return write_check(asked.by, asked, None)


@recorded(entries.QualityChecked, verb="laboratory.run")
def write_check(by: Any, asked: _Question, found: _Round | None) -> Done[Checked]:
    """Write what a comparison found; Overtaken where what it compared is no longer what there is. ``None``: compare here."""
    if found is not None and found.seen != asked.compared():
        raise Overtaken("checks: profiles, controls or relatives changed while they were compared. Compare again.")
    desk = found or _Round(asked)
    alarms = desk.open()
    if asked.new:
        for some in in_chunks([p.pk for p in (*desk.rows, *desk.lines)]):
            Profile.objects.filter(pk__in=some).update(checked=desk.moment)
        Delivery.objects.filter(pk__in=desk.files).update(checked=desk.moment, compared=desk.moment)
        desk.touched.update(p.subject_id for p in (*desk.rows, *desk.lines) if p.subject_id)
    refresh(sorted(desk.touched))
    facts = {
        "profiles": len(desk.rows) + len(desk.lines),
        "controls": desk.controls,
        "others": desk.others,
        "pairs": len(desk.pairs),
        "alarms": alarms,
    }
    return Done(
        Checked(len(desk.rows) + len(desk.lines), alarms, len(desk.pairs)), subject=asked.control or asked.family, facts=facts
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """What is to be compared: what is new, one new control, or the relatives around a family or a relative."""

    by: Any
    control: str = ""
    family: str = ""
    everybody: bool = True

    @property
    def new(self) -> bool:
        """Whether it is about profiles that were not compared yet."""
        return not self.control and not self.family

    def rows(self) -> QuerySet[Profile]:
        """The profiles in question."""
        return self._asked((Profile.Type.STR,))

    def lineages(self) -> QuerySet[Profile]:
        """The mitochondrial and Y profiles in question; what is kept as text only is compared with nothing."""
        return self._asked(LINEAGES).exclude(calls={})

    def _asked(self, types: Iterable[str]) -> QuerySet[Profile]:
        rows = Profile.objects.filter(thing__incident=self.by.incident, type__in=types)
        if self.new:
            rows = rows.filter(status__in=(Status.REPORTABLE, Status.HELD), checked__isnull=True)
        elif self.control:
            rows = rows.filter(checked__isnull=False).exclude(status__in=ALL_BUT)
        else:
            donors = kinlink.relatives_around(self.by.incident, self.family)
            rows = Profile.objects.filter(subject__in=donors, type__in=types, checked__isnull=False)
            rows = rows.exclude(status__in=ALL_BUT)
        return rows.select_related("thing", "subject").order_by("pk")

    def compared(self) -> str:
        """A digest of all that a comparison rests on: profiles with status and subject, controls, consents, pedigrees."""
        shown = ("pk", "status", "subject_id")
        controls = (
            Control.objects.filter(incident=self.by.incident, until__isnull=True).order_by("pk").values_list("pk", flat=True)
        )
        told = (
            list(self.rows().values_list(*shown)),
            list(self.lineages().values_list(*shown)),
            list(_checked(self.by).values_list(*shown)),
            list(controls),
            Entry.objects.filter(tag__in=KIN_TAGS).aggregate(last=Max("seq"))["last"],
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def nouns(rows: Iterable[Profile]) -> list[Noun]:
    """Rows as nouns, by code."""
    return [profile_of(p.thing.code, p.calls, p.sex) for p in rows]


@dataclass
class _Round:
    """One comparison: reads and reckons when it is made, writes nothing until :meth:`open`."""

    asked: _Question
    alarms: list[Alarm] = field(default_factory=list)
    pairs: list[SamePerson] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    controls: int = 0
    others: int = 0

    def __post_init__(self) -> None:
        self.by, self.moment = self.asked.by, now()
        self.seen = self.asked.compared()
        self.files = list(Delivery.objects.filter(incident=self.by.incident, checked__isnull=True).values_list("pk", flat=True))
        self.rows: Sequence[Profile] = list(self.asked.rows())
        self.lines: Sequence[Profile] = list(self.asked.lineages())
        self.new = nouns(self.rows)
        self.by_code = {p.thing.code: p for p in self.rows}
        sizes = Profile.objects.filter(run__in={p.run_id for p in self.rows if p.run_id}).values("run").annotate(n=Count("pk"))
        self.plates = {row["run"] for row in sizes.order_by() if row["n"] <= PLATE}
        if not self.asked.family:
            self.controls = self.against_controls(self.asked.control)
        if not self.asked.control and (self.rows or self.asked.new):
            self.sexes()
            if self.asked.everybody:
                self.others = self.against_everybody()
            self.kin()
        for found in doubts(self.by.incident, self.lines, token=self.asked.control):
            self._raise(found.profile, Alarm.Kind(found.kind), found.about, found.sentence, control=found.control)

    def against_controls(self, token: str = "") -> int:
        """Contamination: the profile of staff or of a control lies over that of a sample. Returns how many controls were
        compared: all, or the one called ``token``."""
        found = Control.objects.filter(incident=self.by.incident, until__isnull=True)
        controls = {c.token: c for c in (found.filter(token=token) if token else found)}
        known = [profile_of(c.token, c.calls) for c in controls.values()]
        bare = [Noun(p.id, p.calls) for p in self.new]
        for pair in gateway.same_person(bare, known, threshold=CONTAMINATION, least=LEAST, among=False, forgiving=True):
            control = controls[pair.right]
            sentence = f"{pair.left} shows the profile of {control.token} ({control.get_kind_display()}) at {pair.loci} markers"
            self._raise(self.by_code[pair.left].pk, Alarm.Kind.CONTAMINATION, control.token, sentence, pair, control=control)
        return len(controls)

    def sexes(self) -> None:
        """A donor whose DNA shows another sex than was recorded: a swapped tube, or a wrong record."""
        donors = {p.subject_id: p for p in self.rows if p.subject and p.subject.kind == Kind.KIN and p.sex != "U"}
        recorded_as = kinlink.sexes_of(k for k in donors if k)
        for profile in self.rows:
            said = recorded_as.get(profile.subject_id or 0, "U")
            if profile.sex != "U" and said in ("M", "F") and said != profile.sex:
                words = {"M": "a man", "F": "a woman"}
                sentence = f"{profile.thing.code} shows {words[profile.sex]}; recorded is {words[said]}"
                self._raise(profile.pk, Alarm.Kind.SEX, "", sentence)

    def against_everybody(self) -> int:
        """The same-person question against every profile of every incident of the same kind, released ones included. Returns
        how many others there were."""
        others = everybody_else(self.by, self.by_code)
        mine = consented([_seen(p) for p in self.rows])
        new = {p.code: noun for p, noun in zip(self.rows, self.new, strict=True)}
        with _OTHERS.turn() as known:
            beside = [known((p.code, p.text, p.sex), p.noun) for p in others]
        found = gateway.same_person([new[p.code] for p in mine], beside, threshold=SAME, least=LEAST)
        rows = {p.code: p for p in (*mine, *others)}
        for pair in found:
            left, right = rows[pair.left], rows[pair.right]
            if left.subject == right.subject:
                continue
            first, second = sorted((left.pk, right.pk))
            self.pairs.append(SamePerson(left_id=first, right_id=second, log_lr=pair.log_lr, loci=pair.loci, found=self.moment))
            self._judge(left, right, pair)
        return len(others)

    def _judge(self, left: _Seen, right: _Seen, pair: gateway.Alike) -> None:
        """Two subjects with one profile: expected of bones, an alarm among donors or between a donor and remains."""
        donors = [p for p in (left, right) if p.subject and p.kind != Kind.SPECIMEN]
        where = f"at {pair.loci} markers"
        if len(donors) == 2:
            kind, words = Alarm.Kind.DUPLICATE, "two donors show one profile"
        elif donors:
            kind, words = Alarm.Kind.DONOR, "remains show the profile of a donor"
        elif left.run in self.plates and left.run == right.run:
            kind, words = Alarm.Kind.NEIGHBOUR, "two specimens of one run show one profile"
        else:
            return
        both = ((left, right), (right, left)) if donors else (sorted((left, right), key=lambda p: -p.pk),)
        for one, other in both:
            if one.incident == self.by.incident.pk:
                sentence = f"{one.code} and {other.code}: {words}, {where}"
                self._raise(one.pk, kind, other.code, sentence, pair, other=other.pk, holds=kind != Alarm.Kind.NEIGHBOUR)

    def kin(self) -> None:
        """Relatives who do not fit their own pedigree: a swapped tube or a wrong relation."""
        donors = {p.subject_id for p in self.rows if p.subject_id and p.subject and p.subject.kind != Kind.SPECIMEN}
        if not donors or not kinlink.installed():
            return
        around = kinlink.folders(self.by.incident, around=donors)
        folders = [f for f in around if donors & set(f.donors.values()) and len(f.donors) > 1]
        things = {t for f in folders for t in f.donors.values()}
        latest: dict[int, Profile] = {}
        for some in in_chunks(things):
            rows = Profile.objects.filter(subject__in=some, type=Profile.Type.STR, status__in=(Status.REPORTABLE, Status.HELD))
            latest.update({p.subject_id: p for p in rows.select_related("thing").order_by("pk")})  # type: ignore[misc]
        usable = kinlink.usable_donors(latest)
        latest = {thing: p for thing, p in latest.items() if thing in usable}
        known = {thing: profile_of(p.thing.code, p.calls, p.sex) for thing, p in latest.items()}
        owner = {f.code: f.donors for f in folders}
        for misfit in gateway.swap_suspects(kinlink.families_of(folders, known)):
            for who in misfit.suspects:
                profile = latest[owner[misfit.family][who]]
                markers = f", {len(misfit.excluded)} markers exclude it" if misfit.excluded else ""
                sentence = f"{profile.thing.code} does not fit the other relatives of {misfit.family}{markers}"
                self._raise(profile.pk, Alarm.Kind.KIN, misfit.family, sentence, log_lr=misfit.log_lr)

    def _raise(
        self,
        profile: int,
        kind: Alarm.Kind,
        about: str,
        sentence: str,
        pair: gateway.Alike | None = None,
        *,
        other: int | None = None,
        control: Control | None = None,
        holds: bool = True,
        log_lr: float | None = None,
    ) -> None:
        value = pair.log_lr if pair else log_lr
        self.alarms.append(
            Alarm(
                profile_id=profile,
                kind=kind,
                about=about,
                sentence=sentence[:300],
                other_id=other,
                control=control,
                holds=holds,
                loci=pair.loci if pair else 0,
                log_lr=value if value is None or math.isfinite(value) else None,
                opened=self.moment,
            )
        )

    def open(self) -> int:
        """Write the pairs, and the alarms that are new; hold the profiles they speak of. Returns how many were opened."""
        SamePerson.objects.bulk_create(self.pairs, batch_size=1000, ignore_conflicts=True)
        ids = {a.profile_id for a in self.alarms}
        known: set[tuple[int, str, str]] = set()
        for some in in_chunks(ids):
            known.update(Alarm.objects.filter(profile__in=some).values_list("profile_id", "kind", "about"))
        fresh: Mapping[tuple[int, str, str], Alarm] = {(a.profile_id, str(a.kind), a.about): a for a in self.alarms}
        made = [a for key, a in fresh.items() if key not in known]
        Alarm.objects.bulk_create(made, batch_size=500)
        held = {a.profile_id for a in made if a.holds}
        for some in in_chunks(held):
            rows = Profile.objects.filter(pk__in=some).exclude(status__in=(*ALL_BUT, Status.INCONCLUSIVE))  # stays set aside
            self.touched.update(t for t in rows.values_list("subject_id", flat=True) if t)
            rows.update(status=Status.HELD)
        return len(made)


class _Seen(NamedTuple):
    """One profile as the same-person question needs it, without the cost of a model's object: thousands are read for every file.

    ``text`` is its calls as they are kept; ``kind`` that of its subject.
    """

    pk: int
    code: str
    incident: int
    subject: int | None
    kind: str | None
    run: int | None
    text: str
    sex: str

    def noun(self) -> Noun:
        """The profile for a computation, by its code."""
        return profile_of(self.code, json.loads(self.text), self.sex)


_OTHERS = Last()


def _seen(row: Profile) -> _Seen:
    kind = row.subject.kind if row.subject else None
    return _Seen(row.pk, row.thing.code, row.thing.incident_id, row.subject_id, kind, row.run_id, "", row.sex)


def everybody_else(by: Any, without: Iterable[str]) -> list[_Seen]:
    """All checked STR profiles of every incident of the same kind: of remains, of donors, released and held ones too."""
    skip = set(without)
    told = _checked(by).annotate(text=Cast("calls", TextField()))
    fields = ("pk", "thing__code", "thing__incident_id", "subject_id", "subject__kind", "run_id", "text", "sex")
    return consented([p for p in (_Seen(*row) for row in told.values_list(*fields)) if p.code not in skip])


def _checked(by: Any) -> QuerySet[Profile]:
    rows = Profile.objects.filter(thing__incident__kind=by.incident.kind, type=Profile.Type.STR)
    return rows.exclude(status__in=ALL_BUT).exclude(loci__lt=LEAST).filter(checked__isnull=False).order_by("pk")


def consented(rows: Sequence[_Seen]) -> list[_Seen]:
    """Rows without those of donors whose consent to identification is not in force."""
    donors = {p.subject for p in rows if p.kind == Kind.KIN}
    usable = kinlink.usable_donors(d for d in donors if d)
    return [p for p in rows if p.subject not in donors or p.subject in usable]
