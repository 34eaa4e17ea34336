"""Entry types: a permanent dotted tag, a sentence a person can read, and what an erasure must blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

TYPES: dict[str, type[EntryType]] = {}


class EntryType:
    """One kind of act. Subclass it, give ``tag`` and ``sentence``; the subclass registers itself.

    ``sentence`` may name ``{subject}``, ``{actor}``, any fact and any personal field; ``personal`` lists the fields that are
    kept as keyed commitments, so that an erasure can blank them; ``read`` marks a look at something, not a change.
    """

    tag: ClassVar[str] = ""
    sentence: ClassVar[Any] = ""
    personal: ClassVar[tuple[str, ...]] = ()
    read: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if not cls.tag or "." not in cls.tag:
            raise TypeError(f"{cls.__name__}: a journal tag is dotted text, such as custody.handed_over")
        known = TYPES.get(cls.tag)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__name__}: the tag {cls.tag!r} belongs to {known.__name__}; tags are never re-used")
        TYPES[cls.tag] = cls


ERASED = _("(erased)")


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(entry: Mapping[str, Any], disclosed: Mapping[str, str]) -> str:
    """The entry as a sentence; personal fields read from ``disclosed``, or "(erased)"."""
    kind = TYPES.get(entry["tag"])
    words = _Blank({k: _plain(v) for k, v in entry["facts"].items()})
    words.update({field: disclosed.get(field, str(ERASED)) for field in entry["personal"]})
    words.update(subject=entry["subject"], actor=entry["actor"])
    return str(kind.sentence).format_map(words) if kind else entry["tag"]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    return "" if value is None else str(value)
