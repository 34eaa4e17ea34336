"""Setting a registry up, bringing it up to date, backing it up and restoring it. Used by the command line; no make needed.

A backup is one file: a tar of the database, the uploads and a manifest, followed by the SHA-256 of all bytes before it. It counts
only after it has been restored into a folder of its own and verified there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from repatria.registry import home as homes
from repatria.registry.home import Home
from repatria.registry.journal import clock, verifier
from repatria.registry.migrating import Tick, migrate, waiting_migrations
from repatria.registry.refusals import NotReady

MAGIC = b"repatria-backup/1\n"
CHUNK = 1 << 20
DATABASE, MANIFEST, HEAD = "registry.sqlite3", "manifest.json", "head.txt"


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that has been restored and verified: entries, root of the journal, files."""

    entries: int
    root: str
    files: int


def wake(folder: Path) -> Home:
    """Set Django up on the registry in ``folder``. One process serves one registry."""
    home = homes.read_home(folder)
    os.environ[homes.VARIABLE] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "repatria.registry.settings"
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.conf import settings

    if settings.HOME.folder != home.folder:
        raise NotReady(f"{folder}: this process already works on {settings.HOME.folder}. Start another one.")
    return home


def init(
    folder: Path, *, origin: str, database_url: str = "", witness: str = "", tick: Tick = lambda *_: None
) -> dict[str, Any]:
    """Make a registry: folder, secrets, signing key, tables, first journal entry, first head. ``tick`` is told how far it is."""
    homes.make_home(folder, origin=origin, database_url=database_url, witness=witness)
    home = wake(folder)
    from django.db import transaction

    from repatria.registry.journal import entries, heading, heads
    from repatria.registry.journal.recording import append
    from repatria.registry.people.seats import TheRegistry

    key = heads.generate(home.keys / heading.KEY)
    home.witness_folder.mkdir(parents=True, exist_ok=True)
    migrate("making the tables", tick)
    with transaction.atomic():
        append(entries.JournalOpened, TheRegistry(), facts={"origin": origin, "key": key.public.hex()})
    receipt = heading.hand_over(heading.sign_head())
    return {"folder": str(folder), "key": key.public.hex(), "witness": receipt.witness, "words": list(receipt.words)}


def backup(folder: Path, out: Path) -> Checked:
    """Write a backup of the registry in ``folder`` to ``out``, restore it aside, verify it; only then does it count."""
    home = wake(folder)
    _sqlite_only(home)
    if out.exists():
        raise NotReady(f"{out}: exists already. A backup never overwrites another; choose a new name.")
    from repatria.registry.journal import heading

    head = heading.sign_head()
    heading.hand_over(head)
    with tempfile.TemporaryDirectory(prefix="repatria-backup-", dir=out.parent) as scratch:
        copy = Path(scratch) / DATABASE
        _copy_database(home.database, copy)
        part = Path(scratch) / "backup.part"
        _pack(part, copy, home, head.text)
        checked = verify(part)
        os.replace(part, out)
    _sync_folder(out.parent)
    return checked


def verify(path: Path) -> Checked:
    """Restore a backup into a folder that is thrown away, and check every byte, every table and every journal entry."""
    with tempfile.TemporaryDirectory(prefix="repatria-verify-", dir=path.parent) as scratch:
        return _unpack(path, Path(scratch) / "copy")


