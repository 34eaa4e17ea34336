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
"""Every table that a ``repatria-case/1`` has, with its columns in the order in which they are written."""


def _owned(rest: dict[str, CaseColumn]) -> dict[str, CaseColumn]:
    return {
        "profile": CaseColumn(_TEXT, "code of the profile"),
        "role": CaseColumn(_TEXT, "remains, reference or database"),
        "subject": CaseColumn(_TEXT, "of remains: their code in the table remains", optional=True),
        "family": CaseColumn(_TEXT, "of a reference: code of the family", optional=True),
        "person": CaseColumn(_TEXT, "of a reference: code of the person who gave it", optional=True),
        "pool": CaseColumn(_TEXT, "of an entry of a database: its pool as in the table databases", optional=True),
        **rest,
        "line": CaseColumn(_TEXT, "line that the profile stands for, may be empty text"),
        "meioses": CaseColumn(_WHOLE, "transmissions to the missing person if stated", optional=True),
        "group": CaseColumn(_TEXT, "population of the person, may be empty text"),
    }


_DAY = "day as YYYY-MM-DD"
BESIDE: dict[str, dict[str, CaseColumn]] = {
    "remains": {
        "subject": CaseColumn(_TEXT, "code of a profile of the case, or a code of its own where there is no autosomal profile"),
        "sex": CaseColumn(_TEXT, "M, F, U or empty text"),
        "sex_from": CaseColumn(_TEXT, "dna, bones or empty text"),
        "container": CaseColumn(_TEXT, "where it lay, may be empty text"),
    },
    "measurements": {
        "subject": CaseColumn(_TEXT, "code in the table remains"),
        "measurement": CaseColumn(_TEXT, "code of the measurement"),
        "mm": CaseColumn(_REAL, "its value in mm"),
    },
    "stages": {
        "subject": CaseColumn(_TEXT, "code in the table remains"),
        "method": CaseColumn(_TEXT, "place on the skeleton or method"),
        "first": CaseColumn(_WHOLE, "first stage that fits"),
        "last": CaseColumn(_WHOLE, "last stage that fits"),
    },
    "origins": {
        "subject": CaseColumn(_TEXT, "code in the table remains"),
        "how": CaseColumn(_TEXT, "excavated or stated"),
        "north": CaseColumn(_REAL, "degrees north; empty without a place", optional=True),
        "east": CaseColumn(_REAL, "degrees east", optional=True),
        "within_km": CaseColumn(_REAL, "radius in km that holds the place with probability 0.95", optional=True),
        "first": CaseColumn(_TEXT, f"first {_DAY}", optional=True),
        "last": CaseColumn(_TEXT, f"last {_DAY}", optional=True),
        "unit": CaseColumn(_TEXT, "military unit, may be empty text"),
        "error": CaseColumn(_REAL, "probability that the statement has nothing to do with the remains"),
    },
    "mitotypes": _owned(
        {
            "ranges": CaseColumn(_TEXT, "positions that were read, such as 16024-16365 73-340"),
            "differences": CaseColumn(_TEXT, "differences from the rCRS with spaces between; rCRS if there are none"),
            "unread": CaseColumn(_TEXT, "positions inside the ranges without a result, with spaces between"),
        }
    ),
    "yhaplotypes": _owned(
        {
            "sex": CaseColumn(_TEXT, "M or U"),
            "kit": CaseColumn(_TEXT, "typing kit, may be empty text"),
            "alleles": CaseColumn(_TEXT, "JSON object: marker to its alleles with commas between"),
            "dropped": CaseColumn(_TEXT, "JSON array of the markers at which an allele may be missing"),
        }
    ),
    "recorded": {
        "missing": CaseColumn(_TEXT, "code of the missing person"),
        "sex": CaseColumn(_TEXT, "M, F, U or empty text"),
        "age_from": CaseColumn(_REAL, "youngest age at loss in years", optional=True),
        "age_to": CaseColumn(_REAL, "oldest age at loss in years", optional=True),
        "stature_cm": CaseColumn(_REAL, "recorded stature in cm", optional=True),
        "stature_step": CaseColumn(_REAL, "step in cm that it was rounded to"),
        "stature_how": CaseColumn(_TEXT, "measured or reported"),
        "age_then": CaseColumn(_REAL, "age in years when the stature was recorded", optional=True),
        "lost_north": CaseColumn(_REAL, "place of loss, degrees north", optional=True),
        "lost_east": CaseColumn(_REAL, "place of loss, degrees east", optional=True),
        "lost_within_km": CaseColumn(_REAL, "radius in km that holds the place with probability 0.95", optional=True),
        "lost_first": CaseColumn(_TEXT, f"first {_DAY} of loss", optional=True),
        "lost_last": CaseColumn(_TEXT, f"last {_DAY} of loss", optional=True),
        "unit": CaseColumn(_TEXT, "military unit, may be empty text"),
        "pool": CaseColumn(_TEXT, "population of the list the person belongs to, may be empty text"),
    },
    "databases": {
        "kind": CaseColumn(_TEXT, "mtdna or ystr"),
        "pool": CaseColumn(_TEXT, "pool of the case that it stands for; empty text for every pool without its own"),
        "name": CaseColumn(_TEXT, "name of the database"),
        "source": CaseColumn(_TEXT, "where it is from"),
        "simulated": CaseColumn(_TRUTH, "true if its people are invented"),
        "lengths": CaseColumn(_TRUTH, "whether the length of C tracts was recorded"),
        "people": CaseColumn(_WHOLE, "its size: that many rows stand in mitotypes or yhaplotypes"),
    },
}
"""Tables of what is not autosomal. One without a row is not written, so that a case without any of it keeps its digest."""

EVERY = {**TABLES, **BESIDE}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of one of :data:`EVERY`."""
    return pa.schema([pa.field(name, c.type, nullable=c.optional) for name, c in EVERY[table].items()])
