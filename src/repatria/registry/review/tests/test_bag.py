"""The bag of a signed identification: what is in it, what a stranger can check, and 200 canaries of which none may be in it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from repatria.cli import recheck_bag
from repatria.errors import UnreadableFile
from repatria.formats.casefile import read_case, write_case
from repatria.model import Call, CaseFile, Profile
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.families import actions as families
from repatria.registry.identification.casefiles import case_of
from repatria.registry.journal import heading, heads
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.review import bag
from repatria.registry.review.bagit import write_bag
from repatria.registry.review.tests import court
from repatria.registry.searching.tests import hands
from repatria.registry.testing.scene import Scene

_ALLELES = count(1)
PLANTED_NAMES = 62


def canary_profile(like: Profile, planted: list[str]) -> Profile:
    """``like`` with an allele at every copy that nobody else has."""
    calls = {}
    for marker in like.calls:
        pair = tuple(f"77{next(_ALLELES):03d}.9" for _ in range(2))
        planted.extend(pair)
        calls[marker] = Call(pair)
    return replace(like, calls=calls)


def leaks(folder: Path, canaries: Iterable[str]) -> set[str]:
    """The canaries that stand anywhere under ``folder``: tables are read as rows, papers as text, everything else as bytes."""
    told = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            told.append(json.dumps(pq.read_table(path).to_pylist(), default=str))
        elif path.suffix == ".pdf":
            told.extend(pages_of(path.read_bytes()))
        told.append(path.read_bytes().decode("utf-8", "replace"))
    whole = "\n".join(told)
    return {canary for canary in canaries if canary in whole}


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The search's test incident with canaries in every other bone, every other family and 62 other names on the list."""
    found: list[str] = []
    people, families_of = hands.people, hands._families

    def spoiled(seed: int = 3) -> dict[str, Profile]:
        shown = people(seed)
        others = ("second", "third", "other mother", "alone")
        return shown | {name: canary_profile(shown[name], found) for name in others}

    def named(here: hands.Made) -> None:
        families_of(here)
        for n in range(PLANTED_NAMES):
            found.append(f"Kanarvo{n:03d}")
            families.add_missing(here.scene.seat(Role.CASUALTY), name=f"Osko {found[-1]}", sex="M")

    monkeypatch.setattr(hands, "people", spoiled)
    monkeypatch.setattr(hands, "_families", named)
    return found


