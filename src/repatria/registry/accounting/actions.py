"""Publishing the account as it stood on a day, and withdrawing it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from repatria.registry.accounting import entries
from repatria.registry.accounting.body import body_of, digest_of
from repatria.registry.accounting.ledger.book import today_of
from repatria.registry.accounting.models import Statement
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken


@recorded(entries.AccountPublished, verb="accounting.publish")
def publish(by: Any, *, day: date, ground: str = "") -> Done[Statement]:
    """Make the account public as known at the end of ``day``; ``ground``: why, although a balance does not close."""
    today, why = today_of(by.incident), " ".join(ground.split())[:400]
    if day > today:
        raise Impossible(_("day %(day)s: has not come yet. Choose today or an earlier day.") % {"day": day})
    last = Statement.objects.filter(incident=by.incident, withdrawn__isnull=True).order_by("-number").first()
    if last is not None and day < last.day:
        raise Impossible(
            _("day %(day)s: account %(n)s of %(last)s is public already. Choose that day or a later one, or withdraw it first.")
            % {"day": day, "n": last.number, "last": last.day}
        )
    body, closes = body_of(by.incident, day)
    if not any(one["kind"] != "unknown" for one in body["figures"]):
        raise Impossible(_("day %(day)s: nothing was known yet. Choose a later day.") % {"day": day})
    if not closes and not why:
        raise Impossible(
            _("day %(day)s: a balance does not close. Put it right first, or say on which ground it is published open.")
            % {"day": day}
        )
    number = (Statement.objects.filter(incident=by.incident).aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            row = Statement.objects.create(
                incident=by.incident,
                number=number,
                day=day,
                body=body,
                digest=digest_of(body),
                closes=closes,
                ground="" if closes else why,
                at=clock.now(),
                by=getattr(by, "user", None),
            )
    except IntegrityError as fault:
        raise Overtaken(_("account %(n)s: published a moment ago by somebody else. Read it first.") % {"n": number}) from fault
    return Done(row, facts={"number": number, "day": day, "digest": row.digest, "closes": closes})


@recorded(entries.AccountWithdrawn, verb="accounting.publish")
def withdraw(by: Any, statement: Statement, *, reason: str) -> Done[Statement]:
    """Withdraw a published account, visibly: the public page falls back to the one before it that stands."""
    row = Statement.objects.select_for_update(of=("self",)).filter(pk=statement.pk, incident=by.incident).first()
    if row is None:
        raise NotFound
    why = " ".join(reason.split())[:400]
    if row.withdrawn is not None:
        raise Overtaken(
            _("account %(n)s: was withdrawn at %(at)s already.")
            % {"n": row.number, "at": f"{row.withdrawn:%Y-%m-%d %H:%M} UTC"}
        )
    if not why:
        raise Impossible(_("account %(n)s: withdrawing it needs a reason that can be read in public.") % {"n": row.number})
    row.withdrawn, row.withdrawn_why = clock.now(), why
    row.save(update_fields=["withdrawn", "withdrawn_why"])
    return Done(row, facts={"number": row.number}, personal={"reason": why})
