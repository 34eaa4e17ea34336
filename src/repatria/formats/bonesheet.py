"""Sheets of measured bones: ours, those of OsteoSort and CoRA exports, and wide references. Told at the row what cannot be.

A sheet has a specimen (``id``, ``specimen``, ``designator`` …), ``Side``, ``Element`` and measurement codes such as ``Hum_01`` in
millimetres; other columns are ignored. An export of CoRA may spread the specimen over accession, provenance and designator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.bonecolumns import note_columns, note_of
from repatria.formats.text import code_of, number_of, rows
from repatria.model.bonenotes import BoneNote
from repatria.model.bones import MeasuredBone
from repatria.model.skeleton import KINDS, SIDES, element_of, nearest_element

Limits = Mapping[str, tuple[float, float]]

SPECIMEN = ("specimen", "specimen_id", "id", "designator", "specimen_number", "key", "code")
COMPOSITE = ("accession", "accession_number", "provenance1", "provenance_1", "provenance2", "provenance_2")
"""Columns of CoRA's composite key; they go before the designator where they stand beside it."""
ELEMENT = ("element", "bone", "bone_name", "skeletal_bone")
"""CoRA's own export for osteometric sorting calls it skeletal_bone (its manual, File Export and Import)."""
MEASURE = re.compile(r"[A-Za-z][A-Za-z0-9]{1,4}_\d{2}[a-z]?\Z")
NOT_TAKEN = ("", "na", "n/a", "nan", "-")
"""What a cell says where nothing was measured; sheets written by R say ``NA``."""
IMPOSSIBLE = (0.5, 1.6)
"""A value is impossible below half the least of the reference or above 1.6 times the greatest: no adult, another bone or unit."""
DOUBTFUL = (0.8, 1.25)
"""Beyond these a value is taken, and named for a second look."""


@dataclass(frozen=True, slots=True)
class BoneSheet:
    """The bones of one sheet, and what was noticed.

    ``unsided`` and ``unmeasured``: specimens that cannot be compared; ``unused``: codes the reference does not hold -> how often;
    ``ignored``: columns that were not read; ``doubtful``: values that ask for a second look. ``notes``: what is told of each bone
    beside its measurements, ``told`` the columns it was read from; ``keys``: the parts of CoRA's composite key, as written.
    """

    bones: tuple[MeasuredBone, ...]
    unsided: tuple[str, ...]
    unmeasured: tuple[str, ...]
    unused: Mapping[str, int]
    ignored: tuple[str, ...]
    doubtful: tuple[str, ...]
    notes: tuple[BoneNote, ...]
    keys: tuple[Mapping[str, str], ...]
    told: tuple[str, ...]

    @property
    def growing(self) -> tuple[str, ...]:
        """Specimens that still grew: the reference is of adults, so they are not compared."""
        return tuple(bone.code for bone, note in zip(self.bones, self.notes, strict=True) if note.growing)

    @property
    def comparable(self) -> tuple[MeasuredBone, ...]:
        """The bones, those that still grew without their measurements."""
        return tuple(
            replace(bone, values={}) if note.growing else bone for bone, note in zip(self.bones, self.notes, strict=True)
        )


def read_bones(path: Path, elements: Mapping[str, Sequence[str]], limits: Limits, known: Sequence[str]) -> BoneSheet:
    """The sheet at ``path``, whole, or :class:`UnreadableFile` at the first thing that cannot be.

    ``elements`` says which codes the reference holds of each element, ``limits`` their least and greatest mm, ``known`` every
    code that has a definition. Where ids recur with other bones, as in a wide reference whose id is a person, the specimen is
    named id, side and element.
    """
    source = rows(path)
    line, heading = next(source)
    where, measures, ignored, noted = _columns(heading, path, line, known)
    found: list[tuple[str, str, str, dict[str, float], int]] = []
    notes: list[BoneNote] = []
    keys: list[Mapping[str, str]] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in source:
        _no_more(cells, len(heading), path, number)
        cell = [cells[at].strip() if at < len(cells) else "" for at in range(len(heading))]
        element, side = _element(cell[where["element"]], path, number), ""
        side = _side(cell[where["side"]], element, path, number)
        code = code_of(" ".join(cell[at] for at in _key(where) if cell[at]), path=path, line=number, field="specimen")
        if (code, element, side) in seen:
            raise UnreadableFile(
                f"{code!r}, {side or 'unsided'} {element} stands on line {seen[code, element, side]} as well. "
                "Give each specimen its own designator.", path=path, line=number, field="specimen",
            )  # fmt: skip
        seen[code, element, side] = number
        found.append((code, element, side, _values(cell, measures, element, elements, limits, path, number), number))
        notes.append(note_of(cell, noted, path, number))
        keys.append({name: cell[at] for name, at in where.items() if name not in ("element", "side") and cell[at]})
    if not found:
        raise UnreadableFile("has headings and no bone. Check the export.", path=path, line=line)
    return _sheet(found, elements, limits, ignored, notes, keys, tuple(noted))


