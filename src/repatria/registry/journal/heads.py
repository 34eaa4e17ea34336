"""Signing heads of the journal: keys kept in files of their own, and the text that goes to witnesses.

A head is a C2SP checkpoint, that is a signed note of three lines: origin, size, base64 of the Merkle root. It is signed with
Ed25519 (RFC 8032). Several keys may sign one head: while a key is being replaced, the old and the new one both do, and a
witness that knows the old one learns the new. The key lies in a file that only its owner can read, outside the database.
"""

from __future__ import annotations

import base64
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from repatria.errors import InvalidInput
from repatria.registry.journal.verifier import key_hint

ORIGIN = re.compile(r"[!-*,-~]+")
"""What a journal may be called: printable ASCII without spaces and without a plus sign."""


class UnsafeKey(InvalidInput):
    """A signing key that others could read, or that is none."""


@dataclass(frozen=True)
class SigningKey:
    """A private Ed25519 key that signs heads. Nothing of it appears in its repr."""

    private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.public.hex()[:16]}…)"

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    def hint(self, origin: str) -> str:
        """The key's short id in the heads of `origin`: eight hexadecimal digits."""
        return key_hint(origin, self.public).hex()


def generate(path: Path) -> SigningKey:
    """Make a new key and keep it in a new file, as PEM, readable by its owner only.

    Raises FileExistsError rather than overwrite: a lost key cannot be made again.
    """
    key = SigningKey(Ed25519PrivateKey.generate())
    pem = key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as kept:
        os.fchmod(descriptor, 0o600)
        kept.write(pem)
        kept.flush()
        os.fsync(descriptor)
    sync_folder(path.parent)
    return key


def load(path: Path) -> SigningKey:
    """Read a key. Raises UnsafeKey if others than its owner may touch the file or if it holds no Ed25519 key."""
    with open(path, "rb") as kept:
        mode = stat.S_IMODE(os.fstat(kept.fileno()).st_mode)
        if mode & 0o077:
            raise UnsafeKey(
                f"{path}: the signing key can be reached by others than its owner (mode {mode:04o}). "
                "Take their rights away (chmod 600); if others may have read it, make a new key."
            )
        pem = kept.read()
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnsafeKey(f"{path}: holds no readable private key ({error}). Restore the file or make a new key.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise UnsafeKey(f"{path}: holds a key of another kind ({type(private).__name__}). Heads are signed with Ed25519.")
    return SigningKey(private)


def note(origin: str, size: int, root: bytes) -> str:
    """The three lines that are signed. Raises InvalidInput for what no verifier would accept."""
    if not ORIGIN.fullmatch(origin):
        raise InvalidInput(f"head: origin {origin!r} is no name for a journal. Use printable ASCII without spaces or plus.")
    if not 0 <= size < 10**16:
        raise InvalidInput(f"head: size {size} is no number of entries. Use the size of the journal.")
    if len(root) != 32:
        raise InvalidInput(f"head: a root has 32 bytes, not {len(root)}. Use the Merkle root of the journal.")
    return f"{origin}\n{size}\n{_base64(root)}\n"


def sign(origin: str, size: int, root: bytes, keys: Sequence[SigningKey]) -> str:
    """A signed head. Two keys sign while one replaces the other. Raises InvalidInput without any key."""
    if not keys:
        raise InvalidInput(f"head: nobody signs {origin} at {size}. Give at least one key.")
    text = note(origin, size, root)
    signatures = [key_hint(origin, key.public) + key.private.sign(text.encode()) for key in keys]
    return text + "\n" + "".join(f"— {origin} {_base64(signature)}\n" for signature in signatures)


def for_witness(head: str, keys: Sequence[SigningKey]) -> str:
    """A head together with the public keys it is signed with: what a witness keeps and what the verifier reads."""
    return head + "".join(f"key: {_base64(key.public)}\n" for key in keys)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, so that a file just made is still there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
