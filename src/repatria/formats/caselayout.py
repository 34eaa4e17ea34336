"""The tables of a CaseFile on disk: the names, types and meaning of their columns. Explained in docs/reference/casefile.md."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """One column: its type, what it holds, and whether it may be empty."""

    type: pa.DataType
    doc: str
    optional: bool = False


_TEXT, _REAL, _WHOLE, _TRUTH = pa.string(), pa.float64(), pa.int32(), pa.bool_()
PANEL = "panel"
"""What the column ``pool`` says for the panel of the case itself; no pool may have this name."""


def _mutation(sex: str) -> dict[str, CaseColumn]:
    return {
        f"{sex}_kind": CaseColumn(_TEXT, f"mutation model of {sex}s: none, equal, proportional, stepwise or matrix"),
        f"{sex}_rate": CaseColumn(_REAL, "probability per meiosis of a change within the microvariant class"),
        f"{sex}_rate2": CaseColumn(_REAL, "probability per meiosis of a change of class (stepwise)"),
        f"{sex}_range": CaseColumn(_REAL, "ratio of two-step to one-step changes (stepwise)"),
        f"{sex}_transform": CaseColumn(_TEXT, "none, MH, BA or PR"),
        f"{sex}_source": CaseColumn(_TEXT, "where the rate is from"),
        f"{sex}_provisional": CaseColumn(_TRUTH, "true for a rate without a source of its own for this locus"),
    }


TABLES: dict[str, dict[str, CaseColumn]] = {
    "families": {
        "family": CaseColumn(_TEXT, "code of the family"),
        "pedigree": CaseColumn(_TEXT, "name of its pedigree, may be empty text"),
    },
    "family_pools": {
        "family": CaseColumn(_TEXT, "code of the family"),
        "pool": CaseColumn(_TEXT, "name of a pool"),
        "weight": CaseColumn(_REAL, "the family's own weight of that pool"),
    },
    "people": {
        "family": CaseColumn(_TEXT, "code of the family"),
        "person": CaseColumn(_TEXT, "code of the person, unique within the family"),
        "sex": CaseColumn(_TEXT, "M, F or U"),
        "father": CaseColumn(_TEXT, "code of the father; empty if not recorded", optional=True),
        "mother": CaseColumn(_TEXT, "code of the mother; empty if not recorded", optional=True),
        "twins": CaseColumn(_TEXT, "people of a family with the same text here are one zygote; empty text for the others"),
        "role": CaseColumn(_TEXT, "missing, typed or other"),
    },
    "inbreeding": {
        "family": CaseColumn(_TEXT, "code of the family"),
        "person": CaseColumn(_TEXT, "code of a founder"),
        "chromosome": CaseColumn(_TEXT, "autosomal or X"),
        "f": CaseColumn(_REAL, "inbreeding coefficient, 0 to 1"),
    },
    "missing": {
        "missing": CaseColumn(_TEXT, "code of a missing person, unique in the case"),
        "family": CaseColumn(_TEXT, "code of the family; empty for a missing person without one here", optional=True),
        "weight": CaseColumn(_REAL, "prior weight among all open missing; empty if none is stated", optional=True),
    },
    "profiles": {
        "profile": CaseColumn(_TEXT, "code of the profile, unique among unknowns and controls, and within a family"),
        "family": CaseColumn(_TEXT, "code of the family of a reference", optional=True),
        "person": CaseColumn(_TEXT, "code of the person a reference is of", optional=True),
        "role": CaseColumn(_TEXT, "reference, unknown or control"),
        "sex": CaseColumn(_TEXT, "M, F or U, as the laboratory read it"),
        "kit": CaseColumn(_TEXT, "typing kit, may be empty text"),
        "source": CaseColumn(_TEXT, "kind of sample, may be empty text"),
        "purpose": CaseColumn(_TEXT, "identification, or elimination for a control"),
    },
    "calls": {
        "profile": CaseColumn(_TEXT, "code of the profile"),
        "family": CaseColumn(_TEXT, "code of the family of a reference", optional=True),
        "marker": CaseColumn(_TEXT, "name of the marker"),
        "allele1": CaseColumn(_TEXT, "first allele"),
        "allele2": CaseColumn(_TEXT, "second allele; empty if only one is stated", optional=True),
        "kind": CaseColumn(_TEXT, "called, dropped or at_least"),
        "dropout": CaseColumn(_REAL, "drop-out probability of one heterozygous copy"),
        "dropout_hom": CaseColumn(
            _REAL, "drop-out probability of a homozygote; empty for the square of dropout", optional=True
        ),
        "dropin": CaseColumn(_REAL, "probability that one foreign allele drops in"),
    },
    "loci": {
        "pool": CaseColumn(_TEXT, "name of the pool, or 'panel' for the panel of the case"),
        "marker": CaseColumn(_TEXT, "name of the marker"),
        "order": CaseColumn(_WHOLE, "place of the marker in the panel, from 0"),
        "chromosome": CaseColumn(_TEXT, "autosomal or X"),
        "silent": CaseColumn(_REAL, "frequency of silent alleles"),
        "sampled": CaseColumn(_WHOLE, "chromosomes behind the frequencies, 0 if unknown"),
        **_mutation("female"),
        **_mutation("male"),
    },
    "frequencies": {
        "pool": CaseColumn(_TEXT, "name of the pool, or 'panel'"),
        "marker": CaseColumn(_TEXT, "name of the marker"),
        "allele": CaseColumn(_TEXT, "allele"),
        "frequency": CaseColumn(_REAL, "its frequency, above 0; those of a marker sum to 1"),
        "order": CaseColumn(_WHOLE, "place of the allele in the locus and in its mutation matrix, from 0"),
    },
    "matrices": {
        "pool": CaseColumn(_TEXT, "name of the pool, or 'panel'"),
        "marker": CaseColumn(_TEXT, "name of the marker"),
        "sex": CaseColumn(_TEXT, "female or male: the parent who transmits"),
        "from": CaseColumn(_WHOLE, "order of the parental allele"),
        "to": CaseColumn(_WHOLE, "order of the transmitted allele"),
        "probability": CaseColumn(_REAL, "probability of that transmission"),
    },
}
"""Every table of ``repatria-case/1`` that this version reads, with its columns in the order in which they are written."""


def schema(table: str) -> pa.Schema:
    """The Arrow schema of one of :data:`TABLES`."""
    return pa.schema([pa.field(name, c.type, nullable=c.optional) for name, c in TABLES[table].items()])
