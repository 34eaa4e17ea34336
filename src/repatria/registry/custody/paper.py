"""Receipts and labels of custody as PDF; a receipt carries the journal's head to the receiver, who becomes a witness by it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from repatria.errors import RepatriaError
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.custody.queries import contents, seals
from repatria.registry.drawing import paper
from repatria.registry.journal import clock, words
from repatria.registry.journal.heading import hand_over, sign_head
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

MOST_INSIDE = 300


def head_for_paper() -> paper.Head:
    """The journal's head, signed now and handed to the witness as well; a witness out of reach does not stop the paper."""
    head = sign_head()
    with suppress(RepatriaError, OSError):
        hand_over(head)
    return paper.Head(bytes(head.root).hex(), words.spoken(head.text), head.size, scan=head.text)


def receipt_of(seat: Seat, transfer: Transfer) -> bytes:
    """The receipt of an accepted hand-over."""
    if transfer.answered is None or transfer.state != Transfer.State.ACCEPTED:
        raise NotFound
    item = transfer.item
    receiver = transfer.receiver.called if transfer.receiver else transfer.receiver_outside
    giver = transfer.giver.called if transfer.giver else transfer.giver_outside
    return paper.receipt(
        paper.Receipt(
            incident=seat.incident.title,
            exercise=seat.incident.is_exercise,
            number=f"{item.code} / {transfer.pk}",
            code=item.code,
            what=item.what,
            giver=giver,
            receiver=receiver,
            at=_said(transfer.answered),
            place=transfer.place.name if transfer.place else "",
            reason=transfer.reason,
            giver_said=f"offered by {giver}, {_said(transfer.offered)}",
            receiver_said=f"taken over by {receiver}{_signed(transfer)}, {_said(transfer.answered)}",
            printed=clock.today(),
            head=head_for_paper(),
            contents=[(i.code, i.what) for i in contents(seat, item)[:MOST_INSIDE]],
            seals=[f"{s.number} {s.position}, {s.get_state_display()}" for s in seals(seat, item)],
            scan=item.code,
        ),
        fonts=font_paths(),
    )


def labels_of(seat: Seat, items: Sequence[Item]) -> bytes:
    """Labels of items, each with its code as QR and, in an exercise, its mark."""
    labels = [
        paper.Label(code=i.code, what=i.what, incident=seat.incident.title, exercise=seat.incident.is_exercise) for i in items
    ]
    return paper.label_sheet(labels, printed=clock.today(), fonts=font_paths())


def _said(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _signed(transfer: Transfer) -> str:
    return f" ({transfer.signed_by}, {transfer.document})" if transfer.document else ""
