"""What an observation is worth: two propositions, one log likelihood ratio, and what to be careful about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Caution:
    """A typed warning that travels with a finding, such as ``Caution("rare_allele", "D18S51", "27", "...")``."""

    code: str
    marker: str = ""
    value: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Proposition:
    """One of the two statements that a finding compares, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The weight of evidence for ``h1`` against ``h2``: natural logarithms, ``-inf`` where ``h1`` is impossible.

    ``per_marker`` holds each marker's log LR; ``excluding`` the markers at ``-inf``; ``mutations`` those that only a mutation
    explains under ``h1``. ``interval`` is the 95 % interval of ``log_lr`` from the size of the frequency database, ``None``
    if that size is unknown. ``basis`` names digests of inputs, tables, method and version.
    """

    kind: str
    h1: Proposition
    h2: Proposition
    log_lr: float
    per_marker: Mapping[str, float] = field(default_factory=dict)
    excluding: tuple[str, ...] = ()
    mutations: tuple[str, ...] = ()
    interval: tuple[float, float] | None = None
    cautions: tuple[Caution, ...] = ()
    basis: Mapping[str, str] = field(default_factory=dict)
