"""The public record that ships is opened where there is none, and added to where an older edition stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from repatria.registry.claims.tests.test_public_record import TestANewerEdition as Editions
from repatria.registry.live import opening
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.testing.scene import Scene


def test_an_older_edition_gets_what_is_new_and_a_second_time_nothing(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "record.toml"
    monkeypatch.setattr(opening, "RECORD_2018", shipped)

    def no_programme(*_args: object) -> list[object]:
        raise Overtaken("loaded before")

    monkeypatch.setattr(opening, "load_programme", no_programme)
    told = []
    for text in (Editions.OLDER, Editions.NEWER, Editions.NEWER):
        shipped.write_text(text, encoding="utf-8")
        told.append(opening.bring_record(scene.record.slug))
    assert [(row["newer"], row["claims"]) for row in told] == [(True, 1), (True, 2), (False, 0)]
    with pytest.raises(Impossible, match="is an exercise"):
        opening.bring_record(scene.heron.slug)
