"""Allele frequencies of populations, as panels and pools on common alleles, and real genotypes as profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from repatria.errors import MissingReference
from repatria.model import Call, Locus, Panel, Pool, Profile
from repatria.reference.minimum import floored, minimum_frequency
from repatria.reference.mutation import mutation_models
from repatria.reference.tables import paper, shipped

Source = tuple[str, str]
"""A table and one of its populations, such as ``("fbi2015", "Caucasian")``."""

DATASETS = ("nist1036", "fbi2015", "ukdna17", "norstr", "cho2003", "kinsimu")
"""The tables of allele frequencies that come with Repatria."""

MARKERS = (
    "CSF1PO", "D10S1248", "D12S391", "D13S317", "D16S539", "D18S51", "D19S433", "D1S1656", "D21S11", "D22S1045", "D2S1338",
    "D2S441", "D3S1358", "D5S818", "D7S820", "D8S1179", "FGA", "Penta D", "Penta E", "SE33", "TH01", "TPOX", "vWA",
)  # fmt: skip
"""The 23 autosomal loci that the NIST and the FBI table have in common; a test compares them with the tables."""

LEAST = "0.001"
"""The least frequency used where a table does not say how many people it is from."""


def frequencies(dataset: str, population: str) -> dict[str, dict[str, float]]:
    """Allele frequencies as printed: marker -> allele -> frequency. :class:`MissingReference` if there is no such table."""
    return {marker: dict(alleles) for marker, alleles in _printed(dataset, population).items()}


@lru_cache(maxsize=1024)
def people_typed(dataset: str, population: str) -> int:
    """How many people the frequencies are from, 0 if nobody says."""
    return int(paper(dataset).populations.get(population, 0))


def panel(
    sources: Sequence[Source] = (("fbi2015", "Caucasian"),),
    *,
    markers: Sequence[str] = MARKERS,
    alleles: Mapping[str, Iterable[str]] | None = None,
    minimum: str = "5/2N",
    mutation: bool = True,
    name: str = "",
) -> Panel:
    """A panel of ``markers`` from one table or several in order of precedence: each marker from the first that has it.

    ``alleles`` adds alleles that the table has never seen. Frequencies below ``minimum`` are raised to it and all are divided
    by their sum; where the number of people is unknown, 5/2N gives way to a least frequency of 0.001. With ``mutation`` every
    locus mutates stepwise by the rates of :func:`mutation_models`. Raises :class:`MissingReference` for what no table holds.
    """
    loci = tuple(_locus(marker, sources, (alleles or {}).get(marker, ()), minimum, mutation) for marker in markers)
    said = "; ".join(f"{population}: {paper(dataset).citation}" for dataset, population in sources)
    name = name or " + ".join(f"{dataset} {population}" for dataset, population in sources)
    return Panel(name, loci, f"{said}. Least frequency {minimum}, then divided by the sum.")


def pools(
    members: Mapping[str, tuple[Sequence[Source], float]],
    *,
    markers: Sequence[str] = MARKERS,
    alleles: Mapping[str, Iterable[str]] | None = None,
    minimum: str = "5/2N",
    mutation: bool = True,
) -> tuple[Pool, ...]:
    """Several populations on the union of their alleles, in the same order: name -> (sources, weight). Weights are divided by
    their sum. ``alleles`` are added to the union."""
    plain = {n: panel(sources, markers=markers, minimum="none", mutation=False) for n, (sources, _) in members.items()}
    union = {m: {a for p in plain.values() for a in p[m].alleles} | set((alleles or {}).get(m, ())) for m in markers}
    total = sum(weight for _, weight in members.values())
    return tuple(
        Pool(n, w / total, panel(sources, markers=markers, alleles=union, minimum=minimum, mutation=mutation, name=n))
        for n, (sources, w) in members.items()
    )


def nist_profiles(markers: Sequence[str] = MARKERS) -> tuple[tuple[str, Profile], ...]:
    """The 1,036 real, anonymous people of NIST as (population, profile), in the order of the table."""
    out = []
    for row in shipped("nist1036_genotypes"):
        calls = {marker: Call(tuple(row[marker].split("/"))) for marker in markers if row[marker]}
        out.append((row["population"], Profile(row["sample"], calls, source="NIST 1036")))
    return tuple(out)


def known_alleles(markers: Sequence[str] = MARKERS) -> dict[str, set[str]]:
    """Every allele that any table knows, by marker."""
    out: dict[str, set[str]] = {marker: set() for marker in markers}
    for dataset in DATASETS:
        for row in shipped(dataset):
            if row["locus"] in out:
                out[row["locus"]].add(row["allele"])
    return out


def repeats(allele: str) -> tuple[float, str]:
    """The order of alleles: by repeats, names that are not numbers last."""
    return (float(allele), "") if allele.replace(".", "", 1).isdigit() else (float("inf"), allele)


@lru_cache(maxsize=64)
def _printed(dataset: str, population: str) -> dict[str, dict[str, float]]:
    if dataset not in DATASETS:
        raise MissingReference(f"table {dataset!r}: not a table of allele frequencies. Choose one of {', '.join(DATASETS)}.")
    out: dict[str, dict[str, float]] = {}
    for row in shipped(dataset):
        if row["population"] == population:
            out.setdefault(row["locus"], {})[row["allele"]] = float(row["frequency"])
    if not out:
        known = ", ".join(paper(dataset).populations)
        raise MissingReference(f"table {dataset}: no population {population!r}. Choose one of {known}.")
    return out


def _locus(marker: str, order: Sequence[Source], more: Iterable[str], minimum: str, mutation: bool) -> Locus:
    source = next((s for s in order if marker in _printed(*s)), None)
    if source is None:
        named = ", ".join(" ".join(s) for s in order)
        raise MissingReference(f"marker {marker}: in none of {named}. Leave it out or add a table.")
    printed = _printed(*source)[marker]
    chromosomes = 2 * people_typed(*source)
    rule = LEAST if minimum == "5/2N" and not chromosomes else minimum
    wanted = {allele: printed.get(allele, 0.0) for allele in sorted({*printed, *more}, key=repeats)}
    if rule == "none" and 0.0 in wanted.values():
        unseen = next(allele for allele, p in wanted.items() if p == 0.0)
        where = f"marker {marker}, allele {unseen}"
        raise MissingReference(f"{where}: not in {' '.join(source)}. Name a rule for the least frequency, such as 5/2N.")
    shares = floored(wanted, minimum_frequency(rule, chromosomes))
    if not mutation:
        return Locus(marker, tuple(shares), tuple(shares.values()), sampled=chromosomes)
    female, male = mutation_models(marker)
    return Locus(marker, tuple(shares), tuple(shares.values()), female=female, male=male, sampled=chromosomes)
