"""The run's own notes held against the hidden truth: ceilings, strangers, brothers, mislabelled references and exchanged samples.

What the registry said (its lists, alarms) is the answer that is judged; what is true comes from the truth's tables alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repatria.model import CaseFile
from repatria.registry.gateway.invented import Best, named_at_best, told_against_true
from repatria.registry.laboratory.enough import MARKERS_LEAST
from repatria.registry.laboratory.models import Alarm
from repatria.registry.laboratory.quality import LEAST
from repatria.registry.live.years.life import Life
from repatria.registry.searching.models import Candidate, CandidateList

NAME_AT = 0.9995
CONTRADICTED = math.log(1e-3)
"""A slip can be seen where the truth makes the typed relatives a thousand times likelier than what was recorded."""

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

    def ceiling(self) -> Ceiling:
        """Listed men whom the joint answer with the true grouping names rightly, and whom the rule in force could carry."""
        people = self.people
        best = named_at_best(self.case, people, NAME_AT) if people else {}
        right = [b for who, b in best.items() if self.man_of.get(who) == b.missing and b.plain >= NAME_AT]
        sure = [b for b in right if b.posterior >= NAME_AT]
        return Ceiling(len(right), len(sure), sum(b.confirmed for b in sure), [b for b in right if b not in sure])

    def strangers(self) -> set[str]:
        """People in the boxes who stand on no list and of whom a profile was reported."""
        return {who for who in self.people if not self.man_of.get(who)}

    def brothers(self) -> list[tuple[str, ...]]:
        """Families with typed kin that miss several, of whom one at least lies in the boxes and shows a profile: the listed men."""
        there = {self.man_of.get(who) for who in self.people} - {""}
        rows = (f for f in self.case.families if len(f.missing) > 1 and f.references)
        return [tuple(f.missing) for f in rows if there & set(f.missing)]


@dataclass(frozen=True)
class Ceiling:
    """How many of the listed could be named with every result and the true grouping: by the posterior alone, with reference error
    weighed as well, and of these the ones with two relatives who confirm each other, which is what a signature needs."""

    plain: int
    with_error: int
    signable: int
    below: list[Best]
    """Those whom reference error keeps below the threshold."""


def sibling_sets(life: Life, true: Truths) -> dict[str, int]:
    """How many such families there are, how many stand on a current list, and of how many it says that the data cannot order them."""
    codes, sets = _codes(life), true.brothers()
    tied = Candidate.objects.filter(listing__search__incident=life.table.incident, listing__search__current=True)
    said = {(c, tuple(t)) for c, t in tied.values_list("missing__code", "tied_with") if t} if sets else set()
    on = set(tied.values_list("missing__code", flat=True)) if sets else set()
    reported = listed = 0
    for men in sets:
        mine = {codes[m] for m in men if m in codes}
        listed += bool(mine & on)
        reported += any(code in mine and mine & set(with_) for code, with_ in said)
    return {"present": len(sets), "listed": listed, "reported": reported}


def mislabelled(life: Life, true: Truths) -> dict[str, Any]:
    """References under a wrong name or relation: planted, detectable (the typed relatives of the family contradict it), flagged in
    time. A family's wrong relation is one slip, however many relatives it concerns; an exchange is two, one in each family."""
    against = told_against_true(true.case, true.tables)
    slips = {key: value for key, value in against.items() if key[0] in life.work.truths.get("families", {})}
    seen = [key for key, value in slips.items() if value <= CONTRADICTED]
    flagged = {key for key in seen if _flagged(life, true, key[0])}
    what = {key[1] for key in slips}
    return {
        "planted": len(slips),
        "detectable": len(seen),
        "flagged_before_signature": len(flagged),
        "undetectable_share": round(1.0 - len(seen) / len(slips), 4) if slips else None,
        "by": {
            w: {
                "planted": sum(k[1] == w for k in slips),
                "detectable": sum(k[1] == w for k in seen),
                "flagged_before_signature": sum(k[1] == w for k in flagged),
            }
            for w in sorted(what)
        },
    }


def _flagged(life: Life, true: Truths, family: str) -> bool:
    """Whether the laboratory raised an alarm about relatives of this family, before anybody was signed as one it misses."""
    tubes = [t.pk for (f, _who), t in life.work.kept.get("tubes", {}).items() if f == family]
    raised = Alarm.objects.filter(profile__of__in=tubes, kind__in=(Alarm.Kind.KIN, Alarm.Kind.SEX)).order_by("opened").first()
    codes = _codes(life)
    men = {codes[m] for f in true.case.families if f.id == family for m in f.missing if m in codes}
    days = [day for _c, _b, man, _p, _pk, day in life.kept.get("signed", ()) if man in men]
    return raised is not None and all(raised.opened.date() <= day for day in days)


def swaps(life: Life, true: Truths) -> dict[str, int]:
    """Samples that show somebody else: planted, detectable, and found by an alarm that holds the profile or by a note on the current
    list of the bone. Detectable where the profile has markers enough to be compared, and is a colleague's, or of a bone that its
    donor has too."""
    rows = true.tables["samples"]
    table = true.case.extra["specimens"]
    kind = {b: (e, s) for b, e, s in zip(table["specimen"], table["element"], table["side"], strict=True)}
    fit = {p.id for p in true.case.profiles if len(p.calls) >= max(LEAST, MARKERS_LEAST)}
    own: Counter[tuple[str, tuple[str, str]]] = Counter()
    for profile, bone, who, fate in zip(rows["profile"], rows["specimen"], rows["bone_of"], rows["fate"], strict=True):
        own[who, kind[bone]] += fate == "own" and profile in fit
    planted = [
        (profile, bone, profile in fit and (fate == "staff" or own[donor, kind[bone]] > 0))
        for profile, bone, donor, fate in zip(rows["profile"], rows["specimen"], rows["donor"], rows["fate"], strict=True)
        if fate != "own"
    ]
    samples, bones = life.work.kept["samples"], life.work.kept["specimens"]
    there = {samples[code].item_id: bone for code, bone, _ in planted if code in samples}
    held = Alarm.objects.filter(profile__of__in=list(there), holds=True).values_list("profile__of", flat=True)
    current = CandidateList.objects.filter(search__incident=life.table.incident, search__current=True)
    noted = (
        {code for codes, notes in current.values_list("specimens", "notes") if notes for code in codes} if planted else set()
    )
    found = {there[item] for item in held if item in there} | {b for b in there.values() if bones[b].code in noted}
    seen = {bone for _, bone, yes in planted if yes}
    return {"planted": len(planted), "detectable": len(seen), "found": len(found & seen), "found_beyond": len(found - seen)}


def nonlisted_signed(key: Any, signed: Sequence[tuple[str, Sequence[str], str, float]], strangers: set[str]) -> int:
    """Signed individuals that hold a bone of a stranger."""
    return sum(any(key.person_of_bone.get(bone) in strangers for bone in bones) for _c, bones, _m, _p in signed)


def _codes(life: Life) -> dict[str, str]:
    """Listed man of the simulator -> his code in the registry, from the notes of the filling."""
    from repatria.registry.codes.models import Thing

    wanted = life.work.kept["missing"]
    codes = dict(Thing.objects.filter(pk__in=wanted.values()).values_list("pk", "code"))
    return {man: codes[pk] for man, pk in wanted.items()}
