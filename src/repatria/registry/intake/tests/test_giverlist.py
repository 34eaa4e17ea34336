"""A giver's list is read strictly: every fault with its line and field, nothing guessed. No database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repatria.registry.intake import giverlist
from repatria.registry.intake.giverlist import People, parse, read_people

GOOD = 'number,origin,contents,people,seals\n1,Norra valley,"bones, boots",about 3,4711;4712\n2,,,,\n'


def test_a_good_list_is_read() -> None:
    parsed = parse(GOOD.encode())
    assert parsed.faults == ()
    first, second = parsed.rows
    assert (first.line, first.number, first.origin, first.contents) == (2, "1", "Norra valley", "bones, boots")
    assert first.people == People("number", Decimal(3), None, "about") and first.seals == ("4711", "4712")
    assert (second.people, second.seals) == (None, ())


@pytest.mark.parametrize(
    "data", [GOOD.encode("utf-8-sig"), GOOD.replace("\n", "\r\n").encode(), b"number\n1\n", b"seals,number\n9,1\n"]
)
def test_other_ways_of_saving_are_read(data: bytes) -> None:
    assert parse(data).faults == () and parse(data).rows


@pytest.mark.parametrize(
    ("data", "line", "field", "words"),
    [
        (b"", 1, "header", "number is needed"),
        (b"number,number\n1,1\n", 1, "header", "each once"),
        (b"number,name\n1,x\n", 1, "header", "Columns are"),
        (b"number\n", 1, "file", "no line below"),
        (b"number,origin\n1\n", 2, "line", "1 fields"),
        (b"number,origin\n,x\n", 2, "number", "empty"),
        (b"number\n1\n01\n", 3, "number", "stands in line 2"),
        (b"number,people\n1,3 or 4\n", 2, "people", "Write 3, about 3"),
        (b"number,people\n1,4-2\n", 2, "people", "smaller number first"),
        (b"number,seals\n1,7\n2,7\n", 3, "seals", "stands in line 2"),
        (b"number,origin\n1," + b"x" * 201 + b"\n", 2, "origin", "201 characters"),
        (b"number\n1\n\xff\n", 3, "file", "not UTF-8"),
        (b"number\n\0\n", 1, "file", "zero bytes"),
        (b'number,origin\n1,"x\n', 2, "file", "Quote fields"),
        (b"x" * (giverlist.MOST_BYTES + 1), 1, "file", "At most"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(data: bytes, line: int, field: str, words: str) -> None:
    parsed = parse(data)
    fault = parsed.faults[0]
    assert (fault.line, fault.field) == (line, field), str(fault)
    assert words in str(fault)


def test_every_fault_is_told_up_to_a_limit() -> None:
    assert len(parse(b"number,people\n1,x1\n,2\n3,5-1\n").faults) == 3
    many = b"number\n" + b"".join(b"%d\n" % n for n in range(1, giverlist.MOST_ROWS + 3))
    assert "Divide the list" in str(parse(many).faults[-1])
    assert len(parse(b"number,people\n" + b"1,x1\n" * 1000).faults) <= 2 * giverlist.MOST_FAULTS + 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", People("number", Decimal(3))),
        ("~3", People("number", Decimal(3), None, "about")),
        (">3", People("number", Decimal(3), None, "over")),
        ("At least 3", People("number", Decimal(3), None, "at least")),
        ("2-4", People("range", Decimal(2), Decimal(4))),
        ("2 – 4", People("range", Decimal(2), Decimal(4))),
        ("not known", People("text", text="not known")),
        ("", None),
    ],
)
def test_a_claimed_number_keeps_its_hedge(text: str, found: People | None) -> None:
    assert read_people(text) == found
