"""Checks an exported journal against heads kept by witnesses. One file, standard library only, Python 3.9 or newer.

    python verifier.py EXPORT.jsonl --witness HEAD [HEAD ...] [--json]

It re-reads every byte of the export: each line must be one entry in canonical JSON, numbered without a gap, holding the hash
of the entry before it; and the Merkle root over the first N entries must be the root in each witnessed head of size N. The
key that checks a head is the one its witness wrote down, never one from the export. Format: journal-format.md.
Exit code 0: nothing wrong was found. 1: something was, and the report says where. 2: the check could not be made.
"""

from __future__ import annotations

import argparse
import base64
import functools
import hashlib
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

NOT_PROVEN = "consistent in itself; not proven against rewriting or rollback"
PROVEN = "proven not altered, dropped, reordered, inserted, truncated or rolled back"
LARGEST = 2**53 - 1  # the largest integer every JSON reader keeps exactly (RFC 8785)
DEEPEST, LONGEST = 32, 1 << 20  # levels of nesting in one entry, and its bytes
NOTHING = "0" * 64  # `prev` of the first entry

# 1. One entry: canonical bytes
NAMES = ["actor", "at", "facts", "incident", "personal", "prev", "seq", "subject", "tag", "v"]  # sorted, as canonical JSON is
KINDS = [str, str, dict, str, dict, str, int, str, str, int]
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, allow_nan=False)
DECODER = json.JSONDecoder()
QUOTED = json.encoder.encode_basestring  # a text between its quotation marks, with the escapes that JSON asks for
MAKE: Any = getattr(json.encoder, "c_make_encoder", None)  # what ENCODER makes anew for every value, made once: faster
WRITE: Any = MAKE(None, None, QUOTED, None, ":", ",", True, False, False) if MAKE else ENCODER.iterencode
TEXTS = {  # none allows a line end: all six are held against their forms at once, a line each
    "actor": re.compile(r"[^\x00-\x1f\x7f]+"),
    "at": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"),
    "incident": re.compile(r"[A-Za-z0-9_-]*"),
    "prev": re.compile(r"[0-9a-f]{64}"),
    "subject": re.compile(r"[^\x00-\x1f\x7f]*"),
    "tag": re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+"),
}
ALL_TEXTS = re.compile("\n".join(form.pattern for form in TEXTS.values()))


def plain(value: Any, level: int = 0) -> None:
    """Refuse what canonical JSON cannot carry: fractions, huge integers, keys beyond ASCII, too much nesting, other types."""
    kind = type(value)
    if kind is str or kind is bool or value is None or (kind is int and -LARGEST <= value <= LARGEST):
        return
    if kind is not dict and kind is not list:
        raise ValueError(f"{value!a:.80} is not text, an integer within 2^53-1, true, false, null, a list or an object")
    if level == DEEPEST:
        raise ValueError(f"more than {DEEPEST} levels of nesting")
    for inner in value.values() if kind is dict else value:
        if type(inner) is not str and not (type(inner) is int and -LARGEST <= inner <= LARGEST):
            plain(inner, level + 1)
    for key in value if kind is dict else ():
        if type(key) is not str or not key.isascii():
            raise ValueError(f"the key {key!a} is not ASCII text")


def canonical(value: Any) -> bytes:
    """The one way to write a value down: RFC 8785 without fractions. Raises ValueError for what it cannot carry."""
    plain(value)
    return ENCODER.encode(value).encode("utf-8")  # half a character (a lone surrogate) is refused here


def read_entry(data: bytes) -> dict[str, Any]:
    """One entry out of its canonical bytes; ValueError unless it has the ten fields, each in its form, and the same bytes."""
    entry, _ = DECODER.raw_decode(text := data.decode("utf-8"))
    if type(entry) is not dict or list(entry) != NAMES or list(map(type, entry.values())) != KINDS:
        raise ValueError("not an object with exactly the fields of an entry, in their order and each of its kind")
    actor, at, facts, incident, personal, prev, seq, subject, tag, version = entry.values()
    if version != 1:
        raise ValueError(f"version {version!a} is not known to this verifier")
    if not 0 < seq <= LARGEST:
        raise ValueError(f"seq {seq!a} is not a number from 1")
    if not ALL_TEXTS.fullmatch("\n".join((actor, at, incident, prev, subject, tag))):
        wrong = next(name for name, form in TEXTS.items() if not form.fullmatch(entry[name]))
        raise ValueError(f"{wrong} {entry[wrong]!a} is not in its form")
    datetime.fromisoformat(at[:-1])  # a day of the calendar
    for name, commitment in personal.items():
        if not name.isascii() or type(commitment) is not str or not TEXTS["prev"].fullmatch(commitment):
            raise ValueError(f"personal {name!a} is not ASCII with a commitment of 64 hexadecimal digits")
    plain(facts, 1)
    start = f'{{"actor":{QUOTED(actor)},"at":"{at}","facts":{"".join(WRITE(facts, 0))},"incident":"{incident}","personal":'
    rest = f',"prev":"{prev}","seq":{seq},"subject":{QUOTED(subject)},"tag":"{tag}","v":1}}'  # the others' forms need no escape
    if f"{start}{''.join(WRITE(personal, 0))}{rest}" != text:  # UTF-8 has no half characters, so `text` has none either
        raise ValueError("the bytes are not the canonical form of what they say")
    return entry


