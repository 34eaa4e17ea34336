"""The briefing pack: what a family takes home from the conversation in which the file is explained, in plain words.

Its sentences are those of the status text (``status/``): here they are set on paper. The same state prints the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import gates
from repatria.registry.homecoming.circle import wish_of
from repatria.registry.homecoming.models import Burial, Election, Notification, Release
from repatria.registry.homecoming.status.briefing import Finding, pack_words
from repatria.registry.homecoming.status.sentences import Paragraph
from repatria.registry.inventory.models import Member, SpecimenDescription
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible
from repatria.registry.review.models import Objection, Review, Signature

TAGS = ("homecoming.notified", "homecoming.notification_renewed")
LINE = "______________________________"
"""Where somebody writes by hand."""


def may_print(seat: Seat, person: MissingPerson) -> bool:
    """Whether this person may print the pack of ``person`` now."""
    return seat.may("homecoming.notify") and gates.told_of(person.pk) is not None


def briefing_pack(seat: Seat, person: MissingPerson) -> bytes:
    """The pack as PDF. Impossible before the family was told, or while no signature stands. A print is recorded."""
    pdf = _printed(seat, person)
    note_print(seat, person.code, paper="briefing pack")
    return pdf


def digest_of(seat: Seat, person: MissingPerson) -> str:
    """SHA-256 of the pack as it prints now, so that a briefing can name what was handed over."""
    return hashlib.sha256(_printed(seat, person)).hexdigest()


def _printed(seat: Seat, person: MissingPerson) -> bytes:
    seat.need("homecoming.notify")
    told = gates.told_of(person.pk)
    if told is None:
        raise Impossible(
            f"{person.code}: no briefing pack yet. It is printed once the family was told, while the signature stands."
        )
    signature = Signature.objects.select_related("signer", "statement__evidence", "rule").get(pk=told.signature_id)
    on = _as_of(person, told, signature)
    title, exercise = frame(seat)
    paper = report.Report(
        title=_("Briefing pack"),
        number=person.code,
        incident=title,
        exercise=exercise,
        day=on,
        head=head_after(last_act(seat.incident, [person.code], TAGS).seq),
        lead=_("For the family of %(name)s. Keep it; show it to whom you like; ask about every word of it.")
        % {"name": person.listed_as},
        parts=tuple(_parts(seat, person, told, pack_words(person.thing, _finding(person, told, signature), on))),
    )
    return report.pdf(paper, fonts=font_paths())


def _parts(seat: Seat, person: MissingPerson, told: Notification, words: list[Paragraph]) -> list[report.Part]:
    made: list[report.Part] = []
    for one in words:
        made += [report.Heading(one.head), report.Words(one.text)]
    return [
        *made,
        report.Facts(
            [
                (_("Your contact"), told.told_by.called if told.told_by else LINE),
                (_("A number of your contact, written in by hand"), LINE),
                (_("Say this number"), person.code),
            ]
        ),
    ]


def _finding(person: MissingPerson, told: Notification, signature: Signature) -> Finding:
    """What was found and on what ground, from the rows that the signature binds."""
    members = Member.objects.filter(version=told.identification.version_id, removed__isnull=True).values("specimen")
    rows = SpecimenDescription.objects.filter(specimen__in=members, current=True).order_by("element", "side", "pk")
    evidence, statement, wish = signature.statement.evidence, signature.statement, wish_of(person)
    return Finding(
        bones=Counter(_bone(one) for one in rows),
        detail=wish.detail if wish else "",
        signed=signature.at.date(),
        signer=signature.signer.called,
        looked=Review.objects.filter(statement=statement, verdict=Review.Verdict.AGREE).count(),
        confirmed=evidence.confirmed,
        resampled=evidence.resampled,
        doubt=Objection.objects.filter(review__statement=statement, state=Objection.State.MINORITY).exists(),
        once_in=round(1 / (1 - float(signature.rule.posterior))),
    )


def _bone(one: SpecimenDescription) -> str:
    side = str(one.get_side_display()).lower() if one.side in ("L", "R") else ""
    return f"{side} {one.element_name}".strip()


def _as_of(person: MissingPerson, told: Notification, signature: Signature) -> date:
    """The day of the newest thing that the words rest on, so that the same state gives the same paper on any day."""
    wish = Election.objects.filter(missing=person.thing, until__isnull=True).values_list("since", flat=True).first()
    moves = Release.objects.filter(missing=person.thing).values_list("prepared", "arrived")
    graves = Burial.objects.filter(missing=person.thing).values_list("at", flat=True)
    return day_of(told.told, signature.at, wish, *(moment for row in moves for moment in row), *graves)
