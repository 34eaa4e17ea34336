"""The separate dated acts of one person's way home, in their order. Words of families only for whoever may see relatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.homecoming.models import (
    Attempt,
    Briefing,
    Burial,
    Conversation,
    Disagreement,
    Election,
    Notification,
    PortionEvent,
    Publication,
    Release,
)
from repatria.registry.homecoming.wording import said
from repatria.registry.people.seats import Seat

State = Notification.State


@dataclass(frozen=True, slots=True)
class Event:
    """One act: its day, when it was entered, what it was, further lines, and the words that only some may read."""

    on: date
    at: datetime
    what: str
    lines: tuple[str, ...] = ()
    words: str = ""
    by: str = ""
    grave: bool = False
    kind: str = field(default="", kw_only=True)


def events(seat: Seat, person: MissingPerson) -> list[Event]:
    """Everything that happened on the way home, the latest first; each act by itself."""
    seat.need("homecoming.read")
    teller = _Teller(seat.may("families.read_kin"), seat.may("families.read"), person)
    found = [*teller.conversations(), *teller.notifications(), *teller.public(), *teller.wishes(), *teller.going()]
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)


class _Teller:
    """Tells the acts about one person, as far as the reader may read."""

    def __init__(self, private: bool, names: bool, person: MissingPerson) -> None:
        self.private, self.names, self.missing = private, names, person.thing

    def who(self, kin: Kin | None) -> str:
        if kin is None:
            return _("somebody of the family")
        return f"{kin.listed_as} ({kin.code})" if self.private else kin.code

    def words(self, *told: str) -> str:
        return "\n".join(one for one in told if one) if self.private else ""

    def conversations(self) -> Iterator[Event]:
        rows = Conversation.objects.filter(missing=self.missing).select_related("kin__thing", "effect", "by", "answered_by")
        for one in rows:
            contact = one.kind == Conversation.Kind.CONTACT
            what = _("Contact with %(who)s") if contact else _("Heard from others: %(who)s")
            lines = [str(one.get_channel_display())]
            lines += [said(one.wording)] if one.wording else []
            lines += [_("Effect %(code)s goes to them.") % {"code": one.effect.code}] if one.effect else []
            words = self.words(one.source and _("From: %(s)s") % {"s": one.source}, one.words)
            yield Event(
                one.on, one.at, what % {"who": self.who(one.kin)}, tuple(lines), words, _called(one.by), not contact,
                kind="conversation",
            )  # fmt: skip
            if one.answered:
                yield Event(
                    one.answered.date(), one.answered, _("Answered what they heard from others"), (), self.words(one.answer),
                    _called(one.answered_by), kind="conversation",
                )  # fmt: skip

    def notifications(self) -> Iterator[Event]:
        rows = Notification.objects.filter(missing=self.missing).select_related(
            "identification__thing", "kin__thing", "told_by", "earlier"
        )
        for one in rows:
            code = one.identification.code
            signed = _("%(code)s was signed: the family has to be told") if one.state == State.DUE else _("%(code)s was signed")
            yield Event(one.opened.date(), one.opened, signed % {"code": code}, kind="due")
            yield from self._ended(one, code)
            yield from self._attempts(one)
            for b in Briefing.objects.filter(notification=one).select_related("kin__thing", "by"):
                pack = (_("briefing pack %(d)s…") % {"d": b.pack_digest[:12]},) if b.pack_digest else ()
                lines = (str(b.get_channel_display()), *pack)
                what = _("Briefing: the file was explained to %(who)s") % {"who": self.who(b.kin)}
                yield Event(b.on, b.at, what, lines, self.words(b.words), _called(b.by), kind="briefing")

    def _ended(self, one: Notification, code: str) -> Iterator[Event]:
        if one.told and one.told_on and one.earlier_id:
            what = _("%(code)s renews what the family was told on %(day)s") % {"code": code, "day": one.told_on}
            yield Event(one.opened.date(), one.told, what, kind="renewed")
        elif one.told and one.told_on:
            what = _("Notification of identification: %(who)s was told") % {"who": self.who(one.kin)}
            stead = one.instead and _("In the stead of the next of kin: %(why)s") % {"why": one.instead}
            lines = (f"{one.get_channel_display()}", code)
            yield Event(one.told_on, one.told, what, lines, self.words(stead, one.words), _called(one.told_by), kind="told")
        if one.ended and one.state == State.OVERTAKEN:
            what = _("The signature %(code)s fell before the family was told") % {"code": code}
            yield Event(one.ended.date(), one.ended, what, (one.ended_why,), grave=True, kind="overtaken")
        elif one.ended and one.wrong_told_on:
            what = _("The telling of %(code)s was taken back") % {"code": code}
            yield Event(one.wrong_told_on, one.ended, what, (), self.words(one.ended_why), grave=True, kind="taken back")

    def _attempts(self, one: Notification) -> Iterator[Event]:
        for a in Attempt.objects.filter(notification=one).select_related("kin__thing", "by"):
            what = _("Attempt to reach %(who)s: %(outcome)s") % {"who": self.who(a.kin), "outcome": a.get_outcome_display()}
            later = (_("to be tried again on %(day)s") % {"day": a.next_on},) if a.next_on else ()
            lines = (str(a.get_channel_display()), *later)
            yield Event(a.on, a.at, what, lines, self.words(a.note), _called(a.by), kind="attempt")

    def public(self) -> Iterator[Event]:
        for one in Publication.objects.filter(missing=self.missing).select_related("by"):
            words = one.text if self.names else ""
            yield Event(one.on, one.at, _("The name was made public"), (), words, _called(one.by), kind="public")
            if one.withdrawn:
                reason = self.words(one.withdrawn_why)
                yield Event(
                    one.withdrawn.date(), one.withdrawn, _("The public text was withdrawn"), (), reason, grave=True,
                    kind="public",
                )  # fmt: skip

    def wishes(self) -> Iterator[Event]:
        for one in Election.objects.filter(missing=self.missing).select_related("directs__thing", "by"):
            what = _("Wish of %(who)s: %(choice)s") % {"who": self.who(one.directs), "choice": one.get_choice_display()}
            later = _("Later bones: %(p)s") % {"p": one.get_portions_display()}
            asked = (_("To be asked again on %(day)s") % {"day": one.ask_again},) if one.ask_again else ()
            yield Event(one.since.date(), one.since, what, (later, *asked), self.words(one.words), _called(one.by), kind="wish")
        for two in Disagreement.objects.filter(missing=self.missing).select_related("raised_by__thing", "by", "settled_by"):
            what = _("Disagreement raised by %(who)s: nothing leaves until it is settled") % {"who": self.who(two.raised_by)}
            yield Event(
                two.opened.date(), two.opened, what, (), self.words(two.words), _called(two.by), two.settled is None,
                kind="disagreement",
            )  # fmt: skip
            if two.settled:
                words = self.words(two.decided_by, two.settlement)
                yield Event(
                    two.settled.date(), two.settled, _("Disagreement settled"), (), words, _called(two.settled_by),
                    kind="disagreement",
                )  # fmt: skip

    def going(self) -> Iterator[Event]:
        for one in Release.objects.filter(missing=self.missing).select_related("thing"):
            steps = (
                (one.prepared, _("Release %(code)s was prepared")),
                (one.out, _("Release %(code)s was counted out")),
                (one.arrived, _("Release %(code)s was counted in")),
            )
            for at, what in steps:
                if at:
                    yield Event(at.date(), at, what % {"code": one.code}, kind="release")
        for grave in Burial.objects.filter(missing=self.missing).select_related("by"):
            place = self.words(f"{grave.place}, {grave.grave}")
            yield Event(grave.on, grave.at, _("Laid to rest"), (), place, _called(grave.by), kind="burial")
            if grave.opened:
                why = self.words(grave.opened_why)
                yield Event(grave.opened.date(), grave.opened, _("The grave was opened again"), (), why, kind="burial")
        for later in PortionEvent.objects.filter(missing=self.missing).select_related("specimen", "done_by"):
            what = _("A later bone of this person: %(code)s") % {"code": later.specimen.code}
            yield Event(later.opened.date(), later.opened, what, kind="portion")
            if later.done:
                done = f"{later.specimen.code}: {later.get_outcome_display()}"
                yield Event(
                    later.done.date(), later.done, done, (), self.words(later.words), _called(later.done_by), kind="portion"
                )


def _called(user: Any) -> str:
    return user.called if user else _("the registry")
