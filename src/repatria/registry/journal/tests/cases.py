"""What a verifier must accept and refuse, as functions over a verifier module, so that mutants of it face the same cases."""

from __future__ import annotations

from collections.abc import Callable

from repatria.registry.journal.tests import cases_entries, cases_journals, cases_proofs
from repatria.registry.journal.tests.casework import SIGNATURES, SIGNED, TEN, VECTORS, Module

__all__ = ["CASES", "SIGNATURES", "SIGNED", "TEN", "VECTORS"]
CASES: dict[str, Callable[[Module], None]] = {
    name.removeprefix("case_"): case
    for part in (cases_entries, cases_proofs, cases_journals)
    for name, case in vars(part).items()
    if name.startswith("case_")
}
