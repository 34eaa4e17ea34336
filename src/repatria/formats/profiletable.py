"""Tables of profiles, as plain text or from a workbook: a row per sample, per marker or per allele."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from repatria.errors import InvalidCall, UnreadableFile
from repatria.formats.assembling import NOTHING, Single, build_profile
from repatria.formats.limits import MAX_LOCI
from repatria.formats.markers import marker_name
from repatria.formats.notes import Notes
from repatria.formats.profilecolumns import Columns, columns_of
from repatria.formats.text import Row, allele_of, code_of, number_of, rows, sex_of
from repatria.model import Call, CallKind, Profile

_BETWEEN = re.compile(r"[/,;| ]+", re.ASCII)


def iter_profiles(
    path: Path, notes: Notes, *, single: Single = "at_least", table: Iterable[Row] | None = None
) -> Iterator[Profile]:
    """The profiles of a table one by one; memory holds a few numbers per row, whatever the file's size.

    ``table`` gives rows from elsewhere (a workbook). A later row may still raise: keep nothing until the end is reached.
    """
    source = iter(rows(path) if table is None else table)
    first = next(source, None)
    if first is None:
        raise UnreadableFile("is empty. Check the export.", path=path)
    columns = columns_of(first[1], notes, path=path, line=first[0])
    read = _wide if columns.shape == "wide" else _long
    seen: set[str] = set()
    for id, line, profile in read(path, columns, len(first[1]), source, notes, single):
        if id in seen:
            raise UnreadableFile(f"profile {id} is listed twice. Rename or remove one.", path=path, line=line)
        seen.add(id)
        if profile is not None:
            yield profile


Read = Iterator[tuple[str, int, Profile | None]]


def _full(path: Path, line: int, cells: list[str], width: int) -> list[str]:
    if len(cells) > width and any(cells[width:]):
        raise UnreadableFile(
            f"{len(cells)} cells under {width} headings. Check the delimiter and quotes.", path=path, line=line
        )
    return cells + [""] * (width - len(cells))


def _fact(columns: Columns, cells: list[str], name: str) -> str:
    return cells[columns.facts[name]] if name in columns.facts else ""


def _wide(path: Path, columns: Columns, width: int, source: Iterator[Row], notes: Notes, single: Single) -> Read:
    for line, short_cells in source:
        cells = _full(path, line, short_cells, width)
        id = code_of(cells[columns.id], path=path, line=line, field="profile")
        shown: dict[str, tuple[int | None, list[str]]] = {}
        for marker, places in columns.markers.items():
            texts = [cells[i] for i in places]
            shown[marker] = line, _BETWEEN.split(texts[0].strip()) if len(texts) == 1 else texts
        yield id, line, _built(path, id, line, shown, columns, cells, notes, single)


def _built(
    path: Path,
    id: str,
    line: int,
    shown: dict[str, tuple[int | None, list[str]]],
    columns: Columns,
    cells: list[str],
    notes: Notes,
    single: Single,
) -> Profile | None:
    kit, source = (
        code_of(text, path=path, line=line, field=name) if (text := _fact(columns, cells, name)) else ""
        for name in ("kit", "source")
    )
    sex = sex_of(_fact(columns, cells, "sex"), path=path, line=line)
    return build_profile(id, shown, notes, path=path, sex=sex, kit=kit, source=source, single=single)


class _Pool:
    """Texts by number, so that a row of the file is a few integers in memory."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, ...], int] = {}

    def number(self, texts: tuple[str, ...]) -> int:
        return self.numbers.setdefault(texts, len(self.numbers))


