"""What a reader noticed: remarks, and things it understood but must leave out. Data, not lines in a log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

CODES: dict[str, tuple[bool, str]] = {
    "more_than_two_alleles": (
        True,
        "a profile shows three or more alleles at a marker: not one person, or peaks to be reviewed",
    ),
    "profile_attached": (
        False,
        "a profile has the code of a person in a pedigree and was entered as that person's reference",
    ),
    "mutation_given": (
        False,
        "loci without a mutation model were given the shipped one",
    ),
    "listed_twice": (
        True,
        "a sample lists a marker twice, as two runs under one name do: it is left out; rename the runs",
    ),
    "off_ladder": (True, "an allele is outside the ladder (OL, ?, <6, >15): the marker is left out of the profile"),
    "family_left_out": (True, "a family cannot be understood on its own: it is left out with everybody in it"),
    "profile_left_out": (True, "a profile cannot be stated in the format asked for"),
    "half_typed": (
        False,
        "a marker shows one allele: read as 'at least one copy', unless told that homozygotes are written once",
    ),
    "y_marker": (False, "a Y-chromosomal marker is not used by this version"),
    "ignored_column": (False, "a column is not part of the format and was not read"),
    "unknown_marker": (False, "a marker is not one of the usual kits; the name is kept as written"),
    "sex_conflict": (False, "amelogenin and the recorded sex differ; the recorded sex is kept"),
    "rescaled": (False, "the frequencies of a marker did not sum to 1 and were divided by their sum"),
    "zero_frequency": (False, "an allele is listed with frequency 0 and was not taken over"),
    "new_allele": (False, "an allele was typed but is not in the frequencies; it was given the least frequency of the rule"),
    "renamed": (False, "a code had to be changed to fit the format"),
    "not_carried": (False, "the file says something that this version does not use"),
    "no_dna": (False, "a profile has no usable marker"),
}
"""Code -> (whether something was left out, what it means). Listed in docs/reference/formats.md."""

SHOWN = 12
"""Notes kept in full per code; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing noticed, with its place."""

    code: str
    text: str
    line: int | None = None

    @property
    def left_out(self) -> bool:
        """Whether something in the file did not come through."""
        return CODES[self.code][0]


@dataclass(slots=True)
class Notes:
    """A collector that stays small however long the file is."""

    seen: Counter[str] = field(default_factory=Counter)
    shown: list[Note] = field(default_factory=list)

    def add(self, code: str, text: str, line: int | None = None) -> None:
        """Count one note; keep it in full if it is among the first of its kind."""
        _ = CODES[code]
        self.seen[code] += 1
        if self.seen[code] <= SHOWN:
            self.shown.append(Note(code, text if len(text) <= 300 else text[:299] + "…", line))

    def take(self, other: Notes) -> None:
        """Count the notes of another collector too."""
        for note in other.shown:
            if sum(n.code == note.code for n in self.shown) < SHOWN:
                self.shown.append(note)
        self.seen.update(other.seen)

    @property
    def left_out(self) -> int:
        """How many things did not come through."""
        return sum(n for code, n in self.seen.items() if CODES[code][0])
