"""Ways home made quickly: a signed identification with a family, told, and with a wish. No science, but the stages' own acts.

``signed(scene)`` → Identification; ``told(scene)`` and ``elected(scene)`` bring one there. Each call makes another person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import Kin, MissingPerson, Wish
from repatria.registry.homecoming.models import Election, Notification
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.review.tests.hands import Bench
from repatria.registry.review.tests.hands import signed as _signed
from repatria.registry.testing.scene import Scene


def bench_of(scene: Scene) -> Bench:
    """The bench of this scene: a finished search and the reviewers; made once."""
    held: dict[str, Any] = vars(scene)
    if "homecoming_bench" not in held:
        held["homecoming_bench"] = Bench(scene)
    found: Bench = held["homecoming_bench"]
    return found


def office(scene: Scene) -> Seat:
    """The casualty officer at work."""
    return scene.seat(Role.CASUALTY)


def signed(scene: Scene, *, family: bool = True) -> Identification:
    """A signed identification; its family has a next of kin and somebody who directs disposition."""
    one = _signed(bench_of(scene))[0]
    if family:
        family_of(scene, one)
    return one


def person_of(one: Identification) -> MissingPerson:
    """Who was identified."""
    return MissingPerson.objects.select_related("thing").get(thing=one.missing_id)


def family_of(scene: Scene, one: Identification) -> tuple[Kin, Kin]:
    """(next of kin, who directs disposition) of somebody; made where there is no wish yet."""
    person = person_of(one)
    wish = Wish.objects.filter(person=person, until__isnull=True).select_related("next_of_kin__thing", "directs__thing").first()
    if wish is not None and wish.next_of_kin and wish.directs:
        return wish.next_of_kin, wish.directs
    by = office(scene)
    near = kindred.add_kin(by, name=f"Near {person.code}", relation="sister", living="yes", language="English")
    directs = kindred.add_kin(by, name=f"Directing {person.code}", relation="brother", living="yes", language="English")
    kindred.note_wish(
        by, person, next_of_kin=near, directs=directs, language="English", detail="summary", later="yes", may_be_told=""
    )
    return near, directs


def told(scene: Scene, one: Identification | None = None) -> Notification:
    """The family of a signed identification is told."""
    from repatria.registry.homecoming.actions import telling

    one = one or signed(scene)
    near, _directs = family_of(scene, one)
    due = telling.due_of(one)
    return telling.tell(
        office(scene), due, kin=near, on=clock.today(), channel="visit", language="English", words="We told her at home."
    )


def elected(scene: Scene, one: Identification | None = None, *, choice: str = "now", portions: str = "tell") -> Election:
    """The family was told and has said what it wishes."""
    from repatria.registry.homecoming.actions import disposing

    notice = told(scene, one)
    _near, directs = family_of(scene, notice.identification)
    again = None if choice == "now" else clock.today() + timedelta(days=90)
    made: Election = disposing.elect(
        office(scene), notice.missing, directs=directs, choice=choice, ask_again=again, portions=portions, form="form 1"
    )
    return made
