"""Tellings for programs: who waits to be told, one person's way home, the acts of the pages, effects that go to families.

A closed gate answers with its sentence, and the attempt stands in the journal as from a page.
"""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.homecoming import packs
from repatria.registry.homecoming.actions import conversing, publishing, telling
from repatria.registry.homecoming.forms import telling as forms
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Conversation, Notification
from repatria.registry.homecoming.queries import telling as queries
from repatria.registry.homecoming.queries import timeline
from repatria.registry.homecoming.views import telling as views
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Refusal

router = Router()
HERE = "/people/{code}"


@lists(router, "/notifications", "homecoming.read")
def notifications(at: Seat, state: str = "") -> Any:
    """Notifications of identification; ``state`` is due, overdue, told, overtaken or taken back."""
    return queries.notifications(at, state=state), lambda row: _notification(at, row)


@lists(router, "/urgent", "homecoming.read")
def urgent(at: Seat) -> Any:
    """Families who heard from others and wait for an answer."""
    return queries.urgent(at), lambda row: _conversation(at, row)


@lists(router, "/effects", "homecoming.releases")
def effects(at: Seat) -> Any:
    """Effects that families were told of, and where each is."""
    return queries.effects(at), lambda one: {
        "conversation": one["row"].pk,
        "effect": one["item"].code,
        "missing": one["row"].missing.code,
        "receiver": one["receiver"],
        "offered": one["offered"],
        "holder": one["holding"].holder.code if one["holding"] and one["holding"].holder else None,
    }


@looks(router, HERE, "homecoming.read")
def person(at: Seat, code: str) -> Row:
    """One person's way home: what is due next, and each act by itself. Opening it is written into the journal."""
    row = queries.person_called(at, code)
    if at.may("families.read_kin"):
        queries.open_home(at, row)
    return {
        "code": row.code,
        "next": [{"sentence": one.sentence, "act": one.act, "weight": one.weight} for one in queries.next_steps(at, row)],
        "relatives": [
            {name: one[name] for name in ("code", "name", "relation", "steps", "silent", "since", "died")}
            for one in queries.circle_shown(at, row)
        ],
        "acts": [
            {"on": one.on, "at": one.at, "kind": one.kind, "what": one.what, "lines": list(one.lines), "words": one.words}
            for one in timeline.events(at, row)
        ],
    }


@fetches(router, HERE + "/briefing-pack", "homecoming.notify", "application/pdf")
def pack(at: Seat, code: str) -> Paper:
    """The briefing pack of a person whose family was told, as PDF. A print is recorded."""
    row = queries.person_called(at, code)
    return Paper(packs.briefing_pack(at, row), f"briefing-{row.code}.pdf", "application/pdf")


def _note_told(at: Seat, refusal: Refusal, code: str) -> None:
    if isinstance(refusal, GateClosed):
        telling.note_refused(at, queries.person_called(at, code).thing, why=str(refusal))


def _note_public(at: Seat, refusal: Refusal, code: str) -> None:
    if isinstance(refusal, GateClosed):
        publishing.note_refused(at, queries.person_called(at, code).thing, why=str(refusal))


REFUSED = {"tell": _note_told, "publish": _note_public}


def _act(name: str) -> None:
    one = views.ACTS[name]

    def act(at: Seat, form: Any, code: str) -> Row:
        row = queries.person_called(at, code)
        made = one.do(at, row, form.told() if hasattr(form, "told") else dict(form.cleaned_data))
        return {"code": row.code, "act": name, "number": made.pk}

    def given(at: Seat, code: str) -> Any:
        return one.given(at, queries.person_called(at, code))

    act.__name__, act.__doc__ = name.replace("-", "_"), f"{one.label}."
    acts(router, f"{HERE}/{name}", one.verb, one.form, given, REFUSED.get(name))(act)


for _name in views.ACTS:
    _act(_name)


@acts(router, "/conversations/{pk}/answer", "homecoming.converse", forms.Answer)
def answer(at: Seat, form: Any, pk: int) -> Row:
    """Answer the urgent task of a family that heard from others."""
    return _conversation(at, conversing.answer_urgent(at, queries.conversation_called(at, pk), **form.cleaned_data))


@acts(router, "/effects/{pk}/offer", "homecoming.release")
def offer(at: Seat, _form: Any, pk: int) -> Row:
    """Offer an effect that one holds to the relative who was told of it."""
    done = conversing.give_effect_home(at, queries.effect_promised(at, pk))
    return {"effect": done.item.code, "transfer": done.pk}


def _notification(at: Seat, row: Notification) -> Row:
    kin = row.kin
    return {
        "notification": row.pk,
        "missing": row.missing.code,
        "identification": row.identification.code,
        "state": str(row.state),
        "opened": row.opened,
        "told_on": row.told_on,
        "told_by": row.told_by.code if row.told_by else None,
        "kin": kin.code if kin else None,
        "channel": str(row.channel),
        "renews": row.earlier_id,
        "words": row.words if at.may("families.read_kin") else "",
    }


def _conversation(at: Seat, row: Conversation) -> Row:
    private = at.may("families.read_kin")
    return {
        "conversation": row.pk,
        "missing": row.missing.code,
        "on": row.on,
        "source": row.source if private else "",
        "words": row.words if private else "",
        "answered": row.answered,
    }
