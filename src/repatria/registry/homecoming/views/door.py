"""A relative's private page: a link, a number told another way, and then their one page. No account, no seat, nothing else.

Every link asks for a number, whether it is anybody's or nobody's, and every pair that does not open gets one and the same answer.
The cookie of the page is signed, lives for half an hour, is sent to ``/f/`` only and names a door; whether that door is open is
asked at every request. Forms carry a mark made from the cookie: browsers that are told to send no referrer send no origin either,
by which Django's own check would refuse every form.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from repatria.registry.homecoming.actions import asking, doors, silence
from repatria.registry.homecoming.actions.doors import hash_of
from repatria.registry.homecoming.forms import asking as forms
from repatria.registry.homecoming.models import Door, Enquiry
from repatria.registry.homecoming.queries import asking as queries
from repatria.registry.homecoming.visitor import Visitor
from repatria.registry.journal import clock
from repatria.registry.refusals import Impossible, NotFound, Refusal
from repatria.registry.web import public, stand_in

COOKIE, SALT, LIVES, UNDER = "family", "repatria.family", 1800, "/f/"
"""The cookie's name, what its signature is for, how many seconds it lives, and where it is sent."""
LONGEST = 8 * 3600
"""Seconds after which the number is asked for again, however often the page was looked at."""
KNOCKS, WITHIN = 300, 600
"""Wrong tries from one address within so many seconds; checking a number is slow, and strangers could keep everybody waiting."""
OWN_WORDS = "on the relative's own page"
"""How it is kept that a relative took their wish for silence back by themselves."""
View = Callable[..., HttpResponse]


class FamilyRequest(HttpRequest):
    """A request from a relative whose door is open."""

    visitor: Visitor
    mark: str


def _quiet(view: View, methods: tuple[str, ...]) -> View:
    """Not kept, not indexed, told to nobody, and only by these methods."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in (*methods, "HEAD", "OPTIONS"):
            response: HttpResponse = HttpResponseNotAllowed(methods)
        else:
            response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(public(answer))


def inside(*methods: str) -> Callable[[View], View]:
    """A view behind the door: the visitor is read from the cookie, or is led to where links are asked for."""

    def decorate(view: View) -> View:
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            found = _visitor(request)
            if found is None:
                return _gone(request)
            request.visitor, request.mark = found
            try:
                if request.method == "POST" and not constant_time_compare(request.POST.get("mark", ""), request.mark):
                    return _gone(request)
                return _renewed(request, view(request, *args, **kwargs))
            except NotFound:
                return _gone(request)

        answer.__name__, answer.__doc__, answer.__module__ = view.__name__, view.__doc__, view.__module__
        return _quiet(answer, methods)

    return decorate


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the number; with the right one the page opens. Whatever does not open is answered alike."""
    if request.method != "POST":
        return render(request, "homecoming/family/number.html", {"form": forms.Number()})
    key, wrong = _wrong_tries(request)
    if wrong >= KNOCKS:
        return render(request, "homecoming/family/number.html", {"form": forms.Number(), "shut": True}, status=429)
    door = doors.knock(token, request.POST.get("number", "")[:40])
    if door is None:
        cache.set(key, wrong + 1, WITHIN)
        return render(request, "homecoming/family/number.html", {"form": forms.Number(), "shut": True}, status=403)
    response = redirect("family")
    _set(response, [door.pk, secrets.token_urlsafe(16), int(time.time())])
    return response


enter = _quiet(_enter, ("GET", "POST"))


@inside("GET")
def home(request: FamilyRequest) -> HttpResponse:
    """How things stand, what they agreed to, what they asked. Every look is written into the journal."""
    doors.look(request.visitor)
    return _page(request, "home.html", form=forms.Say(), kept=request.GET.get("kept", ""))


