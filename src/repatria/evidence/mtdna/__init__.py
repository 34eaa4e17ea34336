"""Mitochondrial DNA: what a profile says about the line of mothers that somebody is of."""

from repatria.evidence.mtdna.compare import compare_mitotypes
from repatria.evidence.mtdna.counting import type_frequency

__all__ = ["compare_mitotypes", "type_frequency"]
