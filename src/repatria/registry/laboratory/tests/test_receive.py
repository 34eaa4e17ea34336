"""A file that is refused leaves nothing among the imports: it lies apart, with the reason, and makes room for later ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import keeping, receiving
from repatria.registry.laboratory.models import Delivery
from repatria.registry.laboratory.tests.helping import RUN, sample
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "laboratory"


def table(scene: Scene) -> bytes:
    return f"sample,marker,allele1,allele2\n{sample(scene).code},TH01,6,9.3\n".encode()


def give(scene: Scene, data: bytes, run: Any = RUN) -> Delivery:
    return receiving.receive(scene.seat(Role.TECHNICIAN), [data], "run 1.csv", run=run, request=None)[0]


def kept(home: Path) -> list[str]:
    return [p.name for p in home.rglob("*") if p.is_file() and p.parent.name != "refused"]


class TestRefused:
    def test_what_cannot_be_read_lies_apart_with_its_reason(self, scene: Scene, home: Path) -> None:
        with pytest.raises(Impossible):
            give(scene, b"nothing that anybody knows")
        assert kept(home) == []
        digest = hashlib.sha256(b"nothing that anybody knows").hexdigest()
        told = json.loads((home / "refused" / f"{digest}.json").read_text(encoding="utf-8"))
        assert told["name"] == "run 1.csv"
        assert told["reason"].startswith("run 1.csv: ")
        entry = Entry.objects.get(tag="laboratory.file_refused")
        assert entry.said["facts"] == {"sha256": digest}

    def test_what_cannot_be_imported_lies_apart_too_until_it_can(self, scene: Scene, home: Path) -> None:
        data = table(scene)
        with pytest.raises(Impossible, match="read by two people"):
            give(scene, data, replace(RUN, second_reader=RUN.first_reader))
        assert kept(home) == []
        made = give(scene, data)
        assert kept(home) == [made.sha256]
        assert list((home / "refused").iterdir()) == []

    def test_a_refusal_does_not_touch_a_file_that_was_imported(
        self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = table(scene)
        made = give(scene, data)

        def refuse(*_: object) -> None:
            raise Impossible("it took too long")

        monkeypatch.setattr(receiving, "read_apart", refuse)
        with pytest.raises(Impossible):
            give(scene, data)
        assert kept(home) == [made.sha256]

    def test_the_quarantine_is_bounded(self, scene: Scene, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keeping, "REFUSED_FILES", 2)
        monkeypatch.setattr(keeping, "REFUSED_BYTES", 100)
        for size in (10, 20, 30):
            data = b"x" * size
            keeping.set_apart(keeping.keep([data], "x"), "x", "why")
        assert sorted(p.stat().st_size for p in (home / "refused").iterdir() if not p.suffix) == [20, 30]
        keeping.set_apart(keeping.keep([b"y" * 90], "y"), "y", "why")
        assert [p.stat().st_size for p in (home / "refused").iterdir() if not p.suffix] == [90]
        assert len(list((home / "refused").iterdir())) == 2

    def test_an_anthropologist_gives_nothing(self, scene: Scene, home: Path) -> None:
        with pytest.raises(NotFound):
            receiving.receive(scene.seat(Role.ANTHROPOLOGIST), [b"x"], "x", run=RUN, request=None)
        assert not home.exists()
