"""Consents that end on a day of their own: the office asks anew in time, most sign again, the others' run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from repatria.registry.families import consents
from repatria.registry.families.actions import give_consent
from repatria.registry.families.models import Consent, Kin
from repatria.registry.homecoming.queries.asking import consents_ending
from repatria.registry.live import parameters
from repatria.registry.live.peopling import Entered, Folder, Relative
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role

EARLIEST = 60
"""Days from today on which a consent ends at the earliest, so that it can be asked for anew."""
ASKED_BEFORE = 21
"""Days before the end on which the office asks; its desk tells thirty days before."""


def dated(life: Life, folder: Folder) -> Folder:
    """The same folder in which some forms of living relatives name the day on which they end."""
    return replace(folder, kin={who: _dated(life, told) for who, told in folder.kin.items()})


def _dated(life: Life, told: Relative) -> Relative:
    rng = life.kept.setdefault("consents", life.work.rng("consents"))
    if told.consent is None or told.living == "no" or rng.random() >= parameters.of("consent that ends on a day of its own"):
        return told
    ends = life.today + timedelta(days=int(rng.integers(EARLIEST, parameters.days("consents end within"))))
    return replace(told, consent_ends=ends)


def watch(life: Life, folders: list[Folder], entered: Entered) -> None:
    """Put the asking and the end of each such consent on the agenda."""
    for at, folder in enumerate(folders):
        for who, told in folder.kin.items():
            if told.consent_ends is not None:
                kin = entered.kin[at, who].pk
                life.on(told.consent_ends - timedelta(days=ASKED_BEFORE), partial(_ask, kin=kin))
                life.on(told.consent_ends, _end, hour=1)


def _ask(life: Life, *, kin: int) -> None:
    """Most sign again; where a signed name rests on it, the office does not rest before they were asked in person, and all do."""
    office = life.seat(Role.CASUALTY)
    said = {row.kin_id: resting for row, resting in consents_ending(office) if row.purpose == Consent.Purpose.IDENTIFICATION}
    if kin not in said:
        life.noted["consent ended before it was asked for anew"] += 1
        return
    again = life.kept["consents"].random() < parameters.of("consent given anew")
    if not (again or said[kin]):
        return
    row = Kin.objects.select_related("thing").get(pk=kin)
    life.honestly(
        "consent given anew", give_consent, office, row, purpose=Consent.Purpose.IDENTIFICATION, on=life.today,
        form=f"form {life.today:%Y}-{row.code}",
    )  # fmt: skip


def _end(life: Life) -> None:
    """What the registry does every night: consents whose day has come are written down as ended, which wakes what rested on them."""
    life.noted["consent ran out"] += len(consents.sweep(life.table.incident))
