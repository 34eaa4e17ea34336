"""Two Y-STR profiles, weighed: is the query of the paternal line that the reference stands for, or of somebody's in the pool?

    LR = P(query | reference, meioses, mutation by marker) / P(query | pool)

Markers are typed together on one chromosome: the numerator multiplies over markers given the reference, the denominator is one
frequency of the whole haplotype over exactly the markers that both show, never a product. No number of differences excludes by itself.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.ystr.laplace import discrete_laplace
from repatria.kernels.ystr_pairs import differ, marker_chance, near_y, step_probabilities
from repatria.model.finding import Caution, Finding, Proposition
from repatria.model.haplotypes import Counted, Database
from repatria.model.weight import Difference, Frequency, LineageComparison
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.ystr import MEDIAN, ystr_rates
from repatria.tables.frequency import bounds, frequency
from repatria.tables.yhaplotypes import REST, Markers, columns, plain, shared_markers, y_columns, y_table

METHOD = "ystr-lr/1"
LEAST = 7
"""Markers that two profiles must share to be compared at all."""
ASSUMED = 2
"""Meioses taken where a reference does not say: two sons of one father."""
LOWEST = 1e-4
"""The least rate of DYS389II less DYS389I. An assumption."""
TYPE = "frequency of the type"
Source = Database[YHaplotype] | Counted


def compare_haplotypes(
    query: YHaplotype,
    reference: YHaplotype,
    source: Source,
    *,
    meioses: int | None = None,
    others: Sequence[YHaplotype] = (),
    laplace: bool = False,
) -> LineageComparison:
    """Weigh "``query`` is of the paternal line of ``reference``" against "of an unrelated line", over the markers that both show.

    ``meioses`` and ``others`` as for mitochondrial profiles. ``laplace`` also fits a discrete Laplace mixture to the database and shows
    what it gives, which takes seconds. Raises :class:`InvalidCase` if the two share fewer than :data:`LEAST` markers,
    :class:`MissingReference` if nobody in ``source`` was typed at all of them.
    """
    told = reference.meioses if meioses is None else meioses
    m = max(1, ASSUMED if told is None else told)
    markers = compared_markers(query, reference)
    found = haplotype_frequency(query, markers, source, others, reference.line)
    if laplace and isinstance(source, Database):
        found = replace(found, sensitivity={**found.sensitivity, **discrete_laplace(query, markers, source)})
    rows, starts = y_columns([query, reference], markers), columns(markers)
    steps = steps_table(markers, (m,))
    per = {
        marker: math.log(marker_chance(rows[0], rows[1], int(starts[i]), int(starts[i + 1] - starts[i]), steps[i, 0]))
        for i, marker in enumerate(markers)
    }
    kin, pool = math.fsum(per.values()), math.log(found.estimate)
    differences = tuple(d for marker in markers for d in _difference(marker, query, reference, rows, starts, markers))
    return LineageComparison(
        query.id, reference.id, f"{len(plain(markers))} markers: {' '.join(plain(markers))}", m, differences, found, kin, pool,
        _finding(query, reference, markers, {**per, TYPE: -pool}, differences, found, told),
    )  # fmt: skip


def compared_markers(query: YHaplotype, reference: YHaplotype) -> Markers:
    """The markers both show, or :class:`InvalidCase` if they are too few."""
    markers = shared_markers(query.alleles, reference.alleles)
    if len(markers) < LEAST:
        names = " ".join(plain(markers)) or "none"
        raise InvalidCase(
            f"profiles {query.id} and {reference.id}: they share {len(markers)} markers ({names}); at least {LEAST} are needed. "
            "Type more markers of one of them."
        )
    return markers


def rate_of(marker: str, known: Mapping[str, float]) -> float:
    """Mutations per meiosis; of DYS389II less DYS389I the difference of the two rates."""
    if marker == REST:
        if not {"DYS389I", "DYS389II"} <= known.keys():
            return MEDIAN
        return max(known["DYS389II"] - known["DYS389I"], LOWEST)
    return known.get(marker, MEDIAN)


def steps_table(markers: Markers, meioses: Sequence[int]) -> NDArray[np.float64]:
    """``[markers, meioses, steps]`` probabilities of changes."""
    known = ystr_rates()
    return np.array([[_steps(rate_of(marker, known), int(m)) for m in meioses] for marker in markers])


@lru_cache(maxsize=4096)
def _steps(rate: float, meioses: int) -> tuple[float, ...]:
    return tuple(step_probabilities(rate, meioses).tolist())


def haplotype_frequency(
    query: YHaplotype, markers: Markers, source: Source, others: Sequence[YHaplotype] = (), line: str = ""
) -> Frequency:
    """The frequency of the query's alleles at all ``markers``, among entries typed at all of them and among lines of the list."""
    if isinstance(source, Counted):
        return frequency((source.seen, source.size), source=source.source)
    base, theirs = y_table(source.entries), y_table(others)
    entries, starts = base.typed(markers), columns(markers)
    if not len(entries):
        raise MissingReference(
            f"database {source.name}: nobody in it was typed at all of {' '.join(plain(markers))}. Give a database that was, or the count "
            "of one that was asked elsewhere."
        )
    mine, rows = y_columns([query], markers), base.at(entries, markers)
    _, counts = np.unique(rows, axis=0, return_counts=True)
    lines = [i for i in theirs.typed(markers).tolist() if others[i].line and others[i].line != line]
    alike = (
        near_y(mine, theirs.at(np.array(lines, dtype=np.int64), markers), starts, 0, 0, 1)[:, 1]
        if lines
        else np.empty(0, np.int64)
    )
    listed = {others[lines[i]].line for i in alike.tolist()}
    return frequency(
        (len(near_y(mine, rows, starts, 0, 0, 1)), len(entries)), (len(listed), len({others[i].line for i in lines})),
        counts=counts.astype(np.int64), source=source.name, simulated=source.simulated,
    )  # fmt: skip


