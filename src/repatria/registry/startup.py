"""What must hold before the registry serves anybody; each refusal says what to do."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from repatria.registry.home import LONG_ENOUGH
from repatria.registry.refusals import NotReady

SKEW = timedelta(seconds=60)
NEEDED = (
    "repatria.registry.web.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "repatria.registry.people.doors.SecondFactor",
    "repatria.registry.web.Faults",
)
"""Guards that every request passes; a registry without one of them is not this registry."""
STRONG = ("Argon2PasswordHasher", "ScryptPasswordHasher", "PBKDF2PasswordHasher", "BCryptSHA256PasswordHasher")
SHOWN = 3
"""How many names a refusal tells."""


def refusals() -> list[str]:
    """Why this registry may not serve; empty if it may."""
    found = _settings() + _folder() + _key()
    found += _sqlite() if connection.vendor == "sqlite" else _postgres()
    return found + _guards() + _clock() + _witness()


def refuse_unless_sound() -> None:
    """Raise NotReady with every reason at once."""
    found = refusals()
    if found:
        raise NotReady("the registry does not start: " + " ".join(found))


def _settings() -> list[str]:
    found = []
    if settings.DEBUG:
        found.append("DEBUG is on. Set debug = false in registry.toml.")
    if len(settings.SECRET_KEY) < LONG_ENOUGH or len(set(settings.SECRET_KEY)) < 12:
        found.append("The secret is weak. Write a new one of 50 random characters or more.")
    if not settings.ALLOWED_HOSTS:
        found.append("No host name is allowed. List the names this registry answers to.")
    wide = [host for host in settings.ALLOWED_HOSTS if host.startswith((".", "*"))]
    if wide:
        found.append(f"Every host name that fits {wide[0]!r} is allowed. List the names this registry answers to.")
    for cookie in ("SESSION", "CSRF"):
        same_site = getattr(settings, f"{cookie}_COOKIE_SAMESITE")
        if not getattr(settings, f"{cookie}_COOKIE_HTTPONLY") or same_site not in ("Strict", "Lax"):
            found.append(f"{cookie.capitalize()} cookies are not protected. Restore the shipped settings.")
    missing = [name for name in NEEDED if name not in settings.MIDDLEWARE]
    if missing:
        found.append(f"The guard {missing[0]} is switched off. Restore the shipped settings.")
    if not settings.PASSWORD_HASHERS[0].endswith(STRONG):
        found.append(f"Passwords are kept with {settings.PASSWORD_HASHERS[0]}, which is weak. Restore the shipped settings.")
    if not settings.AUTH_PASSWORD_VALIDATORS:
        found.append("Any password is accepted. Restore the shipped settings.")
    return found


def _folder() -> list[str]:
    home = settings.HOME
    if home.folder.is_dir() and home.folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [f"{home.folder}: the registry's folder can be reached by others. Run: chmod 700 {home.folder}"]
    return []


def _key() -> list[str]:
    from repatria.errors import RepatriaError
    from repatria.registry.journal.heading import key_of

    try:
        key_of(settings.HOME)
    except (RepatriaError, OSError) as fault:
        return [f"Heads of the journal cannot be signed: {fault}"]
    return []


def _guards() -> list[str]:
    from repatria.registry.journal.watching import amiss

    found = amiss()
    if not found:
        return []
    some = ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    return [
        f"{len(found)} triggers that keep what was written from being rewritten are gone, off or changed ({some}). "
        "Find out who did it; verify against the witness."
    ]


def _read(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return str(row[0]).lower() if row else ""


def _sqlite() -> list[str]:
    found = []
    wanted = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",), "recursive_triggers": ("1",)}
    for pragma, allowed in wanted.items():
        value = _read(f"PRAGMA {pragma}")
        if value not in allowed:
            found.append(
                f"SQLite runs with {pragma}={value}; acknowledged acts could be lost or rewritten. It must be {allowed[0]}."
            )
    if connection.settings_dict.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        found.append("SQLite transactions do not begin IMMEDIATE. Restore the shipped settings.")
    return found


def _postgres() -> list[str]:
    found = []
    for name in ("fsync", "full_page_writes"):
        if _read(f"SHOW {name}") != "on":
            found.append(f"PostgreSQL runs with {name} off; a power cut could lose acts. Switch it on.")
    if _read("SHOW synchronous_commit") not in ("on", "remote_apply", "remote_write"):
        found.append("PostgreSQL runs with synchronous_commit off; acknowledged acts could be lost. Switch it on.")
    return found


def _clock() -> list[str]:
    """In each incident the last act may not be ahead of the clock; in an exercise that was lived in invented time, the last act that
    was not: time never runs backwards there, so whatever comes after its latest moment was written by the machine's clock."""
    from repatria.registry.journal.models import Entry
    from repatria.registry.people.lived import lived
    from repatria.registry.people.models import Incident

    limit = datetime.now(UTC) + SKEW
    for slug in ("", *Incident.objects.order_by("slug").values_list("slug", flat=True)):
        acts = Entry.objects.filter(incident=slug)
        last = acts.order_by("-seq").first()
        if last is None or last.at <= limit:
            continue
        if lived(slug) and last.pk == acts.order_by("-at", "-seq").values_list("pk", flat=True)[0]:
            continue
        return [
            f"The clock stands before the last entry of {slug or 'the registry itself'} in the journal ({last.at:%Y-%m-%d %H:%M} UTC). "
            "Set the clock."
        ]
    return []


def _witness() -> list[str]:
    from repatria.registry.journal.heading import last_witnessed
    from repatria.registry.journal.models import Head, State
    from repatria.registry.journal.witness import HeadRefused

    try:
        last = last_witnessed()
    except (HeadRefused, OSError) as fault:
        return [f"The witness cannot be read: {fault}"]
    if last is None:
        return []
    state = State.objects.filter(pk=1).first()
    size = state.size if state else 0
    if last.size > size:
        return [
            f"The witness has seen {last.size} journal entries, this database holds {size}: it is an older copy. "
            "Restore the newest backup, or accept the loss with: repatria registry restore --accept-loss REASON."
        ]
    known = Head.objects.filter(size=last.size).first()
    if known is None or bytes(known.root) != last.root:
        return [
            f"The witness holds a head of {last.size} entries that this database never signed: its history is another one. "
            "Export the journal and verify it against the witness before anything else."
        ]
    return []
