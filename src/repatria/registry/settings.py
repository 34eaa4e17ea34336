"""Django's settings. Everything that differs between registries stands in the folder that ``REPATRIA_HOME`` names."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from repatria.registry.home import Home, home_from_environment, parts_of

HERE = Path(__file__).parent
HOME = home_from_environment() or Home(
    folder=Path(tempfile.gettempdir()) / "repatria-nowhere", secret=secrets.token_urlsafe(64)
)
"""Without ``REPATRIA_HOME`` nothing is served: start-up refuses (startup.py)."""

SECRET_KEY = HOME.secret
DEBUG = HOME.debug
ALLOWED_HOSTS = list(HOME.hosts)
LOOPBACK = os.environ.get("REPATRIA_LOOPBACK") == "1"
"""Set by ``repatria serve`` when it listens on this machine only; the exercise's doors need it."""

STAGES = ("journal", "people", "codes", "claims", "programme", "custody", "intake", "families", "inventory", "laboratory",
          "searching", "identification", "review", "homecoming", "accounting", "api", "live")  # fmt: skip
_present = [name for name in STAGES if (HERE / name / "apps.py").exists()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "repatria.registry.look",
    *(f"repatria.registry.{name}" for name in _present),
    "repatria.registry",
]

MIDDLEWARE = [
    "repatria.registry.web.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "repatria.registry.people.doors.SecondFactor",
    "repatria.registry.web.Faults",
    "repatria.registry.web.OwnTime",
]

ROOT_URLCONF = "repatria.registry.urls"
WSGI_APPLICATION = "repatria.registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "repatria.registry.look.context.house",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# trusted_schema=OFF would be welcome, but SQLite then refuses the JSON checks of Django's own fields ("unsafe use of JSON_VALID").
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-64000;"
    "PRAGMA recursive_triggers=ON;"  # else INSERT OR REPLACE deletes rows past the triggers that forbid it
)
if HOME.database_url:
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, **parts_of(HOME.database_url)}}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME.database,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": str(HOME.folder / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME.folder / "cache"}}
"""Rate limits live in the cache; a shared folder keeps them right with several processes."""

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "repatria.registry.people.doors.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key", "reauthenticate": "10/5m/user"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Repatria"

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(HOME.extra.get("https", False))
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT = 64 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "repatria.registry.look.finder.FontFinder",
]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME.uploads

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"doors": {"()": "repatria.registry.logs.KeepDoorsSecret"}},
    "handlers": {"quiet": {"class": "logging.StreamHandler", "level": "WARNING", "filters": ["doors"]}},
    "root": {"handlers": ["quiet"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
