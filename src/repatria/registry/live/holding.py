"""The run's own notes held against the hidden truth: ceilings, strangers, brothers, mislabelled references and exchanged samples.

What the registry said (its lists, alarms) is the answer that is judged; what is true comes from the truth's tables alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repatria.model import CaseFile
from repatria.registry.gateway.invented import named_at_best
from repatria.registry.laboratory.models import Alarm
from repatria.registry.live.years.life import Life
from repatria.registry.searching.models import Candidate

NAME_AT = 0.9995
DONORS = 2
"""A signature needs two donors whose kinship the data confirm: a family with fewer typed relatives sets a ceiling."""

Tables = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Truths:
    """Who lies where, from the truth: profiles of each person, and the listed man that a person is (empty for a stranger)."""

    case: CaseFile
    tables: Tables

    @property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Person -> its own reported profiles."""
        found: dict[str, list[str]] = defaultdict(list)
        rows = self.tables["samples"]
        for profile, who, fate in zip(rows["profile"], rows["bone_of"], rows["fate"], strict=True):
            if fate == "own":
                found[who].append(profile)
        return {who: tuple(codes) for who, codes in found.items()}

    @property
    def man_of(self) -> dict[str, str]:
        """Person -> the listed man."""
        rows = self.tables["people"]
        return dict(zip(rows["person"], rows["missing"], strict=True))

    def ceiling(self) -> int:
        """Listed men whom the joint answer with the true grouping names rightly, and whose family has enough typed donors."""
        people, donors = self.people, {m: len(f.references) for f in self.case.families for m in f.missing}
        best = named_at_best(self.case, people) if people else {}
        return sum(
            p >= NAME_AT and self.man_of.get(who) == man and donors.get(man, 0) >= DONORS for who, (man, p) in best.items()
        )

    def strangers(self) -> set[str]:
        """People in the boxes who stand on no list and of whom a profile was reported."""
        return {who for who in self.people if not self.man_of.get(who)}

    def brothers(self) -> list[tuple[str, ...]]:
        """Families that miss several, of whom one at least lies in the boxes and shows a profile: the listed men of each."""
        there = {self.man_of.get(who) for who in self.people} - {""}
        return [tuple(f.missing) for f in self.case.families if len(f.missing) > 1 and there & set(f.missing)]


def sibling_sets(life: Life, true: Truths) -> dict[str, int]:
    """How many such families there are, and of how many the current lists say that the data cannot order them."""
    codes, sets = _codes(life), true.brothers()
    tied = Candidate.objects.filter(listing__search__incident=life.table.incident, listing__search__current=True)
    said = {(c, tuple(t)) for c, t in tied.values_list("missing__code", "tied_with") if t} if sets else set()
    reported = 0
    for men in sets:
        mine = {codes[m] for m in men if m in codes}
        reported += any(code in mine and mine & set(with_) for code, with_ in said)
    return {"present": len(sets), "reported": reported}


def mislabelled(life: Life, true: Truths) -> dict[str, Any]:
    """References under a wrong name or relation: planted, detectable (another relative of the family is typed), flagged in time."""
    rows, families = true.tables["slips"], {f.id: f for f in true.case.families}
    known = set(life.work.truths.get("families", {}))
    slips = [(f, r) for f, r in zip(rows["family"], rows["reference"], strict=True) if f in known]
    seen = [(f, r) for f, r in slips if len(families[f].references) >= DONORS]
    tubes = life.work.kept.get("tubes", {})
    alarms = dict(
        Alarm.objects.filter(profile__of__in=[t.pk for t in tubes.values()], kind=Alarm.Kind.KIN).values_list(
            "profile__of", "opened"
        )
    )
    signed = {man: day for _c, _b, man, _p, _pk, day in reversed(life.kept.get("signed", []))}
    codes, flagged = _codes(life), 0
    for family, _reference in seen:
        raised = [alarms[t.pk].date() for (f, _w), t in tubes.items() if f == family and t.pk in alarms]
        days = [signed[codes[m]] for m in families[family].missing if codes.get(m) in signed]
        flagged += bool(raised) and all(min(raised) <= day for day in days)
    return {"planted": len(slips), "detectable": len(seen), "flagged_before_signature": flagged}


def swaps(life: Life, true: Truths) -> dict[str, int]:
    """Samples that show somebody else: planted, detectable (a colleague's profile, or a bone that its donor has too), found."""
    rows = true.tables["samples"]
    table = true.case.extra["specimens"]
    kind = {b: (e, s) for b, e, s in zip(table["specimen"], table["element"], table["side"], strict=True)}
    own: Counter[tuple[str, tuple[str, str]]] = Counter()
    for bone, who, fate in zip(rows["specimen"], rows["bone_of"], rows["fate"], strict=True):
        own[who, kind[bone]] += fate == "own"
    planted = [
        (profile, fate == "staff" or own[donor, kind[bone]] > 0)
        for profile, bone, donor, fate in zip(rows["profile"], rows["specimen"], rows["donor"], rows["fate"], strict=True)
        if fate != "own"
    ]
    samples = life.work.kept["samples"]
    there = {samples[code].item_id for code, _ in planted if code in samples}
    found = Alarm.objects.filter(profile__of__in=there, holds=True).values("profile__of").distinct().count()
    return {"planted": len(planted), "detectable": sum(seen for _, seen in planted), "found": found}


def nonlisted_signed(key: Any, signed: Sequence[tuple[str, Sequence[str], str, float]], strangers: set[str]) -> int:
    """Signed individuals that hold a bone of a stranger."""
    return sum(any(key.person_of_bone.get(bone) in strangers for bone in bones) for _c, bones, _m, _p in signed)


def _codes(life: Life) -> dict[str, str]:
    """Listed man of the simulator -> his code in the registry, from the notes of the filling."""
    from repatria.registry.codes.models import Thing

    wanted = life.work.kept["missing"]
    codes = dict(Thing.objects.filter(pk__in=wanted.values()).values_list("pk", "code"))
    return {man: codes[pk] for man, pk in wanted.items()}
