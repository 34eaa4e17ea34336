"""A registry's folder: where its settings, database, keys and files lie. Knows no Django."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from repatria.registry.refusals import NotReady

CONFIG, DATABASE, KEYS, UPLOADS, WITNESS = "registry.toml", "registry.sqlite3", "keys", "uploads", "witness"
VARIABLE = "REPATRIA_HOME"
DATABASE_VARIABLE = "REPATRIA_DATABASE_URL"
LONG_ENOUGH = 50
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
ORIGIN = "repatria.local/registry"


@dataclass(frozen=True, slots=True)
class Home:
    """One registry's folder and what its ``registry.toml`` says."""

    folder: Path
    secret: str
    database_url: str = ""
    hosts: tuple[str, ...] = LOCAL_HOSTS
    origin: str = ORIGIN
    debug: bool = False
    witness: str = ""
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / DATABASE

    @property
    def keys(self) -> Path:
        """The folder of the signing key."""
        return self.folder / KEYS

    @property
    def uploads(self) -> Path:
        """The folder of photographs and papers."""
        return self.folder / UPLOADS

    @property
    def witness_folder(self) -> Path:
        """Where heads are handed to. Better on another machine; ``registry.toml`` says where."""
        return Path(self.witness) if self.witness else self.folder / WITNESS


def make_home(folder: Path, *, origin: str = ORIGIN, database_url: str = "", witness: str = "") -> Home:
    """Make a registry's folder with fresh secrets, readable by its owner only. Refuses a folder that holds anything."""
    if folder.exists() and any(folder.iterdir()):
        raise NotReady(f"{folder}: not empty. Choose a new folder for the registry, or serve the one that is there.")
    for path in (folder, folder / KEYS, folder / UPLOADS):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)  # an empty folder may have been there before, open to others
    lines = [
        f'secret = "{secrets.token_urlsafe(64)}"',
        f'origin = "{origin}"',
        'hosts = ["127.0.0.1", "localhost", "[::1]"]',
        f'database_url = "{database_url}"  # empty: SQLite in this folder',
        f'witness = "{witness}"  # a folder outside this machine is better; empty: witness/ here',
    ]
    config = folder / CONFIG
    config.touch(mode=0o600)
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_home(folder)


def read_home(folder: Path) -> Home:
    """Read a registry's folder; refuses one without settings, with a weak secret or readable by others."""
    config = folder / CONFIG
    if not config.is_file():
        raise NotReady(f"{folder}: no registry here ({CONFIG} is missing). Make one with: repatria registry init {folder}")
    if config.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotReady(f"{config}: readable by others than its owner. Run: chmod 600 {config}")
    try:
        told = tomllib.loads(config.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise NotReady(f"{config}: {fault}. Correct the file.") from fault
    home = Home(
        folder=folder.resolve(),
        secret=str(told.pop("secret", "")),
        database_url=os.environ.get(DATABASE_VARIABLE, "") or str(told.pop("database_url", "")),
        hosts=tuple(str(h) for h in told.pop("hosts", LOCAL_HOSTS)),
        origin=str(told.pop("origin", ORIGIN)),
        debug=bool(told.pop("debug", False)),
        witness=str(told.pop("witness", "")),
        extra=told,
    )
    if len(home.secret) < LONG_ENOUGH or len(set(home.secret)) < 12:
        raise NotReady(f"{config}: the secret is weak. Write at least {LONG_ENOUGH} random characters.")
    return home


def home_from_environment() -> Home | None:
    """The folder that ``REPATRIA_HOME`` names; ``None`` where it is not set."""
    named = os.environ.get(VARIABLE, "")
    return read_home(Path(named)) if named else None


def parts_of(url: str) -> dict[str, object]:
    """Django's database settings of a ``postgresql://user:password@host:port/name?options`` address."""
    told = urlsplit(url)
    if told.scheme not in ("postgresql", "postgres"):
        raise NotReady(f"database_url {told.scheme!r}: not known. Use postgresql://…, or leave it empty for SQLite.")
    query = dict(parse_qsl(told.query))
    return {
        "NAME": told.path.lstrip("/"),
        "USER": unquote(told.username or ""),
        "PASSWORD": unquote(told.password or ""),
        "HOST": query.pop("host", "") or (told.hostname or ""),
        "PORT": str(told.port or ""),
        "OPTIONS": query,
    }
