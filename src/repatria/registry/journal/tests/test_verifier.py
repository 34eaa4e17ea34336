"""The verifier: its cases, the public vectors, two independent implementations, and a file that runs on its own."""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from repatria.registry.journal import verifier
from repatria.registry.journal.tests import cases, making

FILE = Path(verifier.__file__)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
ascii_keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-verifier.LARGEST, verifier.LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ascii_keys, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", cases.CASES)
def test_case(name: str) -> None:
    cases.CASES[name](verifier)


def test_the_public_set_is_whole() -> None:
    assert len(cases.VECTORS) == 196
    assert sum(not one["wantErr"] for one in cases.VECTORS) == 12
    assert len(cases.SIGNATURES) == 5


def slowly(value: Any) -> str:
    """Canonical JSON letter by letter."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(slowly, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{slowly(key)}:{slowly(value[key])}" for key in sorted(value)) + "}"
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    return '"' + "".join(short.get(ord(c), f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value) + '"'


@given(values)
@settings(max_examples=300, deadline=None)
def test_canonical_bytes_are_those_of_the_slow_twin(value: Any) -> None:
    data = verifier.canonical(value)
    assert data == slowly(value).encode()
    assert json.loads(data) == value


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"[" * 100_000)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_on_a_line_is_a_finding_and_never_a_crash(data: bytes) -> None:
    report = verifier.check(io.BytesIO(data), [])
    assert bool(report.findings) == bool(data)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_a_witness_sends_is_a_finding_and_never_a_crash(text: str) -> None:
    assert verifier.check(io.BytesIO(b""), [("w", text)]).findings


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64))
@settings(max_examples=40, deadline=None)
def test_signatures_of_the_cryptography_package_hold(seed: bytes, message: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    assert verifier.signed(private.public_key().public_bytes_raw(), message, private.sign(message))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 767), st.sampled_from([0, 1]))
@settings(max_examples=80, deadline=None)
def test_the_cryptography_package_judges_flipped_bits_alike(seed: bytes, bit: int, length: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    whole = bytearray(private.public_key().public_bytes_raw() + private.sign(bytes(length)))
    whole[bit // 8] ^= 1 << bit % 8
    key, signature = bytes(whole[:32]), bytes(whole[32:])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, bytes(length))
        holds = True
    except InvalidSignature:
        holds = False
    assert verifier.signed(key, bytes(length), signature) is holds is False


@pytest.mark.parametrize("one", cases.SIGNATURES, ids=lambda one: one["name"])
def test_vectors_of_rfc_8032_are_what_their_seeds_give(one: dict[str, str]) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(one["seed"]))
    assert private.public_key().public_bytes_raw().hex() == one["key"]
    assert private.sign(bytes.fromhex(one["message"])).hex() == one["signature"]


def test_one_file_anybody_can_read() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    tree = ast.parse(text)
    used = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    used |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert used <= set(sys.stdlib_module_names)
    assert all(ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def test_it_runs_alone_on_another_machine(tmp_path: Path) -> None:
    (tmp_path / "verifier.py").write_bytes(FILE.read_bytes())
    (tmp_path / "export.jsonl").write_bytes(making.export(cases.TEN))
    (tmp_path / "head").write_text(cases.SIGNED[7], encoding="utf-8")
    command = [sys.executable, "-I", "-S", "verifier.py", "export.jsonl", "--witness", "head"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PATH": os.defpath}, check=False)
    assert done.returncode == 0 and "entries 1 to 7: proven" in done.stdout
    (tmp_path / "export.jsonl").write_bytes(making.export(cases.TEN[:6]))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PATH": os.defpath}, check=False)
    assert done.returncode == 1 and "first bad entry 7" in done.stdout


@pytest.mark.parametrize(
    ("name", "bug"),
    [
        ("signed", lambda key, message, signature: True),
        ("leaf_hash", lambda data: bytes(32)),
        ("compare", lambda heads, roots, report: None),
        ("parse_witness", lambda text: []),
        ("read_journal", lambda stream, wanted, report: {}),
        ("fold", lambda peaks: bytes(32)),
    ],
)
def test_a_verifier_with_a_planted_bug_stops(
    name: str, bug: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The negative control: whatever part is taken out, the self-test sees that a planted fault passes."""
    export = tmp_path / "export.jsonl"
    export.write_bytes(making.export(cases.TEN))
    assert verifier.main([str(export)]) == 0
    monkeypatch.setattr(verifier, name, bug)
    assert verifier.main([str(export)]) == 2
    assert "do not use this copy of the verifier" in capsys.readouterr().err
