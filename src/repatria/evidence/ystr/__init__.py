"""The Y chromosome: what a profile says about the line of fathers that a man is of."""

from repatria.evidence.ystr.compare import compare_haplotypes, haplotype_frequency

__all__ = ["compare_haplotypes", "haplotype_frequency"]
