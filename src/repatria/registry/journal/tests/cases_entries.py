"""What an entry is: its hash, its canonical bytes, its fields, and everything that is none."""

from __future__ import annotations

import hashlib
from typing import Any

from repatria.registry.journal.tests import making
from repatria.registry.journal.tests.casework import (
    Module,
    raw,
    refuses,
)


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
