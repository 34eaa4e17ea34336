"""The inventory of a container on paper: every bone that was found in it, drawn and listed. Codes only; nothing that anybody claims."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from repatria.registry.custody.models import Item
from repatria.registry.drawing import report
from repatria.registry.drawing.skeleton import draw_skeleton, summary
from repatria.registry.inventory import mni
from repatria.registry.inventory.models import SpecimenDescription
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible


def inventory_of(seat: Seat, box: Item) -> bytes:
    """What lay in ``box`` as PDF; Impossible where nothing was entered yet."""
    return report.pdf(inventory_report(seat, box), fonts=font_paths())


def inventory_report(seat: Seat, box: Item) -> report.Report:
    """The paper before it is set. ``box`` was fetched through :func:`queries.container_called`."""
    rows = list(queries.in_container(seat, box).order_by("specimen_id"))
    if not rows:
        raise Impossible(_("%(code)s: nothing was entered of it yet. Print it after the inventory.") % {"code": box.code})
    title, exercise = frame(seat)
    last = last_act(seat.incident, [box.code, *(row.specimen.code for row in rows)])
    return report.Report(
        title=_("Inventory of a container"),
        number=box.code,
        incident=title,
        exercise=exercise,
        day=day_of(last.at, *(row.at for row in rows)),
        head=head_after(last.seq),
        lead=_("What was found in this container, as it was entered by whoever held it. It says nothing about who they were."),
        parts=_parts(rows),
    )


def _parts(rows: list[SpecimenDescription]) -> tuple[report.Part, ...]:
    bones = [row.bone(row.specimen.code) for row in rows]
    state = queries.skeleton_of(bones)
    floor = mni.floor_of(bones)
    kinds = Counter(str(row.get_human_display()) for row in rows)
    lines = [
        (
            row.specimen.code,
            row.specimen.designator,
            row.element_name,
            str(row.get_completeness_display() or ""),
            row.zones,
            "; ".join(part for part in (str(row.get_human_display()), row.notes) if part),
        )
        for row in rows
    ]
    heads = [_("specimen"), _("number"), _("element"), _("completeness"), _("zones"), _("kind, remark")]
    return (
        report.Facts(
            [
                (_("Specimens"), f"{len(rows):,}"),
                (_("Of them"), ", ".join(f"{n:,} {kind}" for kind, n in sorted(kinds.items()))),
                (_("People at least"), f"{floor.words} ({floor.basis})" if floor.basis else floor.words),
            ]
        ),
        report.Drawing(draw_skeleton(state), summary(state), 114),
        report.Words(summary(state)),
        report.Heading(_("Bones and teeth")),
        report.Rows(heads, lines, ["34mm", "20mm", "1fr", "30mm", "24mm", "34mm"]),
        report.Signed(_("Read and compared by"), _("Name: ______________________________"), "", hand=True),
    )
