"""What tellings put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.models import Notification
from repatria.registry.homecoming.queries import telling as queries
from repatria.registry.people.desks import Alarm, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 20
LINKS = (
    Link(gettext_lazy("Telling families"), "homecoming:notifications", "homecoming.read"),
    Link(gettext_lazy("Effects going home"), "homecoming:effects", "homecoming.releases"),
)
PAPERS = (
    Paper(
        gettext_lazy("Briefing pack"),
        ("homecoming.notify",),
        gettext_lazy("Once the family was told, while the signature stands"),
        "homecoming:notifications",
        gettext_lazy("the person identified, by name; what was found as far as the family wishes to hear it; nobody else"),
        recorded=True,
    ),
)


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Families who heard from others, who wait too long, who were told what was rescinded; public texts that nothing carries."""
    if seat.may("homecoming.release"):
        for one in queries.effects(seat):
            if one["mine"] and not one["offered"]:
                words = _("%(code)s goes to the family of %(missing)s: offer it") % {
                    "code": one["item"].code, "missing": one["row"].missing.code,
                }  # fmt: skip
                yield Alarm(words, at(seat, "homecoming:effects"), weight=3)
    if not seat.may("homecoming.notify"):
        return
    for told in queries.urgent(seat)[:SHOWN]:
        words = _("Urgent: the family of %(code)s heard from others on %(day)s") % {"code": told.missing.code, "day": told.on}
        yield Alarm(words, at(seat, "homecoming:answer", pk=told.pk), weight=3)
    for row in queries.wrongly_told(seat)[:SHOWN]:
        words = _("%(code)s: the family was told, and the identification was rescinded. Go to them.") % {
            "code": row.missing.code
        }
        yield Alarm(words, at(seat, "homecoming:person", code=row.missing.code), weight=3)
    for row in queries.notifications(seat, state="overdue")[:SHOWN]:
        words = _("%(code)s: nobody has tried to tell the family for more than a week") % {"code": row.missing.code}
        yield Alarm(words, at(seat, "homecoming:person", code=row.missing.code), weight=3)
    for text in queries.unsupported_texts(seat)[:SHOWN]:
        words = _("%(code)s: a public text stands, and no signature carries it") % {"code": text.missing.code}
        yield Alarm(words, at(seat, "homecoming:act", code=text.missing.code, what="withdraw"), weight=2)
    waiting = queries.notifications(seat, state=Notification.State.DUE).count()
    if waiting:
        single = "%(n)d family waits to be told that their person is identified"
        words = ngettext(single, "%(n)d families wait to be told that their person is identified", waiting) % {"n": waiting}
        yield Alarm(words, at(seat, "homecoming:notifications") + f"?state={Notification.State.DUE}", weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many families wait to be told; nothing where none does."""
    if not seat.may("homecoming.read"):
        return
    waiting = queries.notifications(seat, state=Notification.State.DUE).count()
    if waiting:
        url = at(seat, "homecoming:notifications") + f"?state={Notification.State.DUE}"
        yield _("Families to be told that their person is identified"), f"{waiting:,}", url


def search(seat: Seat, text: str) -> Iterable[Found]:
    """The way home of a person, by the code of the person or of the identification."""
    if not seat.may("homecoming.read") or not read_code(text):
        return
    for row in queries.notifications(seat, text=text)[:1]:
        words = _("way home: %(state)s") % {"state": row.get_state_display()}
        yield Found(row.missing.code, words, at(seat, "homecoming:person", code=row.missing.code))
