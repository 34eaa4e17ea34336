"""How a page calls the things that a correction lists by table and number: "told on 2031-05-03", "wish 2", "letter 1 of 2031-05-03"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.families.models import EarlierDecision
from repatria.registry.homecoming.models import (
    Briefing,
    Burial,
    Conversation,
    Election,
    Letter,
    Notification,
    PortionEvent,
    Publication,
)
from repatria.registry.review.models import Signature


def _on(words: str, moment: Any) -> str:
    return words % {"day": f"{moment:%Y-%m-%d}"} if moment else ""


SAID: dict[str, tuple[Any, tuple[str, ...], Callable[..., str]]] = {
    "notification": (Notification, ("told_on",), lambda on: _on(_("told on %(day)s"), on)),
    "conversation": (Conversation, ("on",), lambda on: _on(_("conversation of %(day)s"), on)),
    "briefing": (Briefing, ("on",), lambda on: _on(_("briefing of %(day)s"), on)),
    "letter": (Letter, ("number", "on"), lambda n, on: _on(_("letter %(n)d of %%(day)s") % {"n": n}, on)),
    "election": (Election, ("number",), lambda n: _("wish %(n)d") % {"n": n}),
    "public text": (Publication, ("on",), lambda on: _on(_("public text of %(day)s"), on)),
    "grave": (Burial, ("on",), lambda on: _on(_("grave of %(day)s"), on)),
    "portion event": (PortionEvent, ("specimen__code",), lambda code: _("later bone %(code)s") % {"code": code}),
    "signature": (Signature, ("at",), lambda at: _on(_("signature of %(day)s"), at)),
    "decision of another issuer": (EarlierDecision, ("issuer",), lambda who: _("decision of %(who)s") % {"who": who}),
}
"""By what stands before the number: the table, what is read of it, and the words."""


def called(abouts: Iterable[str]) -> dict[str, str]:
    """Words for those of ``abouts`` that end with a number, in one question a table; the others are left out."""
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for about in abouts:
        table, _space, number = about.rpartition(" ")
        if table in SAID and number.isdecimal():
            wanted[table][int(number)] = about
    found = {}
    for table, rows in wanted.items():
        model, columns, words = SAID[table]
        for pk, *told in model.objects.filter(pk__in=rows).values_list("pk", *columns):
            found[rows[pk]] = words(*told)
    return {about: told for about, told in found.items() if told}
