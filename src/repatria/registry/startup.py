"""What must hold before the registry serves anybody; each refusal says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from repatria.registry.home import LONG_ENOUGH
from repatria.registry.refusals import NotReady

SKEW = timedelta(seconds=60)


def refusals() -> list[str]:
    """Why this registry may not serve; empty if it may."""
    found = _settings()
    found += _sqlite() if connection.vendor == "sqlite" else _postgres()
    return found + _clock() + _witness()


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
    if "*" in settings.ALLOWED_HOSTS:
        found.append("Every host name is allowed. List the names this registry answers to.")
    if not settings.SESSION_COOKIE_HTTPONLY or settings.SESSION_COOKIE_SAMESITE not in ("Strict", "Lax"):
        found.append("Session cookies are not protected. Restore the shipped settings.")
    return found


def _read(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return str(row[0]).lower() if row else ""


def _sqlite() -> list[str]:
    found = []
    wanted = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "foreign_keys": ("1",)}
    for pragma, allowed in wanted.items():
        value = _read(f"PRAGMA {pragma}")
        if value not in allowed:
            found.append(f"SQLite runs with {pragma}={value}; acknowledged acts could be lost. It must be {allowed[0]}.")
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
    from repatria.registry.journal.models import Entry

    last = Entry.objects.order_by("-seq").first()
    if last is not None and last.at > datetime.now(UTC) + SKEW:
        return [f"The clock stands before the journal's last entry ({last.at:%Y-%m-%d %H:%M} UTC). Set the clock."]
    return []


def _witness() -> list[str]:
    from repatria.registry.journal.heading import seen_by_witness
    from repatria.registry.journal.models import State
    from repatria.registry.journal.witness import HeadRefused

    try:
        seen = seen_by_witness()
    except (HeadRefused, OSError) as fault:
        return [f"The witness cannot be read: {fault}"]
    state = State.objects.filter(pk=1).first()
    size = state.size if state else 0
    if seen > size:
        return [
            f"The witness has seen {seen} journal entries, this database holds {size}: it is an older copy. "
            "Restore the newest backup, or accept the loss with: repatria registry restore --accept-loss REASON."
        ]
    return []
