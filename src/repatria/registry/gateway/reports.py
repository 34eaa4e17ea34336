"""Reports through the door: a text in, proposed claims out as plain dictionaries (``repatria-claims/1``); and two lists compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from repatria import __version__
from repatria.reports import Opened, compare, opened, read
from repatria.reports.claim import claim_from_json


def open_report(data: bytes, name: str) -> Opened:
    """The text that a reader of a file sees; UnreadableFile says where and why it is none."""
    return opened(data, name)


def plain_report(text: str) -> Opened:
    """A text that is no file: what is read is what stands there."""
    return Opened(text, (), None, "", "utf-8", False)


def read_report(
    text: str, *, published: str | None = None, place: str | None = None, links: Iterable[tuple[int, int]] = ()
) -> list[dict[str, Any]]:
    """What ``text`` claims, in the order of the text; ``links`` are stretches that are the words of links.

    ``published`` is a whole day (2018-07-27) or nothing: a month resolves no relative date.
    """
    return [claim.as_json() for claim in read(text, published=published, place=place, links=links)]


def compare_reports(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The claims of two reports held against each other: verdict, reason and both claims."""
    left = [claim_from_json(told, f"claim {place}") for place, told in enumerate(one, start=1)]
    right = [claim_from_json(told, f"claim {place}") for place, told in enumerate(other, start=1)]
    return [pair.as_json() for pair in compare(left, right)]


def reading_software() -> str:
    """Which software reads, for the record."""
    return f"repatria {__version__}"
