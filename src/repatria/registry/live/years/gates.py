"""Attempts to pass a gate, made on purpose and counted: each must be refused, and leave everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.actions import going, portions, publishing, telling
from repatria.registry.homecoming.leaving import ALLOWED, wish_in_force
from repatria.registry.homecoming.models import PortionEvent
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Refusal
from repatria.registry.review import rules, signing
from repatria.registry.review.confirming import Proof

TEXT = "Exercise: an invented man is identified."


def attempt(life: Life, gate: str, act: Callable[..., Any], *args: Any, **told: Any) -> None:
    """Try what must not go. Any refusal of the registry counts as refused; going through counts as passed."""
    life.gates[gate] += 1
    try:
        act(*args, **told)
    except Refusal:
        return
    life.passed[gate] += 1


def before_signature(life: Life, row: Identification) -> None:
    """While reviewers still read: sign, tell, make public, let go."""
    statement, examiner = row.statements.get(current=True), life.seat(Role.EXAMINER)
    proof = Proof(examiner.user.pk, row.pk, statement.digest, clock.now())
    rule = rules.in_force(life.table.incident).number
    attempt(
        life,
        "sign before two reviews",
        signing.try_to_sign,
        examiner,
        row,
        lambda: proof,
        statement=statement.digest,
        rule=rule,
    )
    if row.missing_id in life.kept.get("told", ()):
        return
    near = life.kept["kin"].get(row.missing_id, ())
    if near:
        whom = Kin.objects.select_related("thing").get(pk=near[0])
        tell = partial(telling.try_to_tell, life.seat(Role.CASUALTY), row.missing, kin=whom, on=life.today)
        attempt(life, "tell before a signature", tell, channel="visit", instead="somebody wished it")
    publish_before_telling(life, row)
    release_early(life, row.missing_id, "release before telling")


def publish_before_telling(life: Life, row: Identification) -> None:
    """Make a name public before the family was told."""
    if row.missing_id not in life.kept.get("told", ()):
        publish = partial(publishing.try_to_publish, life.seat(Role.CASUALTY), row.missing)
        attempt(life, "publish before telling", publish, text_=TEXT, on=life.today)


def release_early(life: Life, missing: int, gate: str) -> None:
    """Let remains leave before anybody wished it, or while two of the family disagree."""
    some = Item.objects.filter(specimen__isnull=False, thing__incident=life.table.incident).order_by("pk").first()
    if some is not None:
        whom = going.For(missing=Thing.objects.get(pk=missing))
        attempt(life, gate, going.try_to_prepare, life.seat(Role.CUSTODY), whom, items=[some], receiver="the family")


def answer_against_wish(life: Life, event: PortionEvent) -> None:
    """Answer for a later bone otherwise than the standing wish says."""
    wish = wish_in_force(event.missing_id)
    other = next(o for o in ("agency", "told") if wish is None or ALLOWED[wish.portions] != o)
    answer = partial(portions.try_to_answer, life.seat(Role.CASUALTY), event, outcome=other)
    attempt(life, "answer a portion against the wish", answer, words="as it suits us")
