"""Repatria follows the missing from a hand-over of remains to a name.

Start with :func:`compare` (one person against one family), :func:`screen` (everyone against everyone) and :func:`identify`
(all together). Names are loaded when first used, so that ``import repatria`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from repatria.errors import InvalidInput, MissingReference, OutOfScope, RepatriaError
    from repatria.evidence.kinship import compare, compare_pedigrees
    from repatria.formats.casefile import read_case, write_case
    from repatria.joint.answer import Identification
    from repatria.joint.identify import identify
    from repatria.model import (
        Call,
        CallKind,
        CaseFile,
        Caution,
        Conventions,
        Family,
        Finding,
        Incident,
        Locus,
        MutationModel,
        Panel,
        Pedigree,
        Person,
        Pool,
        Prior,
        Profile,
        Proposition,
    )
    from repatria.screening import Screening, screen

_HOME = {
    "Call": "repatria.model",
    "CallKind": "repatria.model",
    "CaseFile": "repatria.model",
    "Caution": "repatria.model",
    "Conventions": "repatria.model",
    "Family": "repatria.model",
    "Finding": "repatria.model",
    "Identification": "repatria.joint.answer",
    "Incident": "repatria.model",
    "InvalidInput": "repatria.errors",
    "Locus": "repatria.model",
    "MissingReference": "repatria.errors",
    "MutationModel": "repatria.model",
    "OutOfScope": "repatria.errors",
    "Panel": "repatria.model",
    "Pedigree": "repatria.model",
    "Person": "repatria.model",
    "Pool": "repatria.model",
    "Prior": "repatria.model",
    "Profile": "repatria.model",
    "Proposition": "repatria.model",
    "RepatriaError": "repatria.errors",
    "Screening": "repatria.screening",
    "compare": "repatria.evidence.kinship",
    "compare_pedigrees": "repatria.evidence.kinship",
    "identify": "repatria.joint.identify",
    "read_case": "repatria.formats.casefile",
    "screen": "repatria.screening",
    "write_case": "repatria.formats.casefile",
}
"""Each public name and the module it lives in; closed by a test."""

__all__ = [
    "Call",
    "CallKind",
    "CaseFile",
    "Caution",
    "Conventions",
    "Family",
    "Finding",
    "Identification",
    "Incident",
    "InvalidInput",
    "Locus",
    "MissingReference",
    "MutationModel",
    "OutOfScope",
    "Panel",
    "Pedigree",
    "Person",
    "Pool",
    "Prior",
    "Profile",
    "Proposition",
    "RepatriaError",
    "Screening",
    "compare",
    "compare_pedigrees",
    "identify",
    "read_case",
    "screen",
    "write_case",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'repatria' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public face and nothing else."""
    return sorted([*__all__, "__version__"])
