"""The rules of one language, read from its folder: words and phrases as data, never sentences in code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from repatria.errors import MissingReference
from repatria.reports.tokens import Token, tokens

Value = TypeVar("Value")
SHEETS = ("numbers", "hedges", "things", "time", "speech", "acts", "places", "topics", "noise", "grammar")


class Phrases(Generic[Value]):
    """Phrases of one or more words, each with a value; the longest that stands at a place wins."""

    def __init__(self, said: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in said:
            words = tuple(token.low for token in tokens(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for choices in self._by_first.values():
            choices.sort(key=lambda choice: -len(choice[0]))

    def at(self, row: Sequence[Token], i: int) -> tuple[int, Value] | None:
        """(how many tokens, value) of the longest phrase that begins at token ``i``, or ``None``."""
        if not 0 <= i < len(row):
            return None
        for words, value in self._by_first.get(row[i].low, ()):
            if len(words) <= len(row) - i and all(row[i + k].low == word for k, word in enumerate(words)):
                return len(words), value
        return None

    def before(self, row: Sequence[Token], i: int, reach: int = 5) -> tuple[int, Value] | None:
        """(how many tokens, value) of the longest phrase that ends just before token ``i``, or ``None``."""
        for begin in range(max(0, i - reach), i):
            found = self.at(row, begin)
            if found is not None and begin + found[0] == i:
                return found
        return None

    def find(self, row: Sequence[Token], start: int, end: int) -> tuple[int, int, Value] | None:
        """(first token, number of tokens, value) of the first phrase that begins in ``row[start:end]``."""
        for i in range(max(0, start), min(end, len(row))):
            found = self.at(row, i)
            if found is not None and i + found[0] <= end:
                return i, found[0], found[1]
        return None

    def every(self, row: Sequence[Token], start: int, end: int) -> list[tuple[int, int, Value]]:
        """All phrases in ``row[start:end]``, none inside another."""
        out, i = [], start
        while (found := self.find(row, i, end)) is not None:
            out.append(found)
            i = found[0] + found[1]
        return out


@dataclass(frozen=True)
class Language:
    """Everything that reading needs to know of one language."""

    code: str
    sheets: Mapping[str, Mapping[str, Any]]
    short: tuple[str, ...]
    numbered: tuple[str, ...]
    things: Phrases[str]
    hedges_before: Phrases[str]
    hedges_after: Phrases[str]
    believed: Phrases[str]
    vague: Phrases[int]
    noise: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...]
    post: re.Pattern[str]
    heads: tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]

    def words(self, sheet: str, table: str, entry: str = "words") -> frozenset[str]:
        """The words of one entry, in the small form of tokens."""
        return _words(self.code, sheet, table, entry)

    def phrases(self, sheet: str, table: str, entry: str) -> Phrases[str]:
        """The phrases of one entry; each has itself as value."""
        return _phrases(self.code, sheet, table, entry)


@lru_cache(maxsize=256)
def _words(code: str, sheet: str, table: str, entry: str) -> frozenset[str]:
    return frozenset(str(word).lower() for word in load(code).sheets[sheet][table][entry])


@lru_cache(maxsize=256)
def _phrases(code: str, sheet: str, table: str, entry: str) -> Phrases[str]:
    said = load(code).sheets[sheet][table]
    return Phrases((phrase, phrase) for phrase in (said[entry] if entry else said))


@lru_cache(maxsize=8)
def load(code: str = "en") -> Language:
    """The language in folder ``code`` beside this file; :class:`MissingReference` without one."""
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise MissingReference(f"language {code!r}: is no code of a language. Write two small letters, such as en.")
    folder = files("repatria.reports") / code
    if not (folder / "numbers.toml").is_file():
        raise MissingReference(f"language {code!r}: has no folder of rules. Reports are read in English (en).")
    sheets = {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in SHEETS}
    things = [(form, kind) for kind, table in sheets["things"].items() for form in table.get("forms", ())]
    numbers = sheets["numbers"]
    return Language(
        code=code,
        sheets=sheets,
        short=tuple(sheets["noise"]["abbreviations"]["words"]),
        numbered=tuple(sheets["noise"]["abbreviations"]["before_numbers"]),
        things=Phrases(things),
        hedges_before=Phrases((phrase, kind) for kind, said in sheets["hedges"]["before"].items() for phrase in said),
        hedges_after=Phrases((phrase, kind) for kind, said in sheets["hedges"]["after"].items() for phrase in said),
        believed=Phrases((phrase, phrase) for phrase in sheets["hedges"]["believed"]["near"]),
        vague=Phrases((phrase, int(least)) for phrase, least in numbers["vague"].items()),
        post=re.compile(sheets["noise"]["post"]["pattern"]),
        heads=_heads(sheets["noise"]["head"]),
        noise=tuple(
            (re.compile(one["pattern"]), re.compile(one["needs"]) if "needs" in one else None)
            for one in sheets["noise"]["noise"]
        ),
    )


def _heads(sheet: Mapping[str, Any]) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """The patterns of a stated day, and of a stated place without one."""
    dated = tuple(re.compile(pattern.replace("{date}", sheet["date"])) for pattern in sheet["patterns"])
    return dated, tuple(re.compile(pattern) for pattern in sheet["place_patterns"])
