"""When two names of nations are one, however they are written; and for which nation somebody signs."""

from __future__ import annotations

import unicodedata

from django.db.models import QuerySet

from repatria.registry.homecoming.models import Delegate, Nation
from repatria.registry.homecoming.spelling import one_form
from repatria.registry.people.models import Incident, Membership, User
from repatria.registry.people.roles import Role

ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Scripts whose letters are taken for each other by the eye; one word is written in one of them."""


SIGNERS = (Role.REVIEWER, Role.EXAMINER)
"""Who signs determinations."""


def key_of(name: str) -> str:
    """``name`` as it is compared: NFKD, small, letters and digits alone, without marks, so that no dot, blank or accent makes another."""
    seen = unicodedata.normalize("NFKD", one_form(name).casefold())
    return "".join(one for one in seen if unicodedata.category(one)[0] in "LN")[:80]


def mixed(name: str) -> str:
    """The first word of ``name`` that is written in two scripts whose letters look alike; empty if none is."""
    for word in one_form(name).split():
        scripts = {unicodedata.name(one, "").split(" ")[0] for one in word if unicodedata.category(one)[0] == "L"}
        if len(scripts.intersection(ALIKE)) > 1:
            return word
    return ""


def nation_called(incident: Incident | int, name: str) -> Nation | None:
    """The nation of an incident's list that takes part now and is called ``name``, however it is spelled."""
    return Nation.objects.filter(incident=incident, until__isnull=True, key=key_of(name)).first()


def speaks_of(words: str, nation: str) -> bool:
    """Whether ``words`` name ``nation``, whole word by whole word, however it is spelled."""
    said, asked = ([key_of(one) for one in text.split() if key_of(one)] for text in (words, nation))
    return bool(asked) and any(said[at : at + len(asked)] == asked for at in range(len(said)))


def signers(incident: Incident | int) -> QuerySet[Membership]:
    """Roles in force of those who may sign determinations of an incident."""
    rows = Membership.objects.filter(incident=incident, until__isnull=True, user__is_active=True, role__in=SIGNERS)
    return rows.select_related("user").order_by("user__username", "pk")


def delegate_of(user: User | None, incident: Incident | int) -> Delegate | None:
    """The nation for which somebody signs in an incident now."""
    if user is None:
        return None
    rows = Delegate.objects.filter(user=user, incident=incident, until__isnull=True, nation__until__isnull=True)
    return rows.select_related("nation").first()
