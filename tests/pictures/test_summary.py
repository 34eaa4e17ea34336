"""The plain-text summary: same facts, 80 columns, and no way to steer a terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.pictures.story import Heading, Listing, Section, Tabled, Words
from repatria.pictures.style import Table
from repatria.pictures.summary import MOST_ROWS, WIDTH, table_lines, write_summary

BANNER = "Exercise: everyone here is invented."


def test_no_line_is_longer_than_a_terminal(files: dict[str, bytes]) -> None:
    lines = files["summary.txt"].decode().splitlines()
    assert max(map(len, lines)) <= WIDTH and len(lines) > 100


def test_the_exercise_is_named_first_and_last(files: dict[str, bytes]) -> None:
    lines = files["summary.txt"].decode().splitlines()
    assert lines[1] == BANNER and lines[-1] == BANNER


def test_it_tells_what_the_page_tells(files: dict[str, bytes]) -> None:
    said = " ".join(files["summary.txt"].decode().split())
    for words in (
        "55 containers; claimed: 55 people; at least 24 people; about 30 people",
        "2,748,204 pairs",
        "171 pairs reach the threshold of log10 LR 4.00",
        "8 put forward for review",
        "0 wrong of 8 put forward",
        "EX-P-000, EX-P-001 EX-M-0000, EX-M-0001",
        "pictures/evidence-01-family.png",
        "... 9 more in tables/everybody.csv",
    ):
        assert words in said


@given(
    st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90), st.integers()), min_size=1, max_size=5),
    st.text(max_size=120),
)
@settings(deadline=None, max_examples=40)
def test_any_content_stays_printable_and_within_the_width(rows: list[tuple[str, str, int]], words: str) -> None:
    blocks = (Words(words), Heading(words), Listing((words,)), Tabled(words, Table(("a", "b", "c"), tuple(rows)), "t"))
    for line in write_summary(words, "", (Section("s", "S", blocks),)).split("\n"):
        assert len(line) <= WIDTH and (line.isprintable() or not line)


def test_a_long_table_says_where_the_rest_is() -> None:
    table = Table(("n",), tuple((i,) for i in range(MOST_ROWS + 3)))
    assert len(list(table_lines(table))) == MOST_ROWS + 2
    assert "... 3 more in tables/long.csv" in write_summary("t", "", (Section("s", "S", (Tabled("Long", table, "long"),)),))


def test_a_picture_is_named_with_its_file(files: dict[str, bytes]) -> None:
    said = files["summary.txt"].decode()
    for name in files:
        if name.endswith(".png"):
            assert name in said
