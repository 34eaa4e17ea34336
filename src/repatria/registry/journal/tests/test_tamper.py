"""T-14: eight kinds of tampering, 300 each, with a witness: all found. Without one, the rewrites are not, and that is asserted.

The owner of the database is the attacker: links and hashes are redone wherever that helps. `moved` keeps every byte in its
order and only moves the border between two fields, which an encoding without lengths would not show.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from repatria.registry.journal import verifier
from repatria.registry.journal.tests import making

TIMES = 300
SIZE = 40
TRUE = making.journal(SIZE)
HEAD = making.witnessed(TRUE)
EARLIER = making.witnessed(TRUE[:10])
Attack = Callable[[np.random.Generator], bytes]


def fields_of(data: bytes) -> dict[str, Any]:
    """The fields of an entry, without its link."""
    return json.loads(data)  # type: ignore[no-any-return]


def flip(draw: np.random.Generator) -> bytes:
    """One bit of one byte."""
    data = bytearray(making.export(TRUE))
    data[draw.integers(len(data))] ^= 1 << int(draw.integers(8))
    return bytes(data)


def swap(draw: np.random.Generator) -> bytes:
    """Two entries exchanged."""
    one, other = draw.choice(SIZE, 2, replace=False)
    entries = list(TRUE)
    entries[one], entries[other] = entries[other], entries[one]
    return making.export(entries)


def delete(draw: np.random.Generator) -> bytes:
    """One entry before the last taken out."""
    at = int(draw.integers(SIZE - 1))
    return making.export(TRUE[:at] + TRUE[at + 1 :])


def insert(draw: np.random.Generator) -> bytes:
    """One entry put in, linked to the one before it."""
    at = int(draw.integers(SIZE))
    prev = verifier.leaf_hash(TRUE[at - 1]).hex() if at else verifier.NOTHING
    more = verifier.canonical(making.fields(at + 1, prev, subject="C-999999-9"))
    return making.export([*TRUE[:at], more, *TRUE[at:]])


def truncate(draw: np.random.Generator) -> bytes:
    """The tail cut off at the end of an entry."""
    return making.export(TRUE[: int(draw.integers(SIZE))])


def rewrite(draw: np.random.Generator) -> bytes:
    """Another story from some entry on, every link and hash redone; as long as before."""
    at = int(draw.integers(SIZE))
    told = [fields_of(data) for data in TRUE]
    told[at]["subject"] = f"C-{draw.integers(10**6):06d}-0"
    return making.export(making.linked(told))


def restore(draw: np.random.Generator) -> bytes:
    """An old copy brought back, and work going on from there until it is as long as the journal was, or longer."""
    at = int(draw.integers(SIZE))
    after = [making.fields(seq, subject="C-777777-7") for seq in range(at + 1, SIZE + 1 + int(draw.integers(5)))]
    return making.export(making.linked([fields_of(data) for data in TRUE[:at]] + after))


def move(draw: np.random.Generator) -> bytes:
    """Bytes moved across the border of two fields, in the order they stand in: subject and tag; links and hashes redone."""
    at, count = int(draw.integers(SIZE)), int(draw.integers(1, 5))
    told = [fields_of(data) for data in TRUE]
    entry = told[at]
    entry["subject"], entry["tag"] = entry["subject"][:-count], "c-" + entry["subject"][-count:].lower() + entry["tag"]
    return making.export(making.linked(told))


SEEN_ALONE: dict[str, Attack] = {"flip": flip, "swap": swap, "delete": delete, "insert": insert}
SEEN_BY_WITNESS: dict[str, Attack] = {"truncate": truncate, "rewrite": rewrite, "restore": restore, "move": move}


def judged(data: bytes, *witnesses: str) -> verifier.Report:
    """The report on an export against witnesses."""
    return verifier.check(io.BytesIO(data), [("witness", text) for text in witnesses])


@pytest.fixture
def one_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse the same witness once for all repeats; the reading is in test_verifier."""
    kept = {text: verifier.parse_witness(text) for text in (HEAD, EARLIER)}
    monkeypatch.setattr(verifier, "parse_witness", lambda text: kept[text])


