"""Mitochondrial DNA: what a profile says about the line of mothers that somebody is of."""

from repatria.evidence.mtdna.compare import compare_mitotypes
from repatria.evidence.mtdna.counting import type_frequency
from repatria.evidence.mtdna.haplogroup import haplogroup_of

__all__ = ["compare_mitotypes", "haplogroup_of", "type_frequency"]
