"""The papers of the way home: the form on which a family's wish is signed, and the manifest that goes with a release."""

from __future__ import annotations

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import gates, leaving
from repatria.registry.homecoming.models import Election, Notification, Portion, Release
from repatria.registry.homecoming.queries import going as queries
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print, said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound

TICK = "☐"
LINE = "……………………………………………………………………"


def election_form(seat: Seat, person: MissingPerson) -> bytes:
    """The disposition election form of a person whose family was told, as PDF. A print is recorded. Impossible before the telling."""
    seat.need("homecoming.elect")
    if not leaving.ever_told(person.pk):
        raise Impossible(f"{person.code}: the family has not been told yet. Tell them first; then ask what they wish.")
    pdf = report.pdf(_election(seat, person), fonts=font_paths())
    note_print(seat, person.code, paper="disposition election form")
    return pdf


def manifest(seat: Seat, release: Release) -> bytes:
    """The count-out and escort manifest of a release, portion by portion, as PDF. A print is recorded."""
    seat.need("homecoming.releases")
    if not queries.names_of_receivers(seat):
        raise NotFound
    pdf = report.pdf(_manifest(seat, release), fonts=font_paths())
    note_print(seat, release.code, paper="count-out and escort manifest")
    return pdf


def _election(seat: Seat, person: MissingPerson) -> report.Report:
    title, exercise = frame(seat)
    told = Notification.objects.filter(missing=person.thing, state=Notification.State.TOLD).order_by("-pk").first()
    wish = leaving.wish_in_force(person.pk)
    fell = gates.fell_after_telling(person.pk) is not None
    return report.Report(
        title=_("What we wish for our relative"),
        number=person.code,
        incident=title,
        exercise=exercise,
        day=day_of(told.told if told else None, wish.since if wish else None),
        head=head_after(last_act(seat.incident, [person.code]).seq),
        lead=_(
            "This form is for the person who decides what happens to the remains. You may take your time. "
            "You may change your mind until the remains leave us; then we write a new form together."
        ),
        parts=_election_parts(person, wish, fell=fell),
    )


def _election_parts(person: MissingPerson, wish: Election | None, *, fell: bool) -> list[report.Part]:
    parts: list[report.Part] = [report.Facts([(_("Name"), person.listed_as), (_("Our number"), person.code)])]
    if fell:
        parts.append(
            report.Box(
                _("Please wait"), _("New findings are being looked at. Nothing leaves us until that is done."), strong=True
            )
        )
    if wish is not None:
        parts.append(
            report.Words(
                _("A form of %(day)s is in force. This one takes its place once it is signed.") % {"day": said(wish.since)}
            )
        )
    choices = {
        Election.Choice.NOW: _("We wish the remains that are there now to be buried."),
        Election.Choice.WAIT: _("We wish to wait, in case more is found. Please ask us again on the day below."),
        Election.Choice.LATER: _("We wish to decide later. Please ask us again on the day below."),
    }
    later = {
        Election.Portions.TELL: _("Tell us each time. We decide then."),
        Election.Portions.WITH_THE_REST: _("Lay it to rest with the rest, and tell us afterwards."),
        Election.Portions.AGENCY: _("Lay it to rest yourselves with honours, and do not tell us."),
    }
    parts += [report.Heading(_("1. What is there now")), *_ticks(list(choices.values()))]
    parts.append(report.Facts([(_("Day to ask us again"), LINE)]))
    parts += [report.Heading(_("2. If more is found later")), *_ticks(list(later.values()))]
    parts += [
        report.Heading(_("3. Where and how")),
        report.Facts([(_("Place"), LINE), (_("Honours"), LINE), (_("Anything else"), LINE)]),
        report.Words(
            _(
                "If somebody of the family does not agree, please tell us. Nothing leaves us until you have come to one mind, "
                "or it is decided."
            ),
            small=True,
        ),
        report.Signed(
            _("Whoever decides"), LINE, _("I decide about the remains of my relative, and this is what I wish."), hand=True
        ),
        report.Signed(_("For the office"), LINE, _("I explained this form and saw it signed."), hand=True),
    ]
    return parts


def _ticks(lines: list[str]) -> list[report.Part]:
    return [report.Words(f"{TICK}  {line}") for line in lines]


def _manifest(seat: Seat, release: Release) -> report.Report:
    title, exercise = frame(seat)
    told = queries.told(seat, release)
    rows = queries.portions(seat, release)
    cancelled = release.state == Release.State.CANCELLED
    return report.Report(
        title=_("Count-out and escort manifest"),
        number=release.code,
        incident=title,
        exercise=exercise,
        day=day_of(release.prepared, release.out, release.arrived),
        head=head_after(last_act(seat.incident, [release.code]).seq),
        lead=_("Portion by portion: counted out by one, counted in by another. State: %(state)s.")
        % {"state": Release.State(release.state).label},
        parts=[
            report.Facts(
                [
                    (_("For"), told["about"]),
                    (_("Received by"), told["receiver"]),
                    (_("Escort"), told["escort"]),
                    (_("Honours"), told["honours"]),
                    (_("Portions"), str(len(rows))),
                ]
            ),
            report.Heading(_("Portions")),
            report.Rows(
                (_("No."), _("Portion"), _("What it is"), _("Out, g"), _("Out, pieces"), _("In, g"), _("In, pieces")),
                [_row(number, one) for number, one in enumerate(rows, start=1)],
                ("9mm", "35mm", "1fr", "17mm", "14mm", "17mm", "14mm"),
                right=(0, 3, 4, 5, 6),
            ),
            report.Words(
                _(
                    "Whoever counts in weighs and counts every portion again, and writes it down where it differs or did not arrive."
                ),
                small=True,
            ),
            _signed(_("Counted out by"), release.out_by.called if release.out_by else "", said(release.out)),
            report.Signed(_("Escort"), told["escort"], _("I took over every portion named here."), hand=True),
            _signed(_("Counted in by"), release.arrived_by.called if release.arrived_by else "", said(release.arrived)),
            report.Signed(_("Received by"), told["signed_by"] or told["receiver"], told["document"], hand=True),
        ],
        void=_("cancelled before it left: %(why)s") % {"why": told["cancelled_why"]} if cancelled else "",
    )


def _row(number: int, one: Portion) -> tuple[str, ...]:
    arrived = _("not there") if one.counted_in is False else _told(one.in_g)
    return (
        str(number), one.item.code, one.item.what, _told(one.out_g), _told(one.out_pieces), arrived, _told(one.in_pieces),
    )  # fmt: skip


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _signed(role: str, name: str, moment: str) -> report.Signed:
    return report.Signed(role, name or LINE, moment or _("day and hour:"), hand=True)