# 2. Hashes and the Merkle tree (RFC 6962)
def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry: SHA-256 of 0x00, the length in eight bytes, and the bytes themselves."""
    return hashlib.sha256(b"\x00" + len(data).to_bytes(8, "big") + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees: SHA-256 of 0x01 and the two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(peaks: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to a tree of `size` leaves held as its complete subtrees, largest first."""
    while size & 1:
        leaf = node_hash(peaks.pop(), leaf)
        size >>= 1
    peaks.append(leaf)


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree held as its complete subtrees; of nothing, the hash of nothing."""
    return functools.reduce(lambda root, peak: node_hash(peak, root), reversed(peaks)) if peaks else hashlib.sha256().digest()


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """True if `proof` shows that the entry at `index` (from 0) is in the tree of `size` entries with this root."""
    if not 0 <= index < size:
        return False
    sides: list[bool] = []  # from the root down: does the entry stand in the right half?
    while size > 1:
        half = 1 << (size - 1).bit_length() - 1  # the left half: the largest power of two below the size
        sides.append(index >= half)
        index, size = (index - half, size - half) if index >= half else (index, half)
    for step, right in zip(proof, reversed(sides)):  # noqa: B905
        leaf = node_hash(step, leaf) if right else node_hash(leaf, step)
    return len(proof) == len(sides) and leaf == root and len(root) == 32


def consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """True if `proof` shows that the tree of `old` entries is the beginning of the tree of `new` entries."""
    if not 0 < old <= new:
        return False
    sides: list[bool] = []  # from the root down to the complete subtree that ends the old tree
    while old != new:
        half = 1 << (new - 1).bit_length() - 1
        sides.append(old > half)
        old, new = (old - half, new - half) if old > half else (old, half)
    steps = list(proof) if any(sides) else [old_root, *proof]  # that subtree may be the whole old tree
    if len(steps) != len(sides) + 1:
        return False
    old_hash = new_hash = steps[0]
    for step, right in zip(steps[1:], reversed(sides)):  # noqa: B905
        old_hash = node_hash(step, old_hash) if right else old_hash
        new_hash = node_hash(step, new_hash) if right else node_hash(new_hash, step)
    return old_hash == old_root and new_hash == new_root


# 3. Ed25519 signatures (RFC 8032)
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]  # x, y, z, t with (x/z, y/z) on the curve and xy = tz
ZERO = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """Sum of two points of the twisted Edwards curve."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def times(number: int, point: Point) -> Point:
    """`number` times a point, by doubling."""
    even = times(number >> 1, add(point, point)) if number else ZERO
    return add(even, point) if number & 1 else even


