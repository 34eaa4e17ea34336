"""T-40: a registry that is set up wrongly refuses to start, and says what to do. One row for each wrong setting."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as live
from django.db import connection, transaction

from repatria.registry import home as homes
from repatria.registry import startup
from repatria.registry.assurance.outcome import Outcome
from repatria.registry.assurance.tampering import drop_triggers
from repatria.registry.home import CONFIG, Home
from repatria.registry.journal import clock, heading, heads
from repatria.registry.journal.models import State
from repatria.registry.people.actions import add_laboratory, add_user
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import NotReady

Spoil = Callable[[Any, Home, pytest.MonkeyPatch], object]


def put(name: str, value: Any) -> Spoil:
    return lambda settings, _home, _patch: setattr(settings, name, value)


def without(guard: str) -> Spoil:
    return lambda settings, _h, _p: setattr(settings, "MIDDLEWARE", [m for m in live.MIDDLEWARE if not m.endswith(guard)])


def pragma(words: str) -> Spoil:
    def spoil(_settings: Any, _home: Home, _patch: pytest.MonkeyPatch) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {words}")
            cursor.fetchall()

    return spoil


def rollback_journal(_settings: Any, _home: Home, patch: pytest.MonkeyPatch) -> None:
    """As a file in another mode answers; the mode of a file that another thread still has open cannot be changed."""
    real = startup._read
    patch.setattr(startup, "_read", lambda sql: "delete" if "journal_mode" in sql else real(sql))


def deferred(_settings: Any, _home: Home, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")


def clock_set_back(_settings: Any, _home: Home, patch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(days=1)

    patch.setattr(clock, "datetime", Tomorrow)
    add_laboratory(TheRegistry(), "tomorrow", name="Tomorrow")


def key_file(change: Callable[[Path], object]) -> Spoil:
    return lambda _s, home, _p: change(home.keys / heading.KEY)


def other_kind_of_key(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def witnessed(home: Home) -> Path:
    home.witness_folder.mkdir()
    add_user(TheRegistry(), "ines", name="Ines")
    heading.hand_over(heading.sign_head())
    return home.witness_folder / "heads.txt"


def witness_ahead(_s: Any, home: Home, _p: pytest.MonkeyPatch) -> None:
    witnessed(home)
    State.objects.update(size=0)


def witness_spoilt(_s: Any, home: Home, _p: pytest.MonkeyPatch) -> None:
    path = witnessed(home)
    path.write_text(path.read_text(encoding="utf-8").replace("repatria.local", "repatria.other"), encoding="utf-8")


def witness_of_another_history(_s: Any, home: Home, _p: pytest.MonkeyPatch) -> None:
    home.witness_folder.mkdir()
    add_user(TheRegistry(), "ines", name="Ines")
    key = heads.load(home.keys / heading.KEY)
    text = heads.for_witness(heads.sign(home.origin, 1, bytes(32), [key]), [key])
    (home.witness_folder / "heads.txt").write_text(text + "\n", encoding="utf-8")


def no_triggers(_s: Any, _h: Home, _p: pytest.MonkeyPatch) -> None:
    drop_triggers()


MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
INSIDE: dict[str, tuple[Spoil, str]] = {
    "debug on": (put("DEBUG", True), "DEBUG is on"),
    "short secret": (put("SECRET_KEY", "abcdefghijklmnopq"), "secret is weak"),
    "dull secret": (put("SECRET_KEY", "abcabcabc" * 10), "secret is weak"),
    "every host": (put("ALLOWED_HOSTS", ["*"]), "Every host name"),
    "every host of a domain": (put("ALLOWED_HOSTS", [".example"]), "Every host name"),
    "no host": (put("ALLOWED_HOSTS", []), "No host name"),
    "session cookie for scripts": (put("SESSION_COOKIE_HTTPONLY", False), "Session cookies"),
    "session cookie for other sites": (put("SESSION_COOKIE_SAMESITE", "None"), "Session cookies"),
    "form cookie for scripts": (put("CSRF_COOKIE_HTTPONLY", False), "Csrf cookies"),
    "form cookie for other sites": (put("CSRF_COOKIE_SAMESITE", None), "Csrf cookies"),
    "no headers": (without("web.Headers"), "web.Headers is switched off"),
    "no security headers": (without("SecurityMiddleware"), "SecurityMiddleware is switched off"),
    "no form tokens": (without("CsrfViewMiddleware"), "CsrfViewMiddleware is switched off"),
    "may be framed": (without("XFrameOptionsMiddleware"), "XFrameOptionsMiddleware is switched off"),
    "no second factor": (without("SecondFactor"), "SecondFactor is switched off"),
    "faults in the open": (without("web.Faults"), "web.Faults is switched off"),
    "weak password hashes": (put("PASSWORD_HASHERS", [MD5]), "which is weak"),
    "any password": (put("AUTH_PASSWORD_VALIDATORS", []), "Any password"),
    "signing key missing": (key_file(Path.unlink), "signing key is missing"),
    "signing key open to others": (key_file(lambda path: path.chmod(0o644)), "reached by others"),
    "signing key spoilt": (key_file(lambda path: path.write_text("none")), "no readable private key"),
    "signing key of another kind": (key_file(other_kind_of_key), "another kind"),
    "folder open to others": (lambda _s, home, _p: home.folder.chmod(0o755), "can be reached by others"),
    "clock behind the journal": (clock_set_back, "The clock stands before"),
    "witness ahead": (witness_ahead, "it is an older copy"),
    "witness spoilt": (witness_spoilt, "The witness cannot be read"),
    "witness of another history": (witness_of_another_history, "its history is another one"),
    "triggers gone": (no_triggers, "triggers that keep what was written"),
}
"""What is spoilt inside a registry whose folder can be read, and the words of its refusal."""
ON_SQLITE: dict[str, tuple[Spoil, str]] = {
    "synchronous NORMAL": (pragma("synchronous = NORMAL"), "synchronous=1"),
    "synchronous OFF": (pragma("synchronous = OFF"), "synchronous=0"),
    "foreign keys off": (pragma("foreign_keys = OFF"), "foreign_keys=0"),
    "recursive triggers off": (pragma("recursive_triggers = OFF"), "recursive_triggers=0"),
    "rollback journal": (rollback_journal, "journal_mode=delete"),
    "deferred transactions": (deferred, "IMMEDIATE"),
}
BESIDE: dict[str, tuple[Callable[[Path], object], str]] = {
    "settings open to the group": (lambda path: path.chmod(0o640), "readable by others"),
    "settings open to all": (lambda path: path.chmod(0o604), "readable by others"),
    "settings missing": (Path.unlink, "no registry here"),
    "settings spoilt": (lambda path: path.write_text("secret = ", encoding="utf-8"), "Correct the file"),
    "secret missing": (lambda path: path.write_text('secret = ""\n', encoding="utf-8"), "secret is weak"),
    "secret dull": (lambda path: path.write_text(f'secret = "{"ab" * 40}"\n', encoding="utf-8"), "secret is weak"),
}
"""What is spoilt in ``registry.toml``; refused before anything else is read."""


@pytest.fixture
def sound(home: Home, settings: Any) -> Home:
    """A registry's folder with a key, on the database of the tests."""
    heads.generate(home.keys / heading.KEY)
    settings.HOME = home
    return home