def _sheet(
    found: Sequence[tuple[str, str, str, dict[str, float], int]], elements: Mapping[str, Sequence[str]], limits: Limits,
    ignored: Sequence[str], notes: Sequence[BoneNote], keys: Sequence[Mapping[str, str]], told: tuple[str, ...],
) -> BoneSheet:  # fmt: skip
    """Names made unique, and what is not compared named."""
    often = Counter(code for code, *_ in found)
    words = {"L": "left", "R": "right", "M": "midline", "U": "unsided"}
    bones, unsided, bare, unused, doubtful = [], [], [], Counter[str](), []
    for code, element, side, values, line in found:
        name = code if often[code] == 1 else f"{code} {words[side]} {element}"
        used = {c: v for c, v in values.items() if c in elements.get(element, ())}
        unused.update(c for c in values if c not in used)
        for c, v in used.items():
            if c in limits and not limits[c][0] * DOUBTFUL[0] <= v <= limits[c][1] * DOUBTFUL[1]:
                doubtful.append(
                    f"line {line}, {c}: {v:g} mm; the reference reaches from {limits[c][0]:g} to {limits[c][1]:g} mm"
                )
        if side not in ("L", "R"):
            unsided.append(name)
        elif not used:
            bare.append(name)
        bones.append(MeasuredBone(name, element, side, used, line))
    return BoneSheet(
        tuple(bones), tuple(unsided), tuple(bare), dict(sorted(unused.items())), tuple(ignored), tuple(doubtful), tuple(notes),
        tuple(keys), told,
    )  # fmt: skip


def _key(where: Mapping[str, int]) -> list[int]:
    return [where[name] for name in (*COMPOSITE, "specimen") if name in where]


def _columns(
    heading: Sequence[str], path: Path, line: int, known: Sequence[str]
) -> tuple[dict[str, int], dict[int, str], list[str], dict[str, int]]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in heading]
    where = {"element": _first(names, ELEMENT), "side": _first(names, ("side", "laterality"))}
    where["specimen"] = _first(names, SPECIMEN)
    for needed, at in where.items():
        if at < 0:
            raise UnreadableFile(
                f"no column {needed!r} among {', '.join(heading[:8])!r}. Add one; measurements are named as in Hum_01.",
                path=path, line=line, field=needed,
            )  # fmt: skip
    if where["specimen"] >= 0 and names[where["specimen"]] in ("designator", "specimen_number"):
        where |= {name: names.index(name) for name in COMPOSITE if name in names}
        where |= {name: names.index(name) for name in ("se_id",) if name in names}
    noted = note_columns(names, path, line)
    proper = {code.lower(): code for code in known}
    measures: dict[int, str] = {}
    ignored = []
    for at, cell in enumerate(heading):
        text = cell.strip()
        if at in where.values() or at in noted.values():
            continue
        if text.lower() in proper:
            if proper[text.lower()] in measures.values():
                raise UnreadableFile(f"column {text!r} stands twice. Keep one.", path=path, line=line, field=text)
            measures[at] = proper[text.lower()]
        elif MEASURE.match(text):
            near = get_close_matches(text.lower(), list(proper), n=1, cutoff=0.0)[0]
            raise UnreadableFile(
                f"{text!r} is no measurement known here. The nearest is {proper[near]!r}.", path=path, line=line, field=text
            )
        else:
            ignored.append(text)
    if not measures:
        raise UnreadableFile("no column of measurements. Name them by their codes, such as Hum_01.", path=path, line=line)
    return where, measures, ignored, noted


