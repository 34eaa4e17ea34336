"""A paper made of parts: headings, words, facts, tables, drawings, boxes, signatures. Data in, PDF/A or plain HTML out.

The same parts give the printed paper and the page that a reader of an export opens, so that the two never say different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from html import escape
from typing import Any

from repatria.registry.drawing.paper import EXERCISE_MARK, Fonts, Head, PaperRefused, printed_pdf, with_head
from repatria.registry.drawing.svg import clean


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between parts."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    small: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Facts:
    """Named values, one a line; an empty value is said to be not recorded."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. ``widths``: one a column, ``auto``, ``20mm`` or ``1fr``; ``right``: columns of numbers, from 0."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[str]
    right: Sequence[int] = ()
    kind: str = "rows"

    def __post_init__(self) -> None:
        wrong = next((len(row) for row in self.rows if len(row) != len(self.heads)), len(self.widths))
        if wrong != len(self.heads):
            raise PaperRefused(
                f"table {', '.join(self.heads)}: a row or the widths have {wrong} columns. Give {len(self.heads)}."
            )


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG with its description in words; ``width`` in millimetres."""

    svg: str
    alt: str
    width: int = 150
    kind: str = "drawing"


@dataclass(frozen=True, slots=True)
class Box:
    """Something that must not be overlooked."""

    title: str
    text: str
    strong: bool = False
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who answers for it, what they said and when; digests that bind it; ``hand``: a line to sign on paper."""

    role: str
    name: str
    said: str
    digests: Sequence[tuple[str, str]] = ()
    hand: bool = False
    kind: str = "signed"


Part = Heading | Words | Facts | Rows | Drawing | Box | Signed


@dataclass(frozen=True, slots=True)
class Report:
    """A whole paper. ``day``: the day that its newest content is of, so that the same state prints the same bytes; ``void``: why."""

    title: str
    number: str
    incident: str
    exercise: bool
    day: date
    head: Head
    lead: str
    parts: Sequence[Part] = field(default_factory=tuple)
    void: str = ""


HEAD_SAID = (
    "everything printed here was entered by then. Whoever keeps this paper can prove that no entry was altered or dropped."
)


def pdf(report: Report, *, fonts: Fonts) -> bytes:
    """The paper as PDF/A. PaperRefused for a sign that no font holds."""
    return printed_pdf("report", {**with_head(_fields(report)), "head_said": HEAD_SAID, "dated": "as of"}, report.day, fonts)


def html(report: Report, *, links: Sequence[tuple[str, str]] = (), commands: str = "") -> str:
    """The same parts as one plain page: no script, no style sheet, nothing from a network. ``links``: (words, file beside it)."""
    mark = f"<p><strong>{EXERCISE_MARK}</strong></p>" if report.exercise else ""
    void = f"<section><h2>VOID</h2><p>{_text(report.void)}</p></section>" if report.void else ""
    listed = "".join(f'<li><a href="{escape(to)}">{_text(words)}</a></li>' for words, to in links)
    files = f"<h2>Files</h2><ul>{listed}</ul>" if listed else ""
    check = f"<h2>To check it</h2><pre>{_text(commands)}</pre>" if commands else ""
    counted = f"Head of the journal after {report.head.entries:,} entries"
    head = f"<p>{counted}: <code>{report.head.hex}</code><br>{' '.join(report.head.words)}</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(report.title)} {_text(report.number)}</title></head><body>\n"
        f"<header><p>{_text(report.incident)}</p>{mark}</header><main>\n<h1>{_text(report.title)} {_text(report.number)}</h1>"
        f"<p>{_text(report.lead)}</p>{void}\n"
        + "\n".join(_html(part) for part in report.parts)
        + f"\n{files}{check}</main><footer>{head}<p>As of {report.day.isoformat()}.</p>{mark}</footer></body></html>\n"
    )


def _fields(report: Report) -> Any:
    """The same report with lists where typst expects lists; kept as a dataclass so that the head is drawn as on every paper."""
    for part in report.parts:
        if isinstance(part, Drawing) and "<svg" not in part.svg[:200]:
            raise PaperRefused("drawing: not an SVG. Give the text of the picture.")
    return _Flat(
        report.title, report.number, report.incident, report.exercise, report.day, report.head, report.lead, report.void,
        [asdict(part) for part in report.parts],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Flat:
    title: str
    number: str
    incident: str
    exercise: bool
    printed: date
    head: Head
    lead: str
    void: str
    parts: list[dict[str, Any]]


def _text(text: str) -> str:
    return escape(clean(text))


def _html(part: Part) -> str:
    match part:
        case Heading():
            return f"<h2>{_text(part.text)}</h2>"
        case Words():
            return "".join(f"<p>{_text(line)}</p>" for line in part.text.split("\n") if line.strip())
        case Facts():
            return _list(part.rows)
        case Rows():
            heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in part.heads)
            cells = ("".join(f"<td>{_text(cell) or '–'}</td>" for cell in row) for row in part.rows)
            body = "".join(f"<tr>{row}</tr>" for row in cells)
            return f'<table border="1" cellpadding="4"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        case Drawing():
            return f"<figure>{part.svg}<figcaption>{_text(part.alt)}</figcaption></figure>"
        case Box():
            return f"<section><h2>{_text(part.title)}</h2><p>{_text(part.text)}</p></section>"
        case Signed():
            said = f"<h3>{_text(part.role)}: {_text(part.name)}</h3><p>{_text(part.said)}</p>"
            return f"<section>{said}{_list(part.digests)}</section>"


def _list(rows: Sequence[tuple[str, str]]) -> str:
    lines = (f"<dt>{_text(name)}</dt><dd>{_text(value) or 'not recorded'}</dd>" for name, value in rows)
    return f"<dl>{''.join(lines)}</dl>"
