"""Whom a public text names besides: people on the list of the missing, by their listed name, whichever part of it stands first."""

from __future__ import annotations

import re

from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.models import Publication
from repatria.registry.homecoming.spelling import one_form

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: one form, small letters, without signs between them."""
    return _WORD.findall((text if text.isascii() else one_form(text)).casefold())


def named_in(text: str, names: dict[str, str]) -> list[str]:
    """The codes (keys of ``names``) of whoever's whole name stands in ``text``: its words side by side, in any order.

    A name of one word alone is too little to say that somebody is meant.
    """
    said = words_of(text)
    wanted: dict[tuple[str, ...], str] = {}
    for code, name in names.items():
        words = words_of(name)
        if len(words) > 1:
            wanted[tuple(sorted(words))] = code
    found: dict[str, None] = {}
    for size in {len(words) for words in wanted}:
        for at in range(len(said) - size + 1):
            code = wanted.get(tuple(sorted(said[at : at + size])), "")
            if code:
                found[code] = None
    return sorted(found)


def named_besides(person: MissingPerson, text: str) -> list[str]:
    """The codes of people of the same incident whom ``text`` names besides ``person``, and whose name is not public.

    Somebody of the same name as ``person``, or as somebody whose name is public, is not meant.
    """
    rows = MissingPerson.objects.filter(incident=person.incident_id, merged_into__isnull=True)
    public = set(Publication.objects.filter(withdrawn__isnull=True).values_list("missing", flat=True))
    names = {pk: (code, name) for pk, code, name in rows.values_list("pk", "thing__code", "listed_as")}
    open_ = {tuple(sorted(words_of(names[pk][1]))) for pk in {person.pk, *public} if pk in names}
    return [code for code in named_in(text, dict(names.values())) if _words_called(code, names) not in open_]


def _words_called(code: str, names: dict[int, tuple[str, str]]) -> tuple[str, ...]:
    return next(tuple(sorted(words_of(name))) for one, name in names.values() if one == code)
