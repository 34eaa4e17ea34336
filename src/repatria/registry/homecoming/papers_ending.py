"""The group-transfer manifest: whom the remains belong to, on what evidence, bone by bone, signed for two nations. The same state
prints the same bytes; a draft says that it is one, and a reversed determination says VOID across every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.homecoming.actions.ending import NATIONS, digest_of
from repatria.registry.homecoming.models import Determination, DeterminationSignature
from repatria.registry.homecoming.queries import ending as queries
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print, said
from repatria.registry.people.seats import Seat

State = Determination.State
TAGS = (
    "homecoming.determination_written", "homecoming.determination_revised", "homecoming.determination_signed",
    "homecoming.determination_reversed", "homecoming.determination_given_up",
)  # fmt: skip
LINE = "______________________________"
"""Where somebody writes by hand."""


def manifest_paper(seat: Seat, row: Determination) -> bytes:
    """The manifest as PDF. A print is recorded."""
    seat.need("homecoming.ends")
    title, exercise = frame(seat)
    signatures = list(row.signatures.select_related("signer"))
    void = f"{State.REVERSED.label}: {row.reversed_why}" if row.reversed else ""
    paper = report.Report(
        title=_("Group-transfer manifest"),
        number=row.code,
        incident=title,
        exercise=exercise,
        day=day_of(row.made, row.reversed, *(one.at for one in signatures)),
        head=head_after(last_act(seat.incident, [row.code], TAGS).seq),
        lead=_(
            "Remains found to belong to %(group)s, to be received with honours by %(receiving)s. Nobody among them has a name yet."
        )
        % {"group": row.group, "receiving": row.receiving},
        parts=tuple(_parts(seat, row, signatures)),
        void=void,
    )
    pdf = report.pdf(paper, fonts=font_paths())
    note_print(seat, row.code, paper="group-transfer manifest")
    return pdf


def _parts(seat: Seat, row: Determination, signatures: Sequence[DeterminationSignature]) -> list[report.Part]:
    bones = queries.bones(seat, row)
    parts: list[report.Part] = []
    if row.state == State.DRAFT:
        words = _("Signed for %(n)d of %(all)d nations. Nothing is handed over on this paper before both have signed.")
        parts.append(report.Box(_("Draft"), words % {"n": len(signatures), "all": NATIONS}, strong=True))
    parts += [
        report.Facts(
            [
                (_("Group"), row.group),
                (_("Received by"), row.receiving),
                (_("State"), str(State(row.state).label)),
                (_("Written by"), f"{row.author.called}, {said(row.made)}"),
                (_("Bones"), f"{len(bones):,}"),
            ]
        ),
        report.Heading(_("Evidence")),
        *(report.Words(words) for words in row.evidence.split("\n") if words.strip()),
        report.Heading(_("Manifest")),
        report.Rows(
            [_("No."), _("Code"), _("What"), _("Grams"), _("Pieces"), _("Handed over")],
            [
                [
                    str(n),
                    one.code,
                    one.what,
                    f"{one.mass_g:.1f}" if one.mass_g is not None else "–",
                    str(one.pieces or "–"),
                    "________",
                ]
                for n, one in enumerate(bones, start=1)
            ],
            ["auto", "auto", "1fr", "auto", "auto", "25mm"],
            right=(0, 3, 4),
        ),
        report.Words(_("A dash: not weighed, or not counted. These bones stay in every comparison."), small=True),
        report.Heading(_("Signatures")),
    ]
    parts += [
        report.Signed(
            _("For %(nation)s") % {"nation": one.nation},
            one.signer.called,
            f"{one.words} {said(one.at)}",
            [(_("signed"), one.digest)],
            hand=True,
        )
        for one in signatures
    ] or [report.Words(_("Nobody has signed."))]
    if row.state == State.DRAFT:
        parts.append(report.Facts([(_("To be signed"), digest_of(row))]))
    handed = [(_("Given by"), LINE), (_("Received by"), LINE), (_("Place and day"), LINE)]
    return [*parts, report.Heading(_("Hand-over with honours")), report.Facts(handed)]
