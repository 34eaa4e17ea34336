"""What proves something: roots, inclusion and consistency, signatures, heads and files of witnesses."""

from __future__ import annotations

import base64
import hashlib

from repatria.registry.journal import heads
from repatria.registry.journal.tests import making
from repatria.registry.journal.tests.casework import (
    FIELD,
    ORDER,
    SIGNATURES,
    SIGNED,
    TEN,
    VECTORS,
    Module,
    naive_root,
    refuses,
)


def case_roots(v: Module) -> None:
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(20)]
    peaks: list[bytes] = []
    for size in range(20):
        assert v.fold(peaks) == naive_root(v, leaves[:size])
        assert len(peaks) == bin(size).count("1")
        v.push(peaks, size, leaves[size])


def case_vectors(v: Module) -> None:
    """All 196 of the public set."""
    for one in VECTORS:
        proof = [base64.b64decode(step) for step in one["proof"] or []]
        if one["kind"] == "inclusion":
            leaf, root = (base64.b64decode(one[name] or "") for name in ("leafHash", "root"))
            accepted = v.included(leaf, one["leafIdx"], one["treeSize"], proof, root)
        else:
            old, new = (base64.b64decode(one[name] or "") for name in ("root1", "root2"))
            accepted = v.consistent(one["size1"], one["size2"], proof, old, new)
        assert accepted is (not one["wantErr"]), one["file"]


def case_proofs(v: Module) -> None:
    """Proofs of small trees hold; off by one anywhere they do not."""
    from repatria.registry.journal import merkle

    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(9)]
    roots = [naive_root(v, leaves[:n]) for n in range(10)]
    for new in range(1, 10):
        for at in range(new):
            proof = merkle.inclusion_proof(leaves[:new], at)
            assert v.included(leaves[at], at, new, proof, roots[new]) is True
            assert not v.included(leaves[at], at, new, [*proof, roots[1]], roots[new])
            assert not v.included(leaves[at], at, new, proof[:-1], roots[new]) or not proof
        for old in range(1, new + 1):
            proof = merkle.consistency_proof(leaves[:new], old)
            assert v.consistent(old, new, proof, roots[old], roots[new]) is True
            assert not v.consistent(old, new, [*proof, roots[1]], roots[old], roots[new])
            assert not v.consistent(old, new, proof, roots[old - 1], roots[new])
            assert not v.consistent(old, new, proof, roots[old], roots[new - 1])
    assert v.included(leaves[0], 0, 1, [], leaves[0]) is True
    for wrong in (-1, 1):
        assert v.included(leaves[0], wrong, 1, [], leaves[0]) is False
    assert v.consistent(0, 1, [], roots[0], roots[1]) is v.consistent(0, 0, [], roots[0], roots[0]) is False
    assert v.consistent(2, 1, [], roots[1], roots[1]) is v.consistent(-1, 1, [], roots[0], roots[1]) is False


def case_signatures(v: Module) -> None:
    for one in SIGNATURES:
        key, message, signature = (bytes.fromhex(one[name]) for name in ("key", "message", "signature"))
        assert v.signed(key, message, signature) is True
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    assert v.signed(key, message, r + (s + ORDER).to_bytes(32, "little")) is False
    assert not v.signed(key, message, r + (ORDER - s).to_bytes(32, "little"))
    assert not v.signed(key, message + b"x", signature)
    for at in (0, 31, 32, 40):
        flipped = bytearray(signature)
        flipped[at] ^= 1
        assert v.signed(key, message, bytes(flipped)) is False
    assert v.signed(key[:31], message, signature) is v.signed(key + b"\x00", message, signature) is False
    assert v.signed(key, message, signature[:63]) is v.signed(key, message, signature + b"\x00") is False
    assert not v.signed(key[:31] + bytes([key[31] ^ 128]), message, signature)
    # A key of order 1, 2, 4 or 8 would sign any message with R = S * B: it is refused.
    for small in (1, FIELD - 1, 0, 1 | 1 << 255):
        forged = small.to_bytes(32, "little")
        for s in (0, 1):
            assert not v.signed(forged, b"anything", v.pack(v.times(s, v.BASE)) + s.to_bytes(32, "little"))


def case_points(v: Module) -> None:
    base = (4 * pow(5, FIELD - 2, FIELD) % FIELD).to_bytes(32, "little")
    assert v.pack(v.BASE) == base and v.BASE[0] % 2 == 0
    assert v.pack(v.times(ORDER, v.BASE)) == v.pack(v.ZERO) == (1).to_bytes(32, "little")
    assert v.times(0, v.BASE) == v.ZERO
    assert v.pack(v.unpack(base[:31] + bytes([base[31] | 128]))) == base[:31] + bytes([base[31] | 128])
    off_the_curve = next(y for y in range(2, 100) if naive_x(y) is None)
    for y in (off_the_curve, FIELD, FIELD + 1, FIELD + 3, 1 | 1 << 255, 2**255 - 1, (FIELD - 1) | 1 << 255):
        assert v.unpack(y.to_bytes(32, "little")) is None
    assert v.unpack((1).to_bytes(32, "little")) == (0, 1, 1, 0)
    for y in range(2, 12):
        point, x = v.unpack(y.to_bytes(32, "little")), naive_x(y)
        assert (point is None) == (x is None)
        if x is not None:
            assert point[0] in (x, FIELD - x) and point[0] % 2 == 0 and point[3] == point[0] * y % FIELD


