"""Every address of the registry. The pages of an incident stand under ``/i/<incident>/``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from allauth.mfa import urls as _mfa  # noqa: F401  (imported early, so that a missing extra is said at start)
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from repatria.registry.claims import views as claims
from repatria.registry.claims import views_reports as reports
from repatria.registry.look import views as look
from repatria.registry.people import views as people
from repatria.registry.programme import views as programme

handler400 = "repatria.registry.look.views.bad_request"
handler403 = "repatria.registry.look.views.forbidden"
handler404 = "repatria.registry.look.views.not_found"
handler500 = "repatria.registry.look.views.server_error"

_CALLED = {"homecoming": "home", "accounting": "account"}
"""Stages whose pages stand under a shorter word."""


def _stages() -> list[URLPattern | URLResolver]:
    """``/i/<incident>/<stage>/`` for each stage that has pages, or the word it is called by."""
    return [
        path(f"i/<slug:incident>/{_CALLED.get(name, name)}/", include(f"repatria.registry.{name}.urls"))
        for name in settings.STAGES
        if name not in ("api", "live")
        and find_spec(f"repatria.registry.{name}") is not None
        and find_spec(f"repatria.registry.{name}.urls") is not None
    ]


urlpatterns = [
    path("", people.front, name="front"),
    path("health", people.health, name="health"),
    path("style/", look.style, name="style"),
    path("enter/<slug:incident>/<slug:role>/", people.enter_exercise, name="enter"),
    path("record/<slug:incident>/", claims.public_record, name="public-record"),
    path("record/<slug:incident>/figures/", reports.public_figures, name="public-record-figures"),
    path("record/<slug:incident>/reports/", reports.public_reports, name="public-record-reports"),
    path("reports", reports.all_elements, name="elements"),
    path("record/<slug:incident>/programme/", programme.public_programme, name="public-record-programme"),
    path("public/<slug:incident>/", include("repatria.registry.accounting.public_urls")),
    path("accounts/", include("repatria.registry.people.accounts")),
    path("i/<slug:incident>/", people.desk, name="desk"),
    path("i/<slug:incident>/search/", people.search, name="search"),
    *_stages(),
]
if find_spec("repatria.registry.homecoming.views.door") is not None:
    urlpatterns.append(path("f/", include(import_module("repatria.registry.homecoming.views.door").URLS)))
if find_spec("repatria.registry.api") is not None and find_spec("repatria.registry.api.urls") is not None:
    urlpatterns.append(path("i/<slug:incident>/api/", include("repatria.registry.api.pages")))
    urlpatterns.append(path("api/", include("repatria.registry.api.urls")))
