"""Places that a sentence names, under one name each, and their hours from Greenwich."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from repatria.reports.language import Language, Phrases, load
from repatria.reports.tokens import Token

FIRM = ("in", "at", "near", "outside", "to", "from", "into")
"""Words after which an unknown name is a place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place at tokens ``first`` to ``last``; ``lead`` is the word before it, ``""`` if none of those that lead to places."""

    first: int
    last: int
    name: str
    lead: str


@lru_cache(maxsize=16)
def _known(code: str) -> tuple[Phrases[str], frozenset[str], frozenset[str]]:
    sheet = load(code).sheets["places"]
    said = [(name, name) for name in sheet["zones"]] + [
        (alias, name) for name, all_ in sheet["aliases"].items() for alias in all_
    ]
    features = frozenset(word.split()[-1].lower() for word in sheet["features"]["words"])
    no = {str(word).lower() for word in sheet["not"]["words"]}
    words = [
        word for phrase in load(code).sheets["time"]["months"] | load(code).sheets["time"]["weekdays"] for word in [phrase]
    ]
    return (
        Phrases(said),
        features,
        frozenset({*no, *words, *load(code).words("speech", "titles")} - {"north", "south", "korea"}),
    )


def zone(name: str | None, code: str = "en") -> tuple[float, float] | None:
    """Least and greatest hours from Greenwich at a place that is known, by its longest known part; else ``None``."""
    if not name:
        return None
    zones = load(code).sheets["places"]["zones"]
    known = [place for place in zones if place == name or place.lower() in name.lower()]
    if not known:
        return None
    least, most = zones[max(known, key=len)]
    return float(least), float(most)


def places(row: Sequence[Token], taken: Sequence[bool], language: Language) -> list[Place]:
    """All places of a sentence: known ones, names that end as places do, and names after a word that leads to places."""
    known, features, not_places = _known(language.code)
    leads = language.words("places", "leads")
    out: list[Place] = []
    i = 0
    while i < len(row):
        if taken[i] or not row[i].capital:
            i += 1
            continue
        before = i - 1 if i and row[i - 1].low != "the" else i - 2
        lead = row[before].low if before >= 0 and row[before].low in leads else ""
        if lead == "of" and before >= 1 and row[before - 1].low == "out":
            lead = "from"
        end = _run(row, taken, i, not_places)
        found = known.at(row, i)
        after = row[i + found[0]].low if found is not None and i + found[0] < len(row) else ""
        if after in language.words("places", "not", "next"):
            i += 1
            continue
        if end > i + (found[0] if found else 0) and row[end - 1].low in features:
            out.append(Place(i, end, _said(row, i, end), lead))
        elif found is not None:
            adjective = i > 0 and row[i - 1].low == "the" and after[:1].isalpha() and not row[i + found[0]].capital
            adjective = adjective and after not in language.words("grammar", "noun_stops")
            out.append(Place(i, i + found[0], found[1], "" if adjective else lead))
        elif (
            lead in FIRM
            and end > i
            and not (before and row[before - 1].capital)
            and row[i].low not in not_places
            and row[i - 1].low != "the"
        ):
            out.append(Place(i, end, _said(row, i, end), lead))
        i = max(out[-1].last if out and out[-1].first == i else end, i + 1)
    return out


def _run(row: Sequence[Token], taken: Sequence[bool], i: int, not_places: frozenset[str]) -> int:
    """End of the run of capital words that begins at ``i``; "of the" may stand inside it."""
    end = i
    while end < len(row) and end < i + 7 and not taken[end]:
        token = row[end]
        if token.capital and token.kind == "word" and token.low not in not_places:
            end += 1
            if token.text.endswith(("'s", "’s")):
                return end
        elif token.low in ("of", "the") and end > i and any(t.capital for t in row[end + 1 : end + 3]) and row[end - 1].low in (
            "cemetery", "republic", "memorial", "port", "of", "isle",
        ):  # fmt: skip
            end += 1
        else:
            break
    return end


def _said(row: Sequence[Token], first: int, last: int) -> str:
    """The words of the name."""
    words = " ".join(token.text for token in row[first:last])
    return words[:-2] if words.endswith(("'s", "’s")) else words