def restore(path: Path, folder: Path, *, witnesses: list[str], accept_loss: str = "") -> tuple[Checked, int]:
    """Restore a backup into the new ``folder``. An older copy than the newest witness is refused unless its loss is accepted.

    Even then the copy must agree with every witnessed head of its own size or smaller: a loss can be accepted, a rewriting cannot.

    Returns what was verified, and how many witnessed entries are lost. Keys are not in a backup: bring ``keys/`` and
    ``registry.toml`` from where they are kept; without them a new set is made and the next head is signed with a new key.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotReady(f"{folder}: not empty. Restore into a new folder; nothing is ever overwritten.")
    heads = _heads_of(witnesses)
    seen = max((size for size, _ in heads), default=0)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".repatria-restore-", dir=folder.parent))
    try:
        checked = _unpack(path, scratch / "copy")
        lost = max(0, seen - checked.entries)
        if lost and not accept_loss.strip():
            raise NotReady(
                f"{path}: ends at entry {checked.entries}; the witness has seen {seen}. It is an older copy: entries "
                f"{checked.entries + 1} to {seen} would be lost. Restore a newer backup, or say why with --accept-loss."
            )
        _check_database(scratch / "copy" / DATABASE, [text for size, text in heads if size <= checked.entries])
        _settle(scratch / "copy", folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return checked, lost


def note_restored(folder: Path, *, size: int, lost: int, reason: str) -> None:
    """Write into the journal that the registry was set back, which sequence numbers are gone and why."""
    wake(folder)
    from django.db import transaction

    from repatria.registry.journal import entries
    from repatria.registry.journal.recording import append
    from repatria.registry.people.seats import TheRegistry

    with transaction.atomic():
        append(
            entries.JournalRestored,
            TheRegistry(),
            facts={
                "size": size,
                "lost_from": size + 1 if lost else None,
                "lost_to": size + lost if lost else None,
                "reason": reason,
            },
        )


def upgrade(folder: Path, *, keep: Path | None = None, tick: Tick = lambda *_: None) -> list[str]:
    """Bring the tables up to date: rehearsed on a copy first, backed up, then done. Returns the migrations applied, the same as
    :func:`waiting_migrations` named before."""
    home = wake(folder)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if unknown:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in unknown))
        raise NotReady(f"{folder}: made by a newer version (it knows {names}). Install that version; nothing is ever set back.")
    plan = waiting_migrations()
    if not plan:
        return []
    if not home.database_url:
        with tempfile.TemporaryDirectory(prefix=".repatria-rehearsal-", dir=home.folder) as scratch:
            copy = Path(scratch) / DATABASE
            tick("rehearsing on a copy", 0, 1)
            _copy_database(home.database, copy)
            _rehearse(copy)
            tick("rehearsing on a copy", 1, 1)
        saved = keep or home.folder / f"before-upgrade-{clock.now():%Y%m%dT%H%M%S}.sqlite3"
        _copy_database(home.database, saved)
    migrate("changing the tables", tick)
    return plan


def _rehearse(copy: Path) -> None:
    """Run the migrations on a copy in a process of its own, so that this one's connections stay as they are."""
    import subprocess
    import sys

    script = (
        "import sys, django; from django.conf import settings; django.setup();"
        "settings.DATABASES['default']['NAME'] = sys.argv[1];"
        "from django.db import connections; connections['default'].settings_dict['NAME'] = sys.argv[1];"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(copy)], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise NotReady(f"the rehearsal on a copy failed: {last}. Nothing was changed.")
    _check_database(copy)


def _sqlite_only(home: Home) -> None:
    if home.database_url:
        raise NotReady(
            "this registry lives in PostgreSQL: back it up with pg_dump or base backups, and the uploads/ folder beside it "
            "(docs/how-to/registry-operate.md says how to verify one)."
        )


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a live SQLite database, through SQLite itself."""
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _pack(out: Path, database: Path, home: Home, head: str) -> None:
    files = {DATABASE: database}
    files |= {f"uploads/{p.relative_to(home.uploads)}": p for p in sorted(home.uploads.rglob("*")) if p.is_file()}
    manifest = {
        "format": MAGIC.decode().strip(),
        "origin": home.origin,
        "files": {name: _digest(path) for name, path in files.items()},
    }
    with open(out, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:  # names, contacts, second factors
        told = _Hashing(file)
        told.write(MAGIC)
        with tarfile.open(fileobj=told, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
            _add(tar, MANIFEST, json.dumps(manifest, sort_keys=True).encode())
            _add(tar, HEAD, head.encode())
            for name, path in files.items():
                tar.add(path, arcname=name, recursive=False)
        file.write(told.digest.hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())


def _unpack(path: Path, folder: Path, *, witnesses: list[str] | None = None) -> Checked:
    """Unpack a backup into ``folder`` and verify it there; NotReady names what is wrong with it."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise NotReady(f"{path}: not a backup of Repatria.")
            _check_trailer(file, path, size)
            file.seek(len(MAGIC))
            folder.mkdir(parents=True)
            with tarfile.open(fileobj=_Slice(file, size - len(MAGIC) - 64), mode="r|") as tar:  # type: ignore[call-overload]
                tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as fault:
        raise NotReady(f"{path}: cannot be read ({fault}). Use another backup.") from fault
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise NotReady(f"{path}: {name} is not as it was backed up. Use another backup.")
    entries, root = _check_database(folder / DATABASE, [(folder / HEAD).read_text(encoding="utf-8"), *(witnesses or [])])
    return Checked(entries, root, len(manifest["files"]))


