"""Whole journals: true ones, altered, rewritten and truncated ones, witnesses that disagree, and the command."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from repatria.registry.journal import heads
from repatria.registry.journal.tests import making
from repatria.registry.journal.tests.casework import (
    SIGNED,
    TEN,
    Module,
    judged,
    naive_root,
    raw,
)


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
