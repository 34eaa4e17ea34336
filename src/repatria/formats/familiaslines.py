"""A walk down the lines of a Familias file: each line is asked for by what it must be, and refused by name if it is not."""

from __future__ import annotations

from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import lines, number_of, whole_of

SETTINGS = ("[Prior]", "[Advanced]")
"""Headings of settings at the end of the file; they say how the program computes, not what was observed."""


class Lines:
    """The lines of one file, and how far they are read. ``line`` is the number of the last line handed out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.line = 0
        self.notes_not_carried: list[str] = []
        self._source = lines(path)
        self._ahead: list[str] = []

    def peek(self) -> str:
        """The next line without taking it; empty text at the end."""
        if not self._ahead:
            self._ahead.append(next(self._source, (0, ""))[1].strip())
        return self._ahead[0]

    def next(self) -> str:
        """Take the next line."""
        self.line += 1
        if self._ahead:
            return self._ahead.pop()
        found = next(self._source, None)
        if found is None:
            raise self.wrong("the file ends too early. Export it again.")
        return found[1].strip()

    def more(self) -> bool:
        """Whether a line with text follows; empty lines before it are skipped."""
        while not self._ahead or not self._ahead[0]:
            found = next(self._source, None)
            if found is None:
                return False
            if self._ahead:
                self.line += 1
                self._ahead.clear()
            self._ahead.append(found[1].strip())
        return True

    def wrong(self, what: str, field: str = "") -> UnreadableFile:
        """The refusal of the line last taken."""
        return UnreadableFile(what, path=self.path, line=self.line, field=field)

    def expect(self, text: str) -> None:
        """Take the next line, which must be ``text``."""
        if (found := self.next()) != text:
            raise self.wrong(f"{found[:60]!r} instead of {text}. Export the file again.")

    def quoted(self, field: str) -> str:
        """A text in double quotes, without them."""
        found = self.next()
        if len(found) < 2 or found[0] != '"' or found[-1] != '"' or '"' in found[1:-1] or len(found) > 200:
            raise self.wrong(f"{found[:60]!r}: expected a text of at most 200 characters in double quotes.", field)
        return found[1:-1]

    def flag(self, field: str) -> bool:
        """``#TRUE#`` or ``#FALSE#``."""
        found = self.next()
        if found not in ("#TRUE#", "#FALSE#"):
            raise self.wrong(f"{found[:60]!r}: expected #TRUE# or #FALSE#. Export the file again.", field)
        return found == "#TRUE#"

    def whole(self, field: str, top: int) -> int:
        """A whole number from 0 to ``top``."""
        text = self.next()
        return whole_of(text, path=self.path, line=self.line, field=field, top=top)

    def number(self, field: str) -> float:
        """A finite number."""
        text = self.next()
        return number_of(text, path=self.path, line=self.line, field=field)

    def value(self, key: str) -> str:
        """What stands after ``key=`` on the next line."""
        found = self.next()
        if not found.startswith(f"{key}="):
            raise self.wrong(f"{found[:60]!r}: expected '{key}= ...'. Export the file again.", key)
        return found[len(key) + 1 :].strip()

    def count(self, key: str, top: int) -> int:
        """The whole number after ``key=`` on the next line."""
        text = self.value(key)
        return whole_of(text, path=self.path, line=self.line, field=key, top=top)

    def heading(self, words: str, depth: int) -> None:
        """A heading such as ``[[Notes]]``; the number after a word such as ``Person`` is not compared."""
        found = self.next()
        inner = found[depth:-depth].strip()
        bare = found.startswith("[" * depth) and found.endswith("]" * depth) and inner[:1] != "[" and inner[-1:] != "]"
        if not bare or (inner != words and inner.rstrip("0123456789").strip() != words):
            raise self.wrong(f"{found[:60]!r}: expected the heading {'[' * depth}{words}{']' * depth}. Export the file again.")

    def skip_settings(self) -> None:
        """Take the rest of the file: nothing, or settings."""
        if self.more() and self.peek() not in SETTINGS:
            raise self.wrong(f"{self.next()[:60]!r}: not expected after the database. Export the file again.")
        while self.more():
            self.next()
