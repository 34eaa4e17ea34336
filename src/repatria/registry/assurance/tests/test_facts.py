"""What stands in the journal for good: every fact of every act is a code, a number or a word of a list, or is excused here."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from repatria.registry.journal.entrytypes import TYPES

REGISTRY = Path(__file__).parents[2]
FREE: dict[str, str] = {
    "reason": "why an item, a specimen, a profile or the registry was treated so; the page says that no names belong there",
    "name": "of an institution, a place, a party that is an office, a file or a figure",
    "title": "of an incident, an accession, a document or an office held",
    "what": "what an item is, or what does not agree at it",
    "explanation": "of what did not agree at an item",
}
"""Facts that somebody types freely, in acts about things; an erasure does not reach them."""
ABOUT_PEOPLE = (
    "families.",
    "people.user",
    "people.role",
    "people.erasure",
    "journal.erased",
    "inventory.lead",
    "inventory.effect_",
)
"""Acts about people and about what names people: nothing free stands in their facts."""
EXCUSED: dict[str, str] = {
    "families.import_opened name": "the name of a file",
    "families.import_opened what": "which of two kinds of list",
    "families.record_noted what": "which measure, such as stature_cm",
    "families.earlier_decision remains": "another office's number of remains",
}


def recorded() -> Iterator[tuple[str, ast.FunctionDef]]:
    """(class of the entry, function) of every act and every recorded read."""
    for path in sorted(REGISTRY.rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) in ("recorded", "opened") and mark.args:
                    yield ast.unparse(mark.args[0]).rpartition(".")[2], node


def facts_of(function: ast.FunctionDef) -> set[str]:
    """The keys that a function writes into ``facts``, as far as they stand there in words."""
    found: set[str] = set()
    for node in ast.walk(function):
        value: ast.AST | None = None
        if isinstance(node, ast.keyword) and node.arg == "facts":
            value = node.value
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            value = node.value if ast.unparse(target).split("[")[0] == "facts" else None
        for inner in ast.walk(value) if value is not None else ():
            if isinstance(inner, ast.Dict):
                found |= {key.value for key in inner.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


ACTS = list(recorded())
TAGS = {kind.__name__: tag for tag, kind in TYPES.items()}


def test_every_act_is_walked() -> None:
    assert len(ACTS) > 100
    assert {name for name, _ in ACTS} <= set(TAGS), "an entry type that no stage has registered"


def test_nothing_free_is_said_about_people_outside_commitments() -> None:
    wrong = [
        f"{TAGS[name]} {fact}"
        for name, function in ACTS
        if TAGS[name].startswith(ABOUT_PEOPLE)
        for fact in sorted(facts_of(function) & FREE_WORDS)
    ]
    assert [one for one in wrong if one not in EXCUSED] == []


FREE_WORDS = set(FREE) | {
    "note", "notes", "words", "value", "place", "source", "board", "word", "circumstances", "giver", "to_outside",
    "description", "marks", "text_read", "how_sure", "form", "point", "remains", "wish", "said",
}  # fmt: skip
"""Names under which acts keep what somebody typed."""


@pytest.mark.parametrize("tag", sorted(TYPES))
def test_a_sentence_says_free_words_as_commitments(tag: str) -> None:
    """What a sentence about a person says freely is declared personal, so that it can be blanked."""
    kind = TYPES[tag]
    said = {name for _, name, _, _ in string.Formatter().parse(str(kind.sentence)) if name}
    if tag.startswith(ABOUT_PEOPLE):
        assert {one for one in said & FREE_WORDS - set(kind.personal) if f"{tag} {one}" not in EXCUSED} == set()