@pytest.mark.parametrize("kind", [*SEEN_ALONE, *SEEN_BY_WITNESS])
@pytest.mark.usefixtures("one_signature")
def test_tampering_is_found_with_a_witness(kind: str) -> None:
    draw, attack = making.generator(14), (SEEN_ALONE | SEEN_BY_WITNESS)[kind]
    found = 0
    for _ in range(TIMES):
        report = judged(attack(draw), EARLIER, HEAD)
        found += bool(report.findings)
        assert report.verdict[0].startswith("not as it was written: first bad entry ")
    assert found == TIMES, f"{kind}: {found} of {TIMES} found (seed 14)"


@pytest.mark.parametrize("kind", SEEN_ALONE)
def test_clumsy_tampering_is_found_without_a_witness_too(kind: str) -> None:
    draw, missed = making.generator(14), 0
    for _ in range(TIMES):
        missed += not judged(SEEN_ALONE[kind](draw)).findings
    # A bit flipped in the text of the very last entry breaks no link: only a witness sees it.
    assert missed <= (TIMES // 8 if kind == "flip" else 0)


@pytest.mark.parametrize("kind", SEEN_BY_WITNESS)
def test_a_rewritten_journal_is_not_found_without_a_witness(kind: str) -> None:
    """The negative control: the hashes alone are no evidence against whoever can redo them, and the verdict says so."""
    draw = making.generator(14)
    for _ in range(TIMES):
        report = judged(SEEN_BY_WITNESS[kind](draw))
        assert report.findings == [] and report.verdict == [verifier.NOT_PROVEN]


@pytest.mark.parametrize("kind", SEEN_BY_WITNESS)
@pytest.mark.usefixtures("one_signature")
def test_a_rewrite_after_the_last_witnessed_head_is_not_found(kind: str) -> None:
    """What is not promised: the window between the last witnessed head and now."""
    draw, attempts = making.generator(14), 0
    while attempts < 30:
        data = SEEN_BY_WITNESS[kind](draw)
        if data.startswith(making.export(TRUE[:10])):
            attempts += 1
            report = judged(data, EARLIER)
            assert report.findings == [] and report.proven == 10
    assert attempts == 30


@pytest.mark.usefixtures("one_signature")
def test_the_true_journal_is_never_accused() -> None:
    for size in range(SIZE, SIZE + 5):
        entries = making.journal(size)
        assert entries[:SIZE] == TRUE
        assert judged(making.export(entries), EARLIER, HEAD).proven == SIZE


@pytest.mark.parametrize(
    ("bug", "replacement"), [("compare", lambda heads, roots, report: None), ("parse_witness", lambda text: [])]
)
def test_a_verifier_with_a_planted_bug_misses_what_the_true_one_finds(
    bug: str, replacement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the matrix: with a broken verifier it goes red, and that verifier stops at its self-test."""
    draw = making.generator(14)
    attacked = [attack(draw) for attack in SEEN_BY_WITNESS.values() for _ in range(20)]
    assert all(judged(data, HEAD).findings for data in attacked)
    monkeypatch.setattr(verifier, bug, replacement)
    assert not any(judged(data, HEAD).findings for data in attacked)
    with pytest.raises(SystemError, match="do not use this copy"):
        verifier.self_test()


def test_an_older_copy_than_the_witness_lists_what_is_lost() -> None:
    """T-17: a journal set back is refused, and the lost entries are told by number."""
    for size in range(0, SIZE, 7):
        report = judged(making.export(TRUE[:size]), HEAD)
        other = f", or one of 1 to {size} taken out" if size else ""
        said = f"entries {size + 1} to {SIZE}: missing; cut short or set back to an older copy{other}"
        assert report.findings == [(size + 1, said)]
