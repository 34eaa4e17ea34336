"""A CaseFile from parts: families, profiles and frequencies that came in different files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from repatria.errors import InvalidCase
from repatria.formats.notes import Notes
from repatria.formats.reading import Reading
from repatria.model import CaseFile, Conventions, Family, Incident, Locus, Panel, Pool, Profile

CONTROLS = frozenset({"Staff", "Elimination, Known"})
"""Sources (CODIS categories) of profiles that are controls."""
RELATIVES = frozenset(
    {
        "Alleged Father",
        "Alleged Mother",
        "Biological Child",
        "Biological Father",
        "Biological Mother",
        "Biological Sibling",
        "Maternal Relative",
        "Paternal Relative",
        "Spouse",
    }
)
"""Sources of profiles that are somebody's relatives: of use only with a pedigree."""


def make_case(
    readings: Sequence[Reading],
    panel: Panel,
    incident: Incident,
    notes: Notes,
    *,
    missing: Sequence[str] = (),
    conventions: Conventions | None = None,
    least: Callable[[Locus], float] | None = None,
) -> CaseFile:
    """All families and profiles of ``readings`` as one case, weighed with ``panel``.

    ``missing`` names the missing in pedigrees that do not say so. ``least(locus)`` is the frequency given to an allele that is
    typed but not in ``panel``; without it such an allele is refused.
    """
    families = [f for r in readings for f in r.families]
    used: set[str] = set()
    for reading in readings:
        for pedigree in reading.pedigrees:
            here = tuple(p.id for p in pedigree.people if p.id in missing)
            used |= set(here)
            if not here:
                notes.add("family_left_out", f"pedigree {pedigree.id or 'without name'}: nobody in it is named as missing")
                continue
            typed = [who for who in here if who in reading.typed]
            if typed:
                raise InvalidCase(
                    f"missing person {typed[0]!r} of pedigree {pedigree.id} is typed. Enter a direct reference as a second person, a "
                    "twin of the missing; or correct --missing."
                )
            references = {p.id: reading.typed[p.id] for p in pedigree.people if p.id in reading.typed}
            families.append(Family(pedigree.id or f"FAMILY-{len(families) + 1}", pedigree, here, references))
    unknown = sorted(set(missing) - used)
    if unknown:
        raise InvalidCase(f"missing person {unknown[0]!r} is in no pedigree. Correct the code.")
    families, profiles = _attached(families, [p for r in readings for p in r.profiles], notes)
    for profile in profiles:
        if profile.source in RELATIVES:
            notes.add("profile_left_out", f"{profile.id}: {profile.source}, of use only in a pedigree")
    everyone = [*profiles, *(p for f in families for p in f.references.values())]
    whole = completed(panel, everyone, least, notes)
    return CaseFile(
        incident,
        whole,
        (Pool(whole.name, 1.0, whole),),
        tuple(families),
        tuple(p for p in profiles if p.source not in CONTROLS | RELATIVES),
        tuple(p for p in profiles if p.source in CONTROLS),
        conventions=conventions or Conventions(),
    )


def _attached(families: list[Family], profiles: list[Profile], notes: Notes) -> tuple[list[Family], list[Profile]]:
    """Profiles whose code is that of a person in a pedigree become that person's reference; the others stay unknown."""
    home: dict[str, list[Family]] = {}
    for family in families:
        for person in family.pedigree.people:
            home.setdefault(person.id, []).append(family)
    given: dict[str, dict[str, Profile]] = {}
    for profile in [p for p in profiles if p.id in home]:
        if len(home[profile.id]) > 1:
            names = ", ".join(f.id for f in home[profile.id])
            raise InvalidCase(
                f"profile {profile.id}: a person of this code is in the families {names}. Give each person one code."
            )
        family = home[profile.id][0]
        if profile.id in family.missing or profile.id in family.references:
            state = "missing" if profile.id in family.missing else "typed already"
            raise InvalidCase(
                f"profile {profile.id}: family {family.id} has a person of this code who is {state}. Correct one of them."
            )
        given.setdefault(family.id, {})[profile.id] = profile
        notes.add("profile_attached", f"{profile.id}: reference of family {family.id}")
    attached = [replace(f, references={**f.references, **given.get(f.id, {})}) for f in families]
    return attached, [p for p in profiles if p.id not in home]


def completed(panel: Panel, profiles: Sequence[Profile], least: Callable[[Locus], float] | None, notes: Notes) -> Panel:
    """``panel`` with every allele that ``profiles`` show: a new one gets ``least(locus)``, then all are divided by their sum."""
    shown: dict[str, set[str]] = {}
    for profile in profiles:
        for marker, call in profile.calls.items():
            shown.setdefault(marker, set()).update(call.alleles)
    for marker in shown:
        if marker not in panel:
            notes.add("not_carried", f"marker {marker} has no frequencies: its results will not be used")
    loci = []
    for locus in panel.loci:
        new = sorted(shown.get(locus.name, set()) - set(locus.alleles))
        if not new:
            loci.append(locus)
            continue
        if least is None or "matrix" in (locus.female.kind, locus.male.kind):
            raise InvalidCase(f"marker {locus.name}: allele {new[0]} has no frequency. Add it to the table of frequencies.")
        low = least(locus)
        if not low > 0.0:
            raise InvalidCase(
                f"marker {locus.name}: allele {new[0]} has no frequency. Name a minimum-frequency rule or add it."
            )
        notes.add("new_allele", f"{locus.name}: {', '.join(new)} at frequency {low:.4g} each")
        total = sum(locus.frequencies) + low * len(new)
        frequencies = tuple(p / total for p in (*locus.frequencies, *[low] * len(new)))
        loci.append(replace(locus, alleles=(*locus.alleles, *new), frequencies=frequencies))
    return replace(panel, loci=tuple(loci))
