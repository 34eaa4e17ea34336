"""Kinship: what genotypes say about how people are related."""

from repatria.evidence.kinship.compare import compare, compare_pedigrees
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.many import assignment_log_likelihoods, profile_log_likelihoods
from repatria.evidence.kinship.questions import Question

__all__ = [
    "Question",
    "assignment_log_likelihoods",
    "compare",
    "compare_pedigrees",
    "marker_likelihoods",
    "profile_log_likelihoods",
]