@inside("POST")
def say(request: FamilyRequest) -> HttpResponse:
    """Ask, correct, doubt. Asking for silence is asked twice."""
    form = forms.Say(request.POST)
    if not form.is_valid():
        doors.look(request.visitor)
        return _page(request, "home.html", form=form)
    told = form.cleaned_data
    if told["kind"] == Enquiry.Kind.SILENCE and request.POST.get("sure") != "yes":
        return _page(request, "silence.html", words=told["words"])
    door = request.visitor.door
    try:
        asking.ask(request.visitor, door.missing, kin=door.kin, kind=told["kind"], words=told["words"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, "home.html", form=form)
    return redirect("/f/?kept=yes#asked")


@inside("GET", "POST")
def withdraw(request: FamilyRequest, purpose: str) -> HttpResponse:
    """Take a consent back: read what it undoes, say it, and say it once more."""
    consent = queries.own_consent(request.visitor, purpose)
    form = forms.Words(request.POST or None)
    if request.method == "POST" and form.is_valid() and request.POST.get("sure") == "yes":
        asking.withdraw(request.visitor, request.visitor.door.missing, consent, words=form.cleaned_data["words"], sure=True)
        return redirect("/f/?kept=consent#agreed")
    again = request.method == "POST" and form.is_valid()
    return _page(request, "withdraw.html", consent=consent, form=form, again=again)


@inside("POST")
def again(request: FamilyRequest) -> HttpResponse:
    """Take the wish for silence back: from today on they may be written to and rung."""
    door = request.visitor.door
    try:
        silence.end_silence(request.visitor, door.missing, kin=door.kin, on=clock.today(), channel="other", words=OWN_WORDS)
    except Impossible:  # said twice: it has ended
        return redirect("family")
    return redirect("/f/?kept=again")


@inside("POST")
def leave(request: FamilyRequest) -> HttpResponse:
    """Close the page on this device; its cookie opens nothing any more, wherever a copy of it lies."""
    _pk, nonce, _since = signing.loads(request.COOKIES[COOKIE], salt=SALT, max_age=LIVES)
    cache.set(_left(nonce), True, LONGEST)
    response = render(request, "homecoming/family/left.html", {"banner": request.visitor.incident.banner})
    response.delete_cookie(COOKIE, path=UNDER, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _page(request: FamilyRequest, name: str, **told: Any) -> HttpResponse:
    visitor = request.visitor
    wrong = [one for one in told["form"].visible_fields() if one.errors] if "form" in told else []
    context = {
        "banner": visitor.incident.banner,
        "office": visitor.incident.laboratory.name,
        "mark": request.mark,
        "status": queries.own_status(visitor),
        "consents": queries.own_consents(visitor),
        "silent": queries.own_silence(visitor),
        "asked": list(queries.own_enquiries(visitor)),
        "until": visitor.door.until,
        "wrong": wrong,
        **told,
    }
    return render(request, f"homecoming/family/{name}", context)


def _visitor(request: HttpRequest) -> tuple[Visitor, str] | None:
    """(who, the mark of their forms), if the cookie is ours, young enough, and its door open."""
    try:
        pk, nonce, since = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if time.time() - since > LONGEST or cache.get(_left(nonce)):
        return None
    door = queries.door_of(pk)
    if door is None:
        return None
    stand_in(request, door.missing.incident.slug)
    if not doors.is_open(door):
        return None
    return Visitor(door), signing.Signer(salt=SALT + ".form").signature(f"{door.pk}:{nonce}")


def _left(nonce: str) -> str:
    return f"family-left-{nonce}"


def _wrong_tries(request: HttpRequest) -> tuple[str, int]:
    """Where the wrong tries of one address are counted, and how many there were of late."""
    key = f"family-knocks-{hash_of(request.META.get('REMOTE_ADDR', ''))}-{int(time.time()) // WITHIN}"
    return key, int(cache.get(key, 0))


def _gone(request: HttpRequest) -> HttpResponse:
    response = render(request, "homecoming/family/gone.html", status=403)
    response.delete_cookie(COOKIE, path=UNDER, samesite="Strict")
    return response


def _renewed(request: FamilyRequest, response: HttpResponse) -> HttpResponse:
    """Half an hour more from this look on, unless the page was closed."""
    if COOKIE not in response.cookies:
        _set(response, signing.loads(request.COOKIES[COOKIE], salt=SALT, max_age=LIVES))
    return response


def _set(response: HttpResponse, told: list[Any]) -> None:
    response.set_cookie(
        COOKIE, signing.dumps(told, salt=SALT), max_age=LIVES, path=UNDER, httponly=True, samesite="Strict",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def address_of(door: Door, token: str) -> str:
    """The path of a link; it is shown once, when the door is made."""
    return f"{UNDER}{token}/"


URLS = [
    path("", home, name="family"),
    path("say/", say, name="family-say"),
    path("again/", again, name="family-again"),
    path("leave/", leave, name="family-leave"),
    path("take-back/<slug:purpose>/", withdraw, name="family-withdraw"),
    path("<str:token>/", enter, name="family-door"),
]
"""Mounted under ``/f/``, beside the incidents: nothing here belongs to a seat."""
