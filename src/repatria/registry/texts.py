"""Text as people type it: what cannot be seen is refused, one writing of a character is kept, digits of any script are digits.

Two names that look alike must be alike, and what a page shows must be what was typed. So text is brought into Unicode's composed
form (NFC), and control characters, invisible characters and marks that turn the direction of writing are refused by name. The two
joiners that Persian and Indic scripts need stay where they stand between letters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.forms import CharField

from repatria.registry.refusals import Impossible

JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK_BUT_LETTER = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Fillers and the empty Braille cell: letters or symbols by class, and nothing to the eye."""
_LINES = frozenset("\n\r\t")


def plain(text: str, where: str, *, lines: bool = False) -> str:
    """``text`` composed, without space around it. Raises Impossible for a character that nobody sees.

    ``where`` begins the message; ``lines`` allows line ends and tabs.
    """
    text = unicodedata.normalize("NFC", text)
    found = unseen(text, lines=lines)
    if found:
        shown = "".join("\ufffd" if character == found else character for character in text)[:60]
        raise Impossible(f"{where}: {shown!r} holds {told(found)}, which nobody sees. Type it again without.")
    return text.strip()


def unseen(text: str, *, lines: bool = False) -> str:
    """The first character of ``text`` that nobody sees; empty if there is none."""
    for place, character in enumerate(text):
        if character in JOINERS and 0 < place < len(text) - 1 and _joins(text[place - 1]) and _joins(text[place + 1]):
            continue
        if lines and character in _LINES:
            continue
        if unicodedata.category(character) in _UNSEEN or character in _BLANK_BUT_LETTER:
            return character
    return ""


def told(character: str) -> str:
    """A character by number and name: ``U+200B (ZERO WIDTH SPACE)``."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def ascii_digits(text: str) -> str:
    """``text`` with the decimal digits of every script written 0 to 9, for numbers and identifiers."""
    return re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)


class PlainTexts:
    """Beside ``forms.Form``: every field of text refuses what nobody sees, beside the field, and keeps one writing of the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            if isinstance(field, CharField):
                field.to_python = _PlainText(field)  # type: ignore[method-assign]
                field.validators = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]


class _PlainText:
    """Reads the text of one field of one form."""

    def __init__(self, field: CharField) -> None:
        self.read, self.empty = field.to_python, field.empty_value
        self.lines = "Textarea" in type(field.widget).__name__

    def __call__(self, value: Any) -> Any:
        text = self.read(value)
        if text in (None, self.empty):
            return text
        if found := unseen(text, lines=self.lines):
            raise ValidationError(f"This holds {told(found)}, which nobody sees. Type it again without.")
        return unicodedata.normalize("NFC", text)


def _joins(character: str) -> bool:
    """Whether a joiner beside this character has a meaning: a letter or mark of a script that joins."""
    return unicodedata.category(character)[0] in "LM" and not unicodedata.name(character, "").startswith(("LATIN", "CYRILLIC"))
