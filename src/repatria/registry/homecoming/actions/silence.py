"""A relative who asked not to be contacted turns to us again: their silence ends with an act that has a day and their words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.codes.models import Thing
from repatria.registry.families import actions as families
from repatria.registry.families.models import Contact, ContactAttempt, Kin
from repatria.registry.homecoming.entries import asking as entries
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.silence import silent_since
from repatria.registry.homecoming.status.sentences import day as written
from repatria.registry.homecoming.visitor import AT_THE_DOOR, is_visitor
from repatria.registry.homecoming.within import chosen, day, person_of, relative_of, text, user_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound

CHANNELS: list[str] = list(Contact.Channel.values)


@recorded(entries.SilenceEnded, verb=AT_THE_DOOR)
def end_silence(by: Any, missing: Thing, *, kin: Kin, on: date, channel: str, words: str) -> Done[Kin]:
    """A relative who wished silence may be written to and rung again, from ``on``: they rang, wrote, or took the wish back.

    What waits of their wish for silence is answered with it. Impossible for somebody who wishes none.
    """
    person = person_of(by, missing)
    who = relative_of(by, kin, person)
    if is_visitor(by) and (by.door.kin_id != who.pk or by.door.missing_id != person.pk):
        raise NotFound
    since = silent_since(who)
    if since is None:
        raise Impossible(f"{who.code}: has not asked for silence, or turned to us since. There is nothing to end.")
    day(who.code, on, "turned to us", earliest=since, since="they asked for silence")
    chosen(who.code, channel, "way of contact", CHANNELS)
    said = text(who.code, words, "how they said it", 400, needed=True, lines=True)
    families.note_attempt(
        TheRegistry(by.incident), who, on=on, channel=channel, outcome=str(ContactAttempt.Outcome.AGAIN), note=""
    )
    if silent_since(who) is not None:
        raise Impossible(f"{who.code}: asked for silence again after {on}. Write the day on which they turned to us since.")
    answered = _answer(by, who, on)
    facts = {"kin": who.code, "since": since, "date": on, "channel": channel, "answered": answered}
    return Done(who, subject=person.code, facts=facts, personal={"words": said})


def _answer(by: Any, kin: Kin, on: date) -> list[str]:
    """Whoever still had to answer the wish for silence has nothing left to do."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("thing")
    found = list(rows.filter(kin=kin, kind=Enquiry.Kind.SILENCE, state=Enquiry.State.OPEN).order_by("pk"))
    for row in found:
        row.answer = _("On %(day)s you turned to us again. From that day we may write to you.") % {"day": written(on)}
        row.state, row.answered, row.answered_by = Enquiry.State.ANSWERED, clock.now(), user_of(by)
        row.save(update_fields=["answer", "state", "answered", "answered_by"])
    return [row.code for row in found]