def naive_x(y: int) -> int | None:
    """A square root by Euler's criterion, written otherwise than in the verifier."""
    d = -121665 * pow(121666, -1, FIELD)
    square = (y * y - 1) * pow(d * y * y + 1, -1, FIELD) % FIELD
    if square and pow(square, (FIELD - 1) // 2, FIELD) != 1:
        return None
    root = pow(square, (FIELD + 3) // 8, FIELD)
    return root if root * root % FIELD == square else root * pow(2, (FIELD - 1) // 4, FIELD) % FIELD


def case_head(v: Module) -> None:
    text, root = SIGNED[7], naive_root(v, making.leaves(TEN[:7]))
    head = v.parse_head(text)
    assert tuple(head) == (making.ORIGIN, 7, root, (making.key().public,))
    assert v.key_hint("name", b"k") == hashlib.sha256(b"name\n\x01k").digest()[:4]
    two = making.witnessed(TEN[:7], making.key(2), making.key(1))
    assert v.parse_head(two).keys == tuple(sorted([making.key(1).public, making.key(2).public]))
    stranger = text.replace("\n\n", "\n\n— partner.example AAAA\n")
    assert v.parse_head(stranger) == head
    unknown = heads.sign(making.ORIGIN, 7, root, [making.key(3)]).split("\n\n")[1]
    assert v.parse_head(text.replace("\n\n", "\n\n" + unknown)) == head
    note, tail = text.split("\n\n")
    other_key = "key: " + base64.b64encode(making.key(2).public).decode() + "\n"
    bad = [text + other_key, text.rsplit("key:")[0] + other_key, text.rsplit("key:")[0], text + "\n", "\n" + text, text[:-1]]
    bad += [text.replace("\n7\n", f"\n{n}\n") for n in ("8", "07", "-7", "7 ", "7.0", "", "1" * 17, "٧")]
    bad += [text.replace(making.ORIGIN, name) for name in ("", "a b", "a+b", "other.name", "é")]
    bad += [note + "\nmore\n\n" + tail, text.replace("\n\n", "\n"), text.replace("— ", "- "), text.replace("key: ", "key:")]
    bad += [note[:-1] + "\n\n" + tail, note + "A\n\n" + tail, text.replace("=\n\n", "==\n\n"), tail + "\n\n" + note]
    bad += [
        note + "\n\n" + tail.replace("key: ", "key: A"),
        note + "\n\n" + tail.replace(making.ORIGIN + " ", making.ORIGIN + " A"),
    ]
    sig = tail.split(" ")[2].split("\n")[0]
    raw_sig = bytearray(base64.b64decode(sig))
    raw_sig[10] ^= 1
    bad += [
        text.replace(sig, base64.b64encode(bytes(raw_sig)).decode()),
        text.replace(sig, sig[:-4]),
        text.replace(sig, "ö" * 92),
    ]
    for one in bad:
        refuses(v.parse_head, one)
    assert "does not hold" in refuses(v.parse_head, text.replace("\n7\n", "\n8\n"))
    assert "not signed by every key" in refuses(v.parse_head, text + other_key)
    assert "not a head" in refuses(v.parse_head, "x")
    assert refuses(v.unbase64, "AAAA", 2) == "'AAAA' is not base64 of 2 bytes"
    assert v.unbase64("AAAA", 3) == bytes(3)
    for one in ("AAB=", "AA==", "AA A", "AA\n==", "AAA"):
        refuses(v.unbase64, one, 2)


def case_witness_file(v: Module) -> None:
    heads_kept = v.parse_witness(SIGNED[1] + "\n" + SIGNED[4] + "\n" + SIGNED[7] + "\n")
    assert [head.size for head in heads_kept] == [1, 4, 7]
    assert v.parse_witness(SIGNED[4]) == [heads_kept[1]]
    assert v.parse_witness(SIGNED[0])[0].size == 0
    for bad in (
        "",
        "\n",
        SIGNED[1] + SIGNED[4],
        SIGNED[1] + "\n" + SIGNED[4].split("\n\n")[0],
        SIGNED[1] + "\n\n" + SIGNED[4],
        SIGNED[1] + "X",
    ):
        refuses(v.parse_witness, bad)
