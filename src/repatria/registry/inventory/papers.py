"""The summary of a grouping on paper: which bones, drawn and counted, what speaks against it. Codes only; no name stands in it."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.drawing.skeleton import draw_skeleton, summary
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import Allowance, Individual, IndividualVersion
from repatria.registry.inventory.queries import individuals as queries
from repatria.registry.inventory.queries.specimens import skeleton_of
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible


def summary_of(seat: Seat, individual: Individual, number: int | None = None) -> bytes:
    """One locked version as PDF; Impossible while it is open, because it would be another paper tomorrow."""
    title, exercise = frame(seat)
    version = queries.version(seat, individual, number)
    if version.state == IndividualVersion.State.OPEN:
        raise Impossible(f"{individual.code}: version {version.number} is open and may still change. Lock it, then print it.")
    codes = [member.specimen.code for member, _told in queries.members(seat, version)]
    told = report.Report(
        title=_("Anthropology summary"),
        number=f"{individual.code} / {version.number}",
        incident=title,
        exercise=exercise,
        day=day_of(version.locked_at, version.made_at),
        head=head_after(last_act(seat.incident, [individual.code, *codes]).seq),
        lead=_("Bones that were grouped as one person without knowledge of any name, list or candidate."),
        parts=_parts(seat, individual, version),
        void=version.withdrawn_why if version.state == IndividualVersion.State.WITHDRAWN else "",
    )
    return report.pdf(told, fonts=font_paths())


def _parts(seat: Seat, individual: Individual, version: IndividualVersion) -> tuple[report.Part, ...]:
    members = [(member, told) for member, told in queries.members(seat, version) if member.removed is None]
    bones = [told.bone(member.specimen.code) for member, told in members]
    state = skeleton_of(bones)
    floor = mni.floor_of(bones)
    against, unanswered = queries.grounds(seat, version)
    allowed = {line for row in queries.allowances(seat, individual=individual) for line in _allowed(row)}
    rows = [
        (member.specimen.code, told.element_name, told.get_side_display(), told.get_completeness_display() or "", told.zones)
        for member, told in members
    ]
    tally = Counter(told.element_name for _member, told in members)
    conflicts = [
        (line, _("allowed by a reviewer") if line in allowed else _("not answered") if line in unanswered else "")
        for line in against
    ]
    by = version.locked_by.called if version.locked_by else ""
    return (
        report.Facts(
            [
                (_("Version"), f"{version.number}, {version.get_state_display()}"),
                (_("Locked"), said(version.locked_at)),
                (_("Bones"), str(len(members))),
                (_("Kinds of bone"), str(len(tally))),
                (_("People at least"), f"{floor.words} ({floor.basis})" if floor.basis else floor.words),
                (_("Digest at the lock"), version.digest),
            ]
        ),
        report.Drawing(draw_skeleton(state), summary(state), 114),
        report.Words(summary(state)),
        report.Heading(_("What speaks against it")),
        report.Rows([_("ground"), _("answer")], conflicts, ["1fr", "38mm"])
        if conflicts
        else report.Words(_("Nothing is recorded that speaks against these bones being of one person.")),
        report.Heading(_("Bones")),
        report.Rows(
            [_("specimen"), _("element"), _("side"), _("completeness"), _("zones")],
            rows,
            ["36mm", "1fr", "18mm", "36mm", "28mm"],
        ),
        report.Signed(_("Locked by"), by, said(version.locked_at), [(_("digest at the lock"), version.digest)], hand=bool(by)),
    )


def _allowed(row: Allowance) -> list[str]:
    return list(row.sentences) if row.state == Allowance.State.ALLOWED else []
