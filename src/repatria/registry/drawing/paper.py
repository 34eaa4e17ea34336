"""Papers as PDF/A: labels, the receipt of a hand-over, the request to a laboratory. The same data give the same bytes.

What people wrote reaches typst as JSON, never as source text, so it cannot be read as an instruction. A sign that no font holds
stops the paper: a name printed as empty boxes is worse than no paper.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import segno
import typst

from repatria.errors import RepatriaError
from repatria.registry.drawing.svg import clean

EXERCISE_MARK = "Exercise: everyone here is invented."
HEAD_WORDS = 12
Fonts = Sequence[Path]


class PaperRefused(RepatriaError):
    """A paper cannot be printed as asked."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of an item. ``part``: such as "bag 1 of 3"; ``scan``: what the QR code says, the code itself if empty."""

    code: str
    what: str
    incident: str
    exercise: bool
    part: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the journal: 64 hexadecimal digits, the same as 12 words, the number of entries; ``scan``: what its QR code says."""

    hex: str
    words: Sequence[str]
    entries: int
    scan: str = ""

    def __post_init__(self) -> None:
        if len(self.hex) != 64 or set(self.hex) - set("0123456789abcdef"):
            raise PaperRefused(f"paper: the journal head is {self.hex!r}. Give 64 hexadecimal digits in small letters.")
        if len(self.words) != HEAD_WORDS:
            raise PaperRefused(f"paper: the journal head comes as {len(self.words)} words. Give {HEAD_WORDS}.")
        if self.entries < 1:
            raise PaperRefused(f"paper: the journal head counts {self.entries} entries. Print the paper after the first entry.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A hand-over as printed. Times and acknowledgements are sentences ready to print; an empty acknowledgement is said to be open.

    ``contents``: (code, what it is) of the things inside. ``printed``: the date of the document.
    """

    incident: str
    exercise: bool
    number: str
    code: str
    what: str
    giver: str
    receiver: str
    at: str
    place: str
    reason: str
    giver_said: str
    receiver_said: str
    printed: date
    head: Head | None = None
    contents: Sequence[tuple[str, str]] = ()
    seals: Sequence[str] = ()
    scan: str = ""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample on a request: its code, what it was taken from, its mass in grams as written, and what is asked for."""

    code: str
    source: str
    mass_g: str = ""
    tests: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A request to a laboratory for its samples."""

    incident: str
    exercise: bool
    number: str
    sender: str
    laboratory: str
    requested_by: str
    printed: date
    samples: Sequence[SampleRow]
    instructions: str = ""
    head: Head | None = None


def label_sheet(labels: Sequence[Label], *, printed: date, fonts: Fonts) -> bytes:
    """PDF of labels, 24 to an A4 sheet (3 by 8, 70 mm by 36 mm). PaperRefused for none, or for a sign that no font holds."""
    if not labels:
        raise PaperRefused("labels: none was chosen. Choose at least one item.")
    rows = [{**asdict(label), "qr": qr_svg(label.scan or label.code)} for label in labels]
    return printed_pdf("labels", {"labels": rows, "exercise": any(label.exercise for label in labels)}, printed, fonts)


def receipt(data: Receipt, *, fonts: Fonts) -> bytes:
    """PDF of a custody receipt. PaperRefused for a sign that no font holds."""
    return printed_pdf("receipt", with_head(data) | {"qr": qr_svg(data.scan or data.code)}, data.printed, fonts)


def manifest(data: Manifest, *, fonts: Fonts) -> bytes:
    """PDF of a request to a laboratory. PaperRefused for no sample, or for a sign that no font holds."""
    if not data.samples:
        raise PaperRefused(f"request {data.number}: it names no sample. Add at least one.")
    return printed_pdf("manifest", with_head(data), data.printed, fonts)


def qr_svg(text: str) -> str:
    """A QR code (error correction M) as SVG text with its quiet zone; PaperRefused for an empty or far too long text."""
    if not text:
        raise PaperRefused("QR code: there is no text to write. Give the code of the item.")
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise PaperRefused(f"QR code: a text of {len(text)} signs does not fit. Give at most about 2,300.") from None
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return out.getvalue().decode()


def with_head(data: Any) -> dict[str, Any]:
    """The fields of a paper's data, its head drawn as a code, and without the date, which is given by itself."""
    fields = asdict(data)
    fields.pop("printed")
    if data.head:
        groups = [data.head.hex[i : i + 8] for i in range(0, 64, 8)]
        fields["head"] |= {"qr": qr_svg(data.head.scan or data.head.hex), "groups": groups, "entries": f"{data.head.entries:,}"}
    return fields


def printed_pdf(name: str, fields: dict[str, Any], printed: date, fonts: Fonts) -> bytes:
    """A paper by typst, as PDF/A-2a; every time in it is the given date."""
    fields |= {"printed": [printed.year, printed.month, printed.day], "printed_words": printed.isoformat()}
    stamp = int(datetime(printed.year, printed.month, printed.day, tzinfo=UTC).timestamp())
    folders = sorted({str(path if path.is_dir() else path.parent) for path in fonts})
    with as_file(files("repatria.registry.drawing") / "papers") as root:
        try:
            made = typst.compile(
                str(root / f"{name}.typ"),
                root=str(root),
                font_paths=folders,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": json.dumps(_cleaned(fields), ensure_ascii=False, sort_keys=True)},
                pdf_standards=["a-2a"],
                timestamp=stamp,
            )
        except typst.TypstError as error:
            raise PaperRefused(f"{name}: {_why(error)}") from error
    assert isinstance(made, bytes)
    return made


def _cleaned(value: Any) -> Any:
    """The same without control characters, in texts at any depth."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(inner) for inner in value]
    return value


def _why(error: typst.TypstError) -> str:
    said = str(getattr(error, "message", error))
    if "could not be displayed with font" in said:
        return f"a sign in the text is in none of the fonts ({said}). Install a font that holds it, or write the text in other letters."
    return f"the paper could not be set ({said}). Report this with the paper's data."
