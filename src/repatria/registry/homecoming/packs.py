"""The briefing pack: what a family takes home from the conversation in which the file is explained, in plain words.

It says nothing of any third person, and no number that only an expert can read. The same state prints the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.families.models import MissingPerson, Wish
from repatria.registry.homecoming import gates
from repatria.registry.homecoming.circle import wish_of
from repatria.registry.homecoming.models import Notification
from repatria.registry.homecoming.status.gathering import office_of
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
    title, exercise = frame(seat)
    paper = report.Report(
        title=_("Briefing pack"),
        number=person.code,
        incident=title,
        exercise=exercise,
        day=day_of(told.told, signature.at),
        head=head_after(last_act(seat.incident, [person.code], TAGS).seq),
        lead=_("For the family of %(name)s. Keep it; show it to whom you like; ask about every word of it.")
        % {"name": person.listed_as},
        parts=tuple(_parts(seat, person, told, signature)),
    )
    return report.pdf(paper, fonts=font_paths())


def _parts(seat: Seat, person: MissingPerson, told: Notification, signature: Signature) -> list[report.Part]:
    return [
        report.Heading(_("What is certain")),
        *_words(_certain(person, told, signature)),
        report.Heading(_("What was found")),
        *_words(_found(person, told, wish_of(person))),
        report.Heading(_("How it was found out")),
        *_words(_evidence(signature)),
        report.Heading(_("What happens next")),
        *_words(_next()),
        report.Heading(_("What you may do")),
        *_words(_rights()),
        report.Heading(_("Whom to ring")),
        report.Facts(
            [
                (_("Your contact"), told.told_by.called if told.told_by else LINE),
                (_("How to reach us"), office_of(seat.incident)),
                (_("A number of your contact, written in by hand"), LINE),
                (_("Say this number"), person.code),
            ]
        ),
    ]


def _words(sentences: list[str]) -> list[report.Part]:
    return [report.Words(one) for one in sentences]


def _certain(person: MissingPerson, told: Notification, signature: Signature) -> list[str]:
    name = person.listed_as
    return [
        _("%(name)s has been identified. The medical examiner, %(who)s, signed this on %(day)s.")
        % {"name": name, "who": signature.signer.called, "day": _day(signature.at.date())},
        _("Your family was told on %(day)s.") % {"day": _day(told.told_on)},
    ]


def _found(person: MissingPerson, told: Notification, wish: Wish | None) -> list[str]:
    members = Member.objects.filter(version=told.identification.version_id, removed__isnull=True).values("specimen")
    rows = SpecimenDescription.objects.filter(specimen__in=members, current=True).order_by("element", "side", "pk")
    names = Counter(_bone(one) for one in rows)
    detail = wish.detail if wish else Wish.Detail.UNASKED
    name = person.listed_as
    if detail == Wish.Detail.LEAST or not names:
        said = _("Remains of %(name)s are with us. Ask us whenever you want to know more.") % {"name": name}
        return [said, _later()]
    total = sum(names.values())
    count = _("One bone of %(name)s is with us.") if total == 1 else _("%(n)d bones of %(name)s are with us.")
    said = count % {"n": total, "name": name}
    if detail == Wish.Detail.ALL:
        listed = ", ".join(f"{n} × {one}" if n > 1 else one for one, n in names.items())
        return [said, _("They are: %(list)s.") % {"list": listed}, _later()]
    return [said, _("We tell you each one if you ask. You said that a summary is enough for now."), _later()] if detail else [
        said, _("We tell you each one if you ask."), _later(),
    ]  # fmt: skip


def _bone(one: SpecimenDescription) -> str:
    side = str(one.get_side_display()).lower() if one.side in ("L", "R") else ""
    return f"{side} {one.element_name}".strip()


def _later() -> str:
    return _("More may be found later. What you wish to be done then is asked of you, and kept.")


def _evidence(signature: Signature) -> list[str]:
    evidence, statement = signature.statement.evidence, signature.statement
    said = [
        _(
            "We compared DNA from the bones with DNA that relatives gave. We did not go by objects that lay near them, nor by looks."
        ),
        _("The bones fit your family far better than they fit anybody else on the list of the missing, or somebody unknown."),
    ]
    if evidence.confirmed:
        said.append(_("More than one relative gave a sample, and the samples bear each other out."))
    elif evidence.resampled:
        said.append(_("One relative gave two samples on different days, and both say the same."))
    agreeing = Review.objects.filter(statement=statement, verdict=Review.Verdict.AGREE).count()
    said.append(
        _("%(n)d people who had no part in the work looked at it, each without knowing what the other thought. They agreed.")
        % {"n": agreeing}
    )
    kept = Objection.objects.filter(review__statement=statement, state=Objection.State.MINORITY).exists()
    if kept:
        said.append(_("One of them kept a doubt on record. You may have it explained to you, and read it."))
    once = round(1 / (1 - float(signature.rule.posterior)))
    said.append(
        _("No method is free of error. We sign only where we expect at most one mistake in %(n)s such cases.")
        % {"n": f"{once:,}"}
    )
    return said


def _next() -> list[str]:
    return [
        _("Nothing leaves us before somebody of your family, whom you name, has said what is to be done."),
        _(
            "You may have what is here laid to rest now, wait for more, or decide later. If you wait, we ask again on a day you choose."
        ),
        _("If two of you want different things, nothing leaves until that is settled."),
        _("Every bone is counted when it leaves, and counted again where it arrives."),
        _("We make no name public before the family was told."),
        _("If anything we told you turns out to be wrong, we come and say so."),
    ]


def _rights() -> list[str]:
    return [
        _("You may ask for anything in this paper to be explained again, by somebody else if you wish."),
        _("You may ask for a test by another laboratory. You may dispute the identification. Both are answered in writing."),
        _("You may take back your consent to keep your DNA. We tell you beforehand what that undoes."),
        _("You may ask us not to contact you any more, and change your mind later."),
    ]


def _day(on: object) -> str:
    return f"{on:%d %B %Y}".lstrip("0") if on else _("a day not yet known")
