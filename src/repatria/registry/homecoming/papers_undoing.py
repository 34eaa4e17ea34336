"""The rescission notice: the letter to a family that says, in plain words, that an identification was wrong, and what is done now."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.entries import undoing as entries
from repatria.registry.homecoming.models import Burial, Correction, Notification, Publication, Release
from repatria.registry.journal.recording import Done, opened
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

LINE = "______________________________"
"""Where somebody writes by hand."""
TOLD = (Notification.State.TOLD, Notification.State.TAKEN_BACK)


def may_print(seat: Seat, correction: Correction) -> bool:
    """Whether this person may print the letter: the family was told under the wrong identification or one that it renewed."""
    return seat.may("homecoming.notify") and _told(correction) is not None


def notice_paper(seat: Seat, correction: Correction) -> bytes:
    """The letter as PDF. Impossible where the family was never told. A print is recorded."""
    seat.need("homecoming.notify")
    told = _told(correction)
    code = correction.identification.missing.code
    if told is None:
        raise Impossible(f"{code}: the family was never told. There is nothing to put right with a letter.")
    person = MissingPerson.objects.select_related("thing").get(thing=correction.identification.missing_id)
    title, exercise = frame(seat)
    paper = report.Report(
        title=_("We told you something that was wrong"),
        number=code,
        incident=title,
        exercise=exercise,
        day=day_of(correction.opened),
        head=head_after(last_act(seat.incident, [correction.identification.code], ("homecoming.correction_opened",)).seq),
        lead=_("To the family of %(name)s") % {"name": person.listed_as},
        parts=tuple(_parts(seat, person, told)),
    )
    pdf = report.pdf(paper, fonts=font_paths())
    note_notice(seat, correction)
    return pdf


@opened(entries.RescissionNoticePrinted, verb="homecoming.notify")
def note_notice(by: Seat, correction: Correction) -> Done[None]:
    """Write into the journal that the letter was printed."""
    row = correction.identification
    return Done(None, subject=row.code, facts={"missing": row.missing.code})


def _told(correction: Correction) -> Notification | None:
    rows = Notification.objects.filter(identification=correction.identification_id, state__in=TOLD)
    return rows.select_related("told_by").order_by("-pk").first()


def _parts(seat: Seat, person: MissingPerson, told: Notification) -> list[report.Part]:
    name = person.listed_as
    certain = [
        _("On %(day)s we told you that remains had been identified as %(name)s. That was wrong.")
        % {"day": date_format(told.told_on, "j F Y") if told.told_on else "", "name": name},
        _("We found the mistake ourselves, or it was shown to us. We have taken the identification back."),
        _("We are sorry. You trusted what we said, and we put this on you."),
    ]
    return [
        report.Heading(_("What we have to tell you")),
        *(report.Words(one) for one in certain),
        report.Heading(_("What this means")),
        *(report.Words(one) for one in _means(person)),
        report.Heading(_("What we do now")),
        *(report.Words(one) for one in _now(name)),
        report.Heading(_("What you may ask for")),
        *(report.Words(one) for one in _ask()),
        report.Heading(_("Whom to ring")),
        report.Facts(
            [
                (_("Your contact"), told.told_by.called if told.told_by else LINE),
                (_("At"), seat.incident.laboratory.name),
                (_("Telephone, written in by hand"), LINE),
                (_("Say this number"), person.thing.code),
            ]
        ),
    ]


def _now(name: str) -> list[str]:
    return [
        _("We look again at everything that was said or done because of it, one thing after the other."),
        _("We go on looking for %(name)s. Samples that your family gave are still compared with everybody who is found.")
        % {"name": name},
        _("We come to you, and tell you how it happened. You may bring whom you like."),
    ]


def _ask() -> list[str]:
    return [
        _("You may ask us anything. You get an answer with a day and a name under it."),
        _("You may ask that others test it again."),
        _("You may take back any consent you gave, or ask us to leave you alone. Nobody will hold it against you."),
    ]


def _means(person: MissingPerson) -> list[str]:
    """What follows for this family, as far as it is in the record: remains with them, a grave, a public name."""
    said = [_("As far as we know now, the remains are not those of %(name)s.") % {"name": person.listed_as}]
    gone = Release.objects.filter(missing=person.pk, state__in=(Release.State.UNDER_WAY, Release.State.ARRIVED)).exists()
    if Burial.objects.filter(missing=person.pk, opened__isnull=True).exists():
        said.append(_("They lie in a grave that you cared for. Nothing is done there without you. We talk with you first."))
    elif gone:
        said.append(_("They were brought to you. Nothing is taken away without you. We talk with you first."))
    else:
        said.append(_("They are still with us. Nothing of them will be brought to you."))
    if Publication.objects.filter(missing=person.pk).exists():
        said.append(_("The name had been made public. We take that back in public as well."))
    return said
