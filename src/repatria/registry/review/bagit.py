"""Bags by RFC 8493 (BagIt 1.0): payload under ``data/``, manifests with SHA-256 and SHA-512, tag files that are hashed themselves.

Written out here because the common library changes the working directory of the whole process while it makes a bag, which a server
with threads cannot bear, and stamps a bag with its own address. Pure but for the folder it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from repatria.errors import InvalidInput, UnreadableFile

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
MOST_FILES = 10_000


def write_bag(folder: Path, payload: Mapping[str, bytes], info: Mapping[str, str]) -> str:
    """Write a bag into the empty or new ``folder``; returns the SHA-256 of its tag manifest, which stands for the whole bag.

    ``payload``: paths under ``data/``, with slashes. ``info``: lines of bag-info.txt; Payload-Oxum is added. Raises InvalidInput for a
    folder that holds something and for a path or a line that a bag cannot have.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidInput(f"{folder}: not empty. Name a new folder for the bag.")
    for name in payload:
        _must_be_plain(name)
    octets = sum(len(data) for data in payload.values())
    told = {**info, "Payload-Oxum": f"{octets}.{len(payload)}"}
    for key, value in told.items():
        if not key or ":" in key or any(c in "\r\n" for c in key + value):
            raise InvalidInput(f"bag-info {key!r}: a line break or a colon does not fit there. Write it in one line.")
    tags = {
        "bagit.txt": DECLARATION.encode(),
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in told.items()).encode(),
    }
    whole = {f"data/{name}": data for name, data in payload.items()}
    for algorithm in ALGORITHMS:
        tags[f"manifest-{algorithm}.txt"] = _manifest(whole, algorithm)
    sealed = {f"tagmanifest-{algorithm}.txt": _manifest(tags, algorithm) for algorithm in ALGORITHMS}
    for name, data in {**whole, **tags, **sealed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return hashlib.sha256(sealed["tagmanifest-sha256.txt"]).hexdigest()


def check_bag(folder: Path) -> int:
    """Check every file of a bag against every manifest; the number of payload files. UnreadableFile names the first that is wrong."""
    if not (folder / "bagit.txt").is_file():
        raise UnreadableFile("is no bag: bagit.txt is missing. Name the folder that holds it.", path=folder)
    if not (folder / "bagit.txt").read_text("utf-8").startswith("BagIt-Version: 1.0\n"):
        raise UnreadableFile("is not BagIt 1.0. Ask for the bag again.", path=folder / "bagit.txt")
    payload = {p.relative_to(folder).as_posix() for p in (folder / "data").rglob("*") if p.is_file()}
    tags = {p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("tagmanifest-")}
    for algorithm in ALGORITHMS:
        _agree(folder, f"manifest-{algorithm}.txt", payload)
        _agree(folder, f"tagmanifest-{algorithm}.txt", tags)
    return len(payload)


def _agree(folder: Path, manifest: str, there: set[str]) -> None:
    path = folder / manifest
    if not path.is_file():
        raise UnreadableFile("is missing. Ask for the bag again.", path=path)
    named: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        digest, _space, name = line.partition("  ")
        _must_be_plain(name)
        named[name] = digest
    lost, added = sorted(set(named) - there), sorted(there - set(named))
    if lost or added:
        what = f"{lost[0]} is missing" if lost else f"{added[0]} is not named"
        raise UnreadableFile(f"{what}. Ask for the bag again.", path=path)
    algorithm = manifest.rsplit("-", 1)[1].removesuffix(".txt")
    for name, digest in named.items():
        found = hashlib.new(algorithm, (folder / name).read_bytes()).hexdigest()
        if found != digest:
            raise UnreadableFile(f"was changed: its {algorithm} is {found[:16]}…. Ask for the bag again.", path=folder / name)


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    lines = (f"{hashlib.new(algorithm, data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def _must_be_plain(name: str) -> None:
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or any(c in name for c in "\r\n\0\\%") or len(parts) > 9:
        raise InvalidInput(f"bag: the path {name!r} leads elsewhere or cannot be written. Use plain names.")
