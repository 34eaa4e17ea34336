"""Erasures for programs: asked for with one person's key, carried out or declined with another's."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.people import erasing
from repatria.registry.people.forms import AskErasure, CarryOutErasure, DeclineErasure
from repatria.registry.people.models import Erasure
from repatria.registry.people.queries_erasing import erasure, erasures
from repatria.registry.people.seats import Seat

router = Router()


@lists(router, "/", "journal.erasures")
def asked(at: Seat) -> Any:
    """What was erased and what is asked to be, newest first."""
    return erasures(at), told


@looks(router, "/{number}", "journal.erasures")
def one(at: Seat, number: int) -> Row:
    """One erasure."""
    return told(erasure(at, number))


@acts(router, "/", "journal.erase", AskErasure)
def ask(at: Seat, form: Any) -> Row:
    """Ask that what is personal about a thing or a closed account be erased; refused once unless ``sure`` is true."""
    said = form.cleaned_data
    return told(erasing.ask(at, said["about"], reason=said["reason"], sure=said["sure"]))


@acts(router, "/{number}/carry-out", "journal.confirm_erasure", CarryOutErasure)
def carry_out(at: Seat, form: Any, number: int) -> Row:
    """Erase, as somebody else than who asked; refused once unless ``sure`` is true. Cannot be taken back."""
    return told(erasing.carry_out(at, erasure(at, number), sure=form.cleaned_data["sure"]))


@acts(router, "/{number}/decline", "journal.confirm_erasure", DeclineErasure)
def decline(at: Seat, form: Any, number: int) -> Row:
    """Do not erase, with a reason."""
    return told(erasing.decline(at, erasure(at, number), reason=form.cleaned_data["reason"]))


def told(row: Erasure) -> Row:
    """An erasure as programs see it."""
    return {
        "number": row.pk,
        "about": row.subject,
        "reason": row.reason,
        "state": str(row.state),
        "asked": row.asked,
        "asked_by": row.asked_by.code,
        "answered": row.answered,
        "answered_by": row.answered_by.code if row.answered_by else None,
        "answer": row.answer,
        "values": row.values_blanked,
        "cells": row.cells_blanked,
    }
