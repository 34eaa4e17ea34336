"""T-17 and T-18: going back in time is noticed, a backup counts only when it has been restored, and a spoilt one is refused."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from repatria.registry import operations
from repatria.registry.assurance.checking import copy_of, entries_in, faults_in
from repatria.registry.assurance.nursery import Nursery, acks_in
from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.home import DATABASE
from repatria.registry.journal import verifier
from repatria.registry.refusals import NotReady

Copy = Callable[[str], Path]
Tell = Callable[[Outcome], Outcome]
pytestmark = pytest.mark.sqlite
HEADS = "witness/heads.txt"


def entry_tags(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [tag for (tag,) in connection.execute("SELECT tag FROM journal_entry ORDER BY seq")]
    finally:
        connection.close()


def refusals(nursery: Nursery) -> list[str]:
    [line] = [one for one in nursery.ask("refusals") if one.startswith("refusals ")]
    return list(json.loads(line[9:]))


def test_an_older_copy_does_not_start_and_is_not_restored(registry: Copy, tmp_path: Path, seed: int, tell: Tell) -> None:
    began, repeats, rng = time.monotonic(), size(2, 40), np.random.default_rng(seed)
    folder, faults, quiet = registry("real"), [], 0
    with Nursery(folder) as nursery:
        for number in range(repeats):
            old, older = tmp_path / "old.backup", tmp_path / "older.sqlite3"
            old.unlink(missing_ok=True)
            assert [line for line in nursery.ask(f"backup {old}") if line.startswith("backup ")]
            copy_of(folder / DATABASE, older)
            kept = entries_in(folder / DATABASE)
            acks = acks_in(nursery.ask(f"acts {int(rng.integers(2**31))} {int(rng.integers(2, 20))}"))
            nursery.ask(f"backup {tmp_path / f'new{number}.backup'}")  # signs a head and hands it to the witness
            witness = (folder / HEADS).read_text(encoding="utf-8")
            newest = max(head.size for head in verifier.parse_witness(witness))
            faults += [f"{number}: starts not though whole: {said}" for said in refusals(nursery)]
            faults += restored_anyway(old, tmp_path / "back", witness, kept, newest)
            quiet += restored_blindly(old, tmp_path / "blind")
            newer = copy_of(folder / DATABASE, tmp_path / "newer.sqlite3")
            lay_down(older, folder)
            said = " ".join(refusals(nursery))
            if f"The witness has seen {newest} journal entries, this database holds {kept}" not in said:
                faults.append(f"{number}: an older copy started: {said}")
            lay_down(newer, folder)
            assert acks, "nothing was done after the backup"
    tell(
        Outcome(
            "T-17",
            "an older copy is refused at start and at restore; an accepted loss is listed by number",
            repeats,
            len(faults),
            f"without the witness {quiet} of {repeats} older copies were restored without a word",
            seed,
            time.monotonic() - began,
        )
    )
    assert faults == []
    assert quiet == repeats, "the control: without a witness nobody can know"


def lay_down(database: Path, folder: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{folder / DATABASE}{end}").unlink(missing_ok=True)
    for end in ("", "-wal"):
        if Path(f"{database}{end}").exists():
            shutil.copyfile(f"{database}{end}", f"{folder / DATABASE}{end}")


def restored_anyway(old: Path, target: Path, witness: str, kept: int, newest: int) -> list[str]:
    """What went wrong when an older backup was restored beside a newer witness, first plainly, then with its loss accepted."""
    found = []
    shutil.rmtree(target, ignore_errors=True)
    try:
        operations.restore(old, target, witnesses=[witness])
        found.append("an older copy was restored without a word")
    except NotReady as refusal:
        if f"ends at entry {kept}; the witness has seen {newest}" not in str(refusal) or target.exists():
            found.append(f"refused wrongly: {refusal}")
    checked, lost = operations.restore(old, target, witnesses=[witness], accept_loss="the newer disk burnt")
    if (checked.entries, lost) != (kept, newest - kept):
        found.append(f"lost {lost}, kept {checked.entries}; it should be {newest - kept} and {kept}")
    with Nursery(target) as other:
        [line] = [one for one in other.ask(f"restored {kept} {lost} burnt") if one.startswith("restored ")]
    told = json.loads(line[9:])
    if (told["lost_from"], told["lost_to"]) != (kept + 1, newest):
        found.append(f"the journal says {told}")
    return found


def restored_blindly(old: Path, target: Path) -> bool:
    shutil.rmtree(target, ignore_errors=True)
    return operations.restore(old, target, witnesses=[])[1] == 0 and target.is_dir()


def test_a_rewritten_copy_is_refused_even_with_its_loss_accepted(registry: Copy, tmp_path: Path) -> None:
    folder, backup = registry("real"), tmp_path / "old.backup"
    with Nursery(folder) as nursery:
        nursery.ask("acts 1 4")
        nursery.ask(f"backup {backup}")
    witness = (folder / HEADS).read_text(encoding="utf-8")
    heads = verifier.parse_witness(witness)
    root = heads[-1].root
    other = witness.replace(base64.b64encode(root).decode(), base64.b64encode(bytes(32)).decode())
    with pytest.raises(NotReady, match="does not hold"):
        operations.restore(backup, tmp_path / "back", witnesses=[other], accept_loss="whatever")
    stranger = shutil.copytree(registry("stranger"), tmp_path / "stranger-copy")
    with Nursery(stranger) as nursery:
        nursery.ask("acts 2 4")
        nursery.ask(f"backup {tmp_path / 'stranger.backup'}")
    foreign = (stranger / HEADS).read_text(encoding="utf-8")
    with pytest.raises(NotReady, match="does not verify"):
        operations.restore(backup, tmp_path / "back", witnesses=[foreign], accept_loss="whatever")
    assert not (tmp_path / "back").exists()
    assert operations.restore(backup, tmp_path / "back", witnesses=[witness])[1] == 0  # the control: the true witness agrees


def test_a_flipped_byte_anywhere_in_a_backup_is_refused(registry: Copy, tmp_path: Path, seed: int, tell: Tell) -> None:
    began, repeats, rng = time.monotonic(), size(40, 1000), np.random.default_rng(seed)
    folder, backup = registry("real"), tmp_path / "whole.backup"
    with Nursery(folder) as nursery:
        nursery.ask("acts 3 20")
        nursery.ask(f"backup {backup}")
    data, spoilt = backup.read_bytes(), tmp_path / "spoilt.backup"
    assert backup.stat().st_mode & 0o077 == 0, "a backup holds names and second factors: nobody else may read it"
    whole = operations.verify(backup)
    accepted, unseen = [], 0
    places = [*range(20), *range(len(data) - 66, len(data))][: repeats // 4]
    places += [int(n) for n in rng.integers(0, len(data), repeats - len(places))]
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= int(rng.integers(1, 256))
        spoilt.write_bytes(flipped)
        try:
            operations.verify(spoilt)
            accepted.append(place)
        except NotReady:
            pass
        unseen += opens_all_the_same(folder / DATABASE, tmp_path / "raw.sqlite3", rng)
    for cut in (0, 17, 18, 100, len(data) // 2, len(data) - 64, len(data) - 1):
        spoilt.write_bytes(data[:cut])
        with pytest.raises(NotReady):
            operations.verify(spoilt)
    spoilt.write_bytes(data + b"\0")
    with pytest.raises(NotReady):
        operations.verify(spoilt)
    tell(
        Outcome(
            "T-18",
            "a backup with one byte flipped is refused; a whole one restores and verifies",
            repeats,
            len(accepted),
            f"SQLite's own check alone let {unseen} of {repeats} flips in the database file pass",
            seed,
            time.monotonic() - began,
            note=f"a backup of {len(data)} bytes with {whole.entries} entries; seven cut lengths and an appended byte refused too.",
        )
    )
    assert accepted == []
    assert whole.entries == entries_in(folder / DATABASE)
    assert unseen, "the control: without our own digest some flips are not seen"


def opens_all_the_same(database: Path, scratch: Path, rng: np.random.Generator) -> bool:
    """Whether SQLite finds nothing wrong with a database file in which one byte was flipped."""
    data = bytearray(database.read_bytes())
    data[int(rng.integers(100, len(data)))] ^= int(rng.integers(1, 256))
    scratch.write_bytes(data)
    connection = sqlite3.connect(scratch)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0]) == "ok"
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    finally:
        connection.close()


def test_a_kill_during_a_backup_leaves_nothing_that_counts(registry: Copy, tmp_path: Path, seed: int, tell: Tell) -> None:
    began, kills, rng = time.monotonic(), size(4, 60), np.random.default_rng(seed)
    folder, out = registry("real"), tmp_path / "out"
    out.mkdir()
    faults, cut, half = [], 0, 0
    with Nursery(folder) as nursery:
        start = time.monotonic()
        nursery.ask(f"backup {out / 'whole'}")
        longest = time.monotonic() - start
        operations.verify(out / "whole")
        for number in range(kills):
            target = out / f"b{number}"
            nursery.start(f"backup {target}")
            time.sleep(float(rng.uniform(0, longest)) if number else 0)  # the first is always cut
            nursery.kill()
            cut += not target.exists()
            half += any(part.stat().st_size for part in out.glob("*/backup.part"))
            for left in out.glob("*"):
                if left.is_file():
                    try:
                        operations.verify(left)
                    except NotReady as fault:
                        faults.append(f"kill {number}: {left.name} counts and is not whole: {fault}")
            for left in out.glob("repatria-*"):
                shutil.rmtree(left)
        faults += faults_in(folder / DATABASE, [])
    tell(
        Outcome(
            "T-18 kill",
            "a kill during a backup leaves no file that counts as one and is not whole",
            kills,
            len(faults),
            f"{cut} backups were cut, {half} of them after half a file had been written",
            seed,
            time.monotonic() - began,
        )
    )
    assert faults == []
    assert cut, "every backup was finished before its kill"
