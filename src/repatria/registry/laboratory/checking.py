"""Every new profile is compared with staff and controls, with kin, and with every profile of every assemblage of its kind.

Until that has happened a profile is used for nothing. The registry does it, after an import or a second reading (flow.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from repatria.model import Profile as Noun
from repatria.registry import gateway
from repatria.registry.codes.models import Kind
from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries, kinlink
from repatria.registry.laboratory.agreeing import refresh
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.models import Alarm, Control, Delivery, Profile, SamePerson
from repatria.registry.laboratory.quality import CONTAMINATION, LEAST, SAME
from repatria.registry.laboratory.subjects import in_chunks

Status = Profile.Status
PLATE = 96
"""Samples of one plate: in a larger run nobody can say which tubes stood beside each other."""
ALL_BUT = (Status.QUARANTINED, Status.SUPERSEDED, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: profiles checked, alarms opened, pairs that may be one person."""

    profiles: int
    alarms: int
    pairs: int


@recorded(entries.QualityChecked, verb="laboratory.run")
def check_new(by: Any) -> Done[Checked]:
    """Check every profile of the incident that was not checked yet, and let those without an alarm be used."""
    moment = now()
    rows = _unchecked(by)
    desk = _Checks(by, rows, moment)
    controls = desk.against_controls()
    desk.sexes()
    others, pairs = desk.against_everybody()
    desk.kin()
    alarms = desk.open()
    ids = [p.pk for p in rows]
    for some in in_chunks(ids):
        Profile.objects.filter(pk__in=some).update(checked=moment)
    refresh(sorted({p.subject_id for p in rows if p.subject_id} | desk.touched))
    Delivery.objects.filter(incident=by.incident, checked__isnull=True).update(checked=moment, compared=moment)
    facts = {"profiles": len(rows), "controls": controls, "others": others, "pairs": pairs, "alarms": alarms}
    return Done(Checked(len(rows), alarms, pairs), facts=facts)


@recorded(entries.QualityChecked, verb="laboratory.run")
def check_control(by: Any, token: str) -> Done[Checked]:
    """Compare a control that was entered just now with every profile that was checked before it was known."""
    rows = Profile.objects.filter(thing__incident=by.incident, type=Profile.Type.STR, checked__isnull=False)
    desk = _Checks(by, list(rows.exclude(status__in=ALL_BUT).select_related("thing", "subject").order_by("pk")), now())
    controls = desk.against_controls(token)
    alarms = desk.open()
    refresh(sorted(desk.touched))
    facts = {"profiles": len(desk.rows), "controls": controls, "others": 0, "pairs": 0, "alarms": alarms}
    return Done(Checked(len(desk.rows), alarms, 0), subject=token, facts=facts)


@recorded(entries.QualityChecked, verb="laboratory.run")
def check_relatives(by: Any, code: str, *, everybody: bool) -> Done[Checked]:
    """Compare the typed relatives of a family again, because its pedigree or a consent has changed since they were checked.

    ``code`` is of the family or of the relative; ``everybody`` compares with every assemblage as well, for a consent that was
    not in force when the profile came.
    """
    donors = kinlink.relatives_around(by.incident, code)
    found = Profile.objects.filter(subject__in=donors, type=Profile.Type.STR, checked__isnull=False)
    rows = list(found.exclude(status__in=ALL_BUT).select_related("thing", "subject").order_by("pk"))
    desk = _Checks(by, rows, now())
    others = pairs = 0
    if rows:
        desk.sexes()
        others, pairs = desk.against_everybody() if everybody else (0, 0)
        desk.kin()
    alarms = desk.open()
    refresh(sorted(desk.touched))
    facts = {"profiles": len(rows), "controls": 0, "others": others, "pairs": pairs, "alarms": alarms}
    return Done(Checked(len(rows), alarms, pairs), subject=code, facts=facts)


def _unchecked(by: Any) -> list[Profile]:
    rows = Profile.objects.filter(thing__incident=by.incident, checked__isnull=True, type=Profile.Type.STR)
    return list(rows.filter(status__in=(Status.REPORTABLE, Status.HELD)).select_related("thing", "subject").order_by("pk"))


def nouns(rows: Iterable[Profile]) -> list[Noun]:
    """Rows as nouns, by code."""
    return [profile_of(p.thing.code, p.calls, p.sex) for p in rows]


