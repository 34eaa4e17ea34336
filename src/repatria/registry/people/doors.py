"""How people come in: no sign-up, a second factor for everyone, and one click into an exercise on this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from repatria.registry.people import actions
from repatria.registry.people.models import Incident, Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
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
    played = set(
        Membership.objects.filter(incident=incident, until__isnull=True)
        .exclude(user__stands_in="")
        .values_list("role", flat=True)
    )
    return [(role.value, role.label) for role in Role if role.value in played]


def enter(request: HttpRequest, slug: str, role: str) -> User:
    """Log the visitor in as the account that plays ``role`` in the exercise. NotFound wherever the door does not exist."""
    row = (
        Membership.objects.filter(incident__slug=slug, role=role, until__isnull=True, user__is_active=True)
        .exclude(user__stands_in="")
        .select_related("user", "incident")
        .order_by("pk")
        .first()
    )
    if row is None or not row.incident.is_exercise or not doors_open(request):
        raise NotFound
    actions.enter_exercise(TheRegistry(row.incident), row.user, role=role)
    login(request, row.user, backend=BACKEND)
    return row.user
