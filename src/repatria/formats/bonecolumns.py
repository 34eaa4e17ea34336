"""What a sheet of bones may tell beside measurements: DNA, relations, exclusions, age, growth, container. Checked cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import code_of, number_of
from repatria.model.bonenotes import BoneNote

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mtdna": ("mtdna", "mtdna_sequence", "mtdna_group"),
    "nuclear": ("nuclear", "nuclear_dna", "nuclear_group", "str_group"),
    "together": ("together", "refit", "refits"),
    "apart": ("apart", "not_with"),
    "age_from": ("age_from", "age_min"),
    "age_to": ("age_to", "age_max"),
    "growth": ("growth", "maturity"),
    "container": ("container", "box"),
}
"""What is read -> headings it may have, in any case, blanks as underscores."""
GROWING: Mapping[str, bool | None] = {
    "": None, "adult": False, "fused": False, "grown": False, "growing": True, "subadult": True, "juvenile": True,
}  # fmt: skip
EMPTY = ("", "na", "n/a", "-")
MOST_AGE = 120.0


def note_columns(names: Sequence[str], path: Path, line: int) -> dict[str, int]:
    """Where each column stands among ``names`` (lower case, underscores)."""
    where = {}
    for what, known in COLUMNS.items():
        at = [k for k, name in enumerate(names) if name in known]
        if len(at) > 1:
            raise UnreadableFile(
                f"columns {names[at[0]]!r} and {names[at[1]]!r} tell the same. Keep one.",
                path=path,
                line=line,
                field=names[at[1]],
            )
        if at:
            where[what] = at[0]
    if ("age_from" in where) != ("age_to" in where):
        there = "age_from" if "age_from" in where else "age_to"
        raise UnreadableFile(f"column {there} stands alone. Give age_from and age_to.", path=path, line=line, field=there)
    return where


def note_of(cell: Sequence[str], where: Mapping[str, int], path: Path, line: int) -> BoneNote:
    """What one row tells; :class:`UnreadableFile` with line and field at what cannot be."""
    told = {what: "" if cell[at].lower() in EMPTY else cell[at] for what, at in where.items()}
    words = {
        what: code_of(told[what], path=path, line=line, field=what) if told.get(what) else ""
        for what in ("mtdna", "nuclear", "together", "container")
    }
    apart = tuple(name.strip() for name in told.get("apart", "").split(";") if name.strip())
    growth = told.get("growth", "").lower()
    if growth not in GROWING:
        raise UnreadableFile(
            f"{growth[:60]!r}: not understood. Write adult or growing, or leave it empty.", path=path, line=line, field="growth"
        )
    return BoneNote(
        mtdna=words["mtdna"], nuclear=words["nuclear"], together=words["together"], container=words["container"], apart=apart,
        age=_age(told, path, line), growing=GROWING[growth],
    )  # fmt: skip


def _age(told: Mapping[str, str], path: Path, line: int) -> tuple[float, float] | None:
    ends = [told.get(name, "") for name in ("age_from", "age_to")]
    if not any(ends):
        return None
    out = []
    for name, text, open_end in zip(("age_from", "age_to"), ends, (0.0, MOST_AGE), strict=True):
        value = number_of(text, path=path, line=line, field=name, comma=True) if text else open_end
        if not 0.0 <= value <= MOST_AGE:
            near = min(max(value, 0.0), MOST_AGE)
            raise UnreadableFile(
                f"{value:g} years cannot be; the nearest value taken is {near:g}. Correct it.", path=path, line=line, field=name
            )
        out.append(value)
    if out[1] < out[0]:
        raise UnreadableFile(
            f"from {out[0]:g} to {out[1]:g} years. Write the lower one first.", path=path, line=line, field="age_to"
        )
    return out[0], out[1]
