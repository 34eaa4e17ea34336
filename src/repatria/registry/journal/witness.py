"""Witnesses: keepers of heads outside the database, which refuse a head that does not continue the last one.

Whoever owns the database can rewrite it whole. What they cannot rewrite is a head that somebody else holds. A witness takes
a signed head with a proof (RFC 6962, section 2.1.2) that the tree it has seen before is the beginning of the new one.

* :class:`FileWitness` keeps heads in a folder elsewhere: another disk, a share of a partner, a stick.
* :class:`PrintedWitness` makes text and twelve words for a receipt on paper. It remembers nothing; the paper does.
* :class:`TimeStamper` is what an RFC 3161 time-stamp authority must offer. No client for one is part of this package.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from repatria.errors import InvalidInput
from repatria.registry.journal import words
from repatria.registry.journal.heads import sync_folder
from repatria.registry.journal.verifier import Head, consistent, parse_head


class HeadRefused(InvalidInput):
    """A witness will not keep this head. It is not signed as it should be, or it does not continue what the witness holds."""


class SetBack(HeadRefused):
    """The head is of fewer entries than the witness has seen: the journal was cut short or an old copy was restored.

    Attributes
    ----------
    seen, offered
        Number of entries in the last head kept and in the one refused.
    """

    def __init__(self, what: str, *, seen: int, offered: int) -> None:
        super().__init__(what)
        self.seen, self.offered = seen, offered


class SplitView(HeadRefused):
    """Two signed heads of one size differ: two histories were shown. ``kept`` and ``refused`` are the proof, as text."""

    def __init__(self, what: str, *, kept: str, refused: str) -> None:
        super().__init__(what)
        self.kept, self.refused = kept, refused


@dataclass(frozen=True)
class Receipt:
    """What a witness answers: which head it holds, where, and what to print of it."""

    witness: str
    size: int
    text: str
    words: tuple[str, ...]


class Witness(Protocol):
    """Somebody outside the database who keeps heads."""

    def submit(self, head: str, proof: Sequence[bytes]) -> Receipt:
        """Hand over a head with its keys (:func:`repatria.registry.journal.heads.for_witness`).

        ``proof`` shows that the last head this witness keeps is the beginning of the new one; empty if it keeps none, or one
        of size 0, or this very one. Returns once the head is durable. Raises HeadRefused.
        """


class TimeStamper(Protocol):
    """A time-stamp authority after RFC 3161: proof of *when*, which no other witness gives.

    To build one: send ``SHA-256(three signed lines of the head)`` as the message imprint with a nonce, check that the answer
    carries imprint, nonce and a certificate chain to an authority chosen beforehand, and keep the whole answer (DER) beside
    the head. It needs a network and a client library; the registry works without.
    """

    def stamp(self, digest: bytes) -> bytes:
        """The authority's answer (a DER TimeStampResp) for a SHA-256 digest of 32 bytes."""


class FileWitness:
    """Heads in the file ``heads.txt`` of a folder, oldest first, only ever appended to.

    The first head is taken on trust, with the keys beside it; whoever sets the witness up compares them by another way. From
    then on a head must be signed by a key of the head before. A new key is learnt from a head that both keys sign.
    """

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which must exist: a witness on a disk that is not there must not begin anew by itself."""
        if not folder.is_dir():
            raise InvalidInput(f"{folder}: is no folder. Make it, or bring back the disk that the witness is on.")
        self.folder, self.path = folder, folder / "heads.txt"

    def heads(self) -> list[Head]:
        """All heads kept, oldest first, each checked again. Raises HeadRefused if the file was spoilt."""
        return [_parse(text, self.path) for text in self._kept()]

    def last(self) -> Head | None:
        """The last head kept; None at the beginning. Raises HeadRefused if it was spoilt."""
        before = self._kept()[-1:]
        return _parse(before[0], self.path) if before else None

    def submit(self, head: str, proof: Sequence[bytes]) -> Receipt:
        """Keep a head, durably, or refuse it: see :meth:`Witness.submit`."""
        new = head.encode()
        offered = _parse(new, "head")
        with self._locked() as file:
            kept = self._kept()
            if kept:
                self._continues(kept[-1], head, offered, proof)
            if kept[-1:] != [new]:
                file.truncate(sum(len(one) + 1 for one in kept))  # a head cut off by a fault was never acknowledged
                file.seek(0, os.SEEK_END)
                file.write(new + b"\n")
                file.flush()
                os.fsync(file.fileno())
                sync_folder(self.folder)
        return Receipt(str(self.path), offered.size, head, tuple(words.spoken(head)))

    def _continues(self, before: bytes, head: str, offered: Head, proof: Sequence[bytes]) -> None:
        """Refuse a head that does not follow the last one."""
        seen = _parse(before, self.path)
        if offered.origin != seen.origin:
            raise HeadRefused(f"head of {offered.origin}: this witness keeps {seen.origin}. Give every journal its own folder.")
        if not set(offered.keys) & set(seen.keys):
            raise HeadRefused(
                f"head of {offered.size} entries: signed with a key that this witness has not met. "
                "Let the old key and the new one sign the next head together."
            )
        if offered.size < seen.size:
            raise SetBack(
                f"head of {offered.size} entries: this witness has seen {seen.size}. Find out what became of entries "
                f"{offered.size + 1} to {seen.size}; an old copy must not go on as if it were the journal.",
                seen=seen.size,
                offered=offered.size,
            )
        if offered.size == seen.size and offered.root != seen.root:
            raise SplitView(
                f"head of {offered.size} entries: not the one that this witness keeps of that size. Keep both; they are proof.",
                kept=before.decode(),
                refused=head,
            )
        fits = all(len(step) == 32 for step in proof)
        if seen.size and not (fits and consistent(seen.size, offered.size, proof, seen.root, offered.root)):
            raise HeadRefused(
                f"head of {offered.size} entries: no proof that the {seen.size} entries seen before are its beginning. "
                "Export the journal and check it against this witness before anything else."
            )

    def _kept(self) -> list[bytes]:
        """The whole heads in the file. Each is two paragraphs and ends in an empty line; a rest after the last is not one."""
        try:
            paragraphs = self.path.read_bytes().split(b"\n\n")[:-1]
        except FileNotFoundError:
            return []
        return [note + b"\n\n" + rest + b"\n" for note, rest in zip(paragraphs[::2], paragraphs[1::2], strict=False)]

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        """The file, open for writing, for one submission at a time."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield file


class PrintedWitness:
    """Heads for paper: the receipt carries the text for a QR code and twelve words to compare by eye or by voice."""

    def submit(self, head: str, proof: Sequence[bytes]) -> Receipt:
        """Make what is printed. Only the signature is checked: paper cannot look back. ``proof`` is not used."""
        offered = _parse(head.encode(), "head")
        return Receipt("paper", offered.size, head, tuple(words.spoken(head)))


def _parse(kept: bytes, where: object) -> Head:
    """A head with its keys out of what a file holds. Raises HeadRefused."""
    try:
        return parse_head(kept.decode("utf-8"))
    except ValueError as error:
        raise HeadRefused(f"{where}: {error}. A witness keeps only heads that are signed by the keys beside them.") from None