def _first(names: Sequence[str], wanted: Sequence[str]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def _no_more(cells: Sequence[str], wide: int, path: Path, line: int) -> None:
    """A row with more cells than headings has slipped, as by a decimal comma without quotes: no value would stand in its column."""
    if any(text.strip() for text in cells[wide:]):
        raise UnreadableFile(
            f"{len(cells)} cells under {wide} headings. Is there a comma in a number? Write points, or put quotes around it.",
            path=path, line=line,
        )  # fmt: skip


def _element(text: str, path: Path, line: int) -> str:
    element = element_of(text)
    if element is None:
        raise UnreadableFile(
            f"{text[:60]!r} is no element known here. The nearest is {nearest_element(text)!r}.",
            path=path, line=line, field="Element",
        )  # fmt: skip
    return element


def _side(text: str, element: str, path: Path, line: int) -> str:
    side = SIDES.get(text.lower(), "" if text else "U")
    if not side or (KINDS[element].sided and side == "M"):
        near = get_close_matches(text.lower(), ["left", "right"], n=1, cutoff=0.0)[0]
        raise UnreadableFile(
            f"{text[:60]!r} is no side of a {element}. Write left, right or leave it empty; the nearest is {near!r}.",
            path=path, line=line, field="Side",
        )  # fmt: skip
    return side if KINDS[element].sided else "M"


def _values(
    cell: Sequence[str], measures: Mapping[int, str], element: str, elements: Mapping[str, Sequence[str]], limits: Limits,
    path: Path, line: int,
) -> dict[str, float]:  # fmt: skip
    prefixes = {code.split("_")[0] for code in elements.get(element, ())}
    out = {}
    for at, code in measures.items():
        if cell[at].lower() in NOT_TAKEN:
            continue
        if prefixes and code.split("_")[0] not in prefixes:
            raise UnreadableFile(
                f"{cell[at][:20]!r} is a measurement of another bone than {element}. Move it to its row.",
                path=path, line=line, field=code,
            )  # fmt: skip
        value = number_of(cell[at], path=path, line=line, field=code, comma=True)
        _possible(value, code, limits, path, line)
        out[code] = value
    return out


def _possible(value: float, code: str, limits: Limits, path: Path, line: int) -> None:
    """Refuse what no adult bone of the reference comes near, and say which unit it may be written in."""
    least, most = limits.get(code, (0.0, float("inf")))
    low, high = least * IMPOSSIBLE[0], most * IMPOSSIBLE[1]
    if value > 0.0 and low <= value <= high:
        return
    unit = next((f" It would fit in {name}: write millimetres throughout." for name, times in (("centimetres", 10.0), ("inches", 25.4))
                 if value > 0.0 and low <= value * times <= high), "")  # fmt: skip
    near = min((low, high), key=lambda edge: abs(edge - value))
    raise UnreadableFile(
        f"{value:g} mm cannot be: the reference reaches from {least:g} to {most:g} mm; the nearest value taken is {near:.1f}."
        f"{unit or ' Correct it, or leave the cell empty.'}", path=path, line=line, field=code,
    )  # fmt: skip


def read_lines(path: Path, names: Sequence[str]) -> dict[int, str]:
    """Maternal lines from a table of specimen and mtdna: place in the sheet -> line; empty cells say nothing."""
    source = rows(path)
    line, heading = next(source)
    where = [cell.strip().lower() for cell in heading]
    who, what = _first(where, SPECIMEN), _first(where, ("mtdna", "line", "sequence", "mtdna_sequence"))
    if who < 0 or what < 0:
        raise UnreadableFile("no columns specimen and mtdna. Name them so.", path=path, line=line)
    at = {name: i for i, name in enumerate(names)}
    out: dict[int, str] = {}
    for number, cells in source:
        code, value = (cells[c].strip() if c < len(cells) else "" for c in (who, what))
        if code not in at:
            raise UnreadableFile(
                f"{code[:60]!r} is no specimen of the sheet. Check it.", path=path, line=number, field="specimen"
            )
        if value:
            told = code_of(value, path=path, line=number, field="mtdna")
            if out.setdefault(at[code], told) != told:
                raise UnreadableFile(
                    f"{code!r} is {told!r} here and {out[at[code]]!r} above. Keep one.", path=path, line=number, field="mtdna"
                )
    return out