def test_a_sound_registry_starts(db: None, sound: Home, durable: None) -> None:
    """The control: without a wrong setting nothing is refused."""
    assert startup.refusals() == []
    startup.refuse_unless_sound()


@pytest.mark.parametrize("name", INSIDE)
def test_it_refuses_to_start(
    db: None, sound: Home, durable: None, settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    spoil, words = INSIDE[name]
    with transaction.atomic():
        spoil(settings, sound, monkeypatch)
        with pytest.raises(NotReady, match="does not start") as refusal:
            startup.refuse_unless_sound()
        transaction.set_rollback(True)
    assert words in str(refusal.value)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ON_SQLITE)
def test_it_refuses_to_start_on_wrong_pragmas(sound: Home, settings: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    spoil, words = ON_SQLITE[name]
    try:
        spoil(settings, sound, monkeypatch)
        with pytest.raises(NotReady, match="does not start") as refusal:
            startup.refuse_unless_sound()
    finally:
        connection.close()  # the next one is set up as shipped
    assert words in str(refusal.value)


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_it_refuses_to_start_on_a_forgetful_server(db: None, sound: Home, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One setting is off at a time; the server of ordinary tests has all three off."""
    monkeypatch.setattr(startup, "_read", lambda sql: "off" if sql == f"SHOW {name}" else "on")
    with pytest.raises(NotReady, match=f"{name} off"):
        startup.refuse_unless_sound()
    monkeypatch.undo()
    assert any("fsync off" in said for said in startup.refusals())


@pytest.mark.parametrize("name", BESIDE)
def test_it_refuses_to_be_read(home: Home, name: str) -> None:
    spoil, words = BESIDE[name]
    assert homes.read_home(home.folder) == home
    spoil(home.folder / CONFIG)
    with pytest.raises(NotReady) as refusal:
        homes.read_home(home.folder)
    assert words in str(refusal.value) and str(home.folder) in str(refusal.value)


@pytest.mark.parametrize("url", ["mysql://somebody@host/name", "sqlite:///x", "host/name"])
def test_it_refuses_an_address_of_an_unknown_database(url: str) -> None:
    with pytest.raises(NotReady, match=r"Use postgresql"):
        homes.parts_of(url)


def test_the_shipped_server_refuses_a_wrong_registry(home: Home, tmp_path: Path) -> None:
    """Through the entrance that serves: the settings of a folder with debug on never answer a request."""
    import subprocess
    import sys

    config = home.folder / CONFIG
    config.write_text(config.read_text(encoding="utf-8") + "debug = true\n", encoding="utf-8")
    env = {**os.environ, homes.VARIABLE: str(home.folder), "DJANGO_SETTINGS_MODULE": "repatria.registry.settings"}
    env.pop(homes.DATABASE_VARIABLE, None)
    script = "from repatria.registry.startup import _settings; import django; django.setup(); print(*_settings())"
    ended = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert "DEBUG is on" in ended.stdout, ended.stderr


def test_there_are_at_least_twenty_five_rows(tell: Callable[[Outcome], Outcome], seed: int) -> None:
    rows = len(INSIDE) + len(ON_SQLITE) + len(BESIDE) + 3 + 3
    tell(
        Outcome(
            "T-40",
            "a registry that is set up wrongly refuses to start and says what to do",
            rows,
            0,
            "a sound registry starts (its own test)",
            seed,
            0.0,
            note="one test for each row; faults are failed tests of the run.",
        )
    )
    assert rows >= 25