def unpacked(made: bag.Bagged, where: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        archive.extractall(where)
    return where / made.name


def test_what_leaves_can_be_checked_and_holds_nobody_else(scene: Scene, planted: list[str], tmp_path: Path) -> None:
    settings.HOME.keys.mkdir(exist_ok=True)
    if not (settings.HOME.keys / heading.KEY).exists():
        heads.generate(settings.HOME.keys / heading.KEY)
    here = court.agreed(scene)
    examiner = scene.seat(Role.EXAMINER)
    with pytest.raises(Impossible, match="Only what was signed"):
        bag.export_identification(examiner, here.row, purpose="District Court, 12/3")
    court.sign(here)
    with pytest.raises(Impossible, match="say what it is taken out for"):
        bag.export_identification(examiner, here.row, purpose="  ")
    with pytest.raises(NotFound):
        bag.export_identification(scene.seat(Role.GENETICIST), here.row, purpose="x")
    made = bag.export_identification(examiner, here.row, purpose="District Court, 12/3", whole=True)
    entry = Entry.objects.get(tag="review.exported")
    facts = entry.said["facts"]
    assert (entry.subject, facts["digest"], facts["form"]) == (here.row.code, made.digest, "to be recomputed")

    folder = unpacked(made, tmp_path)
    told = recheck_bag.check(folder)
    assert told["same"] and told["recomputed"] and told["files"] == made.files and told["entries"] > 5
    assert "recomputed to the digit" in recheck_bag.words(told) and "joint posteriors" in recheck_bag.words(told)
    page = (folder / "data" / "index.html").read_text("utf-8")
    for words in (
        "These bones are those of the first man.",
        court.OBJECTION[:10],
        "Exercise: everyone here is invented.",
        "sha256sum -c",
        "It holds no genotype of anybody",
    ):
        assert words in page or words in (folder / "data" / "record.json").read_text("utf-8"), words
    case = read_case(folder / "data" / "case")
    assert {p.id for p in case.profiles} == {here.made.bones["first"].code, here.made.bones["first again"].code}
    assert [f.id for f in case.families] == [here.made.families[0].code] and not case.controls
    _of_relatives(folder, case)
    _canaries(here, folder, planted, tmp_path)
    _altered(folder, tmp_path)
    _told_otherwise(folder, tmp_path)
    _to_be_read(here, folder, planted, tmp_path / "read")


def _to_be_read(here: court.Court, whole: Path, planted: list[str], place: Path) -> None:
    """A bag to be read tells nothing of any one relative: no code, no genotype, no word on who confirms whom; and it can be checked."""
    folder = unpacked(bag.export_identification(here.scene.seat(Role.AUDITOR), here.row, purpose="an audit"), place)
    relatives = set(json.loads((whole / "data" / "evidence.json").read_text("utf-8"))["reference_error"]["donors"]["by_donor"])
    hidden = {
        "by_donor",
        "two_confirmed",
        "scenarios",
        "resampled",
        '"samples"',
        "K0000",
        "consent HERON",
        "reference HERON",
    }
    assert len(relatives) == 3 and leaks(folder, {*planted, *relatives, *hidden}) == set()
    assert leaks(whole, {*relatives, *hidden}) >= {*relatives, "by_donor", "two_confirmed", "scenarios"}, "the net has no holes"
    names = {p.relative_to(folder / "data").as_posix() for p in (folder / "data").rglob("*") if p.is_file()}
    assert "evidence-shown.json" in names and "evidence.json" not in names and not any(n.startswith("case/") for n in names)
    shown = json.loads((folder / "data" / "evidence-shown.json").read_text("utf-8"))
    assert shown["reference_error"]["donors"] == {"borne_out": True, "number": 3} and shown["posterior"] and shown["lines"]
    told = recheck_bag.check(folder)
    assert (told["same"], told["recomputed"], told["state"]) == (None, False, "signed") and told["entries"] > 5
    assert "not recomputed" in recheck_bag.words(told)
    assert b'"homecoming.' not in (whole / "data" / "journal.jsonl").read_bytes()
    for n, wrong in enumerate(({"of": "0" * 64}, {"asked": {**shown["asked"], "missing": "HERON-M99999-9"}})):
        payload = {name: (folder / "data" / name).read_bytes() for name in names}
        payload["evidence-shown.json"] = json.dumps({**shown, **wrong}).encode()
        write_bag(place / f"wrong-{n}", payload, {"Source-Organization": "x"})
        with pytest.raises(UnreadableFile):
            recheck_bag.check(place / f"wrong-{n}")


def _of_relatives(folder: Path, case: CaseFile) -> None:
    """The evidence says how relatives fit each other, as it was signed, and holds nobody's alleles at any locus."""
    document = json.loads((folder / "data" / "evidence.json").read_text("utf-8"))
    assert set(document["reference_error"]["donors"]["by_donor"]) == set(case.families[0].references)
    texts = set(strings_in(document))
    people = [*case.families[0].references.values(), *case.profiles]
    shown = {allele for person in people for call in person.calls.values() for allele in call.alleles}
    assert shown and not texts & {allele for allele in shown if "." in allele}
    assert "calls" not in texts


def strings_in(value: Any) -> Iterator[str]:
    """Every text of a document, names of fields included."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)
    elif isinstance(value, str):
        yield value


def _canaries(here: court.Court, folder: Path, planted: list[str], tmp_path: Path) -> None:
    assert len(planted) >= 200
    assert leaks(folder, planted) == set()
    search = here.made.search
    assert search is not None and search.snapshot is not None
    write_case(case_of(search.snapshot), tmp_path / "red" / "case")
    assert len(leaks(tmp_path / "red", planted)) > 100, "the net would not have caught them"


def _altered(folder: Path, tmp_path: Path) -> None:
    """A byte of the evidence, a line of the journal and a file too many are each found."""
    for name, change in (
        ("data/evidence.json", lambda data: data.replace(b'"0', b'"1', 1)),
        ("data/journal.jsonl", lambda data: data.replace(b"heron", b"heroN", 1)),
        ("data/case/case.json", lambda data: data + b" "),
    ):
        copy = tmp_path / name.replace("/", "-")
        shutil.copytree(folder, copy)
        (copy / name).write_bytes(change((copy / name).read_bytes()))
        with pytest.raises(UnreadableFile):
            recheck_bag.check(copy)


def _told_otherwise(folder: Path, tmp_path: Path) -> None:
    """A record that tells another story than was signed is found, also where every manifest was made again."""
    told = json.loads((folder / "data" / "record.json").read_text("utf-8"))
    for n, (field, wrong) in enumerate(
        (
            ("state", {"state": "void"}),
            ("signatures", {"missing": "HERON-M99999-9"}),
            ("signatures", {"signatures": [{**told["signatures"][0], "binding": "0" * 64}]}),
            (
                "signatures",
                {
                    "signatures": [
                        told["signatures"][0] | {"bound": {**told["signatures"][0]["bound"], "signer": "HERON-U00001"}}
                    ]
                },
            ),
            ("statements", {"statements": [{**told["statements"][0], "text": "These bones are somebody else's."}]}),
            ("reviews", {"statements": [_reviewed(told["statements"][0])]}),
        )
    ):
        payload = {
            p.relative_to(folder / "data").as_posix(): p.read_bytes() for p in (folder / "data").rglob("*") if p.is_file()
        }
        copy = tmp_path / f"told-{n}"
        write_bag(copy, payload | {"record.json": json.dumps({**told, **wrong}).encode()}, {"Source-Organization": "x"})
        with pytest.raises(UnreadableFile, match=field) as found:
            recheck_bag.check(copy)
        assert found.value.field == field


def _reviewed(statement: dict[str, Any]) -> dict[str, Any]:
    return {**statement, "reviews": [{**one, "words": "I never agreed."} for one in statement["reviews"]]}
