"""Two papers about items: the custody record of one, and the sheet on which the seals of containers are checked at a hand-over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from repatria.registry.codes.models import Identifier
from repatria.registry.custody import queries
from repatria.registry.custody.line import Break
from repatria.registry.custody.models import Item, Seal, Transfer
from repatria.registry.custody.pictures import drawn_line
from repatria.registry.drawing import report
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print, said
from repatria.registry.people.seats import Seat

MOST_INSIDE, MOST_ENTRIES = 400, 400
"""Lines on one paper; what is left out is said."""


def custody_record(seat: Seat, item: Item) -> bytes:
    """Everything that is known of where one item was and in whose hands, as PDF. A print is recorded."""
    pdf = report.pdf(record_report(seat, item), fonts=font_paths())
    note_print(seat, item.code, paper="custody record")
    return pdf


def record_report(seat: Seat, item: Item) -> report.Report:
    """The paper before it is set. ``item`` was fetched through :func:`queries.item_called`."""
    title, exercise = frame(seat)
    legs, broken = queries.line(seat, item)
    moved = list(item.packings.values_list("container__thing__code", flat=True))
    last = last_act(seat.incident, [item.code, *moved])
    drawn = drawn_line(legs)
    parts = [
        *_facts(seat, item, broken),
        report.Heading(_("Its line of holders and places")),
        *(
            [report.Drawing(drawn, _("The line of holders and places as a timeline; the same as a table below"))]
            if legs
            else []
        ),
        report.Rows(
            [_("from"), _("until"), _("in the hands of"), _("place"), _("why")],
            [(said(x.since), said(x.until) or _("now"), x.who, x.place, x.why) for x in legs],
            ["34mm", "34mm", "38mm", "30mm", "1fr"],
        ),
        *_handovers(seat, item),
        *_seals(seat, item),
        *_inside(seat, item),
        *_differs(seat, item),
        *_history(seat, item, last.seq),
    ]
    return report.Report(
        title=_("Custody record"),
        number=item.code,
        incident=title,
        exercise=exercise,
        day=day_of(last.at, *(x.since for x in legs)),
        head=head_after(last.seq),
        lead=_("Where this item was at every moment and in whose hands, as it was written down. A gap is said, never filled."),
        parts=tuple(parts),
    )


def seal_sheet(seat: Seat, items: Sequence[Item], number: str) -> bytes:
    """The seals of ``items`` as they were last found, with room to write what is found now, as PDF. ``number``: what it is of.

    PaperRefused for no item. Items were fetched for this seat.
    """
    pdf = report.pdf(seal_report(seat, items, number), fonts=font_paths())
    note_print(seat, number, paper="seal sheet")
    return pdf


def seal_report(seat: Seat, items: Sequence[Item], number: str) -> report.Report:
    """The sheet before it is set."""
    from repatria.registry.drawing.paper import PaperRefused

    if not items:
        raise PaperRefused(_("seal sheet: no container was chosen. Choose at least one."))
    title, exercise = frame(seat)
    told = {item.pk: list(queries.seals(seat, item)) for item in items}
    last = last_act(seat.incident, [item.code for item in items])
    rows = []
    for item in items:
        for seal in told[item.pk]:
            checked = said(seal.checked or seal.since)
            rows.append((item.code, seal.number, seal.position, f"{seal.get_state_display()}, {checked}", BOXES, ""))
        if not told[item.pk]:
            rows.append((item.code, _("no seal is recorded"), "", "", BOXES, ""))
    heads = [_("container"), _("seal"), _("where on it"), _("last found"), _("found now"), _("number read, remark")]
    hand = [
        report.Signed(role, _("Name: ______________________________"), "", hand=True)
        for role in (_("For the giver"), _("For the receiver"))
    ]
    lead = _(
        "Read every number aloud, tick what is found, and write what differs beside it. Then enter it on the page of the "
        "container; a number that differs becomes a discrepancy and is never written over."
    )
    return report.Report(
        title=_("Seal sheet"),
        number=number,
        incident=title,
        exercise=exercise,
        day=day_of(last.at),
        head=head_after(last.seq),
        lead=lead,
        parts=(report.Rows(heads, rows, ["30mm", "22mm", "22mm", "34mm", "34mm", "1fr"]), *hand),
    )


BOXES = "[  ] intact\n[  ] broken\n[  ] missing"
"""What is ticked by hand."""


def _facts(seat: Seat, item: Item, broken: Sequence[Break]) -> list[report.Part]:
    held = queries.holding(item)
    names = Identifier.objects.filter(thing=item.thing_id, personal=False, withdrawn__isnull=True).values_list(
        "issuer", "value"
    )
    rows = [
        (_("Item"), f"{item.thing.get_kind_display()}: {item.what}"),
        (_("State"), str(item.get_state_display())),
        (_("In the hands of"), f"{held.who}, {said(held.since)}" if held else _("nobody any more")),
        (_("Place"), held.place.name if held and held.place else ""),
        (_("Lies in"), item.inside.code if item.inside else _("no container")),
        (_("Mass in grams"), _masses(item)),
        (_("Pieces"), "" if item.pieces is None else f"{item.pieces:,}"),
        (_("Also called"), "; ".join(f"{issuer}: {value}" for issuer, value in names)),
    ]
    if item.came_from is not None:
        rows.append((_("Came from"), item.came_from.code))
    parts: list[report.Part] = [report.Facts(rows)]
    for one in broken:
        where = f"{said(one.since)} – {said(one.until)}"
        if one.kind == "gap":
            words = _("Between %(before)s and %(after)s nobody answers for it.")
        else:
            words = _("%(before)s and %(after)s both claim this time.")
        parts.append(report.Box(where, words % {"before": one.before, "after": one.after}, strong=True))
    if not broken:
        parts.append(report.Words(_("The line is unbroken.")))
    return parts


def _masses(item: Item) -> str:
    told = "" if item.mass_g is None else str(item.mass_g)
    if told and item.removed_g:
        told += _("; first accepted %(first)s, removed since %(gone)s") % {"first": item.accepted_g, "gone": item.removed_g}
    return told


def _handovers(seat: Seat, item: Item) -> list[report.Part]:
    rows = [_handover(seat, one) for one in queries.transfers(seat, item)]
    if not rows:
        return [report.Heading(_("Hand-overs")), report.Words(_("None is recorded."))]
    heads = [_("from"), _("to"), _("why"), _("offered"), _("answered")]
    return [report.Heading(_("Hand-overs")), report.Rows(heads, rows, ["32mm", "32mm", "1fr", "34mm", "40mm"])]


def _handover(seat: Seat, one: Transfer) -> tuple[str, str, str, str, str]:
    giver = one.giver.called if one.giver else one.giver_outside
    receiver = one.receiver.called if one.receiver else one.receiver_outside
    answered = ", ".join(
        part
        for part in (
            str(one.get_state_display()), said(one.answered), one.answer, queries.signed_by(seat, one), one.document,
        )
        if part
    )  # fmt: skip
    return giver, receiver, one.reason, said(one.offered), answered


def _seals(seat: Seat, item: Item) -> list[report.Part]:
    rows = [_seal(one) for one in queries.seals(seat, item)]
    heads = [_("number"), _("where on it"), _("set"), _("last found")]
    widths = ["30mm", "1fr", "36mm", "60mm"]
    return [report.Heading(_("Seals")), report.Rows(heads, rows, widths)] if rows else []


def _seal(one: Seal) -> tuple[str, str, str, str]:
    return one.number, one.position, said(one.since), f"{one.get_state_display()} {said(one.checked)}".strip()


def _inside(seat: Seat, item: Item) -> list[report.Part]:
    found = queries.contents(seat, item)
    rows = [(one.code, one.what, _grams(one)) for one in found[:MOST_INSIDE]]
    if not rows:
        return []
    heads = [_("code"), _("what"), _("grams")]
    table = report.Rows(heads, rows, ["40mm", "1fr", "24mm"], right=(2,))
    return [report.Heading(_("What lies in it now")), table, *_left_out(found.count() - len(rows))]


def _grams(one: Item) -> str:
    return "" if one.mass_g is None else str(one.mass_g)


def _differs(seat: Seat, item: Item) -> list[report.Part]:
    rows = []
    for one in queries.discrepancies(seat, item=item):
        answer = f"{one.explanation} ({said(one.explained)})" if one.explained else _("not explained yet")
        rows.append((one.sentence, answer))
    if not rows:
        return []
    return [report.Heading(_("What does not agree")), report.Rows([_("what"), _("how it is explained")], rows, ["1fr", "1fr"])]


def _history(seat: Seat, item: Item, last: int) -> list[report.Part]:
    """The entries up to the one that the paper's head is after: a print that came later changes no paper."""
    told = [row for row in queries.history(seat, item) if row[0] <= last]
    rows = [
        (f"{seq}", said(moment) if isinstance(moment, datetime) else "", actor, sentence)
        for seq, sentence, moment, actor in told[:MOST_ENTRIES]
    ]
    heads = [_("entry"), _("moment"), _("actor"), _("what was written")]
    table = report.Rows(heads, rows, ["14mm", "34mm", "34mm", "1fr"], right=(0,))
    return [report.Heading(_("What the journal says of it")), table, *_left_out(len(told) - len(rows))]


def _left_out(more: int) -> list[report.Part]:
    return (
        [report.Words(_("%(n)s further lines stand on its page and in the journal.") % {"n": f"{more:,}"})] if more > 0 else []
    )
