"""What a verifier must accept and refuse, as functions over a verifier module, so that mutants of it face the same cases."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repatria.registry.journal import heads
from repatria.registry.journal.tests import making

DATA = Path(__file__).parent / "data"
VECTORS = json.loads((DATA / "rfc6962/proof_vectors.json").read_text(encoding="utf-8"))
SIGNATURES = json.loads((DATA / "rfc8032/vectors.json").read_text(encoding="utf-8"))
ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
TEN = making.journal(10)
SIGNED = {size: making.witnessed(TEN[:size]) for size in (0, 1, 4, 7, 10)}
Module = Any


def refuses(function: Callable[..., Any], *args: Any) -> str:
    """The message that a call is refused with."""
    try:
        function(*args)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"accepted: {args!r}"[:300])


def judged(v: Module, entries: list[bytes], *witnesses: str) -> Any:
    """The report on entries against witnesses."""
    return v.check(io.BytesIO(making.export(entries)), [(f"w{i}", text) for i, text in enumerate(witnesses)])


def case_hashes(v: Module) -> None:
    assert v.leaf_hash(b"") == hashlib.sha256(bytes(9)).digest()
    assert v.leaf_hash(b"ab") == hashlib.sha256(b"\x00\x00\x00\x00\x00\x00\x00\x00\x02ab").digest()
    assert v.node_hash(b"l", b"r") == hashlib.sha256(b"\x01lr").digest()


def case_canonical(v: Module) -> None:
    value = {"b": [True, None, -1, 0], "a": 'é김\x00\x1f"\\/\x7f\u2028\b\t\n\f\r', "Z": {"": {}}}
    text = '{"Z":{"":{}},"a":"é김\\u0000\\u001f\\"\\\\/\x7f\u2028\\b\\t\\n\\f\\r","b":[true,null,-1,0]}'
    assert v.canonical(value) == text.encode()
    assert v.canonical([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"
    assert [v.canonical(edge) for edge in (2**53 - 1, 1 - 2**53)] == [b"9007199254740991", b"-9007199254740991"]
    unfit: tuple[Any, ...] = (
        1.5,
        [2**53],
        {"a": -(2**53)},
        float("nan"),
        2**53,
        -(2**53),
        (1,),
        b"x",
        {1},
        {1: 2},
        {"é": 1},
        [{"a": [0.0]}],
    )
    for bad in unfit:
        refuses(v.canonical, bad)
    for bad, word in ((2**53, "2^53-1"), ({"é": 1}, "ASCII"), ("\ud800", "surrogates")):
        assert word in refuses(v.canonical, bad)
    deep: Any = "bottom"
    for _ in range(32):
        deep = [deep]
    assert v.canonical(deep) == b"[" * 32 + b'"bottom"' + b"]" * 32
    assert "32 levels" in refuses(v.canonical, {"a": deep})
    assert "32 levels" in refuses(v.canonical, [[[deep]]])
    assert v.canonical([[]] * 40) == b"[" + b",".join([b"[]"] * 40) + b"]"


WRONG: dict[str, list[Any]] = {
    "v": [2, 0, True, "1", None, 1.0],
    "seq": [0, -1, True, "1", None, 1.5, 2**53],
    "at": ["", 5, "2026-11-23T03:40:00Z", "2026-02-30T03:40:00.000000Z", "2026-11-23T24:00:00.000000Z"],
    "tag": ["", 5, "one", "one.", ".one", "One.two", "a..b", "a.b\n", "a.é"],
    "actor": ["", 5, None, "a\nb", "\x7f", "a\x00"],
    "incident": [5, "a b", "é", "a/b", None, "a\n"],
    "subject": [5, None, "a\tb", "\x7f"],
    "facts": [[], None, "x", 5, {"a": 1.5}, {"é": 1}, {"a": 2**53}, {"a": [{"b": 0.5}]}],
    "personal": [[], None, {"a": "x"}, {"a": 5}, {"a": "0" * 63}, {"a": "0" * 65}, {"a": "A" * 64}, {"é": "0" * 64}],
    "prev": ["", 5, "0" * 63, "0" * 65, "A" * 64, "g" * 64, None],
}
WRONG["at"] += [
    "2026-11-23 03:40:00.000000Z",
    "2026-11-23T03:40:00.000000z",
    "2026-11-23T03:60:00.000000Z",
    "0000-01-01T00:00:00.000000Z",
]
RIGHT: dict[str, list[Any]] = {
    "seq": [1, 2**53 - 1],
    "at": ["2024-02-29T23:59:59.999999Z"],
    "tag": ["a.b", "a1_-.b2_-", "a.b.c"],
    "actor": ["x", "김", "P 1"],
    "incident": ["", "A-z_0"],
    "subject": ["", "C-000012-5", "é"],
    "facts": [{}, {"a": [[], {}, "", -1, None, False]}],
    "personal": [{}, {"name": "0a" * 32, "born": "f" * 64}],
}


def raw(**other: Any) -> bytes:
    """An entry written down without any check."""
    return json.dumps(making.fields(1) | other, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def case_entry_fields(v: Module) -> None:
    for name, values in RIGHT.items():
        for value in values:
            assert v.read_entry(raw(**{name: value}))[name] == value
    for name, values in WRONG.items():
        for value in values:
            refuses(v.read_entry, raw(**{name: value}))
    assert "version 2 " in refuses(v.read_entry, raw(v=2))
    assert "seq 0 " in refuses(v.read_entry, raw(seq=0))
    assert "tag 'one' " in refuses(v.read_entry, raw(tag="one"))
    assert "personal 'a' " in refuses(v.read_entry, raw(personal={"a": ""}))
    assert "each of its kind" in refuses(v.read_entry, raw(facts=[]))
    assert "exactly the fields" in refuses(v.read_entry, raw(more=1))
    assert "exactly the fields" in refuses(v.read_entry, b"[]")
    assert "exactly the fields" in refuses(v.read_entry, v.canonical({k: x for k, x in making.fields(1).items() if k != "tag"}))


def case_entry_bytes(v: Module) -> None:
    good = raw()
    assert v.read_entry(good) == making.fields(1)
    other = [b"", b"null", b"{", good[:-1], b" " + good, good + b" ", good + good, good + b"\x00", b"\xef\xbb\xbf" + good]
    other += [good.replace(b",", b", ", 1), good.replace(b'"v":1', b'"v":1.0'), good.replace(b'"v":1', b'"v":01')]
    other += [good.replace("é".encode(), b"\\u00e9"), good.replace("é".encode(), b"\xe9"), good.replace(b"shelf", b"she\\/lf")]
    other += [good.replace(b'"v":1', b'"v":1,"v":1'), good.replace(b'"mass_mg":1001', b'"mass_mg":-0')]
    other += [good.replace(b'"mass_mg":1001', b'"mass_mg":NaN'), good.replace("é".encode(), b"\\ud800")]
    other += [good.replace(b'"mass_mg":1001', b'"mass_mg":' + b"9" * 5000), good.replace(b'"actor"', b'"zctor"')]
    other += [b'{"actor":' + good[good.index(b'"facts"') :], good[:1] + b'"v":1,' + good[1:].replace(b',"v":1', b"")]
    other += [
        good.replace(b'"actor"', b'"abtor"'),
        good.replace(b'"asked":true,"from":"shelf"', b'"from":"shelf","asked":true'),
    ]
    for data in other:
        assert data != good
        refuses(v.read_entry, data)
    assert "canonical form" in refuses(v.read_entry, good + b" ")
    assert "exactly the fields" in refuses(v.read_entry, good.replace(b'"actor"', b'"abtor"'))
    deep: Any = []
    for _ in range(29):
        deep = [deep]
    assert v.read_entry(raw(facts={"a": deep}))["facts"] == {"a": deep}
    assert "32 levels" in refuses(v.read_entry, raw(facts={"a": [deep]}))


def naive_root(v: Module, leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(v, leaves[:half]) + naive_root(v, leaves[half:])).digest()


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


def case_true_journal(v: Module) -> None:
    root = naive_root(v, making.leaves(TEN)).hex()
    alone = judged(v, TEN)
    assert (alone.entries, alone.proven, alone.head, alone.findings) == (10, 0, root, [])
    assert alone.verdict == [v.NOT_PROVEN] == ["consistent in itself; not proven against rewriting or rollback"]
    whole = judged(v, TEN, SIGNED[10])
    proven = "proven not altered, dropped, reordered, inserted, truncated or rolled back"
    key = making.key().public.hex()
    by = f"by 1 witnessed heads of heron.exercise, signed with {key}"
    assert (whole.proven, whole.findings, whole.verdict) == (10, [], [f"entries 1 to 10: {proven}", by])
    part = judged(v, TEN, SIGNED[4], SIGNED[7] + "\n" + SIGNED[0], SIGNED[7])
    after = "entries 8 to 10: consistent in itself; not proven against rewriting or rollback"
    assert (part.proven, part.findings) == (7, [])
    assert part.verdict == [f"entries 1 to 7: {proven}", by.replace("by 1", "by 4"), after]
    both = judged(v, TEN, making.witnessed(TEN, making.key(2)), SIGNED[4])
    assert both.verdict[1].endswith(", ".join(sorted([key, making.key(2).public.hex()])))
    nothing = judged(v, [])
    assert (nothing.entries, nothing.head, nothing.verdict) == (0, hashlib.sha256().hexdigest(), [v.NOT_PROVEN])
    assert (v.Report().entries, v.Report().proven, v.Report().head) == (0, 0, "")
    assert judged(v, [], SIGNED[0]).verdict == [v.NOT_PROVEN] == judged(v, TEN, SIGNED[0]).verdict


def case_bad_entries(v: Module) -> None:
    """The first bad entry is named, with or without a witness."""
    bad = {
        3: TEN[:2] + TEN[3:],
        4: TEN[:3] + TEN[2:],
        6: [*TEN[:5], TEN[5].replace(b"bench", b"table"), *TEN[6:]],
        7: [*TEN[:6], TEN[6].replace(b"{", b"{ ", 1), *TEN[7:]],
        1: TEN[::-1],
        5: [*TEN[:4], TEN[4].replace(b'"seq":5', b'"seq":6'), *TEN[5:]],
    }
    for entry, entries in bad.items():
        told = entry + 1 if entry == 6 else entry  # a word changed in entry 6 shows in the link of entry 7
        for report in (judged(v, entries), judged(v, entries, SIGNED[10]), judged(v, entries, SIGNED[1], SIGNED[7])):
            assert report.findings[0][0] == told and len(report.findings) == 1
            assert report.findings[0][1].startswith(f"entry {told}: ")
            assert report.verdict == [f"not as it was written: first bad entry {told}"]
            assert report.entries == told - 1
    assert "numbered 4" in judged(v, bad[3]).findings[0][1]
    assert "link" in judged(v, bad[6]).findings[0][1]
    assert judged(v, [*TEN[:9], making.linked([making.fields(10)])[0]]).findings[0][0] == 10
    assert judged(v, [raw(prev="1" * 64)]).findings[0][0] == 1


def case_bad_lines(v: Module) -> None:
    whole = making.export(TEN)
    for data, entry in ((whole[:-1], 10), (whole + b"x", 11), (whole + b"\n", 11), (whole[:-20], 10), (b"\n" + whole, 1)):
        report = v.check(io.BytesIO(data), [])
        assert [at for at, _ in report.findings] == [entry] and report.entries == entry - 1
    assert "cut off" in v.check(io.BytesIO(whole[:-1]), []).findings[0][1]
    assert v.check(io.BytesIO(whole.replace(b"\n", b"\r\n")), []).findings[0][0] == 1
    deep = whole + b"[" * 200_000 + b"\n"
    assert v.check(io.BytesIO(deep), []).findings[0][0] == 11
    largest = making.linked([making.fields(1, facts={"a": ""})])[0]
    fill = v.LONGEST - len(largest)
    for more, found in ((0, 0), (1, 1)):
        data = making.export(making.linked([making.fields(1, facts={"a": "x" * (fill + more)})]))
        assert len(data) == v.LONGEST + more + 1
        assert len(v.check(io.BytesIO(data), []).findings) == found
    assert v.LONGEST == 1048576 and v.DEEPEST == 32
    message = v.check(io.BytesIO(raw(tag="x" * 1000) + b"\n"), []).findings[0][1]
    assert len(message) == 400 and message.startswith("entry 1: tag 'xxx")


def case_rewritten(v: Module) -> None:
    """What only a witness can show."""
    told = [making.fields(n, subject="C-9") if n >= 6 else making.fields(n) for n in range(1, 11)]
    redone = making.linked(told)
    assert judged(v, redone).findings == [] and judged(v, TEN[:5]).findings == []
    report = judged(v, redone, SIGNED[10])
    assert [at for at, _ in report.findings] == [1] and report.proven == 0
    assert report.verdict == ["not as it was written: first bad entry 1"]
    report = judged(v, redone, SIGNED[1], SIGNED[10], SIGNED[4], SIGNED[7])
    assert [at for at, _ in report.findings] == [5] and report.proven == 4
    assert report.findings[0][1].startswith("entries 5 to 7: among them")
    assert judged(v, redone, SIGNED[4]).findings == []
    short = judged(v, TEN[:5], SIGNED[4], SIGNED[10], SIGNED[7])
    assert [at for at, _ in short.findings] == [6] and short.proven == 4
    cut = "entries 6 to 7: missing; cut short or set back to an older copy"
    assert short.findings[0][1] == cut + ", or one of 5 to 5 taken out"  # no head lies between: any of them may be the one
    assert judged(v, TEN[:4], SIGNED[4], SIGNED[7]).findings == [(5, cut.replace("6 to", "5 to"))]
    assert judged(v, [], SIGNED[1]).findings[0][0] == 1
    late = [*redone[:8], redone[9]]  # rewritten, and then broken further on: both are told
    assert [at for at, _ in judged(v, late, SIGNED[4], SIGNED[7], SIGNED[10]).findings] == [9, 5]
    assert judged(v, late, SIGNED[4], SIGNED[7]).verdict == ["not as it was written: first bad entry 5"]


def case_witnesses_disagree(v: Module) -> None:
    redone = making.linked([making.fields(n, subject="C-9") for n in range(1, 8)])
    split = judged(v, TEN, SIGNED[7], making.witnessed(redone))
    assert len(split.findings) == 1 and split.findings[0][0] == 0 and split.findings[0][1].startswith("split view: ")
    assert " 7 entries" in split.findings[0][1] and split.verdict == ["the witnesses cannot be relied on"]
    assert split.proven == 7
    strange = judged(v, TEN, SIGNED[7], making.witnessed(TEN, origin="older.boxes"))
    assert [at for at, _ in strange.findings] == [0] and strange.findings[0][1].endswith("heron.exercise and older.boxes")
    broken = judged(v, TEN, SIGNED[7].replace("\n7\n", "\n6\n"), SIGNED[4])
    assert [at for at, _ in broken.findings] == [0] and broken.findings[0][1].startswith("witness w0: heron.exercise at 6: ")
    assert broken.proven == 4 and broken.verdict == ["the witnesses cannot be relied on"]
    assert judged(v, TEN, "nonsense").findings[0][0] == 0
    assert [at for at, _ in judged(v, redone, "nonsense", SIGNED[1], SIGNED[4]).findings] == [0, 1]
    wrong = heads.for_witness(heads.sign(making.ORIGIN, 0, bytes(32), [making.key()]), [making.key()])
    assert [at for at, _ in judged(v, TEN, wrong).findings] == [1]
    mixed = judged(v, TEN[:3], SIGNED[7], making.witnessed(redone))
    assert sorted(at for at, _ in mixed.findings) == [0, 4]
    long = judged(v, TEN, "x" * 1000 + "\n7\n")
    assert len(long.findings[0][1]) <= 400
    assert len(v.check(io.BytesIO(b""), [("n" * 1000, "x")]).findings[0][1]) == 400


def case_self_test(v: Module) -> None:
    """The planted faults are the six they should be, and each of them stops a verifier that lets it pass."""
    seen: list[tuple[bytes, list[tuple[str, str]]]] = []
    true_check = v.check

    def listening(stream: Any, witnesses: Any) -> Any:
        data = stream.read()
        seen.append((data, list(witnesses)))
        return true_check(io.BytesIO(data), witnesses)

    try:
        v.check = listening
        assert v.self_test() is None
    finally:
        v.check = true_check
    one, two, three = v.tiny_journal(4)
    assert [line.count(b"once") for line in (one, two, three)] == [1, 1, 1]
    assert [line.count(b'"told":"otherwise"') for line in v.tiny_journal(2)] == [0, 1, 1]
    planted = [data for data, witnesses in seen if witnesses == [("self-test", v.TINY)]]
    assert planted[0] == one + two + three and two + one + three in planted and one + two in planted
    assert one + b"".join(v.tiny_journal(2)[1:]) in planted
    assert one + two + three.replace(b"once", b"1nce") in planted and len(planted) == len(set(planted)) == 5
    forged = [(data, w[0][1]) for data, w in seen if w and w[0][1] != v.TINY]
    assert len(forged) == 1 and forged[0][0] == b"".join(v.tiny_journal(1))
    other = naive_root(v, [v.leaf_hash(line[:-1]) for line in v.tiny_journal(1)])
    assert forged[0][1].split("\n")[2] == base64.b64encode(other).decode()
    assert forged[0][1].split("\n")[3:] == v.TINY.split("\n")[3:]
    reasons = {stopped(v, blind_to) for blind_to in [*planted, forged[0][0]]}
    names = {"nothing", "a swap", "a lost tail", "a new word", "a tail with hashes redone", "a forged head"}
    assert reasons == {f"self-test with {name} planted: judged wrongly; do not use this copy of the verifier" for name in names}


def stopped(v: Module, blind_to: bytes) -> str:
    """With which words the self-test stops a verifier that judges one journal the other way round."""
    true_check = v.check

    def blind(stream: Any, witnesses: Any) -> Any:
        data = stream.read()
        report = true_check(io.BytesIO(data), witnesses)
        if data == blind_to and witnesses:
            report.findings = [] if report.findings else [(1, "so it seems")]
        return report

    try:
        v.check = blind
        v.self_test()
    except SystemError as error:
        return str(error)
    finally:
        v.check = true_check
    return "not stopped"


def case_command(v: Module) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, good, older, bad = (Path(folder) / name for name in ("e.jsonl", "good", "older", "bad"))
        path.write_bytes(making.export(TEN))
        good.write_text(SIGNED[10], encoding="utf-8")
        older.write_text(SIGNED[4], encoding="utf-8")
        bad.write_bytes(b"\xff")
        (code, out, err), root = ran(v, str(path)), naive_root(v, making.leaves(TEN)).hex()
        assert (code, out, err) == (0, f"10 entries read, root {root}\n{v.NOT_PROVEN}\n", "")
        assert ran(v, str(path), "--witness", str(good), str(older))[0] == 0
        code, out, _ = ran(v, str(path), "--witness", str(older), "--witness", str(good), "--json")
        told = json.loads(out)
        assert (code, told["entries"], told["proven"], told["head"], told["findings"]) == (0, 10, 10, root, [])
        assert out.count("\n") == 1 and "by 2 witnessed heads" in told["verdict"][1]
        path.write_bytes(making.export(TEN[:6]))
        code, out, err = ran(v, str(path), "--witness", str(good))
        assert code == 1 and out.count("\n") == 3 and "entries 7 to 10: missing" in out and err == ""
        assert ran(v, str(path), "--witness", str(good), "--json")[0] == 1
        for asked in ([str(path) + "x"], [str(path), "--witness", str(good) + "x"], [str(path), "--witness", str(bad)]):
            code, out, err = ran(v, *asked)
            assert (code, out) == (2, "") and err.startswith("not checked: ") and err.endswith("\n")
        assert v.verify(path, [older]).proven == 4 and v.verify(str(path)).verdict == [v.NOT_PROVEN]
        true_push, v.push = v.push, lambda peaks, size, leaf: peaks.append(leaf)
        try:
            assert ran(v, str(path))[0] == 2
        finally:
            v.push = true_push


def ran(v: Module, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of the command."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = v.main(list(arguments))
    return code, out.getvalue(), err.getvalue()


CASES: dict[str, Callable[[Module], None]] = {
    name.removeprefix("case_"): case for name, case in list(globals().items()) if name.startswith("case_")
}
