"""Two mitochondrial profiles, weighed: is the query of the maternal line that the reference stands for, or of somebody's in the pool?

    LR = P(query | reference, meioses, range, mutation) / P(query | pool)

The numerator sums over identity and mutation, site by site: in m meioses a position with rate u keeps its base with probability
exp(-m u); a heteroplasmic site is one state or the other, each as probable. No number of differences excludes by itself. The
denominator is one frequency of the query's type over the positions that both share (:mod:`.counting`).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np

from repatria.errors import InvalidCase
from repatria.evidence.mtdna.counting import Source, type_frequency
from repatria.kernels.mtdna_pairs import log_given_kin, project
from repatria.model.finding import Caution, Finding, Proposition
from repatria.model.mitotype import GAP, LETTERS, Mitotype, Ranges, range_text
from repatria.model.tracts import TRACTS, Rules
from repatria.model.weight import Difference, Frequency, LineageComparison
from repatria.reference.mtdna import MtRates, mtdna_rates, rcrs
from repatria.tables.frequency import bounds
from repatria.tables.mitotypes import length_of, mitotype_table, reference_masks, shared, spans_of

METHOD = "mtdna-lr/1"
USUAL = Rules()
LEAST = 100
"""Positions that two profiles must share to be compared at all."""
ASSUMED = 2
"""Meioses taken where a reference does not say: two children of one mother."""
STABLE = "no change elsewhere"
TYPE = "frequency of the type"


def compare_mitotypes(
    query: Mitotype,
    reference: Mitotype,
    source: Source,
    *,
    meioses: int | None = None,
    rules: Rules = USUAL,
    others: Sequence[Mitotype] = (),
) -> LineageComparison:
    """Weigh "``query`` is of the maternal line of ``reference``" against "of an unrelated line", both over what both read.

    ``meioses`` defaults to what the reference says, else :data:`ASSUMED`; a person's own sample counts as one, for changes within a
    body. ``others`` are further references of the list, for the frequency. Raises :class:`InvalidCase` if the two share fewer
    than :data:`LEAST` positions, :class:`MissingReference` if nobody in ``source`` was read over all of them.
    """
    told = reference.meioses if meioses is None else meioses
    m = max(1, ASSUMED if told is None else told)
    compared = shared(spans_of(query), spans_of(reference))
    if length_of(compared) < LEAST:
        raise InvalidCase(
            f"profiles {query.id} and {reference.id}: they share {length_of(compared)} positions ({range_text(query.ranges)} and "
            f"{range_text(reference.ranges)}); at least {LEAST} are needed. Read more of one of them."
        )
    found = type_frequency(query, compared, source, rules, others, reference.line)
    at, parts = _parts(query, reference, compared, rules, m)
    stable = -m * total_rate(compared, rules)
    per = {STABLE: stable, **{place_text(site): value for site, value in zip(at, parts, strict=True) if value}}
    kin, pool = math.fsum(per.values()), math.log(found.estimate)
    differences = tuple(_difference(site, query, reference, compared, rules) for site in at)
    return LineageComparison(
        query.id, reference.id, range_text(compared), m, differences, found, kin, pool,
        _finding(query, reference, compared, rules, {**per, TYPE: -pool}, differences, found, told),
    )  # fmt: skip


def _parts(query: Mitotype, reference: Mitotype, compared: Ranges, rules: Rules, m: int) -> tuple[list[int], list[float]]:
    """Sites at which the two are not plainly the same, and ln of each one's factor relative to no change."""
    table = mitotype_table([query, reference], rules, rcrs())
    sites, masks, starts = project(table.sites, table.masks, table.starts, np.arange(2), np.array(compared, dtype=np.int64))
    rates = mtdna_rates()
    at, parts = np.empty(len(sites), dtype=np.int32), np.empty(len(sites))
    n = log_given_kin(
        sites, masks, 0, starts[1], sites, masks, starts[1], starts[2], reference_masks(rcrs()),
        rates.substitution, lengths(rules, rates), rates.transitions, float(m), at, parts,
    )  # fmt: skip
    return at[:n].tolist(), parts[:n].tolist()


def lengths(rules: Rules, rates: MtRates) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """``[16570]`` rates of a change of length by position, with the rate of C tracts where their length counts."""
    out = rates.length.copy()
    for tract in rules.counted:
        out[tract.first : tract.last + 1] = rates.tract
    return out


