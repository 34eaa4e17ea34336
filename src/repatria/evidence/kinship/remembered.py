"""Weights of pairs kept in a folder and found again: after one new profile or one changed family only what is new is computed.

Everything is kept under a digest of all that decides it: the text of families and profiles, panel, pools, conventions, and the
version of the method. A panel is the union of the alleles seen, so that a new rare allele changes it and everything is weighed
again; nothing has to be cleared by hand. Families are prepared in the same blocks as without a folder, and a profile's numbers
do not depend on the others, so that the numbers are the same to the last bit. A kept file that was changed does not have its
digest and is weighed again.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repatria import __version__
from repatria.evidence.kinship.compare import METHOD, panel_digest
from repatria.evidence.kinship.matrix import CHUNK, in_order, log_correction, prepared_log_lrs
from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.profile import Profile
from repatria.tables.profiles import profile_columns

Array = NDArray[np.float64]
Person = tuple[Profile, ...]
LAYOUT = "remembered/3"


def text_digest(parts: Iterable[str]) -> str:
    """SHA-256 over text parts, each with its length, so that no two sequences collide by concatenation."""
    out = hashlib.sha256()
    for part in parts:
        data = part.encode()
        out.update(str(len(data)).encode() + b":" + data)
    return out.hexdigest()


def person_text(person: Person) -> str:
    """Everything about a person's profiles that enters a weight."""
    return repr([_profile(p) for p in person])


def family_text(family: Family) -> str:
    """Everything about a family that enters a weight."""
    people = [(p.id, p.sex, p.father, p.mother, p.twins) for p in family.pedigree.people]
    inbred = sorted(family.pedigree.inbreeding.items()), sorted(family.pedigree.inbreeding_x.items())
    shown = [(who, _profile(p)) for who, p in sorted(family.references.items())]
    return repr((family.id, people, inbred, family.missing, shown, sorted(family.pools.items())))


def common_text(case: CaseFile) -> str:
    """Digest of what all pairs of a case share: method, version, panel, pools, conventions."""
    pools = [repr((p.name, p.weight, panel_digest(p.panel))) for p in case.pools]
    return text_digest([LAYOUT, METHOD, __version__, panel_digest(case.panel), *pools, repr(case.conventions)])


class Memory:
    """Arrays by name in one folder; each file is whole or not there, and is believed only if it has its own digest."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.used: set[str] = set()

    def get(self, name: str) -> dict[str, NDArray[np.generic]] | None:
        """The arrays kept under ``name``, or ``None``."""
        self.used.add(name)
        try:
            data = (self.folder / f"{name}.kept").read_bytes()
        except OSError:
            return None
        if len(data) < 32 or hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
            return None
        with np.load(io.BytesIO(memoryview(data)[32:]), allow_pickle=False) as found:
            return {key: found[key] for key in found.files}

    def put(self, name: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep ``arrays`` under ``name``, in place of what was there."""
        self.used.add(name)
        sink = io.BytesIO()
        np.savez(sink, **arrays)  # type: ignore[arg-type]
        body = sink.getbuffer()
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=name[:16], suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).digest())
                file.write(body)
            os.replace(part, self.folder / f"{name}.kept")
        finally:
            Path(part).unlink(missing_ok=True)

    def forget_the_rest(self) -> None:
        """Remove what was neither read nor written through this object: the weights of an earlier state."""
        for path in self.folder.glob("*.kept"):
            if path.stem not in self.used:
                path.unlink(missing_ok=True)


def remembered_log_lrs(
    people: Sequence[Person],
    case: CaseFile,
    memory: Memory,
    tick: Callable[[int, int], None] | None = None,
    contradicted: dict[str, list[str]] | None = None,
) -> tuple[Array, NDArray[np.bool_]]:
    """As :func:`repatria.evidence.kinship.matrix.pair_log_lrs`, to the last bit, computing only what ``memory`` does not hold."""
    common = common_text(case)
    keys = [text_digest([person_text(p)]) for p in people]
    values, usable = [], []
    starts = range(0, len(case.families), CHUNK)

    def weighed(start: int) -> dict[str, NDArray[np.generic]]:
        families = case.families[start : start + CHUNK]
        return _block(families, people, keys, text_digest([common, *map(family_text, families)]), case, memory)

    for start, block in zip(starts, in_order(weighed, starts), strict=True):
        families = case.families[start : start + CHUNK]
        values.append(block["log_lr"])
        usable.append(block["usable"])
        if contradicted is not None:
            codes = [m for f in families for m in f.missing]
            for who, locus in block["contradicted"].tolist():
                contradicted.setdefault(codes[who], []).append(case.panel.loci[locus].name)
        if tick is not None:
            tick(min(start + CHUNK, len(case.families)), len(case.families))
    if not values:
        return np.zeros((len(people), 0)), np.zeros(0, dtype=bool)
    return np.concatenate(values, axis=1), np.concatenate(usable)


def _block(
    families: Sequence[Family], people: Sequence[Person], keys: Sequence[str], name: str, case: CaseFile, memory: Memory
) -> dict[str, NDArray[np.generic]]:
    """``log_lr`` ``[people, missing of the block]``, ``usable`` and ``contradicted`` of one block of families."""
    rows = memory.get(f"{name}-rows")
    known = {} if rows is None else {key: n for n, key in enumerate(rows["keys"].tolist())}
    new = [i for i, key in enumerate(keys) if key not in known]
    memory.used.add(f"{name}-tables")  # the next new profile asks for them, though today's did not
    if rows is not None and not new:
        order = [known[key] for key in keys]
        return {**rows, "log_lr": rows["log_lr"][order]}
    prepared = _prepared(families, name, case, memory)
    columns = profile_columns([people[i] for i in new], case.panel)
    fresh = prepared_log_lrs(prepared, columns, log_correction(columns, case))
    log_lr = np.empty((len(people), fresh.shape[1]))
    for i, key in enumerate(keys):
        if key in known and rows is not None:
            log_lr[i] = rows["log_lr"][known[key]]
    log_lr[new] = fresh
    block: dict[str, NDArray[np.generic]] = {
        "keys": np.array(keys),
        "log_lr": log_lr,
        "usable": prepared.usable,
        "contradicted": np.array(prepared.contradicted, dtype=np.int64).reshape(-1, 2),
    }
    memory.put(f"{name}-rows", block)
    return block


def _prepared(families: Sequence[Family], name: str, case: CaseFile, memory: Memory) -> PreparedFamilies:
    kept = memory.get(f"{name}-tables")
    if kept is None:
        made = prepare(families, case.panel, case.conventions, case.pools)
        memory.put(
            f"{name}-tables",
            {
                "sex": made.sex,
                "tables": made.tables,
                "lane_person": made.lane_person,
                "lane_weight": made.lane_weight,
                "informative": made.informative,
                "contradicted": np.array(made.contradicted, dtype=np.int64).reshape(-1, 2),
            },
        )
        return made
    return PreparedFamilies(
        tuple((f.id, m) for f in families for m in f.missing),
        kept["sex"],  # type: ignore[arg-type]
        kept["tables"],  # type: ignore[arg-type]
        kept["lane_person"],  # type: ignore[arg-type]
        kept["lane_weight"],  # type: ignore[arg-type]
        kept["informative"],  # type: ignore[arg-type]
        tuple((int(i), int(j)) for i, j in kept["contradicted"].tolist()),
    )


def _profile(profile: Profile) -> tuple[object, ...]:
    calls = [(m, c.alleles, c.kind.value, c.dropout, c.d_hom, c.dropin) for m, c in sorted(profile.calls.items())]
    return profile.id, profile.sex, calls
