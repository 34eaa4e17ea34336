"""Every format by name: what it is, whether it can be read and written, and whether its reader has met a real file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. ``real`` says which real files the reader was run on; empty text means none, ever, if it is not our own."""

    name: str
    what: str
    real: str
    reads: bool = True
    writes: bool = True
    own: bool = False

    @property
    def proof(self) -> str:
        """The sentence that help and manual print about real files."""
        if self.own:
            return "our own format"
        return f"run on real files: {self.real}" if self.real else "never run on a real file"


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("case", "our CaseFile: a folder with case.json and Parquet tables", "", own=True),
        Format(
            "familias", "Familias 3 project (.fam) with or without the DVI block", "five projects of versions 3.2.9 to 3.3.1"
        ),
        Format(
            "cmf", "CODIS import message (CMF 3.2, 3.3; XML)", "the example of the 3.2 specification; no message of version 3.3"
        ),
        Format(
            "genemapper",
            "GeneMapper ID-X text export: alleles in columns, one or several markers in a row, or a row per allele",
            "two files with alleles in columns; none with several markers in a row or a row per allele",
            writes=False,
        ),
        Format(
            "csv",
            "plain table of profiles, a row per sample and marker (CSV, TSV, or text with ; or |); written so by default",
            "a reference table for GeneMapper, through the same reader; no other",
        ),
        Format(
            "csv-wide", "plain table of profiles, a row per sample, two columns per marker", "1,036 profiles of the NIST set"
        ),
        Format("xlsx", "the same tables, of profiles or frequencies, in an Excel workbook", ""),
        Format(
            "ped",
            "pedigree table of the pedsuite (.ped), or bare PLINK .fam",
            "two pedsuite tables and one of PLINK, without genotypes; none with genotypes",
        ),
        Format(
            "frequencies",
            "allele frequencies: a row per allele, alleles by markers, or the Familias list; the first is written",
            "seven long and eight wide published tables; no Familias list",
        ),
        Format(
            "oracle",
            "questions for `repatria lr` and `identify` (oracle-lr/1, oracle-dvi/1; JSON)",
            "",
            writes=False,
            own=True,
        ),
    )
}
"""Name -> format. Listed in docs/reference/formats.md and in the help of `repatria convert` and `repatria check`."""
