"""Profiles as rows of a table: long, which states every call exactly, and wide, which people and workbooks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repatria.formats.markers import is_x
from repatria.formats.notes import Notes
from repatria.model import CallKind, Panel, Profile

LONG = ("profile", "sex", "kit", "source", "marker", "allele1", "allele2", "kind", "dropout", "dropout_hom", "dropin")


def long_rows(profiles: Iterable[Profile]) -> Iterator[list[str]]:
    """A header and a row per profile and marker; reading them back gives the same profiles. A profile without calls has one row."""
    yield list(LONG)
    for p in profiles:
        if not p.calls:
            yield [p.id, p.sex, p.kit, p.source, *[""] * 7]
        for marker, call in p.calls.items():
            second = call.alleles[1] if len(call.alleles) == 2 else ""
            numbers = ["" if x is None else repr(x) for x in (call.dropout, call.dropout_hom, call.dropin)]
            yield [p.id, p.sex, p.kit, p.source, marker, call.alleles[0], second, call.kind.value, *numbers]


def wide_rows(profiles: Iterable[Profile], notes: Notes) -> Iterator[list[str]]:
    """A header and a row per profile with two columns per marker; profiles with drop-out are left out with a note."""
    kept = [p for p in profiles if _wide(p, notes)]
    markers = list(dict.fromkeys(marker for p in kept for marker in p.calls))
    yield ["profile", "sex", "kit", "source", *(f"{marker}_{copy}" for marker in markers for copy in (1, 2))]
    for p in kept:
        cells = [p.id, p.sex, p.kit, p.source]
        for marker in markers:
            call = p.calls.get(marker)
            alleles = () if call is None else call.alleles
            cells += [*alleles, *[""] * (2 - len(alleles))]
        yield cells


def _wide(profile: Profile, notes: Notes) -> bool:
    for marker, call in profile.calls.items():
        alone = call.kind is CallKind.CALLED and len(call.alleles) == 1 and not (is_x(marker) and profile.sex == "M")
        if call.kind is CallKind.DROPPED or alone:
            notes.add("profile_left_out", f"{profile.id}, {marker}: a wide table cannot state this call; use the long one")
            return False
    return True


def frequency_rows(panels: Iterable[Panel]) -> Iterator[list[str]]:
    """A header and a row per population, marker and allele."""
    yield ["population", "sampled", "marker", "allele", "frequency"]
    for panel in panels:
        for locus in panel.loci:
            for allele, p in zip(locus.alleles, locus.frequencies, strict=True):
                yield [panel.name, str(locus.sampled), locus.name, allele, repr(p)]
