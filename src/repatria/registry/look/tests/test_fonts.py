"""The fonts cover the scripts that names are written in; without them papers refuse and pages do not."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
import typst
from django.contrib.staticfiles import finders

from repatria.registry.look import fonts
from repatria.registry.look.finder import FontFinder
from repatria.registry.refusals import NotReady

NAMES = "Łukasz Żółć Ångström Đặng Çelik Ñuñez · Фёдор Ёжиков Їжак · Ελλη · 김민수 이훈 뷁 ㄱㅏ 金敏洙"
HEAD = '#set document(date: datetime(year: 2001, month: 5, day: 4))\n#set text(font: ("Noto Sans", "Noto Sans KR"))\n'


def paper(words: str) -> bytes:
    """A PDF that stops at a letter which no font has."""
    places = [str(path.parent) for path in fonts.font_paths()]
    return typst.compile(
        (HEAD + words).encode(), format="pdf", font_paths=places, ignore_system_fonts=True, pdf_standards=["a-3b"]
    )


def test_the_fonts_cover_latin_cyrillic_greek_and_korean() -> None:
    assert paper(NAMES).startswith(b"%PDF")


def test_a_letter_that_no_font_has_stops_the_paper() -> None:
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        paper("\N{SYRIAC LETTER ALAPH}")


def test_papers_say_which_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "found", dict)
    with pytest.raises(NotReady, match="fontpkg_noto_sans, pylopdf_fonts_ko"):
        fonts.font_paths()


def test_pages_do_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repatria.registry.look.finder.found", dict)
    assert FontFinder().find("fonts/latin.ttf") == []
    assert not [path for path, _ in FontFinder().list(None) if path.startswith("fonts/")]


def test_a_file_that_nobody_has_is_not_found() -> None:
    assert not finders.find("no-such-file.css")
    assert finders.find("no-such-file.css", find_all=True) == []


def test_every_font_of_the_style_sheet_is_found_and_has_its_own_letters() -> None:
    css = (Path(fonts.__file__).parents[1] / "static" / "fonts.css").read_text(encoding="utf-8")
    named = re.findall(r'url\("([^"]+)"\)', css)
    assert sorted(named) == sorted(fonts.PACKAGES) and css.count("unicode-range") == len(named)
    for name in named:
        file = FontFinder().find(name)
        assert Path(file).read_bytes()[:4] in (b"\x00\x01\x00\x00", b"OTTO")
    listed = dict(FontFinder().list(None))
    assert set(named) <= set(listed)
    with listed["fonts/korean.ttf"].open("fonts/korean.ttf") as opened:
        assert opened.read(4) == b"OTTO"


@pytest.mark.parametrize("package", ["fontpkg-noto-sans", "pylopdf-fonts-ko"])
def test_the_licence_came_with_them(package: str) -> None:
    texts = [file.read_text() for file in distribution(package).files or [] if "LICENSE" in file.name.upper()]
    assert any("SIL OPEN FONT LICENSE" in text for text in texts)