def _difference(
    marker: str, query: YHaplotype, reference: YHaplotype, rows: NDArray[np.int16], starts: NDArray[np.int64], markers: Markers
) -> tuple[Difference, ...]:
    i = markers.index(marker)
    first, last = int(starts[i]), int(starts[i + 1])
    mine, theirs = rows[0, first:last].tolist(), rows[1, first:last].tolist()
    if mine == theirs:
        return ()
    if not differ(rows[0], rows[1], first, last - first):
        words = "a copy may have dropped out"
    elif -2 in mine or -2 in theirs:
        words = "another allele, and a copy may have dropped out besides"
    else:
        apart = [abs(a - b) for a, b in zip(mine, theirs, strict=True)]
        steps = sum(apart) // 10
        words = "another incomplete repeat" if any(a % 10 for a in apart) else "one step" if steps == 1 else f"{steps} steps"
    return (Difference(marker, _text(mine), _text(theirs), words),)


def _text(codes: Sequence[int]) -> str:
    return ",".join("?" if c == -2 else f"{c // 10}.{c % 10}" if c % 10 else str(c // 10) for c in codes)


def _finding(
    query: YHaplotype,
    reference: YHaplotype,
    markers: Markers,
    per: dict[str, float],
    differences: Sequence[Difference],
    found: Frequency,
    told: int | None,
) -> Finding:
    total = math.fsum(per.values())
    low, high = bounds(found)
    kin = total - per[TYPE]
    return Finding(
        kind="ystr",
        h1=Proposition(f"Profile {query.id} is of the paternal line of reference {reference.id}."),
        h2=Proposition(f"Profile {query.id} is of a paternal line unrelated to reference {reference.id}."),
        log_lr=total,
        per_marker=per,
        mutations=tuple(d.place for d in differences if d.words != "a copy may have dropped out"),
        interval=(kin - math.log(high), kin - math.log(low)),
        cautions=_cautions(markers, differences, found, told),
        basis={
            "method": METHOD,
            "compared": " ".join(markers),
            "frequency": f"({found.seen} + 1) / ({found.size} + 1), {found.source}",
            "inputs": hashlib.sha256(repr((query, reference)).encode()).hexdigest(),
        },
    )


def _cautions(markers: Markers, differences: Sequence[Difference], found: Frequency, told: int | None) -> tuple[Caution, ...]:
    known = ystr_rates()
    out = [Caution("lineage", text="Every man of one paternal line shares this type; it never names one of them alone.")]
    if told is None:
        out.append(
            Caution("meioses_assumed", value=str(ASSUMED), text="The reference does not say how many meioses lie between.")
        )
    if any(m not in known for m in markers if m != REST):
        text = "Mutation rates by marker are not at hand for all markers; the median of 17 was used there."
        out.append(Caution("provisional_rates", value=str(MEDIAN), text=text))
    if len(markers) < 12:
        out.append(Caution("few_loci", value=str(len(markers)), text="Few markers were compared; common types are common."))
    if found.simulated:
        out.append(Caution("simulated_database", value=found.source, text="The frequency rests on an invented database."))
    if any("dropped" in d.words for d in differences):
        out.append(
            Caution("dropout", text="A copy that may have dropped out counts both ways, in the line and in the database.")
        )
    return tuple(out)
