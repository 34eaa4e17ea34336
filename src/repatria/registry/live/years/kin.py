"""Families: most are known when the boxes come, the others are found over the years, and their samples arrive after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from repatria.model import Family
from repatria.registry.families.actions import note_wish
from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.live import heron_kin, parameters
from repatria.registry.live.peopling import Folder, Relative
from repatria.registry.live.years import bench, consenting
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role

FILES_AT_ONCE, QUARTER = 2, 91
Kept = tuple[Family, Folder]


def begin(life: Life) -> None:
    """Enter the families that are known; put the finding of the others on the agenda, quarter by quarter."""
    known: list[Kept] = []
    found: dict[int, list[Kept]] = defaultdict(list)
    for pair in heron_kin.all_folders(life.work):
        planted = life.plant is not None and life.plant.man in pair[0].missing
        if life.chance("next of kin found at once") or planted:
            known.append(pair)
        else:
            found[life.spread(QUARTER, parameters.of("families found later within")) // QUARTER].append(pair)
    if known:
        _enter(life, known, "families known when the boxes came")
    typed = [(f.id, who) for f, _ in known for who in f.references]
    profiles = {(f.id, who): profile for f, _ in known for who, profile in f.references.items()}
    for number in range(FILES_AT_ONCE):
        some = [(key, profiles[key]) for key in typed[number::FILES_AT_ONCE]]
        life.later(30 + 30 * number, partial(bench.references, tubes=some, name=f"relatives {number + 1}"))
    _lines(life, [f.id for f, _ in known], 30, "relatives, lines")
    for quarter, pairs in sorted(found.items()):
        life.on(HAND_OVER + timedelta(days=QUARTER * quarter), partial(_find, pairs=pairs, quarter=quarter))


def _find(life: Life, *, pairs: list[Kept], quarter: int) -> None:
    """Families found this quarter: they consent today, and their samples are typed some months later."""
    fresh = [(family, _dated(folder, life.today)) for family, folder in pairs]
    _enter(life, fresh, "families found since the boxes came")
    life.noted["families found later"] += len(fresh)
    some = [((f.id, who), profile) for f, _ in pairs for who, profile in f.references.items()]
    wait = parameters.of("swab of a family found later")
    life.later(wait, partial(bench.references, tubes=some, name=f"relatives of quarter {quarter}"))
    _lines(life, [f.id for f, _ in pairs], wait, f"relatives of quarter {quarter}, lines")


def _lines(life: Life, families: Sequence[str], wait: float, name: str) -> None:
    """Their lineages come ``wait`` days later, where lineages are lived."""
    if life.lineages and families:
        life.later(wait, partial(bench.lines_of_relatives, families=families, name=name))


def _enter(life: Life, pairs: Sequence[Kept], why: str) -> None:
    """Enter folders, and remember for each missing person which relatives the office knows, nearest first."""
    pairs = [(family, consenting.dated(life, folder)) for family, folder in pairs]
    entered = heron_kin.enter_folders(life.work, pairs, why)
    consenting.watch(life, [folder for _family, folder in pairs], entered)
    people = life.kept.setdefault("kin", {})
    for at, (_family, folder) in enumerate(pairs):
        mine = [entered.kin[at, who].pk for who in folder.kin]
        for thing in folder.missing.values():
            people[thing] = mine
            if any(told.living != "no" for told in folder.kin.values()):
                life.kept.setdefault("known since", {})[thing] = life.today
    life.noted["families"] += len(pairs)


def _dated(folder: Folder, day: date) -> Folder:
    """The same folder with consents given on ``day``."""
    return replace(folder, kin={who: _consented(told, day) for who, told in folder.kin.items()})


def _consented(told: Relative, day: date) -> Relative:
    return replace(told, consent=day if told.consent else None)


def wish_of(life: Life, missing: int) -> tuple[Kin, Kin] | None:
    """(next of kin, who directs disposition) of a missing person; asked for once, ``None`` where nobody is known."""
    asked = life.kept.setdefault("wishes", {})
    if missing in asked:
        near, directs = asked[missing]
        return Kin.objects.select_related("thing").get(pk=near), Kin.objects.select_related("thing").get(pk=directs)
    rows = list(Kin.objects.select_related("thing").filter(pk__in=life.kept["kin"].get(missing, ())).order_by("pk"))
    if not rows:
        return None
    alive = [k for k in rows if k.living != "no"] or rows
    near = alive[0]
    directs = alive[1] if len(alive) > 1 and life.chance("another directs disposition") else near
    person = MissingPerson.objects.select_related("thing").get(pk=missing)
    note_wish(
        life.seat(Role.CASUALTY), person, next_of_kin=near, directs=directs, language=near.language,
        detail=("all", "summary", "least")[int(life.rng.integers(3))], later="yes", may_be_told="",
    )  # fmt: skip
    asked[missing] = (near.pk, directs.pk)
    return near, directs
