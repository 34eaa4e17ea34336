"""T-14 to T-16: rewriting the journal in the database itself is found by whoever holds a head, and only by them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from repatria.registry.assurance import tampering
from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.tampering import ATTACKS, NEEDS_A_WITNESS
from repatria.registry.journal import heading, heads, merkle, verifier
from repatria.registry.journal.models import Entry, Head
from repatria.registry.journal.tests import cases
from repatria.registry.journal.witness import FileWitness, HeadRefused
from repatria.registry.people.actions import add_user
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]


class UndoneAgain(Exception):
    """Rolls the tampering back."""


def lowest(words: str, at: int) -> int:
    """The first entry that a finding names: its own, or the lower end of those between two heads of which one may be gone."""
    other = re.search(r"or one of (\d+) to", words)
    return min(at, int(other[1])) if other else at


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> heads.SigningKey:
    """A signing key, which the registry also uses: the owner of the database is taken to have it."""
    made = heads.generate(tmp_path / "signing.pem")
    monkeypatch.setattr(heading, "key_of", lambda _home: made)
    return made


@pytest.fixture
def witness(scene: Scene, key: heads.SigningKey, tmp_path: Path) -> FileWitness:
    """Three heads of one journal, the last over all of it."""
    folder = tmp_path / "witness"
    folder.mkdir()
    for number in range(3):
        heading.hand_over(heading.sign_head(), folder)
        for person in range(4 if number < 2 else 0):
            add_user(TheRegistry(), f"more.{number}{person}", name="Somebody Invented")
    return FileWitness(folder)


def engine() -> str:
    return "sqlite" if connection.vendor == "sqlite" else "postgres"


def test_every_tampering_is_found_by_a_witness(witness: FileWitness, tmp_path: Path, seed: int, tell: Tell) -> None:
    began, rng, repeats = time.monotonic(), np.random.default_rng(seed), size(5, 300)
    kept = witness.path.read_text(encoding="utf-8")
    missed: list[str] = []
    unseen_alone = dict.fromkeys(ATTACKS, 0)
    old = tampering.rows()
    assert tampering.judged(tmp_path, kept)[0].findings == []
    for kind, attack in ATTACKS.items():
        for number in range(repeats):
            with pytest.raises(UndoneAgain), transaction.atomic():
                tampering.drop_triggers()
                new, first = attack(old, rng)
                tampering.put_back(new, old)
                seen, alone = tampering.judged(tmp_path, kept)
                said = min((lowest(words, at) for at, words in seen.findings if at), default=0)
                if not said or said > first + 1:
                    missed.append(f"{kind} {number}: entry {first}, found {seen.findings}")
                unseen_alone[kind] += not alone.findings
                assert alone.findings or alone.verdict == [verifier.NOT_PROVEN]
                raise UndoneAgain
    tell(
        Outcome(
            "T-14",
            "tampering with the journal's table is found, the first bad entry is named",
            repeats * len(ATTACKS),
            len(missed),
            f"without a witness {', '.join(k for k, n in unseen_alone.items() if n == repeats)} were never seen, and it said so",
            seed,
            time.monotonic() - began,
            engine=engine(),
            note=f"{len(ATTACKS)} kinds × {repeats}, {len(old)} entries, exported from the tampered database.",
        )
    )
    assert missed == []
    assert all(unseen_alone[kind] == repeats for kind in NEEDS_A_WITNESS), "the control: without a witness these are not seen"
    assert Entry.objects.count() == len(old)


def test_the_database_refuses_while_its_triggers_stand(witness: FileWitness) -> None:
    for sql in ("UPDATE journal_entry SET actor = 'u-9999' WHERE seq = 1", "DELETE FROM journal_entry WHERE seq = 1"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(UndoneAgain), transaction.atomic():  # the control: an owner can drop them, hence the witness
        tampering.drop_triggers()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE journal_entry SET actor = 'u-9999' WHERE seq = 1")
            assert cursor.rowcount == 1
        raise UndoneAgain


def test_a_rewriting_by_an_owner_who_holds_the_key_is_found(
    witness: FileWitness, key: heads.SigningKey, tmp_path: Path, seed: int, tell: Tell
) -> None:
    began, rng, repeats = time.monotonic(), np.random.default_rng(seed), size(10, 200)
    kept, old = witness.path.read_text(encoding="utf-8"), tampering.rows()
    missed, taken_in = 0, 0
    for _ in range(repeats):
        with pytest.raises(UndoneAgain), transaction.atomic():
            tampering.drop_triggers()
            at = int(rng.integers(len(old)))
            new = tampering.relinked([*old[:at], *(tampering.retold(row) for row in old[at:])], at + 1)
            tampering.put_back(new, old)
            forged = forge(new, key)
            seen, _ = tampering.judged(tmp_path, kept)
            own, _ = tampering.judged(tmp_path, forged)
            missed += not seen.findings
            taken_in += own.findings == [] and own.proven == len(new)
            with pytest.raises(HeadRefused):
                witness.submit(forged, [])
            raise UndoneAgain
    tell(
        Outcome(
            "T-15",
            "a rewriting by an owner who holds the signing key is found by whoever kept a head",
            repeats,
            missed,
            f"against the forger's own head {taken_in} of {repeats} passed as true",
            seed,
            time.monotonic() - began,
            engine=engine(),
            note="the witness also refused every forged head.",
        )
    )
    assert missed == 0
    assert taken_in == repeats, "the control: the signature alone proves nothing against its owner"
    assert witness.path.read_text(encoding="utf-8") == kept


def forge(new: list[tampering.Row], key: heads.SigningKey) -> str:
    """A head over rewritten rows, properly signed, also put where the registry keeps its own."""
    leaves = [row["leaf"] for row in new]
    text = heads.for_witness(heads.sign(settings.HOME.origin, len(new), merkle.root_of(leaves), [key]), [key])
    Head.objects.filter(size=len(new)).update(text=text, root=merkle.root_of(leaves))
    return text


def test_the_public_vectors_and_the_mutants_stand_beside_the_verifier(tell: Tell, seed: int) -> None:
    """T-16 is proven in the journal's own room; here only that it is there, whole."""
    assert len(cases.VECTORS) == 196 and len(cases.SIGNATURES) == 5
    assert (Path(cases.__file__).parent / "test_mutants.py").is_file()
