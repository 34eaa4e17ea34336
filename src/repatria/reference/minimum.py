"""Rules for alleles rarer than a database can show, each named by its source."""

from __future__ import annotations

import math

from repatria.errors import InvalidCase, MissingReference

RULES = {
    "5/2N": "five copies: National Research Council, The Evaluation of Forensic DNA Evidence (1996), known as NRC II",
    "none": "frequencies as printed; an allele that the table does not list is refused",
}
"""The named rules. A plain number, such as ``0.001``, is a rule too: the least frequency of any allele."""


def minimum_frequency(rule: str, chromosomes: int) -> float:
    """The least frequency under ``rule`` for a table of ``chromosomes`` (2N, 0 if unknown).

    Raises :class:`MissingReference` if the rule needs 2N and nobody knows it, :class:`InvalidCase` for an unknown rule.
    """
    if rule == "none":
        return 0.0
    if rule == "5/2N":
        if chromosomes <= 0:
            raise MissingReference("rule 5/2N: the size of the table is unknown. Name a least frequency, such as 0.001.")
        return 5.0 / chromosomes
    try:
        value = float(rule)
    except ValueError:
        value = math.nan
    if not 0.0 < value < 0.5:
        raise InvalidCase(f"minimum frequency {rule!r}: not a rule. Write {', '.join(RULES)} or a number from 0 to 0.5.")
    return value


def floored(frequencies: dict[str, float], least: float) -> dict[str, float]:
    """Raise every frequency below ``least`` to it, then divide all by their sum, so that they sum to one.

    The division lowers the common alleles and also the raised ones a little; nothing is taken from one allele in particular.
    """
    raised = {allele: max(p, least) for allele, p in frequencies.items()}
    total = math.fsum(raised.values())
    return {allele: p / total for allele, p in raised.items()}
