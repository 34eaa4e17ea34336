"""Kinship: what genotypes say about how people are related."""

from repatria.evidence.kinship.compare import compare, compare_pedigrees
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.many import assignment_log_likelihoods, profile_log_likelihoods
from repatria.evidence.kinship.matrix import pair_log_lrs, person_log_likelihoods
from repatria.evidence.kinship.pairs import compare_profiles
from repatria.evidence.kinship.questions import Question

__all__ = [
    "Question",
    "assignment_log_likelihoods",
    "compare",
    "compare_pedigrees",
    "compare_profiles",
    "marker_likelihoods",
    "pair_log_lrs",
    "person_log_likelihoods",
    "profile_log_likelihoods",
]
