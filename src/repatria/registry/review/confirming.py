"""Who signs proves who they are at that very moment: with password and second factor, bound to the one identification.

In an exercise a stand-in has neither: the doors of the exercise let everybody at this machine in as anybody. There the signer types
the code of the identification, so that nobody signs the wrong one by a slip. It proves nothing about a person, and signs nothing
but an exercise, whose papers all say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from repatria.registry.codes.naming import read_code
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.people.models import User
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotAllowed

LASTS = timedelta(minutes=5)
TRIES = "10 in 5 minutes"


@dataclass(frozen=True, slots=True)
class Proof:
    """That ``user`` proved who they are at ``moment``, for one identification and one statement of it."""

    user: int
    identification: int
    statement: str
    moment: datetime


class NotProved(NotAllowed):
    """The proof of who signs failed."""


def needs_only_code(seat: Seat) -> bool:
    """Whether this person is a stand-in in an exercise, who has no password."""
    return bool(seat.user.stands_in) and seat.incident.is_exercise


def by_code(seat: Seat, identification: Identification, statement: str, typed: str) -> Proof:
    """The proof of a stand-in in an exercise: the identification's code, typed. Raises NotProved for anybody else."""
    code = identification.thing.code
    if not needs_only_code(seat):
        raise NotProved(f"{code}: you have a password of your own. Prove with it, and with your second factor, who you are.")
    if read_code(typed) != code:
        raise NotProved(f"{code}: the code typed is another. Type the code of the identification that you sign: {code}.")
    return Proof(seat.user.pk, identification.pk, statement, clock.now())


def by_password(
    request: HttpRequest, seat: Seat, identification: Identification, statement: str, *, password: str, second: str
) -> Proof:
    """The proof of everybody else: password and a fresh code of the second factor. Tries are limited.

    Raises NotProved, with the same sentence whichever of the two was wrong.
    """
    code, user = identification.thing.code, seat.user
    if not user.has_usable_password():
        raise NotProved(f"{code}: your account has no password. Let an administrator set one, then sign.")
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        raise NotProved(f"{code}: too many tries ({TRIES} are let through). Wait five minutes, then try again.")
    right = user.check_password(password)
    if not _second_fits(user, second) or not right:
        raise NotProved(f"{code}: password or code of the second factor is wrong. Take a fresh code, then try again.")
    reauthenticate_by_password(request)
    return Proof(user.pk, identification.pk, statement, clock.now())


def why_not(proof: Any, seat: Seat, identification: Identification, statement: str) -> str:
    """What is wrong with a proof, in words; empty where it holds for this person, identification and statement now."""
    if not isinstance(proof, Proof) or proof.user != seat.user.pk:
        return "you have not proved who you are. Do it on the page of the signature."
    if proof.identification != identification.pk or proof.statement != statement:
        return "you proved who you are for another statement. Read this one, then prove it anew."
    age = clock.now() - proof.moment
    if not timedelta(0) <= age <= LASTS:
        return "you proved who you are more than five minutes ago. Prove it anew."
    return ""


def _second_fits(user: User, typed: str) -> bool:
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    return any(row.wrap().validate_code(typed) for row in rows)
