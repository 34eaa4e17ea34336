"""What a report says of itself: its day and place at its head, the foot of a post embedded in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from repatria.reports.calendar import Anchor
from repatria.reports.finder import Finder
from repatria.reports.language import Language
from repatria.reports.times import times
from repatria.reports.tokens import tokens


@dataclass(frozen=True, slots=True)
class Post:
    """An embedded post: where its foot stands, who posted it and when."""

    start: int
    end: int
    name: str
    day: date | None


def anchor(text: str, published: date | None, place: str | None, language: Language) -> tuple[Anchor, list[tuple[int, int]]]:
    """The anchor of a report, and the stretches of its head that only say when and where it was written.

    What is given wins over what is stated. A stated day counts only in full, with its year.
    """
    head = text[: int(language.sheets["noise"]["head"]["within"])]
    found, silent = Anchor(published, "given" if published else "none", place), []
    dated, placed = language.heads
    for pattern in dated:
        match = pattern.search(head)
        if match is None:
            continue
        day = whole_day(match["date"], language)
        silent.append(match.span("date"))
        if found.day is None and day is not None:
            found = replace(found, day=day, how="stated at the head of the report")
        if "place" in match.groupdict() and match["place"]:
            silent.append(match.span("place"))
            found = replace(found, place=found.place or match["place"].strip().title())
        break
    for pattern in placed:
        match = pattern.search(head)
        if match is not None:
            silent.append(match.span("place"))
            found = replace(found, place=found.place or match["place"].strip().title())
            break
    return found, silent


def whole_day(words: str, language: Language) -> date | None:
    """The day that ``words`` state in full, else ``None``."""
    row = tuple(tokens(words))
    found = times(Finder(row, [False] * len(row), Anchor(None, "none"), language))
    if len(found) == 1 and found[0].about.precision == "day" and found[0].about.how_inferred.startswith("stated in full"):
        return date.fromisoformat(str(found[0].about.value))
    return None


def posts(text: str, language: Language) -> list[Post]:
    """The feet of all embedded posts, in order."""
    return [
        Post(m.start(), m.end(), m["name"].strip(), whole_day(m["date"], language) if m["date"] else None)
        for m in language.post.finditer(text)
    ]
