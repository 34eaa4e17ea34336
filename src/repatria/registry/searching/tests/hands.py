"""A small incident with a finished search: three families, three locked individuals, one bone that nobody grouped.

Everything goes through the stages' own acts. ``searched(scene)`` gives it with a search; ``made(scene)`` without. Of the individuals the
first is the missing man of the first family; the second is nobody's; the third belongs to the second family, whose only donor
is a mother. The third family has no donor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from django.conf import settings

from repatria.model import Call, Profile
from repatria.registry import gateway
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.families import actions as families
from repatria.registry.families.models import Family, Kin, MissingPerson, PedigreeNode
from repatria.registry.inventory.actions import entering, grouping
from repatria.registry.inventory.models import Individual, Specimen
from repatria.registry.inventory.typed import read_line
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import File, RunTold, import_profiles
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.searching import actions, worker
from repatria.registry.searching.models import Search
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

RUN = RunTold("run 7", "reader a", "reader b", where="East Laboratory", kit="kit 24")
DAY = date(2024, 5, 1)
NAMES = ("Anton Velmora", "Emil Dravane", "Jonas Belmarin", "Osko Tarnvel")


@dataclass
class Made:
    """What was made: ``missing[0]`` is ``individuals[0]``; ``alone`` is the bone that nobody grouped."""

    scene: Scene
    missing: list[MissingPerson] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    kin: dict[str, Kin] = field(default_factory=dict)
    individuals: list[Individual] = field(default_factory=list)
    bones: dict[str, Specimen] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    search: Search | None = None

    @property
    def alone(self) -> Specimen:
        """The bone in no individual."""
        return self.bones["alone"]


def born(father: Profile, mother: Profile, name: str, sex: str, seed: int) -> Profile:
    """A child of two people, without mutation."""
    rng = np.random.default_rng(seed)
    calls = {}
    for marker, call in father.calls.items():
        other = mother.calls[marker].alleles
        one = call.alleles[int(rng.integers(0, len(call.alleles)))], other[int(rng.integers(0, len(other)))]
        calls[marker] = Call(one)
    return replace(father, id=name, calls=calls, sex=sex)  # type: ignore[arg-type]


def people(seed: int = 3) -> dict[str, Profile]:
    """The invented people behind everything: two families' parents and children, and a stranger."""
    drawn = gateway.invented_profiles(6, seed=seed)
    father, mother, other_father, other_mother, stranger, alone = drawn
    mother, other_mother = replace(mother, sex="F"), replace(other_mother, sex="F")
    return {
        "mother": mother,
        "brother": born(father, mother, "brother", "M", 11),
        "sister": born(father, mother, "sister", "F", 12),
        "first": born(father, mother, "first", "M", 13),
        "second": stranger,
        "other mother": other_mother,
        "third": born(other_father, other_mother, "third", "M", 14),
        "alone": alone,
    }


@kept
def made(scene: Scene, seed: int = 3) -> Made:
    """Families, bones, profiles and locked individuals; nothing searched yet."""
    here = Made(scene, profiles=people(seed))
    _families(here)
    _bones(here)
    return here


@kept
def searched(scene: Scene, seed: int = 3) -> Made:
    """As :func:`made`, with one finished full search."""
    here = made(scene, seed)
    search = actions.ask_search(scene.seat(Role.GENETICIST), "the first search")
    worker.work_once(settings.HOME.folder)
    here.search = Search.objects.select_related("thing", "job", "incident").get(pk=search.pk)
    assert here.search.current, here.search.job.fault
    return here


def _families(here: Made) -> None:
    office = here.scene.seat(Role.CASUALTY)
    for name in NAMES[:3]:
        person = families.add_missing(office, name=name, sex="M")
        here.missing.append(person)
        here.families.append(families.open_family(office, person))
    donors = (("mother", "F", 0), ("brother", "M", 0), ("sister", "F", 0), ("other mother", "F", 1))
    for who, sex, number in donors:
        here.kin[who] = families.add_kin(
            office, name=f"{who.title()} {NAMES[number].split()[1]}", sex=sex, living="yes", relation=who
        )
        families.give_consent(office, here.kin[who], purpose="identification", on=DAY, form="form 1")
    one, other = (PedigreeNode.objects.get(family=f, code="P1") for f in here.families[:2])
    families.add_parent(office, one, role="father")
    families.add_parent(office, one, role="mother", kin=here.kin["mother"])
    families.add_sibling(office, one, kin=here.kin["brother"])
    families.add_sibling(office, one, kin=here.kin["sister"])
    families.add_parent(office, other, role="mother", kin=here.kin["other mother"])
    shown = {donated(here, who).thing.code: here.profiles[who] for who, _, _ in donors}
    deliver(here.scene, shown, "references")


def donated(here: Made, who: str, kit: str = "") -> Item:
    """A reference sample of a relative, in the technician's hands."""
    office, bench = here.scene.seat(Role.CASUALTY), here.scene.users[Role.TECHNICIAN]
    given = families.donate(office, here.kin[who], kit=kit or f"kit {who}", what="buccal swab", on=DAY, received_by=bench)
    return Item.objects.select_related("thing").get(pk=given.pk)


def _bones(here: Made) -> None:
    scene = here.scene
    seat = scene.seat(Role.ANTHROPOLOGIST)
    box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="the other side")
    offer = custody.offer(scene.seat(Role.CUSTODY), box, to=scene.users[Role.ANTHROPOLOGIST], reason="inventory")
    custody.accept(seat, offer)
    lines = {"first": "fe l 5", "first again": "hu l 5", "second": "fe l 5", "third": "fe l 5", "alone": "ti r 5"}
    for name, line in lines.items():
        here.bones[name] = entering.enter_specimen(seat, box, read_line(line))
    typed_bones(here, {name: here.profiles[name.removesuffix(" again")] for name in lines})
    for names in (("first", "first again"), ("second",), ("third",)):
        individual = grouping.open_individual(seat, [here.bones[n] for n in names])
        grouping.lock_individual(seat, individual)
        here.individuals.append(individual)


def typed_bones(here: Made, shown: Mapping[str, Profile], name: str = "bones") -> None:
    """A sample of each bone, and the profile that it showed."""
    rows = [Entered(here.bones[bone].item) for bone in shown]
    samples = register_samples(TheRegistry(here.scene.heron), rows, why="cut for the test")
    deliver(here.scene, {s.code: p for s, p in zip(samples, shown.values(), strict=True)}, name)


def awaited(here: Made, *lines: str) -> list[tuple[Specimen, str]]:
    """(bone, code of its sample) for each typed line: entered beside the others and cut, in this order; its DNA has not come."""
    seat = here.scene.seat(Role.ANTHROPOLOGIST)
    bones = [entering.enter_specimen(seat, here.bones["first"].found_in, read_line(line)) for line in lines]
    samples = register_samples(TheRegistry(here.scene.heron), [Entered(bone.item) for bone in bones], why="cut for the test")
    return [(bone, sample.code) for bone, sample in zip(bones, samples, strict=True)]


def deliver(scene: Scene, shown: Mapping[str, Profile], name: str) -> None:
    """A file with these profiles, by the code of their sample; read and checked."""
    profiles: Sequence[Profile] = [replace(p, id=code) for code, p in shown.items()]
    digest = hashlib.sha256(repr([(p.id, dict(p.calls)) for p in profiles]).encode()).hexdigest()
    import_profiles(scene.seat(Role.TECHNICIAN), File(f"{name}.csv", "csv", digest, 1000, profiles), run=RUN)
    check_new(TheRegistry(scene.heron))