@dataclass
class _Checks:
    """One round of checks over ``rows``; alarms are gathered and opened together."""

    by: Any
    rows: Sequence[Profile]
    moment: Any
    alarms: list[Alarm] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    new: list[Noun] = field(init=False)
    by_code: dict[str, Profile] = field(init=False)
    plates: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.new = nouns(self.rows)
        self.by_code = {p.thing.code: p for p in self.rows}
        sizes = Profile.objects.filter(run__in={p.run_id for p in self.rows if p.run_id}).values("run").annotate(n=Count("pk"))
        self.plates = {row["run"] for row in sizes.order_by() if row["n"] <= PLATE}

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
            self._raise(self.by_code[pair.left], Alarm.Kind.CONTAMINATION, control.token, sentence, pair, control=control)
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
                self._raise(profile, Alarm.Kind.SEX, "", sentence)

    def against_everybody(self) -> tuple[int, int]:
        """The same-person question against every profile of every incident of the same kind, released ones included."""
        others = everybody_else(self.by, self.by_code)
        found = gateway.same_person(nouns(consented(self.rows)), nouns(others), threshold=SAME, least=LEAST)
        rows = {**self.by_code, **{p.thing.code: p for p in others}}
        pairs = []
        for pair in found:
            left, right = rows[pair.left], rows[pair.right]
            if left.subject_id == right.subject_id:
                continue
            first, second = sorted((left, right), key=lambda p: p.pk)
            pairs.append(SamePerson(left=first, right=second, log_lr=pair.log_lr, loci=pair.loci, found=self.moment))
            self._judge(left, right, pair)
        SamePerson.objects.bulk_create(pairs, batch_size=1000, ignore_conflicts=True)
        return len(others), len(pairs)

    def _judge(self, left: Profile, right: Profile, pair: gateway.Alike) -> None:
        """Two subjects with one profile: expected of bones, an alarm among donors or between a donor and remains."""
        donors = [p for p in (left, right) if p.subject and p.subject.kind != Kind.SPECIMEN]
        where = f"at {pair.loci} markers"
        if len(donors) == 2:
            kind, words = Alarm.Kind.DUPLICATE, "two donors show one profile"
        elif donors:
            kind, words = Alarm.Kind.DONOR, "remains show the profile of a donor"
        elif left.run_id in self.plates and left.run_id == right.run_id:
            kind, words = Alarm.Kind.NEIGHBOUR, "two specimens of one run show one profile"
        else:
            return
        both = ((left, right), (right, left)) if donors else (sorted((left, right), key=lambda p: -p.pk),)
        for one, other in both:
            if one.thing.incident_id == self.by.incident.pk:
                sentence = f"{one.thing.code} and {other.thing.code}: {words}, {where}"
                self._raise(one, kind, other.thing.code, sentence, pair, other=other, holds=kind != Alarm.Kind.NEIGHBOUR)

    def kin(self) -> None:
        """Relatives who do not fit their own pedigree: a swapped tube or a wrong relation."""
        donors = {p.subject_id for p in self.rows if p.subject and p.subject.kind != Kind.SPECIMEN}
        if not donors or not kinlink.installed():
            return
        folders = [f for f in kinlink.folders(self.by.incident) if donors & set(f.donors.values()) and len(f.donors) > 1]
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
                self._raise(profile, Alarm.Kind.KIN, misfit.family, sentence, log_lr=misfit.log_lr)

    def _raise(
        self,
        profile: Profile,
        kind: Alarm.Kind,
        about: str,
        sentence: str,
        pair: gateway.Alike | None = None,
        *,
        other: Profile | None = None,
        control: Control | None = None,
        holds: bool = True,
        log_lr: float | None = None,
    ) -> None:
        value = pair.log_lr if pair else log_lr
        self.alarms.append(
            Alarm(
                profile=profile,
                kind=kind,
                about=about,
                sentence=sentence[:300],
                other=other,
                control=control,
                holds=holds,
                loci=pair.loci if pair else 0,
                log_lr=value if value is None or math.isfinite(value) else None,
                opened=self.moment,
            )
        )

    def open(self) -> int:
        """Write the alarms that are new; hold the profiles they speak of. Returns how many were opened."""
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


def everybody_else(by: Any, without: Iterable[str]) -> list[Profile]:
    """All checked STR profiles of every incident of the same kind: of remains, of donors, released and held ones too."""
    rows = Profile.objects.filter(thing__incident__kind=by.incident.kind, type=Profile.Type.STR)
    rows = rows.exclude(status__in=ALL_BUT).exclude(Q(loci__lt=LEAST)).filter(checked__isnull=False)
    skip = set(without)
    return consented([p for p in rows.select_related("thing", "subject").order_by("pk") if p.thing.code not in skip])


def consented(rows: Sequence[Profile]) -> list[Profile]:
    """Rows without those of donors whose consent to identification is not in force."""
    donors = {p.subject_id for p in rows if p.subject and p.subject.kind == Kind.KIN}
    usable = kinlink.usable_donors(d for d in donors if d)
    return [p for p in rows if p.subject_id not in donors or p.subject_id in usable]