def total_rate(compared: Ranges, rules: Rules) -> float:
    """Changes expected per meiosis over the positions ``compared``; a counted tract enters once, one left out not at all."""
    rates = mtdna_rates()
    total = math.fsum(float(rates.substitution[a : b + 1].sum() + rates.length[a : b + 1].sum()) for a, b in compared)
    for tract in TRACTS:
        inside = sum(max(0, min(b, tract.last) - max(a, tract.first) + 1) for a, b in compared)
        if inside and not tract.substitutions:
            part = rates.length[tract.first : tract.last + 1].sum() * inside / (tract.last - tract.first + 1)
            total += (rates.tract if tract in rules.counted else 0.0) - float(part)
    return total


def place_text(site: int) -> str:
    """A site as written: ``263`` or ``309.1``."""
    return f"{site >> 6}.{site & 63}" if site & 63 else str(site >> 6)


def _difference(site: int, query: Mitotype, reference: Mitotype, compared: Ranges, rules: Rules) -> Difference:
    masks = []
    for profile in (query, reference):
        table = mitotype_table([profile], rules, rcrs())
        where = np.flatnonzero(table.sites == site)
        base = GAP if site & 63 else int(reference_masks(rcrs())[site >> 6])
        masks.append(int(table.masks[where[0]]) if len(where) else base)
    mine, theirs = masks
    if mine & theirs:
        words = "the same mixture" if mine == theirs else "one shows a mixture that holds what the other shows"
    elif GAP in (mine, theirs):
        words = "a base more or less"
    else:
        words = (
            "transition" if mine | theirs in (5, 10) else "transversion" if (mine | theirs).bit_count() == 2 else "another base"
        )
    return Difference(place_text(site), read_text(mine), read_text(theirs), words)


def read_text(mask: int) -> str:
    """What was read at a site: a letter, a small letter if perhaps nothing, ``DEL`` if nothing."""
    return "DEL" if mask == GAP else LETTERS[mask & 15].lower() if mask & GAP else LETTERS[mask]


def _finding(
    query: Mitotype,
    reference: Mitotype,
    compared: Ranges,
    rules: Rules,
    per: dict[str, float],
    differences: Sequence[Difference],
    found: Frequency,
    told: int | None,
) -> Finding:
    total = math.fsum(per.values())
    low, high = bounds(found)
    kin = total - per[TYPE]
    return Finding(
        kind="mtdna",
        h1=Proposition(f"Profile {query.id} is of the maternal line of reference {reference.id}."),
        h2=Proposition(f"Profile {query.id} is of a maternal line unrelated to reference {reference.id}."),
        log_lr=total,
        per_marker=per,
        mutations=tuple(d.place for d in differences if "mixture" not in d.words),
        interval=(kin - math.log(high), kin - math.log(low)),
        cautions=_cautions(compared, rules, differences, found, told),
        basis={
            "method": METHOD,
            "compared": range_text(compared),
            "left_out": ", ".join(rules.left_out) or "nothing",
            "frequency": f"({found.seen} + 1) / ({found.size} + 1), {found.source}",
            "inputs": hashlib.sha256(repr((query, reference)).encode()).hexdigest(),
        },
    )


def _cautions(
    compared: Ranges, rules: Rules, differences: Sequence[Difference], found: Frequency, told: int | None
) -> tuple[Caution, ...]:
    out = [Caution("lineage", text="Everybody of one maternal line shares this type; it never names one of them alone.")]
    if told is None:
        out.append(
            Caution("meioses_assumed", value=str(ASSUMED), text="The reference does not say how many meioses lie between.")
        )
    if length_of(compared) < 500:
        out.append(
            Caution("short_range", value=str(length_of(compared)), text="Few positions were compared; common types are common.")
        )
    if found.simulated:
        out.append(Caution("simulated_database", value=found.source, text="The frequency rests on an invented database."))
    if any("mixture" in d.words for d in differences):
        out.append(Caution("heteroplasmy", text="A mixed site counts both ways, in the line and in the database."))
    if rules.counted:
        text = "Lengths of C tracts were counted, at the largest rate of change that was published."
        out.append(Caution("lengths_counted", value=", ".join(t.name for t in rules.counted), text=text))
    return tuple(out)
