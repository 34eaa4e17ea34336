"""How people come in: no sign-up, a second factor for everyone, and one click into an exercise on this machine."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from repatria.registry.people import actions
from repatria.registry.people.models import Incident, Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Oneself, TheRegistry
from repatria.registry.refusals import NotFound

OPEN_TO_ALL = ("/accounts/", "/static/", "/enter/", "/health")
FORWARDED = (
    "HTTP_X_FORWARDED",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
    "HTTP_CF_",
    "HTTP_TRUE_CLIENT",
    "HTTP_X_CLIENT",
)
"""How the headers begin that a proxy adds: whoever comes through one does not sit at this machine."""
"""Signs that somebody else's request is passed on by a server of this machine."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Set a password as an act of its own, so that the journal tells of it."""
        actions.set_password(Oneself(user), user, password=password)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has just given the password, and has no second factor yet, sets one up without giving it again."""
        request = context.request
        if request is not None and app == "allauth.mfa" and not is_mfa_enabled(request.user):
            since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
            if any(
                one["method"] == "password" and one["at"] > since for one in get_authentication_records(request, request.user)
            ):
                return False
        return bool(super().is_reauthentication_required(app=app, **more))


class SecondFactor:
    """Whoever logs in with a password sets up a second factor before anything else is shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if user.is_authenticated:
            if user.stands_in:
                if not doors_open(request):
                    raise Http404  # NotFound would not be understood outside a view
            elif not request.path.startswith(OPEN_TO_ALL) and not is_mfa_enabled(user):
                return redirect("mfa_activate_totp")
        return self.get_response(request)


def doors_open(request: HttpRequest) -> bool:
    """Whether the exercise's doors exist: the server listens on this machine only, and the visitor sits at it."""
    if not settings.LOOPBACK or any(header.startswith(FORWARDED) for header in request.META):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def roles_to_enter(request: HttpRequest, incident: Incident) -> list[tuple[str, Any]]:
    """The roles that one click enters as; none unless the incident is an exercise and the server is on loopback."""
    if not incident.is_exercise or not doors_open(request):
        return []
    played = list(_stand_ins(incident.slug).values_list("role", flat=True))
    found: list[tuple[str, Any]] = []
    for role in Role:
        for number in range(1, played.count(role.value) + 1):
            door = role.value if number == 1 else f"{role.value}-{number}"
            words = role.label if number == 1 else _("%(role)s, number %(n)d") % {"role": role.label, "n": number}
            found.append((door, words))
    return found


def _stand_ins(slug: str) -> QuerySet[Membership]:
    rows = Membership.objects.filter(incident__slug=slug, until__isnull=True, user__is_active=True).exclude(user__stands_in="")
    return rows.order_by("pk")


def enter(request: HttpRequest, slug: str, role: str) -> User:
    """Log the visitor in as the account that plays ``role`` (``reviewer``, or ``reviewer-2`` for the second) in the exercise.

    NotFound wherever the door does not exist.
    """
    name, _dash, number = role.partition("-")
    rows = _stand_ins(slug).filter(role=name).select_related("user", "incident")
    at = int(number) - 1 if number.isascii() and number.isdigit() and int(number) > 1 else 0 if not _dash else -1
    row = rows[at : at + 1].first() if at >= 0 else None
    if row is None or not row.incident.is_exercise or not doors_open(request):
        raise NotFound
    actions.enter_exercise(TheRegistry(row.incident), row.user, role=name)
    login(request, row.user, backend=BACKEND)
    return row.user
