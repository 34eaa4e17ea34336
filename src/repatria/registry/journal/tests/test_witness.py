"""Witnesses keep heads that continue what they hold and refuse all others."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repatria.errors import InvalidInput
from repatria.registry.journal import heads, merkle, verifier, witness, words
from repatria.registry.journal.tests import making

ENTRIES = making.journal(24)
LEAVES = making.leaves(ENTRIES)


def head(size: int, *keys: heads.SigningKey, origin: str = making.ORIGIN) -> str:
    """The signed head over the first `size` entries."""
    return making.witnessed(ENTRIES[:size], *keys, origin=origin)


def proof(old: int, new: int) -> list[bytes]:
    """What shows that `old` entries begin `new`."""
    return merkle.consistency_proof(LEAVES[:new], old)


@pytest.fixture
def keeper(tmp_path: Path) -> witness.FileWitness:
    return witness.FileWitness(tmp_path)


def test_heads_that_continue_are_kept_in_order(keeper: witness.FileWitness) -> None:
    assert keeper.last() is None and keeper.heads() == []
    keeper.submit(head(3), [])
    receipt = keeper.submit(head(8), proof(3, 8))
    keeper.submit(head(24), proof(8, 24))
    assert [one.size for one in keeper.heads()] == [3, 8, 24]
    last = keeper.last()
    assert last is not None and last.size == 24 and last.root == merkle.root_of(LEAVES)
    assert receipt == witness.Receipt(str(keeper.path), 8, head(8), tuple(words.spoken(head(8))))
    assert keeper.path.read_text(encoding="utf-8") == "\n".join([head(3), head(8), head(24)]) + "\n"


def test_what_it_keeps_is_what_the_verifier_reads(keeper: witness.FileWitness, tmp_path: Path) -> None:
    keeper.submit(head(3), [])
    keeper.submit(head(8), proof(3, 8))
    (tmp_path / "export").write_bytes(making.export(ENTRIES))
    assert verifier.verify(tmp_path / "export", [keeper.path]).proven == 8


def test_a_head_from_an_empty_journal_needs_no_proof_to_continue(keeper: witness.FileWitness) -> None:
    keeper.submit(head(0), [])
    keeper.submit(head(8), [])
    assert [one.size for one in keeper.heads()] == [0, 8]


def test_the_same_head_again_is_answered_and_kept_once(keeper: witness.FileWitness) -> None:
    keeper.submit(head(8), [])
    assert keeper.submit(head(8), []).size == 8
    assert len(keeper.heads()) == 1


def test_every_pair_of_sizes_continues_with_its_own_proof_and_with_no_other(tmp_path: Path) -> None:
    for old in range(1, 9):
        for new in range(old + 1, 10):
            folder = tmp_path / f"{old}-{new}"
            folder.mkdir()
            keeper = witness.FileWitness(folder)
            keeper.submit(head(old), [])
            for wrong in ([], proof(old, new)[1:], [*proof(old, new), LEAVES[0]], [step[:-1] for step in proof(old, new)]):
                with pytest.raises(witness.HeadRefused, match="no proof that the"):
                    keeper.submit(head(new), wrong)
            keeper.submit(head(new), proof(old, new))


def test_a_smaller_journal_is_refused_as_set_back(keeper: witness.FileWitness) -> None:
    keeper.submit(head(8), [])
    with pytest.raises(witness.SetBack, match="seen 8. Find out what became of entries 6 to 8") as refusal:
        keeper.submit(head(5), [])
    assert (refusal.value.seen, refusal.value.offered) == (8, 5)
    assert len(keeper.heads()) == 1


def test_another_history_of_the_same_size_is_kept_as_proof(keeper: witness.FileWitness) -> None:
    keeper.submit(head(8), [])
    other = making.witnessed(making.linked([making.fields(n, subject="C-9") for n in range(1, 9)]))
    with pytest.raises(witness.SplitView, match="of 8 entries: not the one") as refusal:
        keeper.submit(other, [])
    assert (refusal.value.kept, refusal.value.refused) == (head(8), other)


def test_two_hundred_rewritten_journals_are_all_refused(keeper: witness.FileWitness) -> None:
    """T-15: whatever proof comes with a history that was rewritten before the last witnessed head."""
    keeper.submit(head(16), [])
    draw, refused = making.generator(15), 0
    for _ in range(200):
        at, size = int(draw.integers(1, 17)), int(draw.integers(16, 25))
        told = [making.fields(n, **({"subject": f"C-{draw.integers(10**6)}"} if n >= at else {})) for n in range(1, size + 1)]
        redone = making.linked(told)
        steps = merkle.consistency_proof(making.leaves(redone), 16)
        with pytest.raises(witness.HeadRefused):
            keeper.submit(making.witnessed(redone), steps if draw.integers(2) else proof(16, size))
        refused += 1
    assert refused == 200 and len(keeper.heads()) == 1
    keeper.submit(head(24), proof(16, 24))  # the control: the true journal still goes on


def test_a_strange_key_is_refused_and_a_key_is_replaced_by_signing_together(keeper: witness.FileWitness) -> None:
    old, new = making.key(1), making.key(2)
    keeper.submit(head(3, old), [])
    with pytest.raises(witness.HeadRefused, match="has not met"):
        keeper.submit(head(8, new), proof(3, 8))
    keeper.submit(head(8, old, new), proof(3, 8))
    keeper.submit(head(16, new), proof(8, 16))
    with pytest.raises(witness.HeadRefused, match="has not met"):
        keeper.submit(head(24, old), proof(16, 24))


@pytest.mark.parametrize("spoilt", ["", "x", head(8).replace("\n8\n", "\n9\n"), head(8).split("key:")[0], head(8) + "\n"])
def test_a_head_that_is_not_signed_by_its_key_is_refused(keeper: witness.FileWitness, spoilt: str) -> None:
    with pytest.raises(witness.HeadRefused, match="A witness keeps only heads that are signed"):
        keeper.submit(spoilt, [])
    with pytest.raises(witness.HeadRefused):
        witness.PrintedWitness().submit(spoilt, [])
    assert not keeper.path.exists()


def test_another_journal_is_refused(keeper: witness.FileWitness) -> None:
    keeper.submit(head(3), [])
    with pytest.raises(witness.HeadRefused, match="this witness keeps heron.exercise"):
        keeper.submit(head(8, origin="older.boxes"), proof(3, 8))


def test_a_folder_that_is_not_there_is_not_begun_anew(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="bring back the disk"):
        witness.FileWitness(tmp_path / "away")


def test_a_head_cut_off_by_a_fault_is_written_again(keeper: witness.FileWitness) -> None:
    keeper.submit(head(3), [])
    whole = keeper.path.read_bytes()
    record = head(8).encode() + b"\n"
    for kept in range(0, len(record), 3):
        keeper.path.write_bytes(whole + record[:kept])
        assert [one.size for one in keeper.heads()] == [3]
        keeper.submit(head(8), proof(3, 8))
        assert keeper.path.read_bytes() == whole + record


def test_a_spoilt_witness_says_so_and_keeps_nothing_more(keeper: witness.FileWitness) -> None:
    keeper.submit(head(3), [])
    keeper.path.write_bytes(keeper.path.read_bytes().replace(b"\n3\n", b"\n2\n"))
    before = keeper.path.read_bytes()
    with pytest.raises(witness.HeadRefused, match=r"heads\.txt: .*does not hold"):
        keeper.last()
    with pytest.raises(witness.HeadRefused, match=r"heads\.txt"):
        keeper.submit(head(8), proof(3, 8))
    assert keeper.path.read_bytes() == before


def test_a_head_is_durable_before_it_is_acknowledged(keeper: witness.FileWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    true_sync = os.fsync

    def sync(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        true_sync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    keeper.submit(head(3), [])
    assert synced == [str(keeper.path), str(keeper.folder)]


def test_a_disk_that_refuses_to_sync_gives_no_receipt(keeper: witness.FileWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        keeper.submit(head(3), [])


def test_many_at_once_leave_one_line_of_heads(keeper: witness.FileWitness) -> None:
    keeper.submit(head(3), [])

    def hand_in(size: int) -> bool:
        try:
            witness.FileWitness(keeper.folder).submit(head(size), proof(3, size))
        except witness.HeadRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(hand_in, range(4, 12)))
    kept = [one.size for one in keeper.heads()]
    assert kept == sorted(set(kept)) and len(kept) == 1 + sum(accepted) >= 2


def test_paper_carries_the_head_and_its_words() -> None:
    keeper: witness.Witness = witness.PrintedWitness()
    receipt = keeper.submit(head(8), [])
    assert (receipt.witness, receipt.size, receipt.text) == ("paper", 8, head(8))
    digest = hashlib.sha256("\n".join(head(8).split("\n")[:3]).encode() + b"\n").digest()
    assert words.decode(" ".join(receipt.words)) == digest[:12]
    assert verifier.parse_witness(receipt.text)[0].size == 8  # what the QR code carries is a witness of its own
