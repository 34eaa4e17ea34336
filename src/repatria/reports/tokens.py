"""Text into paragraphs, sentences and tokens, every one with its place in the text; linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, takewhile

LONGEST = 1_500
"""Characters of one sentence; what runs on is cut, so that no rule ever looks at more."""
_TOKEN = re.compile(
    r"(?P<junk>\d{13,}|[^\W\d_]{61,})"
    r"|(?P<number>\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,])|\d{1,12}(?:\.\d{1,6})?)"
    r"|(?P<short>(?:[A-Za-z]\.){2,6}[A-Za-z]?(?![A-Za-z]))"
    r"|(?P<word>[^\W\d_]{1,60}(?:[-‑'’/&][^\W\d_]{1,60}){0,5}['’]?)"
    r"|(?P<mark>[^\w\s]|_)"
)
_BREAK = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+|\n(?=[ \t]*(?:[-•*–·▪]|\d{1,3}[.)]) )")
_STOP = re.compile(r"[.!?…]{1,8}[\"”’'»)\]]{0,4}(?=\s|$)")
OPENING, CLOSING = "“«„", "”»"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark; ``low`` is its small form with plain apostrophes, by which rules know it."""

    text: str
    low: str
    start: int
    end: int
    kind: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True)
class Sentence:
    """One sentence: ``text[start:end]`` and its tokens; ``quoted`` are the stretches in quotation marks, marks excluded."""

    text: str
    start: int
    end: int
    paragraph: int
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> str:
        """The sentence as it stands."""
        return self.text[self.start : self.end]

    @property
    def table(self) -> bool:
        """Whether the sentence is a row of figures, or no words at all, rather than something said."""
        row = self.tokens
        words, figures = (sum(token.kind == kind for token in row) for kind in ("word", "number"))
        return len(row) > 30 and (words < 0.35 * len(row) or figures > 0.4 * len(row))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens in order."""
        return tuple(tokens(self.text, self.start, self.end))

    def in_quotes(self, at: int) -> bool:
        """Whether the character at ``at`` stands in quotation marks."""
        return any(start <= at < end for start, end in self.quoted)


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of ``text[start:end]``."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        kind = {"number": "number", "mark": "mark", "junk": "mark"}.get(str(match.lastgroup), "word")
        yield Token(word, small(word), match.start(), match.end(), kind)


def small(word: str) -> str:
    """The form by which rules know a word: small letters, plain apostrophe and hyphen, no genitive."""
    low = word.lower().replace("’", "'").replace("‑", "-")
    return low[:-2] if low.endswith("'s") and len(low) > 2 else low.rstrip("'") or low


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph: an empty line, a list's mark or a line that is a heading ends one."""
    at = 0
    for match in _BREAK.finditer(text):
        yield from _lines(text, at, match.start())
        at = match.end()
    yield from _lines(text, at, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Within one block: lines that were broken by width belong together, a short line without a stop stands alone."""
    lines = [m.span() for m in re.compile(r"[^\n]+").finditer(text, start, end)]
    widest = max((b - a for a, b in lines), default=0)
    begin = start
    for (a, b), following in pairwise(lines):
        line = text[a:b].rstrip()
        ends = line.endswith((".", "!", "?", ":", "”", '"', "…")) and b - a < widest - 25
        heading = not line.endswith((",", ";", "-", "—")) and b - a < 0.62 * widest and text[following[0]] not in " \t"
        if ends or (heading and text[following[0] : following[0] + 1].isupper()) or widest > 400:
            if text[begin:b].strip():
                yield begin, b
            begin = b
    if text[begin:end].strip():
        yield begin, end


def sentences(text: str, short: Sequence[str], numbered: Sequence[str] = ()) -> Iterator[Sentence]:
    """All sentences of ``text``; after a word of ``short`` a full stop ends nothing, after one of ``numbered`` if a digit follows."""
    known = frozenset(short), frozenset(numbered)
    for number, (start, end) in enumerate(paragraphs(text)):
        quoted, first = tuple(_quotations(text, start, end)), 0
        for a, b in _cut(text, start, end, known):
            while first < len(quoted) and quoted[first][1] <= a:
                first += 1
            inside = takewhile(lambda span, end=b: span[0] < end, islice(quoted, first, None))  # type: ignore[misc]
            yield Sentence(text, a, b, number, tuple((max(a, s), min(b, e)) for s, e in inside))


def _cut(text: str, start: int, end: int, known: tuple[frozenset[str], frozenset[str]]) -> Iterator[tuple[int, int]]:
    at, (short, numbered) = start, known
    for match in _STOP.finditer(text, start, end):
        before = text[max(at, match.start() - 12) : match.start()].rsplit(None, 1)
        word = before[-1].lstrip("(“\"'‘").lower() if before else ""
        ahead = text[match.end() : min(end, match.end() + 4)].strip()
        single = match.group()[0] == "." and len(match.group()) == 1
        if single and (word in short or (word in numbered and ahead[:1].isdigit())):
            continue
        initial = single and ("." in word or (len(word) == 1 and word.isalpha()))
        if initial and ahead and not _opens(text, match.end(), end):
            continue
        if single and ahead[:1].islower():
            continue
        yield from _bounded(text, at, match.end())
        at = match.end()
    yield from _bounded(text, at, end)


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a new sentence begins after an abbreviation: a capital word that usually begins one."""
    ahead = re.compile(r"\s+[“\"‘(]?([A-Z][a-z]*)").match(text, at, min(end, at + 40))
    return ahead is not None and ahead.group(1) in {
        "The", "A", "An", "It", "He", "She", "They", "We", "In", "On", "At", "But", "This", "That", "These", "Those", "Of", "As", "If",
    }  # fmt: skip


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = max(text.rfind(" ", start + 1, start + LONGEST), start + LONGEST // 2)
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks in one paragraph; a mark left open runs to the paragraph's end."""
    opened: int | None = None
    for match in re.compile(r"[“”«»„\"]").finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark == '"':
            mark = "“" if opened is None else "”"
        if mark in OPENING and opened is None:
            opened = match.end()
        elif mark in CLOSING and opened is not None:
            yield opened, at
            opened = None
    if opened is not None and opened < end:
        yield opened, end


def spoken(row: Sequence[Token]) -> str:
    """Tokens as the text wrote them, one space wherever it had any white space."""
    return "".join(t.text + (" " if i + 1 < len(row) and row[i + 1].start > t.end else "") for i, t in enumerate(row)).strip()
