"""The small incident in which the way home is walked, prepared through the stages' own acts: two people are identified and signed.

``man`` waits to be told. ``wrong`` was told and made public, and turns out to be somebody else. Besides: an effect, the bones of a
group, a bone that will stay without a name, and others on the list. Days pass where a step says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from repatria.registry.codes.models import Thing
from repatria.registry.custody import actions as custody
from repatria.registry.families import actions as families
from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.actions import publishing
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Effect, Specimen
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

NAMES = ("Anton Velmora", "Jonas Belmarin", "Emil Dravane", "Osko Tarnvel")
OTHERS = tuple(f"{first} {last}" for first in ("Ivo", "Milo") for last in ("Velmora", "Belmarin", "Dravane", "Tarnvel"))
SISTER, BROTHER = "Clara Velmora", "Pavo Velmora"


@dataclass
class Home:
    """What was prepared, and the invented time in which it is lived."""

    scene: Scene
    time: clock.Invented
    man: Identification
    bones: list[Specimen]
    wrong: Identification
    effect: Thing
    group: list[Specimen]
    unnamed: Specimen
    first: date

    def after(self, days: int) -> None:
        """Let days pass, to nine in the morning."""
        self.time.move_to((clock.now() + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0))


def prepare(scene: Scene, time: clock.Invented) -> Home:
    """Two signed identifications, bones, an effect and a list."""
    office = hands.office(scene)
    listed = [families.add_missing(office, name=name, sex="M") for name in (*NAMES, *OTHERS)]
    keeper = scene.seat(Role.CUSTODY)
    custody.name_place(keeper, name="Hillside", longitude=127.0, latitude=37.5)
    _family(scene, listed[0])
    bones = roads.bones(scene, *roads.TWO)
    man = hands.signed(scene, family=False, missing=listed[0].thing, bones=bones)
    wrong = hands.signed(scene, missing=listed[1].thing, bones=roads.bones(scene, "left humerus"))
    effect = hands.effect(scene, "an identity tag")
    Effect.objects.create(item=effect, made_by=scene.users[Role.CUSTODY], made_at=clock.now())
    home = Home(
        scene, time, man, bones, wrong, effect.thing, roads.bones(scene, "left tibia", "right tibia"),
        roads.bones(scene, "right humerus")[0], clock.today(),
    )  # fmt: skip
    notice = hands.told(scene, wrong)
    publishing.publish(office, notice.missing, text_="Jonas Belmarin was identified. His family knows.", on=clock.today())
    return home


def another_bone(home: Home) -> None:
    """Later a bone comes to light: the signature falls, and the man is signed anew with it."""
    new = roads.bones(home.scene, "left tibia")
    hands.fall(Identification.objects.get(pk=home.man.pk))
    home.man = hands.again(home.scene, home.man, bones=[*home.bones, *new])


def _family(scene: Scene, person: MissingPerson) -> None:
    """A sister who is next of kin and consented, and a brother who directs what happens to the remains."""
    office = hands.office(scene)
    sister = kindred.add_kin(office, name=SISTER, relation="sister", living="yes", language="English")
    brother = kindred.add_kin(office, name=BROTHER, relation="brother", living="yes", language="English")
    kindred.note_wish(office, person, next_of_kin=sister, directs=brother, language="English", detail="summary", later="yes")
    kindred.give_consent(office, sister, purpose="identification", on=clock.today(), form="form 7")
