"""Numbers as people read them: log10 LRs, probabilities with as many digits as their distance from 1 needs, λ."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _

LN10 = math.log(10.0)
FLOOR = 1e-12
UNIT = "\u00a0%"


def number(value: Any) -> float:
    """A number of a document, where infinities are words and null is not a number."""
    return math.nan if value is None else float(value)


def log10(value: Any) -> str:
    """A natural log LR as log10 with its sign: ``+4.31``; excluded and certain as words."""
    log = number(value)
    if math.isnan(log):
        return ""
    if math.isinf(log):
        return str(_("certain")) if log > 0 else str(_("impossible"))
    return f"{log / LN10:+z.2f}"


def percent(p: float, rest: float | None = None) -> str:
    r"""A probability in per cent, with two digits of its distance from 0 or from 100.

    >>> [percent(p).replace("\u00a0", " ") for p in (0.9999987, 0.5, 0.00012)]
    ['99.99987 %', '50 %', '0.012 %']
    """
    beside = 1.0 - p if rest is None else rest
    if p <= 0.0:
        return f"0{UNIT}"
    if beside <= 0.0:
        return _("more than 99.9999999999\u00a0%") if p >= 1.0 else f"{100 * p:g}{UNIT}"
    if p < FLOOR:
        return _("less than 0.0000000001\u00a0%")
    if beside < FLOOR:
        return _("more than 99.9999999999\u00a0%")
    near = min(p, beside)
    digits = max(0, 1 - math.floor(math.log10(near * 100)))
    shown = f"{100 * (p if p < 0.5 else 1.0 - beside):.{digits}f}"
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown}{UNIT}"


def listed(value: Any) -> str:
    """λ in words: how probable it is, before any evidence, that a person is on the list."""
    return f"{100 * float(value):g}{UNIT}"
