"""How often a mitochondrial type is seen among people of a database and among the lines of the list, over exactly what was compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import MissingReference
from repatria.kernels.mtdna_pairs import differences, digests, project
from repatria.model.haplotypes import Counted, Database
from repatria.model.mitotype import Mitotype, Ranges, range_text
from repatria.model.tracts import Rules
from repatria.model.weight import Frequency
from repatria.reference.mtdna import rcrs
from repatria.tables.frequency import frequency
from repatria.tables.mitotypes import MitotypeTable, covering, mitotype_table, reference_masks
from repatria.tables.once import once

Source = Database[Mitotype] | Counted


def known_table(profiles: Sequence[Mitotype], rules: Rules) -> MitotypeTable:
    """The rows of ``profiles``; made once for a tuple, such as the entries of a database, which nobody can change."""
    return _made_once(profiles, rules) if isinstance(profiles, tuple) else mitotype_table(profiles, rules, rcrs())


@once(8)
def _made_once(profiles: tuple[Mitotype, ...], rules: Rules) -> MitotypeTable:
    return mitotype_table(profiles, rules, rcrs())


def type_frequency(
    query: Mitotype, compared: Ranges, source: Source, rules: Rules, others: Sequence[Mitotype] = (), line: str = ""
) -> Frequency:
    """The frequency of the type of ``query`` over the positions ``compared``.

    Counted are entries read over all of them whose states share something with the query's at every site: a heteroplasmic site
    counts both ways. ``others`` are references of the list; each line counts once, the candidate's own ``line`` not at all.
    """
    if isinstance(source, Counted):
        return frequency((source.seen, source.size), source=source.source)
    table, theirs = known_table(source.entries, rules), known_table(others, rules)
    chosen = np.flatnonzero(covering(table, compared))
    lines = [i for i in np.flatnonzero(covering(theirs, compared)).tolist() if others[i].line and others[i].line != line]
    if not len(chosen):
        raise MissingReference(
            f"database {source.name}: nobody in it was read over all of {range_text(compared)}. Give a database that covers the range, "
            "or the count of one that was asked elsewhere."
        )
    check_lengths(source, rules, compared)
    mine = mitotype_table([query], rules, rcrs())
    same, types = _same(mine, 0, table, chosen, compared)
    listed: set[str] = set()
    if lines:
        alike = _same(mine, 0, theirs, np.array(lines, dtype=np.int64), compared)[0]
        listed = {others[lines[i]].line for i in np.flatnonzero(alike).tolist()}
    known = {others[i].line for i in lines}
    return frequency(
        (int(same.sum()), len(chosen)), (len(listed), len(known)), counts=types, source=source.name, simulated=source.simulated
    )


def check_lengths(source: Database[Mitotype], rules: Rules, compared: Ranges) -> None:
    """Refuse to count lengths of tracts in a database that never recorded them."""
    if source.lengths:
        return
    asked = [t.name for t in rules.counted if any(a <= t.last and t.first <= b for a, b in compared)]
    if asked:
        raise MissingReference(
            f"database {source.name}: it recorded no length of C tracts, so the rule that counts {', '.join(asked)} asks too much of it. "
            "Leave these tracts out, or give another database."
        )


def _same(
    a: MitotypeTable, row: int, b: MitotypeTable, rows: NDArray[np.int64], compared: Ranges
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which of ``rows`` of ``b`` are compatible with ``row`` of ``a``; and how many of them show each type."""
    spans = np.array(compared, dtype=np.int64)
    reference = reference_masks(rcrs())
    sa, ma, ta = project(a.sites, a.masks, a.starts, np.array([row]), spans)
    sb, mb, tb = project(b.sites, b.masks, b.starts, rows, spans)
    _, first, inverse, counts = np.unique(
        digests(sb, mb, tb)[0], axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    fits = np.array([differences(sa, ma, 0, ta[1], sb, mb, tb[i], tb[i + 1], reference, 0) == 0 for i in first])
    return fits[inverse.ravel()], counts.astype(np.int64)
