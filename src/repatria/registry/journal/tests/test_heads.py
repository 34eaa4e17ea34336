"""Keys in files, heads that verify, and the twelve words of a receipt."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from repatria.errors import InvalidInput
from repatria.registry.journal import heads, verifier, words
from repatria.registry.journal.tests import making

ROOT = bytes(range(32))


def test_a_new_key_is_kept_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        key = heads.generate(tmp_path / "key.pem")
    finally:
        os.umask(before)
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    assert heads.load(tmp_path / "key.pem").public == key.public
    assert len(key.public) == 32 and key.public != heads.generate(tmp_path / "other.pem").public
    assert key.public.hex()[:16] in repr(key) and "private" not in repr(key)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    key = heads.generate(tmp_path / "key.pem")
    with pytest.raises(FileExistsError):
        heads.generate(tmp_path / "key.pem")
    assert heads.load(tmp_path / "key.pem").public == key.public


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    heads.generate(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(mode)
    with pytest.raises(heads.UnsafeKey, match=rf"mode {mode:04o}.*chmod 600"):
        heads.load(tmp_path / "key.pem")


def test_what_is_no_signing_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(b"nothing")
    path.chmod(0o600)
    with pytest.raises(heads.UnsafeKey, match="holds no readable private key"):
        heads.load(path)
    other = X25519PrivateKey.generate()
    path.write_bytes(
        other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    with pytest.raises(heads.UnsafeKey, match="a key of another kind"):
        heads.load(path)
    with pytest.raises(FileNotFoundError):
        heads.load(tmp_path / "none.pem")


def test_a_signed_head_holds_and_says_what_was_signed() -> None:
    key = making.key()
    text = heads.for_witness(heads.sign("heron.exercise", 12, ROOT, [key]), [key])
    head = verifier.parse_head(text)
    assert head == verifier.Head("heron.exercise", 12, ROOT, (key.public,))
    assert text.startswith("heron.exercise\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— heron.exercise ")
    assert key.hint("heron.exercise") == verifier.key_hint("heron.exercise", key.public).hex()
    assert key.hint("older.boxes") != key.hint("heron.exercise")


def test_two_keys_sign_while_one_replaces_the_other() -> None:
    old, new = making.key(1), making.key(2)
    head = heads.sign("heron.exercise", 12, ROOT, [old, new])
    assert set(verifier.parse_head(heads.for_witness(head, [old, new])).keys) == {old.public, new.public}
    assert verifier.parse_head(heads.for_witness(head, [new])).keys == (new.public,)
    assert verifier.parse_head(heads.for_witness(head, [old])).keys == (old.public,)


@pytest.mark.parametrize(
    ("origin", "size", "root", "words_of_it"),
    [
        ("", 1, ROOT, "no name"),
        ("a b", 1, ROOT, "no name"),
        ("a+b", 1, ROOT, "no name"),
        ("김", 1, ROOT, "no name"),
        ("a\nb", 1, ROOT, "no name"),
        ("a", -1, ROOT, "size -1"),
        ("a", 10**16, ROOT, "size 10000000000000000"),
        ("a", 1, ROOT[:31], "not 31"),
    ],
)
def test_what_no_verifier_would_accept_is_not_signed(origin: str, size: int, root: bytes, words_of_it: str) -> None:
    with pytest.raises(InvalidInput, match=words_of_it):
        heads.sign(origin, size, root, [making.key()])


def test_a_head_that_nobody_signs_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nobody signs a at 1"):
        heads.sign("a", 1, ROOT, [])


class TestWords:
    def test_no_two_words_can_be_taken_for_each_other(self) -> None:
        assert len(words.WORDS) == len(set(words.WORDS)) == 256
        assert len({word[:4] for word in words.WORDS}) == 256
        assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in words.WORDS)
        assert list(words.WORDS) == sorted(words.WORDS)
        near = [(one, other) for one, other in itertools.combinations(words.WORDS, 2) if distance(one, other) < 3]
        assert near == []

    @given(st.binary(max_size=20))
    def test_words_give_back_their_bytes(self, data: bytes) -> None:
        said = words.encode(data)
        assert words.decode("  ".join(said).upper()) == data
        assert words.decode("\n".join(word[:4] for word in said)) == data

    def test_a_head_has_twelve_words_that_depend_on_every_line_and_not_on_the_signer(self) -> None:
        text = heads.sign("heron.exercise", 12, ROOT, [making.key()])
        said = words.spoken(text)
        assert len(said) == 12 and words.decode(" ".join(said)) == words.fingerprint(text)
        assert words.spoken(heads.sign("heron.exercise", 12, ROOT, [making.key(2)])) == said
        others = [("older.boxes", 12, ROOT), ("heron.exercise", 13, ROOT), ("heron.exercise", 12, ROOT[::-1])]
        for other in others:
            assert words.spoken(heads.note(*other) + "\n") != said

    @pytest.mark.parametrize("typed", ["acorn acornx", "acorn aco", "acorn nonsense", "acorn acorm"])
    def test_a_word_misread_is_named(self, typed: str) -> None:
        with pytest.raises(InvalidInput, match=f"word 2, '{typed.split()[1]}', is not on the list"):
            words.decode(typed)

    @pytest.mark.parametrize("text", ["", "a\n1\n", "a\n\nb\n\n", "abc"])
    def test_what_is_no_head_has_no_words(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="is not a head"):
            words.spoken(text)


def distance(one: str, other: str) -> int:
    """Letters to change, add or take away between two words."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        new = [at]
        for column, facing in enumerate(other, start=1):
            new.append(min(row[column] + 1, new[-1] + 1, row[column - 1] + (letter != facing)))
        row = new
    return row[-1]
