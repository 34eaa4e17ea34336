"""For the matrix of addresses: a family that heard from others, and an effect that goes home, one of each crew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repatria.registry.assurance.tests.world import Crew
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.families import actions as families
from repatria.registry.homecoming.actions import conversing
from repatria.registry.inventory.models import Effect
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role


def told(c: Crew, fill: Callable[..., Any]) -> dict[str, Any]:
    """What stands in each address of the part; ``fill`` makes one of a thing, what is sent, and the role it is opened as."""
    kin, missing, office = c.made["kin"], c.made["missing"], c.seat(Role.CASUALTY)
    families.note_wish(office, missing, next_of_kin=kin)
    item = custody.take(c.seat(Role.CUSTODY), what="a tag", giver="the other side", kind=Kind.EFFECT)
    Effect.objects.create(item=item, made_at=clock.now())
    heard = conversing.told_by_others(office, missing.thing, on=clock.today(), channel="other", source="a newspaper")
    home = conversing.announce_effect(office, missing.thing, kin=kin, effect=item.thing, on=clock.today(), channel="phone")
    one: Mapping[str, Any] = {"code": missing.code}
    said = {"on": clock.today().isoformat(), "channel": "phone", "wording": "tag", "kin": kin.pk}
    return {
        "homecoming:person": fill(one, role=str(Role.CASUALTY)),
        "homecoming:act": fill({**one, "what": "contact"}, said, role=str(Role.CASUALTY)),
        "homecoming:answer": fill({"pk": heard.pk}, {"answer": "We rang her."}, role=str(Role.CASUALTY)),
        "homecoming:offer-effect": fill({"pk": home.pk}, {}, role=str(Role.CUSTODY)),
    }
