"""The acts at a hand-over as the pages offer them: label, verb, form, step, and what is done with the form's answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from repatria.registry.claims.actions import name_party
from repatria.registry.claims.models import Party
from repatria.registry.custody.actions import name_place
from repatria.registry.custody.models import Place
from repatria.registry.intake import actions, forms
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.models import Handover
from repatria.registry.intake.reading import read_boxes, read_seals
from repatria.registry.people.seats import Seat


@dataclass(frozen=True, slots=True)
class Act:
    """One act: how the page calls it, who may, what it asks, the step it belongs to, and what it does."""

    label: Any
    verb: str
    form: type[forms.WithLists]
    step: str
    do: Callable[[Seat, Handover, dict[str, Any]], Any]


def announce(seat: Seat, told: dict[str, Any]) -> Handover:
    """Announce a hand-over from the answers of its form; new parties and places are entered on the way."""
    told = dict(told)
    new_giver, new_receiver, new_place = told.pop("new_giver"), told.pop("new_receiver"), told.pop("new_place")
    told["giver"] = _party(seat, told["giver"], new_giver)
    told["receiver"] = _party(seat, told["receiver"], new_receiver)
    told["place"] = _place(seat, told["place"], new_place)
    return actions.announce_handover(seat, **told)


def _party(seat: Seat, chosen: Party | None, new: str) -> Party:
    return chosen or name_party(seat, name=new)


def _place(seat: Seat, chosen: Place | None, new: str) -> Place | None:
    return chosen or (name_place(seat, name=new) if new.strip() else None)


def _receive(seat: Seat, row: Handover, told: dict[str, Any]) -> Any:
    sides = (told["length_mm"], told["width_mm"], told["height_mm"])
    arrival = Arrival(
        number=told["number"],
        seals=read_seals(told["seals"]),
        mass_g=told["mass_g"],
        size_mm=sides if all(sides) else None,
        origin=told["origin"],
        contents=told["contents"],
    )
    return actions.receive_container(seat, row, arrival, place=told["place"])


def _receive_many(seat: Seat, row: Handover, told: dict[str, Any]) -> Any:
    return actions.receive_many(seat, row, read_boxes(told["lines"]), place=told["place"])


def _sign(seat: Seat, row: Handover, told: dict[str, Any]) -> Any:
    offset = told.pop("offset")
    told["moment"] = forms.utc(told["moment"], offset) if told["moment"] else None
    return actions.sign(seat, row, **told)


def _leg(seat: Seat, row: Handover, told: dict[str, Any]) -> Any:
    told["origin"] = _place(seat, told["origin"], told.pop("new_origin"))
    told["to"] = _place(seat, told["to"], told.pop("new_to"))
    for end in ("departed", "arrived"):
        if told[end]:
            told[end] = forms.utc(told[end], told[f"{end}_offset"])
    return actions.add_leg(seat, row, **told)


def _ceremony(seat: Seat, row: Handover, told: dict[str, Any]) -> Any:
    told["place"] = _place(seat, told["place"], told.pop("new_place"))
    return actions.hold_ceremony(seat, row, **told)


ACTS: dict[str, Act] = {
    "expect": Act(
        _("Add a line of the giver's list"),
        "intake.write",
        forms.Expect,
        "containers",
        lambda s, r, t: actions.expect_container(s, r, **t),
    ),
    "receive": Act(_("Receive a container"), "intake.write", forms.Receive, "containers", _receive),
    "receive-many": Act(_("Receive many containers"), "intake.write", forms.ReceiveMany, "containers", _receive_many),
    "count": Act(
        _("Count the containers"), "intake.count", forms.CountAgain, "counts", lambda s, r, t: actions.count_again(s, r, **t)
    ),
    "sign": Act(_("Note a signature"), "intake.write", forms.Sign, "signatures", _sign),
    "leg": Act(_("Add a leg of the way"), "intake.write", forms.Leg, "legs", _leg),
    "ceremony": Act(_("Note a ceremony"), "intake.write", forms.HoldCeremony, "ceremonies", _ceremony),
    "statement": Act(
        _("Write the holding statement"),
        "intake.review",
        forms.Write,
        "review",
        lambda s, r, t: actions.write_statement(s, r, **t),
    ),
    "accession": Act(
        _("Accession all containers"),
        "intake.write",
        forms.Accept,
        "accession",
        lambda s, r, t: actions.accession_containers(s, r, **t),
    ),
}
