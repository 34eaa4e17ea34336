"""For the matrix of addresses: what families asked, their private pages and their letters, one of each crew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repatria.registry.assurance.tests.world import Crew
from repatria.registry.families import actions as families
from repatria.registry.homecoming.actions import asking, doors, letters
from repatria.registry.people.roles import Role


def asked(c: Crew, fill: Callable[..., Any]) -> dict[str, Any]:
    """What stands in each address of the part; ``fill`` makes one of a thing, what is sent, and the role it is opened as."""
    m, office = c.made, c.seat(Role.CASUALTY)
    kin, missing = m["kin"], m["missing"]
    families.note_wish(office, missing, next_of_kin=kin)
    door = doors.open_door(office, missing.thing, kin=kin).door
    row = asking.ask(office, missing.thing, kin=kin, kind="question", words="When do you write again?")
    letter = letters.write_one(office, missing.thing)
    one: Mapping[str, Any] = {"code": missing.code}
    as_office = {"role": str(Role.CASUALTY)}
    return {
        "homecoming:status": fill(one, **as_office),
        "homecoming:write-letter": fill(one, **as_office),
        "homecoming:end-silence": fill(one, **as_office),
        "homecoming:note-enquiry": fill(one, {"kin": kin.pk, "kind": "question", "words": "And now?"}, **as_office),
        "homecoming:open-door": fill(one, {"kin": kin.pk, "days": 30}, **as_office),
        "homecoming:end-door": fill({**one, "pk": door.pk}, {"why": "moved"}, **as_office),
        "homecoming:family-form": fill({**one, "which": "consent-form"}, **as_office),
        "homecoming:enquiry": fill({"code": row.code}, {"answer": "In spring."}, **as_office),
        "homecoming:letter": fill({**one, "number": letter.number}, **as_office),
        "homecoming:letter-file": fill({"on": letter.on, "number": 1}, **as_office),
    }
