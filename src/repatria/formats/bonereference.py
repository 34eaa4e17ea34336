"""The compact copy of a reference of measured people: one row a bone, with person, group and sex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from repatria.model.bones import MeasuredBone
from repatria.tables.bones import ReferencePerson

POOLS: Mapping[str, str] = {"W": "white", "B": "black", "JAP": "asian", "CH": "asian", "KOR": "asian"}
"""Codes of groups -> pool. Other groups of the reference are too small for a pool of their own and stay ``other``."""


def people_of(rows: Iterable[Mapping[str, str]]) -> tuple[ReferencePerson, ...]:
    """People from rows of person, group, sex (m, f), side (L, R), element and values (``Hum_01=297.5 Hum_02=54``)."""
    held: dict[str, list[MeasuredBone]] = {}
    pool: dict[str, str] = {}
    for row in rows:
        who = row["person"]
        group = POOLS.get(row["group"])
        pool[who] = f"{group}_{row['sex']}" if group else "other"
        values = {code: float(value) for code, _, value in (cell.partition("=") for cell in row["values"].split())}
        held.setdefault(who, []).append(
            MeasuredBone(f"{who} {row['side']} {row['element']}", row["element"], row["side"], values)
        )
    return tuple(ReferencePerson(who, pool[who], tuple(bones)) for who, bones in held.items())
