"""Slow twin of the posterior with reference error: every scenario written out with plain probabilities, no logarithms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def posterior(
    likelihood: Mapping[tuple[frozenset[str], bool], float],
    stranger: float,
    donors: Sequence[str],
    counts: Mapping[str, int],
    *,
    relation: float,
    sample: float,
    file: float,
    p: float,
) -> tuple[float, list[float]]:
    """P(U is M) with error, and the weights of: nothing wrong, then per donor sample and relation, then file.

    likelihood  (donors, whether U stands in M's place) -> P(their data | pedigree); ``stranger`` is P(U's data | unrelated)
    """
    everybody = frozenset(donors)

    def ratio(part: frozenset[str]) -> float:
        return likelihood[part, True] / (likelihood[part, False] * stranger) if part else 1.0

    def apart(one: str) -> float:
        return likelihood[everybody - {one}, False] * likelihood[frozenset({one}), False]

    right = likelihood[everybody, False]
    mass, m_is, other_is = [right], [ratio(everybody)], [0.0]
    for d in donors:
        swapped = sample ** counts.get(d, 1)
        mass += [swapped / (1 - swapped) * apart(d), relation / (1 - relation) * apart(d)]
        m_is += [ratio(everybody - {d})] * 2
        other_is += [ratio(frozenset({d})), 0.0]
    if donors:
        mass.append(file / (1 - file) * right)
        m_is.append(1.0)
        other_is.append(ratio(everybody))
    w = [x / sum(mass) for x in mass]
    a = sum(x * y for x, y in zip(w, m_is, strict=True))
    b = sum(x * y for x, y in zip(w, other_is, strict=True))
    return a / (a + b + ratio(everybody) * (1 - p) / p), w
