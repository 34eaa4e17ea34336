"""Broken files at every reader: whatever comes, a reading or one of our own refusals, and never a half-read case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.cases import small_case
from formats.samples import SAMPLES
from repatria.errors import RepatriaError
from repatria.formats.casefile import read_case, write_case
from repatria.formats.notes import Notes
from repatria.formats.profiletable import iter_profiles
from repatria.formats.reader import read
from repatria.formats.reading import Reading

TOKENS = [
    *(bytes([i]) for i in (0, 9, 10, 13, 32, 34, 39, 44, 59, 127, 128, 255)),
    *(
        b"-1",
        b"0",
        b"1e999",
        b"nan",
        b"1_2",
        b"99999999999999999999",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        "٣".encode(),
        "\u2028".encode(),
    ),
    *(
        b"#TRUE#",
        b"#FALSE#",
        b'"',
        b"[[",
        b"]]",
        b"<",
        b">",
        b"&e;",
        b"<!DOCTYPE a>",
        b"</SPECIMEN>",
        b"</ALLELE>",
        b"AMEL",
        b"X",
    ),
    *(b"Missing person", b"Rest allele", b"Direct", b"TH01", b"DXS8378", b"OL", b"-", b"/", b"{", b"[", b"PK\x03\x04", b"\n\n"),
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["put", "cut", "over", "double", "end"]), st.floats(0, 1, exclude_max=True), st.sampled_from(TOKENS)
    ),
    min_size=1,
    max_size=6,
)


def edited(content: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    """``content`` after a few strokes of a careless or hostile hand."""
    for how, where, token in edits:
        at = int(where * (len(content) + 1))
        if how == "put":
            content = content[:at] + token + content[at:]
        elif how == "over":
            content = content[:at] + token + content[at + len(token) :]
        elif how == "cut":
            content = content[:at] + content[at + len(token) * 3 :]
        elif how == "double":
            content = content[:at] + content[max(0, at - 40) : at] + content[at:]
        else:
            content = content[:at]
    return content


def survives(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for single in ("at_least", "homozygote"):
        try:
            assert isinstance(read(path, single=single), Reading)
        except RepatriaError as refusal:
            assert str(path) in str(refusal)


@pytest.mark.parametrize("name", SAMPLES)
class TestEveryReader:
    @given(edits=EDITS)
    @settings(deadline=None, max_examples=80)
    def test_a_valid_file_after_a_few_strokes(self, tmp_path_factory: pytest.TempPathFactory, name: str, edits: list) -> None:
        survives(tmp_path_factory.getbasetemp() / f"{name}.edited", edited(SAMPLES[name], edits))

    @given(tail=st.binary(max_size=200), share=st.floats(0, 1))
    @settings(deadline=None, max_examples=25)
    def test_random_bytes_after_a_valid_start(
        self, tmp_path_factory: pytest.TempPathFactory, name: str, tail: bytes, share: float
    ) -> None:
        start = SAMPLES[name][: int(share * len(SAMPLES[name]))]
        survives(tmp_path_factory.getbasetemp() / f"{name}.random", start + tail)


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))))
@settings(deadline=None, max_examples=150)
def test_bytes_of_no_format(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    survives(tmp_path_factory.getbasetemp() / "anything", content)


CELLS = st.one_of(
    st.sampled_from(["id", "marker", "allele1", "allele2", "TH01_1", "TH01_2", "sex", "kind", "6", "OL", ""]),
    st.text(max_size=6),
)


@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=6))
@settings(deadline=None, max_examples=150)
def test_rows_of_any_cells(rows: list[list[str]]) -> None:
    try:
        list(iter_profiles(Path("rows"), Notes(), table=list(enumerate(rows, 1))))
    except RepatriaError as refusal:
        assert "rows" in str(refusal)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "case"
    write_case(small_case(), folder)
    return folder


@given(edits=EDITS, place=st.integers(0, 100))
@settings(deadline=None, max_examples=50)
def test_a_case_after_a_few_strokes_is_refused_or_the_same(
    whole: Path, edits: list[tuple[str, float, bytes]], place: int
) -> None:
    folder = whole.parent / "broken"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    files = sorted(folder.iterdir())
    path = files[place % len(files)]
    path.write_bytes(edited(path.read_bytes(), edits))
    try:
        assert read_case(folder) == small_case()
    except RepatriaError as refusal:
        assert str(folder) in str(refusal)
