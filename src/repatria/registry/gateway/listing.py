"""What a search says, in plain values: the manifest of what was compared, and the lines of every person's list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from repatria.registry.gateway.searching import ListingRule, Searched

if TYPE_CHECKING:
    from repatria.joint.answer import Identification


def search_manifest(weighed: Searched, rule: ListingRule) -> dict[str, Any]:
    """What was compared by what method, and what was not and why, in plain values."""
    from repatria.evidence.kinship.compare import METHOD

    logs, usable = weighed.log_lr, weighed.usable
    main = weighed.answers[f"{rule.listed:g}"]
    compared = logs[:, usable]
    return {
        "method": METHOD,
        "prior": str(main.prior["text"]),
        "answer": {value: answer.in_words for value, answer in sorted(weighed.answers.items())},
        "exact": bool(main.exact),
        "neglected_mass": float(main.neglected_mass),
        "families_not_weighed_in_every_way": list(main.method.get("joint_ways_left_out", ())),
        "profiles": len(weighed.case.profiles),
        "people": len(weighed.people),
        "families": len(weighed.case.families),
        "references": sum(len(f.references) for f in weighed.case.families),
        "controls": len(weighed.case.controls),
        "withheld": weighed.case.withheld,
        "open_missing": weighed.case.open_missing,
        "missing_in_families": len(weighed.missing),
        "missing_compared": int(usable.sum()),
        "missing_not_compared": [list(row) for row in weighed.left_out],
        "pairs": {
            "compared": int(np.isfinite(compared).sum() + (compared == -np.inf).sum()),
            "excluded": int((compared == -np.inf).sum()),
            "at_threshold": int((compared >= rule.threshold).sum()),
        },
        "expected_by_chance": float(sum(weighed.chance.values())),
        **({} if weighed.kinds is None else {"beside": [dict(entry) for entry in weighed.kinds.told]}),
        "fit_a_control": [{"profiles": list(e["profiles"]), "staff": list(e["staff"])} for e in weighed.report if "staff" in e],
    }


def search_candidates(weighed: Searched, rule: ListingRule, least: float) -> dict[str, dict[str, Any]]:
    """For each person the lines worth keeping, with ranks from both sides and ties, and the lines that name nobody.

    Kept are pairs at the rule's LR, the best of each person and of each missing person, and every posterior of at least ``least``.
    """
    values, main = sorted(weighed.answers), f"{rule.listed:g}"
    posteriors = {v: _aligned(weighed, weighed.answers[v]) for v in values}
    keep = _kept(weighed.log_lr, posteriors[main], weighed.usable, rule, least)
    some = np.flatnonzero(keep.any(axis=0))  # of all others nobody asks for a rank
    back = _ranks(posteriors[main][:, some].T, weighed.log_lr[:, some].T)
    place = {column: at for at, column in enumerate(some.tolist())}
    sets = [(frozenset(s.victims), s.missing) for s in weighed.answers[main].sets]
    out: dict[str, dict[str, Any]] = {}
    for i, name in enumerate(weighed.people):
        columns = _in_order(posteriors[main][i], weighed.log_lr[i], np.flatnonzero(keep[i]))
        tied = {m: [o for o in missing if o != m] for people, missing in sets if name in people for m in missing}
        lines = [
            {
                "missing": weighed.missing[c],
                "family": weighed.families[c],
                "rank": rank,
                "rank_of_missing": int(back[place[c], i]),
                "log_lr": float(weighed.log_lr[i, c]),
                "posterior": _p(posteriors[main][i, c]),
                "posteriors": {v: _p(posteriors[v][i, c]) for v in values},
                "rests": {v: _rest(weighed.answers[v], i, weighed.missing[c], posteriors[v][i, c]) for v in values},
                **_kinds(weighed, i, c),
                "tied_with": sorted({*tied.get(weighed.missing[c], ()), *_alike(weighed, weighed.log_lr[i], c, columns)}),
            }
            for rank, c in enumerate(columns.tolist(), 1)
        ]
        out[name] = {
            "size_before": weighed.case.open_missing,
            "compared": int((weighed.usable & (weighed.log_lr[i] > -np.inf)).sum()),
            "size_after": len(lines),
            "expected_chance": float(weighed.chance.get(name, 0.0)),
            "none_of_these": {v: _p(weighed.answers[v].table[i, -1]) for v in values},
            "without_reference": {v: _p(weighed.answers[v].table[i, -2]) for v in values},
            "candidates": lines,
        }
    return out


def _kinds(weighed: Searched, row: int, column: int) -> dict[str, dict[str, float]]:
    """Natural log LR of each kind of evidence behind a pair, autosomal DNA first; nothing where autosomal DNA is all there is."""
    if weighed.kinds is None:
        return {}
    parts = {kind: float(part[row, column]) for kind, part in weighed.kinds.by_kind.items()}
    whole = float(weighed.log_lr[row, column])
    rest = whole - float(weighed.kinds.log_lr[row, column]) if math.isfinite(whole) else whole
    return {"kinds": {"autosomal": rest, **{kind: value for kind, value in parts.items() if value}}}


def kinds_shown(weighed: Searched, name: str) -> tuple[str, ...]:
    """The kinds of evidence beside autosomal DNA that say something of a person about anybody."""
    if weighed.kinds is None:
        return ()
    row = list(weighed.people).index(name)
    return tuple(kind for kind, part in weighed.kinds.by_kind.items() if part[row].any())


def _aligned(weighed: Searched, answer: Identification) -> NDArray[np.float64]:
    """Posteriors ``[people, missing]`` in the order of the case; whoever has no usable reference is in the class and has none."""
    place = {code: c for c, code in enumerate(weighed.missing)}
    out = np.zeros(weighed.log_lr.shape)
    out[:, [place[m] for m in answer.missing]] = answer.table[:, : len(answer.missing)]
    return out


def _p(value: float) -> float:
    return min(1.0, max(0.0, float(value)))


LIKELY = 0.5
"""Above this posterior 1 - p loses digits, and the rest is summed by itself; below, it is the same to the last of them."""


def _rest(answer: Identification, row: int, missing: str, posterior: float) -> float:
    """The probability of everything but one missing person: it keeps its digits where the posterior is near 1."""
    if posterior <= LIKELY:
        return _p(1.0 - posterior)
    others = answer.table[row] if missing not in answer.missing else np.delete(answer.table[row], answer.missing.index(missing))
    return _p(math.fsum(others.tolist()))


SPEAKS = math.log(100.0)
"""From this LR on a unit may be one of the best of a missing person: a weak donor alone would put every list into every other."""


def _kept(
    logs: NDArray[np.float64], posterior: NDArray[np.float64], usable: NDArray[np.bool_], rule: ListingRule, least: float
) -> NDArray[np.bool_]:
    """bool[people, missing]: pairs worth a line."""
    keep = (posterior >= least) | ((logs >= rule.threshold) & usable)
    for axis, speaks in ((1, (logs > 0.0) & usable), (0, (logs >= SPEAKS) & usable)):
        n = logs.shape[axis]
        if n <= rule.best:
            keep |= speaks
            continue
        kth = np.partition(np.where(speaks, logs, -np.inf), n - rule.best, axis=axis).take([n - rule.best], axis=axis)
        keep |= speaks & (logs >= kth)
    return keep


def _ranks(posterior: NDArray[np.float64], logs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank from 1 within each row by falling posterior, then log LR, then position. What differs in its last bits is equal."""
    posterior, logs = _eight_digits(posterior), _eight_digits(logs)
    out = np.empty(logs.shape, dtype=np.int64)
    counted = np.arange(1, logs.shape[1] + 1)
    for row in range(len(logs)):
        out[row, np.lexsort((np.arange(logs.shape[1]), -logs[row], -posterior[row]))] = counted
    return out


def _in_order(posterior: NDArray[np.float64], logs: NDArray[np.float64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Some columns of one row in the order of :func:`_ranks`."""
    return columns[np.lexsort((columns, -_eight_digits(logs[columns]), -_eight_digits(posterior[columns])))]


def _eight_digits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """``values`` to eight significant digits; infinities and zeros as they are."""
    out = values.copy()
    some = np.isfinite(values) & (values != 0.0)
    with np.errstate(over="ignore"):  # below 1e-300 a number stays as it is
        scale = 10.0 ** (7.0 - np.floor(np.log10(np.abs(values[some]))))
    real = np.isfinite(scale)
    rounded = values[some]
    rounded[real] = np.round(rounded[real] * scale[real]) / scale[real]
    out[some] = rounded
    return out


def _alike(weighed: Searched, logs: NDArray[np.float64], column: int, columns: NDArray[np.int64]) -> list[str]:
    """Others of the same family and list whom the DNA tells as much of: brothers with the same relatives."""
    if not logs[column] > 0.0:
        return []
    family = weighed.families[column]
    same = [c for c in columns.tolist() if c != column and weighed.families[c] == family]
    return [weighed.missing[c] for c in same if abs(float(logs[c]) - float(logs[column])) <= 1e-9]