def _long(path: Path, columns: Columns, width: int, source: Iterator[Row], notes: Notes, single: Single) -> Read:
    """Rows of one sample may stand anywhere: they are kept as numbers (marker, alleles, line) until the file has ended."""
    pool = _Pool()
    samples: dict[str, array[int]] = {}
    facts: dict[str, tuple[int, list[str]]] = {}
    stated: list[str] = [name for name in ("kind", "dropout", "dropout_hom", "dropin") if name in columns.facts]
    for line, short_cells in source:
        cells = _full(path, line, short_cells, width)
        id = code_of(cells[columns.id], path=path, line=line, field="profile")
        if id not in samples:
            samples[id], facts[id] = array("q"), (line, [_fact(columns, cells, name) for name in ("sex", "kit", "source")])
        how = pool.number(tuple(_fact(columns, cells, name) for name in stated))
        for place, alleles in columns.groups:
            if not cells[place] and any(cells[i] for i in alleles):
                raise UnreadableFile("alleles without a marker. Name the marker.", path=path, line=line, field="marker")
            if cells[place]:
                marker = marker_name(cells[place], path=path, line=line)
                texts = tuple(cells[i] for i in alleles if cells[i].lower() not in NOTHING)
                samples[id].extend((pool.number((marker,)), pool.number(texts), how, line))
    names = list(pool.numbers)
    for id, numbers in samples.items():
        kept = (numbers[i : i + 4] for i in range(0, len(numbers), 4))
        shown = [(names[m][0], names[a], dict(zip(stated, names[h], strict=True)), line) for m, a, h, line in kept]
        yield id, facts[id][0], _sample(path, id, facts[id], shown, columns, notes, single)


Shown = list[tuple[str, tuple[str, ...], dict[str, str], int]]


def _sample(
    path: Path, id: str, facts: tuple[int, list[str]], shown: Shown, columns: Columns, notes: Notes, single: Single
) -> Profile | None:
    plain: dict[str, tuple[int | None, list[str]]] = {}
    stated: dict[str, Call] = {}
    for marker, texts, how, line in shown:
        if marker in stated or (marker in plain and columns.shape == "long"):
            notes.add("listed_twice", f"{id}, {marker}", line)
            return None
        if how.get("kind"):
            stated[marker] = _stated_call(path, line, marker, texts, how)
        elif marker not in plain:
            plain[marker] = line, list(texts)
        else:
            plain[marker][1].extend(texts)
    if len(plain) + len(stated) > MAX_LOCI:
        raise UnreadableFile(f"profile {id}: more than {MAX_LOCI} markers. Split it.", path=path, line=facts[0])
    line, (sex, kit, source) = facts
    known = {"sex": sex_of(sex, path=path, line=line), "kit": kit, "source": source}
    profile = build_profile(id, plain, notes if plain else Notes(), path=path, single=single, **known)
    if profile is None or not stated:
        return profile
    order = dict.fromkeys(marker for marker, *_ in shown)
    calls = {m: stated[m] if m in stated else profile.calls[m] for m in order if m in stated or m in profile.calls}
    return Profile(id, calls, profile.sex, kit, source)


def _stated_call(path: Path, line: int, marker: str, texts: tuple[str, ...], how: dict[str, str]) -> Call:
    """A call whose kind the table states itself, as our own long tables do."""
    alleles = tuple(allele_of(t, path=path, line=line, field=marker) for t in texts)
    if how["kind"] not in set(CallKind):
        raise UnreadableFile(f"{how['kind']!r}: write called, dropped or at_least.", path=path, line=line, field="kind")

    def share(name: str) -> float | None:
        return number_of(how[name], path=path, line=line, field=name) if how.get(name) else None

    try:
        return Call(alleles, CallKind(how["kind"]), share("dropout") or 0.0, share("dropout_hom"), share("dropin") or 0.0)
    except InvalidCall as error:
        raise UnreadableFile(str(error), path=path, line=line, field=marker) from error


def looks_like_profiles(header: list[str]) -> bool:
    """Whether ``header`` is that of a table of profiles."""
    try:
        columns_of(header, Notes(), path="", line=1)
    except UnreadableFile:
        return False
    return True
