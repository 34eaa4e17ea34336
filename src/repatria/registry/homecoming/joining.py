"""How the way home joins in where lower stages leave room for it."""

from __future__ import annotations

from django.urls import NoReverseMatch

from repatria.registry.identification.models import Identification
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.review import before


def register() -> None:
    """Put this stage's page where a rescission asks what to look at first, what it looks for every day where days are, why some remains
    are not handed to anybody outside, and why some entries are not merged into others."""
    from repatria.registry.custody import hooks
    from repatria.registry.families import keeping
    from repatria.registry.homecoming.staying import why_kept_on_the_list, why_they_stay
    from repatria.registry.homecoming.undoing import look_again  # needs the acts, which need every model
    from repatria.registry.searching import daily

    if look_again not in daily.DAILY:
        daily.DAILY.append(look_again)
    if why_they_stay not in hooks.STAYING:
        hooks.STAYING.append(why_they_stay)
    if why_kept_on_the_list not in keeping.KEPT_ON_THE_LIST:
        keeping.KEPT_ON_THE_LIST.append(why_kept_on_the_list)
    if what_rests_on not in before.RESCINDING:
        before.RESCINDING.append(what_rests_on)


def what_rests_on(seat: Seat, row: Identification) -> str:
    """The page that lists what rests on an identification, for whoever may see it."""
    if not seat.may("homecoming.steps"):
        return ""
    try:
        return at(seat, "homecoming:rests-on", code=row.code)
    except NoReverseMatch:
        return ""
