"""Exercise Heron: the families of the listed missing, with relatives who agreed, gave samples, or were only found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from repatria.model import Family, Pedigree, Person
from repatria.registry.codes.models import Thing
from repatria.registry.families.actions import add_contact, note_attempt, note_wish, withdraw_consent
from repatria.registry.families.dates import When
from repatria.registry.families.models import Consent, Kin, MissingPerson
from repatria.registry.live.heron_list import YEAR, Man
from repatria.registry.live.names import invented, native
from repatria.registry.live.peopling import Entered, Folder, Relative, enter_families
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role

FOUND = 0.85
"""Share of the families without a reference of which a relative was found."""
SECOND = 0.45
AGREED = 0.30
SAMPLE_WAITS = 0.25
LANGUAGES = {"Latn": "English", "Cyrl": "Ukrainian", "Kore": "Korean"}
RELATIONS = {
    "FA": "father", "MO": "mother", "GF": "grandfather", "GM": "grandmother", "FB": "uncle", "MB": "aunt by marriage",
    "S": "sibling", "C": "child", "W": "wife", "N": "nephew or niece", "X": "by marriage", "U": "uncle or aunt", "K": "cousin",
    "G": "great-nephew or great-niece", "L": "cousin once removed", "VS": "sister", "VB": "brother", "VA": "aunt", "VU": "uncle",
    "VC": "nephew, niece or cousin", "VM": "grandmother", "VF": "grandfather",
}  # fmt: skip
GENERATIONS = {"GF": 55, "GM": 52, "FA": 28, "MO": 25, "FB": 26, "MB": 24, "U": 22, "X": -2, "S": 0, "W": -1, "C": -22, "N": -24,
               "K": -2, "G": -48, "L": -26, "VS": 0, "VB": 0, "VA": 24, "VU": 24, "VC": -20, "VM": 52, "VF": 55}  # fmt: skip
"""Years by which a relative is older than the missing man, roughly; our own assumption."""
KIN_APART = 200_000
WISHES = 40
MEN_OF_MANY = 7


def enter_kin(work: Work) -> None:
    """All folders by one act of the registry; then a few single acts, so that pages have something to show and to do."""
    kept = all_folders(work)
    entered = enter_folders(work, kept, "families of the exercise")
    _single_acts(work, entered.kin, [f.id for f, _ in kept])


def all_folders(work: Work) -> list[tuple[Family, Folder]]:
    """Every family of the exercise of which somebody is known, with its folder; nothing is written."""
    rng = work.rng("families")
    case, _ = work.exercise()
    folders = [_folder(work, rng, place, family) for place, family in enumerate(case.families)]
    return [(family, folder) for family, folder in zip(case.families, folders, strict=True) if folder.kin]


def enter_folders(work: Work, kept: Sequence[tuple[Family, Folder]], why: str) -> Entered:
    """Enter these folders by one act of the registry, and note for the truth who is who."""
    holder = work.user(HERON, Role.CUSTODY)
    entered = enter_families(work.by(HERON), [f for _, f in kept], holder=holder, why=why)
    tubes = {(kept[at][0].id, who): thing for (at, who), thing in entered.samples.items()}
    work.kept.setdefault("tubes", {}).update(tubes)
    names = {f"{kept[at][0].id}-{who}": thing.code for (at, who), thing in entered.kin.items()}
    work.truths.setdefault("relatives", {}).update(names)
    homes = {family.id: thing.code for (family, _), thing in zip(kept, entered.families, strict=True)}
    work.truths.setdefault("families", {}).update(homes)
    return entered


def _folder(work: Work, rng: np.random.Generator, place: int, family: Family) -> Folder:
    """The folder of a simulated family; a man alone gets the relatives who were found, none of whom has been typed."""
    men: dict[str, Man] = work.kept["men"]
    man = men[family.missing[0]]
    things = {code: work.kept["missing"][code] for code in family.missing}
    if len(family.pedigree.people) > len(family.missing):
        pedigree, typed = family.pedigree, set(family.references) | _on_lines(work).get(family.id, set())
        named = [p for p in pedigree.people if p.id not in things]
    else:
        pedigree, named = _found(rng, family)
        typed = set()
    kin = {
        p.id: _relative(rng, 50 * place + n, p, man, p.id in typed, alone=not family.references) for n, p in enumerate(named)
    }
    return Folder(pedigree, things, kin)


def _on_lines(work: Work) -> dict[str, set[str]]:
    """Who of each family gave a mitochondrial or Y reference."""
    if "on lines" not in work.kept:
        found: dict[str, set[str]] = {}
        for r in work.exercise()[0].beside.references:
            found.setdefault(r.family, set()).add(r.person)
        work.kept["on lines"] = found
    return work.kept["on lines"]  # type: ignore[no-any-return]


def _found(rng: np.random.Generator, family: Family) -> tuple[Pedigree, list[Person]]:
    """A man without a reference: nobody, a sibling, or a sibling with a child; his parents stay unnamed."""
    (man,) = family.pedigree.people
    if rng.random() >= FOUND:
        return family.pedigree, []
    people = [
        Person("FA", "M"), Person("MO", "F"), Person(man.id, man.sex, "FA", "MO"),
        Person("S1", "F" if rng.random() < 0.5 else "M", "FA", "MO"),
    ]  # fmt: skip
    named = [people[3]]
    if rng.random() < SECOND:
        mother = people[3].sex == "F"
        other = Person("X1", "M" if mother else "F")
        child = Person("N1", "F" if rng.random() < 0.5 else "M", "X1" if mother else "S1", "S1" if mother else "X1")
        people += [other, child]
        named.append(child)
    return Pedigree(tuple(people), family.id), named


def _relative(rng: np.random.Generator, number: int, person: Person, man: Man, typed: bool, *, alone: bool) -> Relative:
    code = person.id.rstrip("0123456789")
    kind = code if code in RELATIONS else person.id[0]
    older = GENERATIONS[kind] * YEAR + rng.normal(0.0, 900.0)
    born = man.born - timedelta(days=round(older))
    born = max(born, date(1850, 1, 1))
    own_name = kind in ("FA", "S", "C", "FB", "GF", "U") or (kind in ("N", "K") and person.sex == "M")
    name = invented(KIN_APART + number, person.sex, man.name.surname if own_name else "")
    living = "no" if GENERATIONS[kind] > 15 else str(rng.choice(["yes", "yes", "yes", "no", "unknown"]))
    agreed = typed or (alone and living == "yes" and rng.random() < AGREED)
    day = date(2014, 1, 1) + timedelta(days=int(rng.integers(3600)))
    waits = agreed and not typed and rng.random() < SAMPLE_WAITS
    reached = typed or agreed or (living == "yes" and rng.random() < 0.5)
    return Relative(
        name=native(name.whole, man.script),
        sex=person.sex,
        born=_born(rng, born) if rng.random() < 0.8 else None,
        living="yes" if agreed and not typed else living,
        relation=RELATIONS[kind],
        language=LANGUAGES[man.script],
        contact=("phone", f"exercise {int(rng.integers(10**7)):07d}") if reached else None,
        consent=day if agreed else None,
        form=f"form {2014 + number % 10}-{number:06d}" if agreed else "",
        kit=f"KIT-{number:06d}" if typed or waits else "",
    )


def _born(rng: np.random.Generator, day: date) -> When:
    if rng.random() < 0.7:
        return When(day, day, "day", day.isoformat())
    return When(date(day.year, 1, 1), date(day.year, 12, 31), "year", str(day.year))


def _single_acts(work: Work, entered: Mapping[tuple[int, str], Thing], families: list[str]) -> None:
    """Wishes, attempts to reach somebody, one consent taken back: each by its own act of the casualty officer."""
    seat = work.seat(HERON, Role.CASUALTY)
    rng = work.rng("open")
    folk = list(_some(work, entered, families, work.count(WISHES, 6)))
    for number, (man, kin) in enumerate(folk):
        note_wish(
            seat,
            man,
            next_of_kin=kin,
            directs=kin if number % 5 else None,
            language=kin.language,
            detail=("all", "summary", "least")[number % 3],
            later="yes" if rng.random() < 0.7 else "no",
            may_be_told="the brothers and sisters" if number % 2 else "",
        )
        on = date(2024, 5, 1) + timedelta(days=int(rng.integers(300)))
        outcome = ("reached", "no answer", "later", "wrong")[number % 4]
        note_attempt(seat, kin, on=on, channel="phone", outcome=outcome)
        if number % 3 == 0:
            add_contact(seat, kin, channel="post", value=f"Exercise street {number + 1}, Saltreef", note="invented")
    told = Consent.objects.filter(kin__incident=seat.incident, donations__isnull=False, withdrawn_on__isnull=True).order_by(
        "pk"
    )
    withdraw_consent(seat, told[len(told) // MEN_OF_MANY], words_used="I no longer wish to take part.")


def _some(
    work: Work, entered: Mapping[tuple[int, str], Thing], families: list[str], most: int
) -> Iterator[tuple[MissingPerson, Kin]]:
    """(missing man, one of his relatives) of the first families, one each."""
    case, _ = work.exercise()
    man_of = {family.id: family.missing[0] for family in case.families}
    seen: set[int] = set()
    for (at, _), thing in entered.items():
        if at in seen or len(seen) >= most:
            continue
        seen.add(at)
        yield (
            MissingPerson.objects.select_related("thing").get(pk=work.kept["missing"][man_of[families[at]]]),
            Kin.objects.select_related("thing").get(pk=thing.pk),
        )
