"""A demonstration stands whole under its final name, or not at all; nothing else is ever replaced by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.registry.home import CONFIG
from repatria.registry.live import standing
from repatria.registry.refusals import NotReady


def made(folder: Path, *, again: bool = False, word: str = "first") -> standing.Standing:
    place, _ = standing.prepare(folder, again=again)
    for part in (place.registry_part, place.truth_part):
        part.mkdir()
        (part / "word").write_text(word)
    standing.settle(place, seed=1, scale=0.5)
    return place


def test_it_gets_its_names_when_it_is_whole(tmp_path: Path) -> None:
    place = made(tmp_path / "registry")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["registry", "registry-truth"]
    assert json.loads((place.registry / standing.MARK).read_text())["seed"] == 1
    assert (place.truth / "word").exists() and not place.truth.is_relative_to(place.registry)


def test_an_interrupted_one_is_cleared_away_and_told(tmp_path: Path) -> None:
    place, cut_off = standing.prepare(tmp_path / "registry", again=False)
    assert not cut_off
    place.registry_part.mkdir()
    (place.registry_part / "half").write_text("")
    assert not place.registry.exists()
    assert standing.prepare(tmp_path / "registry", again=False)[1]
    assert not place.registry_part.exists()


def test_an_earlier_one_is_replaced_only_when_told(tmp_path: Path) -> None:
    made(tmp_path / "registry")
    with pytest.raises(NotReady, match="holds a demonstration already"):
        standing.prepare(tmp_path / "registry", again=False)
    place = made(tmp_path / "registry", again=True, word="second")
    assert (place.registry / "word").read_text() == (place.truth / "word").read_text() == "second"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["registry", "registry-truth"]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(("name", "words"), [(CONFIG, "a registry that is no demonstration"), ("letter.txt", "something else")])
def test_what_is_no_demonstration_is_refused(tmp_path: Path, name: str, words: str, again: bool) -> None:
    (tmp_path / name).write_text("kept")
    with pytest.raises(NotReady, match=words):
        standing.prepare(tmp_path, again=again)
    assert (tmp_path / name).read_text() == "kept"


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "registry").write_text("")
    with pytest.raises(NotReady, match="something else"):
        standing.prepare(tmp_path / "registry", again=True)