def _check_trailer(file: BinaryIO, path: Path, size: int) -> None:
    file.seek(0)
    digest, left = hashlib.sha256(), size - 64
    while left > 0:
        block = file.read(min(CHUNK, left))
        if not block:
            break
        digest.update(block)
        left -= len(block)
    if left or file.read(65) != digest.hexdigest().encode():
        raise NotReady(f"{path}: a byte differs from what was written, or some are missing. Use another backup.")


def _check_database(path: Path, witnesses: list[str] | None = None) -> tuple[int, str]:
    """Pages, foreign keys and the whole journal of a database file; its heads against ``witnesses``."""
    copy = sqlite3.connect(path)
    try:
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
        stray = copy.execute("PRAGMA foreign_key_check").fetchone()
        stream = io.BytesIO()
        for (body,) in copy.execute("SELECT body FROM journal_entry ORDER BY seq"):
            stream.write(bytes(body) + b"\n")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        raise NotReady(f"the copy's database cannot be read ({fault}). Use another backup.") from fault
    finally:
        copy.close()
    if sound != "ok" or stray:
        raise NotReady(
            f"the copy's database is damaged ({sound if sound != 'ok' else 'rows point nowhere'}). Use another backup."
        )
    stream.seek(0)
    report = verifier.check(stream, [(f"head {n}", text) for n, text in enumerate(witnesses or [], start=1)])
    if report.findings:
        raise NotReady(f"the copy's journal does not verify: {report.findings[0][1]}")
    return report.entries, report.head


def _heads_of(witnesses: list[str]) -> list[tuple[int, str]]:
    """(size, text) of every head in the texts of witnesses; NotReady if one of them is not whole."""
    found = []
    for number, text in enumerate(witnesses, start=1):
        parts = text.rstrip("\n").split("\n\n")
        for at in range(0, len(parts), 2):
            one = "\n\n".join(parts[at : at + 2]) + "\n"
            try:
                found.append((verifier.parse_head(one).size, one))
            except ValueError as fault:
                raise NotReady(f"witness {number}: {fault}. Bring the file as the witness keeps it.") from fault
    return found


def _settle(copy: Path, folder: Path) -> None:
    """Turn an unpacked, verified backup into a registry's folder, in one step."""
    with _made_beside(folder) as fresh:
        homes.make_home(fresh)
        os.replace(copy / DATABASE, fresh / DATABASE)
        for path in (copy / "uploads").rglob("*") if (copy / "uploads").is_dir() else ():
            if path.is_file():
                target = fresh / "uploads" / path.relative_to(copy / "uploads")
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, target)
        from repatria.registry.journal import heads

        heads.generate(fresh / homes.KEYS / "signing.pem")
        (fresh / homes.WITNESS).mkdir(exist_ok=True)


@contextmanager
def _made_beside(folder: Path) -> Iterator[Path]:
    fresh = Path(tempfile.mkdtemp(prefix=".repatria-new-", dir=folder.parent))
    try:
        yield fresh
        if folder.exists():
            folder.rmdir()
        os.replace(fresh, folder)
        _sync_folder(folder.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class _Hashing(io.RawIOBase):
    """A file that hashes what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self.file.write(data)


class _Slice(io.RawIOBase):
    """The next ``left`` bytes of a file."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self.file, self.left = file, left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(min(self.left, size if size >= 0 else self.left))
        self.left -= len(block)
        return block


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
