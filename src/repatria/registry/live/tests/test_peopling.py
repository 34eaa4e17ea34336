"""Many families by one act: whole or not at all, by the registry only, and as single acts would have made them."""

from __future__ import annotations

from datetime import date

import pytest

from repatria.model import Pedigree, Person
from repatria.registry.custody.models import Holding
from repatria.registry.families.actions import add_missing, open_family
from repatria.registry.families.models import Consent, Donation, Family, Kin, MissingPerson
from repatria.registry.families.tree import body_of, tree_of
from repatria.registry.journal.models import Entry
from repatria.registry.live.names import cyrillic, hangul, native
from repatria.registry.live.peopling import Folder, Relative, enter_families
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene

PEDIGREE = Pedigree((Person("FA", "M"), Person("MO", "F"), Person("M1", "M", "FA", "MO"), Person("S1", "F", "FA", "MO")), "F1")
SISTER = Relative(
    "Ada B. Alacask", "F", living="yes", consent=date(2020, 5, 1), form="form 1", kit="KIT-1", contact=("phone", "1")
)


def somebody(scene: Scene) -> MissingPerson:
    return add_missing(scene.seat(Role.CASUALTY), name="Adam B. Alacask", sex="M")


def enter(scene: Scene, *folders: Folder) -> object:
    return enter_families(TheRegistry(scene.heron), folders, holder=scene.users[Role.CUSTODY], why="test")


def test_a_family_is_there_with_its_relatives_and_samples(scene: Scene) -> None:
    man = somebody(scene)
    made = enter(scene, Folder(PEDIGREE, {"M1": man.pk}, {"S1": SISTER}))
    sister = Kin.objects.get(listed_as=SISTER.name)
    assert made.kin == {(0, "S1"): sister.thing}  # type: ignore[attr-defined]
    given = Donation.objects.get(kin=sister)
    assert given.consent == Consent.objects.get(kin=sister) and given.kit == "KIT-1"
    assert Holding.objects.get(item_id=given.thing_id, until__isnull=True).holder == scene.users[Role.CUSTODY]
    tree = tree_of(Family.objects.get())
    assert tree.missing == {"P1": man.pk} and tree.kin == {"P4": sister.pk}
    assert {p.id: (p.father, p.mother) for p in tree.pedigree.people}["P4"] == ("P2", "P3")
    assert tree.family.versions.get().body == body_of(tree)
    entry = Entry.objects.get(tag="live.families_entered")
    assert entry.said["facts"]["kin"] == entry.said["facts"]["donations"] == 1
    assert SISTER.name.encode() not in bytes(entry.body)


def test_no_role_may_do_it(scene: Scene) -> None:
    man = somebody(scene)
    for role in Role:
        with pytest.raises(NotFound):
            enter_families(scene.seat(role), [Folder(PEDIGREE, {"M1": man.pk})], holder=scene.users[role], why="test")
    assert not Family.objects.exists()


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        (Folder(PEDIGREE, {"M1": 1}, {"S9": SISTER}), "'S9' is not one person of its pedigree"),
        (Folder(PEDIGREE, {"M1": 1}, {"M1": SISTER}), "'M1' is not one person of its pedigree"),
        (Folder(PEDIGREE, {"M1": 1}, {"S1": Relative("Ada", kit="K1")}), "kit K1 of S1: no consent"),
    ],
)
def test_what_cannot_be_is_refused(scene: Scene, folder: Folder, words: str) -> None:
    with pytest.raises(Impossible, match=words):
        enter(scene, folder)
    with pytest.raises(Impossible, match="none given"):
        enter(scene)
    assert not Kin.objects.exists()


def test_somebody_with_a_folder_gets_no_second_one(scene: Scene) -> None:
    man = somebody(scene)
    open_family(scene.seat(Role.CASUALTY), man)
    with pytest.raises(Exception, match=r"(?i)unique"):
        enter(scene, Folder(PEDIGREE, {"M1": man.pk}, {"S1": SISTER}))


def test_names_are_spelled_in_three_scripts() -> None:
    assert cyrillic("Alacask") == "Алакаск" and hangul("Alacask")
    assert native("Alacask", "Latn") == "Alacask"
    assert all("\uac00" <= letter <= "\ud7a3" for letter in hangul("Quentin B. Zoroyarl").replace(" ", ""))