def pack(point: Point) -> bytes:
    """The 32 bytes of a point: y with the lowest bit of x on top."""
    inverse = pow(point[2], P - 2, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def unpack(data: bytes) -> Point | None:
    """The point that 32 bytes stand for; None if there is none or if the bytes are not its only form."""
    number = int.from_bytes(data, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    top, below = (y * y - 1) % P, (D * y * y + 1) % P
    square = top * pow(below, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    x = x if x & 1 == odd else P - x
    point = (x % P, y, 1, x * y % P)
    return point if x * x % P == square and pack(point) == data else None


BASE: Any = unpack((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """True if `signature` (64 bytes) over `message` was made with the private half of `key` (32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, s = unpack(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER or pack(times(8, point)) == pack(ZERO):  # the last: a key that signs anything
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus = (P - point[0], point[1], 1, P - point[3])
    return pack(add(times(s, BASE), times(k, minus))) == signature[:32]


# 4. Heads and what a witness keeps of them
HEAD = re.compile(r"(([!-*,-~]+)\n(0|[1-9][0-9]{0,15})\n(\S+)\n)\n((?:— \S+ \S+\n)+)((?:key: \S+\n)+)")


class Head(NamedTuple):
    """A signed statement: this journal, at this size, has this Merkle root. `keys` are the ones that signed it."""

    origin: str
    size: int
    root: bytes
    keys: tuple[bytes, ...]


def key_hint(name: str, key: bytes) -> bytes:
    """Four bytes that tell keys of one name apart, as in a C2SP signed note."""
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


def unbase64(text: str, length: int) -> bytes:
    """`length` bytes out of standard base64 in its one canonical form."""
    data = base64.b64decode(text)
    if len(data) != length or base64.b64encode(data).decode() != text:
        raise ValueError(f"{text!a} is not base64 of {length} bytes")
    return data


def parse_head(text: str) -> Head:
    """A head as a witness keeps it: origin, size, root; an empty line; signature lines; the witness's own `key:` lines."""
    match = HEAD.fullmatch(text)
    if match is None:
        raise ValueError(f"not a head (origin, size, root, empty line, signatures, key) but {text[:80]!a}")
    note, origin, size, root = match[1], match[2], int(match[3]), unbase64(match[4], 32)
    keys = {key_hint(origin, key): key for key in (unbase64(line[5:], 32) for line in match[6].splitlines())}
    holding = set()
    for name, signature in (line.split(" ")[1:] for line in match[5].splitlines()):
        if name == origin:  # a stranger's signature says nothing, for or against; neither does one of a key not written down
            data = unbase64(signature, 68)
            if data[:4] in keys and not signed(keys[data[:4]], note.encode(), data[4:]):
                raise ValueError(f"{origin} at {size}: the signature by key {data[:4].hex()} does not hold")
            holding.add(keys.get(data[:4]))
    if not set(keys.values()) <= holding:
        raise ValueError(f"{origin} at {size}: not signed by every key that stands beside it")
    return Head(origin, size, root, tuple(sorted(keys.values())))


def parse_witness(text: str) -> list[Head]:
    """All heads in a witness's file. Raises ValueError if one of them is not whole or not signed by the keys beside it."""
    parts = text.rstrip("\n").split("\n\n")
    return [parse_head("\n\n".join(parts[i : i + 2]) + "\n") for i in range(0, len(parts), 2)]


# 5. The check
@dataclass
class Report:
    """What was read, what was wrong, and the verdict in sentences."""

    entries: int = 0  # read, up to the first bad one
    proven: int = 0  # of these, as witnessed
    head: str = ""  # Merkle root over the entries read, in hexadecimal
    findings: list[tuple[int, str]] = field(default_factory=list)  # first entry it may concern (0: a witness), sentence
    verdict: list[str] = field(default_factory=list)


def read_journal(stream: BinaryIO, wanted: set[int], report: Report) -> dict[int, bytes]:
    """Read entries up to the first bad one; the Merkle roots at the wanted sizes."""
    peaks, roots, link = list[bytes](), {0: fold([])}, NOTHING
    for size, line in enumerate(iter(functools.partial(stream.readline, LONGEST + 1), b"")):
        try:
            if line[-1:] != b"\n":
                raise ValueError(f"no end of line within {LONGEST} bytes: cut off, or something was added")
            entry = read_entry(data := line[:-1])
            if entry["seq"] != size + 1:
                raise ValueError(f"numbered {entry['seq']}: an entry was dropped, inserted or moved here")
            if entry["prev"] != link:
                raise ValueError(f"its link is not the hash of entry {size}: one of the two was altered, or something dropped")
        except (ValueError, RecursionError) as error:
            report.findings.append((size + 1, f"entry {size + 1}: {error}"[:400]))
            break
        push(peaks, size, leaf := leaf_hash(data))
        report.entries, link = size + 1, leaf.hex()
        if size + 1 in wanted:
            roots[size + 1] = fold(peaks)
    report.head = fold(peaks).hex()
    return roots


def compare(heads: Sequence[Head], roots: dict[int, bytes], report: Report) -> None:
    """Hold what was read against the witnessed heads."""
    seen: dict[int, Head] = {}
    for head in sorted(heads, key=lambda head: head.size):
        size, end, told = head.size, report.entries + 1, any(0 < entry <= head.size for entry, _ in report.findings)
        if head.origin != heads[0].origin:
            report.findings.append((0, f"the witnesses speak of different journals: {heads[0].origin} and {head.origin}"))
        if seen.setdefault(size, head).root != head.root:
            report.findings.append((0, f"split view: two signed heads of {size} entries differ; keep both, they are proof"))
        elif roots.get(size) == head.root:
            report.proven = size
        elif size in roots and not told:
            span = f"entries {report.proven + 1} to {size}: among them something was altered, dropped, moved or inserted"
            report.findings.append((report.proven + 1, span))
        elif size >= end and not told:
            other = f", or one of {report.proven + 1} to {end - 1} taken out" if report.proven < report.entries else ""
            report.findings.append((end, f"entries {end} to {size}: missing; cut short or set back to an older copy{other}"))


def check(stream: BinaryIO, witnesses: Sequence[tuple[str, str]]) -> Report:
    """Check an open export against witnesses given as (name, text of the file they kept)."""
    report, heads = Report(), []
    for name, text in witnesses:
        try:
            heads += parse_witness(text)
        except ValueError as error:
            report.findings.append((0, f"witness {name}: {error}"[:400]))
    compare(heads, read_journal(stream, {head.size for head in heads}, report), report)
    first = min((entry for entry, _ in report.findings if entry), default=0)
    if report.findings:
        report.verdict = [f"not as it was written: first bad entry {first}" if first else "the witnesses cannot be relied on"]
    elif report.proven:
        keys = ", ".join(sorted({key.hex() for head in heads for key in head.keys}))
        report.verdict.append(f"entries 1 to {report.proven}: {PROVEN}")
        report.verdict.append(f"by {len(heads)} witnessed heads of {heads[0].origin}, signed with {keys}")
    if not report.findings and (report.proven < report.entries or not report.proven):
        report.verdict.append(f"entries {report.proven + 1} to {report.entries}: " * bool(report.proven) + NOT_PROVEN)
    return report


# 6. The verifier against itself, and the command
TINY = """self-test
3
uBrAZozKC8f7IbT+yLnAXyS7duFX4gW2N0nNgbn0vlY=

— self-test 1g3l8ahvor0lLYkCRVczcP489eqzub1u4t4TUG+tUNjZmRTFpMs1o6A8nW3njLLQBLSQcKVlhQCb4wAwRRb3VaYZSgk=
key: OgZVxqV3TxCYmPMk/nZGMhDIQB5QPViLMhgshQWx52o=
"""


def tiny_journal(altered: int) -> list[bytes]:
    """Three entries, properly linked; from entry `altered` on they tell another story, with every hash redone."""
    lines: list[bytes] = []
    for seq in (1, 2, 3):
        prev = leaf_hash(lines[-1][:-1]).hex() if lines else NOTHING
        facts = {"told": "otherwise" if seq >= altered else "once"}
        entry: dict[str, Any] = {"v": 1, "seq": seq, "at": "2018-07-27T00:00:00.000000Z", "tag": "self.test", "actor": "P-1"}
        lines.append(canonical({**entry, "incident": "", "subject": "", "facts": facts, "personal": {}, "prev": prev}) + b"\n")
    return lines


def self_test() -> None:
    """Refuse to go on (SystemError) unless a true journal passes and each planted fault is found."""
    one, two, three = tiny_journal(4)
    planted = {"nothing": (one + two + three, TINY), "a swap": (two + one + three, TINY), "a lost tail": (one + two, TINY)}
    planted["a new word"] = (one + two + three.replace(b"once", b"1nce"), TINY)
    planted["a tail with hashes redone"] = (one + b"".join(tiny_journal(2)[1:]), TINY)
    other, root = b"".join(tiny_journal(1)), TINY.split("\n")[2]
    new = base64.b64encode(bytes.fromhex(check(io.BytesIO(other), []).head)).decode()
    planted["a forged head"] = (other, TINY.replace(root, new))
    for fault, (journal, kept) in planted.items():
        if (fault == "nothing") == bool(check(io.BytesIO(journal), [("self-test", kept)]).findings):
            raise SystemError(f"self-test with {fault} planted: judged wrongly; do not use this copy of the verifier")


def verify(export: str | Path, witnesses: Sequence[str | Path] = ()) -> Report:
    """Check a journal in a file against heads in files. Raises OSError, UnicodeDecodeError; SystemError from the self-test."""
    self_test()
    texts = [(str(path), Path(path).read_text(encoding="utf-8")) for path in witnesses]
    with open(export, "rb") as stream:
        return check(stream, texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check an exported journal against heads kept by witnesses.")
    parser.add_argument("export", help="the exported journal, one entry a line")
    parser.add_argument("--witness", nargs="+", action="extend", default=[], help="files of heads that a witness kept")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    asked = parser.parse_args(arguments)
    try:
        report = verify(asked.export, asked.witness)
    except (OSError, UnicodeDecodeError, SystemError) as error:
        sys.stderr.write(f"not checked: {error}\n")
        return 2
    lines = [f"{report.entries} entries read, root {report.head}", *(told for _, told in report.findings), *report.verdict]
    sys.stdout.write(json.dumps(asdict(report)) + "\n" if asked.json else "\n".join(lines) + "\n")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
