"""Attempts to pass a gate, made on purpose and counted: each must be refused, and leave everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from repatria.registry.homecoming.actions import publishing, telling
from repatria.registry.homecoming.models import Notification
from repatria.registry.identification.models import Identification
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Refusal

TEXT = "Exercise: an invented man is identified."


def attempt(life: Life, gate: str, act: Callable[[], Any]) -> None:
    """Try what must not go. Any refusal of the registry counts as refused; going through counts as passed."""
    life.gates[gate] += 1
    try:
        act()
    except Refusal:
        return
    life.passed[gate] += 1


def tell_before_signature(life: Life, row: Identification) -> None:
    """Tell a family while reviewers still read; make the name public as well."""
    near = life.kept["kin"].get(row.missing_id, ())
    if near:
        from repatria.registry.families.models import Kin

        whom = Kin.objects.select_related("thing").get(pk=near[0])
        if row.missing_id not in life.kept.get("told", ()):
            tell = partial(telling.try_to_tell, life.seat(Role.CASUALTY), row.missing, kin=whom, on=life.today)
            attempt(life, "tell before a signature", lambda: tell(channel="visit", instead="somebody wished it"))
    publish_before_telling(life, row)


def publish_before_telling(life: Life, row: Identification) -> None:
    """Make a name public before the family was told."""
    if row.missing_id in life.kept.get("told", ()):
        return
    publish = partial(publishing.try_to_publish, life.seat(Role.CASUALTY), row.missing)
    attempt(life, "publish before telling", lambda: publish(text_=TEXT, on=life.today))


def release_before_wish(life: Life, notice: Notification) -> None:
    """Let remains leave before anybody wished it."""


def publish(life: Life, missing: int) -> None:
    """Make a name public after the family was told, in good faith: nothing is tried, it is simply done."""
    from repatria.registry.codes.models import Thing

    thing = Thing.objects.get(pk=missing)
    life.honestly("name made public", publishing.publish, life.seat(Role.CASUALTY), thing, text_=TEXT, on=life.today)
