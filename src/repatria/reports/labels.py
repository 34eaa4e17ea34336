"""Who speaks in a paragraph that begins with a label: "Question:", "Answer:", and in a transcript "COL. SERED:"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from repatria.reports.language import Language
from repatria.reports.speakers import Memory
from repatria.reports.tokens import Sentence, Token, spoken


def label_of(row: Sequence[Token], language: Language) -> tuple[Token, ...]:
    """The tokens before a colon at the head of a paragraph, if they can name a speaker; ``()`` otherwise."""
    most = int(language.sheets["grammar"]["labels"]["most"])
    end = next((i for i, token in enumerate(row[: most + 1]) if token.text == ":"), 0)
    head = tuple(row[:end])
    named = all(token.text == "." or (token.kind == "word" and token.capital) for token in head)
    return head if named and end < len(row) - 1 else ()


def repeated(every: Sequence[Sentence], language: Language) -> frozenset[str]:
    """The labels that begin two or more paragraphs: a transcript's. One alone may be a headline or a list's."""
    heads = (next(group).tokens for _, group in groupby(every, key=lambda one: one.paragraph))
    told = Counter(spoken(label_of(row, language)).lower() for row in heads)
    return frozenset(words for words, times in told.items() if words and times > 1)


def speaker(sentence: Sentence, often: frozenset[str], language: Language, memory: Memory) -> str | None:
    """Who speaks in the paragraph that begins with this sentence, by its label; ``None`` without one."""
    row, labels = sentence.tokens, language.sheets["grammar"]["labels"]
    if len(row) > 1 and row[1].text == ":" and row[0].low in (*labels["question"], *labels["answer"]):
        return str(labels["asking"] if row[0].low in labels["question"] else labels["answering"])
    head = label_of(row, language)
    words = spoken(head).lower()
    if words not in often and words not in labels["speaking"]:
        return None
    family = head[-1].low
    if family in memory.names:
        return memory.names[family]
    plain = spoken(head)
    return plain.title() if plain.isupper() else plain
