"""What people put on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.desks import Alarm, Desk, Link, at
from repatria.registry.people.queries_erasing import waiting_erasures
from repatria.registry.people.seats import Seat


def alarms(seat: Seat) -> Iterable[Alarm]:
    """A head that no witness took; an erasure that waits for a second person."""
    from repatria.registry.journal.heading import trouble

    if seat.may("journal.read") and (said := trouble()):
        yield Alarm(said, at(seat, "people:journal"), weight=2)
    if seat.may("journal.confirm_erasure"):
        for row in waiting_erasures(seat):
            words = _("%(subject)s: an erasure waits for a second person.") % {"subject": row.subject}
            yield Alarm(words, at(seat, "people:erasure", pk=row.pk), weight=3)


DESK = Desk(
    links=(
        Link(_("Desk"), "desk", "people.desk"),
        Link(_("Papers"), "people:papers", "people.desk"),
        Link(_("People"), "people:colleagues", "people.read"),
        Link(_("Journal"), "people:journal", "journal.read"),
        Link(_("Erasures"), "people:erasures", "journal.erasures"),
    ),
    alarms=alarms,
)
