"""Promises, plans, expectations, requests and obligations: which words in a sentence bind, plan, hope, ask or owe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from repatria.reports.language import Language, Phrases, load
from repatria.reports.tokens import Sentence, Token

ORDER = ("obligation", "request", "promise", "plan", "expectation")


@dataclass(frozen=True, slots=True)
class Act:
    """One act at tokens ``first`` to ``last``; its mark is ``row[mark:after]``."""

    kind: str
    first: int
    last: int
    mark: int
    after: int


@lru_cache(maxsize=16)
def _marks(code: str) -> Phrases[str]:
    """Every mark with its kind; of two kinds with one mark the first in the file has it."""
    said: dict[str, str] = {}
    for act in load(code).sheets["acts"]["act"]:
        for mark in act["marks"]:
            said.setdefault(mark, act["kind"])
    for verb in load(code).sheets["acts"]["will_do"]["words"]:
        for is_to in load(code).sheets["acts"]["will_do"]["is_to"]:
            said.setdefault(f"{is_to} {verb}", "plan")
        for reported in load(code).sheets["acts"]["will_do"]["reported"]:
            said.setdefault(f"{reported} {verb}", "plan")
    return Phrases(said.items())


def acts(sentence: Sentence, taken: Sequence[bool], language: Language) -> list[Act]:
    """The acts of a sentence in order: the first mark of each part decides; a part ends at a semicolon, a dash, a quotation's end or
    a word that joins two clauses."""
    row = sentence.tokens
    out: list[Act] = []
    for first, last in parts(sentence, language):
        marks = [
            m for m in _marks(language.code).every(row, first, last) if not taken[m[0]] and _meant(row, m, first, language)
        ]
        strong = language.phrases("acts", "words", "strong").find(row, first, last)
        marks = marks or _gapped(row, taken, first, last, language)
        if not marks and strong is None:
            continue
        mark, length, kind = (strong[0], strong[1], "promise") if strong is not None else marks[0]
        kind = _kind_of_will(row, mark, length, kind, language)
        if out and out[-1].last == first and out[-1].after >= first - 1:
            out[-1] = Act(out[-1].kind, out[-1].first, last, out[-1].mark, out[-1].after)
            continue
        if out and out[-1].kind == kind == "expectation" and row[first - 1].low == "and":
            out[-1] = Act(kind, out[-1].first, last, out[-1].mark, out[-1].after)
            continue
        out.append(Act(kind, first, last, mark, mark + length))
    return out


def _gapped(
    row: Sequence[Token], taken: Sequence[bool], first: int, last: int, language: Language
) -> list[tuple[int, int, str]]:
    """A mark that other words part from its "to": "agreed at the summit to", "asked only once to"."""
    sheet, articles = language.sheets["acts"]["gapped"], language.words("grammar", "articles")
    for i in range(first, last):
        kind = next((kind for kind in ORDER if row[i].low in sheet.get(kind, ())), None)
        if kind is None or taken[i] or (row[i].capital and i > first):
            continue
        for k in range(i + 2, min(i + int(sheet["within"]), last - 1)):
            if row[k].kind == "mark":
                break
            if row[k].low == "to" and row[k + 1].kind == "word" and not row[k + 1].capital and row[k + 1].low not in articles:
                return [m for m in [(i, k + 1 - i, kind)] if _meant(row, m, first, language)]
    return []


def parts(sentence: Sentence, language: Language) -> list[tuple[int, int]]:
    """The sentence cut where one clause ends and another with its own verb begins."""
    row, cuts = sentence.tokens, [0]
    joins = language.words("grammar", "clause", "parts")
    edges = {edge for span in sentence.quoted for edge in span}
    for i, token in enumerate(row):
        if i and (token.start in edges or row[i - 1].end in edges):
            cuts.append(i)
        elif token.low in joins and i and (token.kind == "mark" or _new_clause(row, i, language)):
            cuts.append(i + 1)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], len(row)], strict=True) if b > a]


def _new_clause(row: Sequence[Token], i: int, language: Language) -> bool:
    """Whether a joining word begins a clause of its own: a mark of an act follows within ten tokens and no comma before it."""
    ahead = _marks(language.code).find(row, i + 1, min(i + 11, len(row)))
    return ahead is not None and not any(t.text in ",;" for t in row[i + 1 : ahead[0]])


def _meant(row: Sequence[Token], mark: tuple[int, int, str], floor: int, language: Language) -> bool:
    """Whether the mark stands for an act: not denied, not the noun "will", not asked as a question."""
    i = mark[0]
    relative = {"that", "which", "who", "whom"}
    if row[i].low in language.words("acts", "not", "after_relative") and any(
        t.low in relative for t in row[max(floor, i - 3) : i]
    ):
        return False
    if mark[2] == "plan" and row[i].low in language.words("acts", "will_do", "reported"):
        said = language.words("speech", "verbs", "say")
        return any(token.low in said for token in row[:i])  # only what somebody is said to have announced
    reach = 5 if mark[2] == "expectation" and row[i].low != "will" else 2
    denied = [row[k].low for k in range(max(floor, i - reach), i) if row[k].low in language.words("acts", "not", "before")]
    bound = mark[2] == "obligation" and denied == ["no"]  # "no excavation shall take place"
    if denied and not bound and not (row[i].low == "expected" and denied == ["not"]):
        return False
    if row[i].low == "will" and mark[1] == 1:
        pair = f"{row[i - 1].low} will" if i else "will"
        if pair in language.words("acts", "words", "will_not_verb") or row[i].capital:
            return False
        ahead = [token.low for token in row[i + 1 : i + 3]]
        if ahead[:1] == ["not"] and ahead[1:] and ahead[1] in language.words("acts", "not", "unsaid"):
            return False  # "the ministry will not say how many"
        return i + 1 < len(row) and row[i + 1].kind == "word"
    return True


def _kind_of_will(row: Sequence[Token], mark: int, length: int, kind: str, language: Language) -> str:
    """A bare "will" plans if somebody will do something that can be planned, and expects otherwise."""
    if not row[mark].low.endswith(("will", "would", "'ll")) or kind != "expectation":
        return kind
    ahead = [t.low for t in row[mark + 1 : mark + 5]]
    if (
        length == 1
        and ahead
        and (
            ahead[0] in language.words("acts", "will_do")
            or (ahead[0] in ("then", "also", "now") and len(ahead) > 1 and ahead[1] in language.words("acts", "will_do"))
        )
    ):
        return "plan"
    done, undone = language.words("acts", "will_do", "done"), language.words("acts", "will_do", "undone")
    if ahead[:1] == ["be"] and any(word in done or (word.endswith("ed") and word not in undone) for word in ahead[1:3]):
        return "plan"
    return kind
